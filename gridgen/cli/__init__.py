"""The command line: commands by kind, what they share, and what is printed."""

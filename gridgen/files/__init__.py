"""Files and tables -> values, and values -> files."""

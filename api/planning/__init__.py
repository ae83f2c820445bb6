"""What is asked of plans that live, and what is answered: bodies, states, files."""

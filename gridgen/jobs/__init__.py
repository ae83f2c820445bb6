"""Long work: ordered, done by workers that may die, gone on with where it was."""

"""Plans that live: edits as values, what they do, suggestions, history, and the store."""

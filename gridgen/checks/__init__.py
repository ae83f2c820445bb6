"""Plan -> findings: a file for each subject, a function for each rule; imports nothing that makes.

No solver, outline or helper of theirs is used here, so that a fault there cannot hide.
"""

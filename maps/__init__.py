"""Pictures: a plan goes in, a page comes out."""

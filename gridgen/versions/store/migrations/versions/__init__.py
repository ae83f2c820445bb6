"""The steps, each in one file; a step that was released is never changed."""

"""A plan that was handed out and changed by hand, in a GIS or a spreadsheet -> edits of it."""

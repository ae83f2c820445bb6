"""The map page: one file that opens with no network."""

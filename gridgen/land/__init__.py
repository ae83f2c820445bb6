"""Ground and households -> cells, links, outlines: one drawing of the land."""

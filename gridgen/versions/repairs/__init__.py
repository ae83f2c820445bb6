"""How zones could be instead: ways found on a sketch of a community, to be judged as edits."""

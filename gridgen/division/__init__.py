"""The work: from what was read to a plan, community by community."""

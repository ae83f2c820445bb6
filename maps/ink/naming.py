"""What zones are called on a map: names and numbers without what is written around them."""

from __future__ import annotations

SPECIAL = "special"
"""The kind of a grid without households that was set aside: a park, a market."""


def short_name(name: str, community: str) -> str:
    """Return a zone's name without that of its community, which the map shows anyway."""
    rest = name.removeprefix(community).strip(" ,-–·，") if community else name
    return rest or name


def zone_number(code: str, parent: str) -> str:
    """Return the sequence of a zone in the zone above it, as its code tells."""
    rest = code.removeprefix(parent) or code
    return rest.lstrip("0") or rest

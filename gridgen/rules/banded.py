"""Rules with other bands for their first level."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gridgen.model.bands import Band
from gridgen.model.errors import RulesError

_LEVEL = re.compile(r"^\[\[level\]\]", re.MULTILINE)


def with_bands(text: str, bands: Mapping[str, Band]) -> str:
    r"""Return rules whose first level has other bands; all else stands as it was written.

    Parameters
    ----------
    text
        TOML in which each band of the level has a line of its own, as in the presets.
    bands
        By what they are said for: "village", "community", a class.

    Raises
    ------
    RulesError
        The level says no such band.

    Examples
    --------
    >>> text = '[[level]]\nname = "grids"\nband.village = { fewest = 50, most = 100 }'
    >>> print(with_bands(text, {"village": Band(60, 120, 90)}).splitlines()[-1])
    band.village = { fewest = 60, most = 120, target = 90 }
    """
    starts = [found.start() for found in _LEVEL.finditer(text)] + [len(text), len(text)]
    before, level, after = text[: starts[0]], text[starts[0] : starts[1]], text[starts[1] :]
    for kind, band in bands.items():
        line = re.compile(rf"^band\.{re.escape(kind)} *=.*$", re.MULTILINE)
        if not line.search(level):
            raise RulesError("rules_no_band", kind=kind)
        level = line.sub(_said(kind, band), level)
    return before + level + after


def _said(kind: str, band: Band) -> str:
    target = f", target = {band.target}" if band.target else ""
    return f"band.{kind} = {{ fewest = {band.fewest}, most = {band.most}{target} }}"

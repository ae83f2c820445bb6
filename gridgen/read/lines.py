"""A table of rivers, railways and roads -> lines with the classes that the rules know."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.errors import ReadError
from gridgen.model import Finding, Severity, Texts
from gridgen.read.cells import to_text
from gridgen.read.columns import LINES, recognise
from gridgen.read.places import crs_or_guess, is_finite
from gridgen.words import finding

_WORDS = {
    "river": ("river", "河", "河流", "江", "运河", "canal"),
    "railway": ("railway", "rail", "铁路", "铁道"),
    "expressway": ("expressway", "motorway", "高速", "高速公路", "快速路"),
    "wall": ("wall", "围墙", "墙", "城墙"),
    "main_road": ("main_road", "main road", "主干道", "主干路", "干道", "主路", "国道", "省道"),
    "road": ("road", "道路", "路", "街道", "街", "支路", "县道", "乡道", "村道"),
    "stream": ("stream", "溪", "小河", "沟", "沟渠", "水渠", "渠"),
    "bridge": ("bridge", "桥", "桥梁"),
}

CLASSES = tuple(_WORDS)
"""The classes of lines, in the words of the rules."""

_CLASS_OF = {word: name for name, words in _WORDS.items() for word in words}


def to_lines(
    table: pd.DataFrame, source: str, *, crs: str | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the lines of a table with columns class (one of `CLASSES`) and name.

    Lines of an unknown class or none are taken for roads, which never cut; one finding for each
    such class. Rows that are not lines are left out.

    Returns
    -------
    A table in the CRS of the input (or `crs`, or degrees where the values look like them), index
    0, 1, ..., and findings.

    Raises
    ------
    ReadError
        There is no geometry, or nothing says the CRS.
    """
    known, findings = recognise(table, LINES, source)
    if not isinstance(known, gpd.GeoDataFrame):
        raise ReadError(f"{source}: the table has no lines; expected a layer of lines.")
    shapes = np.asarray(known.geometry.array, dtype=object)
    is_line = (shapely.get_dimensions(shapes) == 1) & ~shapely.is_empty(shapes) & is_finite(shapes)
    xy = shapely.get_coordinates(shapes)
    named, of_crs = crs_or_guess(known, xy, source=source, crs=crs)
    findings += of_crs
    if not is_line.all():
        number = int((~is_line).sum())
        findings += (finding("line_left_out", Severity.WARNING, source, number=number),)
    kept = known[is_line]
    classes, of_classes = _classes(_column(kept, "class"), source)
    lines = gpd.GeoDataFrame(
        {"class": classes, "name": _column(kept, "name")},
        geometry=shapely.force_2d(shapes[is_line]),
        crs=named,
    )
    return lines, findings + of_classes


def _column(table: pd.DataFrame, name: str) -> Texts:
    if name not in table:
        return np.full(len(table), "", dtype=object)
    return to_text(table[name])


def _classes(words: Texts, source: str) -> tuple[Texts, tuple[Finding, ...]]:
    classes = np.array([_CLASS_OF.get(word.casefold(), "") for word in words], dtype=object)
    unknown = Counter(words[classes == ""].tolist())
    classes[classes == ""] = "road"
    return classes, tuple(
        finding("line_class_unknown", Severity.WARNING, source, number=times, value=word)
        for word, times in unknown.items()
    )

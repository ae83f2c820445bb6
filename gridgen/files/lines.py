"""Tables of rivers, railways, roads and water -> Features, in words of the rules."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.headers import recognise
from gridgen.files.points import crs_or_guess, is_finite
from gridgen.files.values import Flags, text_column
from gridgen.files.vocabulary import LINES
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.crs import without_heights
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import Features
from gridgen.words.discreet import shown
from gridgen.words.say import Sentence, in_both

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

_CLASS_OF = {word: name for name, words in _WORDS.items() for word in words}


def to_lines(
    table: pd.DataFrame, source: str, *, crs: str | None = None
) -> tuple[Features, tuple[Finding, ...]]:
    """Return the lines of a table with columns class (see `gridgen.rules`) and name.

    Lines of an unknown class or none are taken for roads, which never cut; one finding for each
    such class. Rows that are not lines are left out, save bridges that are points.

    Parameters
    ----------
    table
        A GeoDataFrame; headers and classes may be English or Chinese.
    source
        The file as the user knows it, for findings.
    crs
        The CRS of the shapes where the table does not say it.

    Returns
    -------
    Features in the CRS of the input (or `crs`, or degrees where the values look like them), and
    findings.

    Raises
    ------
    ReadError
        There is no geometry, or nothing says the CRS.
    """
    known, named, findings = _layer(table, source, crs, expected=in_both("shape_lines"))
    classes = _known(text_column(known, "class"))
    dimension = shapely.get_dimensions(known.geometry.array)
    is_bridge = (classes == "bridge") & (dimension == 0)  # nothing else may be a point
    kept, left_out = _usable(known, (dimension == 1) | is_bridge, source, "line_left_out")
    classes, of_classes = _classes(text_column(kept, "class"), source)
    lines = Features(classes, text_column(kept, "name"), _flat(kept), named)
    return lines, findings + left_out + of_classes


def to_polygons(
    table: pd.DataFrame, source: str, *, crs: str | None = None
) -> tuple[Features, tuple[Finding, ...]]:
    """Return the polygons of a layer of water, buildings or parcels, with their names.

    Rows that are not polygons are left out. All else is as in `to_lines`.

    Parameters
    ----------
    table, source, crs
        As in `to_lines`.
    """
    known, named, findings = _layer(table, source, crs, expected=in_both("shape_polygons"))
    is_polygon = shapely.get_dimensions(known.geometry.array) == 2
    kept, left_out = _usable(known, is_polygon, source, "area_left_out")
    blank = texts([""] * len(kept))
    polygons = Features(blank, text_column(kept, "name"), _flat(kept), named)
    return polygons, findings + left_out


def _layer(
    table: pd.DataFrame, source: str, crs: str | None, *, expected: Sentence
) -> tuple[gpd.GeoDataFrame, str, tuple[Finding, ...]]:
    """Return the known columns of a table with shapes, its CRS, and findings."""
    known, findings = recognise(table, LINES, source)
    if not isinstance(known, gpd.GeoDataFrame):
        raise ReadError("table_without_shapes", source=source, expected=expected)
    xy = shapely.get_coordinates(np.asarray(known.geometry.array, dtype=object))
    named, of_crs = crs_or_guess(known, xy, source=source, crs=crs)
    return known, named, findings + of_crs


def _usable(
    known: gpd.GeoDataFrame, is_kind: Flags, source: str, rule: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    shapes = np.asarray(known.geometry.array, dtype=object)
    usable = is_kind & ~shapely.is_empty(shapes) & is_finite(shapes)
    if usable.all():
        return known, ()
    number = int((~usable).sum())
    return known[usable], (finding(rule, Severity.WARNING, source, number=number),)


def _flat(kept: gpd.GeoDataFrame) -> Shapes:
    return without_heights(np.asarray(kept.geometry.array, dtype=object))


def _known(words: Texts) -> Texts:
    """Return (n,) classes, "" where the word is not known."""
    classes = np.empty(len(words), dtype=object)
    classes[:] = [_CLASS_OF.get(word.casefold(), "") for word in words]
    return classes


def _classes(words: Texts, source: str) -> tuple[Texts, tuple[Finding, ...]]:
    classes = _known(words)
    unknown = Counter(words[classes == ""].tolist())
    classes[classes == ""] = "road"
    return classes, tuple(
        finding("line_class_unknown", Severity.WARNING, source, number=times, value=shown(word))
        for word, times in unknown.items()
    )

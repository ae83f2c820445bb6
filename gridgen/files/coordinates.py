"""Coordinates as people write them -> numbers: degrees with minutes, decimal commas, one column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gridgen.files.values import Numbers, is_blank, plain_numbers, to_numbers

_SIGNS = str.maketrans(
    {"º": "°", "˚": "°", "⁰": "°", "度": "°", "分": "′", "秒": "″", "’": "′", "‘": "′", "`": "′",
     "´": "′", '"': "″", "”": "″", "“": "″", "˝": "″", "″": "″", "−": "-", "–": "-"}
)  # fmt: skip
"""Read before letters are made half-width, which takes some of them apart."""

_SIDES = {"e": 1, "n": 1, "w": -1, "s": -1, "东经": 1, "北纬": 1, "西经": -1, "南纬": -1,
          "东": 1, "北": 1, "西": -1, "南": -1, "东經": 1, "經度": 1, "经度": 1, "纬度": 1, "经": 1,
          "纬": 1}  # fmt: skip
_SIDE = "|".join(sorted(_SIDES, key=len, reverse=True))
_ANGLE = re.compile(
    rf"(?P<before>{_SIDE})?[:：]?\s*(?P<sign>[+-]?)"
    r"(?P<d>\d{1,3}(\.\d+)?)\s*(°|d|deg)?\s*"
    r"((?P<m>\d{1,2}(\.\d+)?)\s*(′|m)?\s*)?"
    r"((?P<s>\d{1,2}(\.\d+)?)\s*(″|′′|s)?\s*)?"
    rf"(?P<after>{_SIDE})?"
)
_BETWEEN = re.compile(r"(?<=\d)[\s:：\-]+(?=\d)")
"""What stands between degrees, minutes and seconds that bear no sign."""

_UNIT = re.compile(r"(?<=\d)\s*(米|m|公尺)$")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_COMMA_OR_POINT = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
"""A number of which a comma may be either."""


def to_coordinates(cells: Any, *, is_degrees: bool) -> Numbers:
    """Return (n,) numbers; NaN where a cell is blank or is no coordinate.

    Degrees may come with minutes and seconds, whatever the signs, and with the side of the globe:
    113°06′36.5″, E113°6.6', 113度06分36秒, 113-06-36.5, 北纬23.05. Commas may stand for points
    where no cell of the column has a point, and they cannot part thousands.

    >>> to_coordinates(["113.5", "113°30′", "113,5", "东经113度30分0秒"], is_degrees=True).tolist()
    [113.5, 113.5, 113.5, 113.5]
    """
    texts = np.asarray(cells, dtype=object)
    numbers = plain_numbers(texts)
    rows = [
        row
        for row in np.flatnonzero(np.isnan(numbers)).tolist()
        if isinstance(texts[row], str) and texts[row].strip()
    ]
    told = [_plain(texts[row]) for row in rows]
    has_points = not _has_decimal_commas([cell for cell in told if "," in cell], is_degrees)
    for row, cell in zip(rows, told, strict=True):
        if has_points or not _DECIMAL_COMMA.fullmatch(cell):
            numbers[row] = _coordinate(cell, is_degrees)
        else:
            numbers[row] = float(cell.replace(".", "").replace(",", "."))
    return numbers


def _has_decimal_commas(cells: Sequence[str], is_degrees: bool) -> bool:
    """Return whether the comma of these cells is that of a decimal number."""
    decimal = [bool(_DECIMAL_COMMA.fullmatch(cell)) for cell in cells]
    surely = [is_degrees or not _COMMA_OR_POINT.fullmatch(cell) for cell in cells]
    return all(decimal) and any(surely)


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell.translate(_SIGNS)).strip().strip("\ufeff").strip()
    return text.lstrip("'′").strip()


def _coordinate(text: str, is_degrees: bool) -> float:
    """Return the number in a text that is none as it stands; NaN where there is none."""
    if not is_degrees:
        text = _UNIT.sub("", text)
    number = float(to_numbers([text])[0])
    return number if not is_degrees or np.isfinite(number) else _angle(text)


def _angle(text: str) -> float:
    """Return degrees.

    >>> _angle("113°06′36″E"), _angle("-23 30"), _angle("S23:30:00"), _angle("23°75′")
    (113.11, -23.5, -23.5, nan)
    """
    plain = text.casefold().translate(_SIGNS).replace("'", "′").replace("′′", "″")
    plain = _BETWEEN.sub(" ", plain)
    match = _ANGLE.fullmatch(plain.strip())
    if match is None:
        return float("nan")
    degrees, minutes, seconds = (float(match[part] or 0) for part in "dms")
    whole = [bool(match[part]) and "." in match[part] for part in "dms"]
    is_cut = (whole[0] and match["m"]) or (whole[1] and match["s"])
    if minutes >= 60 or seconds >= 60 or is_cut or (match["before"] and match["after"]):
        return float("nan")
    side = _SIDES.get(match["before"] or match["after"] or "", 1)
    sign = -1 if match["sign"] == "-" else 1
    return side * sign * (degrees + minutes / 60 + seconds / 3600)


_PAIR = re.compile(
    r"[(\[{]?\s*(?P<first>[^,;，；、\s|/]+(\s*[°′″度分秒][^,;，；、|/]*)?)\s*([,;，；、|/]|\s)\s*"
    r"(?P<second>[^,;，；、|/()]+?)\s*([,;，\s][\d.+-]+)?\s*[)\]}]?"
)
"""Two coordinates in one cell, in brackets or not, a height behind them or not."""

_FRACTION = re.compile(r"[+-]?\d+\.\d+")
"""Of a cell with words around the numbers, as {"lng":113.1,"lat":23.1} has them."""


def to_pairs(cells: Any) -> tuple[Numbers, Numbers]:
    """Return (n,) first and (n,) second numbers of cells that hold two; NaN where one does not.

    >>> first, second = to_pairs(["113.1,23.05", "(113.1 23.05)", "113°06′,23°03′", "", "x"])
    >>> first.tolist(), second.tolist()
    ([113.1, 113.1, 113.1, nan, nan], [23.05, 23.05, 23.05, nan, nan])
    """
    texts = np.asarray(cells, dtype=object)
    blank = is_blank(texts)
    parts = np.full((2, len(texts)), "", dtype=object)
    for row in np.flatnonzero(~blank):
        match = _PAIR.fullmatch(_plain(str(texts[row])))
        if match is not None:
            parts[:, row] = match["first"], match["second"]
    first, second = (to_coordinates(part, is_degrees=True) for part in parts)
    for row in np.flatnonzero(~blank & ~(np.isfinite(first) & np.isfinite(second))):
        found = _FRACTION.findall(str(texts[row]))
        if len(found) == 2:
            first[row], second[row] = map(float, found)
    return first, second


def split_pairs(cells: Any, *, is_latitude_first: bool) -> pd.DataFrame | None:
    """Return columns `lon` and `lat` of a column of two coordinates; None where it holds none.

    Latitude goes first where the header says so, or where only that way all are on the globe.

    Parameters
    ----------
    cells
        (n,) as they stand in the file.
    is_latitude_first
        Whether the header names latitude first.
    """
    first, second = to_pairs(cells)
    known = np.isfinite(first) & np.isfinite(second)
    if 2 * known.sum() <= (~is_blank(np.asarray(cells, dtype=object))).sum() or not known.any():
        return None
    is_turned = (np.abs(first[known]) <= 90).all() and (np.abs(second[known]) > 90).any()
    is_kept = (np.abs(second[known]) <= 90).all() and (np.abs(first[known]) > 90).any()
    if is_turned or (is_latitude_first and not is_kept):
        first, second = second, first
    return pd.DataFrame({"lon": first, "lat": second}, dtype=object)

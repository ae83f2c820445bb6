"""Rows without a place: one that their building, group or estate lends, or a stand-in.

Who names a unit that has a place stands there. Who names a community alone is in its virtual grid:
it is the community that is divided, so a point in its middle would make one grid of it too large,
and its metres wrong. The stand-in of a virtual row is for tables that need a point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.headers import active_geometry
from gridgen.files.points import Places
from gridgen.files.values import Flags, code_column, rows_of, text_column, to_numbers
from gridgen.files.village_names import codes_named
from gridgen.model.antimeridian import cut
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.crs import is_degrees, moved
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import Features
from gridgen.model.households import Households, Presence
from gridgen.model.polygons import repair

NOWHERE = frozenset({"/", "\\", "-", "--", "—", "——", "_", "*", ".", "?", "？", "无", "暂无",
                     "没有", "未知", "不详", "空", "缺", "none", "null", "nan", "n/a", "na", "#n/a",
                     "nil", "unknown", "no"})  # fmt: skip
"""What people and programs write into a cell where there is no coordinate."""

_LENT_BY = (
    ("building", ("group", "estate", "building")),
    ("building", ("building",)),
    ("group", ("group",)),
    ("estate", ("estate",)),
)
"""Which units lend their place, the surest first, and by which columns they are known: buildings
have numbers, which several groups may use."""

_WIDEST_M = {"building": 200.0, "group": 2000.0, "estate": 1000.0}
"""Members of a unit that lie farther apart are of several units of one name."""

_NAMED_BY = {"building": "buildings", "estate": "parcels"}
"""The layer of the ground in which a unit may stand under its name."""

_DEGREE_M = 111_200.0
_FAR_DEGREES = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """c communities in which households without a place may stand.

    Attributes
    ----------
    code
        (c,) text.
    shape
        (c,) polygons in `crs`, not repaired.
    crs
        As text that pyproj understands.
    name
        (c,) what they are called, as rows may name them; "" for none of them, if not given.
    """

    code: Texts
    shape: Shapes
    crs: str
    name: Texts = field(default_factory=lambda: np.empty(0, object))

    def __post_init__(self) -> None:
        if not len(self.name):
            object.__setattr__(self, "name", np.full(len(self.code), "", object))


@dataclass(frozen=True, slots=True, eq=False)
class Absent:
    """What may become of rows without a place.

    Attributes
    ----------
    homes
        The boundaries, where there are such.
    is_virtual
        Whether the rules have virtual grids.
    ground
        Layers of the ground by name: footprints and estates may be called as the rows say.
    """

    homes: Homes | None = None
    is_virtual: bool = True
    ground: Mapping[str, Features] = field(default_factory=dict)


def stand_ins(
    places: Places, known: pd.DataFrame, absent: Absent, is_row: Flags
) -> tuple[Places, Texts]:
    """Return places with one for each row that has none of its own, as far as it names something.

    Parameters
    ----------
    places
        Of the n rows of the table.
    known
        The table as `gridgen.files.headers.recognise` returns it, blocks filled.
    absent
        What may be done.
    is_row
        (n,) rows that hold something.

    Returns
    -------
    The places, and (n,) how each row without a place of its own stands: `by_unit`, `virtual`, or ""
    for all others. Those of an older plan's table that are so marked stay so.
    """
    missing = (places.missing | _says_nowhere(places, known) | _at_origin(places)) & is_row
    standing = standing_in(known).copy()
    if not absent.is_virtual:
        standing[standing == Presence.VIRTUAL] = ""
    if not missing.any():
        return places, standing
    xy = places.xy.copy()
    xy[missing] = np.nan
    has_place = np.isfinite(xy).all(axis=1) & is_row
    code = code_column(known, "community")
    if absent.homes is not None:
        code = codes_named(code, absent.homes.code, absent.homes.name)
    left = missing.copy()
    for key, columns in _LENT_BY:
        _lend(xy, left, key=key, unit=[code, *(text_column(known, c) for c in columns)],
              has_place=has_place, metres=_metres(xy, places.crs))  # fmt: skip
        if key in _NAMED_BY and len(columns) == 1:
            _find(xy, left, text_column(known, key), absent.ground.get(_NAMED_BY[key]), places.crs)
    standing[missing & ~left] = Presence.BY_UNIT
    if absent.is_virtual:
        before = left.copy()
        _put_at_home(xy, left, code, has_place, absent.homes, places.crs)
        standing[before & ~left] = Presence.VIRTUAL
    return replace(places, xy=xy, missing=left | (places.missing & ~is_row)), standing


def told_of_absent(households: Households, source: str) -> tuple[Finding, ...]:
    """Return a finding for each community of how many households have no place of their own."""
    standing, found = households.standing, []
    if len(households) and (standing == Presence.VIRTUAL).all():
        found.append(finding("placeless_all", Severity.WARNING, source, number=len(households)))
    for word, rule in (
        (Presence.VIRTUAL, "placeless_virtual"),
        (Presence.BY_UNIT, "placeless_unit"),
    ):
        rows = np.flatnonzero(standing == word)
        for code in np.unique(households.community[rows].astype(str)):
            mine = rows[households.community[rows] == code]
            found.append(
                finding(rule, Severity.WARNING, code or source, rows=len(mine),
                        number=int(households.count[mine].sum()))
            )  # fmt: skip
    return tuple(found)


def may_be_anywhere(table: pd.DataFrame, known: pd.DataFrame) -> bool:
    """Return whether a table without coordinates is meant so: no other column could hold them.

    Parameters
    ----------
    table, known
        As it stands in the file, and the columns of it that are recognised.
    """
    if active_geometry(table) is not None or "community" not in known:
        return False
    for at in range(table.shape[1]):
        cells = table.iloc[:200, at].dropna().astype(str)
        numbers = to_numbers(cells)
        is_part = np.isfinite(numbers) & (numbers != np.floor(numbers))
        if (
            2 * (is_part | cells.str.contains("[°度]|POINT|,").to_numpy(bool)).sum()
            > len(cells)
            > 0
        ):
            return False
    return True


def _says_nowhere(places: Places, known: pd.DataFrame) -> Flags:
    """Return (n,) rows in whose cells stands a word for "no coordinate"."""
    nowhere = np.zeros(len(known), bool)
    rows = np.flatnonzero(~np.isfinite(places.xy).all(axis=1) & ~places.missing)
    for name in ("lon", "lat", "x", "y"):
        if name in known and not isinstance(known, gpd.GeoDataFrame) and len(rows):
            cells = known[name].to_numpy(object)[rows]
            nowhere[rows] |= [str(cell).strip().casefold() in NOWHERE for cell in cells]
    return nowhere


def _at_origin(places: Places) -> Flags:
    """Return (n,) rows at (0, 0) or (-1, -1), where programs put what has no place.

    Where the others are near it, it is a place like any other.
    """
    xy = places.xy
    at = (xy == 0).all(axis=1) | (xy == -1).all(axis=1)
    others = xy[~at & np.isfinite(xy).all(axis=1)]
    if not at.any() or len(others) == 0:
        return np.zeros(len(xy), bool)
    far = _FAR_DEGREES if is_degrees(places.crs) else _FAR_DEGREES * _DEGREE_M
    is_far = (np.abs(np.median(others, axis=0)) > far).any()
    return np.asarray(at & is_far, bool)


def standing_in(table: pd.DataFrame) -> Texts:
    """Return (n,) how the rows of a plan's table stand: `Households.standing`.

    Parameters
    ----------
    table
        Its column `presence` says it, where there is one.
    """
    if "presence" not in table:
        return np.full(len(table), "", object)
    words = text_column(table, "presence")
    return texts([w if w in (Presence.BY_UNIT, Presence.VIRTUAL) else "" for w in words])


def _lend(
    xy: NDArray[np.float64], left: Flags, *, key: str, unit: Sequence[Texts], has_place: Flags,
    metres: NDArray[np.float64],
) -> None:  # fmt: skip
    """Give rows that are `left` the place of the member in the middle of their unit; strike them.

    `unit` are the columns by which units are known, the one of `key` last.
    """
    wanted: dict[tuple[str, ...], list[int]] = {}
    for row in np.flatnonzero(left & (unit[-1] != "")).tolist():
        wanted.setdefault(tuple(column[row] for column in unit), []).append(row)
    if not wanted:
        return
    names = pd.Series(unit[-1], dtype=object).isin({one[-1] for one in wanted}).to_numpy()
    members: dict[tuple[str, ...], list[int]] = {one: [] for one in wanted}
    for row in np.flatnonzero(names & has_place).tolist():
        one = tuple(column[row] for column in unit)
        if one in members:
            members[one].append(row)
    for one, rows in wanted.items():
        if not members[one]:
            continue
        there = metres[members[one]]
        apart = np.hypot(*(there - np.median(there, axis=0)).T)
        if np.quantile(apart, 0.9) <= _WIDEST_M[key]:
            xy[rows] = xy[members[one][int(np.argmin(apart))]]
            left[rows] = False


def _find(
    xy: NDArray[np.float64], left: Flags, name: Texts, layer: Features | None, crs: str
) -> None:
    """Give rows that are `left` a point inside the only shape of a layer that bears their name."""
    if layer is None or not left.any():
        return
    called = pd.Series(layer.name, dtype=object)
    called = called[(called != "") & ~called.duplicated(keep=False)]
    row_of = dict(zip(called.tolist(), called.index.tolist(), strict=True))
    rows = [row for row in np.flatnonzero(left).tolist() if name[row] in row_of]
    if rows:
        shapes = layer.shape[[row_of[name[row]] for row in rows]]
        xy[rows] = _inside(shapes, layer.crs, crs)
        left[rows] = False


def _put_at_home(
    xy: NDArray[np.float64], left: Flags, code: Texts, has_place: Flags, homes: Homes | None,
    crs: str,
) -> None:  # fmt: skip
    """Give rows that are `left` a stand-in in the community that they name; strike them."""
    may_be_drawn = code != ""
    if homes is not None:
        home = rows_of(code, homes.code)
        has_land = ~(shapely.is_missing(homes.shape) | shapely.is_empty(homes.shape))
        rows = np.flatnonzero(left & (home >= 0))
        rows = rows[has_land[home[rows]]]
        named, of_row = np.unique(home[rows], return_inverse=True)
        xy[rows] = _inside(homes.shape[named], homes.crs, crs)[of_row]
        left[rows] = False
        may_be_drawn = home >= 0  # in a plan without boundaries, who had no place had no land
    if not has_place.any():
        return
    # Communities are drawn around those who have a place; one without such has no land.
    for one in np.unique(code[left & may_be_drawn].astype(str)):
        members = (code == one) & has_place
        there = xy[members if members.any() else has_place]
        apart = np.hypot(*(there - np.median(there, axis=0)).T)
        rows = np.flatnonzero(left & (code == one))
        xy[rows] = there[np.argmin(apart)]
        left[rows] = False


def _inside(shapes: Shapes, crs: str, target: str) -> NDArray[np.float64]:
    points = shapely.point_on_surface(repair(moved(shapes, crs, target)))
    if is_degrees(target):
        points = cut(points)  # communities across the antimeridian go on past 180
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _metres(xy: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Return positions by which distances of some km can be told, of degrees too."""
    if not is_degrees(crs) or not np.isfinite(xy).any():
        return xy
    narrow = np.cos(np.radians(np.nanmedian(xy[:, 1])))
    scale: NDArray[np.float64] = np.array([_DEGREE_M * narrow, _DEGREE_M])
    return np.asarray(xy * scale)

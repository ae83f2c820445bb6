"""A table of households -> Households, and a finding for each row left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.blocks import fill_blocks
from gridgen.files.corrections import of_corrections
from gridgen.files.datums import one_pair
from gridgen.files.headers import recognise
from gridgen.files.ids import ids_of
from gridgen.files.many_points import one_row_a_point
from gridgen.files.origin import Origin, file_rows, origin_of, spot
from gridgen.files.outlines import WGS84, Outlines
from gridgen.files.personal import without_personal
from gridgen.files.points import Places, places_of
from gridgen.files.reading import tell_reading
from gridgen.files.rows_aside import remarks, totals
from gridgen.files.stand_ins import Absent, may_be_anywhere, stand_ins, told_of_absent
from gridgen.files.unused import tell_unused
from gridgen.files.values import (
    Flags,
    is_blank,
    is_not_finite,
    is_rounded,
    text_column,
    to_codes,
    to_counts,
    to_numbers,
)
from gridgen.files.vocabulary import GUESSED, HOUSEHOLDS, Synonyms
from gridgen.model.antimeridian import degrees_from
from gridgen.model.arrays import Texts, read_only, texts
from gridgen.model.crs import is_degrees, middle_of, project, require_metres, work_crs
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Rejected, Severity, finding
from gridgen.model.households import KEEP_KEYS, Households
from gridgen.words.discreet import shown, shown_number
from gridgen.words.seen import shortened

COUNT_MOST = 1_000_000
"""Households one row may stand for; above it, a typing error is surer than a household count."""

_CELL_SHOWN = 60
"""Characters of a cell that a finding shows."""

_FAR_DEGREES = 1.0
"""How far the others must be from (0, 0) for a row at (0, 0) to count as a row without a place."""


_NUMBER_MOST = 1e9
"""A wrong number that is longer is not told: it may be one of a phone."""


@dataclass(slots=True)
class _Sieve:
    """Which rows are still good, and a finding for each that is not. Lives inside one call."""

    source: str
    origin: Origin
    rows: NDArray[np.int64]
    position: NDArray[np.int64]
    good: Flags
    rejected: list[Rejected] = field(default_factory=list)

    def reject(
        self, bad: Flags, rule: str, severity: Severity, column: str = "", **columns: Any
    ) -> None:
        """Leave out the rows of `bad` that are still good.

        A row that is left out already keeps its first reason: it is not told twice.

        Parameters
        ----------
        bad
            (n,) rows.
        rule, severity
            Of the finding for each of them.
        column
            Our name of the column whose cell is at fault; "" where it is the row.
        columns
            (n,) what the sentence tells of each row, by its name there.
        """
        for row in np.flatnonzero(bad & self.good).tolist():
            fields = {name: _short(column[row] if name == "id" else _told(column[row]))
                      for name, column in columns.items()}  # fmt: skip
            number = fields.pop("number", None)
            found = finding(
                rule,
                severity,
                self.where(row),
                number=None if number is None or not abs(number) < _NUMBER_MOST else float(number),
                file=self.source,
                at=self.at(row, column),
                **fields,
            )
            self.rejected.append(Rejected(int(self.position[row]), column, found))
        self.good &= ~bad

    def warn(self, row: int, rule: str, column: str, **fields: Any) -> None:
        """Tell of a row that stays, and of its cell in a column."""
        found = finding(
            rule,
            Severity.WARNING,
            self.where(row),
            file=self.source,
            at=self.at(row, column),
            **fields,
        )
        self.rejected.append(Rejected(int(self.position[row]), column, found, is_kept=True))

    def where(self, row: int) -> str:
        """Return the file and the number of a row, as whoever opens the file sees it."""
        sheet, number = self.origin.sheet_and_row(int(self.rows[row]))
        source = f"{self.source}:{sheet}" if self.origin.sheets else self.source
        return f"{source}, row {number}"

    def at(self, row: int, column: str = "") -> tuple[str, str]:
        """Return how people call a row, or its cell in a column, in both languages."""
        return spot(self.origin, int(self.rows[row]), column, source=self.source)

    @property
    def in_order(self) -> tuple[Rejected, ...]:
        """What is rejected, row by row."""
        return tuple(sorted(self.rejected, key=lambda one: one.row))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(one.found for one in self.in_order)


def _short(cell: Any) -> Any:
    return shortened(cell, _CELL_SHOWN) if isinstance(cell, str) else cell


def to_households(
    table: pd.DataFrame,
    *,
    source: str,
    crs_m: str | None = None,
    crs: str | None = None,
    names: Sequence[str] = (),
    counts: Sequence[str] = (),
    has_boundaries: bool = False,
    absent: Absent | None = None,
    outlines: Outlines | None = None,
) -> tuple[Households, tuple[Finding, ...]]:
    """Return the good rows of a table as households, and findings about the others.

    Parameters
    ----------
    table
        A GeoDataFrame, or a table with columns lon and lat (degrees) or x and y. Headers may be
        English or Chinese (see `gridgen.files.headers`). One row is one household unless a column
        `households` counts them; blank counts as 1. Rows that are wholly blank are passed over.
    source
        The file as the user knows it, for findings: "households.csv".
    crs_m
        The metre CRS of the work. Without it: the CRS of the input if that is in metres, else one
        chosen: that of `gridgen.model.crs.work_crs(households.given, households.crs)`.
    crs
        The CRS of the coordinates where the table does not say it.
    names, counts
        Further columns that the rules ask for: such as name zones, and whole numbers that bands
        count. A blank count is 0.
    has_boundaries
        Whether boundaries will say which rows lie outside. Without them, and without `crs_m`, a row
        farther than `FARTHEST_KM` from the middle of the others is left out.
    absent
        What becomes of rows without a place; if not given they are left out.
    outlines
        Those boundaries, by which the places are judged (see `gridgen.files.fit`).

    Returns
    -------
    The households in the order of the rows; findings of the file first, then row by row.

    Raises
    ------
    ReadError
        The table has no row, no place, no CRS where it needs one, or no row that can be used;
        most rows are far from the middle; or the places miss the boundaries by a known offset.
    CoordinateError
        `crs` is unknown, or `crs_m` is unknown or not in metres.
    """
    if len(table) == 0:
        raise ReadError("no_household_row", source=source)
    synonyms = _synonyms(names, counts)
    clean, of_persons = without_personal(table, synonyms, source)
    clean, of_pairs = one_pair(clean, source)
    known, of_columns = recognise(clean, synonyms, source, guessed=GUESSED)
    position = np.arange(len(known))
    known, of_points = one_row_a_point(known, source)
    if len(known) > len(clean):
        position = np.searchsorted(file_rows(clean), file_rows(known))
        clean = clean.iloc[position]
    places = _places(clean, known, source, crs, outlines, absent)
    rows = file_rows(known)
    is_row = ~_is_blank_row(clean, places.missing)
    sieve = _Sieve(source, origin_of(known), rows, position, is_row)
    _pass_over(sieve, clean, places)
    known, of_blocks = fill_blocks(known, source=source, is_row=sieve.good)
    if not sieve.good.any():
        raise ReadError("no_row_under_header", source=source)

    community, of_codes = _community(known, source)
    standing = texts([""] * len(known))
    if absent is not None:
        marked = known.assign(community=community)
        if "presence" in clean:
            marked["presence"] = clean["presence"].to_numpy(object)
        places, standing = stand_ins(places, marked, absent, sieve.good)
    lonlat = _sift_places(sieve, known, places, is_anywhere=has_boundaries or crs_m is not None)
    count, of_count = _sift_counts(sieve, known)
    ids, of_ids = _sift_ids(sieve, known, community)
    xy = _in_metres(sieve, places, lonlat, crs_m)
    wanted = dict.fromkeys((*KEEP_KEYS, "grid", *names))
    keys = {key: to_codes(known[key]) for key in wanted if key in known}
    further = {name: _further(sieve, known, name) for name in counts}
    good = np.flatnonzero(sieve.good)
    households = Households(
        ids=read_only(ids[good]),
        given=places.xy[good],
        xy=xy[good],
        count=count[good].astype(np.int64),
        community=read_only(community[good]),
        keys={key: read_only(values[good]) for key, values in keys.items()},
        source=rows[good],
        crs=places.crs,
        counts={name: column[good] for name, column in further.items()},
        rejected=sieve.in_order,
        standing=read_only(standing[good]),
    )
    of_table = (
        of_persons
        + of_pairs
        + of_columns
        + of_points
        + tell_reading(known, source)
        + tell_unused(clean, known, synonyms, source)
        + of_corrections(table, households.rejected)
    )
    of_file = of_table + of_blocks + places.findings + of_count + of_ids + of_codes
    return households, of_file + told_of_absent(households, source) + sieve.findings


def _places(
    table: pd.DataFrame, known: pd.DataFrame, source: str, crs: str | None,
    outlines: Outlines | None, absent: Absent | None,
) -> Places:  # fmt: skip
    """Return the places of a table; of one without such columns none, if it is meant so."""
    headers = _headers(table, known)
    try:
        return places_of(known, source=source, crs=crs, headers=headers, outlines=outlines)
    except ReadError as why:
        can_stand = absent is not None and absent.homes is not None and absent.is_virtual
        if why.key != "table_without_places" or not can_stand or not may_be_anywhere(table, known):
            raise
    nowhere = np.full((len(known), 2), np.nan)
    return Places(nowhere, WGS84, np.ones(len(known), bool), np.zeros(len(known), bool))


def _headers(table: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    """Return the headers for a message: if none is known, they may be a row."""
    headers = list(map(str, table.columns))
    return headers if origin_of(known).header else list(map(shown, headers))


def _told(cell: Any) -> Any:
    """Return a number as it is, and anything else as a message may repeat it."""
    return cell if isinstance(cell, (int, float, np.number)) else shown_number(cell)


def _synonyms(names: Sequence[str], counts: Sequence[str]) -> Synonyms:
    return {**HOUSEHOLDS, **{name: (name,) for name in (*names, *counts) if name not in HOUSEHOLDS}}


def _further(sieve: _Sieve, known: pd.DataFrame, name: str) -> NDArray[np.int64]:
    """Leave out the rows whose `name` is no whole number; return (n,) with 0 where it is blank."""
    if name not in known:
        raise ReadError("count_column_missing", source=sieve.source, column=name)
    cells = known[name].to_numpy(dtype=object)
    number = np.where(is_blank(cells), 0.0, to_numbers(cells))
    with np.errstate(invalid="ignore"):
        bad = ~(np.isfinite(number) & (number == np.floor(number)) & (number >= 0))
        bad |= number > COUNT_MOST
    sieve.reject(
        bad, "bad_count", Severity.ERROR, name, number=number, value=cells, most=_most(cells)
    )
    return np.where(bad, 0, np.nan_to_num(number, posinf=0, neginf=0)).astype(np.int64)


def _pass_over(sieve: _Sieve, table: pd.DataFrame, places: Places) -> None:
    """Leave out rows that are no households: totals, signatures, notes."""
    header = sieve.origin.header
    of_numbers = {header[name] for name in ("lon", "lat", "x", "y") if name in header}
    sieve.reject(totals(table, of_numbers), "row_is_total", Severity.NOTE)
    no_place = places.missing | is_not_finite(places.xy)
    sieve.reject(remarks(table, no_place & sieve.good), "row_is_remark", Severity.NOTE)


def _is_blank_row(table: pd.DataFrame, missing: Flags) -> Flags:
    """Return (n,) where every cell is blank: the empty rows under a table of a spreadsheet."""
    blank = missing.copy()
    if isinstance(table, gpd.GeoDataFrame):
        return np.zeros(len(missing), dtype=bool)
    for position in range(table.shape[1]):
        rows = np.flatnonzero(blank)
        blank[rows] = is_blank(table.iloc[rows, position])
    return blank


def _sift_places(
    sieve: _Sieve, known: pd.DataFrame, places: Places, *, is_anywhere: bool
) -> NDArray[np.float64]:
    """Leave out the rows without a place on the globe or among the others; return (n, 2) degrees.

    `is_anywhere` says that something else tells those far from the others.
    """
    xy = places.xy
    lonlat = xy if is_degrees(places.crs) else project(xy, places.crs, WGS84)
    first = next((name for name in ("lon", "x") if name in known), "")
    sieve.reject(places.missing, "no_place", Severity.WARNING, first)
    sieve.reject(places.is_line, "place_is_line", Severity.ERROR)
    sieve.reject(
        is_not_finite(xy), "coordinate_no_number", Severity.ERROR, first, **_cells(known, xy)
    )
    on_globe = _is_on_globe(lonlat) & (np.abs(xy) <= _FAR_NUMBER).all(axis=1)
    turned = ~on_globe & _is_on_globe(xy[:, ::-1]) & is_degrees(places.crs)
    sieve.reject(turned, "lon_lat_swapped", Severity.ERROR, first, **_shown(xy))
    sieve.reject(~on_globe, "off_the_globe", Severity.ERROR, first, **_shown(xy))
    # Many programs write (0, 0) for "no place". It is one only where the others are near it.
    if sieve.good.any():
        middle = np.array(middle_of(lonlat[sieve.good]))
        is_origin = (xy == 0).all(axis=1) & bool((np.abs(middle) > _FAR_DEGREES).any())
        sieve.reject(is_origin, "no_place", Severity.WARNING)
    if sieve.good.any() and not is_anywhere:
        _sift_far(sieve, lonlat, xy)
    return lonlat


def _sift_far(sieve: _Sieve, lonlat: NDArray[np.float64], xy: NDArray[np.float64]) -> None:
    """Leave out rows too far from the middle of the good ones; ReadError where most are."""
    lon, lat = middle_of(lonlat[sieve.good])
    known = np.where(sieve.good[:, None], lonlat, (lon, lat))
    is_far = degrees_from(known, lon, lat) * _KM_A_DEGREE > FARTHEST_KM
    number, good = int(is_far.sum()), int(sieve.good.sum())
    if 2 * number > good:
        raise ReadError(
            "places_far_apart",
            source=sieve.source,
            number=number,
            rows=good,
            most=FARTHEST_KM,
            lon=lon,
            lat=lat,
        )
    sieve.reject(is_far, "too_far", Severity.ERROR, **_shown(xy))


FARTHEST_KM = 2000.0
"""A row farther from the middle of the others has a wrong place: no province is so wide."""

_KM_A_DEGREE = 111.2

_FAR_NUMBER = 1e8
"""No projected CRS in metres, with or without a zone before the easting, has larger numbers."""


def _is_on_globe(lonlat: NDArray[np.float64]) -> Flags:
    # Longitudes may go on past 180, as they do in layers that lie across the antimeridian.
    on_globe: Flags = (np.abs(lonlat[:, 0]) <= 360) & (np.abs(lonlat[:, 1]) <= 90)
    return on_globe


def _shown(xy: NDArray[np.float64]) -> dict[str, Any]:
    return {"x": xy[:, 0], "y": xy[:, 1]}


def _cells(known: pd.DataFrame, xy: NDArray[np.float64]) -> dict[str, Any]:
    """Return both coordinates as the file has them, for a finding."""
    for first, second in (("lon", "lat"), ("x", "y")):
        if {first, second} <= set(known.columns) and not isinstance(known, gpd.GeoDataFrame):
            return {"x": known[first].to_numpy(), "y": known[second].to_numpy()}
    return _shown(xy)


def _sift_counts(
    sieve: _Sieve, known: pd.DataFrame
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Leave out the rows whose count is none; return (n,) counts, 1 where the cell is blank."""
    count = np.ones(len(known))
    if "households" not in known:
        return count, ()
    cells = known["households"].to_numpy(dtype=object)
    blank = is_blank(cells)
    count[~blank] = to_counts(cells[~blank])
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(count) & (count == np.floor(count))
        bad = ~whole | (count < 0) | (count > COUNT_MOST)
    sieve.reject(
        bad, "bad_count", Severity.ERROR, "households", number=count, value=cells,
        most=_most(cells),
    )  # fmt: skip
    assumed = int((blank & sieve.good).sum())
    if not assumed:
        return count, ()
    return count, (finding("count_assumed", Severity.NOTE, sieve.source, number=assumed),)


def _most(cells: NDArray[np.object_]) -> NDArray[np.int64]:
    return np.full(len(cells), COUNT_MOST)


def _sift_ids(
    sieve: _Sieve, known: pd.DataFrame, community: Texts
) -> tuple[Texts, tuple[Finding, ...]]:
    """Leave out the second and later rows of an id; return (n,) ids, and a finding of the file."""
    if "id" not in known:
        invented = np.array([str(number + 1) for number in range(len(known))], dtype=object)
        return invented, (finding("id_invented", Severity.NOTE, sieve.source),)
    ids, of_ids = ids_of(known, community, sieve.good, source=sieve.source)
    nameless = np.flatnonzero((ids == "") & sieve.good)
    ids[nameless] = [f"row-{number}" for number in sieve.rows[nameless]]
    said = ids.tolist()
    first: dict[str, int] = {}
    for row in np.flatnonzero(sieve.good).tolist():
        first.setdefault(said[row], row)
    earlier = np.array([first.get(name, row) for row, name in enumerate(said)], dtype=np.int64)
    again = earlier != np.arange(len(ids))
    first_row = sieve.rows[earlier]
    sieve.reject(_is_alike(known, again, earlier), "row_twice", Severity.WARNING, first=first_row)
    sieve.reject(again, "id_twice", Severity.ERROR, "id", id=ids, first=first_row)
    for at in nameless.tolist():
        sieve.warn(at, "id_missing", "id", id=ids[at])
    return ids, of_ids


def _is_alike(known: pd.DataFrame, again: Flags, earlier: NDArray[np.int64]) -> Flags:
    """Return (n,) which rows of `again` say nothing else than the earlier ones of their ids."""
    alike = again.copy()
    rows = np.flatnonzero(again)
    for name in known.columns if len(rows) else ():
        cells = known[name].to_numpy(object)
        same = [str(cells[row]) == str(cells[earlier[row]]) for row in rows]
        alike[rows] &= np.array(same, bool)
    return alike


def _community(known: pd.DataFrame, source: str) -> tuple[Texts, tuple[Finding, ...]]:
    """Return (n,) codes of the communities the rows name; "" where a spreadsheet rounded them.

    Where a row has no code, the name of its village stands for it.
    """
    if "community" not in known:
        return to_codes(text_column(known, "village")), ()
    codes = to_codes(known["community"])
    rounded = is_rounded(codes)
    findings: tuple[Finding, ...] = ()
    if rounded.any():
        number = int(rounded.sum())
        findings = (
            finding("code_rounded", Severity.WARNING, source, number=number,
                    value=codes[rounded][0]),
        )  # fmt: skip
        codes[rounded] = ""
    if "village" in known:
        codes = np.where(codes == "", to_codes(known["village"]), codes).astype(object)
    return codes, findings


def _in_metres(
    sieve: _Sieve, places: Places, lonlat: NDArray[np.float64], crs_m: str | None
) -> NDArray[np.float64]:
    """Leave out the rows that cannot be projected; return (n, 2) metres, NaN in those rows.

    The CRS is chosen anew without them, so that it is the one that `work_crs` chooses for the
    rows that stay.
    """
    # Rows left out already may be off the globe, where PROJ raises for the whole array.
    far = np.where(_is_on_globe(lonlat)[:, None], places.xy, np.nan)
    while True:
        _stop_if_none(sieve)
        good = places.xy[sieve.good]
        target = work_crs(good, places.crs) if crs_m is None else require_metres(crs_m)
        xy = far if places.crs == target else project(far, places.crs, target)
        lost = is_not_finite(xy)
        if not (lost & sieve.good).any():
            return xy
        sieve.reject(lost, "too_far", Severity.ERROR, **_shown(places.xy))


def _stop_if_none(sieve: _Sieve) -> None:
    """Raise ReadError, naming the commonest reason, where no row is good."""
    if sieve.good.any():
        return
    out = [one.found.rule for one in sieve.rejected if not one.is_kept]
    rule, times = Counter(out).most_common(1)[0]
    example = next(found for found in sieve.findings if found.rule == rule)
    raise ReadError(
        "no_row_usable",
        source=sieve.source,
        rows=len(sieve.good),
        number=times,
        example=(example.zh, example.en),
    )

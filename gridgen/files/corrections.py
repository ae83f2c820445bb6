"""Rows that came back corrected -> the table of households with these in their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.headers import active_geometry, header_of
from gridgen.files.origin import Corrections, file_rows, origin_of, spot, with_origin
from gridgen.files.outlines import WGS84
from gridgen.files.rejects import own_headers
from gridgen.files.tables import table_of
from gridgen.files.values import is_blank, to_numbers, to_text
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.arrays import Texts, texts
from gridgen.model.findings import Finding, Rejected, Severity, finding
from gridgen.words.say import Sentence

Tables = Mapping[str, pd.DataFrame]
"""What corrections hold, by the name of their file, in their order."""


def with_corrections(table: pd.DataFrame, corrections: Tables) -> pd.DataFrame:
    """Return the table with the rows of corrections, of which later ones win.

    A row takes the place of the one with its id. Where its id was changed, stands twice or not at
    all, it goes by the row number that a workbook of rejects says, if that row is like it. A row
    with an id that nobody has is new. Columns that a correction lacks stay as they are. What was
    done travels with the table, for `of_corrections`.

    Parameters
    ----------
    table
        The households as they were read.
    corrections
        A workbook of `gridgen.files.reject_book` as it came back, or any table with columns of
        `table`.
    """
    for source, given in corrections.items():
        table = _with(table, given, source)
    return table


def of_corrections(table: pd.DataFrame, rejected: tuple[Rejected, ...]) -> tuple[Finding, ...]:
    """Return how many rows of corrections were taken, and those that are still wrong.

    Parameters
    ----------
    table
        As `with_corrections` returned it; one without corrections has no findings.
    rejected
        Its rows that cannot be used, or only with a warning.
    """
    corrected = origin_of(table).corrected
    found = list(corrected.findings)
    for one in rejected:
        if one.row in corrected.place_of:
            file, at = corrected.place_of[one.row]
            why = (one.found.zh, one.found.en)
            found.append(
                finding("correction_still_wrong", one.found.severity, f"{file}, {at[1]}",
                        file=file, at=at, why=why)
            )  # fmt: skip
    return tuple(found)


def titled(given: pd.DataFrame | Sequence[pd.DataFrame] | None) -> Tables:
    """Return tables by what findings call them: "corrections", or "corrections 1" and so on."""
    if given is None:
        return {}
    if isinstance(given, pd.DataFrame):
        return {"corrections": table_of(given, "corrections")}
    return {
        f"corrections {number}": table_of(one, "corrections")
        for number, one in enumerate(given, start=1)
    }


def _with(table: pd.DataFrame, given: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the table with the rows of one more correction."""
    base = _Base.of(table)
    rows = _Given.of(given, base, source)
    before = origin_of(table).corrected
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    added: list[int] = []
    asked = [row for row in range(len(given)) if not rows.is_blank[row]]
    for row in asked:
        position, why = _position(base, rows, row)
        if why:
            where = f"{source}, {rows.at(row)[1]}"
            found.append(finding(why, Severity.ERROR, where, file=source, at=rows.at(row)))
        elif position < 0:
            added.append(row)
        else:
            taken.append((position, row))
    told = finding("corrections_taken", Severity.NOTE, source, number=len(taken) + len(added),
                   total=len(asked), replaced=len(taken), added=len(added))  # fmt: skip
    places = [*taken, *enumerate(added, start=len(table))]
    place_of = {position: (source, rows.at(row)) for position, row in places}
    corrected = Corrections({**before.place_of, **place_of}, (*before.findings, told, *found))
    made = _replaced(base, rows, taken, added)
    return with_origin(made, replace(origin_of(made), corrected=corrected))


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """The table that is corrected: the id of each row, where each id stands, and rows by number."""

    table: pd.DataFrame
    id_header: Hashable | None
    ids: Texts
    columns: Mapping[Hashable, NDArray[np.object_]]
    rows_of: Mapping[str, list[int]]
    position_of: Mapping[int, int]

    @classmethod
    def of(cls, table: pd.DataFrame) -> _Base:
        header = header_of(table, HOUSEHOLDS, "id")
        ids = texts([""] * len(table)) if header is None else texts(to_text(_cells(table, header)))
        rows_of: dict[str, list[int]] = {}
        for row, name in enumerate(ids):
            if name:
                rows_of.setdefault(name, []).append(row)
        number = {int(number): row for row, number in enumerate(file_rows(table))}
        shape = active_geometry(table)
        columns: dict[Hashable, NDArray[np.object_]] = {
            name: _cells(table, name) for name in table.columns if name != shape
        }
        return cls(table, header, ids, columns, rows_of, number)


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """One correction: its columns as text, under the headers of the table that it corrects."""

    table: pd.DataFrame
    columns: Mapping[Hashable, NDArray[np.object_]]
    lonlat: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    ids: Texts
    times: Mapping[str, int]
    number: NDArray[np.float64]
    is_blank: list[bool]
    source: str

    @classmethod
    def of(cls, given: pd.DataFrame, base: _Base, source: str) -> _Given:
        own = own_headers()
        says = {own[str(header).strip()]: header for header in given.columns
                if str(header).strip() in own}  # fmt: skip
        columns = _columns(given, base.table)
        header = header_of(given, HOUSEHOLDS, "id")
        n = len(given)
        ids = texts([""] * n) if header is None else texts(to_text(_cells(given, header)))
        number = to_numbers(_cells(given, says["row"])) if "row" in says else np.full(n, np.nan)
        if "sheet" in says:
            added = {sheet: rows for rows, sheet in origin_of(base.table).sheets.items()}
            number += [added.get(sheet, 0) for sheet in to_text(_cells(given, says["sheet"]))]
        blank = np.ones(n, bool)
        for column in columns.values():
            blank &= is_blank(column)
        times = Counter(name for name in ids if name)
        return cls(given, columns, _lonlat(given, base.table), ids, times, number, blank.tolist(),
                   source)  # fmt: skip

    def at(self, row: int) -> Sentence:
        """Return how people call a row of the correction."""
        number = int(file_rows(self.table)[row])
        return spot(origin_of(self.table), number, source=self.source)


def _cells(table: pd.DataFrame, header: Hashable) -> NDArray[np.object_]:
    """Return the cells of a column; of two with one header those of the first."""
    headers: list[Hashable] = list(table.columns)
    return np.asarray(table.iloc[:, headers.index(header)], object)


def _columns(given: pd.DataFrame, table: pd.DataFrame) -> dict[Hashable, NDArray[np.object_]]:
    """Return the columns of a correction by the headers of the table: equal, or of one meaning."""
    own, shape = own_headers(), active_geometry(table)
    by_text = {str(header).strip(): header for header in table.columns if header != shape}
    meaning = {
        header_of(given, HOUSEHOLDS, name): header_of(table, HOUSEHOLDS, name)
        for name in HOUSEHOLDS
    }
    found: dict[Hashable, NDArray[np.object_]] = {}
    for header in given.columns:
        text = str(header).strip()
        target = by_text.get(text, meaning.get(header))
        if text not in own and target is not None and target not in found:
            found[target] = _cells(given, header)
    return found


def _lonlat(
    given: pd.DataFrame, table: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the degrees that a correction says of a layer of points; None where it says none."""
    headers = [header_of(given, HOUSEHOLDS, name) for name in ("lon", "lat")]
    if active_geometry(table) is None or None in headers:
        return None
    lon, lat = (to_numbers(_cells(given, header)) for header in headers if header is not None)
    return lon, lat


def _position(base: _Base, given: _Given, row: int) -> tuple[int, str]:
    """Return the position of the row that a correction replaces, -1 where it is new; or why not."""
    name, number = given.ids[row], given.number[row]
    with_id = base.rows_of.get(name, [])
    there = base.position_of.get(int(number), -1) if np.isfinite(number) else -1
    if there >= 0 and (base.ids[there] == name or _is_like(base, given, row, there)):
        return there, ""
    if given.times.get(name, 0) > 1:
        return -1, "correction_id_twice"
    if len(with_id) == 1:
        return with_id[0], ""
    if len(with_id) > 1:
        return -1, "correction_unclear"
    if not name:
        return -1, "correction_without_id"
    return (-1, "") if there < 0 and not np.isfinite(number) else (-1, "correction_row_gone")


def _is_like(base: _Base, given: _Given, row: int, position: int) -> bool:
    """Return whether a row is that of a correction though its id is another: most cells agree."""
    pairs = [
        to_text([column[row], base.columns[header][position]])
        for header, column in given.columns.items()
        if header != base.id_header
    ]
    equal = sum(one == other for one, other in pairs)
    return bool(pairs) and 2 * equal >= len(pairs)


def _replaced(
    base: _Base, given: _Given, taken: list[tuple[int, int]], added: list[int]
) -> pd.DataFrame:
    """Return the table with rows replaced, and new ones at its end."""
    table, origin = base.table, origin_of(base.table)
    shape = active_geometry(table)
    n, rows = len(table), [row for _, row in taken]
    positions = [position for position, _ in taken]
    headers, columns = [header for header in table.columns if header != shape], []
    plain = table.drop(columns=[] if shape is None else [shape])
    for place, header in enumerate(headers):
        whole = np.full(n + len(added), None, object)
        whole[:n] = plain.iloc[:, place].to_numpy(object)
        if header in given.columns and headers.index(header) == place:
            whole[positions] = given.columns[header][rows]
            whole[n:] = given.columns[header][added]
        columns.append(whole)
    last = file_rows(table)
    more = np.arange(1, len(added) + 1) + (int(last[-1]) if n else 0)
    made = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(n + len(added)), dtype=object)
    made.columns = pd.Index(headers, dtype=object)
    if shape is not None:
        made = gpd.GeoDataFrame(made, geometry=_points(table, given, taken, added), crs=table.crs)
    return with_origin(made, replace(origin, row=np.concatenate([last, more])))


def _points(
    table: gpd.GeoDataFrame, given: _Given, taken: list[tuple[int, int]], added: list[int]
) -> NDArray[np.object_]:
    """Return the shapes of a layer, and points where a correction says a place."""
    whole = np.full(len(table) + len(added), None, object)
    whole[: len(table)] = np.asarray(table.geometry.array, object)
    if given.lonlat is None:
        return whole
    lon, lat = given.lonlat
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=WGS84)
    points = points if table.crs is None else points.to_crs(table.crs)
    places = [*taken, *((len(table) + k, row) for k, row in enumerate(added))]
    for position, row in places:
        whole[position] = points.iloc[row] if np.isfinite([lon[row], lat[row]]).all() else None
    return whole

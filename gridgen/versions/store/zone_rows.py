"""Zones <-> rows of the table `zones`, and columns of a recorded change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen
from gridgen.model.zones import Zones
from gridgen.versions.change import Rows
from gridgen.versions.order import order_key
from gridgen.versions.store.packing import shapes_of, wkb_of

WORDS = ("code", "name", "parent", "kind", "community", "status")
COUNTS = ("households", "units")
MEASURES = ("mean_m", "max_m", "compactness", "walk_m", "on_lines")
COLUMNS = (*WORDS, *COUNTS, *MEASURES, "schematic", "shape", "members")
"""What the store keeps of each zone, besides its level and the edits from and to which it holds."""

_ROW = np.dtype("<i4")


def columns_of(zones: Zones, members: Iterable[NDArray[np.integer]]) -> dict[str, list[Any]]:
    """Return the columns of some zones as plain values, by the names of `COLUMNS`.

    Parameters
    ----------
    zones
        z of one level.
    members
        (z,) the rows of the households in each, ascending.
    """
    columns = {name: getattr(zones, name).tolist() for name in (*WORDS, *COUNTS)}
    columns |= {name: _or_none(getattr(zones, name)) for name in MEASURES}
    columns["schematic"] = zones.schematic.astype(int).tolist()
    columns["shape"] = wkb_of(zones.polygon).tolist()
    columns["members"] = [np.asarray(rows, _ROW).tobytes() for rows in members]
    return columns


def values_of(zones: Zones, members: Iterable[NDArray[np.integer]]) -> Iterator[tuple[Any, ...]]:
    """Give the values of each zone, in the order of `COLUMNS`; `zones`, `members` as there."""
    columns = columns_of(zones, members)
    return zip(*(columns[name] for name in COLUMNS), strict=True)


def table_rows(
    level: str, zones: Zones, members: Iterable[NDArray[np.integer]]
) -> Iterator[dict[str, Any]]:
    """Give zones of a level as rows of the table; `zones`, `members` as of `columns_of`."""
    for values in values_of(zones, members):
        yield {"level": level, **dict(zip(COLUMNS, values, strict=True))}


def zones_of(level: str, columns: Mapping[str, Sequence[Any] | NDArray[Any]]) -> Zones:
    """Return zones from their columns, in the order of the rows."""
    held: dict[str, Any] = {}
    once: dict[str, str] = {}
    for name in WORDS:
        values = columns[name]
        # A text that many zones share stands once, so that columns of it are copied quickly.
        held[name] = _objects(
            values if name == "code" else [once.setdefault(value, value) for value in values]
        )
    for name in COUNTS:
        held[name] = frozen(np.array(columns[name], np.int64))
    for name in MEASURES:
        held[name] = frozen(np.array(columns[name], np.float64))  # None becomes NaN
    schematic = np.array(columns["schematic"], np.bool_)
    return Zones(level, polygon=shapes_of(columns["shape"]), schematic=schematic, **held)


def members_of(stored: Iterable[bytes]) -> tuple[Rows, ...]:
    """Return the rows of the households in each zone."""
    return tuple(np.frombuffer(one, _ROW).astype(np.int32, copy=False) for one in stored)


def zone_of(stored: Sequence[bytes], households: int) -> NDArray[np.int32]:
    """Return (n,) the zone of each of n households, -1 for none, from who is in each zone."""
    rows = np.frombuffer(b"".join(stored), _ROW)
    lengths = np.fromiter(map(len, stored), np.int64, len(stored)) // _ROW.itemsize
    made = np.full(households, -1, np.int32)
    made[rows] = np.repeat(np.arange(len(stored), dtype=np.int32), lengths)
    made.flags.writeable = False
    return made


def in_order(
    rows: Sequence[Mapping[str, Any]] | Sequence[Any], rank: Mapping[str, int]
) -> list[Any]:
    """Return rows of zones in the order of a draft: the community, what is set aside last, code."""
    return sorted(rows, key=lambda row: order_key(row.community, row.kind, row.code, rank))


def transposed(rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return rows of `COLUMNS` as columns."""
    return dict(
        zip(COLUMNS, zip(*rows, strict=True) if rows else ([],) * len(COLUMNS), strict=True)
    )


def joined(columns: Iterable[Mapping[str, Sequence[Any]]]) -> dict[str, list[Any]]:
    """Return the columns of several groups of zones as one."""
    every = list(columns)
    return {name: [*chain.from_iterable(one[name] for one in every)] for name in COLUMNS}


def _or_none(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _objects(values: Sequence[str] | NDArray[Any]) -> NDArray[np.object_]:
    made = np.empty(len(values), object)
    made[:] = values
    made.flags.writeable = False
    return made

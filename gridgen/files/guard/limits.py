"""How much a file may ask for; `--trust` lifts all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of a file, far above what a county has; 0 where there is no limit.

    Attributes
    ----------
    file_bytes, text_bytes
        Of a file with layers or sheets, and of a CSV, which is held in memory as a whole.
    columns, rows, cells
        Of one table or layer.
    cell_bytes
        Of one cell.
    shape_vertices, layer_vertices, metre_vertices
        Of one shape, and of a layer; of its polygons also once long edges have got vertices on
        their way to metres.
    crossings, edge_pairs
        How often the outlines of a layer cross themselves, and how many edges of one come near
        each other.
    unpacked_bytes, ratio
        Of a zip archive, a workbook among them: what it holds unpacked, and how many times its own
        size that is, which counts from 32 MB on.
    members
        Files in an archive.
    memory_bytes, seconds
        What the process that reads may take.
    stream_bytes
        The same for files that are read batch by batch: GeoPackage, Shapefile, GeoParquet.
    """

    file_bytes: int = 4096 * _MB
    text_bytes: int = 512 * _MB
    columns: int = 1_000
    rows: int = 3_000_000
    cells: int = 60_000_000
    cell_bytes: int = 100_000
    shape_vertices: int = 2_000_000
    layer_vertices: int = 20_000_000
    metre_vertices: int = 5_000_000
    crossings: int = 50_000
    edge_pairs: int = 20_000_000
    unpacked_bytes: int = 2048 * _MB
    ratio: int = 100
    members: int = 10_000
    memory_bytes: int = 3072 * _MB
    stream_bytes: int = 1024 * _MB
    seconds: int = 600


_NONE = replace(Limits(), **{field.name: 0 for field in fields(Limits)})
_USUAL = Limits()
_HERE: ContextVar[Limits] = ContextVar("limits", default=_USUAL)


def limits() -> Limits:
    """Return what holds here."""
    return _HERE.get()


@contextmanager
def limits_of(*, trust: bool = False) -> Iterator[Limits]:
    """Read with the limits as they are, or where `trust` is given without any.

    Which kinds of files are opened, and by what, does not change.
    """
    token = _HERE.set(_NONE if trust else _HERE.get())
    try:
        yield _HERE.get()
    finally:
        _HERE.reset(token)


@contextmanager
def narrowed(**most: int) -> Iterator[Limits]:
    """Read with other limits than usual, by their names."""
    token = _HERE.set(replace(_HERE.get(), **most))
    try:
        yield _HERE.get()
    finally:
        _HERE.reset(token)


def is_over(number: float, most: int) -> bool:
    """Return whether a number is above a limit, which 0 lifts.

    >>> is_over(11, 10), is_over(10, 10), is_over(11, 0)
    (True, False, False)
    """
    return bool(most) and number > most

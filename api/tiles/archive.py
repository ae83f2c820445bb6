"""The zones of a country, or of one plan -> one file of vector tiles (PMTiles 3).

Square by square: a square holds what lies in it and beside it, and no more, however large the
country is; its tiles go to a file on the disk, from which they are put in order at the end. So they
can be read over HTTP from anywhere that answers ranges of bytes, with no service.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import Compression, Entry, TileType, zxy_to_tileid
from pmtiles.writer import finalize_header

from api.layers import COMMUNITIES
from api.public.counts import is_few
from api.tiles.drawn import SHOWN
from api.tiles.levels import LABELLED, LABELS, LevelTiles
from api.tiles.outlines import BUFFER
from api.tiles.sheets import (
    GRIDS_LAYER,
    Bounds,
    Sheet,
    near,
    squares_of,
    tiles_over,
)
from api.tiles.square import EXTENT, Tile
from gridgen.files.whole import write_whole
from gridgen.jobs.admitted import Lost, Opened, Piece, Room, over
from gridgen.jobs.executors import places_in
from gridgen.model.errors import CommandError, ReadError, WriteError
from gridgen.words.say import GridgenError

LAST = 14
"""The last zoom of the file: a unit is 60 cm there, and maps enlarge its tiles beyond it."""

FIRST = {COMMUNITIES: 8, GRIDS_LAYER: 11}
"""The first zoom at which a layer is drawn: before it its zones are specks."""

BATCHES = ((8, 10), (11, LAST))
"""First and last zoom of the tiles that are drawn together, those of a square of the first."""

_SAID = {COMMUNITIES: ("code", "name", "kind"), GRIDS_LAYER: SHOWN}
"""What zones say of themselves, by layer."""

MARGIN = 1 / 16
"""How far beyond a square zones are read, in its sides: 1 km at zoom 11."""

Progress = Callable[[int, int], object]
"""Called with (squares done, squares in all)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Tiles that are drawn together: of a square down to a zoom, from files by layer."""

    square: Tile
    last: int
    files: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Archive:
    """What was written: how many tiles, and the bytes of all."""

    tiles: int
    size: int


def write_archive(
    sheets: Sequence[Sheet],
    target: Path,
    *,
    title: str,
    opened: Opened,
    least: int = 0,
    on_progress: Progress | None = None,
) -> Archive:
    """Write one file of vector tiles: communities from zoom 8 on, grids from 11, no households.

    Parameters
    ----------
    sheets
        Of `api.tiles.sheets`.
    target
        A name that ends in .pmtiles; an older file is replaced once the new one is whole.
    title
        What the map is called.
    opened
        Over what squares are spread, as `gridgen.jobs.executors.spreading` gives it.
    least
        The smallest count of households that is told; grids with fewer, but for none at all, say
        none. Communities never do, so that nothing gives these away.

    Raises
    ------
    WriteError
        The name does not end so, the folder is missing or may not be written, or the disk is full.
    ReadError
        A file of a sheet is not there or cannot be read, or no zone lies anywhere.
    CommandError
        A square was given up, since processes that drew it died.
    """
    if target.suffix.lower() != ".pmtiles":
        raise WriteError("name_not_pmtiles", file=target)
    batches = batches_of(sheets)
    made = Archive(0, 0)

    def fill(file: Path) -> None:
        nonlocal made
        with file.with_suffix(".drawn").open("w+b") as drawn:
            spool = _Spool(drawn)
            for done, tiles in enumerate(_drawn(batches, opened, least), 1):
                spool.add(tiles)
                if on_progress:
                    on_progress(done, len(batches))
            if not spool.ids:
                raise ReadError("tiles_none", file=target)
            with file.open("wb") as whole:
                spool.write(whole, _head(sheets), _told(title))
        made = Archive(len(spool.ids), file.stat().st_size)

    write_whole(target, fill)
    return made


def batches_of(sheets: Sequence[Sheet]) -> list[Batch]:
    """Return all batches in which something may lie."""
    batches = []
    for first, last in BATCHES:
        layers = [layer for layer in FIRST if FIRST[layer] <= first]
        for square, rows in squares_of(sheets, first, MARGIN).items():
            files = {layer: [sheets[row].files[layer] for row in rows] for layer in layers}
            batches.append(Batch(square, last, files))
    return batches


def tiles_of(batch: Batch, least: int = 0) -> list[tuple[int, bytes]] | GridgenError:
    """Return the tiles of a batch in which something is, packed, by their numbers in PMTiles.

    What is wrong with a file comes back as an error, not raised: to try again would not help.
    """
    try:
        zones = {name: near(files, batch.square, MARGIN) for name, files in batch.files.items()}
    except GridgenError as why:
        return why
    bounds = np.concatenate([shapely.bounds(one["geometry"]) for one in zones.values()])
    layers = [_layer(name, columns, least) for name, columns in zones.items()]
    found = []
    for zoom in range(batch.square.zoom, batch.last + 1):
        for tile in tiles_over(bounds, zoom, BUFFER / EXTENT):
            if tile.above(batch.square.zoom) != batch.square:
                continue
            body = b"".join(layer.draw(tile) for layer in layers)
            if body:
                packed = gzip.compress(body, mtime=0)
                found.append((zxy_to_tileid(zoom, tile.col, tile.row), packed))
    return found


def _layer(name: str, columns: Mapping[str, NDArray[Any]], least: int) -> LevelTiles:
    said = {key: columns[key] for key in _SAID[name]}
    if "households" in said:
        count = said["households"].astype(np.int64)
        said["households"] = count.astype(object)
        said["households"][is_few(count, least)] = None
    return LevelTiles(name, columns["geometry"], said)


def _drawn(
    batches: Sequence[Batch], opened: Opened, least: int
) -> Iterable[list[tuple[int, bytes]]]:
    """Yield the tiles of each batch, in whatever order."""
    pieces = [Piece(batch, float(max(map(len, batch.files.values())))) for batch in batches]
    for made in over(partial(tiles_of, least=least), pieces, opened, Room(places_in)):
        if isinstance(made, Lost):
            raise CommandError("tiles_lost", why=made.kind)
        if isinstance(made, GridgenError):
            raise made
        yield made


@dataclass(slots=True, eq=False)
class _Spool:
    """Tiles on the disk in the order in which they came, and where each of them is."""

    drawn: BinaryIO
    ids: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(self, tiles: Iterable[tuple[int, bytes]]) -> None:
        for number, body in tiles:
            self.drawn.write(body)
            self.ids.append(number)
            self.sizes.append(len(body))

    def write(self, whole: BinaryIO, head: dict[str, object], told: dict[str, object]) -> None:
        """Write the file: its head, and all tiles by their numbers, so that those near to each
        other are read at once.
        """
        sizes = np.array(self.sizes, np.int64)
        begins = np.cumsum(sizes) - sizes
        order = np.argsort(np.array(self.ids, np.int64))
        placed = np.cumsum(sizes[order]) - sizes[order]
        entries = [
            Entry(self.ids[row], offset, self.sizes[row], 1)
            for row, offset in zip(order.tolist(), placed.tolist(), strict=True)
        ]
        count = len(entries)
        for part in finalize_header(
            head, count, entries, count, told, clustered=True, tile_data_length=int(sizes.sum())
        ):
            whole.write(part)
        for row in order.tolist():
            self.drawn.seek(begins[row])
            whole.write(self.drawn.read(self.sizes[row]))


def _head(sheets: Sequence[Sheet]) -> dict[str, object]:
    """Return what the first bytes say: where the zones lie, and how tiles are packed."""
    every: Bounds = np.concatenate([sheet.bounds for sheet in sheets])
    every = every[np.isfinite(every).all(axis=1)]
    west, south, east, north = np.concatenate([every[:, :2].min(axis=0), every[:, 2:].max(axis=0)])
    degrees = {
        "min_lon": west, "min_lat": south, "max_lon": east, "max_lat": north,
        "center_lon": (west + east) / 2, "center_lat": (south + north) / 2,
    }  # fmt: skip
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "center_zoom": FIRST[GRIDS_LAYER],
        **{f"{name}_e7": round(value * 1e7) for name, value in degrees.items()},
    }


def _told(title: str) -> dict[str, object]:
    """Return what is told of the layers, as TileJSON tells it."""
    layers = []
    for name, said in _SAID.items():
        fields = {one: "Number" if one == "households" else "String" for one in said}
        zooms = {"minzoom": FIRST[name], "maxzoom": LAST}
        labelled = {one: kind for one, kind in fields.items() if one in LABELLED}
        layers.append({"id": name, "fields": fields, **zooms})
        layers.append({"id": f"{name}{LABELS}", "fields": labelled, **zooms})
    return {"name": title, "generator": f"gridgen {version('gridgen')}", "vector_layers": layers}

"""Vector tiles: PYTHONPATH=tests python this file.

A tile of 2,000 grids with 37 corners each, whose borders wander, and points for their labels: by
our own encoder, by mapbox-vector-tile, and by PostGIS (ST_AsMVT) where that is installed. The first
tile of a zoom makes what all of its tiles are cut from. Milliseconds are the least of RUNS; the
processor's beside the clock's (PostGIS works in a process of its own).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import mapbox_vector_tile
import numpy as np
import psycopg
import shapely
from combs import comb
from databases import MISSING, database, programs, server

from api.conditional import Packed
from api.tiles.levels import LevelTiles
from api.tiles.outlines import Outlines
from api.tiles.square import EXTENT, Tile, in_square, tile_at
from gridgen.model.arrays import Shapes

RUNS = 7
GRIDS = 2_000
ZOOM = 12

ST_AS_MVT = """
    SELECT ST_AsMVT(one, 'grids', 4096, 'shape') FROM (
        SELECT code, name, households, colour,
               ST_AsMVTGeom(shape, ST_TileEnvelope(%s, %s, %s), 4096, 64, true) AS shape
        FROM grids WHERE shape && ST_TileEnvelope(%s, %s, %s, margin => 0.015625)) AS one
"""


def main() -> None:
    """Print a row for each figure."""
    tile = tile_at(ZOOM, 1670, 3346)
    grids = _inside(tile)
    corners = shapely.get_num_coordinates(grids).mean()
    print(f"{len(grids):,} grids, {corners:.0f} corners each, in tile {ZOOM}/{tile.row}/{tile.col}")
    made = LevelTiles("grids", grids, _columns(len(grids)))
    _row("the first tile of a zoom", _timed(lambda: made.draw(tile)))
    _row("ours, zones and labels", _least(lambda: made.draw(tile)))
    _row("ours, packed by gzip", _least(lambda: Packed(made.draw(tile)).packed or b""))
    nine = [tile_at(ZOOM + 2, 4 * tile.row + k // 3, 4 * tile.col + k % 3) for k in range(9)]
    made.draw(nine[0])
    _row("ours, one of nine two zooms on", _least(lambda: made.draw(nine[4])))
    simple = Outlines(grids).at(ZOOM).shapes
    _row("mapbox-vector-tile, zones alone", _least(lambda: _by_library(tile, simple), runs=2))
    with _postgis(grids) as ask:
        if ask is not None:
            _row("PostGIS, ST_AsMVT, zones alone", _least(lambda: ask(tile)))


def _inside(tile: Tile) -> Shapes:
    """Grids that fill a tile but for its rim."""
    share = 1 / 2**tile.zoom
    square = comb(GRIDS, (tile.col + 0.02) * share, (tile.row + 0.02) * share, 0.96 * share)
    return shapely.transform(square, _degrees)


def _degrees(xy: np.ndarray) -> np.ndarray:
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * xy[:, 1]))))
    return np.column_stack([xy[:, 0] * 360 - 180, lat])


def _columns(number: int) -> dict[str, np.ndarray]:
    return {
        "code": np.array([f"990101001{k // 100:03d}{k % 100:03d}" for k in range(number)], object),
        "name": np.array([f"清河村第{k}网格" for k in range(number)], object),
        "households": np.array([50 + k % 50 for k in range(number)]),
        "colour": np.array([k % 5 for k in range(number)]),
    }


def _by_library(tile: Tile, shapes: Shapes) -> bytes:
    """The same zones by mapbox-vector-tile, from outlines that are simplified."""
    columns = {key: values.tolist() for key, values in _columns(len(shapes)).items()}
    features = [
        {"geometry": shape, "properties": dict(zip(columns, row, strict=True))}
        for *row, shape in zip(*columns.values(), shapes, strict=True)
    ]
    corner = [tile.col * EXTENT, tile.row * EXTENT]
    bounds = (corner[0], corner[1], corner[0] + EXTENT, corner[1] + EXTENT)
    body: bytes = mapbox_vector_tile.encode(
        {"name": "grids", "features": features},
        default_options={"extents": EXTENT, "quantize_bounds": bounds, "y_coord_down": True},
    )
    return body


@contextmanager
def _postgis(grids: Shapes) -> Iterator[Callable[[Tile], bytes] | None]:
    """Yield what asks PostGIS for a tile; None where it is not installed."""
    bin_folder = programs()
    if bin_folder is None:
        print(f"PostGIS left out: {MISSING}")
        yield None
        return
    with (
        server(bin_folder) as at,
        database(at, "tiles") as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        _fill(connection, grids)

        def ask(tile: Tile) -> bytes:
            where = (tile.zoom, tile.col, tile.row)
            found = connection.execute(ST_AS_MVT, (*where, *where)).fetchone()
            return bytes(found[0]) if found else b""

        yield ask


def _fill(connection: psycopg.Connection, grids: Shapes) -> None:
    """Put the grids into a table as PostGIS likes it best: in the CRS of the tiles, indexed."""
    connection.execute("CREATE EXTENSION postgis")
    connection.execute(
        "CREATE TABLE grids (code text, name text, households int, colour int,"
        " shape geometry(Geometry, 3857))"
    )
    metres = shapely.transform(grids, lambda xy: (in_square(xy) - 0.5) * [M, -M])
    columns = [values.tolist() for values in _columns(len(grids)).values()]
    rows = [(*row, shape.wkb) for *row, shape in zip(*columns, metres, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO grids VALUES (%s, %s, %s, %s, ST_GeomFromWKB(%s, 3857))", rows
        )
    connection.execute("CREATE INDEX ON grids USING gist (shape)")
    connection.execute("ANALYZE grids")


M = 2 * 20_037_508.342789244
"""Metres along the side of the square."""


Run = tuple[float, float, bytes]
"""Seconds of the clock and of the processor, and the tile."""


def _least(make: Callable[[], bytes], runs: int = RUNS) -> Run:
    return min((_timed(make) for _ in range(runs)), key=lambda run: run[0])


def _timed(make: Callable[[], bytes]) -> Run:
    began = time.perf_counter(), time.process_time()
    body = make()
    return time.perf_counter() - began[0], time.process_time() - began[1], body


def _row(name: str, run: Run) -> None:
    clock, processor, body = run
    print(
        f"{name:32s} {1e3 * clock:8.1f} ms {1e3 * processor:8.1f} ms {len(body):9,} bytes",
        flush=True,
    )


if __name__ == "__main__":
    main()

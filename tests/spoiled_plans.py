"""Plans that somebody has changed by hand, or made up: a whole one, spoiled in one place."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from pathlib import Path

INF, NAN = float("inf"), float("nan")


def ring(*xy: tuple[float, float]) -> bytes:
    """A polygon of a GeoPackage with one ring as it is said, closed or not."""
    numbers = b"".join(struct.pack("<dd", *at) for at in xy)
    return _HEADER + struct.pack("<BIII", 1, 3, 1, len(xy)) + numbers


_HEADER = b"GP\x00\x01" + struct.pack("<i", 4490)
_CORNERS = [(113.1, 23.05), (113.2, 23.05), (113.2, 23.06)]

SHAPES: dict[str, bytes] = {
    "a ring that is not closed": ring(*_CORNERS, (113.15, 23.07)),
    "a ring of NaN": ring((NAN, 23.05), (113.2, NAN), (113.2, 23.06), (NAN, 23.05)),
    "a ring to infinity": ring((INF, 23.05), (113.2, 23.05), (113.2, 23.06), (INF, 23.05)),
    "bytes without sense": _HEADER + b"\x01\xff\xff\xff\xff",
    "a point": _HEADER + struct.pack("<BIdd", 1, 1, 113.1, 23.05),
}
"""Shapes that are none, by what they are."""

STATEMENTS: dict[str, tuple[str, str]] = {
    "a count of 9e18": ("UPDATE households SET households = 9e18", "column households holds no"),
    "a count below zero": ("UPDATE households SET households = -5", "households, row 1: no place"),
    "a whole number of 63 bits": (
        "UPDATE grids SET households = 9223372036854775807", "grids, row 1: column households"),
    "an endless mean": ("UPDATE grids SET mean_m = 9e999", "grids, row 1: column mean_m"),
    "no codes": ("ALTER TABLE grids DROP COLUMN code", "a level has columns code and households"),
    "no communities": ("DELETE FROM communities", "the layer communities has no row"),
    "a CRS in degrees": (
        "UPDATE plan SET value = 'EPSG:4326' WHERE key = 'crs'", "expected a CRS in metres"),
    "a CRS that opens a file": (
        "UPDATE plan SET value = '+proj=utm +zone=50 +nadgrids=/srv/g' WHERE key = 'crs'",
        "would open a file or an address"),
    "an input CRS that opens a file": (
        "UPDATE plan SET value = '+init=/srv/secret.csv:1' WHERE key = 'input_crs'",
        "would open a file or an address"),
    "a level three times": (
        "UPDATE plan SET value = 'grids,grids,grids' WHERE key = 'levels'", "names of layers"),
    "households as a level": (
        "UPDATE plan SET value = 'households' WHERE key = 'levels'", "names of layers"),
    "an endless view": (
        "CREATE VIEW v AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) "
        "SELECT x FROM r", "it holds a view, 'v'"),
}  # fmt: skip
"""Changes that no plan can have, by what they are, each with what is said of it."""

FINDINGS: dict[str, str] = {
    "codes that are missing": "UPDATE grids SET code = NULL, name = NULL",
    "ids that are all one": "UPDATE households SET id = 'x'",
    "households in no grid": "UPDATE households SET grid = 'nope'",
    "no grids": "DELETE FROM grids",
    "a severity of its own": "UPDATE findings SET severity = 'x'",
    "no findings": "DROP TABLE findings",
    "a kind of markup": "UPDATE communities SET kind = '<b>'",
    "names of columns that are the file's": "UPDATE plan SET value = 'geom,id' WHERE key = 'names'",
    "a blob as a name": "UPDATE grids SET name = x'00ff00ff'",
    "a name that steers": "UPDATE grids SET name = char(27) || '[2J' || char(8238)",
}
"""Changes that the checks are there to find, or that hurt nobody."""


def spoiled(whole: Path, target: Path, *statements: str, shape: bytes | None = None) -> Path:
    """Copy a plan and change it by SQL, or give its first grid another shape."""
    shutil.copyfile(whole, target)
    connection = sqlite3.connect(target)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        connection.execute(statement)
    if shape is not None:
        connection.execute("UPDATE grids SET geom = ? WHERE fid = 1", (shape,))
    connection.commit()
    connection.close()
    return target

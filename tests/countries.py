"""A country small enough for tests: townships of one village, houses in rows, as GeoParquet."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gridgen.division.options import Options
from gridgen.jobs.partitions import folder_of
from gridgen.jobs.township import Asked
from gridgen.rules.loader import load_rules

TOWNS = ("990101101", "990101102", "990101103", "990102101")


def country(folder: Path, *houses: int) -> Path:
    """Write a township of one village for each number of houses, the k-th `TOWNS[k]` or after it.

    Houses stand 20 m apart in rows of 12, no two townships at one place.
    """
    for k, number in enumerate(houses):
        code = TOWNS[k] if k < len(TOWNS) else str(int(TOWNS[-1]) + k)
        write_town(folder_of(folder, code), code, number, k)
    return folder


def write_town(folder: Path, code: str, houses: int, place: int = 0) -> None:
    """Write a township of one village into a new folder, `place` kilometres to the east."""
    folder.mkdir(parents=True)
    column, row = np.arange(houses) % 12, np.arange(houses) // 12
    corner = np.array([500_000.0 + 1000 * place, 3_400_000.0])
    xy = 20.0 * np.column_stack([column, row]) + corner
    xy += np.random.default_rng(houses).uniform(-3, 3, xy.shape)
    ids = [f"{code}-{k}" for k in range(houses)]
    homes = gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs="EPSG:4547")
    (x0, y0), (x1, y1) = xy.min(axis=0) - 20, xy.max(axis=0) + 20
    land = gpd.GeoDataFrame(
        {"code": [f"{code}201"], "name": ["清河村"], "kind": ["village"]},
        geometry=[shapely.box(x0, y0, x1, y1)],
        crs="EPSG:4547",
    )
    homes.to_crs(4490).to_parquet(folder / "households.parquet")
    land.to_crs(4490).to_parquet(folder / "communities.parquet")


def asked(**words: object) -> Asked:
    """How the country is divided: quickly, unless words of `Options` say otherwise."""
    return Asked(load_rules("standard"), Options(**{"effort": "fast", **words}))  # type: ignore[arg-type]


def every_byte(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }

"""What GDAL is told while a GeoPackage is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyogrio


@contextmanager
def geopackage_options(stamp: str | None) -> Iterator[None]:
    """Let GeoPackages that are written in the block say a time, and wait for no disk in between.

    Each layer would else wait until the disk has it. A file that a killed process leaves is thrown
    away (`gridgen.files.whole`), so that it is enough to wait once, for the whole.

    Parameters
    ----------
    stamp
        As "2025-01-01T00:00:00Z"; None for now.
    """
    asked: dict[str, str | None] = {"OGR_SQLITE_SYNCHRONOUS": "OFF"}
    if stamp is not None:
        asked["OGR_CURRENT_DATE"] = stamp
    before = {name: pyogrio.get_gdal_config_option(name) for name in asked}
    pyogrio.set_gdal_config_options(asked)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)

"""The time that a GeoPackage says it was made at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyogrio


@contextmanager
def stamped(stamp: str | None) -> Iterator[None]:
    """Let GeoPackages that are written in the block say this time, not that of the clock.

    Parameters
    ----------
    stamp
        As "2025-01-01T00:00:00Z"; None for now.
    """
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp or before})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})

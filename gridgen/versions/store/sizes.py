"""How much there is of a version, without opening it."""

from __future__ import annotations

from sqlalchemy import func, select

from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import ZONES, still_holds
from gridgen.versions.store.versions import Version


def households_in(store: Store, version: Version) -> int:
    """Return how many households the grids of a version have as it is now."""
    asked = select(func.coalesce(func.sum(ZONES.c.households), 0)).where(
        ZONES.c.version == version.id, ZONES.c.level == version.level, still_holds(ZONES)
    )
    with store.reading() as connection:
        return int(connection.execute(asked).scalar_one())

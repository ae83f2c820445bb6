"""How a version began, without all that is not needed to look at its first level."""

from __future__ import annotations

from sqlalchemy import select

from gridgen.model.communities import Communities
from gridgen.model.zones import Zones
from gridgen.versions.store.database import Store
from gridgen.versions.store.packing import value_from_bytes
from gridgen.versions.store.schema import CONTENTS, PIECES, ZONES
from gridgen.versions.store.temporal import as_of
from gridgen.versions.store.versions import version_of
from gridgen.versions.store.zone_rows import COLUMNS, in_order, transposed, zones_of


def begun_zones(store: Store, version: int) -> Zones:
    """Return the zones of the first level before the first edit, in the order of the plan.

    Raises
    ------
    NotInStoreError
        There is no such version.
    """
    with store.reading() as connection:
        level = version_of(connection, version).level
        piece = (
            select(CONTENTS.c.bytes)
            .join(PIECES, CONTENTS.c.hash == PIECES.c.hash)
            .where(PIECES.c.version == version, PIECES.c.role == "communities")
        )
        communities = value_from_bytes(Communities, bytes(connection.execute(piece).scalar_one()))
        asked = select(*(ZONES.c[name] for name in COLUMNS))
        rows = connection.execute(asked.where(*as_of(ZONES, version, 0), ZONES.c.level == level))
        rank = {code: row for row, code in enumerate(communities.code.tolist())}
        return zones_of(level, transposed(in_order(rows.fetchall(), rank)))

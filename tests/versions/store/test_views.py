"""What QGIS and SQL users see in PostGIS: the grids in force today."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from gridgen.versions.draft import Draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.versions import Version

TYPED = "SELECT type, srid FROM geometry_columns WHERE f_table_name = 'grids_in_force'"
SHOWN = "SELECT code, ST_GeometryType(geom), ST_X(ST_Centroid(geom)) FROM grids_in_force"


@pytest.fixture
def postgis(store: Store) -> Store:
    """A store in PostgreSQL that has PostGIS."""
    if store.file is not None:
        pytest.skip("views are for PostGIS: of a file the plans are exported")
    with store.reading() as connection:
        there = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
        if not connection.scalar(text(there)):
            pytest.skip("no PostGIS (Debian: postgresql-15-postgis-3)")
    return store


def test_the_view_is_a_layer_of_polygons_in_degrees(postgis: Store) -> None:
    with postgis.reading() as connection:
        assert connection.execute(text(TYPED)).one() == ("MULTIPOLYGON", 4326)


def test_the_grids_in_force_today_are_seen_and_no_drafts(
    postgis: Store, version: Version, drawn: Draft
) -> None:
    with postgis.reading() as connection:
        assert connection.execute(text(SHOWN)).all() == []
    for state in ("submitted", "approved"):
        move_to(postgis, version.id, state, actor="a1")

    publish(postgis, version.id, date(2020, 1, 1), actor="a1")

    with postgis.reading() as connection:
        rows = connection.execute(text(SHOWN)).all()
    assert sorted(row[0] for row in rows) == sorted(drawn.plan.levels[0].code)
    assert {row[1] for row in rows} == {"ST_MultiPolygon"}
    assert all(113 < row[2] < 115 for row in rows)

"""Views for QGIS and SQL: the zones in force today, as shapes of PostGIS."""

from __future__ import annotations

from sqlalchemy import Connection, text

from gridgen.versions.store.schema import OPEN

_IN_FORCE = f"""
CREATE OR REPLACE VIEW zones_in_force AS
SELECT v.scope, v.version, z.level, z.code, z.name, z.parent, z.kind, z.community, z.households,
       z.units, z.mean_m, z.max_m, z.status, z.compactness, z.walk_m, z.on_lines,
       v.in_force_from, v.in_force_to, z.level = v.level AS is_grid,
       ST_Multi(ST_Transform(ST_GeomFromWKB(z.shape, v.srid), 4326))::geometry(MultiPolygon, 4326)
           AS geom
FROM (SELECT versions.id AS version, plans.scope, versions.level, versions.srid,
             versions.in_force_from, versions.in_force_to
      FROM versions JOIN plans ON plans.id = versions.plan
      WHERE versions.srid > 0 AND versions.in_force_from <= CURRENT_DATE
        AND (versions.in_force_to IS NULL OR CURRENT_DATE < versions.in_force_to)) AS v
JOIN zones AS z ON z.version = v.version AND z.to_edit = {OPEN}
"""  # noqa: S608 - a number of ours

_GRIDS = "CREATE OR REPLACE VIEW grids_in_force AS SELECT * FROM zones_in_force WHERE is_grid"


def make_views(connection: Connection) -> bool:
    """Make the views where PostGIS is, or can be had; return whether they are there.

    `zones_in_force` has every level, `grids_in_force` the first. Shapes are in degrees of WGS 84,
    since plans of several townships may stand in several metre CRSs.

    Parameters
    ----------
    connection
        To PostgreSQL, in a transaction.
    """
    if not _has_postgis(connection):
        return False
    connection.execute(text(_IN_FORCE))
    connection.execute(text(_GRIDS))
    return True


def _has_postgis(connection: Connection) -> bool:
    there = "SELECT 1 FROM pg_extension WHERE extname = 'postgis'"
    if connection.scalar(text(there)):
        return True
    may = "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
    may += " AND has_database_privilege(current_user, current_database(), 'CREATE')"
    may += " AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
    if not connection.scalar(text(may)):
        return False
    connection.execute(text("CREATE EXTENSION postgis"))
    return True

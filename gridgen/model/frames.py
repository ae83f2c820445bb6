"""Plan -> tables, for whoever works with them: the only place that makes frames of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, texts
from gridgen.model.centres import Centres
from gridgen.model.errors import NotInPlanError
from gridgen.model.ground import Features
from gridgen.model.people import Staff
from gridgen.model.zones import column_of

if TYPE_CHECKING:
    from gridgen.model.findings import Report
    from gridgen.model.plan import Plan


def frame_of(plan: Plan, what: str) -> gpd.GeoDataFrame:
    """Return a part of a plan as a table; see `Plan.to_frame`."""
    if what in plan.township.ground:
        return features_frame(plan.township.ground[what])
    if what in {zones.level for zones in plan.levels}:
        return _zones(plan, what)
    if what == "households":
        return _households(plan)
    if what == "communities":
        return _communities(plan)
    if what == "people" and plan.staff is not None:
        return _people(plan, plan.staff)
    if what == "centres" and plan.township.centres is not None:
        return _centres(plan, plan.township.centres)
    raise NotInPlanError(f"The plan has no {what!r}; it has: {', '.join(_parts(plan))}.")


def features_frame(features: Features) -> gpd.GeoDataFrame:
    """Return a layer of the ground as a table with columns class (of lines only) and name."""
    columns = {"class": features.kind} if (features.kind != "").any() else {}
    return gpd.GeoDataFrame(
        columns | {"name": features.name}, geometry=list(features.shape), crs=features.crs
    )


def report_frame(report: Report, lang: str) -> pd.DataFrame:
    """Return the findings of a report as a table, one row each, their texts in `lang`."""
    found = report.findings
    return pd.DataFrame(
        {
            "rule": [f.rule for f in found],
            "severity": [f.severity.value for f in found],
            "where": [f.where for f in found],
            "number": np.array([f.number for f in found], np.float64),  # None becomes NaN
            "limit": np.array([f.limit for f in found], np.float64),
            "text": [f.text(lang) for f in found],
        }
    )


def _parts(plan: Plan) -> list[str]:
    named = [zones.level for zones in plan.levels] + ["households", "communities"]
    named += ["people"] if plan.staff is not None else []
    named += ["centres"] if plan.township.centres is not None else []
    return [*named, *plan.township.ground]


def _zones(plan: Plan, level: str) -> gpd.GeoDataFrame:
    zones = plan.level(level)
    columns = {
        "code": zones.code,
        "name": zones.name,
        "level": level,
        "kind": zones.kind,
        "community": zones.community,
        "parent": zones.parent,
        "households": zones.households,
        "units": zones.units,
        "mean_m": zones.mean_m.round(1),
        "max_m": zones.max_m.round(1),
        "status": zones.status,
        "schematic": zones.schematic,
        "compactness": zones.compactness.round(3),
        "walk_m": zones.walk_m.round(1),
        "on_lines": zones.on_lines.round(3),
    }
    return _as_given(plan, columns, list(zones.polygon))


def _households(plan: Plan) -> gpd.GeoDataFrame:
    households = plan.township.households
    columns: dict[str, Any] = {
        "id": households.ids,
        "households": households.count,
        "community": _picked(plan.communities.code, plan.community_of),
        "presence": plan.presence,
    }
    # The column `grid` is that of the level made here, not the older one that was given.
    columns |= {k: v for k, v in households.keys.items() if k != "grid"}
    columns |= dict(households.counts)
    if (households.part_of != "").any():
        columns["part_of"] = households.part_of
    for zones in plan.levels:
        columns[column_of(zones.level)] = _picked(zones.code, plan.zone_of[zones.level])
    if plan.staff is not None:
        for role, rows in plan.staff.contact_of.items():
            columns[role] = _picked(plan.staff.people.ids, rows)
    # Not projected back from metres: a reader finds the coordinates of the input, bit by bit.
    points = gpd.points_from_xy(*households.given.T)
    return gpd.GeoDataFrame(columns, geometry=points, crs=households.crs)


def _communities(plan: Plan) -> gpd.GeoDataFrame:
    at = plan.communities
    columns = {"code": at.code, "name": at.name, "kind": at.kind, "class": at.urban_class}
    return _as_given(plan, columns, list(at.shape))


def _people(plan: Plan, staff: Staff) -> gpd.GeoDataFrame:
    people = staff.people
    serves: dict[str, list[str]] = {}
    for post in staff.posts:
        serves.setdefault(post.person, []).append(post.zone)
    columns = {
        "id": people.ids,
        "role": people.role,
        "work_phone": people.phone,
        "community": people.community,
        "households": staff.households,
        "zones": [",".join(serves.get(person, [])) for person in people.ids],
    }
    return _as_given(plan, columns, gpd.points_from_xy(*people.xy.T))


def _centres(plan: Plan, at: Centres) -> gpd.GeoDataFrame:
    columns = {
        "id": at.ids, "role": at.role, "fewest": at.fewest, "most": at.most,
        "community": at.community, "zones": at.zones,
    }  # fmt: skip
    return _as_given(plan, columns, gpd.points_from_xy(*at.xy.T))


def _as_given(plan: Plan, columns: dict[str, Any], shapes: Any) -> gpd.GeoDataFrame:
    """Return a table of shapes in metres, in the CRS of the input."""
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=plan.township.crs)
    return table.to_crs(plan.township.households.crs)


def _picked(values: Texts, rows: NDArray[np.int32]) -> Texts:
    return texts([values[row] if row >= 0 else "" for row in rows])

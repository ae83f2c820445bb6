"""A division of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, frozen, said_in_short, texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Report, Severity
from gridgen.model.households import Households, Presence
from gridgen.model.people import Staff
from gridgen.model.ties import Tie
from gridgen.model.zones import ASIDE, Zones, column_of

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class MadeBy:
    """How a plan came to be: enough to make it again."""

    version: str
    seed: int
    rules: str
    input_hash: str
    crs: str
    """The metre CRS of the work."""
    effort: str = "balanced"
    parent: str = ""
    """`input_hash` of the plan that this one redraws, or ""."""
    metres: float = 0.0
    lower_bound_m: float | None = None
    """What any division into as many grids of the first level must walk, if that was proven."""
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each level the codes that earlier versions had and that are never used again."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A division of everything: values inside, tables at the edge.

    Attributes
    ----------
    roll
        The households as arrays.
    presence
        (n,) a `Presence` for each household.
    community_of
        (n,) row of `areas`, -1 where unplaced.
    areas
        The communities as used, after repair.
    levels
        The zones of each level, from the top.
    zone_of
        For each level (n,) row of its zones, -1 where the household has none there.
    lines
        Rivers, roads and railways as given, in the CRS of the input; or none.
    water, buildings, zones
        Polygons of water and such as no outline may cut, likewise.
    report
        What was found when the plan was made and checked.
    staff
        Who serves which zone and which households; None where no people were given.
    ties
        Whom grids keep together and apart.
    centres
        The places around which zones were made; None where no level is made so.
    """

    roll: Households
    presence: Texts
    community_of: NDArray[np.int32]
    areas: Communities
    levels: tuple[Zones, ...]
    zone_of: Mapping[str, NDArray[np.int32]]
    made_by: MadeBy
    report: Report = field(default_factory=Report)
    lines: gpd.GeoDataFrame | None = field(default=None, repr=False)
    water: gpd.GeoDataFrame | None = field(default=None, repr=False)
    buildings: gpd.GeoDataFrame | None = field(default=None, repr=False)
    zones: gpd.GeoDataFrame | None = field(default=None, repr=False)
    staff: Staff | None = None
    ties: tuple[Tie, ...] = ()
    centres: Centres | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "presence", texts(self.presence))
        object.__setattr__(self, "community_of", frozen(self.community_of, np.int32))
        zone_of = {level: frozen(rows, np.int32) for level, rows in self.zone_of.items()}
        object.__setattr__(self, "zone_of", zone_of)

    def __repr__(self) -> str:
        counts = {"households": int(self.roll.count.sum()), "communities": len(self.areas)}
        counts |= {zones.level: len(zones) for zones in self.levels}
        found = {kind: len([f for f in self.report if f.severity is kind]) for kind in Severity}
        whole, told = (
            ", ".join(f"{name} {number}" for name, number in each.items())
            for each in (counts, found)
        )
        by = ", ".join(
            said_in_short(name, getattr(self.made_by, name)) for name in ("rules", "seed")
        )
        return f"Plan: {whole}\nfindings: {told}\nmade by {by}"

    @property
    def is_virtual(self) -> NDArray[np.bool_]:
        """(n,) whether a household has no place and stands in a virtual grid."""
        return np.asarray(self.presence == Presence.VIRTUAL, bool)

    def level(self, name: str) -> Zones:
        """Return the zones of one level by its name, e.g. "grids"."""
        for zones in self.levels:
            if zones.level == name:
                return zones
        known = ", ".join(zones.level for zones in self.levels)
        raise NotInPlanError(f"The plan has no level {name!r}; it has: {known}.")

    def class_or_kind(self, zones: Zones) -> Texts:
        """Return (z,) what rules go by for each zone: as its community; set aside, its own kind."""
        known = dict(zip(self.areas.code, self.areas.urban_class, strict=True))
        pairs = zip(zones.community, zones.kind, strict=True)
        return texts([(kind not in ASIDE and known.get(of)) or kind for of, kind in pairs])

    @property
    def grids(self) -> gpd.GeoDataFrame:
        """The grids as a table of polygons, in the CRS of the input."""
        return self.table("grids")

    def table(self, level: str) -> gpd.GeoDataFrame:
        """Return one level as a table of polygons, in the CRS of the input.

        Columns: code, name, level, kind, community, parent, households, units, mean_m, max_m,
        status, schematic, compactness, walk_m, on_lines.
        """
        import geopandas as gpd

        zones = self.level(level)
        return gpd.GeoDataFrame(
            {
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
            },
            geometry=list(zones.polygon),
            crs=self.made_by.crs,
        ).to_crs(self.roll.crs)

    @property
    def households(self) -> gpd.GeoDataFrame:
        """The households as a table of points, in the CRS and at the coordinates of the input.

        Columns: id, households, community, presence, the columns to keep together by that were
        given, `part_of` where a row had to be cut, and one with the zone's code for each level:
        `grid`, `ten_household_group`, ...
        """
        import geopandas as gpd

        columns: dict[str, Any] = {
            "id": self.roll.ids,
            "households": self.roll.count,
            "community": pick(self.areas.code, self.community_of),
            "presence": self.presence,
        }
        columns |= {k: v for k, v in self.roll.keys.items() if k != "grid"}
        columns |= dict(self.roll.counts)
        if (self.roll.part_of != "").any():
            columns["part_of"] = self.roll.part_of
        for zones in self.levels:
            columns[column_of(zones.level)] = pick(zones.code, self.zone_of[zones.level])
        if self.staff is not None:
            for role, rows in self.staff.contact_of.items():
                columns[role] = pick(self.staff.people.ids, rows)
        given = self.roll.given
        points = gpd.points_from_xy(given[:, 0], given[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.roll.crs)

    @property
    def people(self) -> gpd.GeoDataFrame | None:
        """The people as a table of points in the CRS of the input: id, role, work_phone, community,
        households, zones (codes with commas between); None where none were given.
        """
        import geopandas as gpd

        if self.staff is None:
            return None
        staff, people = self.staff, self.staff.people
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
        points = gpd.points_from_xy(people.xy[:, 0], people.xy[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.made_by.crs).to_crs(
            self.roll.crs
        )

    @property
    def centre_table(self) -> gpd.GeoDataFrame | None:
        """The centres as a table of points in the CRS of the input: id, role, fewest, most (-1 for
        the band of the rules), community, zones; None where no level is made around such.
        """
        import geopandas as gpd

        if self.centres is None:
            return None
        at = self.centres
        columns = {
            "id": at.ids, "role": at.role, "fewest": at.fewest, "most": at.most,
            "community": at.community, "zones": at.zones,
        }  # fmt: skip
        points = gpd.points_from_xy(at.xy[:, 0], at.xy[:, 1])
        return gpd.GeoDataFrame(columns, geometry=points, crs=self.made_by.crs).to_crs(
            self.roll.crs
        )

    @property
    def communities(self) -> gpd.GeoDataFrame:
        """The communities as used, after repair, in the CRS of the input.

        Columns: code, name, kind, class.
        """
        import geopandas as gpd

        areas = self.areas
        return gpd.GeoDataFrame(
            {
                "code": areas.code,
                "name": areas.name,
                "kind": areas.kind,
                "class": areas.urban_class,
            },
            geometry=list(areas.shape),
            crs=self.made_by.crs,
        ).to_crs(self.roll.crs)


def pick(values: Texts, rows: NDArray[np.int32]) -> Texts:
    """Return (n,) the value of each row, "" for -1."""
    return texts([values[row] if row >= 0 else "" for row in rows])

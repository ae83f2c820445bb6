"""A division of everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, frozen, picked, said_in_short, texts
from gridgen.model.communities import Communities
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Report, Severity
from gridgen.model.households import Presence
from gridgen.model.people import Staff
from gridgen.model.township import Township
from gridgen.model.zones import ASIDE, Zones, column_of

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class MadeBy:
    """How a plan came to be: enough to make it again.

    Attributes
    ----------
    version
        Of gridgen; "" for somebody else's plan.
    seed, effort
        As in `gridgen.divide`.
    rules
        The preset or the path by which the rules can be loaded again, "" where none are known.
    input_hash
        SHA-256 of what was read, in hexadecimal.
    parent
        `input_hash` of the plan that this one redraws, "" where it redraws none.
    metres
        What households walk to the centres of the first level, summed.
    lower_bound_m
        What any division into as many grids of the first level must walk; None where that was not
        proven.
    least_m
        What is walked in the best division that was found where nothing but the metres has a price:
        what this one walks above it buys better borders and even grids. None as `lower_bound_m`.
    retired
        For each level the codes that earlier versions had and that are never used again.
    retired_on
        By code the day from which it is out of use, as 2026-11-29; "" where nobody knows it.
    locks
        Codes of the grids that were to stay as they were.
    edited
        Codes of the zones that were changed by hand since the plan was divided or redrawn.
    grids
        By the code of a community, how many grids were asked for.
    crs
        In which it was worked: metres.
    """

    version: str
    seed: int
    rules: str
    input_hash: str
    effort: str = "balanced"
    parent: str = ""
    metres: float = 0.0
    lower_bound_m: float | None = None
    least_m: float | None = None
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired_on: Mapping[str, str] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    grids: Mapping[str, int] = field(default_factory=dict)
    crs: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A division of everything: values inside, tables at the edge.

    Attributes
    ----------
    township
        What was divided: its n households as they were cut, its c communities as used, after
        repair, and all else that was given.
    presence
        (n,) a `Presence` for each household.
    community_of
        (n,) row of `communities`, -1 where unplaced.
    levels
        The zones of each level, from the top.
    zone_of
        For each level (n,) row of its zones, -1 where the household has none there.
    made_by
        How it came to be.
    report
        What was found when the plan was made and checked.
    staff
        Who serves which zone and which households; None where no people were given.
    """

    township: Township
    presence: Texts
    community_of: NDArray[np.int32]
    levels: tuple[Zones, ...]
    zone_of: Mapping[str, NDArray[np.int32]]
    made_by: MadeBy
    report: Report = field(default_factory=Report)
    staff: Staff | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "presence", texts(self.presence))
        object.__setattr__(self, "community_of", frozen(self.community_of, np.int32))
        zone_of = {level: frozen(rows, np.int32) for level, rows in self.zone_of.items()}
        object.__setattr__(self, "zone_of", zone_of)
        if self.township.communities is None:
            raise NotInPlanError("plan_without_communities")

    @property
    def communities(self) -> Communities:
        """The communities as used, after repair."""
        if self.township.communities is None:
            raise NotInPlanError("plan_without_communities")
        return self.township.communities

    def __repr__(self) -> str:
        counts = {"households": int(self.township.households.count.sum())}
        counts |= {"communities": len(self.communities)}
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
        known = [zones.level for zones in self.levels]
        raise NotInPlanError("no_such_level", level=name, known=known)

    def class_or_kind(self, zones: Zones) -> Texts:
        """Return (z,) what rules go by for each zone: as its community; set aside, its own kind."""
        at = self.communities
        known = dict(zip(at.code, at.urban_class, strict=True))  # "" goes by the kind
        pairs = zip(zones.community, zones.kind, strict=True)
        return texts([(kind not in ASIDE and known.get(of)) or kind for of, kind in pairs])

    def to_frame(self, what: str = "grids") -> gpd.GeoDataFrame:
        """Return a part of the plan as a table, in the CRS and at the coordinates of the input.

        Parameters
        ----------
        what
            A level ("grids", "ten_household_groups", ...): polygons with code, name, level, kind,
            community, parent, households, units, mean_m, max_m, status, schematic, compactness,
            walk_m, on_lines. "households": points with id, households, community, presence, the
            columns to keep together by that were given, `part_of` where a row had to be cut, and
            one with the zone's code for each level. "communities": polygons with code, name, kind,
            class. "people": points with id, role, work_phone, community, households, zones.
            "centres": points with id, role, fewest, most (-1 for the band of the rules), community,
            zones. Or a layer of the ground, as it was given.

        Raises
        ------
        NotInPlanError
            The plan has no such part.
        """
        from gridgen.model import frames  # geopandas loads only where tables are wanted

        township = self.township
        made: dict[str, Callable[[], gpd.GeoDataFrame]] = {
            zones.level: partial(frames.zones_frame, zones, township) for zones in self.levels
        }
        made["households"] = self._households_frame
        made["communities"] = partial(frames.communities_frame, self.communities, township)
        if self.staff is not None:
            made["people"] = partial(frames.people_frame, self.staff, township)
        if township.centres is not None:
            made["centres"] = partial(frames.centres_frame, township.centres, township)
        for name, features in township.ground.items():
            made[name] = partial(frames.features_frame, features)
        if what not in made:
            raise NotInPlanError("no_such_layer_in_plan", layer=what, known=list(made))
        return made[what]()

    def _households_frame(self) -> gpd.GeoDataFrame:
        from gridgen.model.frames import households_frame

        home = picked(self.communities.code, self.community_of)
        zones_of = {
            column_of(zones.level): picked(zones.code, self.zone_of[zones.level])
            for zones in self.levels
        }
        if self.staff is not None:
            for role, rows in self.staff.contact_of.items():
                zones_of[role] = picked(self.staff.people.ids, rows)
        placed = {"community": home, "presence": self.presence}
        return households_frame(self.township, placed, zones_of)

    table = to_frame  # what it was called at first: scripts of users call it so

    @property
    def grids(self) -> gpd.GeoDataFrame:
        """`to_frame("grids")`: the grids as a table of polygons."""
        return self.to_frame("grids")

    @property
    def households(self) -> gpd.GeoDataFrame:
        """`to_frame("households")`: the households as a table of points."""
        return self.to_frame("households")

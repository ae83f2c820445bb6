"""A plan as it is measured and checked: with its links and rules, each thing worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, taken
from gridgen.model.graphs import pieces
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.borders import Borders, Lines, borders, lines_of, visible_lines
from gridgen.plans.measures import Walks, compactness, walks
from gridgen.plans.together import Kept, inside_zones, is_same_key, is_same_place, kept
from gridgen.rules.levels import Level, Rules

KnownBorders = Callable[[], Mapping[str, Borders]]
"""Gives the borders of each level of a plan by its name."""

NO_LINKS = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))

N = TypeVar("N", str, tuple[str, ...])


@dataclass(frozen=True, eq=False)
class Seen:
    """A plan of n households, the m links among them, and the rules that it is to keep.

    What follows from these is worked out when it is first asked for, then kept. What a plan says of
    itself (`compactness`, `walk_m`, `on_lines`) is not read: a file may say anything.
    """

    plan: Plan
    links: Links
    rules: Rules
    known_lines: Lines | None = None
    """The lines that people can see, where they are known: many parts of a plan share them."""
    known_borders: KnownBorders | None = None
    """Gives the borders of each level by its name, where somebody else works them out."""

    @cached_property
    def is_same_place(self) -> NDArray[np.bool_]:
        """(m,) whether the two households of each link stand at one place."""
        return is_same_place(self.plan.township.households, self.links.pairs)

    @cached_property
    def place_of(self) -> NDArray[np.int32]:
        """(n,) a number for the place of each household."""
        return self.pieces(self.is_same_place)

    @cached_property
    def shape_of(self) -> dict[str, shapely.Geometry | None]:
        """The land of each community by its code; None where it is broken."""
        at = self.plan.communities
        return _by_code(at.code, at.shape, is_sound(at.shape))

    @cached_property
    def lines(self) -> Lines:
        """The lines that people can see."""
        if self.known_lines is not None:
            return self.known_lines
        return lines_of(visible_lines(self.plan, self.rules))

    @cached_property
    def levels(self) -> tuple[SeenLevel, ...]:
        """The levels of the plan, from the top."""
        return tuple(SeenLevel(self, zones) for zones in self.plan.levels)

    @cached_property
    def ruled(self) -> tuple[RuledLevel, ...]:
        """The levels of the rules that the plan has, from the top."""
        seen = {level.zones.level: level for level in self.levels}
        above, found = self.plan.community_of, []
        for rule in self.rules.levels:
            if rule.name in self.plan.zone_of:
                found.append(RuledLevel(rule, seen[rule.name], above))
                above = self.plan.zone_of[rule.name]
        return tuple(found)

    def is_same(self, key: str) -> NDArray[np.bool_]:
        """Return (m,) whether the households of each link have the same "place", or column."""
        if key == "place":
            return self.is_same_place
        return is_same_key(self.plan.township.households, self.links.pairs, key)

    def pieces(self, those: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return (n,) a number for the households that `those` links (m,) hold together."""
        return pieces(len(self.plan.township.households), self.links.pairs[those])


@dataclass(frozen=True, eq=False)
class SeenLevel:
    """One level of a plan that is seen: z zones."""

    seen: Seen
    zones: Zones

    @property
    def zone_of(self) -> NDArray[np.int32]:
        """(n,) the zone of each household, -1 for none."""
        return self.seen.plan.zone_of[self.zones.level]

    @cached_property
    def class_or_kind(self) -> Texts:
        """(z,) what rules go by for each zone."""
        return self.seen.plan.class_or_kind(self.zones)

    @cached_property
    def is_sound(self) -> NDArray[np.bool_]:
        """(z,) whether a zone has a polygon that is valid and not empty."""
        return is_sound(self.zones.polygon)

    @cached_property
    def shape_of(self) -> dict[str, shapely.Geometry | None]:
        """The polygon of each zone by its code; None where it is broken."""
        return _by_code(self.zones.code, self.zones.polygon, self.is_sound)

    @cached_property
    def inside(self) -> NDArray[np.int32]:
        """(k, 2) the links inside zones, also at places that zones share."""
        return inside_zones(self.seen.links.pairs, self.zone_of, self.seen.place_of)

    @cached_property
    def walks(self) -> Walks:
        """The longest walks inside its zones."""
        xy = self.seen.plan.township.households.xy
        return walks(xy, self.zone_of, self.inside, zones=len(self.zones))

    @cached_property
    def compactness(self) -> NDArray[np.float64]:
        """(z,) how round its zones are."""
        return compactness(self.zones.polygon)

    @property
    def borders(self) -> Borders:
        """The borders that its zones share, and what of them lies on lines."""
        # Not where it is kept: in Python 3.11 whoever waits inside of a cached property keeps all
        # others out of it, also the thread that works out what is waited for.
        known = self.seen.known_borders
        return self._own_borders if known is None else known()[self.zones.level]

    @cached_property
    def _own_borders(self) -> Borders:
        return borders(self.zones, self.seen.lines)


@dataclass(frozen=True, eq=False)
class RuledLevel:
    """One level of a plan with its rules.

    `above` (n,) is the zone of each household one level of the rules higher, or its community.
    """

    rule: Level
    level: SeenLevel
    above: NDArray[np.int32]

    @property
    def zones(self) -> Zones:
        """Its z zones."""
        return self.level.zones

    @property
    def zone_of(self) -> NDArray[np.int32]:
        """(n,) the zone of each household, -1 for none."""
        return self.level.zone_of

    @cached_property
    def is_nested(self) -> NDArray[np.bool_]:
        """(m,) whether a link lies inside one zone above."""
        a, b = self.level.seen.links.pairs.T
        return np.asarray(self.above[a] == self.above[b])

    def cut(self, names: Sequence[N]) -> list[tuple[int, N, list[str]]]:
        """Return what is in several zones: the row above, the name, and the codes of the zones.

        Parameters
        ----------
        names
            (n,) what each household is named by; those of one name in one zone above belong
            together, those of an empty one to nobody.

        Returns
        -------
        Sorted by row and name, the codes too.
        """
        zones_of: dict[tuple[int, N], set[str]] = {}
        code = self.zones.code.tolist()
        each = zip(self.above.tolist(), names, self.zone_of.tolist(), strict=True)
        for above, name, zone in each:
            if zone >= 0 and name:
                zones_of.setdefault((above, name), set()).add(code[zone])
        units = sorted(unit for unit, codes in zones_of.items() if len(codes) > 1)
        return [(above, name, sorted(zones_of[above, name])) for above, name in units]

    @cached_property
    def kept(self) -> Kept:
        """What the level keeps whole inside one zone above."""
        seen = self.level.seen
        together = np.zeros(len(seen.links), bool)
        for key in self.rule.keep:
            together |= seen.is_same(key)
        return kept(seen.plan, self.rule, seen.links.pairs, together & self.is_nested)


def land_in(plan: Plan, rules: Rules) -> Seen:
    """Return the communities, lines and zones of a plan alone, to be sent: nobody lives there."""
    none = np.zeros(0, np.int32)
    nobody = taken(plan.township.households, np.zeros(0, np.int64))
    ground = {name: layer for name, layer in plan.township.ground.items() if name == "lines"}
    township = Township(nobody, plan.township.crs, communities=plan.communities, ground=ground)
    zone_of = dict.fromkeys(plan.zone_of, none)
    land = Plan(township, none.astype(object), none, plan.levels, zone_of, plan.made_by)
    return Seen(land, NO_LINKS, rules)


def is_sound(shapes: Shapes) -> NDArray[np.bool_]:
    """Return (s,) whether a shape is there, valid and not empty."""
    return np.asarray(shapely.is_valid(shapes) & ~shapely.is_empty(shapes))


def _by_code(
    code: Texts, shape: Shapes, sound: NDArray[np.bool_]
) -> dict[str, shapely.Geometry | None]:
    return {c: one if is_so else None for c, one, is_so in zip(code, shape, sound, strict=True)}


def measured(seen: Seen) -> Plan:
    """Return the plan with what its zones measure: `compactness`, `walk_m`, `on_lines`.

    `on_lines` is NaN where the plan has no lines at all.
    """
    levels = tuple(
        replace(
            level.zones,
            compactness=level.compactness,
            walk_m=level.walks.walk_m,
            on_lines=level.borders.share if seen.lines else np.full(len(level.zones), np.nan),
        )
        for level in seen.levels
    )
    return replace(seen.plan, levels=levels)

"""What happened to each zone of a plan between two versions: counts, pieces, lines, borders.

Worked out of the two plans alone, so that it holds for any two versions. What follows from it, and
what only follows from a neighbour, is told by `gridgen.plans.reasons`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, picked
from gridgen.model.bands import Band
from gridgen.model.crs import moved
from gridgen.model.households import KEEP_KEYS
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import ASIDE
from gridgen.plans.both import Both, Sides, both_of, sides_of
from gridgen.plans.community_changes import CommunityChange, CommunityState
from gridgen.plans.diff import Difference, Reason, ZoneChange, ZoneState
from gridgen.plans.sizes import sizes_of, sizes_of_zones
from gridgen.rules.levels import Level, Rules
from gridgen.words.say import in_both

NEAR_M = 2.0
"""A line within so many metres of one that was there is that one."""

THROUGH_M = 20.0
"""A line that lies in a zone for so many metres goes through it."""

_PIECES = "zone_in_pieces"
_LOCKS = ("locks_forbid", "locked_off_size")


class Cause(StrEnum):
    """Why a zone changed, the weightiest first."""

    MERGED = "merged"
    SPLIT = "split"
    RECODED = "recoded"
    BORDER = "border"
    ABOVE = "above"
    BELOW = "below"
    GREW = "grew"
    SHRANK = "shrank"
    PIECES = "pieces"
    LINE = "line"
    GROUND = "ground"
    CENTRE = "centre"
    CAME = "came"
    WENT = "went"
    RECOUNTED = "recounted"
    KEYS = "keys"
    HAND = "hand"
    PART = "part"
    LOCKS = "locks"
    NEIGHBOUR = "neighbour"
    RULES = "rules"
    NAMED = "named"
    NONE = "none"


def reason(
    cause: Cause, *, number: float = np.nan, limit: float = np.nan, **said: object
) -> Reason:
    """Return a reason with its sentence in both languages.

    Parameters
    ----------
    cause
        What it is.
    number, limit
        What the sentence is about.
    said
        What else it names.
    """
    zh, en = in_both(f"why_{cause.value}", number=_whole(number), limit=_whole(limit), **said)
    return Reason(cause.value, zh, en, number, limit)


def _whole(number: float) -> float:
    return number if number != number else int(number)


_OF_STATE = {
    CommunityState.MERGED: Cause.MERGED,
    CommunityState.SPLIT: Cause.SPLIT,
    CommunityState.RECODED: Cause.RECODED,
    CommunityState.MOVED: Cause.BORDER,
}


class Causes:
    """What happened to the zones of one level; asked for zone by zone."""

    def __init__(self, old: Plan, new: Plan, difference: Difference, rules: Rules | None) -> None:
        """Take two plans, what is different between them, and the rules of the newer one."""
        self.old, self.new, self.difference = old, new, difference
        level = difference.level
        rule = next((one for one in (rules.levels if rules else ()) if one.name == level), None)
        self.rule: Level | None = rule
        self.cut = rules.lines.cut if rules else ()
        self.both: Both = both_of(old, new)
        was, now = old.level(level), new.level(level)
        self.zone: Sides = sides_of(
            self.both, (was.code, old.zone_of[level]), (now.code, new.zone_of[level])
        )
        self.home: Sides = sides_of(
            self.both, (old.communities.code, old.community_of),
            (new.communities.code, new.community_of),
        )  # fmt: skip
        self.row_of = {code: row for row, code in enumerate(self.zone.codes)}
        self.kind_of = dict(zip(was.code, was.kind, strict=True))
        self.outline_of = {code: row for row, code in enumerate(was.code)}
        self.in_pieces = {found.where for found in old.report.of(_PIECES)}
        # Of plans for which the same was read: else it was edited on the way to another redraw.
        is_edited = new.made_by.input_hash == old.made_by.input_hash
        self.edited = frozenset(new.made_by.edited if is_edited else ())
        self.locked = {found.where: found for rule in _LOCKS for found in new.report.of(rule)}

    def of(self, zone: ZoneChange) -> list[Reason]:
        """Return what happened to a zone itself, the weightiest first."""
        before = zone.old_code
        found = [*self._of_borders(zone)]
        if before and _moves(zone):
            found += [*self._of_size(before), *self._of_ground(before)]
        found += [*self._of_centres(zone), *self._of_households(zone), *self._of_locks(zone)]
        if zone.state is not ZoneState.RENAMED and self.edited & {zone.code, before}:
            found.append(reason(Cause.HAND))
        if zone.state is ZoneState.RENAMED:
            found.append(reason(Cause.NAMED, name=zone.old_name))
        return found

    # --- villages --------------------------------------------------------------------------------

    @cached_property
    def _crossed(self) -> Mapping[int, list[tuple[Cause, CommunityChange]]]:
        """By the row of a zone, old or new, what became of the communities between which
        households of it went.
        """
        known: dict[tuple[str, str], tuple[Cause, CommunityChange]] = {}
        for change in reversed(self.difference.villages):
            if change.state in _OF_STATE:
                ways = ((old, new) for old in change.old for new in change.new)
                known |= dict.fromkeys(ways, (_OF_STATE[change.state], change))
        found: dict[int, dict[Cause, CommunityChange]] = defaultdict(dict)
        home, zone = self.home, self.zone
        there = (home.was >= 0) & (home.now >= 0) & (home.was != home.now)
        for a, b, was, now in _distinct(home.was[there], home.now[there], zone.was[there],
                                        zone.now[there]):  # fmt: skip
            way = (home.codes[a], home.codes[b])
            if way in known:
                cause, change = known[way]
                for row in (was, now):
                    found[row].setdefault(cause, change)
        return {row: sorted(causes.items()) for row, causes in found.items()}

    def _of_borders(self, zone: ZoneChange) -> Iterator[Reason]:
        told: dict[Cause, CommunityChange] = {}
        for code in dict.fromkeys((zone.old_code, zone.code)):
            for cause, change in self._crossed.get(self.row_of.get(code, -1), ()):
                told.setdefault(cause, change)
        for cause, change in told.items():
            others = [name for code, name in zip(change.old, change.old_names, strict=True)
                      if code not in change.new]  # fmt: skip
            number = self._crossing(zone) if cause is Cause.BORDER else change.households
            old, new = others or list(change.old_names), list(change.new_names)
            if cause is Cause.RECODED:  # the name may be the same
                old, new = list(change.old), [f"{new[0]} {change.new[0]}"]
            yield reason(cause, number=number, old=old, new=new)

    def _crossing(self, zone: ZoneChange) -> int:
        """Return the households that are or were in a zone and changed community."""
        rows = [self.row_of[code] for code in {zone.old_code, zone.code} if code in self.row_of]
        was, now, count = self._crossers
        return int(count[np.isin(was, rows) | np.isin(now, rows)].sum())

    @cached_property
    def _crossers(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Of those who changed community their zones before and now, and their households."""
        home, zone = self.home, self.zone
        there = (home.was >= 0) & (home.now >= 0) & (home.was != home.now)
        return zone.was[there], zone.now[there], self.both.new_count[there]

    # --- sizes -----------------------------------------------------------------------------------

    @cached_property
    def _sizes(self) -> tuple[NDArray[np.int64], NDArray[np.int64], list[Band | None]]:
        """For each code what the zone counted in the old plan; what it would count now, with who
        was in it and is in the same community, and who is new inside its outline; and its band.
        """
        rule, c = self.rule, len(self.zone.codes)
        if rule is None or rule.counts == "area":
            return np.zeros(c, np.int64), np.zeros(c, np.int64), [None] * c
        was = np.zeros(c, np.int64)
        zones = self.old.level(rule.name)
        at = np.array([self.row_of.get(code, -1) for code in zones.code], np.int64)
        known = at >= 0
        was[at[known]] = sizes_of_zones(self.old, rule)[known]
        size = np.append(sizes_of(self.new, rule), 0)[self.both.at_new]
        origin = np.where(self.zone.was >= 0, self.zone.was, self._inside(at))
        main = _most(origin, self.home.now, self.both.weight, size=c)
        stays = (origin >= 0) & self.both.in_new & (self.home.now >= 0)
        stays &= self.home.now == main[origin]
        would = np.bincount(origin[stays], size[stays], minlength=c).astype(np.int64)
        class_of = dict(zip(self.new.communities.code, self.new.communities.class_or_kind,
                            strict=True))  # fmt: skip
        bands = [rule.band_of(class_of.get(self.home.codes[row], "")) if row >= 0 else None
                 for row in main.tolist()]  # fmt: skip
        return was, would, bands

    def _inside(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return (k,) the code in whose old outline each new household stands, else -1."""
        fresh = np.flatnonzero(~self.both.in_old)
        found = np.full(len(self.both.ids), -1, np.int64)
        if len(fresh):
            xy = self.new.township.households.xy[self.both.at_new[fresh]]
            point, shape = shapely.STRtree(self._outlines).query(
                shapely.points(xy), predicate="intersects"
            )
            found[fresh[point]] = at[shape]
        return found

    @cached_property
    def _outlines(self) -> NDArray[np.object_]:
        """The outlines of the old zones, in the metres of the new plan."""
        shapes = self.old.level(self.difference.level).polygon
        return repair(moved(shapes, self.old.township.crs, self.new.township.crs))

    def _of_size(self, code: str) -> Iterator[Reason]:
        before, would, bands = self._sizes
        row = self.row_of[code]
        band, was, now = bands[row], int(before[row]), int(would[row])
        if band is None or self.kind_of.get(code) in ASIDE:
            return
        if was > band.most:
            yield reason(Cause.ABOVE, number=was, limit=band.most)
        elif was < band.fewest:
            yield reason(Cause.BELOW, number=was, limit=band.fewest)
        elif now > band.most:
            yield reason(Cause.GREW, number=now, limit=band.most, was=was)
        elif now < band.fewest:
            yield reason(Cause.SHRANK, number=now, limit=band.fewest, was=was)

    # --- the ground ------------------------------------------------------------------------------

    def _of_ground(self, code: str) -> Iterator[Reason]:
        if code in self.in_pieces:
            yield reason(Cause.PIECES)
        shape = self._outlines[self.outline_of[code]]
        (before, _, _), (now, kind, name) = (lines.at(shape) for lines in self._lines)
        came, went = _apart(now, before, shape), _apart(before, now, shape)
        cuts = np.flatnonzero((came >= THROUGH_M) & np.isin(kind.astype(str), self.cut))
        if len(cuts):
            line = int(cuts[came[cuts].argmax()])
            yield reason(Cause.LINE, name=name[line] or in_both(f"map_{kind[line]}"))
        elif (came >= THROUGH_M).any() or (went >= THROUGH_M).any():
            yield reason(Cause.GROUND)

    @cached_property
    def _lines(self) -> tuple[_Lines, _Lines]:
        """The lines of both plans, in the metres of the newer one."""
        crs_m = self.new.township.crs
        return _Lines(self.old, crs_m), _Lines(self.new, crs_m)

    # --- people and households -------------------------------------------------------------------

    def _of_centres(self, zone: ZoneChange) -> Iterator[Reason]:
        for one in self.difference.centres:
            if {one.old_zone, one.new_zone} & {zone.code, zone.old_code} - {""}:
                state = in_both(f"diff_centre_state_{one.state.value}")
                yield reason(Cause.CENTRE, id=one.id, state=state)
                return

    def _of_households(self, zone: ZoneChange) -> Iterator[Reason]:
        flow = zone.flow
        if flow.new.rows:
            yield reason(Cause.CAME, number=flow.new.households)
        if flow.gone.rows:
            yield reason(Cause.WENT, number=flow.gone.households)
        if flow.recounted.rows:
            yield reason(Cause.RECOUNTED, number=flow.recounted.households)
        number = self._regrouped.get(self.row_of.get(zone.code, -1), 0)
        if number and _moves(zone):
            yield reason(Cause.KEYS, number=number)

    @cached_property
    def _regrouped(self) -> Mapping[int, int]:
        """By the row of a zone how many of its households are of another group or building now."""
        both, sides = self.both, (self.old.township.households, self.new.township.households)
        changed = np.zeros(len(both.ids), bool)
        for key in KEEP_KEYS:
            if all(key in side.keys for side in sides):
                was, now = (picked(side.keys[key], at) for side, at in
                            zip(sides, (both.at_old, both.at_new), strict=True))  # fmt: skip
                changed |= (was != now) & both.in_both
        changed &= self.home.was == self.home.now
        mine = changed & (self.zone.now >= 0)
        number = np.bincount(self.zone.now[mine], both.new_count[mine])
        return {row: int(households) for row, households in enumerate(number) if households}

    def _of_locks(self, zone: ZoneChange) -> Iterator[Reason]:
        if found := self.locked.get(zone.code):
            zh, en = found.zh.removesuffix("。"), found.en.removesuffix(".")
            yield Reason(Cause.LOCKS.value, zh, en)


class _Lines:
    """The lines on the ground of a plan, to be looked up by place."""

    def __init__(self, plan: Plan, crs_m: str) -> None:
        """Take a plan, and the metres in which its lines are wanted."""
        lines = plan.township.ground.get("lines")
        none = np.empty(0, object)
        self.shape = none if lines is None else moved(lines.shape, lines.crs, crs_m)
        self.kind: Texts = none if lines is None else lines.kind
        self.name: Texts = none if lines is None else lines.name
        self.tree = shapely.STRtree(self.shape)

    def at(self, shape: Any) -> tuple[NDArray[np.object_], Texts, Texts]:
        """Return the lines that meet a shape, their kinds and names."""
        rows = np.zeros(0, int) if shape is None else self.tree.query(shape, predicate="intersects")
        return self.shape[rows], self.kind[rows], self.name[rows]


def _apart(
    lines: NDArray[np.object_], others: NDArray[np.object_], shape: Any
) -> NDArray[np.float64]:
    """Return how many metres of each line inside a shape lie where none of the others is."""
    if not len(lines):
        return np.zeros(0)
    near = shapely.buffer(shapely.union_all(others), NEAR_M)
    inside = shapely.intersection(lines, shape)
    return np.asarray(shapely.length(shapely.difference(inside, near)), np.float64)


def _moves(zone: ZoneChange) -> bool:
    """Say whether households of a zone are in another one, or came from another."""
    return bool(zone.flow.joined.rows or zone.flow.left.rows) or zone.state is ZoneState.RETIRED


def _distinct(*columns: NDArray[np.int64]) -> list[list[int]]:
    """Return the rows of several columns, each once."""
    rows: list[list[int]] = np.unique(np.stack(columns, axis=1), axis=0).tolist()
    return rows


def _most(
    of: NDArray[np.int64], at: NDArray[np.int64], weight: NDArray[np.int64], *, size: int
) -> NDArray[np.int64]:
    """Return (size,) where most of what belongs to each is, -1 for nothing."""
    there = (of >= 0) & (at >= 0)
    c = int(at.max(initial=0)) + 1
    pairs, row = np.unique(of[there] * c + at[there], return_inverse=True)
    total = np.bincount(row.reshape(-1), weight[there], minlength=len(pairs))
    most = np.full(size, -1, np.int64)
    order = np.argsort(total, kind="stable")  # the heaviest is written last, and stays
    most[pairs[order] // c] = pairs[order] % c
    return most

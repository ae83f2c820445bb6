"""Two plans -> what is different, household by household, zone by zone, community by community.

k households of either plan, matched by id; an id that a plan holds more than once is matched by
its place among its equals. "" is the code of no zone, and of no community. A zone that goes on
under another code is one zone: who stays in it has not moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.both import Both, Sides, both_of, recoded, sides_of
from gridgen.plans.centre_changes import CentreChange, centre_changes
from gridgen.plans.community_changes import CommunityChange, community_changes
from gridgen.plans.people_changes import PersonChange, people_changes

Rows = NDArray[np.int64]


class ZoneState(StrEnum):
    """What became of a zone. `kept`: same code and name, same households, same counts; `renamed`:
    only the name is another; `recoded`: only the code is, and the name where it follows the code.
    """

    KEPT = "kept"
    RENAMED = "renamed"
    RECODED = "recoded"
    CHANGED = "changed"
    NEW = "new"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of households, and the households in them."""

    rows: int = 0
    households: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """How a zone, a community or a whole plan came from `before` to `after`.

    In rows and in households alike, `after` is `before` less `left` and `gone`, and `joined` and
    `new` more; in households `recounted` more too. What left or is gone counts as it did before,
    all else as it does now.
    """

    before: Tally
    after: Tally
    moved: Tally
    """From one zone to another, or to or from none, but inside all the while."""
    joined: Tally
    """From elsewhere in the old plan."""
    left: Tally
    """To elsewhere in the new plan."""
    new: Tally
    """Not in the old plan."""
    gone: Tally
    """Not in the new plan."""
    recounted: Tally
    """Rows inside both before and after whose count changed, and by how much they grew in all."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing moved, came, went, or changed its count."""
        parts = (self.moved, self.joined, self.left, self.new, self.gone, self.recounted)
        return all(part.rows == 0 for part in parts)


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a community, or of the whole plan: its households, and how many zones were
    kept, renamed, recoded, changed, new and retired.
    """

    code: str
    """"" for households in no community, and for the whole plan."""
    name: str
    flow: Flow
    kept: int
    changed: int
    new: int
    retired: int
    renamed: int = 0
    recoded: int = 0

    @property
    def is_same(self) -> bool:
        """Whether every zone is kept and no household changed."""
        others = (self.renamed, self.recoded, self.changed, self.new, self.retired)
        return self.flow.is_quiet and not any(others)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a zone changed.

    Attributes
    ----------
    kind
        A `gridgen.plans.reasons.Cause`.
    zh, en
        The sentence, without a full stop.
    number, limit
        What it is about, NaN for nothing.
    """

    kind: str
    zh: str
    en: str
    number: float = float("nan")
    limit: float = float("nan")

    def text(self, lang: str) -> str:
        """Return the sentence in "zh" or "en"."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """What became of one zone: of a code that either plan has.

    `name` and `community` are those of the new plan where it has the zone, else of the old. A zone
    that goes on under another code is told once, under the new one.
    """

    code: str
    name: str
    community: str
    state: ZoneState
    flow: Flow
    went_to: str = ""
    """Of a retired zone: the code that most of its households went to; "" where none is left."""
    went: Tally = Tally()
    """Of a retired zone: what went there, counted as it is now."""
    old_code: str = ""
    """The code in the old plan, "" of a new zone."""
    old_name: str = ""
    """The name in the old plan, "" of a new zone."""
    old_community: str = ""
    """The code of its community in the old plan, "" of a new zone."""
    until: str = ""
    """Of a retired or recoded zone: the day from which its old code is out of use, "" where the new
    plan does not say it."""
    why: tuple[Reason, ...] = ()
    """Why it is not as it was, the weightiest first; see `gridgen.plans.reasons.explained`."""

    @property
    def is_renamed(self) -> bool:
        """Whether it has another name, in both plans having one."""
        return bool(self.old_name) and self.name != self.old_name


@dataclass(frozen=True, slots=True)
class HouseholdChange:
    """One household row before and after; 0 households and "" where it is not in the plan."""

    id: str
    old_zone: str
    new_zone: str
    old_community: str
    new_community: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two plans at one level.

    `communities` and `zones` are all that either plan has, by code; the households are those that
    changed, by id. A household that moved and changed its count stands in `moved` and `recounted`.
    """

    level: str
    total: Balance
    communities: tuple[Balance, ...]
    zones: tuple[ZoneChange, ...]
    moved: tuple[HouseholdChange, ...]
    new: tuple[HouseholdChange, ...]
    gone: tuple[HouseholdChange, ...]
    recounted: tuple[HouseholdChange, ...]
    centres: tuple[CentreChange, ...] = ()
    """Of a level drawn around people or stations: which of them came, left or moved."""
    villages: tuple[CommunityChange, ...] = ()
    """What became of communities that are not what they were."""
    people: tuple[PersonChange, ...] = ()
    """Who serves, and whose zones or households are not what they were."""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By code what zones are called in full, in Chinese and English, where the rules are known."""

    @property
    def is_same(self) -> bool:
        """Whether the two plans agree at this level."""
        is_quiet = all(balance.is_same for balance in (self.total, *self.communities))
        return is_quiet and not (self.centres or self.villages or self.people)

    @property
    def now_of(self) -> dict[str, str]:
        """By the old code of each zone that goes on under another one, that code."""
        ways = ((zone.old_code, zone.code) for zone in self.zones)
        return {old: code for old, code in ways if old and old != code}

    @property
    def has_shared(self) -> bool:
        """Whether any household is in both plans, or one of them has none."""
        flow = self.total.flow
        return flow.before.rows > flow.gone.rows or not (flow.before.rows and flow.after.rows)

    def zones_of(self, community: str) -> tuple[ZoneChange, ...]:
        """Return the zones of one community, by code."""
        return tuple(zone for zone in self.zones if zone.community == community)


def diff(old: Plan, new: Plan, level: str = "grids") -> Difference:
    """Return what is different between two plans at one level.

    Households are matched by id, zones and communities by code, and zones that go on under another
    code by most of their households. Shapes are not compared. Zones of one code are one; a zone
    without a code is none.

    Parameters
    ----------
    old, new
        Any two plans; what is in one alone is new or gone, or retired.
    level
        Which both plans have.

    Raises
    ------
    NotInPlanError
        One of the plans has no such level.
    """
    both = both_of(old, new)
    before, now = old.level(level), new.level(level)
    zone = sides_of(both, (before.code, old.zone_of[level]), (now.code, new.zone_of[level]))
    goes_on = recoded(both, zone, before.code, now.code)
    row = np.arange(len(zone.codes) + 1)
    row[-1] = -1  # that of no zone
    row[list(goes_on)] = list(goes_on.values())
    rows = _Rows(both, zone, Sides(zone.codes, row[zone.was], zone.now), _homes(both, old, new))
    zones = _zone_changes(rows, before, now, goes_on, new.made_by.retired_on)
    whole = np.zeros(len(both.ids), np.int64)
    moved = both.in_both & (rows.zone.was != rows.zone.now)
    now_of = {zone.codes[a]: zone.codes[b] for a, b in goes_on.items()}
    return Difference(
        level=level,
        total=_balance("", "", _flows(rows, whole, whole, 1)[0], zones),
        communities=_communities(rows, old, new, zones),
        zones=zones,
        moved=rows.changes(moved),
        new=rows.changes(~both.in_old),
        gone=rows.changes(~both.in_new),
        recounted=rows.changes(both.in_both & (both.old_count != both.new_count)),
        centres=centre_changes(old, new, level, now_of),
        villages=community_changes(old, new, both),
        people=people_changes(old, new, level, both=both, now_of=now_of),
    )


def first_level(plan: Plan) -> str:
    """Return the name of the level that is compared if none is named: the top one of a plan."""
    return plan.levels[0].level if plan.levels else "grids"


# --- households ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The k households of either plan: `named` says by which codes their zones went and go, `zone`
    the same with the new code for a zone that goes on under another; `home` their communities.
    """

    both: Both
    named: Sides
    zone: Sides
    home: Sides

    def changes(self, those: NDArray[np.bool_]) -> tuple[HouseholdChange, ...]:
        """Return the households where `those` (k,) is true, by id."""
        rows, both = np.flatnonzero(those), self.both
        rows = np.array(sorted(rows.tolist(), key=both.ids.__getitem__), np.int64)
        columns = (
            both.ids[rows],
            *(_codes(self.named.codes, at[rows]) for at in (self.named.was, self.named.now)),
            *(_codes(self.home.codes, at[rows]) for at in (self.home.was, self.home.now)),
            both.old_count[rows],
            both.new_count[rows],
        )
        lists = (column.tolist() for column in columns)
        return tuple(HouseholdChange(*row) for row in zip(*lists, strict=True))


def _codes(codes: list[str], rows: Rows) -> Texts:
    """Return (n,) the code at each row, "" where it is -1."""
    return np.array([*codes, ""], object)[rows]


def _homes(both: Both, old: Plan, new: Plan) -> Sides:
    """Return in which communities households were and are: "" is none, of those in the plan."""
    return sides_of(
        both, (old.communities.code, old.community_of), (new.communities.code, new.community_of),
        with_none=True,
    )  # fmt: skip


# --- flows ---------------------------------------------------------------------------------------


def _flows(rows: _Rows, was: Rows, now: Rows, size: int) -> list[Flow]:
    """Return the flow of each of `size` places; (k,) rows say in which each household was and is.

    One at -1 is elsewhere.
    """
    both = rows.both
    was = np.where(both.in_old, was, -1)
    now = np.where(both.in_new, now, -1)
    # Inside all the while: of a whole plan, which is one place, even who changes the community.
    stays = (was == now) & (was >= 0)
    grown = both.new_count - both.old_count
    crossed = both.in_both & ~stays
    parts = {
        "before": (was, both.in_old, both.old_count),
        "after": (now, both.in_new, both.new_count),
        "moved": (now, stays & (rows.zone.was != rows.zone.now), both.new_count),
        "joined": (now, crossed, both.new_count),
        "left": (was, crossed, both.old_count),
        "new": (now, ~both.in_old, both.new_count),
        "gone": (was, ~both.in_new, both.old_count),
        "recounted": (now, stays & (grown != 0), grown),
    }
    tallies = {name: _tallies(*part, size=size) for name, part in parts.items()}
    return [Flow(**{name: made[c] for name, made in tallies.items()}) for c in range(size)]


def _tallies(
    at: Rows, those: NDArray[np.bool_], count: NDArray[np.int64], *, size: int
) -> list[Tally]:
    """Return the rows and households of `those` at each of `size` places; -1 is none."""
    those = those & (at >= 0)
    number = np.bincount(at[those], minlength=size)
    households = np.bincount(at[those], weights=count[those], minlength=size).astype(np.int64)
    return [Tally(*pair) for pair in zip(number.tolist(), households.tolist(), strict=True)]


# --- zones and communities -----------------------------------------------------------------------


def _zone_changes(
    rows: _Rows, old: Zones, new: Zones, goes_on: Mapping[int, int], until: Mapping[str, str]
) -> tuple[ZoneChange, ...]:
    codes, flows = rows.zone.codes, _flows(rows, rows.zone.was, rows.zone.now, len(rows.zone.codes))
    was_of = {codes[now]: codes[was] for was, now in goes_on.items()}
    in_old, in_new = set(old.code), set(new.code)
    name = _first(new.code, new.name, old.code, old.name)
    old_name, old_home = _first(old.code, old.name), _first(old.code, old.community)
    community = _first(new.code, new.community, old.code, old.community)
    went = _most_went(rows.zone, rows.both)
    changes = []
    for row, (code, flow) in enumerate(zip(codes, flows, strict=True)):
        if row in goes_on:
            continue  # told under its new code
        before = was_of.get(code, code if code in in_old else "")
        is_other = name[code] != old_name.get(before, name[code])
        state = _state(flow, code, before, is_new=code in in_new, is_renamed=is_other)
        heir = went.get(row, (-1, Tally())) if state is ZoneState.RETIRED else (-1, Tally())
        ends = until.get(before, "") if state is ZoneState.RETIRED or before != code else ""
        changes.append(
            ZoneChange(code, name[code], community[code], state, flow=flow,
                       went_to=codes[heir[0]] if heir[0] >= 0 else "", went=heir[1],
                       old_code=before, old_name=old_name.get(before, ""),
                       old_community=old_home.get(before, ""), until=ends)
        )  # fmt: skip
    return tuple(changes)


def _state(flow: Flow, code: str, before: str, *, is_new: bool, is_renamed: bool) -> ZoneState:
    if not before:
        return ZoneState.NEW
    if not is_new:
        return ZoneState.RETIRED
    if not flow.is_quiet:
        return ZoneState.CHANGED
    if before != code:
        return ZoneState.RECODED
    return ZoneState.RENAMED if is_renamed else ZoneState.KEPT


def _most_went(zone: Sides, both: Both) -> dict[int, tuple[int, Tally]]:
    """Return, for each old zone, the other zone that took the most, and what it took."""
    crossed = (zone.was >= 0) & (zone.now >= 0) & (zone.was != zone.now)
    c = max(len(zone.codes), 1)
    ways, at, number = np.unique(
        zone.was[crossed] * c + zone.now[crossed], return_inverse=True, return_counts=True
    )
    households = np.bincount(at.reshape(-1), both.new_count[crossed], minlength=len(ways))
    # By households, then rows, then codes, so that a tie is told the same way every time.
    order = np.lexsort((ways, -number, -households)).tolist()
    most: dict[int, tuple[int, Tally]] = {}
    for way in order:
        tally = Tally(int(number[way]), int(households[way]))
        most.setdefault(int(ways[way]) // c, (int(ways[way]) % c, tally))
    return most


def _communities(
    rows: _Rows, old: Plan, new: Plan, zones: Iterable[ZoneChange]
) -> tuple[Balance, ...]:
    """Return the balance of each community, and of those in none ("") where there are such."""
    at = new.communities, old.communities
    name = _first(at[0].code, at[0].name, at[1].code, at[1].name)
    flows = _flows(rows, rows.home.was, rows.home.now, len(rows.home.codes))
    quiet = Flow(*[Tally()] * 8)
    flow_of = dict(zip(rows.home.codes, flows, strict=True))
    if flow_of[""].before == flow_of[""].after == Tally():
        del flow_of[""]
    inside: dict[str, list[ZoneChange]] = {}
    for zone in zones:
        inside.setdefault(zone.community, []).append(zone)
    # A stranger's zones may name communities that are none.
    return tuple(
        _balance(code, name.get(code, ""), flow_of.get(code, quiet), inside.get(code, []))
        for code in sorted(flow_of.keys() | name.keys() | inside.keys())
    )


def _balance(code: str, name: str, flow: Flow, zones: Iterable[ZoneChange]) -> Balance:
    number = Counter(zone.state for zone in zones)
    return Balance(code, name, flow, **{state.value: number[state] for state in ZoneState})


def _first(*columns: Texts) -> dict[str, str]:
    """Return the first value of each code; columns are codes and values by turns."""
    values: dict[str, str] = {}
    for codes, column in zip(columns[::2], columns[1::2], strict=True):
        for code, value in zip(codes, column, strict=True):
            values.setdefault(code, value)
    return values

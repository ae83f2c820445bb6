"""Two plans -> what is different, household by household, zone by zone, community by community.

k households of either plan, matched by id; an id that a plan holds more than once is matched by
its place among its equals. "" is the code of no zone, and of no community.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, texts
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.centre_changes import CentreChange, centre_changes


class ZoneState(StrEnum):
    """What became of a zone. `kept`: same code, same households, same counts."""

    KEPT = "kept"
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
    kept, changed, new and retired.
    """

    code: str
    """"" for households in no community, and for the whole plan."""
    name: str
    flow: Flow
    kept: int
    changed: int
    new: int
    retired: int

    @property
    def is_same(self) -> bool:
        """Whether every zone is kept and no household changed."""
        return self.flow.is_quiet and self.changed == self.new == self.retired == 0


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """What became of one zone: of a code that either plan has.

    `name` and `community` are those of the new plan where it has the zone, else of the old.
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

    @property
    def is_same(self) -> bool:
        """Whether the two plans agree at this level."""
        is_quiet = all(balance.is_same for balance in (self.total, *self.communities))
        return is_quiet and not self.centres

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

    Households are matched by id, zones and communities by code; neither shapes nor names are
    compared. Zones of one code are one; a zone without a code is none.

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
    rows = _matched(old, new, level)
    zones = _zone_changes(rows, old.level(level), new.level(level))
    moved = rows.in_both & (rows.old_zone != rows.new_zone)
    recounted = rows.in_both & (rows.old_count != rows.new_count)
    whole = np.full(len(rows.ids), "", object)
    total = _flows(rows, whole, whole, [""])[0]
    return Difference(
        level=level,
        total=_balance("", "", total, zones),
        communities=_communities(rows, old, new, zones),
        zones=zones,
        moved=rows.changes(moved),
        new=rows.changes(~rows.in_old),
        gone=rows.changes(~rows.in_new),
        recounted=rows.changes(recounted),
        centres=centre_changes(old, new, level),
    )


def first_level(plan: Plan) -> str:
    """Return the name of the level that is compared if none is named: the top one of a plan."""
    return plan.levels[0].level if plan.levels else "grids"


# --- households ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Matched:
    """The k households of either plan, by id: (k,) columns."""

    ids: Texts
    in_old: NDArray[np.bool_]
    in_new: NDArray[np.bool_]
    old_zone: Texts
    new_zone: Texts
    old_community: Texts
    new_community: Texts
    old_count: NDArray[np.int64]
    new_count: NDArray[np.int64]

    @property
    def in_both(self) -> NDArray[np.bool_]:
        return self.in_old & self.in_new

    def changes(self, those: NDArray[np.bool_]) -> tuple[HouseholdChange, ...]:
        """Return the households where `those` (k,) is true."""
        columns = (self.ids, self.old_zone, self.new_zone, self.old_community, self.new_community,
                   self.old_count, self.new_count)  # fmt: skip
        lists = (column[those].tolist() for column in columns)
        return tuple(HouseholdChange(*row) for row in zip(*lists, strict=True))


def _matched(old: Plan, new: Plan, level: str) -> _Matched:
    old_row, new_row = (
        _rows_by_id(old.township.households.ids),
        _rows_by_id(new.township.households.ids),
    )
    keys = sorted(old_row.keys() | new_row.keys())
    at_old = np.array([old_row.get(key, -1) for key in keys], np.int64)
    at_new = np.array([new_row.get(key, -1) for key in keys], np.int64)
    return _Matched(
        ids=texts([id_ for id_, _ in keys]),
        in_old=at_old >= 0,
        in_new=at_new >= 0,
        old_zone=_picked(_picked(old.level(level).code, old.zone_of[level]), at_old),
        new_zone=_picked(_picked(new.level(level).code, new.zone_of[level]), at_new),
        old_community=_picked(_picked(old.communities.code, old.community_of), at_old),
        new_community=_picked(_picked(new.communities.code, new.community_of), at_new),
        old_count=np.append(old.township.households.count, 0)[at_old],
        new_count=np.append(new.township.households.count, 0)[at_new],
    )


def _rows_by_id(ids: Texts) -> dict[tuple[str, int], int]:
    """Return the row of each id; the second of an id that stands twice is (id, 1)."""
    seen: Counter[str] = Counter()
    rows: dict[tuple[str, int], int] = {}
    for row, id_ in enumerate(ids):
        rows[id_, seen[id_]] = row
        seen[id_] += 1
    return rows


def _picked(values: Texts, rows: NDArray[np.integer]) -> Texts:
    """Return the values at `rows`, "" where a row is -1."""
    picked: Texts = np.append(values, "")[rows]
    return picked


# --- flows ---------------------------------------------------------------------------------------


def _flows(rows: _Matched, old_in: Texts, new_in: Texts, codes: list[str]) -> list[Flow]:
    """Return the flow of each of `codes`, none repeated; (k,) codes say where each row was and is.

    A row whose code is not among `codes` is elsewhere.
    """
    place = {code: c for c, code in enumerate(codes)}
    was = np.array([place.get(code, -1) for code in old_in], np.int64)
    now = np.array([place.get(code, -1) for code in new_in], np.int64)
    was[~rows.in_old] = -1
    now[~rows.in_new] = -1
    # Inside all the while: of a whole plan, where every code is "", even who changes the community.
    stays = (was == now) & (was >= 0)
    grown = rows.new_count - rows.old_count
    crossed = rows.in_both & ~stays
    parts = {
        "before": (was, rows.in_old, rows.old_count),
        "after": (now, rows.in_new, rows.new_count),
        "moved": (now, stays & (rows.old_zone != rows.new_zone), rows.new_count),
        "joined": (now, crossed, rows.new_count),
        "left": (was, crossed, rows.old_count),
        "new": (now, ~rows.in_old, rows.new_count),
        "gone": (was, ~rows.in_new, rows.old_count),
        "recounted": (now, stays & (grown != 0), grown),
    }
    tallies = {name: _tallies(*part, size=len(codes)) for name, part in parts.items()}
    return [Flow(**{name: made[c] for name, made in tallies.items()}) for c in range(len(codes))]


def _tallies(
    at: NDArray[np.int64], those: NDArray[np.bool_], count: NDArray[np.int64], *, size: int
) -> list[Tally]:
    """Return the rows and households of `those` at each of `size` places; -1 is none."""
    those = those & (at >= 0)
    number = np.zeros(size, np.int64)
    households = np.zeros(size, np.int64)
    np.add.at(number, at[those], 1)
    np.add.at(households, at[those], count[those])
    return [Tally(*pair) for pair in zip(number.tolist(), households.tolist(), strict=True)]


# --- zones and communities -----------------------------------------------------------------------


def _zone_changes(rows: _Matched, old: Zones, new: Zones) -> tuple[ZoneChange, ...]:
    codes = sorted({*old.code, *new.code} - {""})
    in_old, in_new = set(old.code), set(new.code)
    name = _first(new.code, new.name, old.code, old.name)
    community = _first(new.code, new.community, old.code, old.community)
    went = _most_went(rows)
    changes = []
    for code, flow in zip(codes, _flows(rows, rows.old_zone, rows.new_zone, codes), strict=True):
        state = _state(flow, is_old=code in in_old, is_new=code in in_new)
        heir = went.get(code, ("", Tally())) if state is ZoneState.RETIRED else ("", Tally())
        changes.append(
            ZoneChange(code, name[code], community[code], state, flow=flow, went_to=heir[0],
                       went=heir[1])
        )  # fmt: skip
    return tuple(changes)


def _state(flow: Flow, *, is_old: bool, is_new: bool) -> ZoneState:
    if not is_old:
        return ZoneState.NEW
    if not is_new:
        return ZoneState.RETIRED
    return ZoneState.KEPT if flow.is_quiet else ZoneState.CHANGED


def _most_went(rows: _Matched) -> dict[str, tuple[str, Tally]]:
    """Return, for each old zone, the other zone that took the most, and what it took."""
    crossed = (rows.old_zone != "") & (rows.new_zone != "") & (rows.old_zone != rows.new_zone)
    number: Counter[tuple[str, str]] = Counter()
    households: Counter[tuple[str, str]] = Counter()
    columns = (rows.old_zone[crossed], rows.new_zone[crossed], rows.new_count[crossed].tolist())
    for was, now, count in zip(*columns, strict=True):
        number[was, now] += 1
        households[was, now] += count
    # By households, then rows, then codes, so that a tie is told the same way every time.
    most: dict[str, tuple[str, Tally]] = {}
    for was, now in sorted(number, key=lambda way: (-households[way], -number[way], way)):
        most.setdefault(was, (now, Tally(number[was, now], households[was, now])))
    return most


def _communities(
    rows: _Matched, old: Plan, new: Plan, zones: Iterable[ZoneChange]
) -> tuple[Balance, ...]:
    """Return the balance of each community, and of those in none ("") where there are such."""
    name = _first(
        new.communities.code, new.communities.name, old.communities.code, old.communities.name
    )
    there = {*rows.old_community[rows.in_old], *rows.new_community[rows.in_new]}
    # "" comes in where somebody is in no community, and a stranger's zones may name unknown ones.
    codes = sorted(name.keys() | there | {zone.community for zone in zones})
    flows = _flows(rows, rows.old_community, rows.new_community, codes)
    inside: dict[str, list[ZoneChange]] = {code: [] for code in codes}
    for zone in zones:
        inside[zone.community].append(zone)
    return tuple(
        _balance(code, name.get(code, ""), flow, inside[code])
        for code, flow in zip(codes, flows, strict=True)
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

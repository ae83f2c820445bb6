"""Ties are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.graphs import chain, pieces
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie
from gridgen.plans.seen import RuledLevel, Seen
from gridgen.plans.sizes import sizes_of
from gridgen.plans.together import Kept
from gridgen.rules.levels import Level, Rules
from gridgen.words.say import LANGUAGES, say, sentences

SHOWN = 6
"""So many ties a finding names; of more it says how many they are."""


def ties_are_kept(seen: Seen) -> Iterator[Finding]:
    """Whom a tie keeps together is in one zone, and whom it keeps apart in none of both.

    Of the zones of the first level that is searched, or else of the first. Why those who should be
    apart are not is told as far as it can be proved, and the ties that ask for too much by name.
    """
    households, ties = seen.plan.township.households, seen.plan.township.ties
    for ruled in seen.ruled:
        level, here = ruled.rule, holds_ties(seen, ruled.rule)
        zone_of = np.where(here, ruled.zone_of, -1)
        for tie in ties if here.any() else ():
            one, two = (zone_of[tie.rows(households, side)] for side in (tie.first, tie.second))
            one, two = one[one >= 0], two[two >= 0]
            said = {"other": tie.second, "level": level.name}
            both = np.union1d(one, two)
            if tie.kind == "together" and len(both) > 1:
                yield finding("tie_together_broken", Severity.WARNING, tie.first, limit=1,
                              number=len(both), **said)  # fmt: skip
            shared = np.intersect1d(one, two)
            if tie.kind == "apart" and len(shared):
                mine = np.flatnonzero(zone_of == shared[0])
                why, facts = _why(seen, ruled, tie, mine)
                yield finding(why, Severity.WARNING, tie.first, number=len(shared), limit=0,
                              code=ruled.zones.code[shared[0]], **facts, **said)  # fmt: skip
        yield from _above_band(seen, ruled, zone_of)


def _above_band(seen: Seen, ruled: RuledLevel, zone_of: NDArray[np.int32]) -> Iterator[Finding]:
    """Give a finding for each set of households that ties make larger than the most of a zone."""
    level = ruled.rule
    together = _together(seen.plan) if (zone_of >= 0).any() else []
    if not together or level.counts == "area":
        return
    tied_of = tied_units(seen, ruled.kept, zone_of)
    load = np.bincount(tied_of, weights=sizes_of(seen.plan, level)).astype(int)
    ties_of: dict[int, list[Tie]] = defaultdict(list)
    for tie, rows in together:
        if zone_of[rows[0]] >= 0:
            ties_of[int(tied_of[rows[0]])].append(tie)
    for one, ties in ties_of.items():
        most = int(ruled.kept.most[np.flatnonzero(tied_of == one)[0]])
        if load[one] > most > 0:
            yield finding("ties_above_band", Severity.WARNING, ties[0].first, limit=most,
                          number=int(load[one]), level=level.name,
                          label=_named(ties, "ties_named"))  # fmt: skip


def tied_units(seen: Seen, units: Kept, zone_of: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return (n,) a number for the rows that ties and what is kept whole hold together.

    A unit above the band holds together only what of it stands in one zone: it may be split.

    Parameters
    ----------
    seen
        A plan of n households.
    units
        What the level keeps whole.
    zone_of
        (n,) the zone of each household in that level, -1 for none.
    """
    a, b = seen.links.pairs.T
    whole = units.together & (~units.is_large[a] | (zone_of[a] == zone_of[b]))
    stars = [_star(rows) for _, rows in _together(seen.plan)]
    return pieces(len(zone_of), np.concatenate([seen.links.pairs[whole], *stars]))


def _named(ties: Sequence[Tie], key: str) -> tuple[str, str]:
    """Return the sentence `key` on the ties, as the user wrote them, in both languages."""
    shown = ", ".join(f"{tie.first} + {tie.second}" for tie in ties[:SHOWN])
    zh, en = (
        shown if len(ties) <= SHOWN
        else say("ties_named_of_more", lang, ties=shown, number=len(ties))
        for lang in LANGUAGES
    )  # fmt: skip
    return say(key, "zh", ties=zh), say(key, "en", ties=en)


def holds_ties(seen: Seen, level: Level) -> NDArray[np.bool_]:
    """Return (n,) whether ties hold for each household in the zones of a level."""
    plan = seen.plan
    of = [_tied_level(seen.rules, who) == level.name for who in plan.communities.class_or_kind]
    return np.array([*of, False])[plan.community_of]  # the last: of no community


def _tied_level(rules: Rules, who: str) -> str:
    """Return the level in which ties hold in a class or kind of community."""
    modes = {level.name: level.mode_of(who) for level in rules.levels}
    searched = [name for name, mode in modes.items() if mode in ("band", "around")]
    return next(iter(searched or modes))


def _why(
    seen: Seen, ruled: RuledLevel, tie: Tie, mine: NDArray[np.int64]
) -> tuple[str, dict[str, object]]:
    """Return the rule and the facts of why two sides share a zone: proved, or just not found.

    `mine` are the households of that zone for which ties hold.
    """
    plan, level, units = seen.plan, ruled.rule, ruled.kept
    households = plan.township.households
    one, two = (np.intersect1d(tie.rows(households, s), mine) for s in (tie.first, tie.second))
    if len(np.intersect1d(units.unit_of[one], units.unit_of[two])):
        return "tie_apart_one_unit", {"label": sentences()["tie_one_unit_by_keys"]}
    together = _together(plan)
    held = [units.unit_of[tied].tolist() for _, tied in together]
    if way := chain(held, units.unit_of[one], units.unit_of[two]):
        ties = [together[k][0] for k in way]
        return "tie_apart_one_unit", {"label": _named(ties, "tie_one_unit_by_ties")}
    who = ruled.level.class_or_kind[ruled.zone_of[mine[0]]]
    band = level.band_of(who)
    if level.mode_of(who) != "band" or band is None:
        return "tie_apart_broken", {}
    piece_of = seen.pieces(ruled.is_nested)
    is_beside = np.isin(piece_of, piece_of[one]) & (ruled.above == ruled.above[mine[0]])
    rows = np.flatnonzero(is_beside)
    total = int(sizes_of(plan, level)[rows].sum())
    large = len(np.unique(units.unit_of[rows[units.is_large[rows]]]))
    can, needed = max(1, large + total // band.fewest), _needed(plan, tie, rows)
    if can < needed and level.counts != "area":
        return "tie_apart_too_few", {"total": total, "fewest": band.fewest, "can": can,
                                     "needed": needed}  # fmt: skip
    return "tie_apart_broken", {}


def _together(plan: Plan) -> list[tuple[Tie, NDArray[np.int64]]]:
    """Return the ties that keep together rows of one community, and those rows."""
    found = []
    for tie in plan.township.ties:
        if tie.kind == "together":
            rows = np.concatenate(
                [tie.rows(plan.township.households, side) for side in (tie.first, tie.second)]
            )
            if len(set(plan.community_of[rows].tolist())) == 1:
                found.append((tie, rows))
    return found


def _star(rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return pairs that join the first of `rows` with all."""
    return np.column_stack([np.full(len(rows), rows[0]), rows]).astype(np.int32)


def _needed(plan: Plan, tie: Tie, rows: NDArray[np.int64]) -> int:
    """Return in how many zones at least the sides of ties must be that are all kept apart."""
    apart: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for other in plan.township.ties:
        one, two = (other.key, other.first), (other.key, other.second)
        sides = (
            np.isin(other.rows(plan.township.households, side), rows).any()
            for side in (one[1], two[1])
        )
        if other.kind == "apart" and all(sides):
            apart[one].add(two)
            apart[two].add(one)
    # A set of which each two are apart, grown greedily from the most parted: a lower bound.
    group = {(tie.key, tie.first), (tie.key, tie.second)}
    for side in sorted(apart, key=lambda side: (-len(apart[side]), side)):
        if group <= apart[side]:
            group.add(side)
    return len(group)

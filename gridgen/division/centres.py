"""Given centres, or people who are such -> those of each community and level made around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.land.placing import served_by
from gridgen.model.arrays import taken, texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import RulesError
from gridgen.model.people import People
from gridgen.model.zones import Zones
from gridgen.rules.levels import Rules


@dataclass(frozen=True, slots=True, eq=False)
class LocalCentres:
    """The centres of one level in one community: c people or stations.

    `row` (c,) of each among all centres; `xy` (c, 2) metres; `fewest` and `most` (c,), -1 where the
    band of the rules holds; `held` (c,) the number of the existing zone that was drawn around it,
    -1 for none.
    """

    row: NDArray[np.int64]
    xy: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    held: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """The centres, and for each level made around such their rows by the row of the community."""

    centres: Centres | None
    rows: Mapping[str, Mapping[int, NDArray[np.int64]]]


def centres_among(people: People, rules: Rules) -> Centres | None:
    """Return as centres the people around whom the rules make a level; None where nobody is one."""
    mine = np.isin(people.role.astype(str), sorted(rules.centre_roles - {""}))
    if not mine.any():
        return None
    who = taken(people, mine)
    none = np.full(len(who), -1, np.int64)
    blank = texts([""] * len(who))
    return Centres(
        ids=who.ids,
        role=who.role,
        xy=who.xy,
        fewest=none,
        most=none,
        community=who.community,
        zones=blank,
    )


def rounds_of(
    rules: Rules, centres: Centres | None, communities: Communities, *, source: str
) -> Rounds:
    """Return for each level of the mode "around" the centres of each community.

    A centre belongs to the community whose code it gives, or else to the one in which, or within
    50 m of which, it lies. Any other belongs to none.

    Parameters
    ----------
    rules
        Their levels say where zones are made around centres, and of which role.
    centres
        In the metres of `communities`; None where none are given.
    communities
        The rows of the result are theirs.
    source
        What the layer of centres is called, for errors.

    Raises
    ------
    RulesError
        A level needs centres in one of `communities`, and none are given or none have the role
        that it names.
    """
    levels = [level for level in rules.levels if "around" in level.mode.values()]
    if not levels:
        return Rounds(None, {})
    needing = [
        level.name for level in levels
        if any(level.mode_of(who) == "around" for who in communities.class_or_kind)
    ]  # fmt: skip
    if centres is None or len(centres) == 0:
        if needing:
            raise RulesError("centres_needed", rules=rules.name, level=needing[0])
        return Rounds(None, {})
    home = served_by(centres.xy, centres.community, communities)
    rows: dict[str, Mapping[int, NDArray[np.int64]]] = {}
    for level in levels:
        mine = (centres.role == level.centres) | (level.centres == "")
        if level.name in needing and not mine.any():
            raise RulesError(
                "centres_of_no_such_role",
                source=source,
                role=level.centres,
                level=level.name,
                rules=rules.name,
                known=sorted(set(centres.role)),
            )
        there = np.unique(home[mine & (home >= 0)])
        rows[level.name] = {int(row): np.flatnonzero(mine & (home == row)) for row in there}
    return Rounds(replace(centres, zones=texts([""] * len(centres))), rows)


def with_zones(
    rounds: Rounds,
    zone_at: Mapping[int, list[str]],
    levels: Sequence[Zones],
    absent: Mapping[str, tuple[str, str]],
) -> Centres | None:
    """Return the centres with the codes of their zones.

    First those drawn around each, then the zones of households without a place: such a zone goes to
    whoever had it and still serves in the community, or else to who has the fewest households.

    Parameters
    ----------
    rounds
        The centres, and which levels are made around such.
    zone_at
        The codes of the zones around each centre, by its row.
    levels
        The zones of the new plan.
    absent
        The id and role of who had each zone of households without a place.
    """
    if rounds.centres is None:
        return None
    centres, zones_of = rounds.centres, {row: list(codes) for row, codes in zone_at.items()}
    row_of = {code: row for row, codes in zone_at.items() for code in codes}
    for zones in levels:
        if zones.level not in rounds.rows:
            continue
        for gone in np.flatnonzero((zones.kind == "virtual") & (zones.households > 0)):
            beside = np.flatnonzero(zones.community == zones.community[gone])
            there = [(int(zones.households[z]), row_of[zones.code[z]]) for z in beside
                     if zones.code[z] in row_of]  # fmt: skip
            had = absent.get(zones.code[gone])
            who = [(centres.ids[row], centres.role[row]) for _, row in there]
            # Who had it goes first (False sorts before True), then who has the fewest households.
            ranked = [(has != had, *one) for has, one in zip(who, there, strict=True)]
            if ranked:
                zones_of[min(ranked)[2]].append(str(zones.code[gone]))
    # One text with commas, as plan files keep it: a centre may hold zones of several levels.
    codes = [",".join(zones_of.get(row, [])) for row in range(len(centres))]
    return replace(centres, zones=texts(codes))

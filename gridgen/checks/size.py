"""Sizes inside the band, and where they are not, whether arithmetic or the units forbid it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.checks.ties import holds_ties, tied_units
from gridgen.model.bands import Band
from gridgen.model.findings import Finding, Severity
from gridgen.model.households import Households
from gridgen.model.zones import Zones
from gridgen.plans.seen import RuledLevel, Seen
from gridgen.plans.sizes import sizes_of, sizes_of_zones
from gridgen.rules.levels import MOST_PARTS, Level
from gridgen.words.say import finding

FEW_UNITS = 12
"""Units up to which every way to share them out is tried."""

LARGEST_LIST = 20_000
"""Households up to which sums of units are listed, to prove that none fits."""


def sizes_are_in_band(seen: Seen) -> Iterator[Finding]:
    """Every zone is inside its band; where that cannot be, the finding says why."""
    for ruled in seen.ruled:
        rule, zones, who = ruled.rule, ruled.zones, ruled.level.class_or_kind
        number = sizes_of_zones(seen.plan, rule)
        bands = [rule.band_of(one) for one in who]
        outside = [
            (z, band) for z, band in enumerate(bands) if band is not None and band.breach(number[z])
        ]
        searched = [(z, band) for z, band in outside if _is_searched(rule, who[z])]
        if searched:
            reasons = _Reasons(seen, ruled)
            for z, band in searched:
                yield reasons.of(z, int(number[z]), band)
        for z, band in outside:
            if not _is_searched(rule, who[z]):
                yield _told(rule.mode_of(who[z]), zones, z, number, band)


def _is_searched(level: Level, who: str) -> bool:
    """Say whether sizes are a limit that a search can keep; areas are known once drawn."""
    return level.mode_of(who) == "band" and "size" in level.hard and level.counts != "area"


def _told(mode: str, zones: Zones, z: int, number: NDArray[np.int64], band: Band) -> Finding:
    """Return the warning for a size that is as given, or that the rules only warn of."""
    said = {"fewest": band.fewest, "most": band.most, "number": int(number[z])}
    limit = band.most if number[z] > band.most else band.fewest
    if mode in ("given", "unit"):
        return finding("unit_off_size", Severity.WARNING, zones.code[z], limit=limit,
                       name=zones.name[z], **said)  # fmt: skip
    if mode == "around":
        mine = zones.parent == zones.parent[z]
        return finding("around_missed", Severity.WARNING, zones.code[z], limit=limit,
                       parent=zones.parent[z], total=int(number[mine].sum()),
                       zones=int(mine.sum()), **said)  # fmt: skip
    return finding("size_missed", Severity.WARNING, zones.code[z], limit=limit, **said)


@dataclass(slots=True, eq=False)
class _Rest:
    """Households that are divided together: connected, inside one parent, without large units."""

    number: int
    units: list[int]


class _Reasons:
    """Why zones of one level are outside the band, worked out once for all of them."""

    def __init__(self, seen: Seen, ruled: RuledLevel) -> None:
        pairs, households = seen.links.pairs, seen.plan.township.households
        self.zones, self.zone_of = ruled.zones, ruled.zone_of
        a, b = pairs.T
        units = ruled.kept
        # What is too large and may be split comes in the parts in which it stands.
        is_split = units.is_large & _may_be_split(households, ruled.rule)
        is_split &= units.load[units.unit_of] <= MOST_PARTS * units.most
        self.is_large = units.is_large & ~is_split
        whole = units.together & (~is_split[a] | (self.zone_of[a] == self.zone_of[b]))
        self.unit_of = seen.pieces(whole)
        self.count = sizes_of(seen.plan, ruled.rule)
        self.unit_load = np.bincount(self.unit_of, weights=self.count).astype(int)
        is_tied = holds_ties(seen, ruled.rule)
        tied_of = tied_units(seen, units, self.zone_of)
        self.tied_load = np.bincount(tied_of, weights=self.count).astype(int)[tied_of]
        self.tied_load[~is_tied | (self.tied_load <= self.unit_load[self.unit_of])] = 0
        # Large units are cut out first, so that the rest is divided piece by piece without them.
        free = ruled.is_nested & ~self.is_large[a] & ~self.is_large[b]
        self.rest_of = seen.pieces(free)
        self.meets = self.unit_of[pairs[free]]
        self.ids = households.ids
        self.is_ours = seen.plan.made_by.version != ""

    def of(self, z: int, number: int, band: Band) -> Finding:
        """Return the finding for one zone, outside its band.

        Parameters
        ----------
        z
            Its row among the zones of the level.
        number, band
            What it counts, and what it should.
        """
        zones = self.zones
        rows = np.flatnonzero(self.zone_of == z)
        code, parent = zones.code[z], zones.parent[z]
        limit = band.most if number > band.most else band.fewest
        said = {"fewest": band.fewest, "most": band.most, "parent": parent, "level": zones.level}
        large = rows[self.is_large[rows]]
        if len(large):
            load = int(self.unit_load[self.unit_of[large[0]]])
            return finding("unit_above_band", Severity.WARNING, code, number=number, limit=limit,
                           load=load, **said)  # fmt: skip
        tied = int(self.tied_load[rows].max(initial=0))
        if tied > band.most:
            return finding("tied_above_band", Severity.WARNING, code, number=number, limit=limit,
                           load=tied, **said)  # fmt: skip
        for rest in np.unique(self.rest_of[rows]):
            total = self._rest(int(rest))
            if not _counts(band, total.number):
                return finding("band_impossible", Severity.WARNING, code, number=number,
                               limit=limit, total=total.number, **said)  # fmt: skip
            if not _has_sums(band, total):
                return finding("units_do_not_fit", Severity.WARNING, code, number=number,
                               limit=limit, total=total.number, **said)  # fmt: skip
        for unit in np.unique(self.unit_of[rows]):
            if self._is_hemmed_in(int(unit), band):
                first = self.ids[np.argmax(self.unit_of == unit)]
                return finding("neighbours_too_large", Severity.WARNING, code, number=number,
                               limit=limit, load=int(self.unit_load[unit]), id=first,
                               **said)  # fmt: skip
        if self.is_ours:
            return finding("band_missed", Severity.ERROR, code, number=number, limit=limit, **said)
        if number < band.fewest:
            return finding("grid_too_small", Severity.ERROR, code, number=number, limit=limit,
                           **said)  # fmt: skip
        parts = band.grid_counts(number) or [-(-number // band.most)]
        return finding("grid_too_large", Severity.ERROR, code, number=number, limit=limit,
                       parts="-".join(str(n) for n in sorted({parts[0], parts[-1]})),
                       **said)  # fmt: skip

    def _is_hemmed_in(self, unit: int, band: Band) -> bool:
        """Say whether a unit is too small alone, and too large with any that it meets."""
        at = (self.meets == unit).any(axis=1)
        beside = np.setdiff1d(self.meets[at], [unit])
        load = self.unit_load[unit]
        too_large = load + self.unit_load[beside] > band.most
        return bool(load < band.fewest and len(beside) and too_large.all())

    def _rest(self, rest: int) -> _Rest:
        rows = np.flatnonzero(self.rest_of == rest)
        units = np.unique(self.unit_of[rows])
        return _Rest(int(self.count[rows].sum()), self.unit_load[units].tolist())


def _may_be_split(households: Households, level: Level) -> NDArray[np.bool_]:
    """Return (n,) whether all that holds a household together may be split."""
    may = np.full(len(households), "place" in level.split or "place" not in level.keep)
    for key in level.keep:
        if key in households.keys and key not in level.split:
            may &= households.keys[key] == ""
    return np.asarray(may, bool)


def _counts(band: Band, number: int) -> list[int]:
    """Return the numbers of zones whose sizes can add up to `number`, by trying each."""
    return [
        k for k in range(1, number // band.fewest + 1) if band.fewest * k <= number <= band.most * k
    ]


def _has_sums(band: Band, rest: _Rest) -> bool:
    """Say whether the units could be shared out into sizes inside the band.

    Neighbourhood is left out, so that False proves that no division fits. Few units are shared out
    in every way; of many, some must add up to a size that leaves a rest that can be cut.
    """
    loads = tuple(sorted((load for load in rest.units if load > 0), reverse=True))
    if len(loads) <= FEW_UNITS:
        return _can_share(band, loads, {})
    if rest.number > LARGEST_LIST:
        return True
    sums = 1  # bit s is set where some units add up to s
    for load in loads:
        sums |= sums << load
    for size in range(band.fewest, band.most + 1):
        left = rest.number - size
        if sums >> size & 1 and (left == 0 or _counts(band, left)):
            return True
    return False


def _can_share(band: Band, loads: tuple[int, ...], known: dict[tuple[int, ...], bool]) -> bool:
    """Say whether `loads` fill whole zones, by trying every zone of the first one."""
    if not loads:
        return True
    if loads not in known:
        known[loads] = False
        others = loads[1:]
        for choice in range(2 ** len(others)):
            mine = [load for i, load in enumerate(others) if choice >> i & 1]
            if band.fewest <= loads[0] + sum(mine) <= band.most:
                left = tuple(load for i, load in enumerate(others) if not choice >> i & 1)
                if _can_share(band, left, known):
                    known[loads] = True
                    break
    return known[loads]

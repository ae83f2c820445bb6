"""Sizes inside the band, and where they are not, whether arithmetic or the units forbid it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.checks.proofs import Rest, counts, fitting, has_division, has_sums
from gridgen.checks.ties import holds_ties, tied_units
from gridgen.model.bands import Band
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.graphs import pieces, tidy
from gridgen.model.households import Households
from gridgen.model.zones import Zones
from gridgen.plans.seen import RuledLevel, Seen
from gridgen.plans.sizes import sizes_of, sizes_of_zones
from gridgen.rules.levels import MOST_PARTS, Level
from gridgen.words.say import counted, in_both

Rows = NDArray[np.int64]


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
            reasons = _Reasons(seen, ruled, number)
            for z, band in searched:
                yield reasons.of(z, band)
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


class _Whole:
    """What of a level stays together, and what of that hangs together and is divided together.

    `unit_of` (n,) a number for the rows of a unit, `rest_of` (n,) for those divided together.
    """

    def __init__(
        self,
        unit_of: NDArray[np.int32],
        count: NDArray[np.int64],
        free: NDArray[np.int32],
    ) -> None:
        """Take the units of n rows that count so much each, and the (m, 2) links over which zones
        may hang together.
        """
        self.unit_of, self.count, self.pairs = unit_of, count, free
        self.rest_of = pieces(len(count), free)
        self.load = np.bincount(unit_of, weights=count).astype(int)
        self.meets = unit_of[free]
        # Worked out once for all zones of a rest: its units, what sums say of it, and what its
        # links say; and for all zones of a band: which units are hemmed in.
        self.rests: dict[int, Rest] = {}
        self.hemmed: dict[Band, NDArray[np.bool_]] = {}
        self.by_sums: dict[tuple[int, Band], str] = {}
        self.is_divided: dict[tuple[int, Band], bool] = {}

    def reason(self, rows: Rows, band: Band) -> tuple[str, dict[str, int]]:
        """Return what proves that zones around `rows` cannot all be in band, "" where nothing.

        The easiest to see comes first.
        """
        rests = [int(number) for number in np.unique(self.rest_of[rows])]
        for number in rests:
            if rule := self._sums(number, band):
                return rule, {"total": self._rest(number).number}
        units = np.unique(self.unit_of[rows])
        for unit in units[self._are_hemmed_in(band)[units]][:1]:
            first = int(np.argmax(self.unit_of == unit))
            return "neighbours_too_large", {"load": int(self.load[unit]), "row": first}
        for number in rests:
            if (number, band) not in self.is_divided:
                self.is_divided[number, band] = has_division(band, self._rest(number))
            if not self.is_divided[number, band]:
                return "links_do_not_fit", {"total": self._rest(number).number}
        return "", {}

    def _sums(self, number: int, band: Band) -> str:
        """Return what sums alone prove of what is divided together, "" where nothing."""
        if (number, band) not in self.by_sums:
            rest = self._rest(number)
            is_whole = "" if has_sums(band, rest) else "units_do_not_fit"
            self.by_sums[number, band] = (
                is_whole if counts(band, rest.number) else "band_impossible"
            )
        return self.by_sums[number, band]

    def _are_hemmed_in(self, band: Band) -> NDArray[np.bool_]:
        """Return (u,) whether a unit is too small alone, and too large with any that it meets."""
        if band not in self.hemmed:
            self.hemmed[band] = self._hemmed_in(band)
        return self.hemmed[band]

    def _hemmed_in(self, band: Band) -> NDArray[np.bool_]:
        none = np.iinfo(np.int64).max
        least = np.full(len(self.load), none)
        both = np.concatenate([self.meets, self.meets[:, ::-1]])
        unit, other = both[both[:, 0] != both[:, 1]].T
        np.minimum.at(least, unit, self.load[other])
        meets = least < none
        least[~meets] = 0
        return np.asarray(meets & (self.load < band.fewest) & (self.load + least > band.most))

    def _rest(self, number: int) -> Rest:
        """Return the units of what is divided together, numbered anew."""
        if number not in self.rests:
            self.rests[number] = self._numbered(number)
        return self.rests[number]

    def _numbered(self, number: int) -> Rest:
        mine, unit = np.unique(self.unit_of[self.rest_of == number], return_inverse=True)
        load = np.bincount(unit.reshape(-1), self.count[self.rest_of == number]).astype(np.int64)
        inside = self.rest_of[self.pairs[:, 0]] == number
        return Rest(load, tidy(np.searchsorted(mine, self.meets[inside])))


class _Reasons:
    """Why zones of one level are outside the band, worked out once for all of them."""

    def __init__(self, seen: Seen, ruled: RuledLevel, number: NDArray[np.int64]) -> None:
        """Take a level whose zones count (z,) so much."""
        pairs, households = seen.links.pairs, seen.plan.township.households
        self.number = number
        self.seen, self.zones, self.zone_of = seen, ruled.zones, ruled.zone_of
        a, b = pairs.T
        units = ruled.kept
        # What is too large and may be split comes in the parts in which it stands.
        is_split = units.is_large & _may_be_split(households, ruled.rule)
        is_split &= units.load[units.unit_of] <= MOST_PARTS * units.most
        self.is_large = units.is_large & ~is_split
        together = units.together & (~is_split[a] | (self.zone_of[a] == self.zone_of[b]))
        unit_of, count = seen.pieces(together), sizes_of(seen.plan, ruled.rule)
        # Large units are cut out first, so that the rest is divided piece by piece without them.
        free = ruled.is_nested & ~self.is_large[a] & ~self.is_large[b]
        self.whole = _Whole(unit_of, count, pairs[free])
        tied_of = tied_units(seen, units, self.zone_of)
        has_ties = bool(holds_ties(seen, ruled.rule).any())
        tied_load = np.bincount(tied_of, weights=count).astype(int)[tied_of]
        self.tied_load = np.where(
            holds_ties(seen, ruled.rule) & (tied_load > self.whole.load[unit_of]), tied_load, 0
        )
        self.tied = _Whole(tied_of, count, pairs[free]) if has_ties else None
        # Who is locked is divided with nobody: what a lock leaves is divided around it.
        is_locked = np.isin(self.zones.code, seen.plan.made_by.locks)
        self.is_locked = is_locked[self.zone_of] & (self.zone_of >= 0)
        open_links = free & ~self.is_locked[a] & ~self.is_locked[b]
        self.unlocked = _Whole(unit_of, count, pairs[open_links]) if self.is_locked.any() else None
        self.ids = households.ids

    def of(self, z: int, band: Band) -> Finding:
        """Return the finding for one zone, outside its band.

        Parameters
        ----------
        z
            Its row among the zones of the level.
        band
            What it should count.
        """
        zones, made_by, number = self.zones, self.seen.plan.made_by, int(self.number[z])
        rows = np.flatnonzero(self.zone_of == z)
        code, limit = zones.code[z], band.most if number > band.most else band.fewest
        rule, severity, facts = self._why(rows, band)
        said = {"fewest": band.fewest, "most": band.most, "parent": zones.parent[z],
                "level": zones.level, "effort": made_by.effort, **facts}  # fmt: skip
        if not rule and (asked := self._asked(zones.parent[z], band)):
            rule, severity = "grids_do_not_fit", Severity.WARNING
            said |= asked
        elif not rule and made_by.version:
            rule = "band_missed"
        elif not rule:
            rule = "grid_too_small" if number < band.fewest else "grid_too_large"
            parts = band.grid_counts(number) or [-(-number // band.most)]
            said["parts"] = "-".join(str(n) for n in sorted({parts[0], parts[-1]}))
        if "total" in facts:
            is_all = facts["total"] == self.number[zones.parent == zones.parent[z]].sum()
            where = "place_whole" if is_all else "place_part"
            said["place"] = in_both(where, parent=zones.parent[z])
        if rule == "band_impossible":
            said["ways"] = _ways(facts["total"], band, zones.level)
        return finding(rule, severity, code, number=number, limit=limit, **said)

    def _why(self, rows: Rows, band: Band) -> tuple[str, Severity, dict[str, Any]]:
        """Return the rule that says why a zone of `rows` cannot be in band, how severe it is, and
        its facts; "" and an error where it could.
        """
        large = rows[self.is_large[rows]]
        if len(large):
            load = int(self.whole.load[self.whole.unit_of[large[0]]])
            return "unit_above_band", Severity.WARNING, {"load": load}
        tied = int(self.tied_load[rows].max(initial=0))
        if tied > band.most:
            return "tied_above_band", Severity.WARNING, {"load": tied}
        rule, facts = self.whole.reason(rows, band)
        if rule:
            if "row" in facts:
                return rule, Severity.WARNING, {**facts, "id": self.ids[facts["row"]]}
            return rule, Severity.WARNING, facts
        if self.is_locked[rows].any():
            return "locked_off_size", Severity.WARNING, {}
        if self.unlocked is not None and self.unlocked.reason(rows, band)[0]:
            return "locks_forbid", Severity.WARNING, {"locks": self._locks_beside(rows)}
        if self.tied is not None and self.tied.reason(rows, band)[0]:
            return "ties_forbid", Severity.WARNING, {}
        return "", Severity.ERROR, {}

    def _asked(self, parent: str, band: Band) -> dict[str, int]:
        """Return how many zones were asked for in a parent that cannot have so many, or nothing."""
        asked = self.seen.plan.made_by.grids.get(parent, 0)
        here = (self.zones.parent == parent)[self.zone_of] & (self.zone_of >= 0)
        load = np.bincount(self.whole.unit_of[here], self.whole.count[here]).astype(int).tolist()
        can_be = asked == 0 or asked in fitting(band, load)
        return {} if can_be else {"asked": asked, "total": sum(load)}

    def _locks_beside(self, rows: Rows) -> str:
        """Return the codes of the locked zones around what is divided with `rows`."""
        rest_of = (self.unlocked or self.whole).rest_of
        mine = np.isin(rest_of, rest_of[rows]) & ~self.is_locked
        a, b = np.concatenate([self.whole.pairs, self.whole.pairs[:, ::-1]]).T
        around = self.zone_of[b[mine[a] & self.is_locked[b]]]
        return ", ".join(self.zones.code[np.unique(around)].tolist())


def _ways(total: int, band: Band, level: str) -> tuple[str, str]:
    """Return why no number of zones fits `total`, and how the band would have to be wider."""
    few = total // band.fewest  # as many as have enough each, on average
    lower = total // (few + 1)
    if few == 0:
        return in_both("ways_few", level=level, fewest=band.fewest, lower=lower)
    some = in_both("so_many", level=level, number=few)[0], counted(few, level, "en")
    return in_both(
        "ways", some=some, many=few + 1, lower=lower,
        over=total - few * band.most, higher=-(-total // few), fewest=band.fewest, most=band.most,
    )  # fmt: skip


def _may_be_split(households: Households, level: Level) -> NDArray[np.bool_]:
    """Return (n,) whether all that holds a household together may be split."""
    may = np.full(len(households), "place" in level.split or "place" not in level.keep)
    for key in level.keep:
        if key in households.keys and key not in level.split:
            may &= households.keys[key] == ""
    return np.asarray(may, bool)

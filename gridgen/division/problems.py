"""Site and rules -> one problem for each community: small values that pickle."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.division.centres import LocalCentres, Rounds
from gridgen.division.existing import Existing
from gridgen.division.options import Options
from gridgen.division.site import Site
from gridgen.division.ties import TiedRows
from gridgen.model.arrays import natural_order, taken, texts
from gridgen.model.bands import Band
from gridgen.model.centres import Centres
from gridgen.model.errors import BandError, NotInPlanError
from gridgen.model.ground import Ground
from gridgen.model.households import Households
from gridgen.rules.levels import Prices, Rules


@dataclass(frozen=True, slots=True)
class Step:
    """One level as it applies to one community."""

    level: str
    mode: str
    band: Band | None
    """None where the mode asks for no size."""
    keep: tuple[str, ...]
    """Keys of `CommunityProblem.keys`, or "place"."""
    counts: str = "households"
    """What the band counts: households, "area", or one of `CommunityProblem.counts`."""
    split: tuple[str, ...] = ()
    """What of `keep` is split where it is above the band."""
    prefer: tuple[str, ...] = ()
    """What is kept whole besides, as far as the band allows."""
    grids: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CommunityProblem:
    """One community: n households and what is asked.

    `xy` (n, 2) metres; `count` (n,); `keys` (n,) numbers for equal values, -1 for none; `ground` in
    metres; `seed` a number that does not depend on other communities.
    """

    code: str
    xy: NDArray[np.float64]
    count: NDArray[np.int64]
    keys: Mapping[str, NDArray[np.int64]]
    ground: Ground
    steps: tuple[Step, ...]
    effort: str
    seed: int
    existing: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """For levels that exist already (n,) a number for each household's zone, -1 for none."""
    locked: NDArray[np.int64] | None = None
    """(n,) a number for households of a locked grid, -1 for the others."""
    certify: bool = False
    """Whether to prove a lower bound of the metres at the first level."""
    empty_land: str = "around"
    """Whose land without households is; see `gridgen.rules`."""
    names: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """For levels whose zones the households name (n,) a number for each name, -1 for none."""
    counts: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """What bands count besides households (n,)."""
    centres: Mapping[str, LocalCentres] = field(default_factory=dict)
    """For levels made around centres those of this community."""
    prices: Prices = field(default_factory=Prices)
    ties: tuple[TiedRows, ...] = ()
    """Whom the first level that is searched keeps together or apart."""
    kept: NDArray[np.int64] | None = None
    """(n,) a number for households of an existing grid that stays where the rest allows it, else
    -1."""
    stays: bool = False
    """Whether existing grids that are in order stay where that is the least change: nobody asks for
    another number or size of grids."""


def problems_of(
    site: Site, rules: Rules, existing: Existing, rounds: Rounds, options: Options
) -> dict[int, CommunityProblem]:
    """Return the problem of each community that has households, by its row.

    Households in virtual or special grids are in none.

    Parameters
    ----------
    site
        The township laid out.
    rules
        Each level becomes a step where the rules make it for a community of this class or kind.
    existing
        The zones in which households already are, at any level.
    rounds
        The centres of each level made around such.
    options
        How to divide; `grids` and `target` are of the first level.

    Raises
    ------
    NotInPlanError
        `options.grids` names a community, or `options.locks` a grid, that does not exist.
    BandError
        `options.target` is outside every band.
    """
    households, communities = site.households, site.communities
    locked = _locked(rules, existing, options.locks)
    names = {level.name: _names(households, level.by) for level in rules.levels if level.by}
    keys = {name: numbers_of(households, name) for name in households.keys}
    problems: dict[int, CommunityProblem] = {}
    for row, members in site.members.items():
        code = str(communities.code[row])
        who = str(communities.class_or_kind[row])
        steps = steps_of(rules, who, tuple(keys), options, options.grids.get(code))
        is_kept = rules.existing == "keep" and len(steps) > 0
        problems[row] = CommunityProblem(
            code=code,
            xy=site.placing.spot[members],
            count=households.count[members],
            keys={name: column[members] for name, column in keys.items()},
            ground=site.grounds[row],
            steps=steps,
            effort=options.effort,
            # Of the code alone, so that no community's grids depend on another's.
            seed=zlib.crc32(f"{options.seed} {code}".encode()),
            existing={level: existing.labels(level, members) for level in existing.code_of},
            locked=None if locked is None else locked[members],
            certify=options.certify,
            empty_land=rules.empty_land,
            names={level: name[members] for level, name in names.items()},
            counts={name: count[members] for name, count in households.counts.items()},
            centres={
                level: _local_centres(rounds.centres, of[row], existing, level, members)
                for level, of in rounds.rows.items()
                if row in of and rounds.centres is not None
            },
            prices=rules.prices,
            ties=_ties(site, members),
            kept=_kept(existing, steps[0], members, households) if is_kept else None,
            stays=options.target is None and code not in options.grids,
        )
    return problems


def _local_centres(
    centres: Centres,
    rows: NDArray[np.int64],
    existing: Existing,
    level: str,
    members: NDArray[np.int64],
) -> LocalCentres:
    """Return the centres of one level in one community; the zones they held as in `labels`."""
    held = np.full(len(rows), -1, np.int64)
    if level in existing.code_of:
        label = existing.labels(level, members)
        label_of = dict(zip(existing.code_of[level][members], label.tolist(), strict=True))
        codes = existing.held_by(level, centres, rows)
        held = np.array([label_of.get(code, -1) if code else -1 for code in codes], np.int64)
    mine = taken(centres, rows)
    return LocalCentres(rows, mine.xy, mine.fewest, mine.most, held)


def _ties(site: Site, members: NDArray[np.int64]) -> tuple[TiedRows, ...]:
    """Return the ties of one community, by its own rows.

    Whom a tie keeps together must all be here; whom it keeps apart are parted wherever both are.
    """
    households, ties = site.households, []
    for tie in site.township.ties:
        sides = [tie.rows(households, side) for side in (tie.first, tie.second)]
        tied = TiedRows(tie.kind == "together", sides[0], sides[1])
        if not tied.is_together or np.isin(np.concatenate(sides), members).all():
            ties += tied.among(members, len(households))
    return tuple(ties)


def numbers_of(households: Households, name: str) -> NDArray[np.int64]:
    """Return a number for each different value of a key, in natural order, -1 for none.

    A building's key is read within its estate: two estates may both have a building 3.
    """
    value = households.keys[name].astype(str)
    blank = value == ""
    if name == "building" and "estate" in households.keys:
        value = np.char.add(np.char.add(households.keys["estate"].astype(str), "\x1f"), value)
    # Ranked as people count: a building is cut in the order of its stairways, 10 behind 9.
    every, row = np.unique(value, return_inverse=True)
    rank = np.empty(len(every), np.int64)
    rank[sorted(range(len(every)), key=lambda k: natural_order(str(every[k])))] = np.arange(
        len(every)
    )
    return np.where(blank, -1, rank[row.reshape(-1)])


def _names(households: Households, by: Sequence[str]) -> NDArray[np.int64]:
    """Return (n,) a number for what the first column of `by` that is not blank says, else -1."""
    name = np.full(len(households), -1, np.int64)
    begun = 0
    for column in by:
        if column in households.keys:
            # Numbers go on from column to column: a team and a group of one name are two zones.
            number = numbers_of(households, column)
            name = np.where((name < 0) & (number >= 0), number + begun, name)
            begun += int(number.max(initial=-1)) + 1
    return name


def _kept(
    existing: Existing, step: Step, members: NDArray[np.int64], households: Households
) -> NDArray[np.int64] | None:
    """Return (n,) a number for households of an existing grid inside the band, else -1.

    None where no grid exists, or where land is counted, which is known only once it is drawn.
    """
    count = households.count if step.counts == "households" else households.counts.get(step.counts)
    if step.level not in existing.code_of or step.band is None or step.mode != "band":
        return None
    if count is None:
        return None
    label = existing.labels(step.level, members)
    # Moved by one, since -1 is who is in no grid: those never fit.
    size = np.bincount(label + 1, weights=count[members]).astype(int)
    fits = np.array([step.band.breach(n) == 0 for n in size])
    fits[0] = False
    return np.where(fits[label + 1], label, -1)


def steps_of(
    rules: Rules, who: str, known: Sequence[str], options: Options, grids: int | None
) -> tuple[Step, ...]:
    """Return the levels as the rules make them in a community.

    Parameters
    ----------
    rules
        Those of the plan.
    who
        The class or kind of the community.
    known
        The columns by which its households may be kept together.
    options
        Its `target` is of the first level.
    grids
        How many zones the first level has; None for as many as fit.

    Raises
    ------
    BandError
        The target is outside every band.
    """
    steps: list[Step] = []
    for level in rules.levels:
        mode = level.mode_of(who)
        if not mode:
            break  # levels are nested: without this one there is none below
        band = level.band_of(who)
        keep = tuple(key for key in level.keep if key == "place" or key in known)
        if not steps and band:
            band = _aimed(band, options.target, rules)
        split = tuple(key for key in level.split if key in keep)
        steps.append(
            Step(
                level.name,
                mode,
                band,
                keep=keep,
                counts=level.counts,
                split=split,
                prefer=tuple(key for key in level.prefer if key in known),
                grids=None if steps else grids,
            )
        )
    return tuple(steps)


def _aimed(band: Band, target: int | None, rules: Rules) -> Band:
    if target is None:
        return band
    bands = list(rules.levels[0].band.values())
    if not any(b.fewest <= target <= b.most for b in bands):
        sizes = [f"{b.fewest}-{b.most}" for b in bands]
        raise BandError("target_outside_bands", target=target, bands=sizes)
    inside = band.fewest <= target <= band.most
    return Band(band.fewest, band.most, target) if inside else band


def _locked(rules: Rules, existing: Existing, locks: Collection[str]) -> NDArray[np.int64] | None:
    if not locks:
        return None
    codes = existing.code_of.get(rules.levels[0].name, texts([])).astype(str)
    for code in sorted(locks):
        if code not in codes:
            raise NotInPlanError("lock_of_no_grid", code=code)
    names, row = np.unique(codes, return_inverse=True)
    is_locked = np.isin(names, sorted(locks))
    return np.where(is_locked[row.reshape(-1)], row.reshape(-1), -1).astype(np.int64)

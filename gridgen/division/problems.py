"""Households, communities and rules -> one task for each community."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.division.around import Around
from gridgen.division.centres import Rounds
from gridgen.division.community import Step, Task
from gridgen.division.existing import Existing
from gridgen.division.ties import Bond
from gridgen.land.placing import Placing
from gridgen.model.arrays import natural_order, taken, texts
from gridgen.model.bands import Band
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import BandError, NotInPlanError
from gridgen.model.ground import Ground
from gridgen.model.households import Households
from gridgen.model.ties import Tie
from gridgen.rules.levels import Rules


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of all communities alike, and of single ones by code."""

    target: int | None = None
    grids: Mapping[str, int] = field(default_factory=dict)
    locks: Collection[str] = ()
    effort: str = "balanced"
    seed: int = 0
    certify: bool = False
    ties: Sequence[Tie] = ()


def tasks_of(
    roll: Households,
    areas: Communities,
    grounds: Sequence[Ground],
    placing: Placing,
    law: Rules,
    existing: Existing,
    asked: Asked,
    rounds: Rounds,
) -> dict[int, Task]:
    """Return the task of each community that has households, by its row.

    `grounds` are those of `areas`, row by row. Households in virtual or special grids are in no
    task.

    Raises
    ------
    NotInPlanError
        `asked.grids` names a community, or `asked.locks` a grid, that does not exist.
    BandError
        `asked.target` is outside every band.
    """
    for code in asked.grids:
        if code not in set(areas.code):
            raise NotInPlanError(
                f"--grids names community {code!r}, which the input does not have; "
                f"it has {len(areas)}, the first is {areas.code[0]!r}."
            )
    locked = _locked(law, existing, asked.locks)
    names = {level.name: _names(roll, level.by) for level in law.levels if level.by}
    keys = {name: _numbers(roll, name) for name in roll.keys}
    tasks: dict[int, Task] = {}
    for row, members in members_of(placing.divided_in).items():
        code = str(areas.code[row])
        steps = _steps(
            law, str(areas.class_or_kind[row]), tuple(roll.keys), asked, asked.grids.get(code)
        )
        is_kept = law.existing == "keep" and len(steps) > 0
        tasks[row] = Task(
            code,
            placing.spot[members],
            roll.count[members],
            {name: column[members] for name, column in keys.items()},
            grounds[row],
            steps,
            asked.effort,
            zlib.crc32(f"{asked.seed} {code}".encode()),
            {level: existing.labels(level, members) for level in existing.code_of},
            None if locked is None else locked[members],
            asked.certify,
            law.empty_land,
            {level: name[members] for level, name in names.items()},
            {name: count[members] for name, count in roll.counts.items()},
            {
                level: _around(rounds.centres, of[row], existing, level, members)
                for level, of in rounds.rows.items()
                if row in of and rounds.centres is not None
            },
            law.weights,
            bonds=_bonds(asked.ties, roll, members),
            kept=_kept(existing, steps[0], members, roll) if is_kept else None,
        )
    return tasks


def _around(
    centres: Centres,
    rows: NDArray[np.int64],
    existing: Existing,
    level: str,
    members: NDArray[np.int64],
) -> Around:
    """Return the centres of one level in one community; the zones they held as in `labels`."""
    held = np.full(len(rows), -1, np.int64)
    if level in existing.code_of:
        label = existing.labels(level, members)
        label_of = dict(zip(existing.code_of[level][members], label.tolist(), strict=True))
        codes = existing.held_by(level, centres, rows)
        held = np.array([label_of.get(code, -1) if code else -1 for code in codes], np.int64)
    mine = taken(centres, rows)
    return Around(rows, mine.xy, mine.fewest, mine.most, held)


def _bonds(ties: Sequence[Tie], roll: Households, members: NDArray[np.int64]) -> tuple[Bond, ...]:
    """Return the ties of one community, by its own rows.

    Whom a tie keeps together must all be here; whom it keeps apart are parted wherever both are.
    """
    bonds: list[Bond] = []
    for tie in ties:
        sides = [tie.rows(roll, side) for side in (tie.first, tie.second)]
        bond = Bond(tie.kind == "together", sides[0], sides[1])
        if not bond.is_together or np.isin(np.concatenate(sides), members).all():
            bonds += bond.among(members, len(roll))
    return tuple(bonds)


def members_of(community_of: NDArray[np.int32]) -> dict[int, NDArray[np.int64]]:
    """Return the rows of the households of each community that has any, ascending."""
    order = np.argsort(community_of, kind="stable")
    rows = np.unique(community_of[community_of >= 0])
    begin = np.searchsorted(community_of[order], rows)
    end = np.searchsorted(community_of[order], rows, side="right")
    return {int(row): order[b:e] for row, b, e in zip(rows, begin, end, strict=True)}


def _numbers(roll: Households, name: str) -> NDArray[np.int64]:
    """Return a number for each different value of a key, in natural order, -1 for none.

    A building's key is read within its estate: two estates may both have a building 3.
    """
    value = roll.keys[name].astype(str)
    blank = value == ""
    if name == "building" and "estate" in roll.keys:
        value = np.char.add(np.char.add(roll.keys["estate"].astype(str), "\x1f"), value)
    every, row = np.unique(value, return_inverse=True)
    rank = np.empty(len(every), np.int64)
    rank[sorted(range(len(every)), key=lambda k: natural_order(str(every[k])))] = np.arange(
        len(every)
    )
    return np.where(blank, -1, rank[row.reshape(-1)])


def _names(roll: Households, by: Sequence[str]) -> NDArray[np.int64]:
    """Return (n,) a number for what the first column of `by` that is not blank says, else -1."""
    name = np.full(len(roll), -1, np.int64)
    begun = 0
    for column in by:
        if column in roll.keys:
            number = _numbers(roll, column)
            name = np.where((name < 0) & (number >= 0), number + begun, name)
            begun += int(number.max(initial=-1)) + 1
    return name


def _kept(
    existing: Existing, step: Step, members: NDArray[np.int64], roll: Households
) -> NDArray[np.int64] | None:
    """Return (n,) a number for households of an existing grid inside the band, else -1.

    None where no grid exists, or where land is counted, which is known only once it is drawn.
    """
    count = roll.count if step.counts == "households" else roll.counts.get(step.counts)
    if step.level not in existing.code_of or step.band is None or step.mode != "band":
        return None
    if count is None:
        return None
    label = existing.labels(step.level, members)
    size = np.bincount(label + 1, weights=count[members]).astype(int)
    fits = np.array([step.band.breach(n) == 0 for n in size])
    fits[0] = False
    return np.where(fits[label + 1], label, -1)


def _steps(
    law: Rules, who: str, known: Sequence[str], asked: Asked, grids: int | None
) -> tuple[Step, ...]:
    steps: list[Step] = []
    for level in law.levels:
        mode = level.mode_of(who)
        if not mode:
            break
        band = level.band_of(who)
        keep = tuple(key for key in level.keep if key == "place" or key in known)
        if not steps and band:
            band = _aimed(band, asked.target, law)
        split = tuple(key for key in level.split if key in keep)
        steps.append(
            Step(level.name, mode, band, keep, level.counts, split,
                 None if steps else grids)
        )  # fmt: skip
    return tuple(steps)


def _aimed(band: Band, target: int | None, law: Rules) -> Band:
    if target is None:
        return band
    bands = list(law.levels[0].band.values())
    if not any(b.fewest <= target <= b.most for b in bands):
        sizes = ", ".join(f"{b.fewest}-{b.most}" for b in bands)
        raise BandError(f"--target is {target}; expected a number inside a band: {sizes}.")
    inside = band.fewest <= target <= band.most
    return Band(band.fewest, band.most, target) if inside else band


def _locked(law: Rules, existing: Existing, locks: Collection[str]) -> NDArray[np.int64] | None:
    if not locks:
        return None
    codes = existing.code_of.get(law.levels[0].name, texts([])).astype(str)
    for code in sorted(locks):
        if code not in codes:
            raise NotInPlanError(
                f"--locks names grid {code!r}, which holds no household; expected the codes of "
                "existing grids."
            )
    names, row = np.unique(codes, return_inverse=True)
    is_locked = np.isin(names, sorted(locks))
    return np.where(is_locked[row.reshape(-1)], row.reshape(-1), -1).astype(np.int64)

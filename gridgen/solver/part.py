"""One connected part of a problem: several starts, settled, repaired, polished; the best stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import ProblemError
from gridgen.model.problem import Problem
from gridgen.solver.counts import choices, shortfall
from gridgen.solver.filling import fillable, hemmed_in
from gridgen.solver.guided import guide_of
from gridgen.solver.improve import Effort, Search, polish, travel
from gridgen.solver.kernels.centres import recentre_all, recentre_new
from gridgen.solver.kernels.exact import divide_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.kernels.worth import worth
from gridgen.solver.start import curve_order, from_existing, halves, settle
from gridgen.solver.towns import graph_of, town_of

if TYPE_CHECKING:
    from gridgen.solver.branch import Branching

EXTRA_STARTS = 10
"""Further starts for a part that still has a grid outside the band."""

FEW_GRIDS = 600
MANY_GRIDS = 3_000
"""Grids inside the band that a part could have: so few are listed first, and so many when nothing
else helped. HiGHS takes some hundredths of a second for the one, and some seconds for the other."""

FEW_UNITS = 12
"""Units up to which the best of all divisions is found."""

EXISTING_COUNTS = 3
"""Numbers of grids that are tried around the number that exist."""


@dataclass(frozen=True, slots=True, eq=False)
class Divided:
    """The k grids of a part of n units, and how they were found.

    Attributes
    ----------
    grid_of, centre_of
        (n,) the grid of each unit, and (k,) the unit at the centre of each grid.
    outside
        Households outside the band, over all grids.
    is_impossible
        Whether it is proven that none of the numbers of grids can be inside the band.
    tried
        The numbers of grids that were tried.
    regions
        How many times a few grids around a breach were cut anew.
    proof
        What was proven of the number of grids on the way, if anything was.
    """

    grid_of: NDArray[np.int32]
    centre_of: NDArray[np.int32]
    outside: int = 0
    is_impossible: bool = False
    tried: tuple[int, ...] = ()
    regions: int = 0
    proof: Branching | None = None


def divide_part(part: Problem, counts: list[int], search: Search) -> Divided:
    """Return the best division that is found of one part.

    Parts that have grids already begin from those, with the numbers of grids nearest to theirs.

    Parameters
    ----------
    part
        n units, n >= 1, that links hold together where there are any.
    counts
        The numbers of grids to try, the best first.
    search
        How much work, until when, and what seeds the random choices.
    """
    if part.centres is not None:
        from gridgen.solver.areas import divide_areas  # HiGHS is loaded where centres are given

        areas = divide_areas(part, part.centres, search)
        return Divided(
            areas.grid_of, part.centres.astype(np.int32), areas.outside, areas.is_impossible,
            (len(part.centres),),
        )  # fmt: skip
    # Units in an order that keeps neighbours near in memory; answers go back to their own.
    order = curve_order(part.xy)
    starts = _Starts(part.part(order), counts, search)
    town, state = starts.best()
    # Grids that exist and exact answers stay where they are.
    guide = None
    if part.is_new and not _is_small(part):
        guide = guide_of(starts.part, len(state.centre_of), search)
        travel(town, state, search, guide)
    recentre_all(town, state)
    return Divided(
        state.grid_of[np.argsort(order)], order[state.centre_of].astype(np.int32),
        worth(town, state)[0], starts.is_impossible, tuple(sorted(starts.tried)), starts.regions,
        None if guide is None else guide.proof,
    )  # fmt: skip


class _Starts:
    """Divisions of one part, begun and improved; the best is kept: the least breach first."""

    def __init__(self, part: Problem, counts: list[int], search: Search) -> None:
        self.part, self.counts, self.search = part, counts, search
        self.graph = graph_of(part)
        self.is_impossible = False
        self.tried: set[int] = set()
        self.regions = 0
        self.turn = 0
        self.found: tuple[Town, State] | None = None
        self.value: tuple[int, int, float] = (np.iinfo(np.int64).max, 0, np.inf)
        # Households outside the band that no division can do without: arithmetic says so.
        self.least = shortfall(part.band, int(part.load.sum()), counts[0])
        self.order = list(counts)

    @property
    def is_done(self) -> bool:
        """Whether nothing less outside the band can be found, or the search is over."""
        return self.value[0] <= self.least or self.search.is_over

    @property
    def _is_near_enough(self) -> bool:
        """Whether of the numbers around that of the grids that exist enough were tried."""
        is_enough = len(self.tried) >= self.search.effort.counts
        return is_enough and not self.part.is_new and self.value[0] <= self.least

    @property
    def is_free(self) -> bool:
        """Whether units are so many that they are cut into grids along links."""
        return not _is_small(self.part)

    def best(self) -> tuple[Town, State]:
        """Return the best of all divisions that were found."""
        sure, spare = _tried(self.part, self.counts, self.search.effort)
        for k in sure:
            self._keep(*self._begun(k))
            # One grid is one grid, however it began.
            is_one = k == 1 and self.part.is_new and not _is_small(self.part)
            if self.search.is_over or is_one or self._is_near_enough:
                break
        if self.value[0] > self.least:
            spare += self._limits()
        if self.found is not None and not self.is_done and self.is_free:
            self._by_tree()
            self._by_every_grid(FEW_GRIDS)
            self._keep(*self._restored(*self.found))
        for k in spare:
            if self.is_done:
                break
            # One grid is one grid; and where some breach must stay, each number has one chance.
            if k not in self.tried or not (k == 1 or self.is_impossible):
                self._keep(*self._restored(*self._begun(k)))
        if self.is_free:
            self._by_every_grid(MANY_GRIDS)
        if _is_small(self.part) and self.value[0] > 0 and not self.search.is_over:
            self.is_impossible = True
        if self.found is None:
            raise ProblemError("no_start")
        return self.found

    def _limits(self) -> list[int]:
        """Learn what units and neighbours forbid; return further numbers of grids to be tried."""
        part = self.part
        if part.links is not None and not self.least:
            self.least = hemmed_in(part.band, part.load, part.links)[1]
            self.is_impossible |= self.least > 0
        if not self.least:
            self.is_impossible |= not fillable(part.band, part.load, self.counts)
        if part.grids is not None:
            return []
        # Numbers that units cannot fill come nearest where links forbid those that they can.
        near = choices(part.band, int(part.load.sum()), at_most=len(part))
        more = [k for k in near if k not in self.counts]
        self.order += more
        return more[:EXTRA_STARTS]

    def _begun(self, k: int) -> tuple[Town, State]:
        """Begin a division into k grids, and improve it."""
        rng = np.random.default_rng([*self.search.words, self.turn])
        town = town_of(self.part, self.graph, k)
        state = new_state(len(self.part), k, int(rng.integers(1, 2**31)))
        if _is_small(self.part):
            divide_all(town, state.grid_of, k)
            fill(town, state)
            recentre_new(town, state)
        else:
            _begin(self.part, town, state, rng, turned=self.turn > 0)
            polish(town, state, self.search.effort)
        self.turn += 1
        return town, state

    def _keep(self, town: Town, state: State) -> None:
        """Keep a division if it is the best so far."""
        k = len(state.centre_of)
        self.tried.add(k)
        outside, score = worth(town, state)
        # Metres alone would prefer many small grids: of equal breaches the number nearest to the
        # target is the best. Grids that exist say by themselves how many there should be.
        rank = self.order.index(k) if self.part.is_new else 0
        if (outside, rank, score) < self.value:
            self.value, self.found = (outside, rank, score), (town, state)

    def _by_tree(self) -> None:
        """Find a division, or prove that there is none, where all links are a tree."""
        from gridgen.solver.restore import cut_whole, is_tree  # loaded where a breach stands

        town = town_of(self.part, self.graph, 1)
        if is_tree(town):
            grid_of, is_impossible = cut_whole(town, self.part.band, self.counts)
            self.is_impossible |= is_impossible
            self._take(grid_of)

    def _by_every_grid(self, most: int) -> None:
        """Find a division, or prove that there is none, where at most so many grids can be."""
        from gridgen.solver.every import every_grid  # loaded where a breach stands

        town = town_of(self.part, self.graph, 1)
        if self.is_done or self.is_impossible or not town.linked:
            return
        every = every_grid(town, self.part.band, most=most)
        if every is not None:
            grid_of, self.is_impossible = every.best(self.counts)
            self._take(grid_of)

    def _take(self, grid_of: NDArray[np.int32] | None) -> None:
        """Improve a whole division that was found at once, and keep it if it is the best."""
        if grid_of is None:
            return
        k = int(grid_of.max()) + 1
        town, state = town_of(self.part, self.graph, k), new_state(len(self.part), k, 1)
        state.grid_of[:] = grid_of
        fill(town, state)
        polish(town, state, self.search.effort)
        self._keep(town, state)

    def _restored(self, town: Town, state: State) -> tuple[Town, State]:
        """Cut a division anew around its breaches, and improve it; the one given stays as it is."""
        is_off = worth(town, state)[0] > self.least
        if not is_off or not town.linked or not self.is_free:
            return town, state
        from gridgen.solver.restore import STEPS, restore  # loaded where a breach stands

        rng = np.random.default_rng([*self.search.words, self.turn, 1])
        # The first has most to gain; those after it are many.
        steps = STEPS if self.regions == 0 else STEPS // 4
        again = new_state(len(self.part), len(state.centre_of), int(rng.integers(1, 2**31)))
        again.grid_of[:], again.centre_of[:] = state.grid_of, state.centre_of
        fill(town, again)
        self.regions += restore(town, again, self.part.band, rng, least=self.least, steps=steps)
        polish(town, again, self.search.effort)
        return town, again


def _is_small(part: Problem) -> bool:
    """Say whether every division of the part can be gone through."""
    return len(part.load) <= FEW_UNITS and part.is_new


def _tried(part: Problem, counts: list[int], effort: Effort) -> tuple[list[int], list[int]]:
    """Return the numbers of grids of the starts that are made, and of those for a breach alone."""
    if _is_small(part):
        return counts[:1], counts[1:]
    sure = counts[:1] * effort.starts
    if not part.is_new:
        there = float(len(np.unique(part.existing[part.existing >= 0])))
        if effort.counts == 1:
            there = _lasting(part)
        sure = sorted(counts, key=lambda k: (abs(k - there), k))[:EXISTING_COUNTS]
    spread = counts[: EXTRA_STARTS - 2]
    spread = spread + [k for k in (min(counts), max(counts)) if k not in spread]
    return sure, [spread[turn % len(spread)] for turn in range(EXTRA_STARTS)]


def _lasting(part: Problem) -> float:
    """Return how many grids there are where those too small to stay share out anew what they have.

    Each number counts where only one is tried: bits that an edit left are no grids.
    """
    load = np.bincount(part.existing + 1, part.load)
    lasting = load[1:][load[1:] >= part.band.fewest]
    return len(lasting) + float(load.sum() - lasting.sum()) / part.band.target


def _begin(
    part: Problem, town: Town, state: State, rng: np.random.Generator, *, turned: bool
) -> None:
    """Give every unit a first grid: as it is, or anew."""
    if not part.is_new:
        state.grid_of[:] = from_existing(town, len(state.centre_of))
        fill(town, state)
        recentre_new(town, state)
        reattach(town, state)
    else:
        state.grid_of[:] = halves(town, len(state.centre_of), rng, turned=turned)
        fill(town, state)
        settle(town, state)

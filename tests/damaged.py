"""Plans as years of small changes leave them: each of a seed, so that everybody damages alike."""

from __future__ import annotations

import numpy as np
from edited import draft
from sampled import SAMPLE_GEO

from gridgen.division.options import Options
from gridgen.doors import divide_inputs
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import CommandError
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.edits import Edit, Merge, Move, Split
from gridgen.versions.repairs.judged import Suggestion
from gridgen.versions.suggest import advise

INPUT = SAMPLE_GEO / "qinghe.gpkg"

SEEDS = range(20)
"""Of the damaged plans of which is said how many can be put right."""


def sampled() -> Plan:
    """The committed sample divided."""
    return divide_inputs(read_inputs(INPUT), rules="standard", existing=None, options=Options())


def opened(plan: Plan) -> Draft:
    """A plan open for edits by the rules that it names."""
    return open_draft(plan, load_rules(plan.made_by.rules))


def damaged(seed: int, whole: Draft | None = None, times: int = 3) -> Draft:
    """Return the town, or another plan, after some edits that no planner would make."""
    rng = np.random.default_rng(seed)
    made = whole or draft()
    while times:
        try:
            made = apply(made, _odd_edit(made, rng)).draft
        except CommandError:
            continue  # it would change nothing, or cannot be cut so: another one
        times -= 1
    return made


def repaired(made: Draft, suggestion: Suggestion) -> Draft:
    """Return a plan after the edits of a suggestion."""
    for edit in suggestion.edits:
        made = apply(made, edit).draft
    return made


def repaired_all(made: Draft, rounds: int = 40) -> tuple[Draft, int]:
    """Return a plan after the first suggestion of each finding, and how many these were."""
    for done in range(rounds):
        first = next((one.suggestions[0] for one in advise(made, most=1) if one.suggestions), None)
        if first is None:
            return made, done
        made = repaired(made, first)
    return made, rounds


def _odd_edit(made: Draft, rng: np.random.Generator) -> Edit:
    grids, homes = made.plan.levels[0], made.plan.township.households
    grid = int(rng.choice(np.flatnonzero(grids.households > 0)))
    beside = np.flatnonzero(grids.community == grids.community[grid])
    other = int(rng.choice(beside))
    kind = rng.integers(3)
    if kind == 0:
        return Merge((grids.code[grid], grids.code[other]))
    if kind == 1:
        return Split(grids.code[grid], int(rng.integers(2, 4)))
    # Those around one household go elsewhere: groups are cut, grids are left in pieces.
    mine = np.flatnonzero(made.plan.zone_of[grids.level] == grid)
    far = np.hypot(*(homes.xy[mine] - homes.xy[rng.choice(mine)]).T)
    share = float(rng.uniform(0.05, 0.6))
    some = mine[np.argsort(far, kind="stable")[: max(1, int(share * len(mine)))]]
    return Move(tuple(homes.ids[some].tolist()), grids.code[other])

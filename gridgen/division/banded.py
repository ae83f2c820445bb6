"""The mode "band": zones inside a band, with the least metres."""

from __future__ import annotations

import numpy as np

from gridgen.division.parent import Found, Parent, merged
from gridgen.division.prices import weights_at
from gridgen.division.ties import with_parted
from gridgen.division.units import of_units
from gridgen.model.bands import Band
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve_problem


def banded(parent: Parent) -> Found:
    """Return the zones of the least metres inside the band of the step."""
    whole, step, made = parent.whole, parent.step, merged(parent)
    units = made.units
    locked = None
    if parent.is_first and whole.locked is not None:
        locked = of_units(whole.locked[parent.rows], parent.count, units)
    # No band means no size is asked: then one zone of everybody is inside it.
    band = step.band or Band(1, max(1, int(made.load.sum())))
    problem = pose(
        units.xy,
        made.load,
        fewest=band.fewest,
        most=band.most,
        target=band.target,
        visits=units.households,
        links=made.links.pairs,
        # A border that runs along a visible line is where people expect it, and costs nothing.
        borders=made.links.border_m - made.links.along_m,
        sides=made.links.border_m,
        locked=locked,
        existing=made.existing,
        weights=weights_at(
            whole.prices,
            units.xy,
            made.load,
            target=band.target,
            is_redrawn=made.existing is not None,
        ),
        grids=step.grids,
        effort=whole.effort,
        certify=whole.certify and parent.is_first,
        seed=parent.seed,
    )
    solution = solve_problem(problem)
    if made.apart:
        solution = with_parted(solution, problem, made.apart)
    return Found(
        solution.grid_of[units.unit_of],
        units.xy[solution.centre_of],
        np.bincount(solution.grid_of, minlength=len(solution.centre_of)),
        solution.metres,
        solution.lower_bound_m or 0.0,
        solution.least_m or 0.0,
    )

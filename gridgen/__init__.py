"""Divide villages and communities into household grids (网格划分).

    plan = gridgen.divide(households, communities=communities)
    plan.grids, plan.households      # GeoDataFrames
    plan.report                      # what was found

See README.md for the columns, and `gridgen --help` for the command line.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridgen.doors import appoint, check, divide, find_hamlets, redraw
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.plan_writer import write_plan
    from gridgen.model.bands import Band
    from gridgen.model.errors import (
        BandError,
        CoordinateError,
        GridgenError,
        NotInPlanError,
        ProblemError,
        ReadError,
        RulesError,
        WriteError,
    )
    from gridgen.model.findings import Finding, Report, Severity
    from gridgen.model.plan import Plan
    from gridgen.model.solutions import Solution
    from gridgen.plans.locate import Locator
    from gridgen.solver.clusterer import GridClusterer
    from gridgen.solver.solve import solve

__version__ = version("gridgen")

__all__ = [
    "Band",
    "BandError",
    "CoordinateError",
    "Finding",
    "GridClusterer",
    "GridgenError",
    "Locator",
    "NotInPlanError",
    "Plan",
    "ProblemError",
    "ReadError",
    "Report",
    "RulesError",
    "Severity",
    "Solution",
    "WriteError",
    "__version__",
    "appoint",
    "check",
    "divide",
    "find_hamlets",
    "read_plan",
    "redraw",
    "solve",
    "write_plan",
]

# Where each name lives. Loaded on first use, so that `gridgen --help` need not wait for numba and
# geopandas.
_HOMES = {
    "gridgen.solver.clusterer": ("GridClusterer",),
    "gridgen.model.errors": (
        "BandError", "CoordinateError", "GridgenError", "NotInPlanError", "ProblemError",
        "ReadError", "RulesError", "WriteError",
    ),
    "gridgen.plans.locate": ("Locator",),
    "gridgen.model.bands": ("Band",),
    "gridgen.model.findings": ("Finding", "Report", "Severity"),
    "gridgen.model.plan": ("Plan",),
    "gridgen.model.solutions": ("Solution",),
    "gridgen.doors": ("appoint", "check", "divide", "find_hamlets", "redraw"),
    "gridgen.files.plan_reader": ("read_plan",),
    "gridgen.solver.solve": ("solve",),
    "gridgen.files.plan_writer": ("write_plan",),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'gridgen' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

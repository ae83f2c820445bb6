"""Divide villages and communities into household grids (网格划分).

    plan = gridgen.divide(households, communities=communities)
    plan.grids, plan.households      # GeoDataFrames
    plan.report                      # what was found

See README.md for the columns, and `gridgen --help` for the command line.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridgen.clusterer import GridClusterer
    from gridgen.errors import (
        BandError,
        CoordinateError,
        GridgenError,
        NotInPlanError,
        ProblemError,
        ReadError,
        RulesError,
        WriteError,
    )
    from gridgen.hamlets import find_hamlets
    from gridgen.locate import Locator
    from gridgen.model import Band, Finding, Plan, Report, Severity, Solution
    from gridgen.pipeline import appoint, check, divide, redraw
    from gridgen.read import read_plan
    from gridgen.solver import solve
    from gridgen.write import write_plan

__version__ = "0.1.0"

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
    "gridgen.clusterer": ("GridClusterer",),
    "gridgen.errors": (
        "BandError", "CoordinateError", "GridgenError", "NotInPlanError", "ProblemError",
        "ReadError", "RulesError", "WriteError",
    ),
    "gridgen.hamlets": ("find_hamlets",),
    "gridgen.locate": ("Locator",),
    "gridgen.model": ("Band", "Finding", "Plan", "Report", "Severity", "Solution"),
    "gridgen.pipeline": ("appoint", "check", "divide", "redraw"),
    "gridgen.read": ("read_plan",),
    "gridgen.solver": ("solve",),
    "gridgen.write": ("write_plan",),
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

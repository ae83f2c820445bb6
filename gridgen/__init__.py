"""Divide villages and communities into household grids (网格划分)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridgen.model import Band, Finding, Households, Plan, Report, Severity, Solution, Zones

__version__ = "0.1.0"

# Loaded on first use, so that `gridgen --help` need not wait for numba and geopandas.
_HOME = {
    "Band": "gridgen.model",
    "Finding": "gridgen.model",
    "Households": "gridgen.model",
    "Plan": "gridgen.model",
    "Report": "gridgen.model",
    "Severity": "gridgen.model",
    "Solution": "gridgen.model",
    "Zones": "gridgen.model",
}

__all__ = [
    "Band",
    "Finding",
    "Households",
    "Plan",
    "Report",
    "Severity",
    "Solution",
    "Zones",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'gridgen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

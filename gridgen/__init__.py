"""Divide villages and communities into household grids (网格划分).

    plan = gridgen.divide(households, communities=communities)
    plan.grids, plan.households      # GeoDataFrames
    plan.report                      # what was found

See README.md for the columns, and `gridgen --help` for the command line.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridgen.division.options import Options
    from gridgen.doors import appoint, check, divide, find_hamlets, neighbours, redraw
    from gridgen.files.export import export
    from gridgen.files.list_book import write_list
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.plan_writer import write_plan
    from gridgen.files.reject_book import write_rejects
    from gridgen.model.bands import Band
    from gridgen.model.communities import Communities
    from gridgen.model.errors import (
        AccessError,
        BandError,
        CommandError,
        ConditionError,
        ConflictError,
        CoordinateError,
        DeniedError,
        NoConditionError,
        NotInPlanError,
        NotInStoreError,
        PrintError,
        ProblemError,
        ProviderError,
        ReadError,
        RequestError,
        RulesError,
        ServiceError,
        StoreError,
        StoreFailedError,
        TooLargeError,
        WriteError,
    )
    from gridgen.model.findings import Finding, Rejected, Report, Severity
    from gridgen.model.households import Households, Presence
    from gridgen.model.people import Staff
    from gridgen.model.plan import MadeBy, Plan
    from gridgen.model.solutions import Breach, Solution, Status, Weights
    from gridgen.model.township import Township
    from gridgen.model.zones import Zones
    from gridgen.plans.locate import InZone, Located, Locator, Nearest, Place
    from gridgen.plans.responsible import Responsible
    from gridgen.rules.levels import Level, Limits, Rules
    from gridgen.rules.loader import load_rules
    from gridgen.solver.clusterer import GridClusterer
    from gridgen.solver.solve import solve
    from gridgen.versions.editing import edit
    from gridgen.versions.edits import (
        Assign,
        Create,
        Dissolve,
        Lock,
        Merge,
        Move,
        Rename,
        Renumber,
        Rule,
        SetAside,
        Split,
        Unlock,
    )
    from gridgen.versions.effect import Effect, ZoneEffect
    from gridgen.versions.repairs.judged import Suggestion
    from gridgen.versions.suggest import Advice, suggest
    from gridgen.words.say import GridgenError, WordsError
    from maps.page.notebook import Shown, explore

    __version__: str

__all__ = [
    "AccessError",
    "Advice",
    "Assign",
    "Band",
    "BandError",
    "Breach",
    "CommandError",
    "Communities",
    "ConditionError",
    "ConflictError",
    "CoordinateError",
    "Create",
    "DeniedError",
    "Dissolve",
    "Effect",
    "Finding",
    "GridClusterer",
    "GridgenError",
    "Households",
    "InZone",
    "Level",
    "Limits",
    "Located",
    "Locator",
    "Lock",
    "MadeBy",
    "Merge",
    "Move",
    "Nearest",
    "NoConditionError",
    "NotInPlanError",
    "NotInStoreError",
    "Options",
    "Place",
    "Plan",
    "Presence",
    "PrintError",
    "ProblemError",
    "ProviderError",
    "ReadError",
    "Rejected",
    "Rename",
    "Renumber",
    "Report",
    "RequestError",
    "Responsible",
    "Rule",
    "Rules",
    "RulesError",
    "ServiceError",
    "SetAside",
    "Severity",
    "Shown",
    "Solution",
    "Split",
    "Staff",
    "Status",
    "StoreError",
    "StoreFailedError",
    "Suggestion",
    "TooLargeError",
    "Township",
    "Unlock",
    "Weights",
    "WordsError",
    "WriteError",
    "ZoneEffect",
    "Zones",
    "__version__",
    "appoint",
    "check",
    "divide",
    "edit",
    "explore",
    "export",
    "find_hamlets",
    "load_rules",
    "neighbours",
    "read_plan",
    "redraw",
    "solve",
    "suggest",
    "write_list",
    "write_plan",
    "write_rejects",
]

# Where each name lives. Loaded on first use, so that `gridgen --help` need not wait for numba and
# geopandas. The face stands above every layer, so it alone may name the maps.
_HOMES = {
    "gridgen.division.options": ("Options",),
    "gridgen.doors": ("appoint", "check", "divide", "find_hamlets", "neighbours", "redraw"),
    "gridgen.files.export": ("export",),
    "gridgen.files.list_book": ("write_list",),
    "gridgen.files.plan_reader": ("read_plan",),
    "gridgen.files.plan_writer": ("write_plan",),
    "gridgen.files.reject_book": ("write_rejects",),
    "gridgen.model.bands": ("Band",),
    "gridgen.model.communities": ("Communities",),
    "gridgen.model.errors": (
        "AccessError", "BandError", "CommandError", "ConditionError", "ConflictError",
        "CoordinateError", "DeniedError", "NoConditionError", "NotInPlanError", "NotInStoreError",
        "PrintError", "ProblemError", "ProviderError", "ReadError", "RequestError", "RulesError",
        "ServiceError", "StoreError",
        "StoreFailedError", "TooLargeError", "WriteError",
    ),
    "gridgen.model.findings": ("Finding", "Rejected", "Report", "Severity"),
    "gridgen.model.households": ("Households", "Presence"),
    "gridgen.model.people": ("Staff",),
    "gridgen.model.plan": ("MadeBy", "Plan"),
    "gridgen.model.solutions": ("Breach", "Solution", "Status", "Weights"),
    "gridgen.model.township": ("Township",),
    "gridgen.model.zones": ("Zones",),
    "gridgen.plans.locate": ("InZone", "Located", "Locator", "Nearest", "Place"),
    "gridgen.plans.responsible": ("Responsible",),
    "gridgen.rules.levels": ("Level", "Limits", "Rules"),
    "gridgen.rules.loader": ("load_rules",),
    "gridgen.solver.clusterer": ("GridClusterer",),
    "gridgen.solver.solve": ("solve",),
    "gridgen.versions.editing": ("edit",),
    "gridgen.versions.edits": (
        "Assign", "Create", "Dissolve", "Lock", "Merge", "Move", "Rename", "Renumber", "Rule",
        "SetAside", "Split", "Unlock",
    ),
    "gridgen.versions.effect": ("Effect", "ZoneEffect"),
    "gridgen.versions.repairs.judged": ("Suggestion",),
    "gridgen.versions.suggest": ("Advice", "suggest"),
    "gridgen.words.say": ("GridgenError", "WordsError"),
    "maps.page.notebook": ("Shown", "explore"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # costs as much as all of `gridgen --help`

        value: Any = version("gridgen")
    elif name in _HOME_OF:
        value = getattr(import_module(_HOME_OF[name]), name)
    else:
        raise AttributeError(f"module 'gridgen' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

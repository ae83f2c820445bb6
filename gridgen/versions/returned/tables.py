"""The tables of a file that comes back -> all that they say of a plan."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gridgen.files.values import to_codes
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan
from gridgen.versions.returned.homes import homes_in, ids_header, missing, rows_of_ids
from gridgen.versions.returned.posts import posts_in
from gridgen.versions.returned.said import Drawn, HandedBack, Holders, Homes
from gridgen.versions.returned.zones import code_header, level_of, zones_in

_PASSED_OVER = frozenset({"communities", "findings", "plan", "people", "posts", "areas", "centres",
                          "ties", "layer_styles", *GROUND})  # fmt: skip
"""Layers of a plan that say nothing of its zones, or only what others say too."""


def handed_back(plan: Plan, tables: Mapping[str, pd.DataFrame], source: str) -> HandedBack:
    """Return what the tables of a file say of a plan.

    Tables are known by their names, as plans, exports and lists have them, and else by what is in
    them: households by a column of ids, zones by a column of codes that the plan has.

    Parameters
    ----------
    plan
        The one that was handed out.
    tables
        By the name of the layer or sheet.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        None of them is of the plan.
    """
    homes: list[Homes] = []
    drawn: dict[str, Drawn] = {}
    posts: Holders = {}
    found: list[Finding] = []
    where_posts, is_served = "", False
    rows_of = rows_of_ids(plan)
    for name, table in tables.items():
        is_alone = len(tables) == 1
        where = source if is_alone else f"{source}:{name}"
        served = posts_in(plan, table, code_header(table))
        is_served |= served is not None
        posts, where_posts = {**posts, **(served or {})}, where if served else where_posts
        if (header := ids_header(table, rows_of)) is not None and name not in _PASSED_OVER:
            ids = to_codes(table[header]).tolist()
            made, told = homes_in(plan, table, ids, rows_of, where)
            homes.append(made)
            found += told
        elif name in _PASSED_OVER:
            continue
        elif level := level_of(plan, name, table, is_alone=is_alone):
            drawn[level], told = zones_in(plan, table, where)
            found += told
        elif served is None:
            found.append(finding("returned_unused", Severity.NOTE, source, file=source, layer=name))
    if not (homes or drawn or is_served):
        raise ReadError("returned_nothing", file=source, layers=list(tables))
    if homes and not drawn and not any(any((*one.zones.values(), one.people)) for one in homes):
        found.append(finding("returned_silent", Severity.WARNING, homes[0].where))
    found += missing(plan, homes)
    return HandedBack(tuple(homes), drawn, posts, where_posts, tuple(found))

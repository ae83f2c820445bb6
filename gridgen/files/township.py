"""The tables of an input -> Township: everything is read once, and is in metres from here on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.files.centres import to_centres
from gridgen.files.communities import to_communities
from gridgen.files.community_codes import plain_codes
from gridgen.files.headers import COMMUNITIES, recognise
from gridgen.files.households import to_households
from gridgen.files.inputs import Inputs
from gridgen.files.lines import to_lines, to_polygons
from gridgen.files.mixed_up import refuse_boundaries
from gridgen.files.origin import file_rows
from gridgen.files.people import to_people
from gridgen.files.special import to_special
from gridgen.files.stand_ins import Homes, stand_ins
from gridgen.files.ties import ties_among, to_ties
from gridgen.files.values import Flags
from gridgen.model.crs import work_crs
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import GROUND, Features
from gridgen.model.households import Households
from gridgen.model.township import Township
from gridgen.rules.levels import Rules

Findings = tuple[Finding, ...]
V = TypeVar("V")


def to_township(inputs: Inputs, rules: Rules) -> Township:
    """Return what the tables of an input say, in the metre CRS of its households.

    Parameters
    ----------
    inputs
        As read from files, or made of tables.
    rules
        They say which further columns count, and what of special grids, people, centres and
        households without a place is asked for; what is not asked for is not read.

    Raises
    ------
    ReadError, CoordinateError
        A table cannot be used at all.
    """
    called = inputs.source
    drawn, of_empty = _unless_empty(inputs.communities, called.get("communities", "communities"))
    homes = _homes(drawn) if rules.virtual else None
    households, is_placeless, found = _households(
        inputs.households, rules, source=called.get("households", "households"), homes=homes,
        has_boundaries=inputs.communities is not None,
    )  # fmt: skip
    crs_m = work_crs(households.given, households.crs)
    ground, of_ground = ground_of({name: getattr(inputs, name) for name in GROUND}, called)
    communities, of_communities = _if_given(
        to_communities, drawn, "communities", called, crs_m=crs_m, households=households
    )
    has_special = rules.special and inputs.special is not None and len(inputs.special) > 0
    special, of_special = _if_given(
        to_special, inputs.special if has_special else None, "special", called, crs_m=crs_m
    )
    township = Township(
        households=households,
        crs=crs_m,
        communities=communities,
        ground=ground,
        special=special,
        is_placeless=is_placeless,
        findings=found + of_ground + of_empty + of_communities + of_special,
        source=called,
    )
    township = with_people(township, rules, people=inputs.people, centres=inputs.centres)
    ties, of_ties = _if_given(to_ties, inputs.ties, "ties", called, households=households)
    return replace(township, ties=ties or (), findings=township.findings + of_ties)


KNOWN_SHARE = 0.1
"""Of the households of two tables of one township, the share that at least is in both."""


def with_households(township: Township, table: pd.DataFrame, rules: Rules) -> Township:
    """Return a township with the households of a newer table, and the findings about them.

    Its metre CRS stays. Ties that name nobody any more are left out, with a finding.

    Parameters
    ----------
    township
        As read before, or of a plan.
    table
        As `gridgen.files.households.to_households` takes it.
    rules
        As in `to_township`.

    Raises
    ------
    ReadError, CoordinateError
        The table cannot be used at all.
    """
    communities, homes = township.communities, None
    if rules.virtual and communities is not None:
        homes = Homes(communities.code, communities.shape, township.crs)
    households, is_placeless, found = _households(
        table, rules, source=township.called("households"), homes=homes, crs_m=township.crs
    )
    ties, of_ties = ties_among(township.ties, households, source=township.called("ties"))
    return replace(
        township,
        households=households,
        is_placeless=is_placeless,
        ties=ties,
        findings=found + _strangers(township.households, households, township.called("households"))
        + township.findings + of_ties,
    )  # fmt: skip


def _strangers(old: Households, new: Households, source: str) -> Findings:
    """Return a finding where hardly any household of a newer table is one of those before."""
    known = {*old.ids.tolist(), *old.part_of.tolist()}
    met = sum(name in known for name in new.ids.tolist())
    if not len(old) or not len(new) or met > KNOWN_SHARE * min(len(old), len(new)):
        return ()
    # What a spreadsheet does to codes that are digits alone.
    bare = {name.lstrip("0") for name in known}
    is_stripped = sum(name.lstrip("0") in bare for name in new.ids.tolist()) > met
    rule = "ids_lost_zeros" if is_stripped else "ids_unknown"
    return (finding(rule, Severity.WARNING, source, number=met, limit=len(old), total=len(new)),)


def with_people(
    township: Township,
    rules: Rules,
    *,
    people: pd.DataFrame | None = None,
    centres: pd.DataFrame | None = None,
) -> Township:
    """Return a township with those of a table who serve, and with the centres of another.

    Parameters
    ----------
    township
        As read before, or of a plan.
    rules
        They name the roles, and say whether centres are asked for.
    people
        Who serves now; if not given, those that the township has. Where they are given and
        centres are not, the centres that it has are forgotten: people of that role stand at them.
    centres
        Around which levels are made now.

    Raises
    ------
    ReadError
        A table cannot be used at all.
    """
    crs_m, called = township.crs, township.source
    if people is not None:
        served, of_people = _if_given(
            to_people, people, "people", called, roles=rules.people, crs_m=crs_m
        )
        found = township.findings + of_people
        township = replace(township, people=served, centres=None, findings=found)
    if centres is not None and rules.centre_roles:
        around, of_centres = _if_given(to_centres, centres, "centres", called, crs_m=crs_m)
        township = replace(township, centres=around, findings=township.findings + of_centres)
    return township


def ground_of(
    tables: Mapping[str, pd.DataFrame | None], called: Mapping[str, str]
) -> tuple[dict[str, Features], Findings]:
    """Return what lies on the ground, as far as there are tables, and findings.

    Parameters
    ----------
    tables
        By the names of `GROUND`.
    called
        What the file of each is called, where it has another name.
    """
    ground: dict[str, Features] = {}
    found: Findings = ()
    for name, table in tables.items():
        read = to_lines if name == "lines" else to_polygons
        features, more = _if_given(read, table, name, called)
        if features is not None:
            ground[name], found = features, found + more
    return ground, found


def _if_given(
    read: Callable[..., tuple[V, Findings]],
    table: pd.DataFrame | None,
    role: str,
    called: Mapping[str, str],
    **how: object,
) -> tuple[V | None, Findings]:
    """Return what a reader makes of the table of a role, and findings; None where none is given."""
    return (None, ()) if table is None else read(table, source=called.get(role, role), **how)


def _unless_empty(table: pd.DataFrame | None, source: str) -> tuple[pd.DataFrame | None, Findings]:
    """Return a layer that has rows; without rows it counts as not given, with a finding."""
    if table is None or len(table):
        return table, ()
    return None, (finding("layer_empty", Severity.WARNING, source),)


def _homes(table: pd.DataFrame | None) -> Homes | None:
    """Return the communities as they stand in a table; None where no stand-in can be made of it.

    They are read again, and with findings, once the households have said in which CRS the work is:
    that waits for the stand-ins, which are among the households.
    """
    if not isinstance(table, gpd.GeoDataFrame) or table.crs is None:
        return None
    known, _ = recognise(table, COMMUNITIES, "communities")
    if "code" not in known:
        return None
    shapes = np.asarray(table.geometry.array, object)
    return Homes(plain_codes(known["code"].to_numpy(object)), shapes, str(table.crs))


def _households(
    table: pd.DataFrame,
    rules: Rules,
    *,
    source: str,
    homes: Homes | None,
    crs_m: str | None = None,
    has_boundaries: bool = False,
) -> tuple[Households, Flags, Findings]:
    """Return the households, which of them have no place of their own, and findings."""
    refuse_boundaries(table, source)
    is_placeless = np.zeros(len(table), bool)
    if homes is not None:
        table, is_placeless = stand_ins(table, homes)
    households, found = to_households(
        table, source=source, names=rules.names, counts=rules.counts, crs_m=crs_m,
        has_boundaries=has_boundaries,
    )  # fmt: skip
    # The flags are of the rows of the file, of which some were left out.
    read = np.searchsorted(file_rows(table), households.source)
    return households, is_placeless[read], found

"""The tables of an input -> Township: everything is read once, and is in metres from here on."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.files.communities import to_communities
from gridgen.files.headers import COMMUNITIES, recognise
from gridgen.files.households import to_households
from gridgen.files.inputs import Inputs
from gridgen.files.lines import to_areas, to_lines
from gridgen.files.people import to_people
from gridgen.files.special import to_centres, to_special
from gridgen.files.stand_ins import stand_ins
from gridgen.files.ties import ties_among, to_ties
from gridgen.files.values import Flags, to_codes
from gridgen.model.arrays import Shapes, Texts
from gridgen.model.crs import work_crs
from gridgen.model.findings import Finding
from gridgen.model.ground import GROUND, Features
from gridgen.model.households import Households
from gridgen.model.township import Township
from gridgen.rules.levels import Rules


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
    called = {role: role for role in ("households", "communities", *GROUND)} | dict(inputs.source)
    homes = _homes(inputs.communities) if rules.virtual else None
    read = _households(inputs.households, rules, called["households"], homes)
    households, is_placeless, found = read
    crs_m = work_crs(households.given, households.crs)
    ground, more = ground_of({name: getattr(inputs, name) for name in GROUND}, called)
    found += more
    township = Township(households, crs_m, ground=ground, is_placeless=is_placeless, source=called)
    if inputs.communities is not None:
        communities, more = to_communities(
            inputs.communities, source=called["communities"], crs_m=crs_m
        )
        township, found = replace(township, communities=communities), found + more
    if rules.special and inputs.special is not None and len(inputs.special):
        source = township.called("special")
        special, more = to_special(inputs.special, crs_m=crs_m, source=source)
        township, found = replace(township, special=special), found + more
    township = replace(township, findings=found)
    township = with_people(township, rules, people=inputs.people, centres=inputs.centres)
    if inputs.ties is None:
        return township
    ties, more = to_ties(inputs.ties, households, source=township.called("ties"))
    return replace(township, ties=ties, findings=township.findings + more)


def with_households(township: Township, table: pd.DataFrame, rules: Rules) -> Township:
    """Return a township with the households of a newer table, and the findings about them.

    Its metre CRS stays. Ties that name nobody any more are left out, with a finding.
    """
    communities, homes = township.communities, None
    if rules.virtual and communities is not None:
        homes = (communities.code, communities.shape, township.crs)
    source = township.called("households")
    households, is_placeless, found = _households(table, rules, source, homes, crs_m=township.crs)
    ties, of_ties = ties_among(township.ties, households, source=township.called("ties"))
    found += township.findings + of_ties
    return replace(
        township, households=households, is_placeless=is_placeless, ties=ties, findings=found
    )


def with_people(
    township: Township,
    rules: Rules,
    *,
    people: pd.DataFrame | None = None,
    centres: pd.DataFrame | None = None,
) -> Township:
    """Return a township with those of a table who serve, and with the centres of another.

    Where people are given and centres are not, those that the township had are forgotten: the
    people say who stands at one.
    """
    found, crs_m = township.findings, township.crs
    if people is not None:
        source = township.called("people")
        served, more = to_people(people, source=source, roles=rules.people, crs_m=crs_m)
        township, found = replace(township, people=served, centres=None), found + more
    if centres is not None and rules.centre_roles:
        read, more = to_centres(centres, crs_m=crs_m, source=township.called("centres"))
        township, found = replace(township, centres=read), found + more
    return replace(township, findings=found)


def ground_of(
    tables: dict[str, pd.DataFrame | None], called: dict[str, str]
) -> tuple[dict[str, Features], tuple[Finding, ...]]:
    """Return what lies on the ground, as far as there are tables, and findings."""
    ground: dict[str, Features] = {}
    found: tuple[Finding, ...] = ()
    for name, table in tables.items():
        if table is not None:
            ground[name], more = (to_lines if name == "lines" else to_areas)(table, called[name])
            found += more
    return ground, found


Homes = tuple[Texts, Shapes, str]
"""Codes and shapes of the communities in which households without a place may stand, and their
CRS."""


def _homes(table: pd.DataFrame | None) -> Homes | None:
    if not isinstance(table, gpd.GeoDataFrame) or table.crs is None:
        return None
    known, _ = recognise(table, COMMUNITIES, "communities")
    if "code" not in known:
        return None
    return to_codes(known["code"]), np.asarray(table.geometry.array, object), str(table.crs)


def _households(
    table: pd.DataFrame, rules: Rules, source: str, homes: Homes | None, crs_m: str | None = None
) -> tuple[Households, Flags, tuple[Finding, ...]]:
    """Return the households, which of them have no place of their own, and findings."""
    is_placeless = np.zeros(len(table), bool)
    if homes is not None:
        table, is_placeless = stand_ins(table, *homes)
    households, found = to_households(
        table, source=source, names=rules.names, counts=rules.counts, crs_m=crs_m
    )
    return households, is_placeless[households.source - 1], found

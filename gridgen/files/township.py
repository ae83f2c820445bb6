"""The tables of an input -> Township: everything is read once, and is in metres from here on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.centres import to_centres
from gridgen.files.communities import to_communities
from gridgen.files.community_codes import plain_codes
from gridgen.files.datums import datums_said
from gridgen.files.headers import active_geometry, recognise
from gridgen.files.households import to_households
from gridgen.files.inputs import Inputs
from gridgen.files.lines import to_lines, to_polygons
from gridgen.files.mixed_up import refuse_boundaries
from gridgen.files.origin import origin_of
from gridgen.files.outlines import WGS84, Outlines, outlines_from, outlines_of
from gridgen.files.people import to_people
from gridgen.files.personal import without_personal
from gridgen.files.points import looks_like_degrees, named_crs
from gridgen.files.special import to_special
from gridgen.files.stand_ins import Absent, Homes
from gridgen.files.standing import standing
from gridgen.files.ties import ties_among, to_ties
from gridgen.files.values import text_column
from gridgen.files.village_names import with_codes
from gridgen.files.vocabulary import COMMUNITIES, LINES, SPECIAL, Synonyms
from gridgen.model.communities import Communities
from gridgen.model.crs import work_crs
from gridgen.model.datum import is_in_box
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import GROUND, Features
from gridgen.model.households import Households, Presence
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
    if rules.datum:
        inputs = replace(inputs, datum=datums_said(inputs.datum, rules.datum))
    inputs, of_layers = _standing(inputs)
    drawn, of_empty = unless_empty(inputs.communities, called.get("communities", "communities"))
    ground, of_ground = ground_of({name: getattr(inputs, name) for name in GROUND}, called)
    refuse_boundaries(inputs.households, called.get("households", "households"))
    households, found = to_households(
        inputs.households,
        source=called.get("households", "households"),
        names=rules.names,
        counts=rules.counts,
        has_boundaries=inputs.communities is not None,
        absent=Absent(_homes(drawn), rules.virtual, ground),
        outlines=_outlines(drawn, called.get("communities", "communities")),
    )
    if drawn is None:
        source = called.get("households", "households")
        found += _datum_assumed(inputs.households, households, found, source)
    crs_m = work_crs(households.given, households.crs)
    communities, of_communities = if_given(
        to_communities, drawn, "communities", called, crs_m=crs_m, households=households
    )
    if communities is not None:
        households, of_names = with_codes(
            households, communities, source=called.get("households", "households")
        )
        found += of_names
    has_special = rules.special and inputs.special is not None and len(inputs.special) > 0
    special, of_special = if_given(
        to_special, inputs.special if has_special else None, "special", called, crs_m=crs_m
    )
    township = Township(
        households=households,
        crs=crs_m,
        communities=communities,
        ground=ground,
        special=special,
        findings=of_layers + found + of_ground + of_empty + of_communities + of_special,
        source=called,
    )
    township = with_people(township, rules, people=inputs.people, centres=inputs.centres)
    ties, of_ties = if_given(to_ties, inputs.ties, "ties", called, households=households)
    return replace(township, ties=ties or (), findings=township.findings + of_ties)


def with_households(township: Township, table: pd.DataFrame, rules: Rules) -> Township:
    """Return a township with the households of a newer table, and the findings about them.

    Its metre CRS stays. Ties that name nobody any more are left out, with a finding. Communities
    that were drawn are drawn anew where one of them had no household with a place, and now has.

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
    if communities is not None:
        homes = Homes(communities.code, communities.shape, township.crs, communities.name)
    refuse_boundaries(table, township.called("households"))
    households, found = to_households(
        table,
        source=township.called("households"),
        names=rules.names,
        counts=rules.counts,
        crs_m=township.crs,
        absent=Absent(homes, rules.virtual, township.ground),
        outlines=_outlines_in(township),
    )
    if communities is not None:
        households, of_names = with_codes(
            households, communities, source=township.called("households")
        )
        found += of_names
    ties, of_ties = ties_among(township.ties, households, source=township.called("ties"))
    return replace(
        township,
        households=households,
        communities=None if _have_land_now(communities, households) else communities,
        ties=ties,
        findings=found + township.findings + of_ties,
    )


def _have_land_now(communities: Communities | None, households: Households) -> bool:
    """Return whether one that was drawn where nobody had a place now has households with one.

    Then all are drawn anew, as they were at first: no boundary that is given is empty.
    """
    if communities is None:
        return False
    landless = communities.code[shapely.is_empty(communities.shape)]
    placed = households.community[households.standing != Presence.VIRTUAL]
    return bool(np.isin(placed.astype(str), landless.astype(str)).any())


def _outlines_in(township: Township) -> Outlines | None:
    """Return the boundaries of a plan, by which the places of a newer list are judged."""
    drawn = township.communities
    if drawn is None:
        return None
    source = township.called("communities")
    return outlines_from(drawn.code, drawn.shape, crs=township.crs, source=source)


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
        served, of_people = if_given(
            to_people, people, "people", called, roles=rules.people, crs_m=crs_m
        )
        found = township.findings + of_people
        township = replace(township, people=served, centres=None, findings=found)
    if centres is not None and rules.centre_roles:
        around, of_centres = if_given(to_centres, centres, "centres", called, crs_m=crs_m)
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
        features, more = if_given(read, table, name, called)
        if features is not None:
            ground[name], found = features, found + more
    return ground, found


def if_given(
    read: Callable[..., tuple[V, Findings]],
    table: pd.DataFrame | None,
    role: str,
    called: Mapping[str, str],
    **how: object,
) -> tuple[V | None, Findings]:
    """Return what a reader makes of the table of a role, and findings; None where none is given."""
    if table is None:
        return None, ()
    source = called.get(role, role)
    of_persons: Findings = ()
    if role in _ASKED:
        table, of_persons = without_personal(table, _ASKED[role], source)
    made, found = read(table, source=source, **how)
    return made, of_persons + found


_ASKED: Mapping[str, Synonyms] = {
    "communities": COMMUNITIES,
    **dict.fromkeys(GROUND, LINES),
    "special": SPECIAL,
}
"""What is asked of tables that may hold columns about persons; those of people, centres and ties
see to it themselves."""


def _standing(inputs: Inputs) -> tuple[Inputs, Findings]:
    """Return the layers beside the households as they lie on the ground, and findings."""
    upright: dict[str, Any] = {}
    found: Findings = ()
    for role in ("communities", *GROUND, "special"):
        table = getattr(inputs, role)
        if table is not None:
            upright[role], more = standing(table, inputs.source.get(role, role))
            found += more
    is_same = all(getattr(inputs, role) is table for role, table in upright.items())
    return (inputs if is_same else replace(inputs, **upright)), found


def _datum_assumed(
    table: pd.DataFrame, households: Households, found: Findings, source: str
) -> Findings:
    """Return a note where nothing says the datum of degrees in China, and nothing can tell it."""
    is_said = any(one.rule.startswith("datum_") for one in found) or origin_of(table).datum
    is_list = active_geometry(table) is None and households.crs == WGS84
    if is_said or not is_list or 2 * int(is_in_box(households.given).sum()) <= len(households):
        return ()
    return (finding("datum_assumed", Severity.NOTE, source),)


def _outlines(table: pd.DataFrame | None, source: str) -> Outlines | None:
    """Return the boundaries by which places are judged; None where nothing says where they are."""
    if not isinstance(table, gpd.GeoDataFrame):
        return None
    crs = named_crs(table)
    if crs is None and not looks_like_degrees(table.get_coordinates().to_numpy()):
        return None
    return outlines_of(table, crs=crs or WGS84, source=source)


def unless_empty(table: pd.DataFrame | None, source: str) -> tuple[pd.DataFrame | None, Findings]:
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
    name = text_column(known, "name")
    return Homes(plain_codes(known["code"].to_numpy(object)), shapes, str(table.crs), name)

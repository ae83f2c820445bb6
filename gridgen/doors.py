"""The public functions over tables: what is read, divided, checked and served, in one call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, Unpack, overload

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.division.communities import drawn_communities
from gridgen.division.hamlets import hamlets_in
from gridgen.division.options import Options, OptionWords, with_words
from gridgen.division.pipeline import check_plan, divide_township, with_staff
from gridgen.files.compared import existing_unknown
from gridgen.files.corrections import titled, with_corrections
from gridgen.files.datums import datums_said
from gridgen.files.existing import to_existing
from gridgen.files.inputs import Inputs
from gridgen.files.new_land import refuse_lost, with_land
from gridgen.files.newer import Newer, NewInputs, with_newer
from gridgen.files.origin import file_rows
from gridgen.files.people import to_people
from gridgen.files.tables import table_if_given, table_of
from gridgen.files.township import ground_of, to_township, with_people
from gridgen.land.cells import cells
from gridgen.land.ground import grounds_of, land_of
from gridgen.land.links import link
from gridgen.land.placing import place
from gridgen.model.errors import ProblemError
from gridgen.model.existing import ExistingGrids
from gridgen.model.findings import Report
from gridgen.model.graphs import tidy
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.plans.communities_told import findings_of
from gridgen.plans.names import language_in, relabelled
from gridgen.plans.renamed import with_ids
from gridgen.plans.township import township_of
from gridgen.rules.levels import Rules
from gridgen.rules.loader import load_rules, rules_for
from gridgen.words.say import GridgenError


def divide(
    households: pd.DataFrame | gpd.GeoSeries,
    communities: pd.DataFrame | gpd.GeoSeries | None = None,
    *,
    lines: pd.DataFrame | gpd.GeoSeries | None = None,
    water: pd.DataFrame | gpd.GeoSeries | None = None,
    buildings: pd.DataFrame | gpd.GeoSeries | None = None,
    parcels: pd.DataFrame | gpd.GeoSeries | None = None,
    special: pd.DataFrame | gpd.GeoSeries | None = None,
    centres: pd.DataFrame | gpd.GeoSeries | None = None,
    people: pd.DataFrame | gpd.GeoSeries | None = None,
    ties: pd.DataFrame | None = None,
    corrections: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    rules: str = "standard",
    existing: Plan | gpd.GeoDataFrame | None = None,
    source: Mapping[str, str] | None = None,
    crs: str | None = None,
    columns: Mapping[str, str] | None = None,
    datum: str | Mapping[str, str] | None = None,
    options: Options | None = None,
    **words: Unpack[OptionWords],
) -> Plan:
    """Divide households into grids, community by community, and check the result.

    Parameters
    ----------
    households
        A GeoDataFrame of points, or a table with columns lon and lat; in any CRS. Columns and
        headers (English or Chinese) as in the README; only the place is required. Here and below a
        GeoSeries is a table of its shapes alone.
    communities
        Polygons with code, name, kind (village or community) or class. Without them, communities
        are the `community` codes of the households, or else everything is one. A layer without
        rows counts as not given, and needs no CRS.
    lines
        Rivers, railways, roads, bridges, with a column class. Nobody is a neighbour across a line
        that cuts, save at bridges and roads that cross; borders follow lines where they can. What
        each class means stands in the rules.
    water
        Polygons that cut like rivers.
    buildings, parcels
        Polygons that no outline cuts: footprints; parcels, estates.
    special
        Polygons that are grids of their own (markets, parks, office buildings), with name and size;
        0 households are allowed.
    centres
        Points around which the levels of mode "around" are made: an opaque id, role, fewest, most,
        and the code of the community to serve, as far as there are such. If not given, the people
        of the role that the rules name, or else the centres of the plan that exists.
    people
        Who serves: points with an opaque id, a role of the rules, a work phone and the code of the
        community to serve, if there are such. Any other column is dropped. They are assigned to
        zones and households by distance.
    ties
        A table of tie (together or apart), first, second, and `of` (household, building, group or
        estate): whom a grid keeps together and whom grids keep apart.
    corrections
        Rows of the households that came back corrected: each takes the place of the one with its
        id; where the id itself was wrong, of the row that a workbook of `write_rejects` names.
        New ids are added. Of several tables the later ones win.
    rules
        A preset ("standard") or the path of a rules file.
    existing
        The grids that are there already: an older plan (by household id, at every level), or
        polygons with a column code (by place). Households then leave their grid only where the band
        asks for it, grids keep their codes, and codes that fall out of use are never used again.
    source
        What the tables are called in findings, by the names of these parameters.
    crs
        The CRS of tables that do not say theirs, as "EPSG:4547": columns x and y need one. Columns
        lon and lat are degrees all the same.
    columns
        What columns mean that their headers do not tell, as {"户数(含空挂)": "households"}; "-" for
        one that is of no use.
    datum
        What degrees refer to: "wgs84", "cgcs2000", "gcj02" (AMap, Tencent) or "bd09" (Baidu): of
        households, centres and people, and of layers beside that say no CRS; or by table, as
        {"communities": "gcj02"}. The plan holds WGS 84. Where nobody says it, places that fit the
        boundaries only after one of these offsets are refused; "wgs84" says that they are meant so.
    options, words
        How to divide: `Options`, or its fields as keywords (`effort="fast"`, `seed=1`), which go
        before those of `options`.

    Returns
    -------
    A `Plan` whose `report` holds what was found in the input and by the checks.

    Raises
    ------
    GridgenError
        `ReadError` and `CoordinateError` for input that cannot be used at all, `RulesError` for
        rules, `NotInPlanError` for a community in `grids` or a grid in `locks` that does not exist.
    """
    inputs = Inputs(
        households=with_corrections(table_of(households, "households"), titled(corrections)),
        communities=communities,
        lines=lines,
        water=water,
        buildings=buildings,
        parcels=parcels,
        special=special,
        centres=centres,
        people=people,
        ties=ties,
        source=source or {},
        crs=crs,
        columns=columns or {},
        datum=datum,
    )
    return divide_inputs(inputs, rules=rules, existing=existing, options=with_words(options, words))


def divide_inputs(
    inputs: Inputs,
    *,
    rules: str | Rules,
    existing: Plan | gpd.GeoDataFrame | None,
    options: Options,
) -> Plan:
    """Divide what `gridgen.files.inputs.read_inputs` read.

    Parameters
    ----------
    inputs
        The tables, and what their files are called and hash to.
    rules, existing
        As in `divide`; or rules that are loaded.
    options
        How to divide.
    """
    known = rules if isinstance(rules, Rules) else load_rules(rules)
    township = to_township(inputs, known)
    there: Plan | ExistingGrids | None = None
    if isinstance(existing, Plan):
        there = existing
        called = township.called("households")
        strange = existing_unknown(existing, township.households, called)
        township = replace(township, findings=township.findings + strange)
    elif existing is not None and len(polygons := table_of(existing, "existing")):
        called = inputs.source.get("existing", "existing")
        there = to_existing(polygons, crs_m=township.crs, source=called)
    options = replace(options, day=options.day or date.today().isoformat())
    return divide_township(
        township, known, existing=there, options=options, input_hash=inputs.input_hash
    )


def redraw(
    plan: Plan,
    households: pd.DataFrame | gpd.GeoSeries | None = None,
    *,
    communities: pd.DataFrame | gpd.GeoSeries | None = None,
    lines: pd.DataFrame | gpd.GeoSeries | None = None,
    water: pd.DataFrame | gpd.GeoSeries | None = None,
    buildings: pd.DataFrame | gpd.GeoSeries | None = None,
    parcels: pd.DataFrame | gpd.GeoSeries | None = None,
    special: pd.DataFrame | gpd.GeoSeries | None = None,
    ties: pd.DataFrame | None = None,
    centres: pd.DataFrame | gpd.GeoSeries | None = None,
    people: pd.DataFrame | gpd.GeoSeries | None = None,
    corrections: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    rules: str | None = None,
    source: Mapping[str, str] | None = None,
    input_hash: str = "",
    crs: str | None = None,
    new_ids: str | None = None,
    partial: bool = False,
    datum: str | Mapping[str, str] | None = None,
    options: Options | None = None,
    **words: Unpack[OptionWords],
) -> Plan:
    """Divide again with the least change: the daily job.

    Whatever is not given stays that of the plan.

    Parameters
    ----------
    plan
        The plan as it stands.
    households
        The households as they are now, matched by id (zeros in front that a spreadsheet dropped do
        no harm); those of the plan if not given.
    communities
        The boundaries as they are now: villages merged, split, renamed, new. All of them, since one
        that is left out is no more. What was understood is in the findings.
    lines, water, buildings, parcels, special, ties
        As in `divide`, as they are now; each layer takes the place of that of the plan.
    centres
        The places around which levels are made, as they are now; if not given, the people of that
        role where people are given, or else those of the plan.
    people
        Who serves now; the people of the plan if not given.
    corrections
        As in `divide`, of `households`.
    rules
        Other rules than those of the plan.
    source, input_hash
        What the tables are called in findings, and the hash of their files, where there are files.
    crs, datum
        As in `divide`.
    new_ids
        What the list is where its ids are not those of the plan, or whole villages are not in it,
        which is refused otherwise. "match-by-place": households are known by where they stand (same
        village, within 5 m, one to one, same building and group where both name one) and have the
        new ids from now on. "accept": whoever is not known by id is new.
    partial
        The list is of some villages alone: these are replaced, all others keep their households,
        grids and codes exactly.
    options, words
        As in `divide`.

    Returns
    -------
    A new plan that names `plan` as its parent. Codes stay where most households stay, and so do
    names that people gave; an area drawn around a centre that stays keeps its code. Where the code
    of a community changes its grids have new codes, with their numbers as far as these are free.
    Codes that are out of use have the day (`options.day`, today if not given) as their end. Names
    are in the language of those of the plan.

    Raises
    ------
    GridgenError
        As `divide`.
    """
    tables = {
        "households": households, "communities": communities, "lines": lines, "water": water,
        "buildings": buildings, "parcels": parcels, "special": special, "ties": ties,
        "centres": centres, "people": people,
    }  # fmt: skip
    inputs = NewInputs(
        {role: table for role, table in tables.items() if table is not None},
        corrections=corrections, source=source or {}, input_hash=input_hash, crs=crs, datum=datum,
        new_ids=new_ids, partial=partial,
    )  # fmt: skip
    return redraw_inputs(plan, inputs, rules=rules, options=with_words(options, words))[1]


def redraw_inputs(
    plan: Plan, inputs: NewInputs, *, rules: str | Rules | None, options: Options
) -> tuple[Plan, Plan]:
    """Divide again what a plan divided, with what is new.

    Parameters
    ----------
    plan
        As it stands.
    inputs
        The tables that are new, and what is said of them.
    rules
        Other rules than those of the plan; or its own, where they are loaded.
    options
        How to divide.

    Returns
    -------
    The plan as it stands, whose households bear the ids that they have now, so that it can be
    compared; and the new plan.
    """
    known = rules_for(plan, rules)
    inputs.refuse_contradictions(plan, rules.read_from if isinstance(rules, Rules) else rules)
    datums = datums_said(inputs.datum, known.datum)
    tables = {role: table_of(table, role, inputs.crs, datums)
              for role, table in inputs.tables.items()}  # fmt: skip
    land = with_land(replace(township_of(_repaired(plan), known), source=inputs.source),
                     tables, known)  # fmt: skip
    newer = Newer(land.township)
    if "households" in tables:
        table = with_corrections(tables["households"], titled(inputs.corrections))
        newer = with_newer(newer.township, table, known, new_ids=inputs.new_ids,
                           partial=inputs.partial)  # fmt: skip
    township = replace(newer.township, households=land.named_anew(newer.township.households))
    before = with_ids(plan, newer.id_of)
    if "communities" in tables:
        refuse_lost(before, township)
    existing, lang = _called_by(before, known)
    options = replace(
        options, day=options.day or date.today().isoformat(), lang=lang or options.lang
    )
    made = divide_township(
        with_people(township, known, people=tables.get("people"), centres=tables.get("centres")),
        known,
        existing=existing,
        options=options,
        input_hash=inputs.input_hash,
        stays=newer.stays,
    )
    return before, replace(made, report=Report(findings_of(before, made)) + made.report)


def _called_by(plan: Plan, rules: Rules) -> tuple[Plan, str]:
    """Return a plan whose names are those of other rules, where it is divided by others, and the
    language of its names, "" where nothing tells.

    So that a name that its own rules made is not taken for one that people gave.
    """
    made_by = plan.made_by.rules
    if not made_by or made_by == rules.read_from:
        return plan, language_in(plan, rules)
    try:
        before = load_rules(made_by)
    except GridgenError:  # its rules are no more: every name counts as given
        return plan, ""
    lang = language_in(plan, before)
    return (relabelled(plan, before, rules, lang) if lang else plan), lang


def appoint(
    plan: Plan,
    people: pd.DataFrame | gpd.GeoSeries,
    *,
    rules: str | None = None,
    source: str = "people",
) -> Plan:
    """Return the plan with people assigned to its zones and households, checked anew.

    Parameters
    ----------
    plan
        As it stands; who served before is forgotten.
    people
        As in `divide`.
    rules
        Other rules than those of the plan: they name the roles.
    source
        The file as the user knows it, for findings.

    Raises
    ------
    ReadError
        The people cannot be used; see `gridgen.files.people.to_people`.
    """
    known = rules_for(plan, rules)
    table = table_of(people, "people")
    served, found = to_people(table, source=source, roles=known.people, crs_m=plan.township.crs)
    staffed = with_staff(_repaired(plan), served, known)
    return replace(staffed, report=Report(found) + staffed.report)


def check(
    plan: Plan,
    *,
    rules: str | Rules | None = None,
    lines: pd.DataFrame | gpd.GeoSeries | None = None,
) -> Report:
    """Check a plan against its rules from nothing but its households, boundaries and zones.

    Links are made anew from the places, boundaries and what lies on the ground.

    Parameters
    ----------
    plan
        Made here or read from a file, whoever drew its zones.
    rules
        Other rules than those of the plan: their name, or as they are loaded.
    lines
        Other lines than those that the plan holds.

    Returns
    -------
    What the checks find; of somebody else's grids also what was found in reading them, since no
    plan holds it, and of an older plan that its metres were none.
    """
    known = rules_for(plan, rules)
    plan = _repaired(plan)
    drawn, found = ground_of({"lines": table_if_given(lines, "lines")}, {"lines": "lines"})
    ground = {**plan.township.ground, **drawn}
    plan = replace(plan, township=replace(plan.township, ground=ground))
    # What made a plan has a version; without one these are somebody else's grids.
    is_ours = bool(plan.made_by.version)
    read = Report(tuple(f for f in plan.report if not is_ours or f.rule == "plan_crs_no_metre"))
    return read + Report(found) + check_plan(plan, known)


def _repaired(plan: Plan) -> Plan:
    """Return a plan whose communities can be worked with, as a stranger's file may not have."""
    communities = replace(plan.communities, shape=repair(plan.communities.shape))
    return replace(plan, township=replace(plan.township, communities=communities))


def find_hamlets(
    households: pd.DataFrame | gpd.GeoSeries,
    communities: pd.DataFrame | gpd.GeoSeries | None = None,
    *,
    lines: pd.DataFrame | gpd.GeoSeries | None = None,
    smallest: int = 8,
    apart_m: float = 60.0,
    lang: str = "en",
    source: Mapping[str, str] | None = None,
    crs: str | None = None,
    datum: str | Mapping[str, str] | None = None,
) -> Plan:
    """Find the hamlets of each village that names no villager groups.

    Parameters
    ----------
    households, communities, lines
        As in `gridgen.divide`; lines are only drawn on the map.
    smallest
        Rows of households of the smallest hamlet.
    apart_m
        Houses within this many metres of each other are of one hamlet. A house farther than twice
        this from every hamlet is in none.
    lang
        "en" or "zh": the language of the names.
    source
        What the tables are called in findings.
    crs, datum
        As in `divide`.

    Returns
    -------
    A `Plan` of one level, `hamlets`, to be looked at and confirmed: the outlines are drawn around
    the houses and do not tile. The column `hamlet` of its households names them.

    Raises
    ------
    ProblemError
        `smallest` is below 2, or `apart_m` not above 0.
    GridgenError
        The input cannot be used.
    """
    if smallest < 2 or not apart_m > 0:
        raise ProblemError("hamlets_too_small", smallest=smallest, apart_m=apart_m)
    inputs = Inputs(households, communities, lines, source=source or {}, crs=crs, datum=datum)
    # Who has no place shows no hamlet.
    township = to_township(inputs, replace(load_rules("standard"), virtual=False))
    return hamlets_in(township, smallest=smallest, apart_m=apart_m, lang=lang)


@overload
def neighbours(
    households: pd.DataFrame | gpd.GeoSeries,
    boundary: pd.DataFrame | gpd.GeoSeries | None = None,
    ground: Mapping[str, pd.DataFrame | gpd.GeoSeries] | None = None,
    *,
    as_graph: Literal[False] = False,
) -> NDArray[np.int64]: ...


@overload
def neighbours(
    households: pd.DataFrame | gpd.GeoSeries,
    boundary: pd.DataFrame | gpd.GeoSeries | None = None,
    ground: Mapping[str, pd.DataFrame | gpd.GeoSeries] | None = None,
    *,
    as_graph: Literal[True],
) -> Any: ...


def neighbours(
    households: pd.DataFrame | gpd.GeoSeries,
    boundary: pd.DataFrame | gpd.GeoSeries | None = None,
    ground: Mapping[str, pd.DataFrame | gpd.GeoSeries] | None = None,
    *,
    as_graph: bool = False,
) -> Any:
    """Return who is a neighbour of whom: the links over which grids are in one piece.

    Parameters
    ----------
    households
        As in `divide`; n rows, in any CRS.
    boundary
        The polygons of communities, as in `divide`: nobody is a neighbour across their borders.
        Without them they are made as in `divide`.
    ground
        What lies there, tables by name: "lines", "water", "buildings", "parcels", as in `divide`.
        Lines that the standard rules cut at part neighbours; bridges join them.
    as_graph
        Return a `libpysal.graph.Graph` over the rows of `households`, for whoever has libpysal.

    Returns
    -------
    (m, 2) int64 row numbers of `households`, smaller first, sorted, none repeated: cells that share
    a border inside one part of a community, and rows at one place. A row that lies in no community
    or cannot be read has no neighbour.

    Raises
    ------
    ProblemError
        `ground` has another name than these, or `as_graph` is asked for and libpysal is not there.
    GridgenError
        A table cannot be used at all.
    """
    layers: dict[str, Any] = dict(ground or {})
    if unknown := sorted(layers.keys() - set(GROUND)):
        raise ProblemError("ground_unknown", name=unknown[0], known=list(GROUND))
    known = replace(load_rules("standard"), virtual=False)
    township = to_township(Inputs(households, boundary, **layers), known)
    land = land_of(known.lines, township.ground, township.crs)
    there = township.households
    communities = township.communities or drawn_communities(there, land)[0]
    placing = place(there, communities)
    found = [np.zeros((0, 2), np.int64)]
    for community, mine in enumerate(grounds_of(land, communities.shape)):
        rows = np.flatnonzero(placing.community_of == community)
        if len(rows):
            # With `fewest` 1 no part is too small: links say who meets, not who must go together.
            links = link(cells(placing.spot[rows], mine), mine, there.count[rows], fewest=1)
            found.append(rows[links.pairs])
    # Rows that could not be read were left out.
    read = np.searchsorted(file_rows(table_of(households, "households")), there.source)
    pairs = tidy(read[np.concatenate(found)]).astype(np.int64)
    return _graph(pairs, len(households)) if as_graph else pairs


def _graph(pairs: NDArray[np.int64], n: int) -> Any:
    """Return pairs as a Graph of libpysal, which is no dependency of ours."""
    try:
        from libpysal.graph import Graph
    except ImportError as why:
        raise ProblemError("graph_needs_libpysal") from why
    first, second = np.concatenate([pairs, pairs[:, ::-1]]).T
    # libpysal says "no neighbour" as a weight 0 from a row to itself.
    alone = np.setdiff1d(np.arange(n), first)
    return Graph.from_arrays(
        np.concatenate([first, alone]),
        np.concatenate([second, alone]),
        np.repeat([1, 0], [len(first), len(alone)]),
    )

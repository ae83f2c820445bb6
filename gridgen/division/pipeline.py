"""divide(): the stages in order, and the only place that knows it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, as_completed
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import gridgen
from gridgen.checks import check as check_links
from gridgen.division.centres import centres_among, roles_around, rounds_of, with_zones
from gridgen.division.communities import areas_of
from gridgen.division.community import Outcome, Task, divide_community
from gridgen.division.existing import Existing, existing_in_plan, existing_in_polygons
from gridgen.division.problems import Asked, members_of, tasks_of
from gridgen.division.rows import cut_rows, whole_rows
from gridgen.division.set_aside import (
    divided_land,
    special_in,
    special_of,
    with_aside,
    with_stand_ins,
)
from gridgen.division.spans import spanned
from gridgen.division.zones import all_links, assemble
from gridgen.files.communities import to_communities
from gridgen.files.households import to_households
from gridgen.files.lines import to_areas, to_lines
from gridgen.files.people import to_people
from gridgen.files.special import to_centres
from gridgen.files.ties import to_ties
from gridgen.land.cells import cells
from gridgen.land.ground import grounds_of, land_of
from gridgen.land.links import link
from gridgen.land.placing import Placing, place
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.crs import project, work_crs
from gridgen.model.errors import ProblemError, RulesError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.model.ground import GROUND
from gridgen.model.households import Households
from gridgen.model.links import Links
from gridgen.model.people import People
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.polygons import repair
from gridgen.model.ties import Tie
from gridgen.model.zones import Zones
from gridgen.people.assign import assign
from gridgen.plans.density import density
from gridgen.plans.measures import measured
from gridgen.rules.levels import Rules
from gridgen.rules.loader import load_rules
from gridgen.words.say import LANGUAGES, finding

INPUTS = ("households", "communities", *GROUND, "special", "centres")
"""The tables of an input."""

Progress = Callable[[int, int], None]


def divide(
    households: pd.DataFrame,
    *,
    communities: pd.DataFrame | None = None,
    lines: pd.DataFrame | None = None,
    water: pd.DataFrame | None = None,
    buildings: pd.DataFrame | None = None,
    zones: pd.DataFrame | None = None,
    special: pd.DataFrame | None = None,
    centres: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    ties: pd.DataFrame | None = None,
    rules: str = "standard",
    target: int | None = None,
    grids: Mapping[str, int] | None = None,
    existing: Plan | gpd.GeoDataFrame | None = None,
    locks: Collection[str] = (),
    effort: str = "balanced",
    certify: bool = False,
    seed: int = 0,
    lang: str = "en",
    executor: Executor | None = None,
    source: Mapping[str, str] | None = None,
    input_hash: str = "",
    on_progress: Progress | None = None,
) -> Plan:
    """Divide households into grids, community by community, and check the result.

    Parameters
    ----------
    households
        A GeoDataFrame of points, or a table with columns lon and lat; in any CRS. Columns and
        headers (English or Chinese) as in the README; only the place is required.
    communities
        Polygons with code, name, kind (village or community) or class. Without them, communities
        are the `community` codes of the households, or else everything is one.
    lines
        Rivers, railways, roads, bridges, with a column class. Nobody is a neighbour across a line
        that cuts, save at bridges and roads that cross; borders follow lines where they can. What
        each class means stands in the rules.
    water
        Polygons that cut like rivers.
    buildings, zones
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
    rules
        A preset ("standard") or the path of a rules file.
    target
        Households aimed at in a grid, for every band that holds this number.
    grids
        The number of grids for single communities, by code.
    existing
        The grids that are there already: an older plan (by household id, at every level), or
        polygons with a column code (by place). Households then leave their grid only where the band
        asks for it, grids keep their codes, and codes that fall out of use are never used again.
    locks
        Codes of existing grids that keep exactly their households.
    effort
        "fast", "balanced" or "best".
    certify
        Also prove how few metres any division into as many grids must walk.
    seed
        Decides all random choices: the same input and seed give the same plan in every process.
    lang
        "en" or "zh": the language of grid names.
    executor
        Any `concurrent.futures.Executor`; communities are spread over it. None: one by one.
    source, input_hash
        Names of the files for findings, and their hash, where there are files.
    on_progress
        Called with (communities done, communities in all).

    Returns
    -------
    A `Plan` whose `report` holds what was found in the input and by the checks.

    Raises
    ------
    GridgenError
        `ReadError` and `CoordinateError` for input that cannot be used at all, `RulesError` for
        rules, `NotInPlanError` for a community in `grids` or a grid in `locks` that does not exist.
    """
    if lang not in LANGUAGES:
        raise ProblemError(f"lang is {lang!r}; expected one of {', '.join(LANGUAGES)}.")
    law = load_rules(rules)
    files = {role: role for role in (*INPUTS, "existing", "people", "ties")}
    files |= source or {}
    table, standing_in = with_stand_ins(households, communities, wanted=law.virtual)
    roll, found = to_households(
        table, source=files["households"], names=law.names, counts=law.counts
    )
    crs_m = work_crs(roll.given, roll.crs)
    given = {"lines": lines, "water": water, "buildings": buildings, "zones": zones}
    drawn, more = _layers(given, files)
    found += more
    land = land_of(law.lines, crs_m, **drawn)
    if communities is None:
        areas, more = areas_of(roll, land, crs_m=crs_m)
    else:
        areas, more = to_communities(communities, source=files["communities"], crs_m=crs_m)
    found += more
    if law.span != "communities":
        roll, areas = spanned(roll, areas, law)
    _need_names(law, roll, areas, files["households"])
    aside, more = special_of(
        special if law.special else None, areas, crs_m=crs_m, source=files["special"]
    )
    found += more
    grounds = grounds_of(land, divided_land(areas, aside))
    placing = place(roll, areas)
    placing = with_aside(placing, roll, aside, np.isin(roll.source, standing_in))
    found += placing.findings + _empty_communities(areas, placing)

    digest = input_hash or _hash(roll, areas)
    roll, placing = cut_rows(roll, placing, areas, law)
    there = _existing(roll, existing, crs_m, files["existing"], law)
    served, more = _people(people, law, crs_m, files["people"])
    found += more
    points, more = _centres(centres, served, existing, law, crs_m, files["centres"])
    found += more
    rounds = rounds_of(law, points, areas, source=files["centres"])
    bonds, more = _ties(roll, ties, files["ties"])
    found += more
    asked = Asked(target, grids or {}, locks, effort, seed, certify, bonds)
    tasks = tasks_of(roll, areas, grounds, placing, law, there, asked, rounds)
    outcomes = _map(tasks, executor, on_progress)
    proven = round(sum(outcome.lower_bound_m for outcome in outcomes.values()), 3)
    made_by = MadeBy(
        version=gridgen.__version__,
        seed=seed,
        rules=str(rules),
        input_hash=digest,
        crs=crs_m,
        effort=effort,
        metres=round(sum(outcome.metres for outcome in outcomes.values()), 3),
        parent=existing.made_by.input_hash if isinstance(existing, Plan) else "",
        lower_bound_m=proven if certify else None,
    )
    members = members_of(placing.divided_in)
    levels, zone_of, zone_at = assemble(
        roll, areas, members, law, outcomes, there, aside, placing, rounds.centres, lang=lang
    )
    made_by = replace(made_by, retired=_retired(there, levels))
    plan = Plan(
        roll, placing.presence, placing.community_of, areas, levels, zone_of, made_by,
        Report(found), ties=bonds,
        centres=with_zones(rounds, zone_at, levels, there.absent), **drawn,
    )  # fmt: skip
    links = all_links(members, {row: made.links for row, made in outcomes.items()})
    plan = measured(plan, links, law)
    if served is not None:
        plan = replace(plan, staff=assign(plan, served, links, law.people))
    return replace(plan, report=plan.report + check_links(plan, links, law) + _density(plan))


def redraw(
    plan: Plan,
    households: pd.DataFrame | None = None,
    *,
    centres: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    rules: str | None = None,
    locks: Collection[str] = (),
    **asked: Any,
) -> Plan:
    """Divide again with the least change: the daily job.

    Parameters
    ----------
    plan
        The plan as it stands.
    households
        The households as they are now, matched by id; those of the plan if not given.
    centres
        The places around which levels are made, as they are now; if not given, the people of that
        role where people are given, or else those of the plan.
    people
        Who serves now; the people of the plan if not given.
    rules
        Other rules than those of the plan.
    locks
        Codes of grids that keep exactly their households.
    asked
        `effort`, `seed`, `lang`, `executor`, `source`, `input_hash`, `on_progress` as in `divide`.

    Returns
    -------
    A new plan that names `plan` as its parent. Codes stay where most households stay; an area drawn
    around a centre that stays keeps its code.
    """
    table = whole_rows(plan.households) if households is None else households
    return divide(
        table,
        communities=plan.communities,
        special=_special_again(plan),
        **{name: getattr(plan, name) for name in GROUND},
        centres=plan.centre_table if centres is None and people is None else centres,
        people=plan.people if people is None else people,
        ties=_tie_table(plan),
        rules=rules or plan.made_by.rules or "standard",
        existing=plan,
        locks=locks,
        **asked,
    )


def _special_again(plan: Plan) -> gpd.GeoDataFrame | None:
    """Return the special grids of a plan as a layer."""
    if not plan.levels or not (plan.levels[0].kind == "special").any():
        return None
    table = plan.table(plan.levels[0].level)
    table = table[table["kind"] == "special"]
    return table[["code", "name", "geometry"]].assign(size=table["units"])


def appoint(
    plan: Plan, people: pd.DataFrame, *, rules: str | None = None, source: str = "people"
) -> Plan:
    """Return the plan with people assigned to its zones and households, checked anew.

    Parameters
    ----------
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
    law = load_rules(rules or plan.made_by.rules or "standard")
    plan = _repaired(plan)
    links = _links(plan, law)
    known, found = to_people(people, source=source, roles=law.people, crs_m=plan.made_by.crs)
    served = replace(plan, staff=assign(plan, known, links, law.people))
    return replace(served, report=Report(found) + check_links(served, links, law))


def check(plan: Plan, *, rules: str | None = None, lines: pd.DataFrame | None = None) -> Report:
    """Check a plan against its rules from nothing but its households, boundaries and zones.

    Links are made anew from the places, boundaries and what lies on the ground. `rules` overrides
    those the plan names, and `lines` the lines that it holds. Of somebody else's grids what was
    found in reading them is told too: no plan holds it.
    """
    law = load_rules(rules or plan.made_by.rules or "standard")
    plan = _repaired(plan)
    drawn, found = _layers({"lines": lines}, {"lines": "lines"})
    plan = replace(plan, **drawn)
    read = Report() if plan.made_by.version else plan.report
    return read + Report(found) + check_links(plan, _links(plan, law), law)


def _links(plan: Plan, law: Rules) -> Links:
    """Return the links among the households of a plan, made anew from what lies on the ground."""
    aside = special_in(plan)
    placing = with_aside(place(plan.roll, plan.areas), plan.roll, aside, plan.is_virtual)
    members = members_of(placing.divided_in)
    layers = {name: getattr(plan, name) for name in GROUND}
    land = land_of(law.lines, plan.made_by.crs, **layers)
    grounds = grounds_of(land, divided_land(plan.areas, aside))
    made: dict[int, Links] = {}
    for row, mine in members.items():
        band = law.levels[0].band_of(plan.areas.class_or_kind[row])
        drawing = cells(placing.spot[mine], grounds[row])
        fewest = band.fewest if band and law.levels[0].counts == "households" else 1
        made[row] = link(drawing, grounds[row], plan.roll.count[mine], fewest=fewest)
    return all_links(members, made)


def _repaired(plan: Plan) -> Plan:
    """Return a plan whose communities can be worked with, as a stranger's file may not have."""
    return replace(plan, areas=replace(plan.areas, shape=repair(plan.areas.shape)))


# --- before: tasks -------------------------------------------------------------------------------


def _layers(
    tables: Mapping[str, pd.DataFrame | None], files: Mapping[str, str]
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Finding, ...]]:
    """Return what lies on the ground, as far as it is given, and findings."""
    layers: dict[str, gpd.GeoDataFrame] = {}
    found: tuple[Finding, ...] = ()
    for name, table in tables.items():
        if table is not None:
            layers[name], more = (to_lines if name == "lines" else to_areas)(table, files[name])
            found += more
    return layers, found


def _need_names(law: Rules, roll: Households, areas: Communities, source: str) -> None:
    """Raise RulesError where zones are to be made by a column that the households do not have."""
    for level in law.levels:
        modes = {level.mode_of(who) for who in areas.class_or_kind}
        if modes & {"given", "unit"} and not set(level.by) & set(roll.keys):
            raise RulesError(
                f"{source}: the rules {law.name!r} make {level.name} by {' or '.join(level.by)}, "
                "and the households have no such column; expected one of them. Add it, or choose "
                "rules with another mode."
            )


def _ties(
    roll: Households, table: pd.DataFrame | None, source: str
) -> tuple[tuple[Tie, ...], tuple[Finding, ...]]:
    return ((), ()) if table is None else to_ties(table, roll, source=source)


def _people(
    table: pd.DataFrame | None, law: Rules, crs_m: str, source: str
) -> tuple[People | None, tuple[Finding, ...]]:
    if table is None:
        return None, ()
    return to_people(table, source=source, roles=law.people, crs_m=crs_m)


def _centres(
    table: pd.DataFrame | None,
    people: People | None,
    existing: Plan | gpd.GeoDataFrame | None,
    law: Rules,
    crs_m: str,
    source: str,
) -> tuple[Centres | None, tuple[Finding, ...]]:
    """Return the centres as given, or else those among the people, or of the plan that exists."""
    if not roles_around(law):
        return None, ()
    if table is not None:
        return to_centres(table, crs_m=crs_m, source=source)
    found = centres_among(people, law) if people is not None else None
    if found is None and isinstance(existing, Plan) and existing.centre_table is not None:
        return to_centres(existing.centre_table, crs_m=crs_m, source=source)
    return found, ()


def _tie_table(plan: Plan) -> pd.DataFrame | None:
    rows = [(tie.kind, tie.key, tie.first, tie.second) for tie in plan.ties]
    return pd.DataFrame(rows, columns=["tie", "of", "first", "second"]) if rows else None


def _empty_communities(areas: Communities, placing: Placing) -> tuple[Finding, ...]:
    there = set(placing.community_of.tolist())
    return tuple(
        finding("community_empty", Severity.NOTE, areas.code[row], name=areas.name[row])
        for row in range(len(areas))
        if row not in there
    )


def _retired(existing: Existing, levels: tuple[Zones, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each level the codes that are out of use now."""
    used = {zones.level: set(zones.code) for zones in levels}
    every = {*existing.code_of, *existing.retired}
    gone = {level: existing.all_codes(level) - used.get(level, set()) for level in every}
    return {level: tuple(sorted(codes)) for level, codes in sorted(gone.items()) if codes}


def _existing(
    roll: Households,
    existing: Plan | gpd.GeoDataFrame | None,
    crs_m: str,
    source: str,
    law: Rules,
) -> Existing:
    if existing is None and law.existing != "ignore" and "grid" in roll.keys:
        return Existing({law.levels[0].name: roll.keys["grid"]})
    if existing is None:
        return Existing()
    if isinstance(existing, Plan):
        return existing_in_plan(roll, existing)
    return existing_in_polygons(roll, existing, crs_m=crs_m, source=source)


# --- the map over communities --------------------------------------------------------------------


def _map(
    tasks: dict[int, Task], executor: Executor | None, on_progress: Progress | None
) -> dict[int, Outcome]:
    """Return the outcome of each task; the largest are begun first."""
    done: dict[int, Outcome] = {}
    order = sorted(tasks, key=lambda row: (-len(tasks[row].count), row))
    if executor is None:
        for row in order:
            done[row] = divide_community(tasks[row])
            if on_progress:
                on_progress(len(done), len(tasks))
    else:
        row_of = {executor.submit(divide_community, tasks[row]): row for row in order}
        for future in as_completed(row_of):
            done[row_of[future]] = future.result()
            if on_progress:
                on_progress(len(done), len(tasks))
    return {row: done[row] for row in sorted(done)}


# --- after: report -------------------------------------------------------------------------------


def _density(plan: Plan) -> Report:
    """Return a note on the densest H3 cell: an index for aggregates, not a way to divide."""
    there = plan.community_of >= 0
    if not there.any() or not plan.roll.count[there].any():
        return Report()
    lonlat = project(plan.roll.given[there], plan.roll.crs, "EPSG:4326")
    found = density(lonlat, plan.roll.count[there])
    top = int(np.argmax(found.per_km2))
    note = finding(
        "densest_cell", Severity.NOTE, str(found.cells[top]),
        number=round(float(found.per_km2[top])), cells=len(found.cells),
    )  # fmt: skip
    return Report((note,))


def _hash(roll: Households, areas: Communities) -> str:
    digest = hashlib.sha256()
    for part in (*roll.ids, roll.given.tobytes(), roll.count.tobytes(), *roll.community):
        digest.update(part if isinstance(part, bytes) else str(part).encode() + b"\x1f")
    digest.update(shapely.to_wkb(areas.shape).tobytes())
    return digest.hexdigest()

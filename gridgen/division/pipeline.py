"""Township -> Plan: the stages in order, and the only place that knows it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib.metadata import version

import shapely

from gridgen.checks.every import check, look
from gridgen.division.centres import Rounds, centres_among, rounds_of, with_zones
from gridgen.division.coded import Coded, coding_of
from gridgen.division.community import Outcome
from gridgen.division.densest import densest
from gridgen.division.existing import Existing, existing_in_plan, existing_in_polygons
from gridgen.division.options import Options
from gridgen.division.problems import problems_of
from gridgen.division.site import Site, site_in, site_of
from gridgen.division.spread import spread_over
from gridgen.division.stays import metres_in, with_stays
from gridgen.division.zones import all_links, numbered
from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.model.communities import Communities
from gridgen.model.existing import ExistingGrids
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.model.links import Links
from gridgen.model.people import People
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.people.assign import assign
from gridgen.plans.names import as_they_stand, code_of, names_in, names_of, own_names, with_names
from gridgen.plans.seen import Seen, measured
from gridgen.rules.levels import Rules


def divide_township(
    township: Township,
    rules: Rules,
    *,
    existing: Plan | ExistingGrids | None = None,
    options: Options,
    input_hash: str = "",
    stays: Collection[str] = (),
) -> Plan:
    """Divide a township into zones, community by community, and check the result.

    Parameters
    ----------
    township
        As it was read, or as `gridgen.plans.township.township_of` has it from a plan.
    rules
        Of levels, lines, codes and people.
    existing
        The grids that are there already; if not given, those that the households name, where the
        rules say that these count.
    options
        How to divide.
    input_hash
        Of the files that were read; that of the values where there are none.
    stays
        Codes of communities that are not divided: their zones are those of `existing`, a plan that
        has the same households there.

    Raises
    ------
    GridgenError
        `RulesError` where the rules do not fit what was read, `NotInPlanError` for a community in
        `options.grids` or a grid in `options.locks` that does not exist.
    """
    digest = input_hash or _hash(township)
    site, found = site_of(township, rules)
    # Begun here, where processes have nothing to do yet.
    dense = densest(site.households, site.placing.community_of, options.executor)
    options = _by_codes(options, site.communities, existing, rules)
    before = _existing(site, existing, rules)
    rounds = _rounds(site, existing, rules)
    problems = {row: one for row, one in problems_of(site, rules, before, rounds, options).items()
                if one.code not in stays}  # fmt: skip
    coding = coding_of(site, rules, before, rounds.centres, lang=options.lang)
    coded: dict[int, Coded] = {}

    def code(row: int, outcome: Outcome) -> None:
        coded[row] = coding.of(row, outcome.layers)

    outcomes = spread_over(problems, options, code)
    made = numbered(coding, coded, options.executor)
    metres = sum(outcome.metres for outcome in outcomes.values())
    if stays and isinstance(existing, Plan):
        made = with_stays(made, existing, stays, before=before, site=site, centres=rounds.centres)
        metres += metres_in(existing, stays)
    proven, least = (
        round(sum(getattr(outcome, name) for outcome in outcomes.values()), 3)
        for name in ("lower_bound_m", "least_m")
    )
    is_proven = options.certify and not stays
    retired = _retired(before, made.levels)
    made_by = MadeBy(
        version=version("gridgen"),
        seed=options.seed,
        rules=rules.read_from,
        input_hash=digest,
        effort=options.effort,
        metres=round(metres, 3),
        parent=existing.made_by.input_hash if isinstance(existing, Plan) else "",
        lower_bound_m=proven if is_proven else None,
        least_m=least if is_proven else None,
        retired=retired,
        retired_on=_retired_on(retired, existing, options.day or ""),
        locks=tuple(sorted(options.locks)),
        grids=dict(options.grids),
        crs=township.crs,
    )
    plan = Plan(
        township=replace(
            site.township,
            centres=with_zones(rounds, made.zone_at, made.levels, before.absent),
            findings=(),
        ),
        presence=site.placing.presence,
        community_of=site.placing.community_of,
        levels=made.levels,
        zone_of=made.zone_of,
        made_by=made_by,
        report=Report(township.findings + found + _unused_grids(township, existing, rules)),
    )
    if stays:
        links = links_of(plan, rules)
    else:
        links = all_links(site.members, {row: one.links for row, one in outcomes.items()})
    if township.people is not None:
        plan = replace(plan, staff=assign(plan, township.people, links, rules.people))
    if options.on_drawn:
        options.on_drawn(plan)
    # Checked before it says what its zones measure: checks read none of that, and both share it.
    seen, checked = look(plan, links, rules, options.executor)
    report = plan.report + checked + dense()
    return replace(measured(seen), report=with_names(report, names_in(report, plan, rules)))


def with_staff(plan: Plan, people: People, rules: Rules) -> Plan:
    """Return a plan with people assigned to its zones and households, and what checks find.

    Parameters
    ----------
    plan
        Its levels and households stay as they are.
    people
        In the metres of the plan.
    rules
        Say who serves what.
    """
    links = links_of(plan, rules)
    served = replace(plan, staff=assign(plan, people, links, rules.people))
    report = check(Seen(served, links, rules))
    return replace(served, report=with_names(report, names_in(report, served, rules)))


def check_plan(plan: Plan, rules: Rules) -> Report:
    """Return what checks find in a plan, from its households, communities and zones alone."""
    report = check(Seen(plan, links_of(plan, rules), rules))
    return with_names(report, names_in(report, plan, rules))


def links_of(plan: Plan, rules: Rules) -> Links:
    """Return the links among the households of a plan, made anew from what lies on the ground."""
    return links_at(site_in(plan, rules), rules)


def links_at(site: Site, rules: Rules) -> Links:
    """Return the links among the households of a site, over its rows."""
    count = site.households.count
    made: dict[int, Links] = {}
    for row, mine in site.members.items():
        level = rules.levels[0]
        band = level.band_of(site.communities.class_or_kind[row])
        drawing = cells(site.placing.spot[mine], site.grounds[row])
        fewest = band.fewest if band and level.counts == "households" else 1
        # As the division does: a part of a community too small for one grid is joined to the next.
        made[row] = link(drawing, site.grounds[row], count[mine], fewest=fewest)
    return all_links(site.members, made)


def _by_codes(
    options: Options, communities: Communities, existing: Plan | ExistingGrids | None, rules: Rules
) -> Options:
    """Return options that say codes where people may have said names."""
    homes = as_they_stand(communities.code, communities.name)
    grids = {code_of(asked, homes, "--grids"): number for asked, number in options.grids.items()}
    if isinstance(existing, Plan):
        there = names_of(existing, rules)
    elif existing is not None:
        there = as_they_stand(existing.code, existing.name)
    else:
        there = {}
    # Without grids as a layer the households name them, and only by codes.
    locks = [code_of(asked, there, "--locks") if there else asked for asked in options.locks]
    return replace(options, grids=grids, locks=locks)


# --- what is there already -----------------------------------------------------------------------


def _existing(site: Site, existing: Plan | ExistingGrids | None, rules: Rules) -> Existing:
    households = site.households
    if isinstance(existing, Plan):
        return existing_in_plan(households, existing, own_names(existing, rules))
    if existing is not None:
        return existing_in_polygons(households, existing)
    if rules.existing != "ignore" and "grid" in households.keys:
        return Existing({rules.levels[0].name: households.keys["grid"]})
    return Existing()


def _unused_grids(
    township: Township, existing: Plan | ExistingGrids | None, rules: Rules
) -> tuple[Finding, ...]:
    """Return a finding where households name grids that the rules do not look at."""
    number = sum(name != "" for name in township.households.keys.get("grid", ()))
    if not number or existing is not None or rules.existing != "ignore":
        return ()
    return (
        finding("grid_column_unused", Severity.WARNING, township.called("households"),
                number=number),
    )  # fmt: skip


def _rounds(site: Site, existing: Plan | ExistingGrids | None, rules: Rules) -> Rounds:
    """Return the centres of each level: those given, or else those among the people, or else those
    of the plan that exists.
    """
    centres, people = site.township.centres, site.township.people
    if centres is None and people is not None:
        centres = centres_among(people, rules)
    if centres is None and isinstance(existing, Plan):
        centres = existing.township.centres
    # No level is made around any: centres of an older plan are not carried along for nothing.
    if not rules.centre_roles:
        centres = None
    return rounds_of(rules, centres, site.communities, source=site.township.called("centres"))


def _retired(existing: Existing, levels: tuple[Zones, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each level the codes that are out of use now."""
    used = {zones.level: set(zones.code) for zones in levels}
    every = {*existing.code_of, *existing.retired}
    gone = {level: existing.all_codes(level) - used.get(level, set()) for level in every}
    return {level: tuple(sorted(codes)) for level, codes in sorted(gone.items()) if codes}


def _retired_on(
    retired: Mapping[str, Collection[str]], existing: Plan | ExistingGrids | None, day: str
) -> dict[str, str]:
    """Return by code the day from which it is out of use: that of the older plan, or else today."""
    known = existing.made_by if isinstance(existing, Plan) else None
    there = {code for codes in (known.retired if known else {}).values() for code in codes}
    days = known.retired_on if known else {}
    every = {code for codes in retired.values() for code in codes}
    return {code: days.get(code, "" if code in there else day) for code in sorted(every)}


# --- what is said of the whole -------------------------------------------------------------------


def _hash(township: Township) -> str:
    households, communities = township.households, township.communities
    digest = hashlib.sha256()
    for part in (
        *households.ids, households.given.tobytes(), households.count.tobytes(),
        *households.community,
    ):  # fmt: skip
        # A mark behind each text, so that "ab", "c" and "a", "bc" are not one.
        digest.update(part if isinstance(part, bytes) else str(part).encode() + b"\x1f")
    if communities is not None:
        # Joined: the bytes of an array of objects are addresses, another in every process.
        digest.update(b"".join(shapely.to_wkb(communities.shape)))
        digest.update("\x1f".join((*communities.code, *communities.name)).encode())
    for name, features in sorted(township.ground.items()):
        digest.update("\x1f".join((name, *features.kind)).encode())
        digest.update(b"".join(shapely.to_wkb(features.shape)))
    return digest.hexdigest()

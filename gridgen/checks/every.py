"""Every check, in the order in which findings are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor

from gridgen.checks.assignment import (
    codes_are_sound,
    counts_agree,
    digits_suffice,
    everyone_is_somewhere,
    is_nested,
    labels_are_true,
    lent_places_are_told,
    levels_are_there,
    nobody_is_lost,
)
from gridgen.checks.centres import centres_serve
from gridgen.checks.cuts import nothing_is_cut
from gridgen.checks.foreign import codes_have_structure, drawing_is_sound
from gridgen.checks.ground import (
    groups_stand_together,
    households_are_inside,
    parts_are_marked,
    zones_are_whole,
    zones_tile,
)
from gridgen.checks.metres import metres_are_true
from gridgen.checks.people import people_serve
from gridgen.checks.shape import borders_follow_lines, zones_lie_well
from gridgen.checks.size import sizes_are_in_band
from gridgen.checks.system import (
    chain_is_whole,
    radius_is_kept,
    units_are_named,
    units_are_whole,
)
from gridgen.checks.ties import ties_are_kept
from gridgen.model.findings import Finding, Report
from gridgen.model.later import later
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.borders import Borders
from gridgen.plans.seen import NO_LINKS, Seen, land_in
from gridgen.rules.levels import Rules

Check = Callable[[Seen], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    levels_are_there,
    everyone_is_somewhere,
    nobody_is_lost,
    is_nested,
    codes_are_sound,
    digits_suffice,
    counts_agree,
    lent_places_are_told,
    labels_are_true,
    sizes_are_in_band,
    zones_are_whole,
    groups_stand_together,
    parts_are_marked,
    nothing_is_cut,
    zones_tile,
    households_are_inside,
    zones_lie_well,
    borders_follow_lines,
    radius_is_kept,
    units_are_named,
    units_are_whole,
    chain_is_whole,
    centres_serve,
    people_serve,
    ties_are_kept,
    drawing_is_sound,
    codes_have_structure,
    metres_are_true,
)

OF_THE_WHOLE: tuple[Check, ...] = (
    levels_are_there,
    nobody_is_lost,
    lent_places_are_told,
    borders_follow_lines,
    chain_is_whole,
    centres_serve,
    people_serve,
    ties_are_kept,
    drawing_is_sound,
    codes_have_structure,
    metres_are_true,
)
"""Those that look at the whole plan; each of the others finds in a community what it finds there in
a plan of that community alone."""

RULES = frozenset({
    "area_differs", "around_missed", "band_impossible", "band_missed", "border_off_lines",
    "borders_on_lines", "by_unit_in_all", "centre_not_needed", "centre_outside",
    "centre_unused", "chain_broken", "code_doubled", "code_odd", "code_of_community_odd",
    "code_too_long", "contact_in_pieces", "contact_missing", "contact_outside_band",
    "count_differs", "crs_no_metre", "digits_used_up", "grid_in_parts", "grid_too_large",
    "grid_too_small", "grids_do_not_fit", "grids_overlap", "household_outside_zone",
    "household_twice", "household_without_zone", "joined_in_all", "label_untrue",
    "land_in_no_grid", "level_missing", "links_do_not_fit", "locked_off_size", "locks_forbid",
    "neighbours_too_large", "parent_unknown", "part_joined", "people_missing", "people_spare",
    "person_outside", "person_unknown", "person_wanted_beside", "place_cut", "polygon_broken",
    "posts_vacant", "preferred_cut", "radius_long", "serves_unknown", "size_missed",
    "tie_apart_broken", "tie_apart_one_unit", "tie_apart_too_few", "tie_together_broken",
    "tied_above_band", "ties_above_band", "ties_forbid", "unit_above_band", "unit_cut",
    "unit_off_size", "unit_scattered", "unit_split", "units_do_not_fit", "units_unnamed",
    "unplaced_in_all", "unplaced_in_zone", "unplaced_needlessly", "walk_detour", "walk_long",
    "zone_empty", "zone_in_pieces", "zone_not_nested", "zone_thin", "zone_without_centre",
    "zones_overlap",
})  # fmt: skip
"""What checks find, by the names of findings; all else in a report was found in reading."""


def check_land(plan: Plan, rules: Rules) -> Report:
    """Return what is wrong with the polygons of a plan: broken, empty, with gaps or overlaps.

    It needs no links: for whoever draws a plan and does not check all of it.
    """
    return Report(tuple(zones_tile(Seen(plan, NO_LINKS, rules))))


def check(seen: Seen) -> Report:
    """Return what every check finds in a plan.

    Parameters
    ----------
    seen
        Its links are made from the places and the boundaries alone.
    """
    return _report(told(seen, CHECKS))


def look(
    plan: Plan, links: Links, rules: Rules, executor: Executor | None = None
) -> tuple[Seen, Report]:
    """Return a plan as it is seen, and what every check finds in it.

    Parameters
    ----------
    links
        Among its households, made from the places and the boundaries alone.
    executor
        One of its workers looks meanwhile at what lies on the land alone; None for this process.
    """
    if executor is None:
        seen = Seen(plan, links, rules)
        return seen, check(seen)
    of_land = later(executor, _looked_at, land_in(plan, rules))
    seen = Seen(plan, links, rules, known_borders=lambda: of_land()[0])
    made = told(seen, [rule for rule in CHECKS if rule is not zones_tile])
    return seen, _report(made + of_land()[1])


def _looked_at(land: Seen) -> tuple[dict[str, Borders], list[tuple[int, Finding]]]:
    """Return the borders of each level by its name, and what is wrong with the polygons."""
    # Borders are asked for beside lines alone.
    levels = land.levels if land.lines else ()
    return {one.zones.level: one.borders for one in levels}, told(land, (zones_tile,))


def _report(made: list[tuple[int, Finding]]) -> Report:
    return Report(tuple(found for _, found in sorted(made, key=lambda one: one[0])))


def told(seen: Seen, checks: Collection[Check]) -> list[tuple[int, Finding]]:
    """Return what some checks find in a plan, in their order, each with the number of its check."""
    return [
        (number, found)
        for number, rule in enumerate(CHECKS)
        if rule in checks
        for found in rule(seen)
    ]

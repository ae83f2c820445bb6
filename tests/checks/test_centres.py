"""Levels around centres: a centre without a zone and a zone without a centre are told.

The village of the drawing has three grids around centres; East Gate's are made by a band.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import EAST_GATE, ORIGIN, VILLAGE, altered, town

from gridgen.checks.centres import centres_serve, nearest_community
from gridgen.model.centres import Centres
from gridgen.model.findings import Finding
from gridgen.model.links import Links
from gridgen.plans.seen import Seen
from gridgen.rules.loader import load_rules

NOBODY = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))
GRIDS = [f"{VILLAGE}{k:03d}" for k in (1, 2, 3)]


def told(
    places: list[tuple[float, float]], zones: list[str], community: list[str] | None = None
) -> list[Finding]:
    """What is told of centres at places of the drawing, each with its zones."""
    n = len(places)
    standard = load_rules("standard")
    around = replace(standard.levels[0], mode={"village": "around", "community": "band"})
    centres = Centres([f"C{k + 1}" for k in range(n)], [""] * n, ORIGIN + np.array(places, float),
                      [-1] * n, [-1] * n, community or [""] * n, zones)  # fmt: skip
    plan = altered(town(), centres=centres)
    return list(centres_serve(Seen(plan, NOBODY, replace(standard, levels=(around,)))))


IN_EACH = [(150.0, 300.0), (450.0, 300.0), (750.0, 300.0)]


def test_a_centre_in_each_zone_is_nothing_to_tell() -> None:
    assert told(IN_EACH, GRIDS) == []


def test_a_zone_that_no_centre_holds_is_told_with_its_households() -> None:
    (found,) = told(IN_EACH[:2], GRIDS[:2])

    assert (found.rule, found.where, found.number) == ("zone_without_centre", GRIDS[2], 20)


def test_one_centre_may_hold_several_zones() -> None:
    assert told(IN_EACH[:2], [f"{GRIDS[0]},{GRIDS[2]}", GRIDS[1]]) == []


@pytest.mark.parametrize(
    ("place", "community", "rule", "where", "number"),
    [
        ((150, 200), "", "centre_unused", "C4", 0),
        ((-40, 200), "", "centre_outside", "C4", 40),
        ((-40, 200), VILLAGE, "centre_unused", "C4", 40),
        ((1000, 200), "", "centre_not_needed", EAST_GATE, 1),
        ((150, 200), EAST_GATE, "centre_not_needed", EAST_GATE, 1),
    ],
)
def test_a_centre_without_a_zone_is_told_by_where_it_is_and_whom_it_serves(
    place: tuple[float, float], community: str, rule: str, where: str, number: float
) -> None:
    (found,) = told([*IN_EACH, place], [*GRIDS, ""], ["", "", "", community])

    assert (found.rule, found.where, found.number) == (rule, where, number)


def test_a_code_of_no_community_is_told_and_the_place_decides() -> None:
    unknown, unused = told([*IN_EACH, (150, 200)], [*GRIDS, ""], ["", "", "", "99"])

    assert (unknown.rule, unknown.where, "99" in unknown.en) == ("serves_unknown", "C4", True)
    assert (unused.rule, unused.where) == ("centre_unused", "C4")


@pytest.mark.parametrize(
    ("place", "code", "metres"),
    [((450, 300), VILLAGE, 0), ((1350, 300), EAST_GATE, 0), ((-30, -40), VILLAGE, 50)],
)
def test_the_nearest_community_is_that_in_which_a_place_lies_or_else_the_nearest(
    place: tuple[float, float], code: str, metres: float
) -> None:
    assert nearest_community(town(), ORIGIN + np.array(place)) == (code, pytest.approx(metres))

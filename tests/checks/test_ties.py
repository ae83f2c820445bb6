"""Ties: who should be together and is not, who should be apart and is not, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import drawn
from plans import altered

from gridgen.checks.ties import tied_units, ties_are_kept
from gridgen.model.bands import Band
from gridgen.model.findings import Finding
from gridgen.model.ties import Tie
from gridgen.plans.seen import Seen
from gridgen.rules.loader import load_rules

ROW = """
    aaaabbbb
"""
"""Eight households in a row: h0 to h3 are in one grid, h4 to h7 in the other."""


def seen(*ties: Tie, band: tuple[int, int] = (2, 4)) -> Seen:
    """The row with ties, under a band of so many households."""
    plan, links = drawn(ROW)
    standard = load_rules("standard")
    level = replace(standard.levels[0], band={"community": Band(*band)})
    return Seen(altered(plan, ties=ties), links, replace(standard, levels=(level,)))


def together(first: str, second: str) -> Tie:
    return Tie("together", "id", first, second)


def apart(first: str, second: str) -> Tie:
    return Tie("apart", "id", first, second)


def rules_of(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.rule, f.where) for f in found]


@pytest.mark.parametrize(
    ("tie", "told"),
    [
        (together("h0", "h3"), []),
        (together("h3", "h4"), [("tie_together_broken", "h3")]),
        (apart("h3", "h4"), []),
        (apart("h0", "h3"), [("tie_apart_broken", "h0")]),
    ],
)
def test_a_tie_that_is_not_kept_is_told(tie: Tie, told: list[tuple[str, str]]) -> None:
    assert rules_of(list(ties_are_kept(seen(tie)))) == told


def test_whom_another_tie_holds_together_cannot_be_apart() -> None:
    found = list(ties_are_kept(seen(together("h0", "h1"), together("h1", "h2"), apart("h0", "h2"))))

    assert rules_of(found) == [("tie_apart_one_unit", "h0")]
    assert "h0 + h1, h1 + h2" in found[0].en


@pytest.mark.parametrize(("fewest", "rule"), [(4, "tie_apart_broken"), (5, "tie_apart_too_few")])
def test_too_few_households_for_another_grid_are_the_reason(fewest: int, rule: str) -> None:
    found = list(ties_are_kept(seen(apart("h0", "h3"), band=(fewest, 8))))

    assert rules_of(found) == [(rule, "h0")]


@pytest.mark.parametrize(("most", "told"), [(3, []), (2, [("ties_above_band", "h0")])])
def test_a_chain_of_ties_above_the_most_of_a_grid_is_named(
    most: int, told: list[tuple[str, str]]
) -> None:
    chained = seen(together("h0", "h1"), together("h1", "h2"), band=(1, most))

    assert rules_of(list(ties_are_kept(chained))) == told


def test_rows_that_ties_join_are_one_unit_and_nobody_else_is() -> None:
    tied = seen(together("h0", "h1"), together("h1", "h5"))

    unit_of = tied_units(tied, tied.ruled[0].kept, tied.ruled[0].zone_of)

    assert unit_of[0] == unit_of[1] == unit_of[5]
    assert len(np.unique(unit_of)) == 6

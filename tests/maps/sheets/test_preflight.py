"""Before a sheet goes to print a person is told what is lost, missing or cut off."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from maps_sheets import (
    nested_pages,
)
from plans import VILLAGE, town

from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


def test_preflight_is_silent_where_all_is_well() -> None:
    assert len(print_plan(town(), Order(size="A3")).report) == 0


@pytest.mark.slow
def test_labels_without_a_place_are_counted_and_a_larger_size_is_named(long: Press) -> None:
    report = long.print(Order(size="A4")).report

    (lost,) = report.of("print_label_unplaced")
    (small,) = report.of("print_size_small")
    assert lost.number is not None
    assert lost.number > 0
    assert re.search(r"A[0-3] (is enough|即可)|用 A[0-3] 即可", small.zh)
    enough = re.search(r"用 (A\d)", small.zh)
    assert enough is not None
    assert long.print(Order(size=enough[1])).report.of("print_label_unplaced") == ()


def test_a_character_that_no_font_has_is_an_error() -> None:
    report = print_plan(town(village="清河村\U0010fffd"), Order(size="A4")).report

    (missing,) = report.of("print_glyph_missing")
    assert "U+10FFFD" in missing.en


def test_a_scale_that_cuts_grids_off_is_told() -> None:
    report = print_plan(town(), Order(size="A4", scale=1000)).report

    (outside,) = report.of("print_outside")
    assert outside.number == 6


def test_a_level_that_lacks_households_is_told() -> None:
    plan = town()
    groups = plan.levels[1]
    less = replace(groups, households=[9, *groups.households[1:]])

    report = nested_pages(replace(plan, levels=(plan.levels[0], less))).report

    (told,) = report.of("print_totals_differ")
    assert (told.where, told.number, told.limit) == (VILLAGE, 59, 60)
    assert nested_pages(plan).report.of("print_totals_differ") == ()

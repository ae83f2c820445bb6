"""Grids inside a band: kept where arithmetic allows it, and told where not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    BAND,
    CITY,
    VILLAGE,
    assert_is_sound,
    divide,
    drawn_homes,
    field,
    homes,
    land,
    ours,
    said,
    sizes,
    square,
    strip,
)

from gridgen.model.findings import Severity


@pytest.mark.parametrize(
    ("code", "total", "numbers"),
    [
        (CITY, 550, ["550", "500", "300", "275", CITY]),
        (CITY, 299, ["299", "300", CITY]),
        (VILLAGE, 38, ["38", "50", VILLAGE]),
        (VILLAGE, 1, ["1", "50", VILLAGE]),
    ],
)
def test_a_number_that_no_band_can_hold_is_delivered_with_a_warning_in_both_languages(
    code: str, total: int, numbers: list[str]
) -> None:
    xy = field(10, 11)[: min(total, 110)]
    count = np.full(len(xy), total // len(xy))
    count[: total % len(xy)] += 1

    plan = divide(homes(xy, households=count), square(code))

    grids = plan.level("grids")
    found = [f for f in plan.report.of("band_impossible") if f.where in grids.code]
    assert grids.households.sum() == total
    assert found
    for finding in found:
        assert finding.severity is Severity.WARNING
        assert all(n in finding.zh and n in finding.en for n in numbers)
    assert_is_sound(plan)


@pytest.mark.parametrize(("total", "grids"), [(300, 1), (500, 1), (600, 2)])
def test_a_number_at_the_edge_of_the_band_is_kept_without_a_word(total: int, grids: int) -> None:
    xy = field(10, 10)

    plan = divide(homes(xy, households=[total // 100] * 100), square(CITY))

    assert len(sizes(plan)) == grids
    assert all(300 <= n <= 500 for n in sizes(plan))
    assert said(plan.report) == set()


def test_buildings_that_add_up_to_no_size_in_the_band_are_a_warning() -> None:
    three = homes(np.array([[50, 50], [150, 50], [250, 50]]), households=[60, 60, 49])

    plan = divide(three, land({VILLAGE: shapely.box(0, 0, 300, 100)}))

    # 60+60, 60+49 and 60+60+49 are too many, 49 alone too few: no division is in band.
    grids = set(plan.level("grids").code)
    assert sizes(plan) == [49, 60, 60]
    assert [f.en for f in plan.report.errors if f.where in grids] == []


def test_a_village_of_vacant_houses_alone_gets_a_grid_and_a_warning() -> None:
    plan = divide(
        homes(field(10, 10), households=[0] * 100), land({VILLAGE: shapely.box(0, 0, 220, 220)})
    )

    assert sum(sizes(plan)) == 0
    assert "band_impossible" in said(plan.report)
    assert_is_sound(plan)


@pytest.mark.parametrize(("hard", "severity"), [("size", "warning"), ("radius", "error")])
def test_the_service_radius_is_a_limit_or_a_warning(
    tmp_path: Path, hard: str, severity: str
) -> None:
    rules = BAND + f'hard = ["{hard}"]\nlimits.village = {{ radius_m = 20 }}'

    plan = divide(drawn_homes("xxxxxxxx"), strip(), rules=ours(tmp_path, rules), grids={VILLAGE: 1})

    (found,) = plan.report.of("radius_long")
    assert (found.number, found.limit, found.severity) == (40, 20, severity)

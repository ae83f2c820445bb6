"""The 四至 of a grid in words: roads and rivers, then neighbours, then the border of a village."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely
from plans import METRES, ORIGIN, altered, town

from gridgen.model.ground import Features
from gridgen.model.plan import Plan
from maps.sheets.bounds import Surroundings
from maps.sheets.scenery import scenery_of


def bounds(plan: Plan, row: int, lang: str = "zh") -> list[str]:
    return Surroundings.of(scenery_of(plan)).bounds(row, lang)


def with_lines(**drawn: tuple[str, list[tuple[float, float]]]) -> Plan:
    """The town with these lines alone: by class a name and places, metres from its corner."""
    shapes = [shapely.LineString(ORIGIN + np.array(places)) for _, places in drawn.values()]
    names = [name for name, _ in drawn.values()]
    return altered(town(), ground={"lines": Features(list(drawn), names, shapes, METRES)})


def test_a_grid_in_the_middle_reaches_to_its_neighbours_and_the_border_of_the_village() -> None:
    assert bounds(with_lines(), 1) == [
        "东至第3网格", "南至村（社区）界", "西至第1网格", "北至村（社区）界",
    ]  # fmt: skip


def test_the_neighbour_across_the_border_of_the_village_is_the_other_community() -> None:
    assert bounds(with_lines(), 2)[0] == "东至东门社区"
    assert bounds(with_lines(), 3)[2] == "西至清河村"


def test_roads_and_rivers_along_the_outline_come_before_neighbours() -> None:
    plan = with_lines(
        road=("解放路", [(300, -20), (300, 620)]), river=("清河", [(-20, 600), (920, 600)])
    )

    assert bounds(plan, 1) == ["东至第3网格", "南至村（社区）界", "西至解放路", "北至清河"]


@pytest.mark.parametrize(
    ("line_class", "name", "south"),
    [
        ("stream", "", "南至溪、渠"),
        ("stream", "柳溪", "南至柳溪"),
        ("bridge", "东桥", "南至村（社区）界"),
    ],
)
def test_a_line_without_a_name_is_told_where_nothing_else_is(
    line_class: str, name: str, south: str
) -> None:
    plan = with_lines(**{line_class: (name, [(-20, 0), (920, 0)])})

    assert bounds(plan, 1)[1] == south


def test_a_line_without_a_name_gives_way_to_a_neighbour() -> None:
    assert bounds(with_lines(road=("", [(300, -20), (300, 620)])), 1)[2] == "西至第1网格"


def test_bounds_are_said_in_the_language_of_the_board() -> None:
    plan = with_lines(road=("Main Street", [(300, -20), (300, 620)]))

    assert bounds(plan, 0, "en")[0] == "east: Main Street"


def test_a_grid_without_a_polygon_has_no_bounds() -> None:
    plan = town()
    polygon = plan.levels[0].polygon.copy()
    polygon[0] = None
    grids = dataclasses.replace(plan.levels[0], polygon=polygon)

    assert bounds(dataclasses.replace(plan, levels=(grids, *plan.levels[1:])), 0) == []

"""The map: places of households only where asked for, neighbours told apart on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from campaigns import campaign
from ciede import SIGHTS, apart, lab
from maps_plans import sample_plan
from plans import town

from gridgen.model.plan import Plan
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


def test_no_place_of_a_household_stands_on_a_sheet_unless_asked_for() -> None:
    public = print_plan(town(), Order(size="A3")).scenes[0].drawing
    internal = print_plan(town(), Order(size="A3", households=True)).scenes[0].drawing

    assert "h1M" not in public
    assert internal.count("h1") - public.count("h1") >= 63


def touching(plan: Plan) -> Iterator[tuple[int, int]]:
    shapes = plan.levels[0].polygon
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.5)
    yield from ((a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b)


@pytest.mark.parametrize("theme", campaign(["clear", "official"], everyday=1))
@pytest.mark.parametrize("sight", SIGHTS)
def test_neighbours_are_told_apart_by_everybody(sample: Press, theme: str, sight: str) -> None:
    kit, scenery = sample.kit(Order(theme=theme)), sample.scenery("zh")
    for a, b in touching(sample_plan()):
        one, other = (kit.theme.fill(int(scenery.colour[row])) for row in (a, b))
        assert apart(one.colour, other.colour, sight) >= 15


def test_neighbours_are_told_apart_in_grey(sample: Press) -> None:
    kit, scenery = sample.kit(Order(theme="grey")), sample.scenery("zh")
    for a, b in touching(sample_plan()):
        one, other = (kit.theme.fill(int(scenery.colour[row])) for row in (a, b))
        lightness = abs(lab(one.colour)[0] - lab(other.colour)[0])
        assert lightness >= 6 or one.hatch != other.hatch

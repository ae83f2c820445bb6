"""Borders stand over everything else that is drawn, and no name erases one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from campaigns import campaign
from drawn import two_squares
from maps_plans import read_or_skip
from maps_sheets import laid_out
from plans import ORIGIN

from maps.ink.kit import Kit
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import Press

PATH = re.compile(r'<path d="([^"]*)" fill="none" stroke="(#\w+)" stroke-width="([\d.]+)"')
UNIT = 100


@dataclass(frozen=True)
class Drawn:
    """A stroke of a drawing: its place in the order, its colour, its width and its lines in mm."""

    order: int
    colour: str
    width: float
    lines: shapely.Geometry


def strokes(drawing: str) -> list[Drawn]:
    return [
        Drawn(order, colour, float(width) / UNIT, walks(path))
        for order, (path, colour, width) in enumerate(PATH.findall(drawing))
        if "h" not in path  # dots
    ]


def walks(path: str) -> shapely.Geometry:
    """The lines of an SVG path of relative steps."""
    lines = []
    for walk in path.split("M")[1:]:
        steps = np.array(re.findall(r"-?\d+", walk), dtype=float).reshape(-1, 2)
        at = np.cumsum(steps, axis=0) / UNIT
        lines.append(at if "z" not in walk else np.vstack([at, at[:1]]))
    return shapely.union_all([shapely.LineString(at) for at in lines if len(at) > 1])


def borders_and_ground(press: Press, order: Order) -> tuple[list[Drawn], list[Drawn], Printed]:
    """What a sheet draws of borders of zones, and of lines on the ground; last the sheet."""
    kit: Kit = press.kit(order)
    printed = press.print(order)
    drawn = strokes(printed.scenes[0].drawing)
    grid = kit.line("grid")
    ground = {
        (stroke.colour, round(kit.scaled(stroke).width, 2))
        for pair in kit.theme.lines.values()
        for stroke in pair
    }
    borders = [
        one for one in drawn
        if (one.colour, round(one.width, 2)) == (grid.colour, round(grid.width, 2))
    ]  # fmt: skip
    # The legend shows each class once more, in columns beside the map.
    west, north, east, south = printed.sheets[0].view.field
    field = shapely.box(west, north, east, south).buffer(0.02)
    lines = [one for one in drawn if (one.colour, round(one.width, 2)) in ground]
    inside = [one for one in lines if field.covers(one.lines)]
    return [one for one in borders if field.covers(one.lines)], inside, printed


@pytest.mark.parametrize("theme", ["clear", "official", "grey"])
def test_borders_of_zones_are_drawn_over_everything_on_the_ground(
    sample: Press, theme: str
) -> None:
    borders, ground, _ = borders_and_ground(sample, Order(theme=theme))

    assert borders
    assert ground
    assert max(one.order for one in ground) < min(one.order for one in borders)


@pytest.mark.parametrize("theme", campaign(["clear", "official", "grey"], everyday=1))
@pytest.mark.parametrize("size", campaign(["A4", "A3", "A1"], everyday=1))
def test_no_name_erases_a_border(sample: Press, theme: str, size: str) -> None:
    borders, _, printed = borders_and_ground(sample, Order(theme=theme, size=size))

    sheet = printed.sheets[0]
    shapes = sample.scenery("zh").shape[list(sheet.focus.zones)]
    wanted = shapely.union_all([s for s in sheet.view.shapes(shapely.boundary(shapes)) if s])
    drawn = shapely.union_all([one.lines for one in borders])
    assert wanted.difference(drawn.buffer(0.03)).length == pytest.approx(0, abs=0.1)


def test_a_border_along_a_ditch_is_wider_and_darker_than_the_ditch() -> None:
    ditch = ("stream", [(100, -10), (100, 110)])

    borders, ground, _ = borders_and_ground(Press(two_squares(ditch)), Order(size="A4"))

    assert min(one.width for one in borders) >= 2.5 * max(one.width for one in ground)
    assert int(borders[0].colour[1:3], 16) < 64 < int(ground[0].colour[1:3], 16)


@pytest.mark.parametrize("place", campaign(["liechtenstein", "cambridge"], everyday=0))
def test_names_of_communities_stand_inside_or_lead_inside(place: str) -> None:
    press = Press(read_or_skip(place))
    sheet = laid_out(press, "A3")

    assert sheet.lettering.unplaced_names == ()
    for label in sheet.lettering.names:
        (shape,) = sheet.view.shapes([press.scenery("zh").community_shape[label.row]])
        if label.target is None:
            assert shape.contains(label.outline)
        else:
            assert shape.contains(shapely.Point(label.target))


def test_the_name_of_a_road_that_is_a_border_stands_beside_it() -> None:
    plan = two_squares(("road", [(100, -10), (100, 110)]))
    plan.township.ground["lines"].name.setflags(write=True)
    plan.township.ground["lines"].name[:] = "青禾路"
    press = Press(plan)

    (sheet,) = press.print(Order(size="A4")).sheets

    (label,) = sheet.lettering.along
    at = np.array([ORIGIN + [100, 0], ORIGIN + [100, 100]])
    border = shapely.LineString(sheet.view.to_mm(at))
    assert 0.2 < label.outline.distance(border) < 1.5

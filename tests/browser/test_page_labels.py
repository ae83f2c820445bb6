"""Labels of the map page, measured in the window against the plan's own shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import shapely
from browser.conftest import Open, Seen, are_apart, box_of, watch
from maps_plans import many_grids, read_or_skip, sample_plan
from numpy.typing import NDArray
from plans import ORIGIN, altered, town
from playwright.sync_api import Browser
from pyproj import Transformer

from gridgen.model.findings import Report, Severity, finding
from gridgen.model.plan import Plan
from maps.page.web import save_map

SIZES = ((390, 844), (1366, 768), (1920, 1080))
DUE_PX = 24


@dataclass
class Window:
    """A page with the shapes of its plan in pixels of the map, and the labels it shows."""

    seen: Seen
    plan: Plan
    shapes: dict[str, Any]
    labels: list[dict[str, Any]]
    size: tuple[float, float]


def look(seen: Seen, plan: Plan) -> Window:
    """Read the labels, and put the shapes where Web Mercator puts them."""
    zoom, x0, y0, wide, high = seen.page.evaluate(
        "(() => { const o = map_plan.getPixelBounds().min; const s = map_plan.getSize();"
        " return [map_plan.getZoom(), o.x, o.y, s.x, s.y]; })()"
    )
    to_degrees = Transformer.from_crs(plan.township.crs, "EPSG:4326", always_xy=True)

    def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = to_degrees.transform(*xy.T)
        world = 256 * 2**zoom
        down = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
        return np.column_stack([world * (lon / 360 + 0.5) - x0, world * down - y0])

    named = [(plan.communities.code, plan.communities.shape)]
    named += [(plan.levels[0].code, plan.levels[0].polygon)]
    shapes = {
        code: shapely.transform(shape, turn)
        for codes, polygons in named
        for code, shape in zip(codes, polygons, strict=True)
    }
    corner = box_of(seen, "#map_plan")
    labels = seen.page.locator(".names > div").evaluate_all(
        "all => all.map(e => ({code: e.dataset.code, kind: e.className, size: e.style.fontSize,"
        " lines: e.childNodes.length, text: e.textContent, box: e.getBoundingClientRect().toJSON(),"
        " leader: !e.classList.contains('tag') ? null :"
        " [...document.querySelectorAll('.leaders path[data-code]')].filter("
        "p => p.dataset.code === e.dataset.code).map(p => p.getAttribute('d'))[0]}))"
    )
    for one in labels:
        west, north = one["box"]["left"] - corner["left"], one["box"]["top"] - corner["top"]
        one["shape"] = shapely.box(
            west, north, west + one["box"]["width"], north + one["box"]["height"]
        )
    return Window(seen, plan, shapes, labels, (wide, high))


def plan_of(place: str) -> Plan:
    """A plan to look at: crowded grids, the sample, or a real place."""
    if place == "crowded":
        return many_grids(60)
    return sample_plan() if place == "sample" else read_or_skip(place)


PLACES = ("crowded", "sample", "liechtenstein")


@pytest.fixture(
    scope="module",
    params=[(place, size, step) for place in PLACES for size in SIZES for step in (0, 1.5)],
    ids=lambda param: f"{param[0]}-{param[1][0]}-{param[2]}",
)
def window(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    """The page in one size, at its first zoom or nearer."""
    place, (wide, high), step = request.param
    plan = plan_of(place)
    page = tmp_path_factory.mktemp("page") / "map.html"
    save_map(plan, page, "zh")
    with browser.new_context(viewport={"width": wide, "height": high}) as context:
        seen = watch(context, "file://")
        seen.page.goto(page.as_uri())
        seen.page.evaluate(
            f"void map_plan.setZoom(map_plan.getZoom() + {step}, {{animate: false}})"
        )
        yield look(seen, plan)


def test_labels_overlap_neither_one_another_nor_the_buttons(window: Window) -> None:
    boxes = [one["box"] for one in window.labels] + [box_of(window.seen, ".tools")]

    assert len(boxes) > 5
    assert all(are_apart(a, b) for a, b in combinations(boxes, 2))


def test_a_name_stands_inside_its_shape_or_on_a_leader_that_starts_there(window: Window) -> None:
    for one in window.labels:
        own = window.shapes[one["code"]]
        if one["leader"] is None:
            assert own.buffer(1).contains(one["shape"]), one["text"]
        else:
            ax, ay, bx, by = map(float, one["leader"][1:].replace("L", " ").split())
            assert own.buffer(1).contains(shapely.Point(ax, ay)), one["text"]
            assert one["shape"].buffer(1).intersects(shapely.Point(bx, by))


def test_no_label_stands_on_a_border_of_its_level_or_above(window: Window) -> None:
    communities = shapely.union_all(
        [window.shapes[code].boundary for code in window.plan.communities.code]
    )
    grids = shapely.union_all([window.shapes[code].boundary for code in window.plan.levels[0].code])

    for one in window.labels:
        borders = communities if "place" in one["kind"] else communities.union(grids)
        assert not one["shape"].buffer(-1).intersects(borders), one["text"]


def widest(shape: Any) -> float:
    """How wide the widest part of a shape is."""
    return max(float(part.bounds[2] - part.bounds[0]) for part in shapely.get_parts(shape))


def test_every_grid_24_pixels_wide_has_its_label(window: Window) -> None:
    shown = {one["code"] for one in window.labels}
    view = shapely.box(0, 0, *window.size).buffer(-30)

    due = {
        code
        for code in window.plan.levels[0].code
        if view.contains(window.shapes[code]) and widest(window.shapes[code]) >= DUE_PX
    }
    assert due - shown == set()


def test_all_grids_of_a_window_say_the_same_in_the_same_size(window: Window) -> None:
    grids = [one for one in window.labels if "zone" in one["kind"]]

    assert len({(one["lines"], one["size"]) for one in grids}) == 1
    if grids[0]["lines"] == 1:
        assert len({one["text"].isdecimal() for one in grids}) == 1


def test_halos_lie_below_all_borders(window: Window) -> None:
    height = "pane => Number(map_plan.getPane(pane).style.zIndex)"

    halos, grids = (window.seen.page.evaluate(height, pane) for pane in ("halos", "grids"))

    assert halos < grids
    shadows = window.seen.page.locator(".names > div").evaluate_all(
        "all => new Set(all.map(e => getComputedStyle(e).textShadow)).size"
    )
    assert shadows == 1
    assert window.seen.page.locator(".halos > div").count() == len(window.labels)


def test_a_further_part_of_a_grid_carries_its_label_where_it_holds_it(opened: Open) -> None:
    plan = town()
    grids, villages = plan.levels[0], plan.communities
    away = shapely.box(*(ORIGIN + [2200, 0]), *(ORIGIN + [2500, 300]))
    polygons, shapes = grids.polygon.copy(), villages.shape.copy()
    polygons[0] = shapely.union(polygons[0], away)
    shapes[0] = shapely.union(shapes[0], away)
    plan = altered(plan, communities=replace(villages, shape=shapes))
    plan = replace(plan, levels=(replace(grids, polygon=polygons),))

    window = look(opened(plan, size=SIZES[1]), plan)

    for code in (grids.code[0], villages.code[0]):
        own = [one["shape"] for one in window.labels if one["code"] == code]
        parts = shapely.get_parts(window.shapes[code])
        assert [sum(bool(part.contains(box)) for box in own) for part in parts] == [1, 1]


def test_labels_leave_the_marks_of_findings_free(opened: Open) -> None:
    plan = town()
    found = [
        finding("code_doubled", Severity.ERROR, code, number=2) for code in plan.levels[0].code
    ]
    seen = opened(replace(plan, report=Report(tuple(found))), size=SIZES[1])

    seen.page.locator(".legend label", has_text="检查结果").click()

    boxes = seen.page.locator(".names > div, .leaflet-findings-pane path").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == 14
    assert all(are_apart(a, b) for a, b in combinations(boxes, 2))

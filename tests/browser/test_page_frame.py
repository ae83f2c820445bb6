"""The frame of the map page: what stands where at three widths, on a phone and on paper."""

from __future__ import annotations

import io
from itertools import combinations, pairwise

import pytest
from browser.conftest import Open, Seen, are_apart, box_of
from maps_plans import many_grids
from plans import VILLAGE, town
from pypdf import PdfReader

from gridgen.model.plan import Plan

PHONE, LAPTOP, WIDE = (390, 844), (1366, 768), (1920, 1080)
SIZES = (PHONE, LAPTOP, WIDE)
FIXED = (".title", ".search", "nav", "main", ".foot")


def tap_a_grid(seen: Seen) -> None:
    """Press on the middle of the map, where the town has a grid."""
    main = box_of(seen, "#map_plan")
    x, y = main["left"] + main["width"] / 2 - 20, main["top"] + main["height"] / 2
    if seen.page.evaluate("matchMedia('(hover: hover)').matches"):
        seen.page.mouse.click(x, y)
    else:
        seen.page.touchscreen.tap(x, y)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_title_search_map_and_foot_are_apart_in_every_window(
    opened: Open, size: tuple[int, int], lang: str
) -> None:
    seen = opened(many_grids(40), size=size, phone=size == PHONE, lang=lang)

    boxes = [box_of(seen, one) for one in FIXED]

    assert all(are_apart(a, b) for a, b in combinations(boxes, 2))
    assert all(box["left"] >= 0 and box["right"] <= size[0] for box in boxes)
    assert all(box["top"] >= 0 and box["bottom"] <= size[1] for box in boxes)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("plan", [many_grids(40), many_grids(40, wide=3000, high=9000)])
def test_the_whole_plan_is_seen_at_first_and_no_button_stands_on_it(
    opened: Open, size: tuple[int, int], plan: Plan
) -> None:
    seen = opened(plan, size=size, phone=size == PHONE)

    drawn, main, tools = (
        box_of(seen, one) for one in (".leaflet-communities-pane path >> nth=1", "main", ".tools")
    )
    assert are_apart(drawn, tools)
    assert drawn["left"] >= main["left"]
    assert drawn["right"] <= main["right"]
    assert drawn["top"] >= main["top"]
    assert drawn["bottom"] <= main["bottom"]
    share = max(drawn["width"] / main["width"], drawn["height"] / main["height"])
    assert share > 0.7


def test_on_a_phone_legend_and_facts_come_from_below_over_the_map_alone(opened: Open) -> None:
    seen = opened(town(), size=PHONE, phone=True)
    assert not seen.page.locator(".side").is_visible()
    assert not seen.page.locator(".sheet").is_visible()

    seen.page.locator("nav .view").first.tap()
    side = box_of(seen, ".side")
    tap_at = box_of(seen, ".tools")
    seen.page.locator("nav .view").first.tap()
    tap_a_grid(seen)

    sheet, main = box_of(seen, ".sheet"), box_of(seen, "main")
    for own in (side, sheet):
        assert own["top"] > tap_at["bottom"]
        assert all(are_apart(own, box_of(seen, one)) for one in (".title", ".search", "nav"))
        assert own["bottom"] == pytest.approx(main["bottom"], abs=1)
    assert not seen.page.locator(".side").is_visible()


def test_on_a_phone_the_sheet_leaves_the_chosen_grid_in_sight(opened: Open) -> None:
    plan = many_grids(30)
    seen = opened(plan, size=PHONE, phone=True, at=f"#grid={plan.levels[0].code[7]}")

    chosen, sheet = box_of(seen, ".leaflet-chosen-pane path >> nth=1"), box_of(seen, ".sheet")

    assert are_apart(chosen, sheet)
    assert are_apart(chosen, box_of(seen, ".search"))


def test_on_a_phone_everything_that_is_pressed_has_44_pixels(opened: Open) -> None:
    seen = opened(town(), size=PHONE, phone=True)
    found = []

    for view in (0, 1):
        seen.page.locator("nav .view").nth(view).tap()
        found += seen.page.locator(
            "button, input:not([type=checkbox]), .legend label"
        ).evaluate_all(
            "all => all.filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 60),"
            " e.offsetWidth, e.offsetHeight])"
        )

    assert len(found) > 12
    assert [one for one in found if one[1] < 44 or one[2] < 44] == []


def test_a_click_tells_the_facts_beside_the_map_and_leaves_no_frame(opened: Open) -> None:
    seen = opened(town(), size=LAPTOP)

    tap_a_grid(seen)

    assert "网格" in seen.page.locator(".sheet h2").inner_text()
    assert are_apart(box_of(seen, ".sheet"), box_of(seen, "main"))
    framed = seen.page.locator("#map_plan, #map_plan *").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).outlineStyle !== 'none').length"
    )
    assert framed == 0


def test_borders_stand_above_base_lines_and_in_three_weights(opened: Open) -> None:
    seen = opened(town(), size=LAPTOP)
    seen.page.locator(".legend label", has_text="十户组").click()
    panes = ["zones", "water", "lines", "halos", "groups", "grids", "communities", "names"]

    heights = [
        int(seen.page.evaluate(f"map_plan.getPane('{pane}').style.zIndex")) for pane in panes
    ]
    widths = {
        pane: seen.page.locator(f".leaflet-{pane}-pane path").evaluate_all(
            "all => all.map(e => Number(e.getAttribute('stroke-width')))"
        )
        for pane in ("lines", "groups", "grids", "communities")
    }

    assert heights == sorted(heights)
    (group,), (casing, grid), (outer, community) = (
        widths[pane] for pane in ("groups", "grids", "communities")
    )
    assert community > 1.6 * grid > 2.5 * group
    assert casing > grid
    assert outer > community
    assert max(widths["lines"]) <= 0.4 * community


@pytest.mark.parametrize(("wide", "high", "paper"), [(9, 6, (297, 210)), (4, 9, (210, 297))])
def test_paper_follows_the_shape_of_the_place(
    opened: Open, wide: int, high: int, paper: tuple[int, int]
) -> None:
    seen = opened(many_grids(40, wide=1000 * wide, high=1000 * high), size=LAPTOP)

    printed = PdfReader(io.BytesIO(seen.page.pdf(prefer_css_page_size=True)))

    assert len(printed.pages) == 1
    box = printed.pages[0].mediabox
    assert tuple(round(float(v) / 72 * 25.4) for v in (box.width, box.height)) == paper


def test_on_paper_legend_and_scale_have_a_column_beside_the_map(opened: Open) -> None:
    seen = opened(town(), size=LAPTOP)
    seen.page.locator("nav .view").nth(1).click()
    before = seen.page.evaluate("[map_plan.getZoom(), map_plan.getSize().x]")

    seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print")
    boxes = [box_of(seen, one) for one in (".title", "main", ".legend", ".foot")]
    drawn = box_of(seen, ".leaflet-communities-pane path >> nth=1")

    assert all(are_apart(a, b) for a, b in combinations(boxes, 2))
    assert boxes[2]["left"] >= boxes[1]["right"]
    assert boxes[3]["left"] >= boxes[1]["right"]
    assert drawn["width"] > 0.9 * boxes[1]["width"]
    for control in (".search", ".tools", "nav", ".sheet"):
        assert not seen.page.locator(control).is_visible()
    seen.page.emulate_media(media="screen")
    seen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert seen.page.evaluate("[map_plan.getZoom(), map_plan.getSize().x]") == before
    assert seen.page.locator(".table").is_visible()


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_axe_finds_nothing_serious(opened: Open, size: tuple[int, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed")
    seen = opened(
        town(status="too small"), size=size, phone=size == PHONE, at=f"#grid={VILLAGE}001"
    )
    views = seen.page.locator("nav .view")

    found = []
    for step in (views.nth(1).click, views.nth(0).click, lambda: search(seen, "东门")):
        step()
        # The page's own policy forbids other scripts; a debugger's are not asked.
        seen.page.evaluate(axe.AXE_SCRIPT)
        found += seen.page.evaluate("axe.run().then(found => found.violations)")

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def search(seen: Seen, text: str) -> None:
    """Type into the search and go to its first row."""
    seen.page.locator(".search input").fill(text)
    seen.page.keyboard.press("ArrowDown")


def test_title_and_balance_stand_above_the_map_of_any_length(opened: Open) -> None:
    seen = opened(town(), size=PHONE, phone=True, title="青禾镇" * 30)

    boxes = [box_of(seen, one) for one in (".title", ".search", "main", "nav", ".foot")]

    assert all(a["bottom"] <= b["top"] + 0.5 for a, b in pairwise(boxes))
    assert box_of(seen, "main")["height"] > 300

"""The saved map in a real browser with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from browser.conftest import Seen, watch
from plans import lonlat, town
from playwright.sync_api import Browser

from maps.web import save_map


@pytest.fixture
def seen(browser: Browser, tmp_path: Path) -> Iterator[Seen]:
    save_map(town(status="too small"), tmp_path / "map.html", "zh")
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:
        context.set_offline(True)
        seen = watch(context, "file://")
        seen.page.goto((tmp_path / "map.html").as_uri())
        yield seen


def hover(seen: Seen, x: float, y: float) -> None:
    """Move the mouse to a point of the drawn town."""
    lon, lat = lonlat(x, y)
    at = seen.page.evaluate(f"map_plan.latLngToContainerPoint([{lat}, {lon}])")
    seen.page.mouse.move(at["x"], at["y"])


def toggle(seen: Seen, layer: str) -> None:
    seen.page.locator(".leaflet-control-layers label", has_text=layer).click()


def test_it_opens_without_a_request_or_a_complaint(seen: Seen) -> None:
    assert seen.page.locator(".title h1").text_content() == "网格划分示意图"
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.page.url]
    assert seen.complaints == []


def test_the_foot_says_it_is_a_sketch_and_no_basis_for_borders(seen: Seen) -> None:
    foot = seen.page.locator(".foot")

    assert "示意图" in (foot.text_content() or "")
    assert "不作为划定行政区域界线的依据" in (foot.text_content() or "")
    assert seen.page.locator(".leaflet-control-scale-line").is_visible()


def test_hovering_a_grid_tells_its_facts_and_marks_it(seen: Seen) -> None:
    hover(seen, 60, 60)

    told = seen.page.locator(".leaflet-tooltip.facts").inner_text()
    for fact in ("清河村第1网格", "990101001201001", "清河村", "20", "120 m", "200 m", "低于下限"):
        assert fact in told
    assert seen.page.locator(".leaflet-chosen-pane path").get_attribute("d") != "M0 0"


def test_another_grid_tells_its_own_facts(seen: Seen) -> None:
    hover(seen, 60, 60)
    hover(seen, 1700, 60)

    told = seen.page.locator(".leaflet-tooltip.facts").inner_text()
    assert "东门社区第3网格" in told
    assert seen.page.locator(".leaflet-tooltip.facts").count() == 1


def test_each_grid_is_filled_and_those_out_of_band_are_hatched(seen: Seen) -> None:
    fills = seen.page.locator(".leaflet-zones-pane path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    hatches = seen.page.locator(".leaflet-breaches-pane path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )

    assert len(fills) == 6
    assert all(a != b for a, b in pairwise(fills))
    assert hatches == ["url(#too-small)"]
    assert "户数低于下限" in seen.page.locator(".legend").inner_text()


@pytest.mark.parametrize(
    ("layer", "pane", "in_legend"),
    [("十户组", "groups", "十户组"), ("户数密度", "density", "户／平方千米")],
)
def test_layers_that_are_off_at_start_can_be_shown(
    seen: Seen, layer: str, pane: str, in_legend: str
) -> None:
    drawn = seen.page.locator(f".leaflet-{pane}-pane path")
    legend = seen.page.locator(".legend")
    assert drawn.count() == 0
    assert in_legend not in legend.inner_text()

    toggle(seen, layer)

    assert drawn.count() > 0
    assert in_legend in legend.inner_text()
    toggle(seen, layer)
    assert drawn.count() == 0


@pytest.mark.parametrize(
    ("layer", "drawn"), [("道路", ".leaflet-lines-pane path"), ("网格名称", ".names > div")]
)
def test_layers_that_are_on_at_start_can_be_hidden(seen: Seen, layer: str, drawn: str) -> None:
    assert seen.page.locator(drawn).count() > 0

    toggle(seen, layer)

    assert seen.page.locator(drawn).count() == 0


def boxes(seen: Seen) -> list[dict[str, float]]:
    found: list[dict[str, float]] = seen.page.locator(".names > div").evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect().toJSON())"
    )
    return found


@pytest.mark.parametrize("step", [0, 1, -1, -2.5])
def test_names_do_not_overlap(seen: Seen, step: float) -> None:
    seen.page.evaluate(f"void map_plan.setZoom(map_plan.getZoom() + {step}, {{animate: false}})")

    for a, b in combinations(boxes(seen), 2):
        apart = (
            a["right"] <= b["left"] + 0.5
            or b["right"] <= a["left"] + 0.5
            or a["bottom"] <= b["top"] + 0.5
            or b["bottom"] <= a["top"] + 0.5
        )
        assert apart


def test_names_that_do_not_fit_are_left_out_until_they_do(seen: Seen) -> None:
    near = len(boxes(seen))

    seen.page.evaluate("void map_plan.setZoom(map_plan.getZoom() - 3, {animate: false})")

    assert near == 8  # six grids, two communities
    assert len(boxes(seen)) < near


def test_markup_in_names_stays_text(browser: Browser, tmp_path: Path) -> None:
    name = "<img src=x onerror=document.title='broken'>\"'</script>"
    plan = town(village=name, grid=name.replace("{", "{{") + "{}")
    save_map(plan, tmp_path / "map.html")
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:
        seen = watch(context, "file://")
        seen.page.goto((tmp_path / "map.html").as_uri())

        hover(seen, 60, 60)

        assert name in seen.page.locator(".leaflet-tooltip.facts").inner_text()
        assert seen.page.locator("img").count() == 0
        assert seen.page.title() == "Household grids"
        assert seen.complaints == []

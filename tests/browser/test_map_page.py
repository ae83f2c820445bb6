"""The saved map in a real browser with the network cut."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browser.conftest import Open, Seen, is_quiet, watch
from maps_plans import many_grids
from plans import VILLAGE, lonlat, town
from playwright.sync_api import Browser

from gridgen.model.findings import Report, Severity, finding
from maps.page.web import save_map


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
    corner = seen.page.locator("#map_plan").bounding_box() or {}
    seen.page.mouse.move(at["x"] + corner["x"], at["y"] + corner["y"])


def toggle(seen: Seen, layer: str) -> None:
    seen.page.locator(".legend label", has_text=layer).click()


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
    assert seen.page.locator(".leaflet-hovered-pane path").get_attribute("d") != "M0 0"


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
    hatches = seen.page.locator(".leaflet-hatches-pane path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )

    assert len(fills) == 6
    assert all(a != b for a, b in pairwise(fills))
    assert hatches == ["url(#too-small)"]
    assert "户数低于下限" in seen.page.locator(".legend").inner_text()


@pytest.mark.parametrize(
    ("layer", "pane", "in_legend"),
    [("十户组", "groups", "十户组界"), ("户数密度", "density", "户／平方千米")],
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


@pytest.mark.parametrize(
    ("typed", "name"),
    [("东门社区第2", "东门社区第2网格"), (f"{VILLAGE}003", "清河村第3网格"), ("东门", "东门社区")],
)
def test_search_goes_to_a_grid_or_community_by_name_or_code(
    seen: Seen, typed: str, name: str
) -> None:
    before = seen.page.evaluate("map_plan.getZoom()")

    seen.page.locator(".search input").fill(typed)
    assert seen.page.locator(".search [role=option]").first.inner_text().startswith(name)
    seen.page.locator(".search input").press("Enter")

    assert seen.page.locator(".search input").input_value() == name
    assert seen.page.locator(".leaflet-chosen-pane path").last.get_attribute("d") != "M0 0"
    assert seen.page.evaluate("map_plan.getZoom()") >= before
    assert seen.complaints == []


def test_search_says_where_nothing_was_found(seen: Seen) -> None:
    seen.page.locator(".search input").fill("没有这样的网格")

    assert "没有找到" in seen.page.locator(".search").inner_text()


def test_markup_in_the_search_stays_text(opened: Open) -> None:
    seen = opened(town(grid="<img src=x onerror=document.title='broken'>{}"))

    seen.page.locator(".search input").fill("<img")

    assert "<img" in seen.page.locator(".search [role=option]").first.inner_text()
    assert seen.page.locator("img").count() == 0


def test_findings_stand_where_they_were_found(opened: Open) -> None:
    found = finding("code_doubled", Severity.ERROR, f"{VILLAGE}001", number=2)
    plan = dataclasses.replace(town(), report=Report((found,)))
    seen = opened(plan)
    marks = seen.page.locator(".leaflet-findings-pane path")
    assert marks.count() == 0

    toggle(seen, "检查结果")
    marks.first.hover()

    assert marks.count() == 1
    assert found.zh in seen.page.locator(".leaflet-tooltip.facts").inner_text()
    assert is_quiet(seen)


def test_places_of_households_are_on_the_page_only_where_asked_for(opened: Open) -> None:
    public = opened(town())
    assert public.page.locator("canvas").count() == 0
    assert "住户位置" not in public.page.locator(".legend").inner_text()

    internal = opened(town(), households=True)

    assert int(internal.page.locator("canvas").get_attribute("data-drawn") or 0) == 63
    assert "住户位置" in internal.page.locator(".legend").inner_text()
    assert is_quiet(internal)


def test_one_community_alone_is_drawn(opened: Open) -> None:
    seen = opened(town(), community=VILLAGE)

    assert seen.page.locator(".leaflet-zones-pane path").count() == 3
    assert "清河村" in (seen.page.locator(".title h1").text_content() or "")
    assert "东门社区" not in seen.page.locator(".names").inner_text()
    assert is_quiet(seen)


def test_the_density_view_opens_with_density(opened: Open) -> None:
    seen = opened(town(), view="density")

    assert seen.page.locator(".leaflet-density-pane path").count() > 0
    assert "户／平方千米" in seen.page.locator(".legend").inner_text()
    assert is_quiet(seen)


def test_special_grids_are_hatched_and_in_the_legend(opened: Open) -> None:
    plan = town()
    grids = plan.levels[0]
    special = dataclasses.replace(grids, kind=["special", *grids.kind[1:]])
    seen = opened(dataclasses.replace(plan, levels=(special, *plan.levels[1:])))

    fills = seen.page.locator(".leaflet-hatches-pane path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    assert fills == ["url(#special)"]
    assert "专属网格" in seen.page.locator(".legend").inner_text()


def test_the_scale_bar_is_as_long_as_it_says(seen: Seen) -> None:
    drawn = seen.page.evaluate(
        """() => {
          const bar = document.querySelector(".leaflet-control-scale-line");
          const [number, unit] = bar.textContent.split(" ");
          const y = map_plan.getSize().y / 2;
          const width = bar.getBoundingClientRect().width;
          const metres = map_plan.containerPointToLatLng([0, y]).distanceTo(
            map_plan.containerPointToLatLng([width, y]));
          return [Number(number) * (unit === "km" ? 1000 : 1), metres];
        }"""
    )

    assert drawn[1] == pytest.approx(drawn[0], rel=0.03)


def test_a_county_with_75_000_households_opens_and_stays_under_two_and_a_half_megabytes(
    opened: Open, tmp_path: Path
) -> None:
    seen = opened(many_grids(1000, wide=20_000, high=16_000, homes=75), households=True)

    assert (tmp_path / "map.html").stat().st_size < 2_500_000
    assert int(seen.page.locator("canvas").get_attribute("data-drawn") or 0) > 70_000
    assert is_quiet(seen)

"""What moved since an older plan, on the map page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Seen, box_of, watch
from plans import lonlat, town, with_border
from playwright.sync_api import Browser

from maps.page.web import save_map


@pytest.fixture
def seen(browser: Browser, tmp_path: Path) -> Iterator[Seen]:
    new = with_border(town(), 200, 4, 9)
    save_map(new, tmp_path / "map.html", "zh", changes=town())
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:
        context.set_offline(True)
        seen = watch(context, "file://")
        seen.page.goto((tmp_path / "map.html").as_uri())
        yield seen


def test_land_that_moved_is_hatched_and_old_borders_are_dashed(seen: Seen) -> None:
    land = seen.page.locator("path.moved")
    dashed = seen.page.locator("path.old-border").last

    assert land.count() == 1
    assert land.get_attribute("fill") == "url(#moved)"
    assert dashed.get_attribute("stroke-dasharray") == "9 6"
    legend = seen.page.locator(".legend").inner_text()
    assert "调整范围" in legend
    assert "原网格界" in legend
    assert seen.complaints == []


def test_hovering_what_moved_tells_from_where_to_where(seen: Seen) -> None:
    lon, lat = lonlat(250, 560)
    at = seen.page.evaluate(f"map_plan.latLngToContainerPoint([{lat}, {lon}])")
    corner = box_of(seen, "#map_plan")
    seen.page.mouse.move(at["x"] + corner["left"], at["y"] + corner["top"])

    told = seen.page.locator(".leaflet-tooltip.facts").inner_text()
    assert told == "清河村第1网格 → 清河村第2网格：2 户"

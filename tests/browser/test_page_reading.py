"""The map page for everybody: table, search and addresses without a mouse."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from browser.conftest import Open, Seen, is_quiet, watch
from plans import VILLAGE, town
from playwright.sync_api import Browser, expect

from maps.page.notebook import explore


@pytest.fixture
def seen(opened: Open) -> Seen:
    return opened(town(status="too small"))


def show_table(seen: Seen) -> None:
    seen.page.locator("nav .view", has_text="列表").click()


def test_the_table_holds_communities_and_grids_with_their_households(seen: Seen) -> None:
    show_table(seen)

    rows = seen.page.locator(".table tbody tr").all_inner_texts()
    assert len(rows) == 8
    assert [text in rows[0] for text in ("清河村", VILLAGE, "60", "3 个")] == [True] * 4
    assert [text in rows[1] for text in ("清河村第1网格", "20", "户数低于下限")] == [True] * 3
    heads = seen.page.locator(".table th[scope=col]").all_inner_texts()
    assert heads == ["名称", "户数", "规模"]
    assert seen.page.locator(".table th[scope=rowgroup]").count() == 2


def test_the_table_is_one_stop_and_arrows_go_from_row_to_row(seen: Seen) -> None:
    show_table(seen)
    buttons = seen.page.locator(".table button")
    assert seen.page.locator(".table button[tabindex='0']").count() == 1

    buttons.first.focus()
    for key in ("ArrowDown", "ArrowDown", "End", "Home", "ArrowDown"):
        seen.page.keyboard.press(key)
    seen.page.keyboard.press("Enter")

    assert "清河村第1网格" in seen.page.locator(".sheet h2").inner_text()
    expect(buttons.nth(1)).to_be_focused()
    assert seen.page.locator(".table tr.chosen").count() == 1


def test_the_map_is_one_stop_of_the_tab_key(seen: Seen) -> None:
    stops = seen.page.locator("main *").evaluate_all(
        "all => all.filter(e => e.tabIndex === 0).length"
    )

    assert stops == 1


def test_arrow_keys_choose_among_what_the_search_found(seen: Seen) -> None:
    field = seen.page.locator(".search input")
    field.fill("网格")
    assert field.get_attribute("aria-expanded") == "true"

    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        seen.page.keyboard.press(key)

    selected = seen.page.locator(".search [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == selected.get_attribute("id")
    assert selected.inner_text().startswith("清河村第2网格")
    seen.page.keyboard.press("Enter")
    assert seen.page.locator(".sheet h2").inner_text() == "清河村第2网格"
    assert seen.page.locator(".search [role=option]").count() == 0
    assert seen.page.url.endswith(f"#grid={VILLAGE}002")


def test_escape_closes_what_was_found(seen: Seen) -> None:
    field = seen.page.locator(".search input")
    field.fill("网格")

    seen.page.keyboard.press("Escape")

    assert not seen.page.locator(".search ul").is_visible()
    assert field.get_attribute("aria-expanded") == "false"


def test_an_address_with_a_code_opens_at_that_grid(opened: Open) -> None:
    seen = opened(town(), at=f"#grid={VILLAGE}003")

    assert seen.page.locator(".sheet h2").inner_text() == "清河村第3网格"
    seen.page.evaluate(f"void (location.hash = '#grid={VILLAGE}')")
    expect(seen.page.locator(".sheet h2")).to_have_text("清河村")
    assert is_quiet(seen)


@pytest.mark.parametrize("code", ["nobody", "%", "%E4%B8", "constructor"])
def test_an_address_with_an_unknown_code_opens_the_whole_map(opened: Open, code: str) -> None:
    seen = opened(town(), at=f"#grid={code}")

    assert not seen.page.locator(".sheet").is_visible()
    assert is_quiet(seen)


def test_the_code_of_a_chosen_grid_is_copied(opened: Open) -> None:
    seen = opened(town(), at=f"#grid={VILLAGE}002")

    seen.page.locator(".copy").click()
    expect(seen.page.locator(".copy")).to_have_text("已复制")
    seen.page.locator(".search input").focus()
    seen.page.keyboard.press("Control+V")

    assert seen.page.locator(".search input").input_value() == f"{VILLAGE}002"


def test_closing_the_facts_takes_mark_and_address_away(opened: Open) -> None:
    seen = opened(town(), at=f"#grid={VILLAGE}002")

    seen.page.locator(".sheet .close").click()

    assert not seen.page.locator(".sheet").is_visible()
    assert "#" not in seen.page.url
    assert seen.page.locator(".leaflet-chosen-pane path").last.get_attribute("d") == "M0 0"


def test_the_print_button_prints(seen: Seen) -> None:
    seen.page.evaluate("window.print = () => { document.title = 'printed'; }")

    seen.page.locator("nav .print").click()

    assert seen.page.title() == "printed"


def test_a_grid_without_a_place_stands_in_the_table_and_cannot_be_gone_to(opened: Open) -> None:
    plan = town()
    grids = plan.levels[0]
    polygons = grids.polygon.copy()
    polygons[2] = None
    plan = dataclasses.replace(plan, levels=(dataclasses.replace(grids, polygon=polygons),))
    seen = opened(plan, at=f"#grid={VILLAGE}003")

    show_table(seen)

    row = seen.page.locator(".table tr", has_text="清河村第3网格")
    assert row.locator("button").is_disabled()
    assert not seen.page.locator(".sheet").is_visible()
    assert is_quiet(seen)


def test_in_a_frame_of_a_notebook_grids_are_chosen_without_a_complaint(
    browser: Browser, tmp_path: Path
) -> None:
    shown = explore(town(), lang="zh")
    (tmp_path / "notebook.html").write_text(shown._repr_html_(), "utf-8")
    with browser.new_context(viewport={"width": 1200, "height": 700}) as context:
        seen = watch(context, "file://")
        seen.page.goto((tmp_path / "notebook.html").as_uri())
        frame = seen.page.frame_locator("iframe")

        frame.locator(".search input").fill("第2网格")
        frame.locator(".search input").press("Enter")

        expect(frame.locator(".sheet h2")).to_have_text("清河村第2网格")
        assert seen.complaints == []


def test_markup_in_names_stays_text_in_table_and_facts(opened: Open) -> None:
    name = "<img src=x onerror=document.title='broken'>{}"
    seen = opened(town(village=name, grid=name), at=f"#grid={VILLAGE}002")

    show_table(seen)

    assert "<img" in seen.page.locator(".sheet h2").inner_text()
    assert "<img" in seen.page.locator(".table").inner_text()
    assert seen.page.locator("img").count() == 0
    assert is_quiet(seen)

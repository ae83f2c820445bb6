"""Two versions beside each other on the planner's page; changes accepted and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desks import FIRST, PATIENCE_MS, SECOND, THIRD, Hand, Office
from playwright.sync_api import Browser, Locator, expect


@pytest.fixture
def hand(drawing: Browser, there: Office) -> Iterator[Hand]:
    """A draft in which 50 households left the first grid and the third has another name."""
    draft = there.draft()
    west = [f"H{10 * row + k:06d}" for row in range(10) for k in range(5)]
    there.edit(draft, {"operation": "move", "units": west, "to": SECOND},
               {"operation": "rename", "zone": THIRD, "name": "河东网格"})  # fmt: skip
    hand = Hand(drawing, there).open(draft)
    hand.page.locator("#tab-compare").click()
    expect(hand.page.locator("#other option")).not_to_have_count(1, timeout=PATIENCE_MS)
    hand.page.locator("#other").select_option("1")
    expect(row_of(hand, "第1网格")).to_be_visible(timeout=PATIENCE_MS)
    yield hand
    assert hand.complaints == []
    hand.close()


def row_of(hand: Hand, name: str) -> Locator:
    return hand.page.locator(".changes li").filter(has_text=name).first


def test_what_changed_is_listed_by_village_with_the_reason(hand: Hand) -> None:
    said = hand.page.locator(".changes").inner_text()

    assert "3 个网格有变化，50 户换了网格" in said
    assert "村0" in said
    assert "100 → 50" in row_of(hand, "第1网格").inner_text()
    assert "移入 0 户，移出 50 户" in row_of(hand, "第1网格").inner_text()
    assert "原名 第3网格" in row_of(hand, "河东网格").inner_text()
    assert row_of(hand, "第1网格").locator(".why").count() > 0


def test_one_change_is_taken_back_and_the_other_stays(hand: Hand) -> None:
    row_of(hand, "第1网格").get_by_role("button", name="恢复").click()
    expect(hand.card.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)
    assert hand.effect()["村0第1网格"][0] == "50 → 100"
    hand.save()

    expect(hand.page.locator(".changes")).to_contain_text("1 个网格有变化", timeout=PATIENCE_MS)
    assert hand.sizes()[FIRST] == hand.sizes()[SECOND] == 100
    hand.page.locator("#tab-edits").click()
    expect(hand.page.locator(".events li").first).to_contain_text("恢复为原来的划分")
    hand.page.locator("#tab-compare").click()
    row_of(hand, "河东网格").get_by_role("button", name="恢复").click()
    hand.save()
    expect(hand.page.locator(".changes")).to_contain_text("完全一样", timeout=PATIENCE_MS)


def test_what_was_accepted_is_remembered(hand: Hand) -> None:
    row_of(hand, "河东网格").get_by_label("认可").check()
    expect(hand.page.locator(".changes .sum")).to_contain_text("已认可 1 个")

    hand.page.reload()
    hand.is_open()
    hand.page.locator("#tab-compare").click()
    expect(hand.page.locator("#other option")).not_to_have_count(1, timeout=PATIENCE_MS)
    hand.page.locator("#other").select_option("1")

    expect(hand.page.locator(".changes .sum")).to_contain_text("已认可 1 个", timeout=PATIENCE_MS)


def test_two_maps_move_together_side_by_side_and_below_a_line_that_slides(hand: Hand) -> None:
    page = hand.page
    page.locator("label[for=view-side]").click()
    expect(page.locator("#map-other canvas.maplibregl-canvas")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".version-tag.old")).to_have_text("旧：第 1 版")
    widths = [page.locator(at).bounding_box()["width"] for at in ("#map", "#map-other")]  # type: ignore[index]
    assert abs(widths[0] - widths[1]) <= 4

    page.locator("label[for=view-swipe]").click()
    page.locator("#swipe").focus()
    page.keyboard.press("Home")
    assert page.locator("#stage").evaluate("e => e.style.getPropertyValue('--swipe')") == "0%"
    page.keyboard.press("End")
    assert page.locator("#stage").evaluate("e => e.style.getPropertyValue('--swipe')") == "100%"

    page.locator("label[for=view-list]").click()
    expect(page.locator("#map-other")).to_be_hidden()


def test_who_moved_is_shown_on_the_map(hand: Hand) -> None:
    assert rings(hand) == 0
    with hand.page.expect_response("**/selection"):
        row_of(hand, "第1网格").get_by_role("button", name="定位").click()
    hand.page.wait_for_timeout(500)
    hand.rests()

    assert rings(hand) > 0


def rings(hand: Hand) -> int:
    """Pixels that are drawn over the map."""
    drawn: int = hand.page.locator("#sketch").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
        ".reduce((n, v, k) => n + (k % 4 === 3 && v > 0), 0)"
    )
    return drawn

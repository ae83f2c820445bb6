"""Two planners who change one draft at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desks import FIRST, PATIENCE_MS, SECOND, THIRD, Hand, Office
from playwright.sync_api import Browser, Route, expect

FIFTH, SIXTH = f"{FIRST[:-1]}5", f"{FIRST[:-1]}6"


@pytest.fixture
def draft(there: Office) -> int:
    return there.draft()


@pytest.fixture
def li(drawing: Browser, there: Office, draft: int) -> Iterator[Hand]:
    hand = Hand(drawing, there, "li").open(draft)
    yield hand
    assert hand.complaints == []
    hand.close()


@pytest.fixture
def wang(drawing: Browser, there: Office, draft: int) -> Iterator[Hand]:
    hand = Hand(drawing, there, "wang").open(draft)
    yield hand
    assert hand.complaints == []
    hand.close()


def is_deaf(hand: Hand) -> None:
    """Let a page hear nothing of what others do until it asks for it itself."""

    def decide(route: Route) -> None:
        if "if-none-match" in route.request.headers:
            route.fulfill(status=304)
        else:
            route.continue_()

    hand.page.route(f"**/versions/{hand.version}", decide)


def test_what_one_saves_the_other_sees_without_asking(li: Hand, wang: Hand) -> None:
    li.lasso_half(FIRST)
    li.look(SECOND)
    li.save()

    wang.shows(SECOND, 150)

    expect(wang.page.locator("#told")).to_contain_text("划转住户", timeout=PATIENCE_MS)
    wang.page.locator("#tab-edits").click()
    expect(wang.page.locator(".events li").first).to_contain_text("第1网格、第2网格")


def test_whoever_did_something_is_called_as_their_key_is(li: Hand, wang: Hand) -> None:
    li.lasso_half(FIRST)
    li.look(SECOND)
    li.save()

    expect(wang.page.locator("#told")).to_contain_text("li：划转住户", timeout=PATIENCE_MS)
    wang.page.locator("#tab-edits").click()
    expect(wang.page.locator(".events small").first).to_contain_text("li ")
    li.page.locator("#tab-edits").click()
    expect(li.page.locator(".events small").first).to_contain_text("本人")


def test_both_change_different_grids_and_neither_is_stopped(li: Hand, wang: Hand) -> None:
    is_deaf(wang)
    li.lasso_half(FIRST)
    li.look(SECOND)
    li.save()

    wang.lasso_half(FIFTH)
    wang.look(SIXTH)
    wang.save()

    assert wang.sizes() | {FIRST: 50, SECOND: 150, FIFTH: 50, SIXTH: 150} == wang.sizes()


@pytest.mark.parametrize("side", ["theirs", "mine", "later"])
def test_of_the_same_grid_both_sides_are_shown_and_one_is_chosen(
    li: Hand, wang: Hand, side: str
) -> None:
    is_deaf(wang)
    li.go_to(THIRD)
    li.card.get_by_role("button", name="改名").click()
    li.page.get_by_role("dialog").get_by_label("名称").fill("李家网格")
    li.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(li.page.locator("#told")).to_contain_text("已保存", timeout=PATIENCE_MS)

    wang.lasso_half(THIRD)
    wang.look(SECOND)
    wang.card.get_by_role("button", name="保存").click()
    asked = wang.page.get_by_role("dialog")
    expect(asked.get_by_role("heading")).to_have_text("别人刚改过同样的网格", timeout=PATIENCE_MS)
    row = asked.locator("tbody tr")
    expect(row).to_have_count(1)
    assert "李家网格" in row.inner_text()
    assert "li " in row.locator("td").first.inner_text()
    assert "改名" in row.inner_text()
    assert "100 户 → 50 户" in row.inner_text()

    if side == "mine":
        asked.get_by_label("用我的").check()
    name = "以后再定" if side == "later" else "确定"
    asked.get_by_role("button", name=name).click()

    if side == "mine":
        wang.shows(SECOND, 150)
        return
    wang.page.locator("#tab-edits").click()
    kept = wang.page.locator(".kept li")
    told = "采用了对方的修改" if side == "theirs" else "待决定"
    expect(kept).to_contain_text(told, timeout=PATIENCE_MS)
    assert wang.sizes()[SECOND] == 100
    kept.get_by_role("button", name="再保存一次").click()
    if side == "later":
        asked.get_by_label("用我的").check()
        asked.get_by_role("button", name="确定").click()
    wang.shows(SECOND, 150)
    assert wang.sizes()[THIRD] == 50


def test_who_would_take_back_what_another_did_is_asked(li: Hand, wang: Hand) -> None:
    li.lasso_half(FIRST)
    li.look(SECOND)
    li.save()
    wang.shows(SECOND, 150)

    wang.page.locator("#undo").click()
    asked = wang.page.get_by_role("dialog")
    expect(asked).to_contain_text("要撤销吗")
    asked.get_by_role("button", name="取消").click()
    assert wang.sizes()[SECOND] == 150

    wang.page.locator("#undo").click()
    asked.get_by_role("button", name="撤销", exact=True).click()
    wang.shows(SECOND, 100)
    li.shows(SECOND, 100)

"""Changing grids on the planner's page: what is picked, what it would do, saved and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from desks import FIRST, FOURTH, PATIENCE_MS, SECOND, WESTERN, Hand, Office
from playwright.sync_api import Browser, Route, expect

SAVES = re.compile(r"/edits\?changes=")
"""Addresses of edits that are made; those that are only tried have other parameters before."""


@pytest.fixture
def hand(drawing: Browser, there: Office) -> Iterator[Hand]:
    hand = Hand(drawing, there).open(there.draft())
    yield hand
    assert hand.complaints == []
    hand.close()


def test_what_a_move_would_do_is_told_before_it_is_saved_and_undone_after_a_reload(
    hand: Hand,
) -> None:
    hand.lasso_half()
    hand.look(SECOND)

    assert hand.effect()["村0第1网格"][0] == "100 → 50"
    assert hand.effect()["村0第2网格"][0].startswith("100 → 150 ")
    assert "过多" in hand.effect()["村0第2网格"][0]
    assert "50 户换网格" in hand.card.inner_text()
    assert hand.sizes()[FIRST] == 100
    hand.page.keyboard.press("Enter")  # the button that saves has the focus

    hand.shows(SECOND, 150)
    assert hand.sizes() | {FIRST: 50, SECOND: 150} == hand.sizes()
    hand.tool("pan")
    hand.click(-0.5, 0)
    expect(hand.card.locator("h2")).to_have_text("第2网格")

    hand.page.reload()
    hand.is_open()
    expect(hand.page.locator("#undo")).to_be_enabled(timeout=PATIENCE_MS)
    hand.page.keyboard.press("Control+z")
    hand.shows(SECOND, 100)
    hand.page.locator("#redo").click()
    hand.shows(SECOND, 150)


def test_where_grids_would_lie_is_on_the_map_until_it_is_saved_or_left(hand: Hand) -> None:
    # Of FIRST the half that moves, the half that stays, and SECOND beside it.
    moves, stays, beside = (-0.5, 0.3), (0.5, 0.3), (1.5, 0.3)
    hand.lasso_half()
    expect(hand.over).to_be_hidden()

    hand.look(SECOND)

    colours = [painted(hand, spot) for spot in (moves, stays, beside)]
    assert colours[0] == colours[2] != colours[1]
    assert hand.page.evaluate("performance.getEntriesByName('gridgen.seen').length") == 0
    hand.page.keyboard.press("Escape")
    expect(hand.over).to_be_hidden()

    hand.look(SECOND)
    hand.save()

    assert hand.page.evaluate("performance.getEntriesByName('gridgen.seen').length") == 1
    expect(hand.over).to_be_hidden(timeout=PATIENCE_MS)
    assert hand.sizes()[SECOND] == 150


def test_what_cannot_be_saved_does_not_stay_on_the_map(hand: Hand) -> None:
    hand.lasso_half()
    hand.look(SECOND)
    expect(hand.over).to_be_visible()

    hand.page.route(SAVES, lambda route: route.abort())
    hand.card.get_by_role("button", name="保存").click()

    expect(hand.page.locator("#told")).to_contain_text("先存在本机", timeout=PATIENCE_MS)
    expect(hand.over).to_be_hidden()


def painted(hand: Hand, spot: tuple[float, float]) -> list[int]:
    """Red, green, blue and alpha of what is drawn over the map at a spot of the grid."""
    x, y = hand.spot(*spot)
    found: list[int] = hand.over.evaluate(
        """(canvas, [x, y]) => {
            const at = canvas.getBoundingClientRect();
            const scale = canvas.width / at.width;
            const spot = [(x - at.x) * scale, (y - at.y) * scale, 1, 1];
            return [...canvas.getContext("2d").getImageData(...spot).data];
        }""",
        [x, y],
    )
    return found


def test_a_warning_is_no_wall(hand: Hand) -> None:
    hand.go_to(SECOND)
    hand.card.get_by_role("button", name="锁定").click()
    expect(hand.page.locator("#told")).to_contain_text("已保存", timeout=PATIENCE_MS)

    hand.lasso_half()
    hand.look(SECOND)

    assert "请注意（1）" in hand.card.inner_text()
    hand.save()
    assert hand.sizes()[SECOND] == 150


@pytest.mark.parametrize("way", ["line", "parts", "places"])
def test_a_grid_is_split_along_a_line_by_the_solver_and_around_places(hand: Hand, way: str) -> None:
    hand.go_to(FOURTH)
    if way == "line":
        hand.tool("line")
        hand.draw((0.02, 1.2), (0.02, -1.2))
    elif way == "places":
        hand.tool("places")
        hand.click(-0.5, 0.1)
        hand.click(0.5, 0.1)
        hand.card.get_by_role("button", name="画完了").click()
    else:
        hand.card.get_by_role("button", name="拆分").click()
        hand.page.get_by_role("menuitem", name="自动分成几个").click()
        hand.page.get_by_role("button", name="看效果").click()

    expect(hand.card.locator("table.effect .badge")).to_have_text("新设", timeout=PATIENCE_MS)
    hand.save()

    sizes = hand.sizes()
    assert len(sizes) == 11
    assert sizes[FOURTH] == 50


def test_grids_are_merged_renamed_made_and_dissolved(hand: Hand) -> None:
    hand.go_to(FIRST)
    hand.page.keyboard.down("Shift")
    hand.click(1.4, 0)
    hand.page.keyboard.up("Shift")
    expect(hand.card.locator("h2")).to_have_text("已选 2 个网格，200 户")
    hand.card.get_by_role("button", name="合并").click()
    hand.save()
    assert len(hand.sizes()) == 9

    hand.go_to(FIRST)
    hand.card.get_by_role("button", name="改名").click()
    hand.page.get_by_role("dialog").get_by_label("名称").fill("<b>河东</b>网格")
    hand.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(hand.card.locator("h2")).to_have_text("<b>河东</b>网格", timeout=PATIENCE_MS)

    hand.go_to(FOURTH)
    hand.tool("lasso")
    hand.draw(*WESTERN)
    hand.card.get_by_role("button", name="新建网格").click()
    hand.page.get_by_role("dialog").get_by_label("名称").fill("新网格")
    hand.page.get_by_role("button", name="看效果").click()
    hand.save()
    assert len(hand.sizes()) == 10

    hand.go_to(FOURTH)
    hand.card.get_by_role("button", name="并入邻近网格").click()
    expect(hand.card.locator("table.effect .badge")).to_have_text("撤销", timeout=PATIENCE_MS)
    hand.save()
    assert FOURTH not in hand.sizes()


def test_an_area_is_divided_anew_and_taken_back_as_one(hand: Hand) -> None:
    before = hand.sizes()
    hand.go_to(FIRST)
    hand.page.keyboard.down("Shift")
    hand.click(1.4, 0)
    hand.page.keyboard.up("Shift")
    hand.card.get_by_role("button", name="重新划分这一片").click()
    hand.page.get_by_label("分成几个网格").fill("3")
    hand.page.get_by_role("button", name="看效果").click()
    expect(hand.card.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)
    hand.save()

    after = hand.sizes()
    assert len(after) == 11
    assert {FIRST, SECOND} <= {*after}
    assert {code: n for code, n in after.items() if code not in (FIRST, SECOND)}.items() >= {
        code: n for code, n in before.items() if code not in (FIRST, SECOND)
    }.items()
    hand.page.keyboard.press("Control+z")
    hand.shows(SECOND, 100)
    assert hand.sizes() == before


def test_what_is_picked_is_added_to_and_taken_from(hand: Hand) -> None:
    hand.lasso_half()
    hand.tool("select")
    hand.page.keyboard.down("Shift")
    hand.click(0.5, 0.5)
    hand.page.keyboard.up("Shift")
    expect(hand.card.locator("h2")).to_have_text("已选 51 户", timeout=PATIENCE_MS)

    hand.card.get_by_text("减选").click()
    hand.tool("brush")
    hand.draw((0.3, 0.5), (0.7, 0.5))
    expect(hand.card.locator("h2")).to_have_text("已选 50 户", timeout=PATIENCE_MS)

    hand.card.get_by_text("重新选").click()
    hand.tool("group")
    hand.click(0.7, -0.9)
    expect(hand.card.locator("h2")).to_have_text("村0第1组：34 户", timeout=PATIENCE_MS)


def test_keys_alone_pick_move_and_take_back(hand: Hand) -> None:
    hand.go_to(FIRST)
    page = hand.page
    page.locator("#map canvas.maplibregl-canvas").focus()
    page.keyboard.press("l")
    page.keyboard.press("Enter")  # in the middle of the map, which is west in the grid
    for key in ("ArrowUp", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)  # until the map begins to move
        hand.rests()
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(hand.card.locator("h2")).to_contain_text("已选", timeout=PATIENCE_MS)
    page.locator("#target").focus()
    page.keyboard.press("ArrowDown")
    expect(hand.card.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("已保存", timeout=PATIENCE_MS)
    assert set(hand.sizes().values()) != {100}
    page.keyboard.press("Control+z")
    expect(page.locator("#told")).to_contain_text("已撤销", timeout=PATIENCE_MS)
    assert set(hand.sizes().values()) == {100}


def test_what_is_saved_without_the_service_waits_and_is_saved_when_it_is_back(hand: Hand) -> None:
    hand.lasso_half()
    hand.look(SECOND)
    hand.context.set_offline(True)
    hand.card.get_by_role("button", name="保存").click()
    expect(hand.page.locator("#told")).to_contain_text("先存在本机", timeout=PATIENCE_MS)
    hand.page.locator("#tab-edits").click()
    expect(hand.page.locator(".kept")).to_contain_text("等待连接")

    hand.context.set_offline(False)

    hand.shows(SECOND, 150)
    hand.page.locator("#tab-edits").click()
    expect(hand.page.locator(".kept")).to_have_count(0, timeout=PATIENCE_MS)


def test_an_edit_whose_answer_was_lost_is_not_made_twice(hand: Hand) -> None:
    hand.lasso_half()
    hand.look(SECOND)

    def loses(route: Route) -> None:
        route.fetch()
        route.abort()

    hand.page.route(SAVES, loses, times=1)
    hand.card.get_by_role("button", name="保存").click()
    expect(hand.page.locator("#told")).to_contain_text("先存在本机", timeout=PATIENCE_MS)

    hand.shows(SECOND, 150)
    expect(hand.page.locator(".kept")).to_have_count(0, timeout=PATIENCE_MS)
    assert hand.head() == 1


def test_an_edit_whose_window_was_closed_is_saved_when_the_page_is_opened_again(
    hand: Hand,
) -> None:
    hand.lasso_half()
    hand.look(SECOND)
    hand.page.route(SAVES, lambda route: route.abort(), times=1)
    hand.card.get_by_role("button", name="保存").click()
    expect(hand.page.locator("#told")).to_contain_text("先存在本机", timeout=PATIENCE_MS)
    # As it lies there when the window is closed before the service has answered.
    hand.page.evaluate(
        "localStorage['gridgen.kept'] = localStorage['gridgen.kept']"
        '.replace(\'"offline"\', \'"sending"\').replace(/"at":"20/, \'"at":"19\')'
    )

    hand.page.reload()
    hand.is_open()

    hand.shows(SECOND, 150)


def test_who_only_looks_on_is_offered_no_change(drawing: Browser, there: Office) -> None:
    hand = Hand(drawing, there, "zhao").open(1)

    hand.go_to(FIRST)

    assert "不能改" in hand.card.inner_text()
    assert hand.page.locator("#tool-lasso").is_disabled()
    assert hand.page.locator("#undo").is_disabled()
    hand.close()


def test_edits_in_quick_succession_leave_one_message_and_the_map_free(hand: Hand) -> None:
    hand.go_to(FIRST)
    for name in ("锁定", "解锁", "锁定"):
        hand.card.get_by_role("button", name=name, exact=True).click()
        expect(hand.page.locator("#told .toast.done")).to_have_count(1, timeout=PATIENCE_MS)

    assert hand.page.locator("#told .toast.done").count() == 1

"""Seeing a plan on the planner's page: list, findings and repairs, looks, keys, phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import noted
from desks import FIRST, PATIENCE_MS, SECOND, VILLAGE, Hand, Office
from playwright.sync_api import Browser, expect

from gridgen.words.say import of_subject

NAUGHTY = "<img src=x onerror=alert(1)><script>alert(2)</script>"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SPOKEN = {"zh": "zh-CN", "en": "en"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


Opens = Callable[..., Hand]


@pytest.fixture
def opens(drawing: Browser, there: Office) -> Iterator[Opens]:
    """Opens a new draft, in which edits were made, in a window of its own."""
    hands = []

    def open_draft(*edits: dict[str, Any], name: str = "li", **context: Any) -> Hand:
        version = there.draft()
        if edits:
            there.edit(version, *edits)
        hand = Hand(drawing, there, name, **context)
        hands.append(hand)
        hand.requests = []
        hand.page.on("request", lambda request: hand.requests.append(request.url))
        noted(hand.page, hand.complaints)
        return hand.open(version)

    yield open_draft
    for hand in hands:
        assert hand.complaints == []
        hand.close()


def half_of(grid: str, to: str) -> dict[str, Any]:
    first = (int(grid[-3:]) - 1) * 100
    return {"operation": "move", "units": [f"H{first + k:06d}" for k in range(60)], "to": to}


LATE = """(() => {
  const asks = window.fetch;
  window.fetch = async (...what) => {
    if (String(what[0]).includes("settings.json")) await new Promise((go) => setTimeout(go, 1500));
    return asks(...what);
  };
})()"""


def test_a_press_before_the_page_listens_is_not_lost(opens: Opens) -> None:
    hand = opens()
    hand.page.add_init_script(LATE)
    hand.page.reload()

    hand.page.locator("#tab-hand").click()

    expect(hand.page.locator("#pane-hand")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_grid_is_listed_and_the_language_changes_without_a_reload(
    opens: Opens, lang: str
) -> None:
    hand = opens(locale=LOCALES[lang])
    words = {one: of_subject("page", one) for one in ("zh", "en")}
    other = "en" if lang == "zh" else "zh"
    expect(hand.page.locator("#pane-grids tbody tr[data-code]")).to_have_count(10)
    expect(hand.page.locator("#tab-findings")).to_contain_text(words[lang]["page_tab_findings"])
    loaded = sum(url.partition("#")[0].endswith("/plan") for url in hand.requests)

    hand.page.get_by_role("button", name=words[lang]["page_other_language"]).click()

    expect(hand.page.locator("#tab-findings")).to_contain_text(words[other]["page_tab_findings"])
    expect(hand.page.locator("html")).to_have_attribute("lang", SPOKEN[other])
    assert sum(url.partition("#")[0].endswith("/plan") for url in hand.requests) == loaded


def test_the_list_is_filtered_by_size_and_sorted(opens: Opens) -> None:
    hand = opens(half_of(FIRST, SECOND))
    pane = hand.page.locator("#pane-grids")

    pane.get_by_role("button", name="户数过多").click()

    expect(pane.locator("tbody tr[data-code]")).to_have_count(1)
    expect(pane.locator("tbody tr[data-code]")).to_contain_text("▲ 160")
    pane.get_by_role("button", name="全部").click()
    pane.get_by_role("button", name="户数", exact=True).click()
    expect(pane.locator("tbody tr[data-code]").first).to_contain_text("▼ 40")


def test_a_finding_leads_to_its_place_and_its_repair_is_made_and_undone(opens: Opens) -> None:
    hand = opens(half_of(FIRST, SECOND))
    hand.page.locator("#tab-findings").click()
    finding = hand.page.locator(".finding", has_text="160").first

    finding.get_by_role("button", name="定位").click()
    expect(hand.card.locator("h2")).to_have_text("第2网格")
    finding.get_by_role("button", name="建议怎样改").click()
    finding.get_by_role("button", name="采用").first.click()

    expect(hand.page.locator("#told")).to_contain_text("已保存", timeout=PATIENCE_MS)
    assert max(hand.sizes().values()) <= 100
    hand.page.locator("#undo").click()
    hand.shows(SECOND, 160)


def test_everything_is_reached_by_keys_alone(opens: Opens) -> None:
    hand = opens()
    keyboard = hand.page.keyboard
    hand.page.locator("#tab-grids").focus()

    keyboard.press("ArrowRight")
    expect(hand.page.locator("#tab-findings")).to_have_attribute("aria-selected", "true")
    keyboard.press("ArrowLeft")
    hand.page.locator("#pane-grids table").focus()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(hand.card.locator("h2")).to_have_text("第2网格")
    keyboard.press("?")
    expect(hand.page.get_by_role("dialog")).to_contain_text("Ctrl")
    keyboard.press("Escape")
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    assert hand.page.evaluate("document.activeElement.matches('#pane-grids table')")


def test_on_a_phone_the_list_is_a_sheet_and_nothing_is_wider_than_the_window(
    opens: Opens,
) -> None:
    hand = opens(**PHONE)
    panel = hand.page.locator("#panel")
    before = panel.bounding_box()

    hand.page.locator("#handle").tap()

    after = panel.bounding_box()
    assert before
    assert after
    assert after["y"] > before["y"] + 100
    assert hand.page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_the_card_of_a_grid_opens_small_and_is_pulled_up(opens: Opens) -> None:
    hand = opens(half_of(FIRST, SECOND), **PHONE)
    hand.page.locator("#find-text").fill(SECOND)
    hand.page.keyboard.press("Enter")
    expect(hand.card.locator("h2")).to_have_text("第2网格")
    expect(hand.card.locator(".finding-line")).to_be_visible()
    stage, small = hand.page.locator("#stage").bounding_box(), hand.card.bounding_box()
    assert stage
    assert small
    assert small["height"] < 0.25 * stage["height"]
    assert small["y"] + small["height"] < hand.page.locator("#panel").bounding_box()["y"]
    expect(hand.card.get_by_role("button", name="拆分")).to_be_hidden()

    hand.card.locator(".sheet-handle").tap()

    expect(hand.card.get_by_role("button", name="拆分")).to_be_visible()
    hand.page.locator("#tab-grids").tap()
    hand.page.locator("#pane-grids tbody tr[data-code]").first.tap()
    expect(hand.card).to_have_attribute("data-sheet", "low")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_nobody_is_shut_out_in_any_theme(opens: Opens, theme: str) -> None:
    hand = opens(half_of(FIRST, SECOND))
    hand.page.evaluate(f"localStorage.setItem('gridgen.theme', '{theme}')")
    hand.page.reload()
    hand.is_open()
    hand.go_to(FIRST)
    for tab in ("grids", "findings", "edits", "compare", "hand", ""):
        if tab:
            hand.page.locator(f"#tab-{tab}").click()
        else:
            hand.page.keyboard.press("?")
            hand.page.get_by_role("dialog").wait_for()

        found = Axe().run(hand.page).response["violations"]

        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_names_with_tags_and_scripts_are_text(opens: Opens) -> None:
    hand = opens({"operation": "rename", "zone": FIRST, "name": NAUGHTY})

    hand.go_to(FIRST)

    expect(hand.card.locator("h2")).to_have_text(NAUGHTY)
    expect(hand.page.locator(".details h3")).to_have_text(NAUGHTY)
    assert hand.page.locator("img").count() == 0


def test_nothing_is_asked_of_anybody_but_the_service(opens: Opens, there: Office) -> None:
    hand = opens()
    hand.go_to(FIRST)
    hand.rests()

    own = (f"{there.address}/", f"blob:{there.address}/", "data:")
    assert [url for url in hand.requests if not url.startswith(own)] == []
    assert VILLAGE in hand.page.locator("#pane-grids").inner_text()

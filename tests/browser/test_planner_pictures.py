"""Each state of the planner's page with the sample township: nothing cut off, nothing covered.

With GRIDGEN_PICTURES=docs/page the pictures of the documentation are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pictured import files_of_qinghe, pictured, qinghe, rests
from planners import PATIENCE_MS, Desk, Opened, desk, opened
from playwright.sync_api import Browser, Page, Route, expect


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with qinghe(tmp_path_factory.mktemp("office")) as there:
        yield there


def asked(office: Desk, method: str, path: str, who: str = "wgb-07", **more: Any) -> Any:
    headers = {"X-API-Key": office.key_of[who], **more.pop("headers", {})}
    answer = httpx.request(
        method, f"{office.service.address}/{path}", headers=headers, timeout=120, **more
    )
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture
def draft(office: Desk) -> int:
    return int(asked(office, "POST", "versions/1/draft")["id"])


def goes_to(seen: Opened, name: str) -> None:
    """Choose the first grid of a name and bring it into the middle of the map."""
    seen.page.locator("#find-text").fill(name)
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#effect h2")).to_be_visible(timeout=PATIENCE_MS)
    rests(seen)


def lasso(seen: Opened, *, share: float = 0.32) -> None:
    """Draw a lasso around the western half of what is in the middle of the map."""
    page = seen.page
    box = page.locator("#map").bounding_box()
    assert box
    x, y = box["x"] + (box["width"] + CARD) / 2, box["y"] + box["height"] / 2
    reach = share * min(box["width"] - CARD, box["height"])
    page.locator("#tool-lasso").click()
    page.mouse.move(x, y - reach)
    page.mouse.down()
    for across, up in ((-1, 1), (-1, -1), (0, -1), (0, 0.9)):
        page.mouse.move(x + across * reach, y - up * reach, steps=6)
    page.mouse.up()


def overfull(office: Desk, draft: int) -> None:
    """Make a grid of the draft too large and another too small, with a reason."""
    columns = asked(office, "GET", f"versions/{draft}/zones")["columns"]
    code = {
        (columns["community"][k], columns["name"][k]): columns["code"][k]
        for k in range(len(columns["code"]))
    }
    for village, source, to, reason in MOVES:
        at = columns["code"].index(code[village, source])
        west, south, east, north = (
            columns[name][at] for name in ("west", "south", "east", "north")
        )
        polygon = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        found = asked(office, "POST", f"versions/{draft}/selection", json={"polygon": polygon})
        homes = zip(found["points"], found["units"], found["at"], strict=True)
        ordered = sorted(
            (point, unit) for point, unit, zone in homes if zone == columns["code"][at]
        )
        units = [unit for _, unit in ordered[: len(ordered) // 2]]
        head = asked(office, "GET", f"versions/{draft}")["head"]
        edit = {"operation": "move", "units": units, "to": code[village, to]}
        asked(office, "POST", f"versions/{draft}/edits", json={"edits": [edit], "reason": reason},
              headers={"If-Match": f'"{draft}-{head}"'})  # fmt: skip


CARD = 352
"""How wide the card is that covers the left of the map."""


def rings(page: Page) -> int:
    """Pixels that are drawn over the map, around households."""
    drawn: int = page.locator("#sketch").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
        ".reduce((n, v, k) => n + (k % 4 === 3 && v > 0), 0)"
    )
    return drawn


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_households_in_no_village_are_listed_with_a_way_to_each(
    drawing: Browser, office: Desk, lang: str
) -> None:
    with opened(drawing, office, role="wgb-07", at="v=1", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.locator("#tab-findings").click()
        seen.press("page_unplaced_show", "#pane-findings")
        listed = page.locator(".unplaced li")
        expect(listed).to_have_count(4)
        rests(seen)
        assert pictured(page, "unplaced", lang) == []
        together = rings(page)

        listed.first.get_by_role("button").click()

        rests(seen)
        assert 0 < rings(page) < together
    with opened(drawing, office, role="viewer", at="v=1", lang=lang) as seen:
        rests(seen)
        seen.page.locator("#tab-findings").click()
        seen.page.locator(".finding").first.wait_for()
        show = seen.word("page_unplaced_show")
        assert seen.page.get_by_role("button", name=show).count() == 0


def test_a_finding_about_a_household_leads_to_it(drawing: Browser, office: Desk) -> None:
    with opened(drawing, office, role="wgb-07", at="v=1") as seen:
        page = seen.page
        rests(seen)
        page.locator("#tab-findings").click()
        page.get_by_role("button", name=seen.word("page_severity_note")).click()
        finding = page.locator(".finding", has_text="QH4755")
        assert rings(page) == 0

        finding.get_by_role("button", name=seen.word("page_zoom_to")).click()

        expect(page.locator("#effect h2")).to_be_visible()
        rests(seen)
        assert rings(page) > 0
    with opened(drawing, office, role="viewer", at="v=1") as seen:
        page = seen.page
        rests(seen)
        page.locator("#tab-findings").click()
        page.get_by_role("button", name=seen.word("page_severity_note")).click()
        page.locator(".finding").first.wait_for()
        joined = page.locator(".finding", has_text="QH4755")
        assert joined.get_by_role("button", name=seen.word("page_zoom_to")).count() == 0


LOOKS = [("light", "zh"), ("dark", "zh"), ("contrast", "zh"), ("light", "en")]
HETANG, LIUXI = "990101101202", "990101101201"
MOVES = [
    (HETANG, "第二网格", "第四网格", "河沟以西的住户走西边的路"),
    (LIUXI, "第三网格", "第七网格", "村委要求按小组划分"),
]


@pytest.mark.parametrize(("theme", "lang"), LOOKS)
def test_a_plan_is_seen(drawing: Browser, office: Desk, theme: str, lang: str) -> None:
    with opened(drawing, office, role="wgb-07", at="v=1", lang=lang) as seen:
        seen.page.evaluate(f"localStorage.setItem('gridgen.theme', '{theme}')")
        seen.page.reload()
        rests(seen)

        assert pictured(seen.page, f"see.{theme}", lang) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_and_a_suggestion_are_seen(
    drawing: Browser, office: Desk, draft: int, lang: str
) -> None:
    overfull(office, draft)
    with opened(drawing, office, role="wgb-07", at=f"v={draft}", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.locator("#tab-findings").click()
        first = page.locator(".finding").first
        seen.press("page_zoom_to", ".finding >> nth=0")
        rests(seen)
        seen.press("page_suggest", ".finding >> nth=0")
        expect(first.locator(".repair").first).to_be_visible(timeout=PATIENCE_MS)

        assert pictured(page, "findings", lang) == []
        page.locator("#tab-edits").click()
        assert pictured(page, "edits", lang) == []
        page.locator("#tab-compare").click()
        expect(page.locator("#other option")).not_to_have_count(1)
        page.locator("#other").select_option("1")
        expect(page.locator(".changes li").first).to_be_visible(timeout=PATIENCE_MS)
        assert pictured(page, "compare.list", lang) == []
        for view in ("side", "swipe"):
            page.locator(f"label[for=view-{view}]").click()
            expect(page.locator("#map-other")).to_have_attribute("data-drawn", "1")
            rests(seen)
            assert pictured(page, f"compare.{view}", lang) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_selection_and_its_effect_are_seen(
    drawing: Browser, office: Desk, draft: int, lang: str
) -> None:
    with opened(drawing, office, role="wgb-07", at=f"v={draft}", lang=lang) as seen:
        page = seen.page
        rests(seen)
        assert pictured(page, "", lang) == []
        page.locator("#tool-lasso").click()
        assert pictured(page, "", lang) == []
        goes_to(seen, "荷塘村第二")
        assert pictured(page, "chosen", lang) == []
        lasso(seen)
        expect(page.locator("#target")).to_be_visible(timeout=PATIENCE_MS)
        rests(seen)
        assert pictured(page, "picked", lang) == []
        page.locator("#target").select_option(index=1)
        expect(page.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)
        rests(seen)
        assert pictured(page, "effect", lang) == []
        seen.press("page_save", "#effect")
        seen.shows(seen.word("page_saved"), "#told")
        rests(seen)
        assert pictured(page, "", lang) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_handing_over_is_seen(drawing: Browser, office: Desk, draft: int, lang: str) -> None:
    overfull(office, draft)
    columns = asked(office, "GET", f"versions/{draft}/zones")["columns"]
    for code, text in zip(columns["code"][20:50:10], COMMENTS, strict=True):
        asked(office, "POST", f"versions/{draft}/comments", "wgb-12",
              json={"zone": code, "text": text})  # fmt: skip
    with opened(drawing, office, role="wgb-07", at=f"v={draft}", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.locator("#tab-hand").click()
        page.locator(".comments .link").first.click()
        rests(seen)
        assert pictured(page, "hand", lang) == []
        page.locator("#downloads").click()
        assert pictured(page, "download", lang) == []
        page.get_by_role("menuitem", name=seen.word("page_get_wall")).click()
        assert pictured(page, "", lang) == []
        page.keyboard.press("Escape")
        seen.press("page_share")
        assert pictured(page, "", lang) == []
        seen.press("page_share_make", "dialog")
        page.locator("#share-link").wait_for()
        page.locator("#share-link").evaluate(
            "e => (e.value = e.value.replace(/key=[^&]*/, 'key=gg_…'))"
        )
        assert pictured(page, "share", lang) == []
        page.keyboard.press("Escape")
        page.locator("#do-submit").click()
        assert pictured(page, "submit", lang) == []
        page.keyboard.press("Escape")
        page.locator("#versions button").last.click()
        assert pictured(page, "versions", lang) == []
        page.keyboard.press("Escape")


COMMENTS = [
    "第3组的两户住在河对岸，走访要绕桥，是否划到隔壁网格？",
    "村委会已核对，同意。",
    "养老院要单独成格。",
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_and_signing_in_are_seen(drawing: Browser, office: Desk, lang: str) -> None:
    with opened(drawing, office, at="v=1", lang=lang) as seen:
        seen.page.get_by_role("dialog").wait_for()
        assert pictured(seen.page, "signin", lang) == []
    with opened(drawing, office, role="wgb-07", at="v=1", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.keyboard.press("?")
        assert pictured(page, "keys", lang) == []
        page.keyboard.press("Escape")
        page.evaluate("localStorage.removeItem('gridgen.toured')")
        seen.press("page_help")
        page.get_by_role("menuitem", name=seen.word("page_help_tour")).click()
        rests(seen)
        for step in range(1, 7):
            assert pictured(page, "tour" if step == 3 else "", lang) == []
            page.locator("dialog button.main").click()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_start_of_a_plan_is_seen(
    drawing: Browser, office: Desk, tmp_path: Path, lang: str
) -> None:
    files = files_of_qinghe(tmp_path)
    with opened(drawing, office, role="wgb-07", at="v=1", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.locator("#new-plan").click()
        assert pictured(page, "start.empty", lang) == []
        page.locator("#files").set_input_files(files)
        seen.shows(seen.word("page_refused", refused=3, doubtful=0), "#start")
        page.wait_for_timeout(2000)
        assert pictured(page, "start.files", lang) == []
        page.locator(".go").scroll_into_view_if_needed()
        assert pictured(page, "start.rules", lang) == []
        seen.press("page_divide", "#start")
        expect(page.locator(".done-list li").nth(3)).to_be_visible(timeout=PATIENCE_MS)
        assert pictured(page, "start.dividing", lang) == []
        seen.press("page_job_cancel", "#start")
        seen.shows(seen.word("page_job_dismissed"), "#told")
        assert pictured(page, "", lang) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_redraw_is_seen(drawing: Browser, office: Desk, tmp_path: Path, lang: str) -> None:
    listed, _, lines = files_of_qinghe(tmp_path)
    homes = listed.read_text("utf-8").splitlines()
    listed.write_text("\n".join(homes[:1] + homes[40:]), "utf-8")  # as if a year had gone
    with opened(drawing, office, role="wgb-07", at="v=1", lang=lang) as seen:
        page = seen.page
        rests(seen)
        page.locator("#versions .choice").last.click()
        page.get_by_role("menuitem", name=seen.word("page_redraw")).click()
        assert pictured(page, "", lang) == []
        page.locator("#files").set_input_files([listed, lines])
        seen.shows(seen.word("page_redraw_land", number=1), "#start")
        page.locator("#new-ids").scroll_into_view_if_needed()
        page.wait_for_timeout(2000)
        assert pictured(page, "redraw.files", lang) == []
        seen.press("page_redraw_go", "#start")
        expect(page.locator(".done-list li").nth(3)).to_be_visible(timeout=PATIENCE_MS)
        assert pictured(page, "", lang) == []
        page.locator("#start").wait_for(state="hidden", timeout=PATIENCE_MS)
        rests(seen)
        assert pictured(page, "", lang) == []
        seen.press("page_redraw_compare", "#told")
        expect(page.locator(".changes li").first).to_be_visible(timeout=PATIENCE_MS)
        assert pictured(page, "", lang) == []


def test_a_store_without_plans_is_seen(drawing: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bare:
        for role, at in (("planner", "#start"), ("viewer", "#empty")):
            with opened(drawing, bare, role=role) as seen:
                expect(seen.page.locator(at)).to_be_visible(timeout=PATIENCE_MS)
                assert pictured(seen.page, f"none.{role}") == []


PHONE = {"size": (390, 844), "phone": True}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_is_seen(drawing: Browser, office: Desk, draft: int, lang: str) -> None:
    with opened(drawing, office, role="wgb-07", at=f"v={draft}", lang=lang, **PHONE) as seen:
        page = seen.page
        rests(seen)
        assert pictured(page, "phone", lang) == []
        page.locator("#handle").tap()
        page.wait_for_timeout(500)
        assert pictured(page, "", lang) == []
        page.locator("#handle").tap()
        page.wait_for_timeout(500)
        page.locator("#pane-grids tbody tr[data-code]").nth(1).tap()
        rests(seen)
        assert pictured(page, "phone.chosen", lang) == []
        page.locator("#effect .sheet-handle").tap()
        assert pictured(page, "phone.card", lang) == []
        page.locator("#tab-hand").tap()
        page.wait_for_timeout(500)
        assert pictured(page, "phone.hand", lang) == []
        page.locator("#downloads").tap()
        assert pictured(page, "phone.download", lang) == []
        page.keyboard.press("Escape")
        page.locator("#tab-findings").tap()
        page.wait_for_timeout(500)
        assert pictured(page, "phone.findings", lang) == []


def is_deaf(page: Page, version: int) -> None:
    """Let a page hear nothing of what others do until it asks for it itself."""

    def decide(route: Route) -> None:
        if "if-none-match" in route.request.headers:
            route.fulfill(status=304)
        else:
            route.continue_()

    page.route(f"**/versions/{version}", decide)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_conflict_is_seen(drawing: Browser, office: Desk, draft: int, lang: str) -> None:
    with opened(drawing, office, role="wgb-07", at=f"v={draft}", lang=lang) as seen:
        page = seen.page
        rests(seen)
        goes_to(seen, "荷塘村第二")
        lasso(seen)
        page.locator("#target").select_option(index=1)
        expect(page.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)
        is_deaf(page, draft)
        edit = {"operation": "rename", "zone": f"{HETANG}002", "name": "河东网格"}
        asked(office, "POST", f"versions/{draft}/edits", "wgb-12", json={"edits": [edit]},
              headers={"If-Match": f'"{draft}-0"'})  # fmt: skip
        seen.press("page_save", "#effect")
        page.get_by_role("dialog").wait_for()
        assert pictured(page, "conflict", lang) == []

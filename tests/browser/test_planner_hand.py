"""Handing over on the planner's page: by role, with comments on grids and a link for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from planners import Desk, Opened, desk, opened
from playwright.sync_api import Browser, Page, Route, expect
from stored import ORIGIN, drawn_town

from gridgen.versions.store.database import Store
from gridgen.versions.store.upgrade import open_store
from gridgen.versions.store.versions import import_plan

GRID = "990101001201001"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with desk(folder) as there:
        yield there


@pytest.fixture
def version(service: Desk) -> int:
    """A new draft in the store of the service."""
    store: Store = open_store(str(service.store))
    made = import_plan(store, drawn_town(), ORIGIN, actor="p1")
    store.close()
    return made.id


def turns(seen: Opened) -> None:
    """Turn to the tab, once the version is there."""
    expect(seen.page.locator("#pane-grids tbody tr[data-code]").first).to_be_visible()
    seen.page.locator("#tab-hand").click()


def is_quiet(seen: Opened) -> bool:
    return (seen.complaints, seen.elsewhere) == ([], [])


def test_what_is_sent_back_says_why_to_the_planner(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        turns(seen)
        seen.moves("submit")
        seen.shows(seen.word("page_state_waits"), "#pane-hand")
        assert seen.page.locator("#pane-hand [id^=do-]").count() == 0
    with opened(drawing, service, role="approver", at=f"v={version}") as seen:
        turns(seen)
        seen.moves("return", reason="<b>洲尾村</b>请再核对")
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        turns(seen)
        seen.shows("<b>洲尾村</b>请再核对", "blockquote")
        expect(seen.page.locator("#do-submit")).to_be_visible()
        assert is_quiet(seen)


def test_the_dialog_stays_until_the_service_has_answered(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        page, dialog = seen.page, seen.page.locator("dialog")
        turns(seen)
        held: list[Route] = []
        page.route("**/state", lambda route: held.append(route))
        page.locator("#do-submit").click()
        with page.expect_request("**/state"):
            seen.press("page_do_submit", "dialog")

        expect(dialog).to_have_attribute("aria-busy", "true")
        page.keyboard.press("Escape")
        assert dialog.get_by_role("button", disabled=False).count() == 0
        assert is_kept_from_leaving(page)

        held[0].continue_()
        seen.shows(seen.word("page_done_submit"), "#told")
        expect(dialog).to_have_count(0)
        assert not is_kept_from_leaving(page)


def is_kept_from_leaving(page: Page) -> bool:
    """Whether the browser would ask whoever closes the page now."""
    left: bool = page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    return not left


def test_what_fails_is_said_in_the_dialog_and_what_was_written_stays(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        page = seen.page
        turns(seen)
        page.route("**/state", lambda route: route.abort())
        page.locator("#do-submit").click()
        page.locator("dialog textarea").fill("已与村委核对")

        seen.press("page_do_submit", "dialog")

        expect(page.get_by_role("alert")).to_have_text(seen.word("page_unreached"))
        expect(page.locator("dialog textarea")).to_have_value("已与村委核对")
        page.unroute("**/state")
        seen.press("page_do_submit", "dialog")
        seen.shows(seen.word("page_done_submit"), "#told")


def test_a_comment_is_pinned_to_its_grid_until_it_is_dealt_with(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        page = seen.page
        turns(seen)
        expect(page.locator("#comment-text")).to_be_disabled()
        page.locator("#tab-grids").click()
        page.locator(f"tr[data-code='{GRID}']").click()
        page.locator("#tab-hand").click()
        page.locator("#comment-text").fill("<img src=x onerror=alert(1)> 过了沟")
        seen.press("page_comment_send")
        expect(page.locator(".comments p")).to_have_text("<img src=x onerror=alert(1)> 过了沟")
        expect(page.locator(".pin")).to_have_text("1")
        assert page.locator(".comments img").count() == 0
        assert is_quiet(seen)
    with opened(drawing, service, role="approver", at=f"v={version}") as seen:
        page = seen.page
        expect(page.locator(".pin")).to_be_visible()
        page.locator(".pin").click()
        expect(page.locator("#pane-hand")).to_be_visible()
        seen.press("page_comment_done")
        expect(page.locator(".pin")).to_have_count(0)
        seen.shows(seen.word("page_comments_none"))
        assert is_quiet(seen)


def test_a_link_lets_others_look_and_change_nothing(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}", lang="en") as seen:
        turns(seen)
        seen.press("page_share")
        seen.press("page_share_make", "dialog")
        link = seen.page.locator("#share-link").input_value()
    assert link.startswith(f"{service.page}#key=gg_")
    assert link.endswith(f"&v={version}")

    with opened(drawing, service, at=link.partition("#")[2], lang="en") as seen:
        turns(seen)
        page = seen.page
        assert page.locator("#pane-hand [id^=do-]").count() == 0
        expect(page.locator("#share")).to_be_hidden()
        expect(page.locator("#comment-text")).to_be_hidden()
        expect(page.locator("#new-plan")).to_be_hidden()
        page.locator("#downloads").click()
        said = page.get_by_role("menu").inner_text()
        assert seen.word("page_get_wall") in said
        assert seen.word("page_get_gpkg") not in said
        assert is_quiet(seen)


def test_everything_is_in_one_menu_and_comes_as_a_file(
    drawing: Browser, service: Desk, version: int
) -> None:
    with opened(drawing, service, role="planner", at=f"v={version}") as seen:
        page = seen.page
        turns(seen)
        for key, ending in (("gpkg", ".gpkg"), ("lists", ".xlsx"), ("grids", ".geojson")):
            page.locator("#downloads").click()
            with page.expect_download() as coming:
                page.get_by_role("menuitem", name=seen.word(f"page_get_{key}")).click()
            assert coming.value.suggested_filename.endswith(ending)
        assert is_quiet(seen)

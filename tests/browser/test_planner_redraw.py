"""A new version of a plan from new files, on the planner's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from planners import PATIENCE_MS, Desk, Opened, desk, files_in, households, opened
from playwright.sync_api import Browser, expect

from gridgen.client.client import Client

NEWCOMERS = "".join(
    f"new-{k},{114.0052 + 0.0003 * k:.6f},31.0049,1,990101001201,-\n" for k in range(6)
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two villages, divided as version 1."""
    folder = tmp_path_factory.mktemp("desk")
    with desk(folder) as there:
        with Client(there.service.address, there.key_of["planner"]) as client:
            listed, drawn = map(client.upload, files_in(folder))
            client.divide("河湾镇", listed, communities=drawn)
        yield there


@pytest.fixture
def begun(drawing: Browser, service: Desk) -> Iterator[Opened]:
    """The screen of a redraw of version 1."""
    with opened(drawing, service, role="planner", at="v=1") as seen:
        seen.shows("240", "#status")
        seen.page.locator("#versions .choice").last.click()
        seen.page.get_by_role("menuitem", name=seen.word("page_redraw")).click()
        seen.shows(seen.word("page_redraw_title", name="河湾镇", number=1), "#start")
        yield seen
        assert (seen.complaints, seen.elsewhere) == ([], [])


def drops(seen: Opened, name: str, text: bytes) -> None:
    seen.page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": text}]
    )


def test_a_newer_list_becomes_a_draft_beside_the_older_version(begun: Opened) -> None:
    page = begun.page
    drops(begun, "今年住户.csv", households(more=NEWCOMERS))
    begun.shows(begun.word("page_read_inside", inside=246, placed=246, villages=2), "#start")
    begun.shows(begun.word("page_redraw_land", number=1), "#start")
    expect(page.locator("#preset")).to_have_value("same")
    expect(page.locator("#plan-name")).to_be_hidden()

    begun.press("page_redraw_go", "#start")

    begun.shows(begun.word("page_dividing"), "#start")
    page.locator("#start").wait_for(state="hidden", timeout=PATIENCE_MS)
    expect(page.locator("#versions .badge")).to_have_text(begun.word("page_state_draft"))
    begun.shows(begun.word("page_version", number=2), "#versions")
    begun.press("page_redraw_compare", "#told")
    expect(page.locator("#other")).to_have_value("1")
    village = page.locator("#pane-compare summary")
    expect(village).to_have_count(1)
    expect(village).to_contain_text("上塘村")


def test_a_redraw_may_be_of_boundaries_alone_and_takes_no_other_grids(
    begun: Opened, tmp_path: Path
) -> None:
    page = begun.page
    page.locator("#files").set_input_files(files_in(tmp_path)[1:])

    begun.shows(begun.word("page_redraw_homes", number=1), "#start")
    expect(page.locator("#new-ids")).to_be_hidden()
    begun.press("page_close", "#start header")
    begun.press("page_new", "#versions")
    expect(page.locator(".file")).to_have_count(0)
    begun.shows(begun.word("page_drop_kinds"), "#start")


def test_a_list_with_other_ids_is_asked_about_and_keeps_its_grids_by_place(
    begun: Opened, service: Desk
) -> None:
    page = begun.page
    drops(begun, "今年住户.csv", households().replace(b"201-", b"a-").replace(b"202-", b"b-"))
    begun.press("page_redraw_go", "#start")
    begun.shows(begun.word("page_job_failed"), "#start")
    begun.shows("0 行的编号", "#start")
    begun.shows(begun.word("page_redraw_failed"), "#start")
    begun.press("page_job_back", "#start")

    page.locator("#new-ids").select_option("match-by-place")
    begun.shows(begun.word("page_read_inside", inside=240, placed=240, villages=2), "#start")
    begun.press("page_redraw_go", "#start")

    page.locator("#start").wait_for(state="hidden", timeout=PATIENCE_MS)
    with Client(service.service.address, service.key_of["planner"]) as client:
        redrawn = int(page.url.rpartition("=")[2])
        codes = [
            {zone["properties"]["code"] for zone in client.features(f"v{version}.grids")}
            for version in (1, redrawn)
        ]
    assert codes[0] == codes[1]

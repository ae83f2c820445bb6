"""The whole story on the planner's page: from files to the wall map, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from planners import PATIENCE_MS, Desk, Opened, desk, files_in, opened
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as TooLate
from pypdf import PdfReader


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as there:
        yield there


def signs_in(seen: Opened, key: str) -> None:
    seen.page.get_by_label(seen.word("page_key"), exact=True).fill(key)
    seen.press("page_signin_ok", "dialog")


def saves(seen: Opened, folder: Path, key: str, within: str) -> Path:
    """Press the button of a sentence, and keep the file that comes."""
    try:
        with seen.page.expect_download(timeout=PATIENCE_MS) as coming:
            seen.press(key, within)
    except TooLate as why:
        told = [seen.page.locator(one).inner_text() for one in ("#dialogs", "#told")]
        raise AssertionError(f"nothing was saved: {told}, {seen.complaints}") from why
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def sends_files(seen: Opened, files: list[Path]) -> None:
    seen.page.locator("#start").wait_for(state="visible")
    seen.page.locator("#files").set_input_files(files)
    seen.shows(seen.word("page_read_households", rows=241, households=240), "#start")


def divides(seen: Opened) -> None:
    seen.press("page_divide", "#start")
    seen.shows(seen.word("page_dividing"), "#start")
    seen.page.locator("#start").wait_for(state="hidden", timeout=PATIENCE_MS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_files_to_the_wall_map(
    drawing: Browser, service: Desk, tmp_path: Path, lang: str
) -> None:
    files = files_in(tmp_path, more="bad,114.005,north,1,990101001201,-\n")

    with opened(drawing, service, lang=lang) as seen:
        page = seen.page
        signs_in(seen, service.key_of["planner"])
        sends_files(seen, files)

        card = page.locator(".file").first
        assert seen.word("page_means_lon") in card.inner_text()
        assert seen.word("page_columns_some", known=5, unused=1) in card.inner_text()
        seen.shows(seen.word("page_refused", refused=1, doubtful=0), "#start")
        book = openpyxl.load_workbook(saves(seen, tmp_path, "page_refused_get", "#start"))
        assert "north" in [cell.value for cell in next(book.active.iter_rows(min_row=2))]
        assert page.locator(".village-name").all_inner_texts() == ["上塘村\n120", "下塘村\n120"]

        page.locator("#band-village-most").fill("70")
        page.locator("#band-village-most").blur()
        divides(seen)

        assert page.locator("#versions .badge").inner_text() == seen.word("page_state_draft")
        expect(page.locator("#pane-grids tbody tr[data-code]")).to_have_count(4)
        page.locator("#tab-hand").click()
        seen.moves("submit")
        expect(page.locator("#versions .badge")).to_have_text(seen.word("page_state_submitted"))
        address = page.url
        assert (seen.complaints, seen.elsewhere) == ([], [])

    with opened(drawing, service, lang=lang, role="approver", at=address.partition("#")[2]) as seen:
        page = seen.page
        page.locator("#tab-hand").click()
        seen.moves("approve")
        day = date.today().isoformat()
        seen.moves("publish", day=day)
        seen.shows(seen.word("page_state_published_text", **{"from": day}), "#pane-hand")

        page.locator("#downloads").click()
        page.get_by_role("menuitem", name=seen.word("page_get_wall")).click()
        page.get_by_label(seen.word("page_print_size")).select_option("A3")
        wall = PdfReader(saves(seen, tmp_path, "page_download", "dialog"))
        assert len(wall.pages) == 1
        assert "上塘村" in wall.pages[0].extract_text()
        assert (seen.complaints, seen.elsewhere) == ([], [])

"""The start of a plan on the planner's page: files dropped, datums, divisions that end early."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from planners import VILLAGES, Desk, Opened, boundaries, desk, files_in, households, opened
from playwright.sync_api import Browser, Route, expect

from gridgen.model.datum import Datum, from_wgs84


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as there:
        yield there


@pytest.fixture
def begun(drawing: Browser, service: Desk, tmp_path: Path) -> Iterator[Opened]:
    """Two villages on the page, ready to be divided."""
    with opened(drawing, service, role="planner") as seen:
        seen.page.locator("#start").wait_for(state="visible")
        seen.page.locator("#files").set_input_files(files_in(tmp_path))
        seen.shows(seen.word("page_read_households", rows=240, households=240), "#start")
        yield seen
        assert (seen.complaints, seen.elsewhere) == ([], [])


DROP = """([files, at]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true});
    document.querySelector(at).dispatchEvent(event);
    if (type === "dragenter") window.wasOver = document.querySelector("#start").matches(".over");
  }
}"""


def test_files_are_dropped_anywhere_on_the_screen(drawing: Browser, service: Desk) -> None:
    files = [("住户.csv", households()), ("村界.geojson", boundaries().encode())]
    coded = [[name, base64.b64encode(text).decode()] for name, text in files]
    with opened(drawing, service, role="planner") as seen:
        seen.page.locator("#start").wait_for(state="visible")

        seen.page.evaluate(DROP, [coded, ".preview"])

        assert seen.page.evaluate("window.wasOver")
        expect(seen.page.locator("#start")).not_to_have_class("over")
        seen.shows(seen.word("page_read_households", rows=240, households=240), "#start")
        expect(seen.page.locator(".village-name")).to_have_count(len(VILLAGES))


def test_the_datum_that_fits_is_offered_and_taken(
    drawing: Browser, service: Desk, tmp_path: Path
) -> None:
    files = files_in(tmp_path)
    head, *rows = files[0].read_text().splitlines()
    parts = [row.split(",") for row in rows]
    lonlat = from_wgs84(np.array([part[1:3] for part in parts], dtype=np.float64), Datum.GCJ02)
    moved = [
        ",".join([part[0], f"{lon:.6f}", f"{lat:.6f}", *part[3:]])
        for part, (lon, lat) in zip(parts, lonlat, strict=True)
    ]
    files[0].write_text("\n".join([head, *moved]))
    with opened(drawing, service, role="planner") as seen:
        seen.page.locator("#start").wait_for(state="visible")
        seen.page.locator("#files").set_input_files(files)
        datum = seen.word("page_datum_gcj02")
        seen.shows(seen.word("page_datum_fits", datum=datum), "#start")
        expect(seen.page.locator(".go")).to_be_disabled()

        name = seen.word("page_datum_take", datum=datum)
        seen.page.get_by_role("button", name=name).click()

        seen.shows(seen.word("page_read_inside", inside=240, placed=240, villages=2), "#start")
        expect(seen.page.locator("#datum")).to_have_value("gcj02")
        expect(seen.page.locator(".go")).to_be_enabled()


def over(state: str) -> str:
    """The last event of a division, as the service sends it."""
    return f"data: {json.dumps({'at': '2026-11-29T00:00:00Z', 'state': state})}\n\n"


def test_a_division_is_cancelled_and_its_files_are_still_there(begun: Opened) -> None:
    page = begun.page
    held: list[Route] = []
    page.route("**/jobs/*/events", lambda route: held.append(route))  # as if it were long

    def dismissed(route: Route) -> None:
        route.fulfill(json={})
        held[0].fulfill(content_type="text/event-stream", body=over("dismissed"))

    page.route("**/jobs/*", dismissed)
    with page.expect_request("**/jobs/*/events"):
        begun.press("page_divide", "#start")
    begun.press("page_job_cancel", "#start")

    begun.shows(begun.word("page_job_dismissed"), "#told")
    expect(page.locator(".file")).to_have_count(2)
    expect(page.locator(".go")).to_be_enabled()


def test_a_division_that_failed_says_why_and_leads_back(begun: Opened) -> None:
    page = begun.page
    says = "第 3 行：<b>村代码</b>不对。"

    def ends(route: Route) -> None:
        route.fulfill(content_type="text/event-stream", body=over("failed"))

    page.route("**/jobs/*/events", ends)
    page.route("**/jobs/*", lambda route: route.fulfill(json={"message": says}))
    begun.press("page_divide", "#start")

    begun.shows(says, "#start")
    begun.shows(begun.word("page_job_failed"), "#start")
    begun.press("page_job_back", "#start")
    expect(page.locator(".file")).to_have_count(2)
    expect(page.locator(".go")).to_be_enabled()

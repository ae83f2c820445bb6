"""Planners at their desks: a service with a store of drawn villages, and hands on its page.

A village is ten grids of 100 households, five by two, each 200 m wide (`many_villages`); the band
of villages is 50 to 100. A grid that was found by its code fills the middle of the map.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from many_villages import many_villages
from playwright.sync_api import Browser, Locator, Page, expect
from serving import served

from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, import_plan

VILLAGE = "990101101200"
FIRST, SECOND, THIRD, FOURTH = (f"{VILLAGE}00{k}" for k in (1, 2, 3, 4))
SHARE, CARD = 0.32, 352
"""Of the smaller side of the map, at 1366 x 768, beside its card, which is so many pixels wide:
from the middle of a grid that was found to its border."""

WESTERN = ((0, 0.97), (-0.97, 0.97), (-0.97, -0.97), (0, -0.97), (0, 0.9))
"""Corners around the western half of a grid; they begin where no card covers the map."""

PATIENCE_MS = 25_000
"""On a machine that others use too."""


@dataclass(frozen=True)
class Office:
    """A service, and the keys of those who work there."""

    address: str
    keys: dict[str, str]
    process: int = 0
    """Number of that of the service."""

    def draft(self) -> int:
        """A new draft of the drawn villages, for one test."""
        headers = {"X-API-Key": self.keys["li"]}
        made = httpx.post(f"{self.address}/versions/1/draft", headers=headers, timeout=60)
        return int(made.raise_for_status().json()["id"])

    def edit(self, version: int, *edits: dict[str, Any]) -> None:
        """Edit a draft by the service alone."""
        headers = {"X-API-Key": self.keys["li"], "If-Match": f'"{version}-0"'}
        address = f"{self.address}/versions/{version}/edits"
        httpx.post(address, headers=headers, json={"edits": edits}, timeout=60).raise_for_status()


@contextmanager
def office(folder: Path, *, villages: int = 1) -> Iterator[Office]:
    """Serve a plan of drawn villages; "li" and "wang" are planners, "zhao" looks on."""
    file = folder / "store.sqlite"
    store = init_store(str(file))
    draft = open_draft(many_villages(villages, groups=True), load_rules("standard"))
    import_plan(store, draft, Origin("河湾镇", rules_text("standard")[0]), actor="import")
    roles = {"li": "planner", "wang": "planner", "zhao": "viewer"}
    keys = {name: make_key(store, KeyOrder(role, ("",), name, None), actor="import")[1]
            for name, role in roles.items()}  # fmt: skip
    store.close()
    with served("--database", file) as service:
        yield Office(service.address, keys, service.process.pid)


class Hand:
    """A planner's hand on the page in a browser.

    Parameters
    ----------
    browser
        That draws.
    office
        Where the planner works.
    name
        Of the planner.
    """

    def __init__(self, browser: Browser, office: Office, name: str = "li", **context: Any) -> None:
        told = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", **context}
        self.context = browser.new_context(**told)
        self.context.add_init_script("localStorage.setItem('gridgen.toured', 'yes')")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._address, self._key = office.address, office.keys[name]

    def open(self, version: int) -> Hand:
        self.arrive(version)
        self.is_open()
        return self

    def arrive(self, version: int) -> None:
        """Go to the address of a version."""
        self.version = version
        self.page.goto(f"{self._address}/plan#key={self._key}&v={version}")

    def is_open(self) -> None:
        expect(self.page.locator("#status")).to_contain_text("1,000", timeout=PATIENCE_MS)

    def go_to(self, code: str) -> None:
        """Choose a grid and bring it into the middle of the map."""
        self.page.locator("#find-text").fill(code)
        self.page.keyboard.press("Enter")
        expect(self.card.locator("h2")).to_be_visible(timeout=PATIENCE_MS)
        self.page.wait_for_timeout(300)  # until the map begins to move
        self.rests()

    def rests(self) -> None:
        """Wait until the map is drawn and stands still."""
        expect(self.page.locator("#map")).to_have_attribute(
            "aria-busy", "false", timeout=PATIENCE_MS
        )

    def spot(self, across: float, up: float) -> tuple[float, float]:
        """A pixel: from -1 to 1 over the grid in the middle of the map."""
        box = self.page.locator("#map").bounding_box()
        assert box
        reach = SHARE * min(box["width"] - CARD, box["height"])
        middle = box["x"] + (box["width"] + CARD) / 2, box["y"] + box["height"] / 2
        return middle[0] + across * reach, middle[1] - up * reach

    def click(self, across: float, up: float) -> None:
        self.page.mouse.click(*self.spot(across, up))

    def draw(self, *corners: tuple[float, float]) -> None:
        """Drag the mouse from corner to corner."""
        spots = [self.spot(*corner) for corner in corners]
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for spot in spots[1:]:
            self.page.mouse.move(*spot, steps=8)
        self.page.mouse.up()

    def tool(self, name: str) -> None:
        self.page.locator(f"#tool-{name}").click()

    def lasso_half(self, code: str = FIRST) -> None:
        """Pick the western half of a grid: 50 households."""
        self.go_to(code)
        self.tool("lasso")
        self.draw(*WESTERN)
        expect(self.card.locator("h2")).to_have_text("已选 50 户", timeout=PATIENCE_MS)

    def look(self, to: str) -> None:
        """See what moving to a grid would do."""
        self.card.locator("#target").select_option(to)
        expect(self.card.locator("table.effect")).to_be_visible(timeout=PATIENCE_MS)

    def save(self) -> None:
        """Save what the card tells, and wait until the service has it: the page may still say so of
        what was saved before.
        """
        before = self.head()
        self.card.get_by_role("button", name="保存").click()
        expect(self.page.locator("#told")).to_contain_text("已保存", timeout=PATIENCE_MS)
        until = time.monotonic() + PATIENCE_MS / 1000
        while self.head() == before:
            assert time.monotonic() < until, "nothing was saved"
            self.page.wait_for_timeout(50)

    def head(self) -> int:
        """The number of the last edit, as the service has it."""
        return int(self.ask(f"versions/{self.version}")["head"])

    @property
    def card(self) -> Locator:
        return self.page.locator("#effect")

    @property
    def over(self) -> Locator:
        """What is drawn over the map until the map itself has it."""
        return self.page.locator(".maplibregl-canvas-container .over")

    def effect(self) -> dict[str, list[str]]:
        """By name of a grid what the card tells of it."""
        rows = self.card.locator("table.effect tbody tr").all()
        return {row.locator("th span").first.inner_text():
                [cell.inner_text().replace("\n", " ") for cell in row.locator("td").all()]
                for row in rows}  # fmt: skip

    def ask(self, path: str) -> Any:
        """What the service says."""
        answer = self.page.request.get(f"{self._address}/{path}", headers={"X-API-Key": self._key})
        assert answer.ok, answer.text()
        return answer.json()

    def sizes(self) -> dict[str, int]:
        """Households of each grid, as the service has them."""
        columns = self.ask(f"versions/{self.version}/zones")["columns"]
        return dict(zip(columns["code"], columns["households"], strict=True))

    def shows(self, code: str, households: int) -> None:
        """Wait until the list of grids tells so many households of a grid."""
        self.page.locator("#tab-grids").click()
        self.page.locator("#filter").fill(code)
        first = self.page.locator("#pane-grids").get_by_role("gridcell").first
        expect(first).to_contain_text(re.compile(rf"^\D*{households}"), timeout=PATIENCE_MS)
        self.page.locator("#filter").fill("")

    def close(self) -> None:
        self.context.close()

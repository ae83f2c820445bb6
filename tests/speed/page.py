"""How quick the planner's page is in a small plan and in a large one: `make speed-page`.

Debian's Chromium draws without a graphics card, at 1366 x 768. Each figure stands for a plan of 100
grids with 10,000 households and for one of 5,000 with 500,000, and their ratio. An edit moves a
villager group to the next grid, by the hand of a planner: it is timed from the click that saves it
until the second frame after it is drawn over the map, once as it was tried, then as the service
says that it is saved, and until the second frame after the map itself was drawn with it. Nothing is
asserted: on a machine that does other things too all of it takes longer, so the load stands beside
the figures.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from browsers import DRAWS, browsing
from desks import Hand, Office, office
from machines import machine, processor_s, resident_bytes
from playwright.sync_api import Browser, CDPSession

FEW, MANY = 10, 500
"""Villages of the two plans."""

EARLY = 50
"""Edits after which memory is looked at first."""

READS_MS = 500
"""Between what an edit would do and the click that saves it: less than anybody needs to read it."""

WAITS = {
    "edit to screen": "seen",
    "edit to screen, as the service says it is saved": "saved",
    "edit to the map's own picture": "whole",
}
"""What of an edit is waited for, and what the page calls it."""

WATCH = (Path(__file__).parent / "page.js").read_text("utf-8")
"""What notes times in the page; it stands before all scripts of the page."""

PATIENCE_MS = 120_000

Figures = dict[str, float]


def main() -> None:
    """Print a row for each figure."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--edits", type=int, default=40, help="that are timed")
    asked.add_argument("--more", type=int, default=500, help="edits for memory; 0 for none")
    asked.add_argument("--villages", type=int, help="one plan of so many, for a closer look")
    said = asked.parse_args()
    print(machine())
    sides = []
    for villages in [said.villages] if said.villages else (FEW, MANY):
        with (
            TemporaryDirectory() as folder,
            office(Path(folder), villages=villages) as there,
            browsing(*DRAWS) as browser,
        ):
            sides.append(_measured(browser, there, said.edits, said.more))
    _print(sides)


def _print(sides: list[Figures]) -> None:
    heads = [f"{side.pop('grids'):,.0f} grids" for side in sides]
    print(f"{'':46s}{''.join(f'{head:>14s}' for head in heads)}{'ratio':>8s}")
    for what in sides[0]:
        values = [side.get(what, float("nan")) for side in sides]
        cells = "".join(f"{value:14,.1f}" for value in values)
        ratio = f"{values[-1] / values[0]:8.2f}" if values[0] else f"{'-':>8s}"
        print(f"{what:46s}{cells}{ratio}")


def _measured(browser: Browser, there: Office, edits: int, more: int) -> Figures:
    """Return every figure of one plan by its name."""
    found: Figures = {}
    with _sitting(browser, there) as desk:
        found["grids"] = len(desk.codes)
        found["first picture, the service just begun, s"] = desk.drawn_s()
    with _sitting(browser, there) as desk:
        found["first picture, s"] = desk.drawn_s()
        for name, code in (("everything", None), ("some grids", desk.codes[57])):
            for what, value in desk.panned(code).items():
                found[f"panning, {name}: {what}"] = value
    with _sitting(browser, there) as desk:
        # All of them are taken back: those that are timed find the plan as it was.
        found |= desk.remembered(more) if more else {}
        before = _load()
        found |= desk.edited(edits)
        found["load of the machine while editing"] = (before + _load()) / 2
    return found


def _load() -> float:
    return os.getloadavg()[0]


@contextmanager
def _sitting(browser: Browser, there: Office) -> Iterator[Desk]:
    """Give a planner before a page that is drawn."""
    hand = Hand(browser, there)
    hand.page.set_default_timeout(PATIENCE_MS)
    hand.context.add_init_script(WATCH)
    hand.arrive(1)
    hand.page.locator('#map[data-drawn^="1-"]').wait_for()
    hand.rests()
    columns = hand.ask("versions/1/zones")["columns"]
    yield Desk(hand, there, hand.context.new_cdp_session(hand.page), columns["code"])
    assert hand.complaints == [], hand.complaints
    hand.close()


@dataclass(frozen=True)
class Desk:
    """A planner before the open page, and the codes of all grids."""

    hand: Hand
    there: Office
    devtools: CDPSession
    codes: list[str] = field(repr=False)

    @property
    def page(self) -> Any:
        return self.hand.page

    def drawn_s(self) -> float:
        """Seconds from the address to a map with all that is in sight."""
        return float(self.page.evaluate("watched.drawn")) / 1000

    def panned(self, code: str | None) -> Figures:
        """Drag the map to and fro; return how many pictures came in a second."""
        if code is not None:
            self.hand.go_to(code)
        box = self.page.locator("#map").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 30, y, steps=10)
        self.page.evaluate("watched.begin()")
        for k in range(6):
            self.page.mouse.move(x + (-220 if k % 2 else 220), y + 30 * (k - 3), steps=40)
        took = self.page.evaluate("watched.end()")
        self.page.mouse.up()
        self.hand.rests()
        middle, slow = np.quantile(took, [0.5, 0.95])
        return {
            "pictures a second": 1000 * len(took) / sum(took),
            "a picture, median, ms": float(middle),
            "a picture, p95, ms": float(slow),
        }

    def edited(self, number: int) -> Figures:
        """Make edits far apart; return how long each part took, ms."""
        used = processor_s(self.there.process)
        told = [self._edit(self.codes[k * len(self.codes) // number]) for k in range(number)]
        used = 1000 * (processor_s(self.there.process) - used)
        rows = {name: np.array([one[name] for one in told]) for name in told[0]}
        return {
            **{f"{what}, {said}, ms": float(np.quantile(rows[name], share))
               for what, name in WAITS.items()
               for said, share in (("median", 0.5), ("p95", 0.95))},
            **{f"  of it {name}, {said}, ms": float(np.quantile(row, share))
               for name, row in rows.items() if name not in WAITS.values()
               for said, share in (("median", 0.5), ("p95", 0.95))},
            "  processor of the service for all of an edit, ms": used / number,
        }  # fmt: skip

    def _edit(self, code: str) -> Figures:
        """Move a villager group of a grid to the next one; return what took how long."""
        self.hand.go_to(code)
        self.hand.tool("group")
        self.hand.click(-0.5, -0.5)
        target = self.page.locator("#target option").nth(1)
        self.hand.look(target.get_attribute("value"))
        self.page.wait_for_timeout(READS_MS)
        self.page.evaluate("watched.expect()")
        self.hand.card.get_by_role("button", name="保存").click()
        return dict(self.page.evaluate("watched.edit"))

    def remembered(self, number: int) -> Figures:
        """Make edits and take each back; return the memory early on and at the end."""
        early = EARLY * number // 500
        found = {}
        for k in range(number // 2):
            if 2 * k == early:
                found["early on"] = self._memory()
            self._edit(self.codes[k % 40])
            self.page.evaluate("watched.expect()")
            self.page.keyboard.press("Control+z")
            self.page.evaluate("watched.edit")
        found["at the end"] = self._memory()
        return {
            f"{what}, after {number if when == 'at the end' else early} edits, MB": value
            for when, memory in found.items()
            for what, value in memory.items()
        }

    def _memory(self) -> Figures:
        """Return what the page holds once what is not needed is let go, and the service, MB."""
        self.page.wait_for_timeout(4000)
        self.hand.rests()
        self.devtools.send("HeapProfiler.collectGarbage")
        self.devtools.send("Performance.enable")
        told = self.devtools.send("Performance.getMetrics")["metrics"]
        metrics = {one["name"]: one["value"] for one in told}
        return {
            "heap of the page": metrics["JSHeapUsedSize"] / 1e6,
            "nodes of the page, thousands": metrics["Nodes"] / 1e3,
            "memory of the service": resident_bytes(self.there.process) / 1e6,
        }


if __name__ == "__main__":
    main()

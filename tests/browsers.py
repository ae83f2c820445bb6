"""A browser of the system, driven by Playwright; where there is none, tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SWITCHES = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FLAT = ("--disable-gpu",)
DRAWS = ("--enable-unsafe-swiftshader",)
"""What draws WebGL without a graphics card, as on a PC that has none: the page around it is put
together without it. With `--use-angle=swiftshader` it goes through it too, at a third the pace."""


expect.set_options(timeout=60_000)  # on a machine that others use too


@contextmanager
def browsing(*more: str) -> Iterator[Browser]:
    """Give a browser with further switches, while the block runs."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_SWITCHES, *more])
        yield browser
        browser.close()


def noted(page: Page, complaints: list[str]) -> None:
    """Add what the console of a page says, but for what the driver of the graphics tells of itself
    where there is no card.
    """

    def hear(message: ConsoleMessage) -> None:
        if not message.text.startswith("[.WebGL"):
            complaints.append(message.text)

    page.on("console", hear)

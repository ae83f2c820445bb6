"""A browser with no network, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsers import DRAWS, FLAT, browsing, noted
from desks import Office, office
from playwright.sync_api import Browser, BrowserContext, Page, Route

from gridgen.model.plan import Plan
from maps.page.web import save_map


# Not for the session: while it lives, Playwright keeps an event loop running in this thread, and
# other tests want to run their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing(*FLAT) as found:
        yield found


@pytest.fixture(scope="module")
def drawing() -> Iterator[Browser]:
    """A browser whose maps are drawn by WebGL."""
    with browsing(*DRAWS) as found:
        yield found


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A service with one drawn village, and the keys of those who work there."""
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


@dataclass
class Seen:
    """A page and everything it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def watch(context: BrowserContext, allowed: str) -> Seen:
    """Open a page that may ask for addresses that start with `allowed` and for no others."""
    seen = Seen(context.new_page())

    def decide(route: Route) -> None:
        if route.request.url.startswith(allowed):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", decide)
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("requestfailed", lambda request: seen.complaints.append(request.url))
    noted(seen.page, seen.complaints)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


Open = Callable[..., Seen]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a plan with the network cut, in a window of a size, perhaps on a phone."""
    contexts = []

    def open_page(
        plan: Plan, *, size: tuple[int, int] = (1200, 800), phone: bool = False, at: str = "",
        lang: str = "zh", **asked: object,
    ) -> Seen:  # fmt: skip
        save_map(plan, tmp_path / "map.html", lang, **asked)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=phone, is_mobile=phone
        )
        contexts.append(context)
        context.set_offline(True)
        seen = watch(context, "file://")
        seen.page.goto((tmp_path / "map.html").as_uri() + at)
        return seen

    yield open_page
    for context in contexts:
        context.close()


def is_quiet(seen: Seen) -> bool:
    """Whether a page asked for nothing but itself and complained of nothing."""
    return seen.complaints == [] and len([u for u in seen.requests if "data:" not in u]) == 1


Box = dict[str, float]


def box_of(seen: Seen, selector: str) -> Box:
    """Where an element stands in the window, pixels."""
    found: Box = seen.page.locator(selector).evaluate("e => e.getBoundingClientRect().toJSON()")
    return found


def are_apart(a: Box, b: Box) -> bool:
    """Whether two boxes share no more than a hairline."""
    return (
        a["right"] <= b["left"] + 0.5
        or b["right"] <= a["left"] + 0.5
        or a["bottom"] <= b["top"] + 0.5
        or b["bottom"] <= a["top"] + 0.5
    )

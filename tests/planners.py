"""The planner's page against a service that runs, with an empty store, in a browser with WebGL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from browsers import noted
from playwright.sync_api import Browser, Page, Request
from playwright.sync_api import TimeoutError as TooLate
from serving import Service, served

from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.upgrade import init_store
from gridgen.words.say import of_subject

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PATIENCE_MS = 120_000
"""For whatever the service works on, on a machine that has other things to do."""

VILLAGES = {"990101001201": "上塘村", "990101001202": "下塘村"}


@dataclass(frozen=True)
class Desk:
    """A service with a store, and a key for each role."""

    service: Service
    key_of: dict[str, str]
    store: Path

    @property
    def page(self) -> str:
        return f"{self.service.address}/plan"


@contextmanager
def desk(folder: Path, **environment: str) -> Iterator[Desk]:
    """Serve a store in which there is nothing but keys."""
    file = folder / "store.sqlite"
    store = init_store(str(file))
    key_of = {
        role: make_key(store, KeyOrder(role, ("",)), actor="boss")[1]
        for role in ("viewer", "planner", "approver")
    }
    store.close()
    with served("--database", file, **environment) as service:
        yield Desk(service, key_of, file)


@dataclass
class Opened:
    """A page of somebody, with all that it complained of and all that it asked for elsewhere."""

    page: Page
    lang: str
    complaints: list[str]
    elsewhere: list[str]

    def word(self, key: str, **fields: object) -> str:
        """The sentence of the page, with its fields filled in."""
        sentence = of_subject("page", self.lang)[key]
        for name, value in fields.items():
            sentence = sentence.replace(f"{{{name}}}", str(value))
        return sentence

    def press(self, key: str, within: str = "body") -> None:
        """Press the button that says a sentence."""
        self.page.locator(within).get_by_role("button", name=self.word(key), exact=True).click()

    def shows(self, text: str, within: str = "body") -> None:
        """Wait until a text is to be seen; say what there is instead where it does not come."""
        place = self.page.locator(within)
        try:
            place.get_by_text(text).first.wait_for(state="visible", timeout=PATIENCE_MS)
        except TooLate as why:
            there = place.all_inner_texts() or [
                f"no {within}",
                self.page.locator("body").inner_text(),
            ]
            raise AssertionError(f"{text!r} is not in {there!r}; {self.complaints}") from why

    def moves(self, name: str, *, reason: str = "", **told: str) -> None:
        """Bring the version into another state, and wait until the page says that it is there."""
        self.page.locator(f"#do-{name}").click()
        if reason:
            self.page.locator("dialog textarea").fill(reason)
        self.press(f"page_do_{name}", "dialog")
        self.shows(self.word(f"page_done_{name}", **told), "#told")


@contextmanager
def opened(
    browser: Browser, desk: Desk, *, lang: str = "zh", role: str | None = None, at: str = "",
    size: tuple[int, int] = (1366, 768), phone: bool = False,
) -> Iterator[Opened]:  # fmt: skip
    """Open the page as somebody, who was there before, in a window of a size."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=LOCALES[lang], has_touch=phone,
        is_mobile=phone, accept_downloads=True,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = Opened(page, lang, [], [])
    here = desk.service.address

    def note(request: Request) -> None:
        if not request.url.startswith((f"{here}/", "blob:", "data:")):
            seen.elsewhere.append(request.url)

    page.on("request", note)
    noted(page, seen.complaints)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.add_init_script("localStorage.setItem('gridgen.toured', 'yes')")
    key = f"key={desk.key_of[role]}" if role else ""
    page.goto(f"{desk.page}#{'&'.join(filter(None, (key, at)))}")
    yield seen
    context.close()


def households(*, more: str = "", each: int = 120) -> bytes:
    """A list of two villages side by side, as an office keeps it, with a column of remarks."""
    rows = []
    for k, code in enumerate(VILLAGES):
        for n in range(each):
            lon, lat = 114.001 + 0.01 * k + 0.0007 * (n % 12), 31.001 + 0.0008 * (n // 12)
            rows.append(f"{code[-3:]}-{n},{lon:.6f},{lat:.6f},1,{code},-")
    return ("编号,经度,纬度,户数,村代码,备注\n" + "\n".join(rows) + "\n" + more).encode()


def boundaries() -> str:
    """Their boundaries, as GeoJSON."""
    squares = [
        f'{{"type":"Feature","properties":{{"code":"{code}","name":"{name}","kind":"village"}},'
        f'"geometry":{{"type":"Polygon","coordinates":[[[{w},31],[{w + 0.01},31],'
        f"[{w + 0.01},31.01],[{w},31.01],[{w},31]]]}}}}"
        for w, (code, name) in zip((114, 114.01), VILLAGES.items(), strict=True)
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(squares)}]}}'


def files_in(folder: Path, *, more: str = "") -> list[Path]:
    """The list and the boundaries as files."""
    listed, drawn = folder / "住户.csv", folder / "村界.geojson"
    listed.write_bytes(households(more=more))
    drawn.write_text(boundaries())
    return [listed, drawn]

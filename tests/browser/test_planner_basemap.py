"""Base maps on the planner's page: squares of another service, and archives in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from archived import PICTURES, VECTORS, archive_of, drawn_square
from PIL import Image
from planners import Desk, Opened, desk, files_in, opened
from playwright.sync_api import Browser, expect

from api.planner.libraries import fetched
from gridgen.client.client import Client

BLUE, WATER = (0x20, 0x40, 0xE0), (0xA9, 0xCB, 0xE3)

needs_pmtiles = pytest.mark.skipif(
    fetched("pmtiles.js") is None, reason="python -m api.planner.libraries fetched nothing"
)


def picture() -> bytes:
    """A blue square."""
    made = BytesIO()
    Image.new("RGB", (256, 256), BLUE).save(made, "PNG")
    return made.getvalue()


@contextmanager
def squares() -> Iterator[tuple[str, list[str]]]:
    """Serve one blue square for every square of a base map; which were asked for is noted."""
    asked: list[str] = []
    made = picture()

    class Squares(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(made)

        def log_message(self, *said: object) -> None:
            """Say nothing of each square."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Squares)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def divided(there: Desk, folder: Path) -> None:
    """Let the service have two villages, divided."""
    with Client(there.service.address, there.key_of["planner"]) as client:
        listed, drawn = map(client.upload, files_in(folder))
        client.divide("河湾镇", listed, communities=drawn)


def blue_share(seen: Opened) -> float:
    """How much of the upper edge of the map is `BLUE`."""
    return share_of(seen, BLUE, at=10)


def share_of(seen: Opened, colour: tuple[int, int, int], *, at: int) -> float:
    """How much of a strip of the map, from above or (negative) from below, where no grid is, looks
    as a colour does.
    """
    seen.page.wait_for_timeout(800)
    expect(seen.page.locator("#map")).to_have_attribute("aria-busy", "false")
    shot = Image.open(BytesIO(seen.page.locator("#map").screenshot())).convert("RGB")
    top, middle = at % shot.size[1], shot.size[0] // 2
    strip = shot.crop((middle - 100, top, middle, top + 20))
    near = np.abs(np.asarray(strip, dtype=np.int64) - colour).max(axis=2) < 24
    return float(near.mean())


def switches(seen: Opened, key: str) -> None:
    """Press an entry of the menu of layers."""
    seen.press("page_layers", "#controls")
    seen.page.get_by_role("menu").get_by_text(seen.word(key), exact=True).click()


def test_squares_of_another_service_lie_below_and_are_switched_off(
    drawing: Browser, tmp_path: Path
) -> None:
    with squares() as (address, asked):
        told = {
            "GRIDGEN_BASEMAP": f"{address}/{{z}}/{{x}}/{{y}}.png",
            "GRIDGEN_BASEMAP_NOTE": "天地图",
        }
        with desk(tmp_path, **told) as there:
            divided(there, tmp_path)
            with opened(drawing, there, role="planner", at="v=1") as seen:
                page = seen.page
                seen.shows("天地图", "#map")
                assert blue_share(seen) == 1
                assert {url.startswith(address) for url in seen.elsewhere} == {True}
                assert seen.complaints == []

                switches(seen, "page_layer_basemap")
                expect(page.locator(".map-note")).to_be_hidden()
                number = len(asked)
                seen.press("page_zoom_in", "#controls")
                assert blue_share(seen) == 0
                assert len(asked) == number


@needs_pmtiles
def test_an_archive_of_the_service_lies_below_and_is_read_in_ranges(
    drawing: Browser, tmp_path: Path
) -> None:
    file = archive_of(tmp_path / "town.pmtiles", picture(), PICTURES)
    with desk(tmp_path, GRIDGEN_BASEMAP=str(file), GRIDGEN_BASEMAP_NOTE="县测绘院") as there:
        divided(there, tmp_path)
        with opened(drawing, there, role="planner", at="v=1") as seen:
            seen.shows("县测绘院", "#map")
            assert blue_share(seen) == 1
            assert (seen.complaints, seen.elsewhere) == ([], [])


@needs_pmtiles
def test_a_file_of_whoever_looks_on_is_the_base_map_and_is_sent_nowhere(
    drawing: Browser, tmp_path: Path
) -> None:
    pictures = archive_of(tmp_path / "我的 底图.pmtiles", picture(), PICTURES)
    vectors = archive_of(
        tmp_path / "vectors.pmtiles", drawn_square(), VECTORS, ["earth", "roads", "water"]
    )
    broken = tmp_path / "broken.pmtiles"
    broken.write_bytes(b"PMTiles\x03" + bytes(500))
    with desk(tmp_path) as there:
        divided(there, tmp_path)
        with opened(drawing, there, role="planner", at="v=1") as seen:

            def chooses(file: Path) -> None:
                with seen.page.expect_file_chooser() as chooser:
                    switches(seen, "page_basemap_own")
                chooser.value.set_files(file)

            assert blue_share(seen) == 0
            sent: list[str] = []
            seen.page.on("request", lambda request: sent.append(request.method))

            chooses(pictures)
            seen.shows(pictures.name, ".map-note")
            assert blue_share(seen) == 1

            chooses(vectors)
            seen.shows(vectors.name, ".map-note")
            assert blue_share(seen) == 0
            assert share_of(seen, WATER, at=-30) > 0.9  # but for the road
            chooses(broken)
            seen.shows(seen.word("page_basemap_odd", name=broken.name), "#told")
            seen.shows(vectors.name, ".map-note")
            assert "POST" not in sent
            assert (seen.complaints, seen.elsewhere) == ([], [])

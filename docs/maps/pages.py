"""Photograph the map page at three widths: python docs/maps/pages.py (needs chromium)."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import gridgen
from maps.page.web import web_map

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "sample_geo" / "qinghe.gpkg"
LAYERS = ("households", "communities", "lines", "water", "buildings")
TITLES = {"zh": "青禾镇网格划分示意图", "en": "Qinghe · household grids"}
WINDOWS = ((390, 844), (1366, 768), (1920, 1080))


def photograph(browser: Browser, page_file: Path, lang: str) -> None:
    """Save a page as PNG at every width, in few colours: the pictures stay small."""
    for wide, high in WINDOWS:
        with browser.new_context(viewport={"width": wide, "height": high}) as context:
            page = context.new_page()
            page.goto(page_file.as_uri())
            picture = Image.open(io.BytesIO(page.screenshot()))
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(HERE / f"page.{lang}.{wide}.png", optimize=True)


def main() -> None:
    """Divide the sample township and photograph its page in both languages."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No chromium found. On Debian: apt-get install chromium fonts-noto-cjk")
    layers = {name: gpd.read_file(SAMPLE, layer=name) for name in LAYERS}
    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page_file = Path(folder) / "page.html"
        for lang, title in TITLES.items():
            plan = gridgen.divide(**layers, lang=lang)
            page_file.write_text(web_map(plan, lang=lang, title=title), "utf-8")
            photograph(browser, page_file, lang)
        browser.close()


if __name__ == "__main__":
    main()

"""Draw the pictures of the README: python docs/pictures.py (needs chromium)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
from playwright.sync_api import sync_playwright

import gridgen
from maps.page.web import web_map

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "sample_geo" / "qinghe.gpkg"


def main() -> None:
    """Divide the sample township and photograph its map page in both languages."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("No chromium found. On Debian: apt-get install chromium fonts-noto-cjk")
    layers = {
        name: gpd.read_file(SAMPLE, layer=name)
        for name in ("households", "communities", "lines", "water", "buildings")
    }
    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for lang in ("en", "zh"):
            plan = gridgen.divide(**layers, lang=lang)
            page_file = Path(folder) / f"{lang}.html"
            title = {"en": "Qinghe · household grids", "zh": "青禾镇网格划分示意图"}[lang]
            page_file.write_text(web_map(plan, lang=lang, title=title), "utf-8")
            page = browser.new_page(viewport={"width": 1400, "height": 960})
            page.goto(page_file.as_uri())
            page.wait_for_timeout(1500)
            page.screenshot(path=HERE / f"qinghe.{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()

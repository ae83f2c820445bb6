"""Pictures of the planner's page, and what is wrong with how it looks.

Where the variable GRIDGEN_PICTURES names a folder, each state that tests look at is written there
as PNG; else nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

import geopandas as gpd
from PIL import Image
from planners import Desk, Opened, desk
from playwright.sync_api import Page, expect
from sampled import SAMPLE_GEO

import gridgen
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.upgrade import open_store
from gridgen.versions.store.versions import Origin, import_plan

INPUT = SAMPLE_GEO / "qinghe.gpkg"
COLOURS = 256
"""Of a picture: a map has few, and the file is a third of what it were with all."""

STAFF = {"wgb-07": "planner", "wgb-12": "planner", "spb-01": "approver"}

_LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")


IN_ENGLISH = {"see.light", "effect"}
"""States of which there is a picture in English too."""


def pictured(page: Page, name: str, lang: str = "zh") -> list[str]:
    """Write a picture of the window as it is where somebody asked for it and it has a name; return
    what is wrong with its looks: texts cut off, buttons that cover each other, what leaves the
    window.
    """
    page.wait_for_timeout(250)
    folder = os.environ.get("GRIDGEN_PICTURES")
    if folder and name and (lang == "zh" or name in IN_ENGLISH):
        Path(folder).mkdir(parents=True, exist_ok=True)
        whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
        few = whole.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(Path(folder) / f"{name}{'' if lang == 'zh' else '.en'}.png", optimize=True)
    wrong: list[str] = page.evaluate(_LOOKS)
    return wrong


def layers() -> dict[str, gpd.GeoDataFrame]:
    """The layers of the sample township."""
    names = ("households", "communities", "lines", "water", "buildings", "special", "people")
    return {name: gpd.read_file(INPUT, layer=name) for name in names}


@contextmanager
def qinghe(folder: Path) -> Iterator[Desk]:
    """Serve the sample township, divided, as version 1; with a key for each of its staff."""
    plan = gridgen.divide(**layers(), lang="zh")
    with desk(folder) as there:
        with closing(open_store(str(there.store))) as store:
            draft = open_draft(plan, load_rules("standard"))
            import_plan(store, draft, Origin("青禾镇", rules_text("standard")[0]), actor="wgb-07")
            keys = {
                name: make_key(store, KeyOrder(role, ("",), name), actor="wgb-07")[1]
                for name, role in STAFF.items()
            }
        yield Desk(there.service, there.key_of | keys, there.store)


def rests(seen: Opened) -> None:
    """Wait until the version is open and its map stands still."""
    expect(seen.page.locator("#pane-grids tbody tr[data-code]").first).to_be_attached()
    seen.page.wait_for_timeout(300)
    expect(seen.page.locator("#map")).to_have_attribute("aria-busy", "false", timeout=60_000)


def files_of_qinghe(folder: Path) -> list[Path]:
    """The sample as an office has it: a list with three rows that cannot be read and a column of
    remarks, boundaries, and roads.
    """
    found = layers()
    homes, listed = found["households"], folder / "青禾镇住户.csv"
    table = homes[["id", "households", "community", "group", "building"]].set_axis(
        ["编号", "户数", "村代码", "村民小组", "楼栋"], axis=1
    )
    table.insert(1, "经度", homes.geometry.x.round(6).astype(str))
    table.insert(2, "纬度", homes.geometry.y.round(6).astype(str))
    table["备注"] = ""
    table.loc[[17, 256, 1033], ["经度", "纬度"]] = ["391.2", "30.9"]
    table.to_csv(listed, index=False)
    drawn = [folder / "村界.geojson", folder / "道路河流.geojson"]
    for path, name in zip(drawn, ("communities", "lines"), strict=True):
        found[name].to_file(path, driver="GeoJSON", engine="pyogrio")
    return [listed, *drawn]

"""Make docs/systems/ and the tables of systems in the READMEs: python docs/systems.py.

Needs chromium for the pictures; `python docs/systems.py --no-pictures` leaves them as they are.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from gridgen.model.plan import Plan
from gridgen.rules.levels import PRESETS, Level, Rules
from gridgen.rules.loader import load_rules
from gridgen.sample.table import divided_sample, levels_table, systems_head, systems_row
from gridgen.words.say import level_name
from maps.page.web import web_map
from maps.sheets.order import Order
from maps.sheets.printing import print_plan

HERE = Path(__file__).parent
PAGES = HERE / "systems"
BETWEEN = re.compile(r"(<!-- systems -->\n).*?(<!-- /systems -->)", re.DOTALL)

SAID = tomllib.loads((HERE / "systems.toml").read_text("utf-8"))
ENDING = {"en": "", "zh": ".zh"}
"""What stands before the last ending of the names of files in each language."""
NESTED = ("nanhai",)
"""Presets whose source prints the levels of each village."""


def main() -> None:
    """Divide the sample of each preset; write its page, its picture and its row."""
    PAGES.mkdir(exist_ok=True)
    for lang, ending in ENDING.items():
        plans = {name: divided_sample(name, "township", lang=lang) for name in PRESETS}
        for name, plan in plans.items():
            (PAGES / f"{name}{ending}.md").write_text(page(name, plan, lang), "utf-8")
        rows = table(plans, lang)
        links = "\n".join(
            said("link", lang, name=name, title=load_rules(name).title[lang]) for name in PRESETS
        )
        index = said("index", lang, table=rows, links=links)
        (PAGES / f"README{ending}.md").write_text(index, "utf-8")
        readme = HERE.parent / f"README{ending}.md"
        text = BETWEEN.sub(rf"\g<1>{rows}\n\g<2>", readme.read_text("utf-8"))
        readme.write_text(text, "utf-8")
        if "--no-pictures" not in sys.argv:
            photograph(plans, lang)
            for name in NESTED:
                print_levels(name, plans[name], lang)


def said(key: str, lang: str, **fields: object) -> str:
    """Return a text of docs/systems.toml with its fields filled."""
    return SAID[key][lang].format(**fields)


def page(name: str, plan: Plan, lang: str) -> str:
    """Return the page of one preset."""
    law = load_rules(name)
    return said(
        "page", lang, name=name, title=law.title[lang], table=levels_table(plan, law, lang),
        source=law.source.get(lang, said("ours", lang)), levels=how_made(law, lang),
        printed=said("printed", lang, name=name) if name in NESTED else "",
    )  # fmt: skip


def table(plans: dict[str, Plan], lang: str) -> str:
    """Return the table of systems."""
    return "\n".join([systems_head(lang), *(systems_row(n, p, lang) for n, p in plans.items())])


def how_made(law: Rules, lang: str) -> str:
    """Return a sentence for each level: how it is made in which kind, and of what size."""
    return "\n".join(
        said(
            "level", lang, level=level.name,
            modes=said("join_modes", lang).join(mode_of(level, kind, lang) for kind in level.mode),
            keep=said("keep", lang, keep=joined(level.keep, "join_keep", lang))
            if level.keep else "",
        )
        for level in law.levels
    )  # fmt: skip


def mode_of(level: Level, kind: str, lang: str) -> str:
    """Return how a level is made in communities of one kind."""
    mode, band = level.mode[kind], level.band.get(kind)
    by = said("by", lang, by=joined(level.by, "join_by", lang)) if mode in ("given", "unit") else ""
    size = said(
        "size", lang, fewest=band.fewest, most=band.most, counts=said(level.counts, lang)
    ) if band else ""  # fmt: skip
    return said("mode", lang, kind=said(kind, lang), mode=mode, by=by, size=size)


def joined(words: Iterable[str], by: str, lang: str) -> str:
    """Return the names of units, joined."""
    return said(by, lang).join(said(word, lang) for word in words)


def print_levels(name: str, plan: Plan, lang: str) -> None:
    """Print the nested levels of the first village as a picture."""
    order = Order(size="A4", lang=lang, date="2026-11-22")
    printed = print_plan(plan, order, form="nested", only=[str(plan.communities.code[0])])
    picture = Image.open(io.BytesIO(printed.png(dpi=120)[0])).convert("RGB")
    picture.quantize(128).save(PAGES / f"{name}.nested{ENDING[lang]}.png", optimize=True)


def photograph(plans: dict[str, Plan], lang: str) -> None:
    """Photograph the map page of each plan."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("No chromium found. On Debian: apt-get install chromium fonts-noto-cjk")
    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, plan in plans.items():
            file = Path(folder) / f"{name}.html"
            title = load_rules(name).title[lang]
            file.write_text(web_map(plan, lang=lang, title=title), "utf-8")
            shot = browser.new_page(viewport={"width": 1200, "height": 820})
            shot.goto(file.as_uri())
            for zones in plan.levels[1:2]:  # the level below grids is off at first
                shot.get_by_label(level_name(zones.level, lang)).check()
            shot.wait_for_timeout(1500)
            shot.screenshot(path=PAGES / f"{name}{ENDING[lang]}.png")
        browser.close()


if __name__ == "__main__":
    main()

"""Make docs/systems/ and the tables of systems in the READMEs: python docs/systems.py.

Needs chromium for the pictures; `python docs/systems.py --no-pictures` leaves them as they are.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from gridgen.model.plan import Plan
from gridgen.rules.levels import PRESETS, Rules
from gridgen.rules.loader import load_rules
from gridgen.sample.table import divided_sample, levels_table, systems_head, systems_row
from gridgen.words.say import level_name
from maps.page.web import web_map
from maps.sheets.order import Order
from maps.sheets.printing import print_plan

HERE = Path(__file__).parent
PAGES = HERE / "systems"
BETWEEN = re.compile(r"(<!-- systems -->\n).*?(<!-- /systems -->)", re.DOTALL)

PAGE = """# `{name}`: {title}

Source: {source}.

![The sample township of {name}, divided]({name}.png)

The sample township, divided by these rules (`gridgen demo --system {name}`):

{table}

{levels}

    gridgen rules show {name}        # the file, to begin one's own
    gridgen sample --system {name} --size township -o DIR        # or village, or prefecture
    gridgen divide DIR/input.gpkg --rules {name} -o plan.gpkg
{printed}
The sample is made up: its numbers of villages, groups and households are those of
`gridgen/sample/systems.toml`, its places are nowhere. [All systems](README.md)
"""

PRINTED = """
![The three nested levels of one village, printed]({name}.nested.png)

A page for each village with its three nested levels, map and chart:

    gridgen wall plan.gpkg -o levels.pdf --form nested
"""
NESTED = ("nanhai",)
"""Presets whose source prints the levels of each village."""

INDEX = """# Known grid systems

Every system is a rules file; none is code. Each row is what `gridgen rules table` prints: the
preset's own sample of a township, divided by its own rules. "Set aside" are special and virtual
grids; a share stands for each level made, – where no size is asked.

{table}

{links}

Prefectures, measured: [prefectures.md](prefectures.md).
How a rules file is written, key by key: [rules.md](../rules.md).
"""


def main() -> None:
    """Divide the sample of each preset; write its page, its picture and its row."""
    PAGES.mkdir(exist_ok=True)
    plans = {name: divided_sample(name, "township") for name in PRESETS}
    for name, plan in plans.items():
        (PAGES / f"{name}.md").write_text(page(name, plan), "utf-8")
    tables = {lang: table(plans, lang) for lang in ("en", "zh")}
    links = "\n".join(
        f"- [`{name}`]({name}.md): {load_rules(name).title['en']}" for name in PRESETS
    )
    (PAGES / "README.md").write_text(INDEX.format(table=tables["en"], links=links), "utf-8")
    for lang, file in (("en", "README.md"), ("zh", "README.zh.md")):
        readme = HERE.parent / file
        text = BETWEEN.sub(rf"\g<1>{tables[lang]}\n\g<2>", readme.read_text("utf-8"))
        readme.write_text(text, "utf-8")
    if "--no-pictures" not in sys.argv:
        photograph(plans)
        for name in NESTED:
            print_levels(name, plans[name])


def page(name: str, plan: Plan) -> str:
    """Return the page of one preset."""
    law = load_rules(name)
    return PAGE.format(
        name=name, title=law.title["en"], table=levels_table(plan, law, "en"),
        source=law.source.get("en", "the default of gridgen"), levels=how_made(law),
        printed=PRINTED.format(name=name) if name in NESTED else "",
    )  # fmt: skip


def table(plans: dict[str, Plan], lang: str) -> str:
    """Return the table of systems."""
    return "\n".join([systems_head(lang), *(systems_row(n, p, lang) for n, p in plans.items())])


def how_made(law: Rules) -> str:
    """Return a sentence for each level: how it is made in which kind, and of what size."""
    lines = []
    for level in law.levels:
        said = []
        for kind, mode in level.mode.items():
            band = level.band.get(kind)
            size = f", {band.fewest}-{band.most} {level.counts}" if band else ""
            by = f" by {' or '.join(level.by)}" if mode in ("given", "unit") else ""
            said.append(f"{kind}: `{mode}`{by}{size}")
        keep = f"; kept whole: {', '.join(level.keep)}" if level.keep else ""
        lines.append(f"- `{level.name}`: {'; '.join(said)}{keep}.")
    return "\n".join(lines)


def print_levels(name: str, plan: Plan) -> None:
    """Print the nested levels of the first village as a picture."""
    order = Order(size="A4", lang="en", date="2026-11-22")
    printed = print_plan(plan, order, form="nested", only=[str(plan.communities.code[0])])
    picture = Image.open(io.BytesIO(printed.png(dpi=120)[0])).convert("RGB")
    picture.quantize(128).save(PAGES / f"{name}.nested.png", optimize=True)


def photograph(plans: dict[str, Plan]) -> None:
    """Photograph the map page of each plan."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("No chromium found. On Debian: apt-get install chromium fonts-noto-cjk")
    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, plan in plans.items():
            file = Path(folder) / f"{name}.html"
            file.write_text(web_map(plan, lang="en", title=load_rules(name).title["en"]), "utf-8")
            shot = browser.new_page(viewport={"width": 1200, "height": 820})
            shot.goto(file.as_uri())
            for zones in plan.levels[1:2]:  # the level below grids is off at first
                shot.get_by_label(level_name(zones.level, "en")).check()
            shot.wait_for_timeout(1500)
            shot.screenshot(path=PAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

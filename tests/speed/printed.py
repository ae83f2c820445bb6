"""Printed maps, and QGIS's own layout where installed: PYTHONPATH=tests python this file.

In one running process, after one sheet that loads the fonts: an A0 sheet of 200 grids with 15,000
points from the plan on, an atlas of 200 pages, the sheet as 300 dpi PNG, a map page of 1,000 grids
with 75,000 households. Seconds are the least of RUNS; the processor's beside the clock's.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from maps_plans import many_grids
from pypdf import PdfReader

from gridgen.files.plan_writer import write_plan
from maps.page.web import web_map
from maps.sheets.order import Order
from maps.sheets.printing import Press

RUNS = 3
SYSTEM_PYTHON = "/usr/bin/python3"


def main() -> None:
    """Print a row for each figure."""
    plan = many_grids(200, homes=75)
    Press(plan).print(Order(size="A4")).pdf()
    sheet = Order(size="A0", households=True)
    fresh, content = _least(lambda: Press(plan).print(sheet).pdf())
    print(f"A0 sheet from a plan that was just read: {_said(fresh)}")
    press = Press(plan)
    ours, content = _least(lambda: press.print(sheet).pdf())
    print(f"A0 sheet, 200 grids, 15,000 points: {_said(ours)}, {len(content):,} bytes")
    printed = press.print(sheet)
    labels = [line for label in printed.sheets[0].lettering.all_labels for line in label.lines]
    print(f"labels found by text search: {_found(labels, content):.0f} % of {len(labels)}")
    atlas, pages = _least(lambda: press.print(Order(size="A4"), scope="grid").pdf())
    print(f"atlas of 200 pages and its overview: {_said(atlas)}, {len(pages):,} bytes")
    page, text = _least(lambda: web_map(many_grids(1000, homes=75), households=True).encode())
    print(f"map page, 1,000 grids, 75,000 households: {_said(page)}, {len(text):,} bytes")
    started = time.perf_counter(), time.process_time()
    printed.png(300)
    png = time.perf_counter() - started[0], time.process_time() - started[1]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"the sheet as 300 dpi PNG: {_said(png)}, at most {most:,} MB in all of this run")
    _compare(plan, ours[0], atlas[0], labels)


def _least(make: Callable[[], bytes]) -> tuple[tuple[float, float], bytes]:
    best = (float("inf"), float("inf"))
    for _ in range(RUNS):
        clock, cpu = time.perf_counter(), time.process_time()
        made = make()
        best = min(best, (time.perf_counter() - clock, time.process_time() - cpu))
    return best, made


def _said(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.2f} s (processor {seconds[1]:.2f} s)"


def _found(labels: list[str], content: bytes) -> float:
    """How many of the labels stand in the text of a PDF, in percent."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    said = re.sub(r"\s", "", text)
    return 100 * sum(re.sub(r"\s", "", label) in said for label in labels) / max(1, len(labels))


def _compare(plan: object, sheet_s: float, atlas_s: float, labels: list[str]) -> None:
    python = shutil.which(SYSTEM_PYTHON)
    probe = [python or "", "-c", "import qgis.core"]
    if python is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        print("QGIS: left out, python3-qgis is not installed (apt-get install python3-qgis)")
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.gpkg"
        write_plan(plan, file)  # type: ignore[arg-type]
        script = Path(__file__).with_name("qgis_layout.py")
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        run = subprocess.run(
            [python, str(script), str(file), folder],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        if run.returncode or not run.stdout.strip():
            print(f"QGIS: failed: {run.stderr.strip()[-300:]}")
            return
        theirs = json.loads(run.stdout.strip().splitlines()[-1])
        drawn = (Path(folder) / "qgis_sheet.pdf").read_bytes()
        names = [label for label in labels if "网格" in label]
        print(
            f"QGIS: sheet {theirs['sheet_s']:.2f} s ({theirs['sheet_s'] / sheet_s:.1f} times ours) "
            f"{len(drawn):,} bytes, labels found {_found(names, drawn):.0f} %; "
            f"atlas {theirs['atlas_s']:.2f} s ({theirs['atlas_s'] / atlas_s:.1f} times ours)"
        )


if __name__ == "__main__":
    main()

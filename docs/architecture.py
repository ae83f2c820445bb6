"""Draw docs/architecture.svg from the layers of pyproject.toml and the table of architecture.md.

python docs/architecture.py
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, EDGE, GAP = 1000, 24, 12
LAYER_H, STEP = 58, 66
LETTERS_IN_PX = 1 / 6.0
"""Of the small text, so that lines break inside their box on any machine's sans-serif."""

INK, LINE = "#2d2a26", "#b9b0a0"
COLOUR_OF = {
    "edge": "#dbe7f0", "work": "#f6dfc3", "judge": "#dcead5", "ground": "#efe6f2", "noun": "#eee9dd"
}  # fmt: skip
KIND_OF = {
    "gridgen/cli": "edge", "api": "edge", "maps": "edge", "gridgen/sample": "edge",
    "gridgen/doors": "edge", "gridgen/files": "edge", "gridgen/division": "work",
    "gridgen/land": "work", "gridgen/solver": "work", "gridgen/checks": "judge",
    "gridgen/people": "judge", "gridgen/plans": "judge", "gridgen/rules": "ground",
    "gridgen/words": "ground", "gridgen/model": "noun", "gridgen/versions": "work",
    "gridgen/jobs": "work", "gridgen/client": "edge",
}  # fmt: skip
LEGEND = (
    ("edge", "the shell: files, web, paper, people"), ("work", "dividing"),
    ("judge", "asking and checking"), ("ground", "data"), ("noun", "values"),
)  # fmt: skip

STAGES = ("tables", "files", "division", "checks", "Report")
PASSED = ("", "Township", "Plan", "")


def layers() -> list[list[str]]:
    """Return the rooms of each layer from the top, as paths."""
    text = (HERE.parent / "pyproject.toml").read_text("utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    held = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[room.strip().replace(".", "/") for room in layer.split("|")] for layer in held]


def rooms() -> dict[str, str]:
    """Return what each room does, by its path, from the table of the page."""
    page = (HERE / "architecture.md").read_text("utf-8")
    table = page.split("| room |", 1)[1].split("\n\n", 1)[0]
    return dict(re.findall(r"^\| `([\w/]+)` \| (.+) \|$", table, re.MULTILINE))


def picture() -> str:
    """Return the picture as SVG."""
    parts: list[str] = []
    does = rooms()
    for row, layer in enumerate(layers()):
        y = EDGE + row * STEP
        wide = (WIDTH - 2 * EDGE - GAP * (len(layer) - 1)) / len(layer)
        for column, room in enumerate(layer):
            parts += _room(EDGE + column * (wide + GAP), y, wide, room, does[room])
    y = EDGE + len(layers()) * STEP
    parts += _legend(y + 4)
    parts += _stages(y + 44)
    height = y + 230
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="Noto Sans, Segoe UI, Helvetica, Arial, sans-serif">'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="{INK}"/></marker></defs>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _room(x: float, y: float, wide: float, room: str, does: str) -> list[str]:
    said = textwrap.wrap(does.replace("`", ""), int((wide - 24) * LETTERS_IN_PX))
    parts = [_box(x, y, wide, LAYER_H, COLOUR_OF[KIND_OF[room]])]
    parts.append(_text(x + 12, y + 21, room, size=15, weight="bold"))
    parts += [_text(x + 12, y + 38 + 14 * k, line, size=12) for k, line in enumerate(said[:2])]
    return parts


def _legend(y: float) -> list[str]:
    parts, x = [], float(EDGE)
    for kind, said in LEGEND:
        parts.append(_box(x, y, 14, 14, COLOUR_OF[kind], round_px=2))
        parts.append(_text(x + 20, y + 12, said, size=12))
        x += 48 + len(said) * 6.2
    parts.append(_text(WIDTH - EDGE, y + 12, "a room sees the layers below it", size=12, at="end"))
    return parts


def _stages(y: float) -> list[str]:
    """What passes: boxes are rooms, texts on arrows are values."""
    wide, high = 112.0, 44.0
    step = (WIDTH - 2 * EDGE - wide) / (len(STAGES) - 1)
    left = [EDGE + k * step for k in range(len(STAGES))]
    parts = []
    for x, stage in zip(left, STAGES, strict=True):
        room = f"gridgen/{stage}"
        fill = COLOUR_OF[KIND_OF[room]] if room in KIND_OF else "white"
        parts.append(_box(x, y, wide, high, fill))
        parts.append(_text(x + wide / 2, y + 27, stage, size=14, weight="bold", at="middle"))
    for a, b, value in zip(left, left[1:], PASSED, strict=False):
        parts.append(_arrow(a + wide + 4, y + high / 2, b - 4, y + high / 2))
        parts.append(_text((a + wide + b) / 2, y + high / 2 - 7, value, size=12, at="middle"))
    # Below the division: what goes down to the land and the solver, once for each community.
    middle, low = left[2] + wide / 2, y + high + 64
    for x, room, down, up in (
        (middle - 180, "land", "Ground", "Links, outlines"),
        (middle + 180 - wide, "solver", "Problem", "Solution"),
    ):
        parts.append(_box(x, low, wide, high, COLOUR_OF["work"]))
        parts.append(_text(x + wide / 2, low + 27, room, size=14, weight="bold", at="middle"))
        inner = x + wide / 2
        near = middle + (-34 if room == "land" else 34)
        parts.append(_arrow(near - 8, y + high + 4, inner - 8, low - 4))
        parts.append(_arrow(inner + 8, low - 4, near + 8, y + high + 4))
        outer = x - 8 if room == "land" else x + wide + 8
        at = "end" if room == "land" else "start"
        parts.append(_text(outer, low + 18, f"takes {down}", size=12, at=at))
        parts.append(_text(outer, low + 34, f"gives {up}", size=12, at=at))
    parts.append(_text(middle, low + 27, "for each", size=12, at="middle"))
    parts.append(_text(middle, low + 41, "community", size=12, at="middle"))
    return parts


def _box(x: float, y: float, wide: float, high: float, fill: str, round_px: int = 6) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="{round_px}" '
        f'fill="{fill}" stroke="{LINE}"/>'
    )


def _text(
    x: float, y: float, said: str, *, size: int, weight: str = "normal", at: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{at}" fill="{INK}">{escape(said)}</text>'
    )


def _arrow(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<path d="M{x0:.1f} {y0:.1f} {x1:.1f} {y1:.1f}" stroke="{INK}" fill="none" '
        'marker-end="url(#tip)"/>'
    )


if __name__ == "__main__":
    (HERE / "architecture.svg").write_text(picture(), "utf-8")

"""A small rules file that is right, and one with bands by class, for tests to spoil."""

from __future__ import annotations

from pathlib import Path

GOOD = """
name = "ours"
title.zh = "我们的规则"
title.en = "Our rules"

[[level]]
name = "grids"
parent = "communities"
label.zh = "第{n}网格"
label.en = "Grid {n}"
band.village = { fewest = 50, most = 100 }

[[level]]
name = "teams"
parent = "grids"
mode = "band"
keep = ["place", "building"]
code_digits = 2
label.zh = "第{n}组"
label.en = "Group {n}"
band.village = { fewest = 8, most = 12, target = 10 }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, "utf-8")
    return path


ALL = "village, community, 11, 12, 111, 112, 121, 122, 123, 210, 220"

BY_CLASS = GOOD.replace(
    "band.village = { fewest = 50, most = 100 }",
    """
band.village = { fewest = 50, most = 100 }
band.community = { fewest = 300, most = 500 }
band.12 = { fewest = 200, most = 300 }
band.121 = { fewest = 100, most = 200 }
limits.11 = { walk_m = 900 }
limits.community = { walk_m = 1500, detour = 2 }
""",
)

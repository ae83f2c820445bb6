"""Draw the golden pictures anew: PYTHONPATH=tests python tests/golden/draw.py; look at them."""

from __future__ import annotations

import io
from pathlib import Path

from maps_plans import sample_plan
from PIL import Image

from maps.sheets.order import Order
from maps.sheets.printing import print_plan

PICTURES = [
    ("wall", "clear", "zh", "A3"),
    ("wall", "official", "zh", "A4"),
    ("wall", "grey", "en", "A4"),
    ("nested", "clear", "zh", "A4"),
]
VILLAGE = "990101101201"


def golden_file(form: str, theme: str, lang: str, size: str) -> Path:
    """Where a picture is kept."""
    return Path(__file__).parent / f"{form}.{theme}.{lang}.{size}.png"


def picture(form: str, theme: str, lang: str, size: str) -> Image.Image:
    """The sheet of the sample, or the levels of one village, as drawn now, small."""
    order = Order(size=size, theme=theme, lang=lang, title="青禾镇", date="2026-11-22")
    asked = {"form": "nested", "only": [VILLAGE]} if form == "nested" else {}
    (page, *_) = print_plan(sample_plan(), order, **asked).png(dpi=45)
    return Image.open(io.BytesIO(page)).convert("RGB")


if __name__ == "__main__":
    for asked in PICTURES:
        picture(*asked).quantize(64).save(golden_file(*asked), optimize=True)

"""Draw the golden pictures anew: PYTHONPATH=tests python tests/golden/draw.py; look at them."""

from __future__ import annotations

import io
from pathlib import Path

from maps_plans import sample_plan
from PIL import Image

from maps.order import Order
from maps.printing import print_plan

PICTURES = [("clear", "zh", "A3"), ("official", "zh", "A4"), ("grey", "en", "A4")]


def golden_file(theme: str, lang: str, size: str) -> Path:
    """Where a picture is kept."""
    return Path(__file__).parent / f"wall.{theme}.{lang}.{size}.png"


def picture(theme: str, lang: str, size: str) -> Image.Image:
    """The sheet of the sample as it is drawn now, small."""
    order = Order(size=size, theme=theme, lang=lang, title="青禾镇", date="2026-11-22")
    (page, *_) = print_plan(sample_plan(), order).png(dpi=45)
    return Image.open(io.BytesIO(page)).convert("RGB")


if __name__ == "__main__":
    for asked in PICTURES:
        picture(*asked).quantize(64).save(golden_file(*asked), optimize=True)

"""Strips of a picture make the picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ImageFilter import GaussianBlur
from plans import town

import maps.ink.render
from gridgen.model.errors import PrintError
from maps.ink.png import join_strips
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def pixels_of(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


@examples(40)
@given(
    heights=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    width=st.integers(1, 30),
    channels=st.sampled_from([3, 4]),
    seed=st.integers(0, 99),
    is_smooth=st.booleans(),
)
def test_joined_strips_are_the_picture_that_was_cut(
    heights: list[int], width: int, channels: int, seed: int, is_smooth: bool
) -> None:
    random = np.random.default_rng(seed)
    whole = random.integers(0, 256, (sum(heights), width, channels), dtype=np.uint8)
    if is_smooth:  # encoders choose other filters for gradients
        whole = np.cumsum(whole // 64, axis=1).astype(np.uint8)
    cuts = np.cumsum(heights)[:-1]

    joined = join_strips([png(part) for part in np.split(whole, cuts)])

    assert (pixels_of(joined) == whole).all()


def test_strips_that_do_not_fit_are_refused() -> None:
    one, other = (png(np.zeros((2, width, 3), np.uint8)) for width in (3, 4))

    with pytest.raises(PrintError, match="differ in width"):
        join_strips([one, other])
    with pytest.raises(PrintError, match="no plain 8-bit PNG"):
        join_strips([b"GIF89a"])
    with pytest.raises(PrintError, match="no strip"):
        join_strips([])


@pytest.mark.parametrize("bleed", [0.0, 3.0])
def test_a_sheet_drawn_in_strips_is_the_sheet_drawn_whole(
    monkeypatch: pytest.MonkeyPatch, bleed: float
) -> None:
    printed = print_plan(town(), Order(size="A4", bleed=bleed, date="2026-11-22"))
    (whole,) = printed.png(dpi=72)

    monkeypatch.setattr(maps.ink.render, "STRIP_PIXELS", 100_000)
    (strips,) = printed.png(dpi=72)

    # Edges may be smoothed otherwise, as a strip begins between two dots of the page.
    a, b = (
        np.asarray(Image.open(io.BytesIO(content)).convert("RGB").filter(GaussianBlur(1)), int)
        for content in (whole, strips)
    )
    assert a.shape == b.shape
    assert (np.abs(a - b).max(axis=2) > 32).mean() < 0.002

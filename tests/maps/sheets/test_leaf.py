"""A page has its paper, its bleed and its margins."""

from __future__ import annotations

import io

import pytest
from plans import town
from pypdf import PdfReader

from maps.ink.paper import PT_MM
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def test_a_bleed_makes_the_page_larger_all_around() -> None:
    reader = PdfReader(io.BytesIO(print_plan(town(), Order(size="A4", bleed=3)).pdf()))

    width, height = reader.pages[0].mediabox[2], reader.pages[0].mediabox[3]
    assert float(width) * PT_MM == pytest.approx(303, abs=0.2)
    assert float(height) * PT_MM == pytest.approx(216, abs=0.2)

"""The chart of a community: every zone has its row, and a zone stays whole in one column."""

from __future__ import annotations

import io
import re

from maps_sheets import (
    LARGE,
    large_village,
    nested_pages,
    own_codes,
)
from pypdf import PdfReader


def test_every_row_of_the_chart_is_found_by_searching_the_pdf() -> None:
    plan = large_village()
    pages = nested_pages(plan, LARGE)

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pages.pdf())).pages)

    assert len(pages.scenes) > 1
    found = re.sub(r"\s", "", text)
    for code in own_codes(plan, LARGE):
        assert code in found


def test_a_zone_stays_whole_in_one_column_of_the_chart() -> None:
    plan = large_village()

    pages = nested_pages(plan, LARGE)

    # Its code stands in one column and on one page with those of all that lies in it.
    column_of = {
        text.text: (number, round(text.x, 3))
        for number, scene in enumerate(pages.scenes)
        for text in scene.texts
        if text.text.startswith(LARGE)
    }
    groups = plan.levels[1]
    for code, parent in zip(groups.code, groups.parent, strict=True):
        assert column_of[code] == column_of[parent]

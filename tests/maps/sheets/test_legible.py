"""Nothing on a sheet is under 6 points, and nothing on a wall under 8."""

from __future__ import annotations

import pytest
from campaigns import campaign

from maps.sheets.order import Order
from maps.sheets.printing import Press

VILLAGE = "990101101201"
FORMS = {
    "sheet": {},
    "community": {"scope": "community", "only": [VILLAGE]},
    "atlas": {"scope": "grid", "only": [f"{VILLAGE}003"]},
    "board": {"scope": "grid", "form": "board", "only": [f"{VILLAGE}003"]},
    "register": {"form": "register", "only": [VILLAGE]},
    "nested": {"form": "nested", "only": [VILLAGE]},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("size", "least"), campaign([("A4", 6), ("A3", 6), ("A2", 8), ("A0", 8)], every=2, several=True)
)
def test_no_type_is_too_small_to_read(sample: Press, form: str, size: str, least: float) -> None:
    printed = sample.print(Order(size=size), **FORMS[form])

    sizes = [text.size_pt for scene in printed.scenes for text in scene.texts]
    sizes += [table.size_pt for scene in printed.scenes for table in scene.tables]
    assert min(sizes) >= least

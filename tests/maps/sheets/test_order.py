"""An order that cannot be printed is refused with what is wrong and what was expected."""

from __future__ import annotations

import pytest
from plans import town

from gridgen.model.errors import PrintError
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"size": "A7"}, "size is 'A7'; expected one of A0, A1, A2, A3, A4"),
        ({"lang": "fr"}, "language is 'fr'"),
        ({"theme": "pink"}, "no theme 'pink'; expected clear, official, grey"),
        ({"font": "No Such Font"}, "'No Such Font' is not installed.*--font"),
        ({"scale": 0.0}, "scale is 1:0"),
        ({"bleed": 40.0}, "bleed is 40 mm"),
        ({"emblem": b"GIF89a"}, "neither PNG nor JPEG"),
        ({"qr": "x" * 1001}, "more than 1,000 bytes"),
    ],
)
def test_an_order_that_cannot_be_printed_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PrintError, match=said):
        print_plan(town(), Order(**wrong))  # type: ignore[arg-type]

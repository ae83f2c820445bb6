"""An order that cannot be printed is refused with what is wrong and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import campaign
from plans import town

from gridgen.model.errors import PrintError, ReadError
from maps.sheets.order import Order, read_duties
from maps.sheets.printing import print_plan


@pytest.mark.parametrize(
    ("wrong", "said"),
    campaign(
        [
            ({"size": "A7"}, "size is 'A7'; expected one of A0, A1, A2, A3, A4"),
            ({"lang": "fr"}, "lang is 'fr'"),
            ({"theme": "pink"}, "no theme 'pink'; expected clear, official, grey"),
            ({"font": "No Such Font"}, "'No Such Font' is not installed.*--font"),
            ({"scale": 0.0}, "scale is 1:0"),
            ({"bleed": 40.0}, "bleed is 40 mm"),
            ({"emblem": b"GIF89a"}, "neither PNG nor JPEG"),
            ({"qr": "x" * 1001}, "1,001 bytes; expected at most 1,000"),
        ],
        every=3,
        several=True,
    ),
)
def test_an_order_that_cannot_be_printed_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PrintError, match=said):
        print_plan(town(), Order(**wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_duties_are_the_lines_of_a_text(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "duties.txt").write_bytes("每周走访。\r\n\r\n 排查隐患。\n".encode(encoding))

    assert read_duties(tmp_path / "duties.txt") == ("每周走访。", "排查隐患。")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 100_001, "have 100,001 bytes; expected a text of at most 100,000"),
        (b"\xff\xfe\xff\xff", "no text in UTF-8 or GB18030"),
        (b"PK\x03\x04\x00\x00", "no text in UTF-8 or GB18030"),
        (None, "cannot be read: No such file"),
    ],
)
def test_duties_that_are_no_text_are_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "duties.txt").write_bytes(content)

    with pytest.raises(ReadError, match=said):
        read_duties(tmp_path / "duties.txt")

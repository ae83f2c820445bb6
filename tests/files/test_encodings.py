"""Texts are read in the encodings of offices, found by what can be read."""

from __future__ import annotations

import pytest

from gridgen.files.encodings import decoded
from gridgen.model.errors import ReadError

SIMPLE = "编号,经度,纬度,组别\n甲1,116.2,30.1,上塘村一组\n"
TRADITIONAL = "編號,經度,緯度,組別\n甲1,116.2,30.1,上塘村一組\n"
NO_HEADER_WORD = "a,b,c\n1,2,上塘村\n3,4,下洋村\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(SIMPLE, name) for name in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le",
                                      "utf-16-be")],
        *[(TRADITIONAL, name) for name in ("big5", "utf-8", "gbk", "big5hkscs")],
        *[(NO_HEADER_WORD, name) for name in ("big5", "gbk", "utf-8")],
        ("编号,组别\n1,㙍尾𠮷组\n2,䶮㑇鿍组\n", "gb18030"),
    ],
)  # fmt: skip
def test_a_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), "a.csv").letters == text


def test_a_name_that_every_row_repeats_does_not_outvote_the_rest() -> None:
    text = "編號,經度,緯度,村代碼,村民小組\n" + "甲1,116.2,30.1,9,第一村民小組\n" * 300

    assert decoded(text.encode("big5"), "a.csv").letters == text


def test_a_broken_byte_costs_one_letter() -> None:
    content = (SIMPLE * 50).encode("gbk")

    text = decoded(content[:-1] + b"\xb5\n", "a.csv")

    assert text.encoding == "gb18030"
    assert text.letters.count("\ufffd") == 1


def test_what_is_in_no_known_encoding_is_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.csv"):
        decoded(bytes(range(128, 256)) * 8, "a.csv")


def test_what_is_said_goes_before_what_is_found() -> None:
    content = "编号\n甲\n".encode("gbk")

    with pytest.raises(ReadError, match=r"a\.csv"):
        decoded(content, "a.csv", "utf-8")

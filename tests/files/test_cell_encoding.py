"""Bytes of cells tell UTF-8, GB18030 and Big5 apart, and what is said beside them counts less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.cell_encoding import Likely, encoding_called, is_faulty, likely_encoding

PLAIN = ["上塘村第1村民小组", "中陂村委会", "下岗社区", "编号", "户数"]
TAIWAN = ["淡水區竹圍里", "學校後面的廟", "戶號", "經度"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("said", [None, "utf-8", "gb18030", "big5hkscs", "latin-1"])
def test_simplified_texts_are_told_whatever_is_said(encoding: str, said: str | None) -> None:
    cells = [text.encode(encoding) for text in PLAIN]

    found = likely_encoding(cells, said)

    assert found.encoding == encoding
    assert found.said == (None if said in (None, encoding) else said)


@pytest.mark.parametrize("said", [None, "utf-8", "gb18030", "big5hkscs"])
def test_traditional_texts_of_big5_are_told(said: str | None) -> None:
    found = likely_encoding([text.encode("big5hkscs") for text in TAIWAN], said)

    assert found.encoding == "big5hkscs"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_letter_cut_at_the_end_of_a_field_is_no_fault(cut: int) -> None:
    cells = [text.encode()[:-cut] for text in ["上塘村", "中陂村", "下岗村"]]

    assert likely_encoding(cells).encoding == "utf-8"


def test_rare_letters_do_not_make_a_text_another() -> None:
    cells = ["㙍尾𠮷村民小组的住户".encode("gb18030"), "上塘村委会".encode("gb18030")]

    assert likely_encoding(cells) == Likely("gb18030")


@pytest.mark.parametrize("said", [None, "cp1252"])
def test_what_nothing_tells_is_what_is_said(said: str | None) -> None:
    assert likely_encoding(["Straße".encode("cp1252")], said) == Likely(said)


@pytest.mark.parametrize(("said", "found"), [(None, "utf-8"), ("gb18030", "gb18030")])
def test_texts_of_ascii_are_what_is_said(said: str | None, found: str) -> None:
    assert likely_encoding([b"HH0001", b""], said) == Likely(found)


@pytest.mark.parametrize(
    ("text", "name"),
    [("gbk", "gb18030"), ("CP936", "gb18030"), ("utf8", "utf-8"), ("Big5", "big5hkscs"),
     ("936", "gb18030"), ("no such", None), ("", None)],
)  # fmt: skip
def test_encodings_are_known_by_what_people_call_them(text: str, name: str | None) -> None:
    assert encoding_called(text) == name


@given(st.lists(st.text("上塘中陂下岗村委会社区第组甲乙丙东西南北门楼", min_size=2), min_size=1))
def test_a_text_is_never_faulty_in_its_own_encoding(texts: list[str]) -> None:
    for encoding in ("utf-8", "gb18030"):
        cells = [text.encode(encoding) for text in texts]

        assert not is_faulty(cells, encoding)
        assert likely_encoding(cells).encoding == encoding

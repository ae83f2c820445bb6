"""No message repeats what tells who somebody is; codes and counts stay readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.errors import ReadError
from gridgen.model.findings import Severity, finding
from gridgen.words.discreet import MASK, check_digit, is_name, masked, shown

BODY = "44060519700101001"
IDENTITY = BODY + check_digit(BODY)
WRONG = BODY + str((int(check_digit(BODY), 36) + 1) % 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"号 {IDENTITY}。", f"号 {MASK}。"),
        ("44060519700101001X", MASK),
        ("440605 19700101 001X", MASK),
        ("13900001234", MASK),
        ("+86 139-0000-1234", MASK),
        ("电话１３９００００１２３４转1", f"电话{MASK}转1"),
        ("li@example.cn 139 0000 1234", f"{MASK} {MASK}"),
    ],
)
def test_a_number_of_a_person_is_masked_wherever_it_stands(text: str, said: str) -> None:
    assert masked(text) == said


@pytest.mark.parametrize(
    "text",
    [
        WRONG,  # 18 digits without the right one at the end may be the code of a zone
        "440605104201001",
        "44060510420100101",
        "990101001201",
        "12900001234",  # no network has 129
        "14000001234",  # nor 140: numbers of six digits that begin so are counties
        "113.13900001234",
        "139000012345",
        "113.1390001, 23.0512345",
        "HH0001",
    ],
)
def test_codes_coordinates_and_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("name", ["陈建国", "陈 建 国", "李娜", "欧阳明月", "阿依·古丽"])
def test_a_usual_surname_and_a_given_name_are_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "place", ["陈家湾", "王家庄", "陈一家", "陈家", "第三组", "建国路", "合计", "无", "陈", "3栋"]
)
def test_what_is_called_like_a_place_is_no_name(place: str) -> None:
    assert not is_name(place)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3户", "3户"),
        ("a dozen", "a dozen"),
        (12.5, "12.5"),
        (None, ""),
        (float("nan"), ""),
        ("E113°06′21.123″", "E113°06′21.123″"),
        ("四" * 24, "四" * 24),
        ("四" * 25, MASK),
        ("A" * 40, "A" * 40),
        ("陈建国", MASK),
        ("Zhang San", MASK),
        (WRONG, MASK),
        ("440605700101001", MASK),
        ("6222 0212 3456 7890 128", MASK),
        ("13900001234", MASK),
    ],
)
def test_a_cell_is_shown_where_it_tells_nobody(cell: object, said: str) -> None:
    assert shown(cell) == said


def test_findings_and_errors_are_masked_whatever_they_name() -> None:
    found = finding("bad_count", Severity.ERROR, "13900001234.csv, row 1", file="13900001234.csv",
                    at=("第 1 行", "row 1"), value=IDENTITY, most=9)  # fmt: skip
    wrong = ReadError("no_such_file", file=f"{IDENTITY}.csv")

    said = f"{found.where} {found.zh} {found.en} {wrong} {wrong.text('zh')}"
    assert "13900001234" not in said
    assert IDENTITY not in said
    assert said.count(MASK) == 7


@given(st.text(), st.text())
def test_masking_keeps_all_else_and_is_done_once(before: str, after: str) -> None:
    text = f"{before} 13900001234 {after}"

    once = masked(text)

    assert "13900001234" not in once
    assert masked(once) == once


def test_a_cell_that_no_number_or_code_is_as_long_as_is_not_looked_at() -> None:
    assert shown("1" * 100_000) == MASK
    assert shown("1" * 20) == "1" * 20

"""A column is judged by what stands in it: enough of it, and no codes that look alike."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from gridgen.files.personal_kinds import Kind, hint_of, kind_of, looks_like_codes
from gridgen.model.arrays import texts
from gridgen.words.discreet import EMAIL, IDENTITY, KEY, MOBILE, check_digit, is_card, masked

NAMES = [f"{surname}{given}" for surname in "陈李王张刘" for given in ("建国", "秀英", "伟", "娜")]
IDENTITIES = [f"440605{1950 + k}0{1 + k % 9}1{k % 10}00{k % 10}" for k in range(20)]
IDENTITIES = [number + check_digit(number) for number in IDENTITIES]
OLD = [f"440605{30 + k}0{1 + k % 9}1500{k % 10}" for k in range(20)]
MOBILES = [f"1390000{k:04d}" for k in range(20)]
CARDS = [n for n in (f"62220212345678{k:05d}" for k in range(300)) if is_card(n)][:20]
GROUPS = [f"第{k}村民小组" for k in range(20)]


def judged(cells: list[str], header: str = "列", *, is_asked: bool = False) -> str:
    kind, is_whole = kind_of(header, cells, is_asked=is_asked)
    return "" if kind is None else f"{kind} {'whole' if is_whole else 'part'}"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (NAMES, "name"),
        ([f"{name[0]} {name[1:]}" for name in NAMES], "name"),
        ([f"3组12号 {name}" for name in NAMES], "name"),
        ([f"{k:03d}{name}" for k, name in enumerate(NAMES)], "name"),
        ([f"金海岸{k}-201" for k in range(20)], ""),
        (IDENTITIES, "identity"),
        ([f"{n[:6]} {n[6:14]} {n[14:]}" for n in IDENTITIES], "identity"),
        (OLD, "old_identity"),
        (MOBILES, "mobile"),
        ([f"+86 {n[:3]}-{n[3:7]}-{n[7:]}" for n in MOBILES], "mobile"),
        ([f"0757-8632{k:04d}" for k in range(20)], "phone"),
        (CARDS, "card"),
        ([f"u{k}@example.cn" for k in range(20)], "email"),
        (GROUPS, ""),
        ([f"陈{chr(0x4E00 + 7 * k)}家" for k in range(20)], ""),
        (["陈家湾", "王家庄", "李屋村"] * 7, ""),
        ([f"HH{k:04d}" for k in range(20)], ""),
        ([f"{440605104201000 + k}" for k in range(20)], ""),
        ([f"{113 + k / 1000:.7f}" for k in range(20)], ""),
    ],
)
def test_a_column_is_of_the_kind_that_most_of_its_cells_are(cells: list[str], kind: str) -> None:
    assert judged(cells) == (f"{kind} whole" if kind else "")


@pytest.mark.parametrize(
    ("hits", "kind"),
    [(0, ""), (2, ""), (3, "mobile part"), (49, "mobile part"), (50, "mobile whole")],
)
def test_a_column_of_other_texts_is_told_of_from_three_numbers_on(hits: int, kind: str) -> None:
    cells = [f"1390000{k:04d}" if k < hits else "低保户" for k in range(100)]

    assert judged(cells) == kind


@examples(200)
@given(
    before=st.text(max_size=4),
    number=st.from_regex(f"{EMAIL}|{IDENTITY}|{KEY}|{MOBILE}", fullmatch=True),
    behind=st.text(max_size=4),
)
def test_no_number_that_a_message_would_hide_is_passed_over(
    before: str, number: str, behind: str
) -> None:
    cell = before + number + behind
    assume(masked(cell) != cell)

    kind, _ = kind_of("备注", [cell] * 5, is_asked=False)

    assert kind is not None


@pytest.mark.parametrize(("rows", "kind"), [(20, ""), (19, "mobile part")])
def test_in_a_short_column_one_cell_in_twenty_is_enough(rows: int, kind: str) -> None:
    assert judged(["电话13900001234"] + ["低保户"] * (rows - 1)) == kind


@pytest.mark.parametrize(("names", "kind"), [(11, ""), (12, "name whole")])
def test_names_are_most_of_a_column_of_names(names: int, kind: str) -> None:
    assert judged(NAMES[:names] + GROUPS[: 20 - names]) == kind


@pytest.mark.parametrize(("rows", "kind"), [(4, ""), (5, "name whole")])
def test_of_few_cells_the_header_must_say_that_they_are_names(rows: int, kind: str) -> None:
    assert judged(NAMES[:rows]) == kind
    assert judged(NAMES[:1], "户主姓名") == "name whole"


@pytest.mark.parametrize(("different", "kind"), [(10, ""), (11, "name whole")])
def test_few_names_for_many_rows_are_groups_unless_the_header_says_otherwise(
    different: int, kind: str
) -> None:
    cells = (NAMES[:different] + NAMES[:1] * 20)[:20]

    assert judged(cells) == kind
    assert judged(cells, "联系人") == "name whole"


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("户主电话", ["138****1234"] * 3, "phone whole"),
        ("身份证号", ["440605********001X"] * 3, "identity whole"),
        ("联系电话", ["86321234"] * 3, "phone whole"),
        ("联系电话", ["无"] * 3, ""),
        ("户主", ["陈*国", "李*"], "name whole"),
        ("是否有手机", ["是", "否"], ""),
        ("出生日期", ["1970-01-01"], "birth whole"),
        ("户数", ["1", "2"], ""),
    ],
)
def test_headers_help_where_cells_are_half_hidden(header: str, cells: list[str], kind: str) -> None:
    assert judged(cells, header) == kind
    assert judged(cells, header, is_asked=True) == ""


@pytest.mark.parametrize(("last", "kind"), [(1990, ""), (1991, "birth whole")])
def test_dates_of_a_generation_are_birthdays_and_others_are_not(last: int, kind: str) -> None:
    cells = [f"1970年{k}月1日" for k in range(1, 6)] + [f"{last}0101"]

    assert judged(cells) == kind


@pytest.mark.parametrize(("others", "kind"), [(2, "mobile whole"), (3, "")])
def test_numbers_of_eleven_digits_of_which_some_are_no_phones_are_codes(
    others: int, kind: str
) -> None:
    assert judged(MOBILES + [f"1290000{k:04d}" for k in range(others)]) == kind


@pytest.mark.parametrize(
    ("cells", "codes", "is_coded"),
    [
        (["13010200001"] * 10, ["130102001201"] * 10, True),
        (["13010200001"] * 10, ["440605104201"] * 10, False),
        (["13010200001"] * 10, [""] * 10, False),
        (OLD, ["440605104201"] * 20, False),
        ([f"440605300201{k:03d}" for k in range(20)], ["440605300201"] * 20, True),
        ([f"440605300201{k:03d}" for k in range(20)], [""] * 20, True),
    ],
)
def test_numbers_that_begin_with_the_codes_beside_them_are_codes(
    cells: list[str], codes: list[str], is_coded: bool
) -> None:
    assert looks_like_codes(texts(cells), texts(codes)) == is_coded


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("户主 姓名", Kind.NAME), ("Contact", Kind.NAME), ("联系人（必填）", Kind.NAME),
        ("户主电话", Kind.PHONE), ("户主身份证号码", Kind.IDENTITY), ("一卡通账号", Kind.CARD),
        ("户主数", None), ("小组长户数", None), ("村名", None), ("telescope", None),
    ],
)  # fmt: skip
def test_what_a_header_promises(header: str, kind: Kind | None) -> None:
    assert hint_of(header) is kind

"""Numbers in Chinese, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.words.numerals import arabic, numeral, ordinal


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
        (10000, "10000"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, said: str) -> None:
    assert numeral(number) == said


@given(st.integers(1, 9999))
def test_a_number_said_in_chinese_comes_back_in_digits(number: int) -> None:
    said = f"第{numeral(number)}组"

    assert arabic(said) == f"第{number}组"


@pytest.mark.parametrize(
    ("text", "digits"), [("", ""), ("3组", "3组"), ("East", "East"), ("二号院三组", "2号院3组")]
)
def test_what_is_no_number_stays(text: str, digits: str) -> None:
    assert arabic(text) == digits


@pytest.mark.parametrize(("lang", "said"), [("zh", "十二"), ("en", "12")])
def test_a_name_counts_in_the_language_of_the_plan(lang: str, said: str) -> None:
    assert ordinal(12, lang) == said

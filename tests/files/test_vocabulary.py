"""Messages call our columns by the first Chinese word that people have for them."""

from __future__ import annotations

import pytest

from gridgen.files.meaning import words_of
from gridgen.files.vocabulary import COMMUNITIES, GUESSED, HOUSEHOLDS, called


@pytest.mark.parametrize(
    ("name", "word"),
    [("id", "编号"), ("place", "经纬度"), ("village", "村"), ("group", "村民小组")],
)
def test_a_column_is_called_by_its_first_chinese_word(name: str, word: str) -> None:
    assert called(name, HOUSEHOLDS) == (word, name)


def test_words_that_only_guess_are_no_better_words_of_another_column() -> None:
    assert set(words_of(GUESSED)).isdisjoint(words_of(HOUSEHOLDS))


def test_codes_and_names_of_communities_have_no_word_in_common() -> None:
    assert set(COMMUNITIES["code"]).isdisjoint(COMMUNITIES["name"])

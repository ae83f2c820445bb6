"""What may be asked of a division, and what is refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from villages import (
    divide,
    township,
)

import gridgen
from gridgen.division.options import Options, OptionWords, with_words


def test_a_language_that_is_not_spoken_is_refused() -> None:
    households, communities = township()

    with pytest.raises(gridgen.GridgenError, match="fr"):
        divide(households, communities, lang="fr")


def test_every_option_may_be_said_as_a_keyword_and_nothing_else() -> None:
    assert list(OptionWords.__annotations__) == [option.name for option in fields(Options)]


@pytest.mark.parametrize(
    ("options", "words", "seed", "lang"),
    [
        (None, {}, 0, "en"),
        (None, {"seed": 3}, 3, "en"),
        (Options(seed=5, lang="zh"), {}, 5, "zh"),
        (Options(seed=5, lang="zh"), {"seed": 3}, 3, "zh"),
        (Options(seed=5, lang="zh"), {"seed": 0}, 0, "zh"),  # 0 is said, too
        (Options(seed=5, lang="zh"), {"seed": None}, 5, "zh"),
    ],
)
def test_what_is_said_as_a_keyword_goes_before_and_none_leaves_it(
    options: Options | None, words: dict[str, Any], seed: int, lang: str
) -> None:
    asked = with_words(options, words)

    assert (asked.seed, asked.lang) == (seed, lang)


def test_a_word_that_is_no_option_is_refused_with_all_that_are() -> None:
    with pytest.raises(TypeError, match="no option 'speed'; expected one of target, grids, locks"):
        with_words(None, {"speed": 1})

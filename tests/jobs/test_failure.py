"""Why a job failed, as plain values and back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import gridgen
from gridgen.jobs.failure import error_of, told_of
from gridgen.model import errors
from gridgen.model.errors import NotInPlanError, ReadError, RulesError
from gridgen.words.say import GridgenError, in_both

INNER = errors.BandError("band_upside_down", fewest=5, most=3)


@pytest.mark.parametrize(
    "error",
    [
        ReadError("no_such_file", file=Path("a.csv")),
        ReadError("file_is_folder", file="a", expected=in_both("expected_file")),
        RulesError("rules_band", where=("一：", "one: "), key="band", why=INNER),
        NotInPlanError("no_such_level", level="x", known=["a", "b"]),
        errors.BandError("band_upside_down", fewest=np.int64(5), most=3),
    ],
)
def test_an_error_comes_back_from_the_store_and_says_the_same(error: GridgenError) -> None:
    back = error_of(json.loads(json.dumps(told_of(error))))

    assert type(back) is type(error)
    assert (back.text("zh"), back.text("en")) == (error.text("zh"), error.text("en"))


def test_what_nobody_foresaw_is_told_by_its_kind_alone() -> None:
    told = told_of(ValueError("13800138000 is no number"))

    assert "13800138000" not in json.dumps(told)
    assert str(error_of(told)) == (
        "The job ended by an error inside the program (ValueError). "
        "Tell an administrator the id of the job."
    )


def test_personal_numbers_are_not_kept() -> None:
    told = told_of(ReadError("no_such_file", file="13800138000.csv"))

    assert "13800138000" not in json.dumps(told)


def test_a_sentence_that_is_no_more_is_told_as_broken() -> None:
    told = {"kind": "ReadError", "key": "sentence_of_long_ago", "fields": {"file": "a"}}

    assert "(ReadError)" in str(error_of(told))


def test_every_kind_of_error_comes_back_as_it_is() -> None:
    kinds = [
        kind for name in gridgen.__all__
        if isinstance(kind := getattr(gridgen, name), type) and issubclass(kind, GridgenError)
        and kind is not errors.ConflictError  # no job edits
    ]  # fmt: skip

    back = [error_of(told_of(kind("no_such_file", file="a"))) for kind in kinds]

    assert [type(one).__name__ for one in back] == [
        "GridgenError" if kind.__name__ == "WordsError" else kind.__name__ for kind in kinds
    ]

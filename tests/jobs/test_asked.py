"""What each process may be asked, and what is said of what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from gridgen.jobs.asked import KINDS, PROCESSES, Field, description_of, refuse_odd
from gridgen.model.errors import RequestError

FILE = {"upload": "u1"}
DIVIDE: dict[str, Any] = {"name": "清河", "households": FILE}


@pytest.mark.parametrize(
    ("process", "asked"),
    [
        ("divide", DIVIDE),
        ("divide", DIVIDE | {"rules": "name = 'x'\n", "grids": {"990101001201": 3}, "seed": 7}),
        ("divide", DIVIDE | {"rules": FILE, "datum": {"communities": "gcj02"}, "target": 75}),
        ("divide", DIVIDE | {"households": {"upload": "u1", "layer": "农户"}, "datum": "wgs84"}),
        ("redraw", {"version": 1}),
        ("redraw", {"version": 1, "households": FILE, "new_ids": "accept", "partial": True}),
        ("check", {"version": 1}),
        ("check", {"plan": FILE, "rules": "standard"}),
        ("suggest", {"version": 1, "only": ["band_missed"], "most": 1}),
    ],
)
def test_what_the_table_has_may_be_asked(process: str, asked: dict[str, Any]) -> None:
    refuse_odd(process, asked)


@pytest.mark.parametrize(
    ("process", "asked", "said"),
    [
        ("paint", {}, "no process 'paint'; expected one of divide, redraw, check, suggest"),
        ("divide", DIVIDE | {"colour": 1}, "no input 'colour'; expected: name, households"),
        ("divide", {"name": "x"}, "'households' is missing; expected {\"upload\": id"),
        ("divide", DIVIDE | {"name": " "}, "'name' is \" \"; expected a text of 1 to 200"),
        ("divide", DIVIDE | {"name": "a\x00"}, "'name' is \"a"),
        ("divide", DIVIDE | {"name": "\ud800"}, "'name' is "),
        ("divide", DIVIDE | {"name": "x" * 201}, "'name' is "),
        ("divide", DIVIDE | {"households": "u1"}, '\'households\' is "u1"; expected {"upload"'),
        ("divide", DIVIDE | {"households": {"layer": "a"}}, "'households' is "),
        ("divide", DIVIDE | {"households": {**FILE, "path": "a"}}, "'households' is "),
        ("divide", DIVIDE | {"target": 0}, "'target' is 0; expected a whole number from 1 to "),
        ("divide", DIVIDE | {"target": True}, "'target' is true; expected a whole number"),
        ("divide", DIVIDE | {"target": 7.5}, "'target' is 7.5; expected a whole number"),
        ("divide", DIVIDE | {"seed": -1}, "'seed' is -1; expected a whole number from 0"),
        ("divide", DIVIDE | {"seed": 2**63}, "'seed' is 9223372036854775808; expected"),
        ("divide", DIVIDE | {"seed": None}, "'seed' is null; expected a whole number"),
        ("divide", DIVIDE | {"effort": "hard"}, "expected one of fast, balanced, best"),
        ("divide", DIVIDE | {"grids": {"a": 0}}, "'grids' is "),
        ("divide", DIVIDE | {"datum": "mars"}, "expected wgs84, cgcs2000, gcj02 or bd09"),
        ("divide", DIVIDE | {"day": "2026-02-30"}, "expected a day such as 2026-11-29"),
        ("divide", DIVIDE | {"corrections": FILE}, "expected a list of"),
        ("divide", DIVIDE | {"locks": ["a", 1]}, "expected a list of texts"),
        ("divide", DIVIDE | {"certify": 1}, "expected true or false"),
        ("redraw", {}, "'version' is missing"),
        ("check", {}, "Of the inputs version, plan exactly one"),
        ("check", {"version": 1, "plan": FILE}, "Of the inputs version, plan exactly one"),
    ],
)
def test_what_it_does_not_have_is_refused_with_what_is_expected(
    process: str, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(RequestError) as refused:
        refuse_odd(process, asked)

    assert said in str(refused.value)
    assert refused.value.text("zh")


def test_a_long_value_is_shown_shortened() -> None:
    with pytest.raises(RequestError, match=r"'name' is \"x{56}\.\.\.;"):
        refuse_odd("divide", DIVIDE | {"name": "x" * 300})


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_input_takes_null_or_what_is_deep(kind: str) -> None:
    odd = [None, [[[]]], {"upload": {"upload": "x"}}, {"a": {"b": []}}, float("nan"), "\x00"]

    assert [value for value in odd if KINDS[kind].fits(value)] == []


@pytest.mark.parametrize("process", PROCESSES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_process_and_input_is_described(process: str, lang: str) -> None:
    told = [field.description(lang) for field in PROCESSES[process]]

    assert all([description_of(process, lang), *told])


def test_an_input_tells_its_limits_as_json_schema() -> None:
    field = Field("seed", "whole", least=0, most=9, default=0)

    assert field.schema() == {"type": "integer", "minimum": 0, "maximum": 9, "default": 0}
    assert Field("effort", "text", allowed=("a", "b")).schema()["enum"] == ["a", "b"]

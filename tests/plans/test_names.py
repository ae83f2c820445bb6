"""Findings call places by their names, and people may too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plans import town

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.plans.names import code_of, in_language, names_of, with_names
from gridgen.rules.loader import load_rules

NAMES = {
    "990101001201": ("青禾村", "青禾村"),
    "990101001201003": ("青禾村第三网格", "青禾村 Grid 3"),
    "990101001202": ("柳溪村", "柳溪村"),
    "990101001202003": ("柳溪村第三网格", "柳溪村 Grid 3"),
}


def told(zh: str, en: str, where: str = "990101001201003", rule: str = "zone_thin") -> Finding:
    return Finding(rule, Severity.WARNING, where, None, None, zh=zh, en=en)


def test_names_of_zones_that_rules_made_are_said_in_each_language() -> None:
    plan = town(grid="第{}网格")
    code = plan.level("grids").code[0]
    drawn = plan.level("grids")
    grids = replace(drawn, name=["第一网格", "Grid 2", "河湾", *drawn.name[3:]])
    made = replace(plan, levels=(grids, *plan.levels[1:]))

    names = names_of(made, load_rules("standard"))

    assert names[code] == ("清河村第一网格", "清河村 Grid 1")
    assert {"清河村第二网格", "清河村 Grid 2"} <= {name for pair in names.values() for name in pair}


def test_sentences_name_places_and_keep_the_code_beside() -> None:
    found = told("990101001201003 与 990101001202003 相邻。", "990101001201003 is thin.")

    (named,) = with_names(Report((found,)), NAMES)

    assert named.zh == "青禾村第三网格与柳溪村第三网格相邻。"
    assert named.en == "青禾村 Grid 3 is thin."
    assert (named.where, named.code) == ("990101001201003", "990101001201003")


def test_lists_of_codes_become_lists_of_names() -> None:
    found = told(
        "分别划入 990101001201003, 990101001202003。", "in 990101001201003, 990101001202003"
    )

    (named,) = with_names(Report((found,)), NAMES)

    assert named.zh == "分别划入青禾村第三网格、柳溪村第三网格。"
    assert named.en == "in 青禾村 Grid 3, 柳溪村 Grid 3"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("编码 990101001201003 出现了 2 次。", "code_doubled"),  # about the code itself
        ("990101009999003 没有住户。", "zone_empty"),  # nobody has that code
        ("住户 QH990101001201003 在边界外。", "zone_empty"),  # an id that only ends so
    ],
)
def test_codes_that_name_no_place_stay(text: str, rule: str) -> None:
    (named,) = with_names(Report((told(text, text, rule=rule),)), NAMES)

    assert (named.zh, named.en) == (text, text)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("990101001201", "990101001201"),
        ("青禾村", "990101001201"),
        (" 青禾村 第三网格", "990101001201003"),
        ("青禾村第3网格", "990101001201003"),
        ("柳溪村 grid 3", "990101001202003"),
    ],
)
def test_a_place_is_found_by_its_code_or_its_name(asked: str, code: str) -> None:
    assert code_of(asked, NAMES, "--only") == code


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("第三网格", r"--only names '第三网格', and 2 are called so: 青禾村第三网格 \(9901"),
        ("白云村", r"--only names '白云村', which is neither a code nor a name"),
        ("", "neither a code nor a name"),
    ],
)
def test_a_name_of_several_places_or_none_is_asked_back(asked: str, message: str) -> None:
    with pytest.raises(NotInPlanError, match=message):
        code_of(asked, NAMES, "--only")


def test_findings_that_say_the_same_are_one_line() -> None:
    twice = [told("甲。", "a", where=code) for code in ("990101001201003", "990101001202003")]

    groups = Report((*twice, told("乙。", "b"))).alike()

    assert [[found.where for found in group] for group in groups] == [
        ["990101001201003", "990101001202003"],
        ["990101001201003"],
    ]


def test_a_plan_is_called_in_the_language_that_is_printed_but_for_names_of_its_own() -> None:
    plan = town(grid="第{}网格")
    drawn = plan.level("grids")
    grids = replace(drawn, name=["第一网格", "第二网格", "河湾", *drawn.name[3:]])
    made = replace(plan, levels=(grids, *plan.levels[1:]))

    english = in_language(made, load_rules("standard"), "en").level("grids").name.tolist()
    chinese = in_language(made, load_rules("standard"), "zh").level("grids").name.tolist()

    assert english[:3] == ["Grid 1", "Grid 2", "河湾"]
    assert chinese[:3] == ["第一网格", "第二网格", "河湾"]

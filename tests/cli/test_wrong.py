"""Words that a command cannot take are told in a sentence, in the language of the command line."""

from __future__ import annotations

import pytest
from campaigns import campaign
from commanding import Run, shell

WRONG = [
    (
        ["wat"],
        "没有命令“wat”；应为以下之一：divide、redraw、",
        "There is no command 'wat'; expected ",
    ),
    (["divde"], "是不是“divide”？", "Did you mean 'divide'?"),
    (["divide", "-o", "a.gpkg"], "缺少 INPUT，请补上。", "INPUT is missing; expected it."),
    (["divide", "a.csv"], "缺少 -o/--output，请补上。", "-o/--output is missing; expected it."),
    (["rules", "show"], "缺少 NAME，请补上。", "NAME is missing; expected it."),
    (["check", "a.gpkg", "--exel"], "没有选项 --exel。是不是“--excel”？", "option --exel"),
    (["check", "a.gpkg", "-z"], "没有选项 -z。", "There is no option -z;"),
    (["check", "a.gpkg", "--excel"], "选项 --excel 后面缺少值；", "Option --excel has no value;"),
    (["check", "a.gpkg", "--json=1"], "选项 --json 不带值；", "Option --json takes no value;"),
    (["check", "a.gpkg", "b"], "多出了用不上的词：b；", "There are words too many: b;"),
    (
        ["rules", "show", "x"],
        "NAME 是“x”；应为以下之一：standard、",
        "NAME is 'x'; expected one of ",
    ),
    (
        ["serve", "--port", "99999"],
        "--port 是“99999”；应为介于 0 到 65535 的整数。",
        "--port is '99999'; expected a whole number from 0 to 65535.",
    ),
    (
        ["divide", "a.csv", "-o", "a.gpkg", "--target", "many"],
        "--target 是“many”；应为不小于 1 的整数。",
        "--target is 'many'; expected a whole number, 1 or more.",
    ),
    (
        ["wall", "a.gpkg", "-o", "a.pdf", "--scale", "x"],
        "--scale 是“x”；应为数字。",
        "--scale is 'x'; expected a number.",
    ),
    (
        ["divide", "a.csv", "-o", "a.gpkg", "--grids", "12"],
        "--grids 是“12”；应写成 代码=个数，",
        "--grids is '12'; expected CODE=NUMBER,",
    ),
    (["rules", "--"], "命令行无法理解：", "The command line cannot be understood: "),
]


@pytest.mark.parametrize(("words", "zh", "en"), campaign(WRONG, every=3, several=True))
def test_what_is_wrong_is_said_in_the_language_asked_for(
    run: Run, words: list[str], zh: str, en: str
) -> None:
    told = {lang: run("--lang", lang, *words) for lang in ("zh", "en")}

    assert [(code, out) for code, out, _ in told.values()] == [(2, ""), (2, "")]
    assert zh in told["zh"][2]
    assert en in told["en"][2]
    assert told["zh"][2].count("\n") == told["en"][2].count("\n") == 1


def test_a_language_that_is_not_ours_is_told_with_those_that_are(run: Run) -> None:
    code, _, err = run("check", "a.gpkg", "--lang", "fr")

    assert code == 2
    assert err.startswith("gridgen: --lang is 'fr'; expected one of zh, en.")


@pytest.mark.parametrize(
    "words", [["--lang", "zh", "check"], ["check", "--lang", "zh"], ["check", "--lang=zh"]]
)
def test_the_language_may_be_asked_for_anywhere(run: Run, words: list[str]) -> None:
    _, _, err = run(*words)

    assert err.startswith("gridgen: 缺少 PLAN，请补上。")


def test_what_is_asked_for_goes_before_the_locale() -> None:
    asked = shell("check", "--lang", "en", LANG="zh_CN.UTF-8", PYTHONUTF8="1")
    not_asked = shell("check", LANG="zh_CN.UTF-8", PYTHONUTF8="1")

    assert asked.stderr.startswith("gridgen: PLAN is missing")
    assert not_asked.stderr.startswith("gridgen: 缺少 PLAN")


def test_a_language_behind_two_dashes_is_a_word_like_others(run: Run) -> None:
    _, _, err = run("check", "--", "--lang", "zh")

    assert "There are words too many: zh;" in err

"""What is printed: tables and sentences for people, rows for JSON."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from campaigns import campaign
from commanding import Run, one_object
from plans import VILLAGE, lonlat, town, with_people

from gridgen.cli.console import SHOWN
from gridgen.cli.tables import (
    level_rows,
    people_rows,
    place_row,
    print_findings,
    print_levels,
    print_place,
)
from gridgen.model.findings import Finding, Report, Severity
from gridgen.plans.locate import Locator


@pytest.mark.parametrize(
    ("words", "chinese"),
    campaign(
        [
            (["divide", "input.gpkg", "-o", "p.gpkg"], "网格"),
            (["check", "plan.gpkg"], "检查通过"),
            (["check", "broken.gpkg"], "错误"),
            (["diff", "plan.gpkg", "plan.gpkg"], "两个方案一致"),
            (["diff", "plan.gpkg", "broken.gpkg"], "140 行户数有变（合计 +140 户）"),
            (["locate", "plan.gpkg", "--id", "h5"], "村（社区）"),
            (["locate", "plan.gpkg", "--lon", "10", "--lat", "47"], "该点不在"),
            (["map", "plan.gpkg", "-o", "m.html"], "已写出"),
            (["wall", "plan.gpkg", "-o", "w.svg", "--size", "A4"], "已写出"),
            (["sample", "--households", "600", "-o", "town"], "已写出"),
        ],
        every=3,
        several=True,
    ),
)
def test_every_command_speaks_chinese_when_asked(run: Run, words: list[str], chinese: str) -> None:
    _, out, _ = run(*words, "--lang", "zh")

    assert chinese in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_in_json_are_in_the_language_asked_for(run: Run, lang: str) -> None:
    _, out, _ = run("check", "broken.gpkg", "--json", "--lang", lang)

    texts = [finding["text"] for finding in one_object(out)["findings"]]
    assert all(("。" in text) == (lang == "zh") for text in texts)


def report(number: int) -> Report:
    found = [
        Finding("rule", Severity.NOTE, str(k), None, None, zh=f"第{k}条。", en=f"Number {k}.")
        for k in range(number)
    ]
    return Report(tuple(found))


@pytest.mark.parametrize(
    ("number", "shown", "more"),
    [(SHOWN - 1, SHOWN - 1, ""), (SHOWN, SHOWN, ""), (SHOWN + 1, SHOWN, "1 more")],
)
def test_five_findings_of_a_rule_are_shown_and_the_rest_counted(
    capsys: pytest.CaptureFixture, number: int, shown: int, more: str
) -> None:
    print_findings(report(number), "en")

    out = capsys.readouterr().out
    assert out.count("Number") == shown
    assert ("more" in out) == bool(more)
    assert more in out


def test_levels_are_counted_by_status() -> None:
    rows = level_rows(town(status="too small"))

    assert [(row["level"], row["zones"], row["in_band"], row["too_small"]) for row in rows] == [
        ("grids", 6, 5, 1),
        ("ten_household_groups", 6, 6, 0),
    ]


def test_how_even_and_round_zones_are_is_told_without_what_is_set_aside() -> None:
    plan = town()
    grids = plan.levels[0]
    sizes = np.array([10, 20, 30, 200, 400, 600])
    kind = np.array(["village"] * 3 + ["community"] * 2 + ["special"])
    plan = replace(plan, levels=(replace(grids, households=sizes, kind=kind), *plan.levels[1:]))

    row, below = level_rows(plan)

    off = [1 / 2, 0, 1 / 2, 1 / 3, 1 / 3]
    assert row["size_cv"] == pytest.approx(np.sqrt(np.mean(np.square(off))), abs=0.0005)
    assert below["size_cv"] == 0.0
    assert row["compactness"] == pytest.approx(2 * np.pi / 9, abs=0.0005)  # 300 m by 600


def test_where_nobody_lives_nothing_is_even(capsys: pytest.CaptureFixture[str]) -> None:
    plan = town()
    empty = replace(plan.levels[0], households=np.zeros(6, int))
    plan = replace(plan, levels=(empty, *plan.levels[1:]))

    print_levels(plan, "zh")

    assert [row["size_cv"] is None for row in level_rows(plan)] == [True, False]
    assert capsys.readouterr().out.count("户数离散系数") == 1


def test_a_point_nowhere_has_a_row_of_its_own() -> None:
    assert place_row(None) == {"community": None, "presence": "outside", "zones": []}


def test_outside_of_all_grids_the_nearest_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    plan = town()
    near = Locator(plan).nearest(*lonlat(-50, 10))

    print_place(plan, None, None, "zh", nearest=near)

    assert place_row(None, near)["nearest"] == {
        "level": "grids", "code": f"{VILLAGE}001", "name": "清河村第1网格", "metres": 50.0
    }  # fmt: skip
    assert f"最近的网格：清河村第1网格（{VILLAGE}001），约 50 米。" in capsys.readouterr().out


def test_who_answers_is_told_vacant_posts_too(capsys: pytest.CaptureFixture[str]) -> None:
    plan = with_people(town())
    locator = Locator(plan)

    for x in (10, 310):
        print_place(plan, locator.at(*lonlat(x, 10)), None, "en")

    said = capsys.readouterr().out
    assert "head: P1, phone 0757-1" in said
    assert "head: vacant" in said


def test_people_are_rows_by_role_and_none_where_none_were_given() -> None:
    assert people_rows(town()) == []
    assert [row["role"] for row in people_rows(with_people(town()))] == ["head", "worker"]

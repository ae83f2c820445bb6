"""What is printed: tables and sentences for people, rows for JSON."""

from __future__ import annotations

import pytest
from commanding import Run, one_object
from plans import VILLAGE, lonlat, town, with_people

from gridgen.cli.console import SHOWN
from gridgen.cli.tables import (
    level_rows,
    people_rows,
    place_row,
    print_findings,
    print_place,
)
from gridgen.model.findings import Finding, Report, Severity
from gridgen.plans.locate import Locator


@pytest.mark.parametrize(
    ("words", "chinese"),
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

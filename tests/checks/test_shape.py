"""How zones lie on the ground: what is beyond the limits of the rules is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from drawn import BEND, COMMUNITY, drawn, found, halved, limited, two_squares

import gridgen
from gridgen.checks.every import check
from gridgen.cli.main import main
from gridgen.model.findings import Severity
from gridgen.model.links import Links
from gridgen.plans.seen import Seen
from gridgen.rules.loader import load_rules


@pytest.mark.parametrize(("limit", "told"), [(129, ["001"]), (131, [])])
def test_a_walk_longer_than_the_rules_allow_is_told_with_the_code(
    tmp_path: Path, limit: int, told: list[str]
) -> None:
    plan, links = drawn(BEND)

    warned = found(plan, links, limited(tmp_path, f"walk_m = {limit}"), "walk_long")

    assert [f.where for f in warned] == [COMMUNITY + number for number in told]
    assert all((f.number, f.limit, f.severity) == (130, limit, Severity.WARNING) for f in warned)


@pytest.mark.parametrize(("times", "told"), [(1.85, ["001"]), (1.86, [])])
def test_a_walk_much_longer_than_the_straight_line_is_told(
    tmp_path: Path, times: float, told: list[str]
) -> None:
    plan, links = drawn(BEND)  # 130 m where 70 would do: 1.857 times

    warned = found(plan, links, limited(tmp_path, f"detour = {times}"), "walk_detour")

    assert [f.where for f in warned] == [COMMUNITY + number for number in told]
    assert all("130 m" in f.en and "70 m" in f.en and "70 米" in f.zh for f in warned)


@pytest.mark.parametrize(("least", "told"), [(0.28, ["001"]), (0.27, [])])
def test_a_thin_zone_is_told(tmp_path: Path, least: float, told: list[str]) -> None:
    plan, links = drawn(BEND)  # the bend: 2,000 m² and 300 m around, 0.279; the middle 0.77

    warned = found(plan, links, limited(tmp_path, f"compactness = {least}"), "zone_thin")

    assert [f.where for f in warned] == [COMMUNITY + number for number in told]


def test_a_schematic_shape_is_not_told(tmp_path: Path) -> None:
    plan, links = drawn(BEND)
    marked = replace(plan, levels=(replace(plan.levels[0], schematic=[True, False]),))

    assert found(marked, links, limited(tmp_path, "compactness = 0.28"), "zone_thin") == []


def test_without_limits_nothing_is_told(tmp_path: Path) -> None:
    plan, links = drawn(BEND)

    report = check(Seen(plan, links, limited(tmp_path, "")))

    assert not {"walk_long", "walk_detour", "zone_thin", "border_off_lines"} & {
        f.rule for f in report
    }


def test_the_share_of_all_borders_is_a_note_and_that_of_each_grid_a_column() -> None:
    plan = two_squares(("road", [(100, 50), (100, 120)]))

    [note] = found(plan, Links(np.array([[0, 1]]), [100.0], [False]), load_rules("standard"),
                   "borders_on_lines")  # fmt: skip

    assert (note.where, note.severity, note.number) == ("grids", Severity.NOTE, 52.0)
    assert "0.1 km" in note.en
    assert "0.1 千米" in note.zh


@pytest.mark.parametrize(("least", "told"), [(0.53, ["001", "002"]), (0.51, [])])
def test_a_grid_whose_borders_nobody_can_see_is_told_where_the_rules_ask_for_it(
    tmp_path: Path, least: float, told: list[str]
) -> None:
    plan = two_squares(("road", [(100, 50), (100, 120)]))
    links = Links(np.array([[0, 1]]), [100.0], [False])

    warned = found(plan, links, limited(tmp_path, f"on_lines = {least}"), "border_off_lines")

    assert [f.where for f in warned] == [COMMUNITY + number for number in told]


def test_lines_can_be_given_to_check_and_to_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, lines = halved(tmp_path)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    [note] = gridgen.check(plan, lines=gpd.read_file(lines)).of("borders_on_lines")
    argv = ["gridgen", "check", str(tmp_path / "plan.gpkg"), "--lines", str(lines), "--lang", "en"]
    monkeypatch.setattr("sys.argv", argv)
    with pytest.raises(SystemExit, match=r"^0$"):
        main()

    assert note.number is not None
    assert note.number > 50
    assert f"{note.number:g} % lie within 2 m of a road" in capsys.readouterr().out

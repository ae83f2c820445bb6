"""The command that says how to put right what is found in a plan, and does it."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from campaigns import campaign
from commanding import VILLAGE, Run, one_object

from gridgen import edit, write_plan
from gridgen.files.plan_reader import read_plan
from gridgen.versions.edits import Merge, Split

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"
NEW = ("-o", "new.gpkg")


@pytest.fixture(scope="module")
def edited(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the village in one grid, and with one of its grids in two."""
    made, plan = tmp_path_factory.mktemp("edited"), read_plan(folder / "plan.gpkg")
    write_plan(edit(plan, Merge((FIRST, SECOND))), made / "merged.gpkg")
    write_plan(edit(plan, Split(FIRST, 2)), made / "crumbs.gpkg")
    return made


@pytest.fixture
def merged(edited: Path, tmp_path: Path) -> str:
    """The village in one grid of 140 households, which is too large."""
    return Path(shutil.copy(edited / "merged.gpkg", tmp_path)).name


@pytest.fixture
def crumbs(edited: Path, tmp_path: Path) -> str:
    """A grid of the village in two that are too small."""
    return Path(shutil.copy(edited / "crumbs.gpkg", tmp_path)).name


def advice(run: Run, *words: str) -> list[dict[str, Any]]:
    _, out, _ = run("suggest", *words, "--json")
    rows = one_object(out)["advice"]
    assert isinstance(rows, list)
    return rows


def test_each_finding_has_numbered_repairs_with_what_they_cost(run: Run, merged: str) -> None:
    code, out, _ = run("suggest", merged, "--lang", "zh")

    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("错误 清河村第一网格有 140 户，不在 50-100 户之内")
    assert lines[1] == "  1. 把 清河村第一网格 分成 2 个"
    assert "户换网格，路程共减少" in lines[2]
    assert "清河村第一网格 140 → 7" in lines[3]
    assert lines[4] == f'     --split "{FIRST}:2"'
    assert lines[-2] == "共 1 个问题，1 个有建议。"
    assert lines[-1] == '采用建议：gridgen suggest "merged.gpkg" --apply 1 -o 新方案.gpkg'


def test_in_english_too(run: Run, merged: str) -> None:
    _, out, _ = run("suggest", merged, "--lang", "en")

    assert "  1. Split 清河村 Grid 1 into 2" in out
    assert "households change grids, ways" in out
    assert "1 findings, 1 with suggestions." in out


def test_a_plan_without_faults_says_so(run: Run) -> None:
    assert run("suggest", "plan.gpkg", "--lang", "zh") == (0, "没有需要调整的问题。\n", "")
    assert advice(run, "plan.gpkg") == []


def test_json_has_all_that_is_printed(run: Run, merged: str) -> None:
    [row] = advice(run, merged)

    first = row["suggestions"][0]
    assert row["why_none"] == ""
    assert [found["rule"] for found in row["findings"]] == ["band_missed"]
    assert first["number"] == 1
    assert first["edits"] == [{"operation": "split", "zone": FIRST}]
    assert first["options"] == [f'--split "{FIRST}:2"']
    assert (first["level"], first["brings"]) == ("grids", [])
    assert 50 <= first["households"] <= 70
    assert [found["where"] for found in first["puts_right"]] == [FIRST]


def test_what_is_chosen_is_made_and_told_as_an_edit_is(
    run: Run, merged: str, tmp_path: Path
) -> None:
    before = (tmp_path / merged).read_bytes()

    code, out, _ = run("suggest", merged, "--apply", "1", *NEW, "--lang", "zh")

    plan = read_plan(tmp_path / "new.gpkg")
    assert code == 0
    assert "1. 把 清河村第一网格 分成 2 个" in out
    assert "已解决 · 错误 清河村第一网格有 140 户" in out
    assert "方案现有错误 0 项（原 1 项）" in out
    assert [len(plan.level("grids")), *plan.report.errors] == [2]
    assert (tmp_path / merged).read_bytes() == before


@pytest.mark.slow
def test_what_is_printed_can_be_typed_into_edit(run: Run, crumbs: str, tmp_path: Path) -> None:
    suggestions = [one for row in advice(run, crumbs) for one in row["suggestions"]]
    assert suggestions

    for one in suggestions:
        number = str(one["number"])
        run("suggest", crumbs, "--apply", number, "-o", f"by_number_{number}.gpkg")
        options = [word for option in one["options"] for word in shlex.split(option)]
        run("edit", crumbs, *options, "-o", f"by_hand_{number}.gpkg")

        plans = [read_plan(tmp_path / f"{way}_{number}.gpkg") for way in ("by_number", "by_hand")]
        assert plans[0].zone_of["grids"].tolist() == plans[1].zone_of["grids"].tolist()
        assert plans[0].level("grids").code.tolist() == plans[1].level("grids").code.tolist()


def test_effects_come_as_json_too(run: Run, merged: str) -> None:
    _, out, _ = run("suggest", merged, "--apply", "1", *NEW, "--json")

    made = one_object(out)
    assert made["output"] == "new.gpkg"
    assert [one["edit"]["operation"] for one in made["edits"]] == ["split"]


@pytest.mark.parametrize(
    "only", campaign([FIRST, "清河村第一网格", "清河村", "band_missed", "1,band_missed"], every=2)
)
def test_only_what_is_named_is_looked_at(run: Run, merged: str, only: str) -> None:
    if only.startswith("1,"):
        code, _, err = run("suggest", merged, "--only", only, "--lang", "zh")
        assert (code, "“1”" in err) == (2, True)
    else:
        assert len(advice(run, merged, "--only", only)) == 1


def test_what_is_asked_for_stands_in_the_command_that_is_offered(run: Run, merged: str) -> None:
    _, out, _ = run("suggest", merged, "--only", FIRST, "--rules", "standard", "--lang", "en")

    assert f'--only "{FIRST}" --rules "standard" --apply 1 -o new.gpkg' in out


@pytest.mark.parametrize(
    ("words", "said"),
    campaign(
        [
            (["--apply", "9", *NEW], "There is no suggestion 9; there are"),
            (["--apply", "1,1", *NEW], "--apply names a suggestion twice: 1, 1."),
            (["--apply", "one", *NEW], "--apply 'one' cannot be read"),
            (["--apply", "1" * 30, *NEW], "cannot be read"),
            (["--apply", "", *NEW], "cannot be read"),
            (["--apply", "1"], "-o is missing"),
            ([*NEW], "--apply is missing"),
            (["--only", "第九村"], "--only 第九村: no grid or village of the plan"),
            (["--apply", "1", "-o", "merged.gpkg"], "merged.gpkg: this is an input file"),
            (["--apply", "1", "-o", "new.xlsx"], "new.xlsx"),
        ],
        every=3,
        several=True,
    ),
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    run: Run, merged: str, tmp_path: Path, words: list[str], said: str
) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    code, out, err = run("suggest", merged, *words, "--lang", "en")

    assert (code, out) == (2, "")
    assert said in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_two_for_the_same_finding_are_refused_whole(run: Run, crumbs: str, tmp_path: Path) -> None:
    assert len(advice(run, crumbs)[0]["suggestions"]) > 1

    code, _, err = run("suggest", crumbs, "--apply", "1,2", *NEW, "--lang", "zh")

    assert code == 2
    assert "建议 1 和 2 解决的是同一个问题，只能选一条。" in err
    assert not (tmp_path / "new.gpkg").exists()


def test_a_finding_without_a_repair_says_why(run: Run, merged: str) -> None:
    run("edit", merged, "-o", "locked.gpkg", "--lock", FIRST)

    _, out, _ = run("suggest", "locked.gpkg", "--lang", "zh")

    assert "没有建议 因锁定而达不到；要调整，先解锁：gridgen edit --unlock。" in out
    assert out.splitlines()[-1] == "共 1 个问题，0 个有建议。"

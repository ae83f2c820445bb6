"""Each command from outside: what it prints, where, in which language, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from plans import town, with_people

import gridgen
from gridgen.cli.main import main

VILLAGE = "990101001201"
SHELL = Path(sys.executable).parent / "gridgen"
COMMANDS = (
    "divide", "check", "diff", "overlay", "people", "hamlets", "locate", "map", "sample", "demo",
    "serve",
)  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


def write_input(path: Path) -> None:
    i, j = np.meshgrid(np.arange(14), np.arange(10))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()]) + [500_000, 3_400_000]
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    ids = [f"h{k}" for k in range(len(xy))]
    homes = gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs="EPSG:4547")
    around = shapely.box(499_980, 3_399_980, 500_300, 3_400_220)
    area = gpd.GeoDataFrame(
        {"code": [VILLAGE], "name": ["清河村"], "kind": ["village"]},
        geometry=[around],
        crs="EPSG:4547",
    )
    homes.to_crs(4326).to_file(path, layer="households")
    area.to_crs(4326).to_file(path, layer="communities")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with input.gpkg, its plan, and a broken plan."""
    folder = tmp_path_factory.mktemp("town")
    write_input(folder / "input.gpkg")
    homes = gpd.read_file(folder / "input.gpkg", layer="households")
    areas = gpd.read_file(folder / "input.gpkg", layer="communities")
    plan = gridgen.divide(homes, communities=areas, effort="fast")
    gridgen.write_plan(plan, folder / "plan.gpkg")
    (folder / "broken.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    wrong = gpd.read_file(folder / "plan.gpkg", layer="households").assign(households=2)
    wrong.to_file(folder / "broken.gpkg", layer="households")
    return folder


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, folder: Path, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: object) -> tuple[int, str, str]:
        given = [str(folder / w) if (folder / str(w)).is_file() else str(w) for w in words]
        monkeypatch.setattr(sys, "argv", ["gridgen", *given])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def one_object(text: str) -> dict[str, object]:
    """The JSON object that is all of a text; NaN is no JSON."""
    found = json.loads(text, parse_constant=pytest.fail)
    assert isinstance(found, dict)
    assert text.count("\n") == 1
    return found


def test_what_a_library_writes_past_python_is_not_in_the_output() -> None:
    code = (
        "import os, sys\nfrom gridgen.cli import main\n"
        "main.app = lambda: (os.write(1, b'noise'), print('规则 ours'))\nmain.main()"
    )

    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=True,
    )  # fmt: skip

    assert process.stdout == "规则 ours\n"


def shell(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "LANG" and not k.startswith("LC_")}
    return subprocess.run(
        [SHELL, *map(str, words)],
        env=env | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


# --- divide --------------------------------------------------------------------------------------


def test_divide_writes_a_plan_and_shows_its_levels(run: Run) -> None:
    code, out, err = run("divide", "input.gpkg", "-o", "new.gpkg")

    assert (code, err) == (0, "")
    assert "grids" in out
    assert "Wrote new.gpkg" in out
    assert len(gridgen.read_plan("new.gpkg").level("grids")) == 2


def test_divide_prints_one_json_object_of_what_it_made(run: Run) -> None:
    code, out, err = run("divide", "input.gpkg", "-o", "new.gpkg", "--json")

    said = one_object(out)
    assert (code, err) == (0, "")
    assert (said["plan"], said["households"], said["communities"]) == ("new.gpkg", 140, 1)
    assert [level["level"] for level in said["levels"]] == ["grids", "ten_household_groups"]
    assert said["levels"][0]["zones"] == said["levels"][0]["in_band"] == 2
    columns = {"rule", "severity", "where", "number", "limit", "text", "todo"}
    assert columns == set(said["findings"][0])


@pytest.mark.parametrize(
    "words",
    [
        ["--communities", "input.gpkg:communities"],
        ["--grids", f"{VILLAGE}=2"],
        ["--target", "70"],
        ["--effort", "best"],
        ["--seed", "7"],
        ["--rules", "standard"],
        ["--lang", "zh"],
    ],
)
def test_every_option_of_divide_is_taken(run: Run, folder: Path, words: list[str]) -> None:
    words = [w.replace("input.gpkg:", f"{folder}/input.gpkg:") for w in words]

    code, out, _ = run("divide", "input.gpkg", "-o", "new.gpkg", "--json", *words)

    assert code == 0
    assert one_object(out)["levels"][0]["zones"] == 2


def test_processes_give_the_plan_that_one_gives(folder: Path, tmp_path: Path) -> None:
    done = shell("divide", folder / "input.gpkg", "-o", tmp_path / "p.gpkg", "--workers", "2")

    assert (done.returncode, done.stderr) == (0, "")
    spread, alone = (
        gpd.read_file(file, layer="households")["grid"].tolist()
        for file in (tmp_path / "p.gpkg", folder / "plan.gpkg")
    )
    assert sorted(set(spread)) == sorted(set(alone))


def test_divide_reads_a_table_of_text(run: Run) -> None:
    rows = [f"{k},{114 + 0.0002 * (k % 10)},{31 + 0.0002 * (k // 10)},2" for k in range(60)]
    Path("住户.csv").write_text("\n".join(["编号,经度,纬度,户数", *rows]), "gb18030")

    code, out, _ = run("divide", "住户.csv", "-o", "方案.gpkg", "--json")

    assert code == 0
    assert one_object(out)["households"] == 120


# --- check ---------------------------------------------------------------------------------------


def test_check_ends_with_0_where_nothing_is_wrong(run: Run) -> None:
    code, out, err = run("check", "plan.gpkg")

    assert (code, err) == (0, "")
    assert "every check passed" in out


def test_check_ends_with_1_where_an_error_stands(run: Run) -> None:
    code, out, err = run("check", "broken.gpkg")

    assert (code, err) == (1, "")
    assert "errors" in out


def test_check_ends_with_2_where_it_cannot_read(run: Run) -> None:
    code, out, err = run("check", "nowhere.gpkg")

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: nowhere.gpkg: there is no such file")


@pytest.mark.parametrize(("name", "code"), [("plan.gpkg", 0), ("broken.gpkg", 1)])
def test_check_prints_one_json_object_of_findings(run: Run, name: str, code: int) -> None:
    ended, out, err = run("check", name, "--json")

    assert (ended, err) == (code, "")
    assert bool(one_object(out)["findings"]) == bool(code)


def test_check_prints_json_as_strict_as_others_read_it_where_a_polygon_is_gone(
    run: Run, folder: Path
) -> None:
    Path("gone.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    grids = gpd.read_file(folder / "plan.gpkg", layer="grids")
    grids.loc[0, "geometry"] = shapely.MultiPolygon()
    grids.to_file("gone.gpkg", layer="grids")

    code, out, _ = run("check", "gone.gpkg", "--json")

    assert code == 1
    assert one_object(out)["findings"]


@pytest.mark.parametrize(("lang", "header"), [("en", "severity"), ("zh", "级别")])
def test_check_writes_its_findings_as_a_workbook(run: Run, lang: str, header: str) -> None:
    code, _, _ = run("check", "broken.gpkg", "--excel", "found.xlsx", "--lang", lang)

    rows = list(openpyxl.load_workbook("found.xlsx").active.values)
    assert code == 1
    assert rows[0][0] == header
    assert len(rows) > 1


# --- diff ----------------------------------------------------------------------------------------


@pytest.fixture
def changed(folder: Path, tmp_path: Path) -> Path:
    """The plan after h0 moved to the other grid, h1 became three households, and h2 left."""
    path = tmp_path / "changed.gpkg"
    path.write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file(path, layer="households").set_index("id")
    homes.loc["h0", "grid"] = next(g for g in homes["grid"] if g != homes.loc["h0", "grid"])
    homes.loc["h1", "households"] = 3
    homes.drop("h2").reset_index().to_file(path, layer="households")
    return path


def test_diff_shows_communities_grids_and_totals(run: Run, changed: Path) -> None:
    code, out, err = run("diff", "plan.gpkg", changed)

    assert (code, err) == (0, "")
    assert f"{VILLAGE} 清河村" in out
    assert f"{VILLAGE}001" in out
    assert "2 grids became 2: 0 kept, 2 changed, 0 new, 0 retired" in out
    assert (
        "140 households became 141: 1 moved (1 rows), 0 new (0 rows), 1 gone (1 rows), "
        "1 rows recounted (+2 households)" in out
    )


def test_diff_of_a_plan_and_itself_says_that_nothing_changed(run: Run) -> None:
    code, out, err = run("diff", "plan.gpkg", "plan.gpkg")

    assert (code, err) == (0, "")
    assert out == "The two plans agree: 2 grids and 140 households, nothing changed.\n"


def test_diff_prints_one_json_object(run: Run, folder: Path, changed: Path) -> None:
    code, out, err = run("diff", "plan.gpkg", changed, "--json")

    said = one_object(out)
    assert (code, err) == (0, "")
    assert (said["old"], said["new"]) == (str(folder / "plan.gpkg"), str(changed))
    assert (said["same"], said["level"]) == (False, "grids")
    assert said["total"]["flow"]["after"] == {"rows": 139, "households": 141}
    assert [zone["state"] for zone in said["zones"]] == ["changed", "changed"]
    assert [community["code"] for community in said["communities"]] == [VILLAGE]
    ids = {change: [home["id"] for home in homes] for change, homes in said["households"].items()}
    assert ids == {"moved": ["h0"], "new": [], "gone": ["h2"], "recounted": ["h1"]}


def test_diff_shows_twenty_grids_and_counts_the_rest(run: Run, folder: Path) -> None:
    Path("many.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file("many.gpkg", layer="households")
    grids = gpd.read_file("many.gpkg", layer="grids")
    codes = [f"{VILLAGE}{k:03d}" for k in range(101, 131)]
    many = grids.iloc[[0] * 30].assign(code=codes)
    many.to_file("many.gpkg", layer="grids")
    homes.assign(grid=[codes[k % 30] for k in range(140)]).to_file("many.gpkg", layer="households")

    code, out, _ = run("diff", "plan.gpkg", "many.gpkg")

    assert code == 0
    assert out.count("retired") >= 2
    assert "... and 12 more grids that changed" in out


def test_diff_of_plans_with_other_ids_says_that_nobody_can_be_followed(
    run: Run, folder: Path
) -> None:
    Path("other.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file("other.gpkg", layer="households")
    homes.assign(id="x" + homes["id"]).to_file("other.gpkg", layer="households")

    code, out, _ = run("diff", "plan.gpkg", "other.gpkg")

    assert code == 0
    assert "No household id stands in both plans" in out


@pytest.mark.parametrize("words", [["plan.gpkg", "nowhere.gpkg"], ["nowhere.gpkg", "plan.gpkg"]])
def test_diff_ends_with_2_where_a_plan_cannot_be_read(run: Run, words: list[str]) -> None:
    code, out, err = run("diff", *words, "--excel", "d.xlsx")

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: nowhere.gpkg: there is no such file")
    assert not Path("d.xlsx").exists()


@pytest.mark.parametrize(("lang", "sheet"), [("en", "overview"), ("zh", "总表")])
def test_diff_writes_a_workbook(run: Run, changed: Path, lang: str, sheet: str) -> None:
    code, _, err = run("diff", "plan.gpkg", changed, "--excel", "d.xlsx", "--lang", lang)

    assert (code, err) == (0, "")
    assert openpyxl.load_workbook("d.xlsx").sheetnames == [sheet, f"{VILLAGE} 清河村"]


@pytest.mark.parametrize("at", [0, 1])
def test_diff_never_writes_over_a_plan_it_reads(
    run: Run, folder: Path, changed: Path, at: int
) -> None:
    plans = [folder / "plan.gpkg", changed]
    before = plans[at].read_bytes()

    code, out, err = run("diff", *plans, "--excel", plans[at])

    assert (code, out) == (2, "")
    assert "this is an input file" in err
    assert plans[at].read_bytes() == before


# --- locate --------------------------------------------------------------------------------------


def place(folder: Path, household: str) -> tuple[float, float, str]:
    homes = gpd.read_file(folder / "plan.gpkg", layer="households").set_index("id")
    at = homes.loc[household]
    return at.geometry.x, at.geometry.y, at["grid"]


def test_locate_tells_the_grid_of_a_point(run: Run, folder: Path) -> None:
    lon, lat, grid = place(folder, "h5")

    code, out, err = run("locate", "plan.gpkg", "--lon", lon, "--lat", lat)

    assert (code, err) == (0, "")
    assert grid in out
    assert "清河村" in out


def test_locate_tells_the_grid_of_a_household(run: Run, folder: Path) -> None:
    code, out, _ = run("locate", "plan.gpkg", "--id", "h5")

    assert code == 0
    assert place(folder, "h5")[2] in out


@pytest.mark.parametrize("way", ["point", "id"])
def test_locate_prints_one_json_object(run: Run, folder: Path, way: str) -> None:
    lon, lat, grid = place(folder, "h5")
    words = ["--id", "h5"] if way == "id" else ["--lon", lon, "--lat", lat]

    code, out, err = run("locate", "plan.gpkg", *words, "--json")

    said = one_object(out)
    assert (code, err) == (0, "")
    assert said["community"] == {"code": VILLAGE, "name": "清河村"}
    codes = [zone["code"] for zone in said["zones"]]
    assert len(codes) == 2
    assert codes[0] == grid


def test_locate_of_a_point_in_no_community_is_one_object_too(run: Run) -> None:
    code, out, err = run("locate", "plan.gpkg", "--lon", "10", "--lat", "47", "--json")

    assert (code, err) == (0, "")
    one_object(out)


def test_locate_says_so_of_a_point_in_no_community(run: Run) -> None:
    code, out, _ = run("locate", "plan.gpkg", "--lon", "10", "--lat", "47")

    assert (code, out) == (0, "That point is in no community.\n")


@pytest.fixture
def points(folder: Path, tmp_path: Path) -> Path:
    lon, lat, _ = place(folder, "h5")
    table = pd.DataFrame(
        {"id": ["in", "out", "odd"], "lon": [lon, 10.0, 999.0], "lat": [lat, 47, 0]}
    )
    table.to_csv(tmp_path / "points.csv", index=False)
    return tmp_path / "points.csv"


def test_locate_answers_a_file_of_points_line_by_line(run: Run, folder: Path, points: Path) -> None:
    code, out, err = run("locate", "plan.gpkg", "--points", points)

    lines = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["id", "community", "grids", "ten_household_groups"]
    assert lines[1][:3] == ["in", VILLAGE, place(folder, "h5")[2]]
    assert lines[2] == ["out", "", "", ""]
    assert "row 3" in err


def test_locate_answers_a_file_of_points_in_one_json_object(
    run: Run, folder: Path, points: Path
) -> None:
    code, out, _ = run("locate", "plan.gpkg", "--points", points, "--json")

    rows = one_object(out)["points"]
    assert code == 0
    assert rows[0]["grids"] == place(folder, "h5")[2]
    assert rows[1] == {"id": "out", "community": None, "grids": None, "ten_household_groups": None}


def test_what_locate_leaves_out_is_said_in_the_language_asked_for(run: Run, points: Path) -> None:
    _, _, err = run("locate", "plan.gpkg", "--points", points, "--lang", "zh")

    assert "第 3 行" in err


# --- map, sample, demo ---------------------------------------------------------------------------


def test_map_writes_a_page_that_names_no_other_computer(run: Run) -> None:
    code, out, err = run("map", "plan.gpkg", "-o", "map.html")

    page = Path("map.html").read_text("utf-8")
    assert (code, err) == (0, "")
    assert "map.html" in out
    assert "清河村" in page
    assert re.findall(r"""(?:src=|<link[^>]*href=)["']?(?:https?:)?//[^"' >]*""", page) == []


def test_sample_makes_an_input_that_divide_takes(run: Run) -> None:
    made = run("sample", "--households", "600", "--communities", "3", "--seed", "2", "-o", "town")
    code, out, err = run("divide", "town/input.gpkg", "-o", "p.gpkg", "--json", "--effort", "fast")

    said = one_object(out)
    assert made[0] == 0
    assert Path("town/input.gpkg").is_file()
    assert (code, err) == (0, "")
    assert said["communities"] == 3
    assert abs(said["households"] - 600) < 60
    assert run("check", "p.gpkg")[0] == 0


def test_the_same_seed_makes_the_same_sample(run: Run) -> None:
    for name in ("a", "b"):
        assert run("sample", "--households", "600", "--communities", "3", "-o", name)[0] == 0

    one, two = (gpd.read_file(f"{name}/input.gpkg", layer="households") for name in "ab")
    assert one.equals(two)


def test_demo_makes_divides_checks_and_draws_and_stops_before_serving(run: Run) -> None:
    code, out, err = run("demo", "--no-serve", "-o", "show")

    assert (code, err) == (0, "")
    assert {p.suffix for p in Path("show").iterdir()} >= {".gpkg", ".html"}
    assert "errors" in out
    for plan in Path("show").glob("qinghe*.gpkg"):
        assert gridgen.check(gridgen.read_plan(plan)).errors == ()


def test_demo_takes_a_file_of_ones_own(run: Run) -> None:
    code, _, err = run("demo", "--no-serve", "--input", "input.gpkg", "-o", "show")

    assert (code, err) == (0, "")


# --- language, help, version ---------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
    ],
)
def test_the_locale_decides_the_language(environment: dict[str, str], chinese: bool) -> None:
    done = shell("--help", **environment, PYTHONUTF8="1")

    assert done.returncode == 0
    assert ("划分网格" in done.stdout) == chinese


def test_the_locale_decides_the_language_of_findings(folder: Path) -> None:
    done = shell("check", folder / "plan.gpkg", LANG="zh_CN.UTF-8", PYTHONUTF8="1")

    assert (done.returncode, done.stderr) == (0, "")
    assert "检查通过" in done.stdout


def test_help_names_every_command(run: Run) -> None:
    code, out, err = run("--help")

    assert (code, err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")

    assert (code, err) == (0, "")
    assert "--lang" in out


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"gridgen {gridgen.__version__}\n", "")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["divide"], ["check"], ["diff", "plan.gpkg"], ["locate", "plan.gpkg"]]
)
def test_wrong_words_end_with_2_and_nothing_on_standard_output(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_progress_is_quiet_where_nobody_looks(folder: Path, tmp_path: Path) -> None:
    done = shell("divide", folder / "input.gpkg", "-o", tmp_path / "p.gpkg", "--json")

    assert done.stderr == ""
    one_object(done.stdout)


def test_a_reader_that_goes_away_is_no_traceback(folder: Path) -> None:
    process = subprocess.Popen(
        [SHELL, "locate", folder / "plan.gpkg", "--points", folder / "input.gpkg:households"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()

    _, err = process.communicate()

    assert b"Traceback" not in err


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["-o", "wall.pdf"], ["wall.pdf"]),
        (["-o", "wall.png", "--dpi", "40", "--theme", "grey"], ["wall.png"]),
        (["-o", "wall.svg", "--lang", "zh", "--title", "清河镇"], ["wall.svg"]),
        (["-o", "atlas.pdf", "--scope", "grid", "--bleed", "3"], ["atlas.pdf"]),
        (["-o", "boards.pdf", "--scope", "grid", "--form", "board"], ["boards.pdf"]),
        (["-o", "register.pdf", "--form", "register"], ["register.pdf"]),
        (["-o", "nested.pdf", "--form", "nested"], ["nested.pdf"]),
    ],
)
def test_wall_prints_what_is_asked_for(run: Run, words: list[str], files: list[str]) -> None:
    code, out, err = run("wall", "plan.gpkg", "--size", "A4", *words)

    assert (code, err) == (0, "")
    assert all(Path(file).stat().st_size > 1000 for file in files)
    assert all(file in out for file in files)


def test_wall_prints_one_json_object_of_files_pages_and_findings(run: Run) -> None:
    _, out, _ = run("wall", "plan.gpkg", "-o", "w.pdf", "--size", "A4", "--scope", "grid", "--json")

    said = one_object(out)
    assert said["files"] == ["w.pdf"]
    assert said["pages"] > 1
    assert isinstance(said["findings"], list)


def test_people_tells_who_serves_as_text_json_and_excel(run: Run, tmp_path: Path) -> None:
    gridgen.write_plan(with_people(town()), tmp_path / "staffed.gpkg")

    code, out, _ = run("people", "staffed.gpkg", "--lang", "zh", "--excel", "who.xlsx")
    _, said, _ = run("people", "staffed.gpkg", "--json")

    assert code == 0
    assert "网格长" in out
    assert Path("who.xlsx").stat().st_size > 1000
    found = one_object(said)
    assert [role["vacant"] for role in found["roles"]] == [1, 0]
    assert found["zones"][0]["people"] == ["P1"]
    assert {person["person"] for person in found["people"]} == {"P1", "P2", "P3"}


def test_people_of_a_plan_without_any_says_how_to_name_them(run: Run) -> None:
    code, _, err = run("people", "plan.gpkg")

    assert code == 2
    assert "gridgen divide --people" in " ".join(err.split())


def test_wall_prints_people_from_a_table_and_keeps_them_nowhere(run: Run, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(f"网格编码,职务,姓名,电话\n{VILLAGE}001,网格长,张三,138\n", "utf-8")

    code, out, _ = run(
        "wall", "plan.gpkg", "-o", "w.svg", "--size", "A4", "--staff", staff, "--lang", "zh"
    )

    assert code == 0
    assert "张三" in Path("w.svg").read_text("utf-8")
    assert "没有网格长" in out
    kept = [file for file in tmp_path.iterdir() if file.name not in ("w.svg", "staff.csv")]
    assert kept == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "w.doc"], "written as .pdf, .png or .svg"),
        (["-o", "w.pdf", "--size", "B5"], "expected one of A0"),
        (["-o", "w.pdf", "--only", "77"], "--only names '77'"),
        (["-o", "w.pdf", "--font", "No Such"], "is not installed"),
        (["-o", "w.pdf", "--staff", "none.csv"], "none.csv"),
        (["-o", "w.pdf", "--emblem", "none.png"], "none.png: the emblem cannot be read"),
        (["-o", "w.pdf", "--date", "today"], "expected one such as 2026-11-22"),
        (["-o", "plan.gpkg"], "is an input file"),
    ],
)
def test_wall_refuses_what_cannot_be_printed(run: Run, words: list[str], said: str) -> None:
    code, _, err = run("wall", "plan.gpkg", *words)

    assert code == 2
    assert said in " ".join(err.split())

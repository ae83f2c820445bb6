"""Commands on plans: what each prints, where, and how it ends."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from campaigns import campaign
from commanding import VILLAGE, Run, one_object, place
from plans import town, with_people

import gridgen
from gridgen.model.datum import Datum, from_wgs84


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


def test_divide_reads_a_table_of_text(run: Run) -> None:
    rows = [f"{k},{114 + 0.0002 * (k % 10)},{31 + 0.0002 * (k // 10)},2" for k in range(60)]
    Path("住户.csv").write_text("\n".join(["编号,经度,纬度,户数", *rows]), "gb18030")

    code, out, _ = run("divide", "住户.csv", "-o", "方案.gpkg", "--json")

    assert code == 0
    assert one_object(out)["households"] == 120


def test_the_crs_of_x_and_y_is_said_beside_them(run: Run) -> None:
    rows = [f"{k},{5e5 + 20 * (k % 10)},{34e5 + 20 * (k // 10)}" for k in range(60)]
    Path("h.csv").write_text("\n".join(["编号,横坐标,纵坐标", *rows]), "utf-8")

    code, _, err = run("divide", "h.csv", "-o", "h.gpkg")
    said, out, _ = run("divide", "h.csv", "--crs", "EPSG:4547", "-o", "h.gpkg", "--json")

    assert (code, said) == (2, 0)
    assert "--crs EPSG:4547" in err
    assert one_object(out)["households"] == 60


@pytest.mark.parametrize(("count", "ends"), [("2", 0), ("two", 1)])
@pytest.mark.parametrize("as_json", campaign([(), ("--json",)], everyday=1))
def test_what_is_divided_with_a_row_left_out_is_written_and_ends_with_1(
    run: Run, count: str, ends: int, as_json: tuple[str, ...]
) -> None:
    rows = [f"h{k},{114 + 0.0002 * (k % 10)},{31 + 0.0002 * (k // 10)},2" for k in range(60)]
    rows[0] = rows[0][:-1] + count
    Path("h.csv").write_text("\n".join(["id,lon,lat,households", *rows]), "utf-8")

    divided, _, _ = run("divide", "h.csv", "-o", "h.gpkg", *as_json)
    redrawn, _, _ = run("redraw", "h.gpkg", "--households", "h.csv", "-o", "n.gpkg", *as_json)
    found, _, _ = run("hamlets", "h.csv", "-o", "m.gpkg", *as_json)

    assert [divided, redrawn, found] == [ends] * 3
    assert all(Path(name).is_file() for name in ("h.gpkg", "n.gpkg", "m.gpkg"))


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_the_datum_of_a_phone_map_is_asked_for_and_said(run: Run, folder: Path, datum: str) -> None:
    homes = gpd.read_file(folder / "input.gpkg", layer="households")
    shown = from_wgs84(homes.get_coordinates().to_numpy(), Datum(datum))
    homes.set_geometry(gpd.points_from_xy(*shown.T), crs=4326).to_file("h.gpkg")
    beside = f"{folder / 'input.gpkg'}:communities"
    words = ["divide", "h.gpkg", "--communities", beside, "-o", "n.gpkg"]

    stopped, _, err = run(*words)
    code, out, _ = run(*words, "--datum", datum, "--json")

    assert stopped == 2
    assert f"give --datum {datum};" in err
    assert code == 0
    assert one_object(out)["levels"][0]["zones"] == 2


def test_an_unknown_datum_and_one_of_an_unknown_layer_are_refused(run: Run) -> None:
    for said, told in (("gcj", "there is no such datum"), ("b=gcj02", "there is no layer 'b'")):
        code, _, err = run("divide", "input.gpkg", "-o", "n.gpkg", "--datum", said)

        assert code == 2
        assert told in err


def test_locate_takes_a_point_and_points_of_a_phone_map(run: Run, folder: Path) -> None:
    lon, lat, grid = place(folder, "h5")
    x, y = from_wgs84(np.array([[lon, lat]], float), Datum.GCJ02)[0].tolist()
    Path("p.csv").write_text(f"id,lon,lat\np,{x:.8f},{y:.8f}\n", "utf-8")

    _, one, _ = run("locate", "plan.gpkg", "--lon", x, "--lat", y, "--datum", "gcj02")
    code, many, _ = run("locate", "plan.gpkg", "--points", "p.csv", "--datum", "gcj02")

    assert code == 0
    assert grid in one
    assert grid in many


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


@pytest.mark.parametrize("words", [["plan.gpkg", "nowhere.gpkg"], ["nowhere.gpkg", "plan.gpkg"]])
def test_diff_ends_with_2_where_a_plan_cannot_be_read(run: Run, words: list[str]) -> None:
    code, out, err = run("diff", *words, "--excel", "d.xlsx")

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: nowhere.gpkg: there is no such file")
    assert not Path("d.xlsx").exists()


@pytest.mark.parametrize(
    ("lang", "first"),
    [("en", ["overview", "grids", "who moved"]), ("zh", ["总表", "网格变化", "换网格住户"])],
)
def test_diff_writes_a_workbook(run: Run, changed: Path, lang: str, first: list[str]) -> None:
    code, _, err = run("diff", "plan.gpkg", changed, "--excel", "d.xlsx", "--lang", lang)

    assert (code, err) == (0, "")
    assert openpyxl.load_workbook("d.xlsx").sheetnames == [*first, f"{VILLAGE} 清河村"]


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


def test_locate_answers_a_file_of_points_line_by_line(run: Run, folder: Path, points: Path) -> None:
    code, out, err = run("locate", "plan.gpkg", "--points", points)

    lines = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["id", "community", "grids", "ten_household_groups"]
    assert lines[1][:3] == ["in", VILLAGE, place(folder, "h5")[2]]
    assert lines[2] == ["out", "", "", ""]
    assert "row 4 (column B)" in err


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

    assert "第 4 行（B 列）" in err


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

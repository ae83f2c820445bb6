"""Bad input, through the whole line: a clear finding or one sentence, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gridgen
from gridgen.cli.main import main
from gridgen.model.households import Presence
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
VILLAGE = "990101001201"
SIDE = 12
SHELL = Path(sys.executable).parent / "gridgen"


def field() -> np.ndarray:
    i, j = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()])
    return xy + np.random.default_rng(5).uniform(-3, 3, xy.shape)


def homes(xy: object = None, **columns: object) -> gpd.GeoDataFrame:
    at = ORIGIN + np.asarray(field() if xy is None else xy, float)
    ids = {"id": [f"h{k}" for k in range(len(at))]}
    return gpd.GeoDataFrame(ids | columns, geometry=gpd.points_from_xy(*at.T), crs=CRS)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


WHOLE = box(-50, -50, 300, 300)


def villages(*shapes: object, **columns: object) -> gpd.GeoDataFrame:
    codes = {"code": [f"99010100120{k + 1}" for k in range(len(shapes))]}
    kinds = {"kind": ["village"] * len(shapes)}
    return gpd.GeoDataFrame(codes | kinds | columns, geometry=list(shapes), crs=CRS)


def divide(households: object, communities: object = None, **asked: object) -> Plan:
    return gridgen.divide(households, communities=communities, **{"effort": "fast"} | asked)


def where(plan: Plan, rule: str) -> list[str]:
    return [f.where for f in plan.report.of(rule)]


def assert_is_sound(plan: Plan) -> None:
    assert ((plan.zone_of["grids"] >= 0) == (plan.presence != Presence.UNPLACED)).all()
    assert [f.en for f in gridgen.check(plan).errors] == []


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path) -> Run:
    """The command line, in a folder of its own: exit code, output, errors; other errors pass."""
    monkeypatch.chdir(tmp_path)

    def gridgen_command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gridgen", *map(str, words)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return gridgen_command


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    gridgen.write_plan(divide(homes(), villages(WHOLE)), path)
    return path


@pytest.fixture(scope="module")
def input_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("input") / "input.gpkg"
    homes().to_crs(4326).to_file(path, layer="households")
    villages(WHOLE).to_crs(4326).to_file(path, layer="communities")
    return path


# --- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32650"])
def test_boundaries_in_another_crs_give_the_same_plan(crs: str) -> None:
    shapes = villages(box(-50, -50, 111, 300), box(111, -50, 300, 300))

    one, two = divide(homes(), shapes), divide(homes(), shapes.to_crs(crs))

    assert two.households["grid"].tolist() == one.households["grid"].tolist()
    assert_is_sound(two)


def test_one_household_is_a_grid_with_a_warning() -> None:
    plan = divide(homes([[0, 0]]))

    assert plan.level("grids").households.tolist() == [1]
    assert len(where(plan, "band_impossible")) == 2
    assert_is_sound(plan)


@pytest.mark.parametrize(("number", "grids"), [(1, [1]), (100, [100]), (200, [100, 100])])
def test_households_at_one_point_are_parted_only_where_they_are_above_the_band(
    number: int, grids: list[int]
) -> None:
    plan = divide(homes(np.zeros((number, 2))), villages(WHOLE))

    assert plan.level("grids").households.tolist() == grids
    assert_is_sound(plan)


@pytest.mark.parametrize("slope", [(7.3, 0), (0, 7.3), (7.3, 3.1), (1, 1)])
@pytest.mark.parametrize("bounded", [True, False])
def test_households_on_one_line_are_divided(slope: tuple[float, float], bounded: bool) -> None:
    xy = np.arange(150)[:, None] * np.array(slope)
    around = villages(shapely.LineString(ORIGIN + xy).buffer(20)) if bounded else None

    plan = divide(homes(xy), around)

    assert len(plan.level("grids")) == 2
    assert_is_sound(plan)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e308, -1e12, 1e9])
@pytest.mark.parametrize("column", [0, 1])
def test_a_coordinate_that_is_no_place_leaves_the_row_out(bad: float, column: int) -> None:
    xy = field()
    xy[7, column] = bad

    plan = divide(homes(xy), villages(WHOLE))

    assert "h7" not in plan.township.households.ids
    assert [f.where for f in plan.report.errors] == ["households, row 8"]


def test_infinite_and_missing_coordinates_in_a_table_leave_the_rows_out(run: Run) -> None:
    rows = [f"a{k},{114 + 0.0002 * (k % 10)},{31 + 0.0002 * (k // 10)}" for k in range(100)]
    rows += ["b,nan,31", "c,114,inf", "d,,", "e,1e400,31", "f,x,y", "g,31,114", "i,0,0", ",114,31"]
    Path("h.csv").write_text("\n".join(["id,lon,lat", *rows]))

    code, out, err = run("divide", "h.csv", "-o", "p.gpkg", "--json", "--effort", "fast")

    findings = json.loads(out, parse_constant=pytest.fail)["findings"]
    assert (code, err) == (0, "")
    told = {f["where"]: f["rule"] for f in findings if f["where"].startswith("h.csv, row")}
    assert told == {
        "h.csv, row 101": "coordinate_no_number",
        "h.csv, row 102": "coordinate_no_number",
        "h.csv, row 103": "no_place",
        "h.csv, row 104": "coordinate_no_number",
        "h.csv, row 105": "coordinate_no_number",
        "h.csv, row 106": "lon_lat_swapped",
        "h.csv, row 107": "no_place",
        "h.csv, row 108": "id_missing",
    }


@pytest.mark.parametrize("metres", [5_000, 500_000, 5_000_000])
def test_households_far_outside_all_are_unplaced(metres: float) -> None:
    plan = divide(homes([*field(), [metres, 0], [-metres, metres / 2]]), villages(WHOLE))

    assert where(plan, "household_unplaced") == ["h144", "h145"]
    assert_is_sound(plan)


def test_a_household_far_away_without_boundaries_stays_in_the_one_community() -> None:
    plan = divide(homes([*field(), [500_000, 0]]))

    assert plan.level("grids").households.sum() == 145
    assert_is_sound(plan)


def test_boundaries_500_km_from_the_households_leave_all_unplaced(run: Run) -> None:
    homes().to_file("in.gpkg", layer="households")
    villages(box(500_000, 0, 500_100, 100)).to_file("in.gpkg", layer="communities")

    code, out, _ = run("divide", "in.gpkg", "-o", "p.gpkg", "--json")

    said = json.loads(out)
    assert code == 0
    assert {f["rule"] for f in said["findings"]} >= {"household_unplaced", "community_empty"}
    assert said["levels"] == []


@pytest.mark.parametrize("command", [["check"], ["locate", "--id", "h0"], ["map", "-o", "m.html"]])
def test_a_plan_of_unplaced_households_alone_can_be_used(run: Run, command: list[str]) -> None:
    gridgen.write_plan(divide(homes(), villages(box(500_000, 0, 500_100, 100))), "p.gpkg")

    code, _, err = run(command[0], "p.gpkg", *command[1:])

    assert (code, err) == (0, "")


# --- counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1_000_000, True),
        (1_000_001, False),
        (10**30, False),
        (-1, False),
        (0.5, False),
        (2.0, True),
        ("12", True),
        ("１２", True),
        ("1,200", True),
        ("twelve", False),
        ("1e400", False),
        (float("inf"), False),
        (float("nan"), True),
        (None, True),
        ("", True),
        ([1], False),
        (0, True),
    ],
)
def test_a_count_is_a_whole_number_up_to_a_million_or_blank(value: object, kept: bool) -> None:
    count = pd.Series([1] * SIDE**2, dtype=object)
    count[9] = value

    plan = divide(homes().assign(households=count), villages(WHOLE))

    assert (
        "h9" in plan.township.households.ids or "h9" in plan.township.households.part_of
    ) == kept
    assert where(plan, "bad_count") == ([] if kept else ["households, row 10"])


def test_a_million_households_in_one_row_are_one_grid_with_a_warning() -> None:
    plan = divide(homes(households=[1_000_000] + [1] * (SIDE**2 - 1)), villages(WHOLE))

    assert plan.level("grids").households.max() == 1_000_000
    assert where(plan, "unit_above_band")
    assert_is_sound(plan)


@pytest.mark.parametrize("bounded", [True, False])
def test_rows_of_no_household_alone_are_a_plan_with_a_warning(bounded: bool) -> None:
    plan = divide(homes(households=[0] * SIDE**2), villages(WHOLE) if bounded else None)

    assert plan.level("grids").households.sum() == 0
    assert where(plan, "band_impossible")
    assert_is_sound(plan)


def test_one_vacant_village_does_not_stop_the_township() -> None:
    shapes = villages(box(-50, -50, 111, 300), box(111, -50, 300, 300))
    vacant = field()[:, 0] > 111

    plan = divide(homes(households=np.where(vacant, 0, 1)), shapes)

    assert plan.level("grids").households.sum() == int((~vacant).sum())
    assert_is_sound(plan)


# --- ids and codes -------------------------------------------------------------------------------


def test_the_second_row_of_an_id_is_left_out() -> None:
    households = homes()
    households.loc[[5, 9], "id"] = "h1"

    plan = divide(households, villages(WHOLE))

    assert where(plan, "id_twice") == ["households, row 6", "households, row 10"]
    assert plan.township.households.ids.tolist().count("h1") == 1
    assert len(plan.township.households) == SIDE**2 - 2


def test_communities_without_a_code_column_get_codes_and_a_warning() -> None:
    plan = divide(homes(), villages(WHOLE).drop(columns="code"))

    assert where(plan, "code_missing") == ["communities, row 1"]
    assert all(code.startswith("row-1") for code in plan.level("grids").code)
    assert_is_sound(plan)


@pytest.mark.parametrize("gap", [0, 10])
def test_two_boundaries_of_one_code_are_one_community(gap: float) -> None:
    two = villages(box(-50, -50, 111, 300), box(111 + gap, -50, 300, 300))

    plan = divide(homes(), two.assign(code=VILLAGE))

    assert plan.communities.code.tolist() == [VILLAGE]
    assert where(plan, "code_repeated") == ["communities"]
    assert_is_sound(plan)


NASTY = (
    "O'Br\"ien; DROP TABLE plan;--\n\t<script>alert(1)</script> 😀 䶮 \u202e{0} %s " + "长" * 3000
)


def test_texts_of_every_kind_pass_through_file_check_locate_and_map(run: Run) -> None:
    households = homes(building=["[red]" + NASTY] * 2 + [""] * (SIDE**2 - 2))
    households.loc[0, "id"] = NASTY
    households.to_file("in.gpkg", layer="households")
    named = villages(WHOLE, name=[NASTY]).assign(code=NASTY)
    named.to_file("in.gpkg", layer="communities")

    divided = run("divide", "in.gpkg", "-o", "p.gpkg", "--json", "--effort", "fast")
    shown = run("divide", "in.gpkg", "-o", "p.gpkg", "--effort", "fast")
    checked = run("check", "p.gpkg", "--json", "--excel", "f.xlsx")
    found = run("locate", "p.gpkg", "--id", NASTY.strip(), "--json")
    drawn = run("map", "p.gpkg", "-o", "m.html")

    assert [code for code, _, _ in (divided, shown, checked, found, drawn)] == [0] * 5
    assert json.loads(found[1])["community"] == {"code": NASTY.strip(), "name": NASTY.strip()}
    assert "<script>alert(1)" not in Path("m.html").read_text("utf-8")


def test_columns_and_layers_named_like_words_of_sql_do_no_harm(run: Run) -> None:
    words = ["select", "from", "where", "order", "table", "fid_", "geom_", "rowid", "null", 'a"b']
    extra = {word: ["1; DROP TABLE households"] * SIDE**2 for word in words}
    homes(**extra).to_file("in.gpkg", layer="select * from")
    villages(WHOLE, group=["x"], order=["y"]).to_file("in.gpkg", layer="order by")

    code, _, err = run(
        "divide", "in.gpkg:select * from", "--communities", "in.gpkg:order by", "-o", "p.gpkg"
    )

    assert (code, err) == (0, "")
    assert run("check", "p.gpkg")[0] == 0


# --- boundaries ----------------------------------------------------------------------------------


def test_boundaries_that_overlap_are_parted_and_told() -> None:
    plan = divide(homes(), villages(box(-50, -50, 150, 300), box(90, -50, 300, 300)))

    assert where(plan, "boundary_overlap") == ["990101001201 / 990101001202"]
    assert shapely.intersection(*plan.communities.shape).area == 0
    assert_is_sound(plan)


def test_a_boundary_that_crosses_itself_is_repaired_and_told() -> None:
    (west, south), (east, north) = ORIGIN - 50, ORIGIN + 300
    crossing = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])

    plan = divide(homes(), villages(crossing))

    assert where(plan, "boundary_repaired") == [VILLAGE]
    assert_is_sound(plan)


def test_a_community_without_households_gets_no_grid_and_a_note() -> None:
    plan = divide(homes(), villages(WHOLE, box(300, -50, 400, 300)))

    assert where(plan, "community_empty") == ["990101001202"]
    assert set(plan.level("grids").community) == {VILLAGE}
    assert_is_sound(plan)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (None, "no_boundary"),
        (shapely.Polygon(), "no_boundary"),
        (shapely.Point(*ORIGIN), "not_a_polygon"),
        (shapely.LineString([ORIGIN, ORIGIN + 9]), "not_a_polygon"),
        (shapely.Polygon([ORIGIN, ORIGIN + 9, ORIGIN + 5]), "no_boundary"),
        (shapely.Polygon([ORIGIN, (np.inf, 0), ORIGIN + 5]), "boundary_off_the_map"),
        (WHOLE, "boundary_covered"),
    ],
)
def test_one_boundary_that_is_none_is_left_out_and_told(shape: object, rule: str) -> None:
    plan = divide(homes(), villages(WHOLE, shape))

    assert len(where(plan, rule)) == 1
    assert plan.communities.code.tolist() == [VILLAGE]
    assert_is_sound(plan)


@pytest.mark.parametrize("height", [1e-5, 0.01, 0.2])
def test_a_boundary_as_thin_as_a_line_gives_no_error(height: float) -> None:
    plan = divide(homes(), villages(box(-50, 100, 300, 100 + height)))

    assert [f.en for f in plan.report.errors] == []


@pytest.mark.parametrize(
    "communities",
    [
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Point(*ORIGIN)], crs=CRS),
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[None], crs=CRS),
        gpd.GeoDataFrame({"code": []}, geometry=[], crs=CRS),
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[WHOLE], crs=None),
        pd.DataFrame({"code": ["a"]}),
        pd.DataFrame(),
    ],
    ids=["points", "nothing", "no rows", "no CRS", "no geometry", "no columns"],
)
def test_a_layer_without_any_boundary_is_refused(communities: pd.DataFrame) -> None:
    with pytest.raises(gridgen.ReadError, match=r"^communities: "):
        divide(homes(), communities)


@pytest.mark.parametrize(
    "households",
    [
        pd.DataFrame(),
        pd.DataFrame({"id": ["a"]}),
        pd.DataFrame({"lon": [], "lat": []}),
        pd.DataFrame({"lon": [""], "lat": [None]}),
        pd.DataFrame({"lon": ["x"], "lat": ["y"]}),
        pd.DataFrame({"x": [1.0], "y": [2.0]}),
        homes().assign(households="many"),
        homes().set_crs(None, allow_override=True),
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[None], crs=CRS),
    ],
    ids=["empty", "no place", "no rows", "blank", "text", "no CRS", "counts", "no CRS 2", "none"],
)
def test_households_that_cannot_be_used_at_all_are_refused(households: pd.DataFrame) -> None:
    with pytest.raises(gridgen.ReadError, match=r"^households: "):
        divide(households)


# --- files ---------------------------------------------------------------------------------------

FILES = {
    "empty": b"",
    "spaces": b" \n\n ",
    "header alone": b"id,lon,lat\n",
    "no geometry": b"id,name\n1,a\n",
    "binary": bytes(range(256)) * 20,
    "html": b"<html>not found</html>",
    "json": b'{"a": 1}',
    "half json": b'{"type": "FeatureCollection", "features": [',
    "no features": b'{"type": "FeatureCollection", "features": []}',
    "null features": b'{"type": "FeatureCollection", "features": null}',
    "feature of null": b'{"type":"FeatureCollection","features":[{"type":"Feature",'
    b'"properties":null,"geometry":null}]}',
    "deep json": b"[" * 100_000,
    "half sqlite": b"SQLite format 3\x00" + b"\x10" * 84,
    "half parquet": b"PAR1abcPAR1",
    "half zip": b"PK\x03\x04abc",
    "vrt": b"<OGRVRTDataSource></OGRVRTDataSource>",
    "long row": b"id,lon,lat\n1,114,31,9,9\n",
    "open quote": b'id,lon,lat\n"1,114,31\n',
    "nul": b"id,lon,lat\n1\x00,114,31\n",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("role", ["households", "communities", "check", "locate", "points", "map"])
def test_a_file_that_is_none_is_refused_in_one_sentence(
    name: str, role: str, run: Run, input_file: Path, plan_file: Path
) -> None:
    Path("bad").write_bytes(FILES[name])
    words = {
        "households": ["divide", "bad", "-o", "p.gpkg"],
        "communities": ["divide", input_file, "--communities", "bad", "-o", "p.gpkg"],
        "check": ["check", "bad"],
        "locate": ["locate", "bad", "--id", "h0"],
        "points": ["locate", plan_file, "--points", "bad"],
        "map": ["map", "bad", "-o", "m.html"],
    }[role]

    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: ")
    assert err.count("\n") == 1
    assert not Path("p.gpkg").exists()


@pytest.mark.parametrize("words", [["divide", "-o", "p.gpkg"], ["check"], ["map", "-o", "m.html"]])
@pytest.mark.parametrize("path", ["missing.gpkg", ".", "", "https://example.org/a.gpkg", "a" * 300])
def test_a_path_that_is_no_file_is_refused(run: Run, words: list[str], path: str) -> None:
    code, out, err = run(words[0], path, *words[1:])

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: ")


@pytest.mark.parametrize(
    "words", [["check"], ["locate", "--lon", "1", "--lat", "1"], ["map", "-o", "m"]]
)
def test_an_input_is_not_taken_for_a_plan(run: Run, words: list[str], input_file: Path) -> None:
    code, _, err = run(words[0], input_file, *words[1:])

    assert code == 2
    assert "grids" in err


# --- where the plan goes -------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["missing/p.gpkg", "folder", ".", "x" * 300 + ".gpkg"])
def test_a_plan_that_cannot_be_written_is_one_sentence(
    run: Run, output: str, input_file: Path
) -> None:
    Path("folder").mkdir()

    code, out, err = run("divide", input_file, "-o", output, "--effort", "fast")

    assert (code, out) == (2, "")
    assert "cannot be written" in err
    assert [p.name for p in Path().iterdir()] == ["folder"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder nobody can write to")
def test_a_folder_that_is_read_only_is_one_sentence(run: Run, input_file: Path) -> None:
    code, _, err = run("divide", input_file, "-o", "/proc/gridgen.gpkg", "--effort", "fast")

    assert code == 2
    assert "cannot be written" in err


def test_a_plan_under_the_name_of_another_format_is_refused_with_the_right_name(
    run: Run, input_file: Path
) -> None:
    code, _, err = run("divide", input_file, "-o", "plan.csv", "--effort", "fast")

    assert code == 2
    assert err.startswith("gridgen: plan.csv")
    assert ".gpkg" in err


def test_only_a_file_is_ever_replaced(run: Run, input_file: Path) -> None:
    os.mkfifo("pipe.gpkg")  # as little a file as /dev/null is

    code, _, err = run("divide", input_file, "-o", "pipe.gpkg", "--effort", "fast")

    assert code == 2
    assert "pipe.gpkg" in err
    assert Path("pipe.gpkg").is_fifo()


@pytest.mark.parametrize("role", ["INPUT", "communities", "link"])
def test_the_input_is_not_overwritten_by_the_plan(run: Run, role: str, input_file: Path) -> None:
    Path("in.gpkg").write_bytes(input_file.read_bytes())
    Path("link.gpkg").symlink_to("in.gpkg")
    before = Path("in.gpkg").read_bytes()
    words = {
        "INPUT": ["in.gpkg", "-o", "./in.gpkg"],
        "communities": [input_file, "--communities", "in.gpkg", "-o", "in.gpkg"],
        "link": ["link.gpkg", "-o", "in.gpkg"],
    }[role]

    code, _, err = run("divide", *words, "--effort", "fast")

    assert code == 2
    assert "in.gpkg" in err
    assert Path("in.gpkg").read_bytes() == before


@pytest.mark.parametrize("when", ["at once", "while writing"])
def test_a_process_killed_leaves_the_older_plan_whole(
    tmp_path: Path, plan_file: Path, when: str
) -> None:
    lonlat = [(114 + 0.0002 * (k % 80), 31 + 0.0002 * (k // 80)) for k in range(6_000)]
    pd.DataFrame(lonlat, columns=["lon", "lat"]).to_csv(tmp_path / "many.csv", index_label="id")
    target = tmp_path / "plan.gpkg"
    target.write_bytes(plan_file.read_bytes())
    process = subprocess.Popen(
        [SHELL, "divide", "many.csv", "-o", "plan.gpkg", "--effort", "fast", "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    deadline = time.monotonic() + 60
    while when == "while writing" and time.monotonic() < deadline:
        written = list(tmp_path.glob(".gridgen-*/*.gpkg"))
        if written or process.poll() is not None:
            break
    process.send_signal(signal.SIGKILL)

    assert process.wait() == -signal.SIGKILL
    assert target.read_bytes() == plan_file.read_bytes()
    assert gridgen.check(gridgen.read_plan(target)).errors == ()


# --- what is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--grids", "nope=3"], "nope"),
        (["--grids", "nope"], "CODE=NUMBER"),
        (["--grids", f"{VILLAGE}=0"], "CODE=NUMBER"),
        (["--grids", f"{VILLAGE}=-1"], "CODE=NUMBER"),
        (["--grids", f"{VILLAGE}=1.5"], "CODE=NUMBER"),
        (["--grids", f"{VILLAGE}=145"], "145"),
        (["--grids", f"{VILLAGE}={10**30}"], str(10**30)),
        (["--grids", f"{VILLAGE}=" + "9" * 5000], "99999"),
        (["--target", "49"], "49"),
        (["--target", "250"], "250"),
        (["--target", "501"], "501"),
        (["--target", "0"], "--target"),
        (["--target", "x"], "--target"),
        (["--rules", "unknown"], "unknown"),
        (["--rules", "missing.toml"], "missing.toml"),
        (["--rules", "bad.toml"], "bad.toml"),
        (["--rules", ""], "standard"),
        (["--effort", "enormous"], "enormous"),
        (["--seed", "-1"], "--seed"),
        (["--workers", "-1"], "--workers"),
        (["--lang", "fr"], "fr"),
        (["--communities", "missing.gpkg"], "missing.gpkg"),
        (["--lines", "missing.gpkg"], "missing.gpkg"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    run: Run, input_file: Path, words: list[str], said: str
) -> None:
    Path("bad.toml").write_text("name = 'x'\n[[level]]\nname = 3\n")

    code, out, err = run("divide", input_file, "-o", "p.gpkg", *words)

    assert (code, out) == (2, "")
    assert said in err
    assert not Path("p.gpkg").exists()


RULES = """
name = "my"
title = {{ zh = "x", en = "x" }}
[[level]]
name = "{level}"
parent = "communities"
keep = ["place"]
label = {{ zh = "第{{n}}", en = "No. {{n}}" }}
band.village = {{ fewest = 50, most = 100 }}
"""


@pytest.mark.parametrize("level", ["households", "findings", "plan", "lines", "buildings", "ids"])
def test_a_level_may_not_take_the_name_of_another_layer_or_column(
    run: Run, input_file: Path, level: str
) -> None:
    Path("my.toml").write_text(RULES.format(level=level))

    code, _, err = run("divide", input_file, "-o", "p.gpkg", "--rules", "my.toml")

    assert code == 2
    assert level in err


@pytest.mark.parametrize("words", [[], ["--json"], ["--lang", "zh"]])
def test_a_level_of_the_users_own_name_is_divided_and_shown(
    run: Run, input_file: Path, words: list[str]
) -> None:
    Path("my.toml").write_text(RULES.format(level="service_teams"))

    code, out, err = run("divide", input_file, "-o", "p.gpkg", "--rules", "my.toml", *words)

    assert (code, err) == (0, "")
    assert "service teams" in out.replace("_", " ")
    assert run("check", "p.gpkg")[0] == 0
    assert run("locate", "p.gpkg", "--id", "h0")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lon", "nan", "--lat", "31"], "nan"),
        (["--lon", "114", "--lat", "inf"], "inf"),
        (["--lon", "1e400", "--lat", "31"], "inf"),
        (["--lon", "181", "--lat", "31"], "181"),
        (["--lon", "114", "--lat", "-91"], "-91"),
        (["--lon", "500000", "--lat", "3400000"], "500000"),
        (["--lon", "x", "--lat", "31"], "--lon"),
        (["--lon", "114"], "--lat"),
        ([], "--id"),
        (["--id", "nobody"], "nobody"),
        (["--id", ""], "''"),
        (["--id", "h0", "--lon", "114", "--lat", "31"], "--id"),
        (["--points", "missing.csv"], "missing.csv"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_a_place_that_cannot_be_asked_for_is_said_in_one_sentence(
    run: Run, plan_file: Path, words: list[str], said: str, as_json: bool
) -> None:
    code, out, err = run("locate", plan_file, *words, *["--json"] * as_json)

    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("gbk", ["--lang", "en"]), ("gbk", ["--lang", "en", "--json"]), ("ascii", ["--lang", "zh"])],
)
def test_an_output_that_cannot_hold_a_character_gets_another(
    tmp_path: Path, input_file: Path, encoding: str, words: list[str]
) -> None:
    # What a Chinese Windows gives a program whose output goes to a file.
    command = [SHELL, "divide", input_file, "-o", tmp_path / "p.gpkg", "--effort", "fast", *words]

    done = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True
    )

    assert b"Traceback" not in done.stderr
    assert done.returncode == 0

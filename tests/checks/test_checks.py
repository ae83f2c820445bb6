"""A good plan has no error; each way of breaking it is found, named and placed.

  y 300 +-----------+-----------+-----------+
        | village   | village   | community |
joined *| 201       | 202       | 001       |
        | 71+71     | 70+70     | 400+400   |      * unplaced, far away
      0 +-----------+-----------+-----------+
        x 0        300         600         900
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from plans import altered
from shapely.affinity import translate

import gridgen
from gridgen.cli.main import main
from gridgen.model.findings import Report, Severity
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.words.say import todo

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
WEST, EAST, CITY = "990101001201", "990101001202", "990101001001"
GROUPS = "ten_household_groups"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def township() -> Plan:
    rng = np.random.default_rng(7)
    village = np.array([(20 + 20 * i, 30 + 26 * j) for j in range(10) for i in range(14)], float)
    village += rng.uniform(-4, 4, village.shape)
    city = np.array([(615 + 30 * i, 20 + 37 * j) for j in range(8) for i in range(10)], float)
    special = [village[0], (-20.0, 150.0), (20_000.0, 20_000.0)]
    xy = ORIGIN + np.vstack([village, village + np.array([300, 0]), city, special])
    n = len(xy)
    first = 2 * len(village)
    building = [""] * n
    for k in range(len(city)):
        building[first + k] = f"{k % 10 // 2}-{k // 10}"
    count = np.ones(n, int)
    count[first : first + len(city)] = 10
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(n)], "households": count, "building": building},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    homes.loc[n - 3 :, "id"] = ["twin", "joined", "lost"]
    homes.loc[0, "id"] = "first"
    areas = gpd.GeoDataFrame(
        {"code": [WEST, EAST, CITY], "kind": ["village", "village", "community"]},
        geometry=[box(0, 0, 300, 300), box(300, 0, 600, 300), box(600, 0, 900, 300)],
        crs=CRS,
    )
    return gridgen.divide(homes, communities=areas, effort="fast")


@pytest.fixture(scope="module")
def good() -> Plan:
    return township()


@pytest.fixture(scope="module")
def good_file(good: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "good.gpkg"
    gridgen.write_plan(good, path)
    return path


# --- what is found, and where --------------------------------------------------------------------


def places(report: Report, rule: str, severity: Severity = Severity.ERROR) -> list[str]:
    """Where the findings of a rule stand; all of them must have the severity."""
    found = report.of(rule)
    assert {f.severity for f in found} <= {severity}
    return [f.where for f in found]


def row(plan: Plan, household: str) -> int:
    return plan.township.households.ids.tolist().index(household)


def zone_of(plan: Plan, level: str) -> np.ndarray:
    return plan.zone_of[level].copy()


def with_zone_of(plan: Plan, level: str, rows: np.ndarray) -> Plan:
    return replace(plan, zone_of={**plan.zone_of, level: rows})


def moved(plan: Plan, level: str, household: int, zone: int) -> Plan:
    rows = zone_of(plan, level)
    rows[household] = zone
    return with_zone_of(plan, level, rows)


def with_zones(plan: Plan, level: str, **columns: object) -> Plan:
    levels = tuple(replace(z, **columns) if z.level == level else z for z in plan.levels)
    return replace(plan, levels=levels)


def with_first(plan: Plan, level: str, column: str, value: object) -> Plan:
    values = list(getattr(plan.level(level), column))
    values[0] = value
    array = np.empty(len(values), object)
    array[:] = values
    return with_zones(plan, level, **{column: array})


def zones_in(plan: Plan, community: str) -> list[int]:
    return np.flatnonzero(plan.level("grids").community == community).tolist()


def code(plan: Plan, zone: int, level: str = "grids") -> str:
    return str(plan.level(level).code[zone])


def reshaped(plan: Plan, level: str, change: Callable[[shapely.Geometry], object]) -> Plan:
    return with_first(plan, level, "polygon", change(plan.level(level).polygon[0]))


def bow_tie(shape: shapely.Geometry) -> shapely.Polygon:
    west, south, east, north = shape.bounds
    return shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])


def empty(_shape: object) -> shapely.Polygon:
    return shapely.Polygon()


def empty_multi(_shape: object) -> shapely.MultiPolygon:
    return shapely.MultiPolygon()


def missing(_shape: object) -> None:
    return None


def punched(shape: shapely.Geometry) -> shapely.Geometry:
    return shape.difference(shape.representative_point().buffer(0.5))


# --- the good plan -------------------------------------------------------------------------------


def test_the_untouched_plan_has_no_error(good: Plan) -> None:
    report = gridgen.check(good)

    assert report.errors == ()
    assert {f.rule for f in report} == {"unplaced_in_all", "joined_in_all"}


def test_the_untouched_plan_is_the_one_drawn_above(good: Plan) -> None:
    sizes = [sorted(good.level("grids").households[zones_in(good, c)]) for c in (WEST, EAST, CITY)]

    assert [len(s) for s in sizes] == [2, 2, 2]
    assert [sum(s) for s in sizes] == [142, 140, 800]
    assert good.presence[row(good, "joined")] == Presence.JOINED
    assert good.presence[row(good, "lost")] == Presence.UNPLACED


# --- households ----------------------------------------------------------------------------------


def test_a_household_in_a_grid_it_does_not_stand_in_is_found(good: Plan) -> None:
    west, east = zones_in(good, WEST)
    home = row(good, "first")
    other = east if good.zone_of["grids"][home] == west else west

    report = gridgen.check(moved(good, "grids", home, other))

    assert places(report, "household_outside_zone") == ["first"]
    assert sorted(places(report, "count_differs")) == sorted([code(good, west), code(good, east)])
    assert "first" in places(report, "place_cut")  # its twin stayed


def test_a_household_in_a_grid_of_another_community_is_found(good: Plan) -> None:
    far = zones_in(good, CITY)[0]

    report = gridgen.check(moved(good, "grids", row(good, "first"), far))

    assert code(good, far) in places(report, "zone_not_nested")
    assert places(report, "household_outside_zone") == ["first"]


def test_a_household_that_takes_its_community_along_is_found_too(good: Plan) -> None:
    home = row(good, "first")
    communities = good.community_of.copy()
    communities[home] = good.communities.code.tolist().index(CITY)
    moved_plan = moved(good, "grids", home, zones_in(good, CITY)[0])

    report = gridgen.check(replace(moved_plan, community_of=communities))

    assert "first" in places(report, "household_outside_zone")


@pytest.mark.parametrize("level", ["grids", GROUPS])
def test_a_household_dropped_from_all_zones_is_found(good: Plan, level: str) -> None:
    zone = int(good.zone_of[level][row(good, "first")])

    report = gridgen.check(moved(good, level, row(good, "first"), -1))

    assert places(report, "household_without_zone") == ["first"]
    assert code(good, zone, level) in places(report, "count_differs")


def test_an_unplaced_household_in_a_grid_is_found(good: Plan) -> None:
    report = gridgen.check(moved(good, "grids", row(good, "lost"), 0))

    assert places(report, "unplaced_in_zone") == ["lost"]
    assert code(good, 0) in places(report, "zone_in_pieces")


def test_a_household_near_a_community_left_unplaced_is_found(good: Plan) -> None:
    home = row(good, "joined")
    communities, presence = good.community_of.copy(), good.presence.copy()
    communities[home], presence[home] = -1, Presence.UNPLACED
    plan = moved(moved(good, "grids", home, -1), GROUPS, home, -1)

    report = gridgen.check(replace(plan, community_of=communities, presence=presence))

    assert places(report, "unplaced_needlessly") == ["joined"]


def test_two_households_of_one_place_in_two_groups_are_found(good: Plan) -> None:
    home = row(good, "first")
    group = good.zone_of[GROUPS]
    same_grid = good.zone_of["grids"] == good.zone_of["grids"][home]
    other = int(group[same_grid & (group != group[home])][0])

    report = gridgen.check(moved(good, GROUPS, home, other))

    assert places(report, "place_cut") == ["first"]


# --- zones ---------------------------------------------------------------------------------------


def test_two_grids_that_swap_their_far_halves_are_in_pieces(good: Plan) -> None:
    a, b = zones_in(good, WEST)
    rows = zone_of(good, "grids")
    in_a, in_b = np.flatnonzero(rows == a), np.flatnonzero(rows == b)
    xy = good.township.households.xy
    along = xy @ (xy[in_b].mean(axis=0) - xy[in_a].mean(axis=0))
    half = min(len(in_a), len(in_b)) // 2
    rows[in_a[np.argsort(along[in_a])[:half]]] = b
    rows[in_b[np.argsort(along[in_b])[-half:]]] = a

    report = gridgen.check(with_zone_of(good, "grids", rows))

    assert sorted(places(report, "zone_in_pieces")) == [code(good, a), code(good, b)]
    assert places(report, "band_missed") == []


@pytest.mark.parametrize("level", ["grids", GROUPS])
def test_a_zone_whose_polygon_is_in_two_pieces_is_found(good: Plan, level: str) -> None:
    torn = with_first(good, level, "polygon", two_corners(good.level(level).polygon[0]))

    report = gridgen.check(torn)

    (found,) = report.of("zone_in_pieces")
    assert (found.where, found.number, found.limit) == (code(good, 0, level), 2, 1)
    assert found.en == f"{found.where} is in 2 pieces; expected 1."


def test_a_zone_with_a_schematic_border_in_two_pieces_is_a_warning(good: Plan) -> None:
    marked = with_first(good, "grids", "schematic", True)
    torn = with_first(marked, "grids", "polygon", two_corners(good.level("grids").polygon[0]))

    report = gridgen.check(torn)

    assert places(report, "zone_in_pieces", Severity.WARNING) == [code(good, 0)]


def two_corners(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return what a zone has in the north-west and in the south-east of the box around it."""
    x0, y0, x1, y1 = shape.bounds
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    kept = shapely.union(shapely.box(x0, y + 2, x - 2, y1), shapely.box(x + 2, y0, x1, y - 2))
    parts = [max(shapely.get_parts(shape & one), key=shapely.area) for one in kept.geoms]
    return shapely.MultiPolygon(parts)


@pytest.mark.parametrize("between", ["nothing", "a market"])
def test_a_zone_in_both_parts_of_its_community_may_be_in_two_pieces(between: str) -> None:
    xy = np.array([(20 + 30 * i, 20 + 20 * j) for i in range(10) for j in range(6)], float)
    xy = ORIGIN + xy[(xy[:, 0] < 120) | (xy[:, 0] > 190)]
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))]}, geometry=gpd.points_from_xy(*xy.T), crs=CRS
    )
    market = box(130, 0, 180, 150)
    village = box(0, 0, 310, 150)
    area = village - market if between == "nothing" else village
    areas = gpd.GeoDataFrame({"code": [WEST], "kind": ["village"]}, geometry=[area], crs=CRS)
    special = gpd.GeoDataFrame({"name": ["market"]}, geometry=[market], crs=CRS)

    plan = gridgen.divide(
        homes, communities=areas, special=None if between == "nothing" else special
    )

    assert {len(shapely.get_parts(s)) for s in plan.level("grids").polygon} == (
        {2} if between == "nothing" else {1, 2}
    )
    assert not plan.report.of("zone_in_pieces")


def sized(plan: Plan, community: str, most: int) -> Plan:
    """The first grid of a community gets its westernmost rows up to `most`, the second the rest."""
    a, b = zones_in(plan, community)
    rows = zone_of(plan, "grids")
    mine = np.flatnonzero((rows == a) | (rows == b))
    order = mine[np.argsort(plan.township.households.xy[mine, 0], kind="stable")]
    is_first = np.cumsum(plan.township.households.count[order]) <= most
    rows[order[is_first]], rows[order[~is_first]] = a, b
    counted = plan.level("grids").households.copy()
    for zone in (a, b):
        counted[zone] = plan.township.households.count[rows == zone].sum()
    return with_zones(with_zone_of(plan, "grids", rows), "grids", households=counted)


@pytest.mark.parametrize(
    ("community", "most", "broken"),
    [
        (EAST, 90, []),
        (EAST, 91, [1]),  # 91 fit, 49 are too few
        (EAST, 101, [0, 1]),
        (CITY, 500, []),
        (CITY, 510, [0, 1]),  # too many, and 290 too few
    ],
)
def test_a_size_outside_a_band_that_the_numbers_allow_is_an_error(
    good: Plan, community: str, most: int, broken: list[int]
) -> None:
    plan = sized(good, community, most)

    report = gridgen.check(plan)

    found = [f for f in report.of("band_missed") if len(f.where) == 15]
    assert [f.where for f in found] == [code(good, zones_in(good, community)[k]) for k in broken]
    assert {f.severity for f in found} <= {Severity.ERROR}


@pytest.mark.parametrize(("total", "rule"), [(49, "band_impossible"), (0, "band_impossible")])
def test_a_size_outside_a_band_that_the_numbers_forbid_is_a_warning(
    good: Plan, total: int, rule: str
) -> None:
    mine = np.flatnonzero(good.community_of == good.communities.code.tolist().index(EAST))
    count = good.township.households.count.copy()
    count[mine] = 0
    count[mine[:total]] = 1
    counted = [count[good.zone_of["grids"] == z].sum() for z in range(len(good.level("grids")))]
    plan = altered(good, households=replace(good.township.households, count=count))
    plan = with_zones(plan, "grids", households=counted)

    report = gridgen.check(plan)

    grids = [code(good, z) for z in zones_in(good, EAST)]
    found = [f for f in report.of(rule) if f.where in grids]
    assert [f.where for f in found] == grids
    assert {f.severity for f in found} == {Severity.WARNING}
    assert not [f for f in report.of("band_missed") if f.where in grids]


@pytest.mark.parametrize(("large", "is_told"), [(301, True), (300, False)])
def test_a_place_too_small_alone_and_too_large_with_its_only_neighbour_is_a_warning(
    large: int, is_told: bool
) -> None:
    xy = ORIGIN + np.array([(20.0 + 40 * k, 20.0) for k in range(4)])
    homes = gpd.GeoDataFrame(
        {"id": list("abcd"), "households": [200, large, 300, 301]},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    areas = gpd.GeoDataFrame(
        {"code": [CITY], "kind": ["community"]}, geometry=[box(0, 0, 160, 40)], crs=CRS
    )

    report = gridgen.divide(homes, communities=areas).report

    said = [(f.severity, f.limit) for f in report.of("neighbours_too_large")]
    assert len(said) == is_told
    assert all(severity is Severity.WARNING for severity, _ in said)
    assert report.errors == ()


def test_a_building_in_two_grids_is_found(good: Plan) -> None:
    a, b = zones_in(good, CITY)
    rows = zone_of(good, "grids")
    name = good.township.households.keys["building"][np.flatnonzero(rows == a)[0]]
    rows[np.flatnonzero((good.township.households.keys["building"] == name) & (rows == a))[0]] = b

    report = gridgen.check(with_zone_of(good, "grids", rows))

    assert places(report, "unit_cut") == [name]


def test_a_group_whose_households_are_in_two_grids_is_found(good: Plan) -> None:
    home = row(good, "first")
    grid, group = good.zone_of["grids"], good.zone_of[GROUPS]
    neighbours = [z for z in zones_in(good, WEST) if z != grid[home]]
    other = int(group[grid == neighbours[0]][0])

    report = gridgen.check(moved(good, GROUPS, home, other))

    assert places(report, "zone_not_nested") == [code(good, other, GROUPS)]


def test_a_level_that_is_missing_is_found(good: Plan) -> None:
    plan = replace(good, levels=good.levels[:1], zone_of={"grids": good.zone_of["grids"]})

    report = gridgen.check(plan)

    (found,) = report.of("level_missing")
    assert (found.severity, found.where) == (Severity.ERROR, GROUPS)
    assert found.number == 282  # all of both villages


def test_a_zone_without_households_is_found(good: Plan) -> None:
    rows = zone_of(good, GROUPS)
    rows[rows == 0] = 1

    report = gridgen.check(with_zone_of(good, GROUPS, rows))

    assert places(report, "zone_empty") == [code(good, 0, GROUPS)]


def test_a_count_that_is_not_that_of_the_households_is_found(good: Plan) -> None:
    counted = good.level("grids").households.copy()
    counted[0] += 1

    report = gridgen.check(with_zones(good, "grids", households=counted))

    assert places(report, "count_differs") == [code(good, 0)]
    found = report.of("count_differs")[0]
    assert (found.number, found.limit) == (counted[0], counted[0] - 1)


# --- codes ---------------------------------------------------------------------------------------


def test_a_code_that_stands_twice_is_found(good: Plan) -> None:
    second = code(good, 1, GROUPS)

    report = gridgen.check(with_first(good, GROUPS, "code", second))

    assert places(report, "code_doubled") == [second]


@pytest.mark.parametrize(
    "tail",
    ["", "0", "00", "1", "0A", "A1", "-1", "1.5", " 1", "٠١", "²", "99999x", "9" * 5000 + "x"],
)
def test_a_code_that_is_not_its_parents_and_two_digits_is_found(good: Plan, tail: str) -> None:
    odd = code(good, 0) + tail

    report = gridgen.check(with_first(good, GROUPS, "code", odd))

    assert places(report, "code_odd") == [odd]


def test_a_code_of_five_thousand_digits_does_not_stop_the_check(good: Plan) -> None:
    report = gridgen.check(with_first(good, GROUPS, "code", code(good, 0) + "9" * 5000))

    assert isinstance(report, Report)


def test_a_code_with_the_wrong_parent_is_found(good: Plan) -> None:
    wrong = good.level(GROUPS).parent[-1]
    mine = code(good, 0, GROUPS)

    report = gridgen.check(with_first(good, GROUPS, "parent", wrong))

    assert places(report, "code_odd") == [mine]
    assert places(report, "zone_not_nested") == [mine]


def test_a_parent_that_does_not_exist_is_found(good: Plan) -> None:
    report = gridgen.check(with_first(good, GROUPS, "parent", "990101001299001"))

    assert places(report, "parent_unknown") == ["990101001299001"]


# --- polygons ------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["grids", GROUPS])
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda s: translate(s, 5, 0), "zones_overlap"),
        (lambda s: s.buffer(5, join_style="mitre"), "zones_overlap"),
        (punched, "area_differs"),
        (lambda s: s.union(translate(s.representative_point().buffer(9), 0, 5000)), "area_differs"),
    ],
    ids=["shifted by 5 m", "over its neighbours", "with a hole", "with a piece far off"],
)
def test_a_polygon_that_does_not_fit_is_found(
    good: Plan, level: str, change: Callable[[shapely.Geometry], object], rule: str
) -> None:
    report = gridgen.check(reshaped(good, level, change))

    assert good.level(level).parent[0] in places(report, rule)


@pytest.mark.parametrize("level", ["grids", GROUPS])
@pytest.mark.parametrize(
    "change",
    [empty, bow_tie, missing, empty_multi],
    ids=["empty", "self-crossing", "none", "empty multipolygon"],
)
def test_a_polygon_that_is_none_is_found(
    good: Plan, level: str, change: Callable[[shapely.Geometry], object]
) -> None:
    report = gridgen.check(reshaped(good, level, change))

    assert places(report, "polygon_broken") == [code(good, 0, level)]


def test_findings_of_an_empty_polygon_are_numbers_that_json_can_hold(good: Plan) -> None:
    report = gridgen.check(reshaped(good, "grids", empty))

    numbers = [n for f in report for n in (f.number, f.limit) if n is not None]
    assert np.isfinite(numbers).all()
    assert len(numbers) > 0


def test_a_community_whose_boundary_crosses_itself_does_not_stop_the_check(good: Plan) -> None:
    shapes = good.communities.shape.copy()
    shapes[0] = bow_tie(shapes[0])

    report = gridgen.check(altered(good, communities=replace(good.communities, shape=shapes)))

    assert WEST in places(report, "area_differs")


# --- what a plan says of itself ------------------------------------------------------------------


@pytest.mark.parametrize("column", ["kind", "status", "community"])
def test_a_zone_that_says_something_untrue_of_itself_is_found(good: Plan, column: str) -> None:
    untrue = {"kind": "community", "status": "too large", "community": CITY}[column]

    report = gridgen.check(with_first(good, "grids", column, untrue))

    assert code(good, 0) in {f.where for f in report.errors}


def test_a_household_id_that_stands_twice_is_found(good: Plan) -> None:
    ids = good.township.households.ids.copy()
    ids[row(good, "twin")] = "first"

    report = gridgen.check(altered(good, households=replace(good.township.households, ids=ids)))

    assert "first" in {f.where for f in report.errors}


# --- and all that in a file ----------------------------------------------------------------------


def run_check(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> tuple:
    monkeypatch.setattr(sys, "argv", ["gridgen", "check", str(path), "--json"])
    with pytest.raises(SystemExit, match=r"^[012]$") as end:
        main()
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


def edit(source: Path, target: Path, layer: str, change: Callable[[gpd.GeoDataFrame], object]):
    """Copy a plan with one layer changed, as somebody with QGIS or Python would."""
    target.write_bytes(source.read_bytes())
    table = pyogrio.read_dataframe(source, layer=layer)
    pyogrio.write_dataframe(change(table), target, layer=layer, driver="GPKG", append=False)
    return target


def put(column: str, at: int, value: object) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        table.loc[table.index[at], column] = value
        return table

    return change


def redraw(change: Callable[[shapely.Geometry], object]) -> Callable:
    def drawn(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = table.geometry.to_numpy().copy()
        shapes[0] = change(shapes[0])
        return table.set_geometry(gpd.GeoSeries(shapes, crs=table.crs))

    return drawn


G = WEST + "001"
EDITS = {
    "grid of a household": ("households", put("grid", 0, CITY + "001"), "zone_not_nested", CITY),
    "grid of a household wiped": ("households", put("grid", 0, ""), "household_without_zone", "f"),
    "grid that does not exist": ("households", put("grid", 0, "x"), "household_without_zone", "f"),
    "unplaced put into a grid": ("households", put("grid", -1, G), "unplaced_in_zone", "lost"),
    "group in another grid": (
        "households", put("ten_household_group", 0, EAST + "00101"), "zone_not_nested", EAST
    ),
    "household count": ("households", put("households", 0, 30), "count_differs", WEST),
    "household removed": ("households", lambda t: t.iloc[1:], "count_differs", WEST),
    "count of a grid": ("grids", put("households", 0, 7), "count_differs", G),
    "code doubled": ("grids", put("code", 1, G), "code_doubled", G),
    "code with letters": (GROUPS, put("code", 0, "ABC"), "code_odd", "ABC"),
    "wrong parent": (GROUPS, put("parent", 0, EAST + "001"), "code_odd", G + "01"),
    "grid removed": ("grids", lambda t: t.iloc[1:], "area_differs", WEST),
    "shifted": ("grids", redraw(lambda s: translate(s, 5, 0)), "zones_overlap", WEST),
    "hole": ("grids", redraw(punched), "area_differs", WEST),
    "empty": ("grids", redraw(empty_multi), "polygon_broken", G),
    "crossing": (GROUPS, redraw(bow_tie), "polygon_broken", G + "01"),
    "crossing above": ("grids", redraw(bow_tie), "polygon_broken", G),
    "no geometry": (GROUPS, redraw(missing), "polygon_broken", G + "01"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_plan_file_that_was_changed_by_hand_is_found_out(
    name: str,
    good_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    layer, change, rule, where = EDITS[name]

    path = edit(good_file, tmp_path / "edited.gpkg", layer, change)
    exit_code, out, err = run_check(path, monkeypatch, capsys)

    assert (exit_code, err) == (1, "")
    findings = json.loads(out, parse_constant=pytest.fail)["findings"]
    errors = [f for f in findings if f["rule"] == rule and f["severity"] == "error"]
    assert any(f["where"].startswith(where) for f in errors)


def test_the_untouched_file_passes(
    good_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    exit_code, out, _ = run_check(good_file, monkeypatch, capsys)

    assert exit_code == 0
    assert {f["severity"] for f in json.loads(out)["findings"]} == {"warning", "note"}


@pytest.mark.parametrize(
    ("layer", "ends"), [("communities", 2), ("households", 1), ("grids", 1), (GROUPS, 1)]
)
def test_a_layer_without_rows_ends_in_findings_or_one_sentence(
    layer: str,
    ends: int,
    good_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    path = edit(good_file, tmp_path / "edited.gpkg", layer, lambda table: table.iloc[:0])

    exit_code, _, err = run_check(path, monkeypatch, capsys)

    assert exit_code == ends
    assert err.startswith("gridgen:") == (exit_code == 2)


def test_somebody_elses_grids_are_checked_by_the_standard_rules(
    good: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "foreign.gpkg"
    good.grids[["code", "name", "geometry"]].to_file(path, layer="grids")
    good.households[["id", "households", "grid", "geometry"]].to_file(path, layer="households")

    exit_code, out, err = run_check(path, monkeypatch, capsys)

    assert err == ""
    assert exit_code == 1  # who joined from outside the boundary stands outside the grid too
    found = json.loads(out)["findings"]
    assert {f["rule"] for f in found if f["severity"] == "error"} == {"household_outside_zone"}


def test_zones_keep_their_columns_read_only(good: Plan) -> None:
    zones: Zones = good.level("grids")

    with pytest.raises(ValueError, match="read-only"):
        zones.households[0] = 1


# --- codes that run out of digits ----------------------------------------------------------------

DIGITS = """
name = "digits"
title = { zh = "位数", en = "digits" }
[[level]]
name = "grids"
parent = "communities"
mode = "unit"
by = ["group"]
keep = []
code_digits = %d
label = { zh = "{n}", en = "{n}" }
[[level]]
name = "teams"
parent = "grids"
mode = "unit"
by = ["estate"]
keep = []
code_digits = %d
label = { zh = "{n}", en = "{n}" }
"""


def in_rows(folder: Path, digits: tuple[int, int], grids: int, teams: int) -> Plan:
    """Divide a village into so many grids, the first of them into so many teams."""
    rules = folder / "digits.toml"
    rules.write_text(DIGITS % digits, "utf-8")
    at = ORIGIN + [(20.0 * g, 20.0 * t) for g in range(grids) for t in range(teams)]
    named = [(f"{g}组", f"{t}队" if g == 0 else "队") for g in range(grids) for t in range(teams)]
    homes = gpd.GeoDataFrame(
        named, columns=["group", "estate"], geometry=gpd.points_from_xy(*at.T), crs=CRS
    )
    areas = gpd.GeoDataFrame(
        {"code": [WEST], "kind": ["village"]}, geometry=[box(-20, -20, 400, 400)], crs=CRS
    )
    return gridgen.divide(homes, communities=areas, rules=str(rules), effort="fast")


@pytest.mark.parametrize(
    ("digits", "grids", "teams", "told"),
    [
        ((1, 1), 7, 1, []),
        ((1, 1), 8, 1, [(17, 7)]),  # from 8 on are special grids, from 10 two digits
        ((2, 1), 8, 9, []),
        ((2, 1), 8, 10, [(10, 9)]),
        ((2, 2), 8, 10, []),
    ],
)
def test_numbers_that_outgrow_their_digits_are_told_for_the_community(
    tmp_path: Path, digits: tuple[int, int], grids: int, teams: int, told: list[tuple[int, int]]
) -> None:
    plan = in_rows(tmp_path, digits, grids, teams)

    found = plan.report.of("digits_used_up")
    assert [(f.where, f.number, f.limit) for f in found] == [(WEST, *n) for n in told]
    assert gridgen.check(plan).of("digits_used_up") == found


def test_outgrown_digits_say_how_many_codes_are_longer_and_what_to_do(tmp_path: Path) -> None:
    plan = in_rows(tmp_path, (1, 1), 8, 1)

    (found,) = plan.report.of("digits_used_up")
    assert (
        "the numbers of its grids reach 17, and 1 digits suffice up to 7; 8 codes have more digits"
        in found.en
    )
    assert "有 8 个编码多出位数" in found.zh
    assert "code_digits" in todo("digits_used_up", "zh")

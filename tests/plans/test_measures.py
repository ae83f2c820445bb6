"""How round zones are, how far one walks in them, and what their borders lie on."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from plans import METRES, ORIGIN
from plans import town as planned
from towns import town

import gridgen
from gridgen.checks import check
from gridgen.cli.main import main
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.links import Links
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.measures import (
    NEAR_M,
    STEP_M,
    Borders,
    borders,
    compactness,
    visible_lines,
    walks,
)
from gridgen.rules.levels import LineRules, Rules
from gridgen.rules.loader import load_rules

COMMUNITY = "990101001001"


def shapes(*made: shapely.Geometry) -> np.ndarray:
    array = np.empty(len(made), object)
    array[:] = made
    return array


def drawn(picture: str) -> tuple[Plan, Links]:
    """A plan with a zone for each letter; neighbours in the picture, 10 m apart, are linked."""
    places = town(picture)
    xy = ORIGIN + np.concatenate(list(places.values()))
    zone_of = np.repeat(np.arange(len(places)), [len(at) for at in places.values()])
    apart = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    pairs = np.argwhere(np.triu(np.abs(apart - 10) < 1e-6)).astype(np.int32)
    links = Links(pairs, np.full(len(pairs), 10.0), np.zeros(len(pairs), bool))
    cells = [
        shapely.union_all(shapely.box(*(ORIGIN + at - 5).T, *(ORIGIN + at + 5).T))
        for at in places.values()
    ]
    return plan_of(xy, zone_of, shapes(*cells)), links


def plan_of(xy: np.ndarray, zone_of: np.ndarray, polygon: np.ndarray) -> Plan:
    n, z = len(xy), len(polygon)
    roll = Households(
        ids=[f"h{k}" for k in range(n)], given=xy, xy=xy, count=np.ones(n), community=[""] * n,
        keys={}, source=np.arange(n) + 1, crs=METRES,
    )  # fmt: skip
    areas = Communities(
        code=[COMMUNITY], name=[""], kind=["community"], shape=shapes(shapely.union_all(polygon))
    )
    zones = Zones(
        level="grids", code=[f"{COMMUNITY}{k + 1:03d}" for k in range(z)], name=[""] * z,
        parent=[COMMUNITY] * z, kind=["community"] * z, community=[COMMUNITY] * z,
        households=np.bincount(zone_of), units=np.bincount(zone_of), mean_m=np.zeros(z),
        max_m=np.zeros(z), status=["in band"] * z, polygon=polygon,
    )  # fmt: skip
    return Plan(
        Township(roll, METRES, communities=areas),
        ["placed"] * n, np.zeros(n), (zones,), {"grids": zone_of},
        MadeBy("0.1.0", 0, "standard", ""),
    )  # fmt: skip


def limited(tmp_path: Path, limits: str) -> Rules:
    """The standard rules with other limits for communities."""
    text = Path(gridgen.__file__).parent.joinpath("rules/presets/standard.toml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("limits")]
    lines.insert(lines.index("[[level]]") + 1, f"limits.community = {{ {limits} }}")
    (tmp_path / "ours.toml").write_text("\n".join(lines), "utf-8")
    return load_rules(tmp_path / "ours.toml")


def seen(plan: Plan) -> Borders:
    """The borders of the grids and what lies on lines, as the standard rules see them."""
    return borders(plan.level("grids"), visible_lines(plan, load_rules("standard")))


def found(plan: Plan, links: Links, rules: Rules, rule: str) -> list[Finding]:
    return list(check(plan, links, rules).of(rule))


# --- how round -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (shapely.Point(0, 0).buffer(100, quad_segs=64), 1.0),
        (shapely.box(0, 0, 10, 10), np.pi / 4),
        (shapely.box(0, 0, 190, 10), 19 * np.pi / 400),
        (shapely.Polygon(), 0.0),
    ],
)
def test_compactness_is_one_for_a_disc_and_little_for_a_strip(
    shape: shapely.Geometry, expected: float
) -> None:
    assert compactness(shapes(shape))[0] == pytest.approx(expected, rel=1e-3)


# --- how far -------------------------------------------------------------------------------------

BEND = """
    aabbbbaa
    aabbbbaa
    aabbbbaa
    aaaaaaaa
"""


def test_the_longest_walk_goes_around_what_belongs_to_another_zone() -> None:
    plan, links = drawn(BEND)

    found = walks(plan, links, "grids")

    # From the top right corner down, across and up again: 3 + 7 + 3 steps of 10 m.
    assert found.walk_m.tolist() == pytest.approx([130, 50])
    assert found.straight_m.tolist() == pytest.approx([70, np.hypot(30, 20)])


def test_every_zone_of_a_shared_place_walks_over_all_links_of_the_place() -> None:
    # Two parts of a tower in the middle, each in a zone with one neighbour; the first part is
    # linked for both.
    xy = ORIGIN + np.array([(50, 50), (50, 50), (20, 50), (90, 50)], float)
    west, east = (shapely.box(*(ORIGIN + [x, 0]), *(ORIGIN + [x + 50, 100])) for x in (0, 50))
    plan = plan_of(xy, np.array([0, 1, 0, 1]), shapes(west, east))
    links = Links(np.array([[0, 1], [0, 2], [0, 3]]), np.ones(3), np.zeros(3, bool))

    found = walks(plan, links, "grids")

    assert found.walk_m.tolist() == pytest.approx([30, 40])
    assert found.straight_m.tolist() == pytest.approx([30, 40])


def test_a_zone_of_one_place_has_no_walk_and_no_zone_is_no_error() -> None:
    alone, links = drawn("a")

    assert walks(alone, links, "grids").walk_m.tolist() == [0]
    assert found(alone, links, load_rules("standard"), "walk_detour") == []


@given(st.integers(2, 9), st.data())
def test_no_walk_found_is_longer_than_the_longest_nor_shorter_than_half_of_it(
    n: int, data: st.DataObject
) -> None:
    xy = ORIGIN + np.array(data.draw(st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=n, max_size=n, unique=True
    )), float)  # fmt: skip
    tree = [(data.draw(st.integers(0, k - 1)), k) for k in range(1, n)]
    more = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=5))
    every = sorted({(min(a, b), max(a, b)) for a, b in tree + more if a != b})
    links = Links(np.array(every), np.ones(len(every)), np.zeros(len(every), bool))
    plan = plan_of(xy, np.zeros(n, int), shapes(shapely.box(*ORIGIN, *(ORIGIN + 100))))

    walk = float(walks(plan, links, "grids").walk_m[0])

    longest = slow_longest(xy, every)
    assert longest / 2 - 1e-3 <= walk <= longest + 1e-3
    if len(every) == n - 1:
        assert walk == pytest.approx(longest, abs=1e-3)


def slow_longest(xy: np.ndarray, pairs: list[tuple[int, int]]) -> float:
    """Every way between every two, by trying every place in between (Floyd and Warshall)."""
    n = len(xy)
    way = np.full((n, n), np.inf)
    np.fill_diagonal(way, 0)
    for a, b in pairs:
        way[a, b] = way[b, a] = np.linalg.norm(xy[a] - xy[b])
    for k in range(n):
        way = np.minimum(way, way[:, k, None] + way[None, k, :])
    return float(way.max())


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

    report = check(plan, links, limited(tmp_path, ""))

    assert not {"walk_long", "walk_detour", "zone_thin", "border_off_lines"} & {
        f.rule for f in report
    }


# --- what borders lie on -------------------------------------------------------------------------


def two_squares(*lines: tuple[str, list[tuple[float, float]]]) -> Plan:
    """Two squares of 100 m side by side; their border runs from (100, 0) to (100, 100)."""
    x, y = ORIGIN
    polygon = shapes(shapely.box(x, y, x + 100, y + 100), shapely.box(x + 100, y, x + 200, y + 100))
    plan = plan_of(ORIGIN + [[50, 50], [150, 50]], np.array([0, 1]), polygon)
    drawn = Features(
        texts([kind for kind, _ in lines]),
        texts([""] * len(lines)),
        shapes(*(shapely.LineString(ORIGIN + np.array(xy)) for _, xy in lines)),
        METRES,
    )
    return replace(plan, township=replace(plan.township, ground={"lines": drawn}))


@pytest.mark.parametrize(
    ("kind", "away", "share"),
    [
        ("road", 0.0, 1.0),
        ("road", NEAR_M - 0.01, 1.0),
        ("road", NEAR_M + 0.01, 0.0),
        ("river", 0.0, 1.0),
        ("railway", 0.0, 1.0),
        ("stream", 0.0, 1.0),
        ("bridge", 0.0, 0.0),
    ],
)
def test_a_border_lies_on_a_line_that_people_see_within_two_metres(
    kind: str, away: float, share: float
) -> None:
    plan = two_squares((kind, [(100 + away, -10), (100 + away, 110)]))

    made = seen(plan)

    assert made.inner_m.tolist() == pytest.approx([100, 100])
    assert made.share.tolist() == pytest.approx([share, share])


def test_a_line_along_half_of_the_border_counts_half_and_one_around_the_outside_not_at_all() -> (
    None
):
    plan = two_squares(
        ("road", [(100, 50), (100, 120)]), ("main_road", [(0, 0), (200, 0), (200, 100), (0, 100)])
    )

    share = seen(plan).share

    # Two metres more below the end of the road, and two at the south end, near the main road.
    assert share.tolist() == pytest.approx([0.54, 0.54], abs=0.011)


@given(
    bends=st.lists(st.integers(60, 140), min_size=1, max_size=5),
    roads=st.lists(
        st.lists(st.tuples(st.integers(50, 150), st.integers(-10, 110)), min_size=2, max_size=4)
        .filter(lambda road: len(set(road)) > 1),  # a road of one point is no line
        min_size=1, max_size=6,
    ),
)  # fmt: skip
def test_what_lies_on_lines_is_what_walking_along_the_border_finds(
    bends: list[int], roads: list[list[tuple[int, int]]]
) -> None:
    border = np.column_stack([bends, np.linspace(0, 100, len(bends) + 2)[1:-1]])
    border = np.concatenate([[[100, 0]], border, [[100, 100]]]).astype(float)
    west = shapely.Polygon([(0, 0), *border.tolist(), (0, 100)])
    east = shapely.Polygon([(200, 0), *border.tolist(), (200, 100)])
    plan = plan_of(np.array([[1.0, 50.0], [199.0, 50.0]]), np.array([0, 1]), shapes(west, east))
    lines = shapes(*(shapely.LineString(road) for road in roads))

    made = borders(plan.levels[0], lines)

    on_lines = 0.0
    for start, end in itertools.pairwise(border):
        length = np.hypot(*(end - start))
        steps = int(np.ceil(length / STEP_M))
        spots = [start + (end - start) * (k + 0.5) / steps for k in range(steps)]
        away = [shapely.distance(shapely.Point(spot), lines).min() for spot in spots]
        assume(min(abs(metres - NEAR_M) for metres in away) > 1e-9)
        on_lines += length * sum(metres <= NEAR_M for metres in away) / steps
    assert made.on_lines_m.tolist() == pytest.approx([on_lines, on_lines])


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


def test_a_zone_without_neighbours_has_no_share() -> None:
    plan, _ = drawn("a")

    assert np.isnan(seen(plan).share).all()


def test_only_lines_that_the_rules_call_visible_or_cutting_are_seen() -> None:
    plan = two_squares(("road", [(0, 0), (200, 0)]), ("stream", [(0, 50), (200, 50)]))
    standard = load_rules("standard")
    ours = replace(standard, lines=LineRules(cut=("river",), visible=("stream",)))

    assert [len(visible_lines(plan, law)) for law in (standard, ours)] == [2, 1]


# --- columns and command line --------------------------------------------------------------------


def made(tmp_path: Path) -> tuple[Plan, Path]:
    """A community of two grids, 60 houses of 14 households, and a road down the middle."""
    xy = ORIGIN + np.array([(25 + 50 * i, 25 + 50 * j) for j in range(6) for i in range(10)], float)
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(60)], "households": [14] * 60},
        geometry=gpd.points_from_xy(*xy.T), crs=METRES,
    )  # fmt: skip
    box = shapely.box(*ORIGIN, *(ORIGIN + [500, 300]))
    area = gpd.GeoDataFrame(
        {"code": [COMMUNITY], "kind": ["community"]}, geometry=[box], crs=METRES
    )
    plan = gridgen.divide(homes, communities=area, grids={COMMUNITY: 2}, effort="fast")
    road = shapely.LineString(ORIGIN + np.array([(250, -10), (250, 310)]))
    lines = gpd.GeoDataFrame({"class": ["road"]}, geometry=[road], crs=METRES)
    lines.to_file(tmp_path / "lines.gpkg")
    return plan, tmp_path / "lines.gpkg"


def test_a_plan_has_the_measures_of_each_grid_and_its_file_keeps_them(tmp_path: Path) -> None:
    plan, _ = made(tmp_path)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg").level("grids")

    zones = plan.level("grids")
    assert (zones.walk_m > 200).all()
    assert (zones.compactness > 0.6).all()
    assert np.isnan(zones.on_lines).all()
    assert again.walk_m == pytest.approx(zones.walk_m, abs=0.05)
    assert again.compactness == pytest.approx(zones.compactness, abs=0.0005)
    assert np.isnan(again.on_lines).all()
    assert {"compactness", "walk_m", "on_lines"} <= set(plan.grids.columns)


def test_lines_can_be_given_to_check_and_to_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, lines = made(tmp_path)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    [note] = gridgen.check(plan, lines=gpd.read_file(lines)).of("borders_on_lines")
    argv = ["gridgen", "check", str(tmp_path / "plan.gpkg"), "--lines", str(lines), "--lang", "en"]
    monkeypatch.setattr("sys.argv", argv)
    with pytest.raises(SystemExit, match=r"^0$"):
        main()

    assert note.number is not None
    assert note.number > 50
    assert f"{note.number:g} % lie within 2 m of a road" in capsys.readouterr().out


def test_a_plan_that_was_drawn_by_hand_can_be_measured() -> None:
    plan = planned()

    lines = visible_lines(plan, load_rules("standard"))
    shares = [borders(zones, lines).share for zones in plan.levels]

    grids, groups = shares
    assert grids == pytest.approx([2 / 150] * 6, abs=1e-4)
    assert groups == pytest.approx([0, 0, 2 / 150, 2 / 150, 0, 0], abs=1e-4)

"""Bad households, through the whole line: a clear finding or one sentence, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from spoiled import (
    CRS,
    ORIGIN,
    SIDE,
    WHOLE,
    Run,
    assert_is_sound,
    box,
    divide,
    field,
    homes,
    villages,
    where,
)

import gridgen

# --- places --------------------------------------------------------------------------------------


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
@pytest.mark.parametrize("bounded", campaign([True, False], everyday=1))
def test_households_on_one_line_are_divided(slope: tuple[float, float], bounded: bool) -> None:
    xy = np.arange(150)[:, None] * np.array(slope)
    around = villages(shapely.LineString(ORIGIN + xy).buffer(20)) if bounded else None

    plan = divide(homes(xy), around)

    assert len(plan.level("grids")) == 2
    assert_is_sound(plan)


@pytest.mark.parametrize("bad", campaign([np.nan, np.inf, -np.inf, 1e308, -1e12, 1e9], every=3))
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
    assert (code, err) == (1, "")
    told = {f["where"]: f["rule"] for f in findings if f["where"].startswith("h.csv, row")}
    assert told == {
        "h.csv, row 102": "no_place",
        "h.csv, row 103": "coordinate_no_number",
        "h.csv, row 104": "no_place",
        "h.csv, row 105": "coordinate_no_number",
        "h.csv, row 106": "coordinate_no_number",
        "h.csv, row 107": "row_turned",
        "h.csv, row 108": "no_place",
        "h.csv, row 109": "id_missing",
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


@pytest.mark.parametrize(
    "command", campaign([["check"], ["locate", "--id", "h0"], ["map", "-o", "m.html"]])
)
def test_a_plan_of_unplaced_households_alone_can_be_used(run: Run, command: list[str]) -> None:
    gridgen.write_plan(divide(homes(), villages(box(500_000, 0, 500_100, 100))), "p.gpkg")

    code, _, err = run(command[0], "p.gpkg", *command[1:])

    assert (code, err) == (0, "")


# --- counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kept"),
    campaign(
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
        every=3,
        several=True,
    ),
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

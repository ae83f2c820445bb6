"""What causes a size outside the band is named: a lock, a tie, a number that was asked for."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from villages import BAND, CRS, ORIGIN, VILLAGE, divide, homes, ours, strip

import gridgen
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan


def row(houses: int) -> gpd.GeoDataFrame:
    """Return houses in a row, 10 m apart."""
    return homes([(10.0 * k, 20.0) for k in range(houses)])


def old_grids(*ends: float) -> gpd.GeoDataFrame:
    """Return existing grids along the row, each up to so many metres."""
    begins = (-20.0, *ends[:-1])
    shapes = [
        shapely.affinity.translate(shapely.box(a, -20, b, 60), *ORIGIN)
        for a, b in zip(begins, ends, strict=True)
    ]
    codes = [f"{VILLAGE}{k:03d}" for k in range(1, len(ends) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=CRS)


def redrawn(folder: Path, locks: list[str]) -> Plan:
    """Divide eight houses again that were in grids of 1, 3 and 4."""
    return divide(
        row(8), strip(), rules=ours(folder, BAND), existing=old_grids(5, 35, 100), locks=locks
    )


def test_a_locked_grid_that_leaves_too_few_is_named(tmp_path: Path) -> None:
    plan = redrawn(tmp_path, [VILLAGE + "002"])

    [told] = [f for f in plan.report if f.severity is not Severity.NOTE]
    assert (told.rule, told.where, told.number) == ("locks_forbid", VILLAGE + "001", 1)
    assert f"locked {VILLAGE} 2 leave" in told.en
    assert f"{VILLAGE} 3" not in told.en
    assert told.severity is Severity.WARNING


def test_a_locked_grid_outside_the_band_is_told_as_locked(tmp_path: Path) -> None:
    plan = redrawn(tmp_path, [VILLAGE + "001"])

    [told] = [f for f in plan.report if f.severity is not Severity.NOTE]
    assert (told.rule, told.where) == ("locked_off_size", VILLAGE + "001")


def test_a_plan_keeps_its_locks_and_the_numbers_asked_for(tmp_path: Path) -> None:
    plan = divide(
        row(8), strip(), rules=ours(tmp_path, BAND), existing=old_grids(35, 100),
        locks=[VILLAGE + "001"], grids={VILLAGE: 3},
    )  # fmt: skip
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert again.made_by.locks == plan.made_by.locks == (VILLAGE + "001",)
    assert again.made_by.grids == plan.made_by.grids == {VILLAGE: 3}
    assert again.made_by.crs == plan.made_by.crs == CRS


@pytest.mark.parametrize(("tied", "rules"), [(True, {"ties_forbid"}), (False, set())])
def test_ties_that_make_pairs_where_grids_hold_three_are_named(
    tmp_path: Path, tied: bool, rules: set[str]
) -> None:
    pairs = [("together", f"h{k}", f"h{k + 1}") for k in range(0, 12, 2)]
    ties = pd.DataFrame(pairs if tied else [], columns=["tie", "first", "second"])
    three = BAND.replace("fewest = 2, most = 9", "fewest = 3, most = 3")

    plan = divide(row(12), strip(wide=140), rules=ours(tmp_path, three), ties=ties)

    assert {f.rule for f in plan.report if f.severity is not Severity.NOTE} == rules


@pytest.mark.parametrize(
    ("size", "asked", "rules"),
    [
        (1, 4, set()),
        (1, 5, {"grids_do_not_fit"}),  # eight houses are too few for five grids of two
        (2, 4, set()),
        (5, 8, set()),
        (5, 7, {"grids_do_not_fit"}),  # 40 would do; but two buildings of five are 10
    ],
)
def test_a_number_of_grids_that_units_cannot_fill_is_named(
    tmp_path: Path, size: int, asked: int, rules: set[str]
) -> None:
    plan = divide(
        row(8).assign(households=size), strip(), rules=ours(tmp_path, BAND), grids={VILLAGE: asked}
    )

    assert {f.rule for f in plan.report if f.severity is not Severity.NOTE} == rules

"""A CRS whose metre is none on the ground is told, and not measured in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from across import box_at, divided, homes_at, is_same, lonlat_at, village_of

import gridgen
from gridgen.files.plan_reader import read_plan
from gridgen.files.plan_writer import write_plan
from gridgen.model.crs import moved
from gridgen.model.findings import Report
from gridgen.model.plan import Plan

AT = (25.0, 60.0)
FALSE = ("EPSG:3857", "EPSG:3395", "EPSG:4087", "EPSG:6933", "ESRI:54009", "EPSG:32631")


@pytest.fixture(scope="module")
def true() -> Plan:
    return divided(homes_at(lonlat_at(*AT)), village_of(box_at(*AT)))


def made_in(crs: str) -> Plan:
    homes, village = homes_at(lonlat_at(*AT)), village_of(box_at(*AT))
    return divided(homes.to_crs(crs), village.to_crs(crs))


@pytest.mark.parametrize("crs", FALSE)
def test_a_plan_in_metres_that_are_none_is_that_of_degrees_with_one_finding(
    crs: str, true: Plan
) -> None:
    plan = made_in(crs)

    assert plan.township.crs == true.township.crs == "EPSG:32635"
    assert is_same(plan, true)
    assert plan.levels[0].compactness == pytest.approx(true.levels[0].compactness, rel=0.01)
    told = [found for found in plan.report if found.rule != "densest_cell"]
    assert [(found.rule, found.where) for found in told] == [("crs_no_metre", "households")]
    assert crs in told[0].en
    assert "EPSG:32635" in told[0].zh
    assert str(plan.to_frame("grids").crs) == crs


def test_the_finding_says_how_far_a_unit_is_from_a_metre() -> None:
    (found,) = [f for f in made_in("EPSG:3395").report if f.rule == "crs_no_metre"]

    assert found.number == pytest.approx(0.501, abs=0.002)  # the cosine of 60 degrees
    assert "EPSG:3395 (WGS 84 / World Mercator) is 0.501 m on the ground" in found.en


def test_hamlets_found_in_metres_that_are_none_say_so_too() -> None:
    plan = gridgen.find_hamlets(homes_at(lonlat_at(*AT)).to_crs("EPSG:3395"))

    assert plan.township.crs == "EPSG:32635"
    assert [f.rule for f in plan.report if f.rule == "crs_no_metre"] == ["crs_no_metre"]


@pytest.mark.parametrize("crs", ["EPSG:32635", "EPSG:32634", "EPSG:3067", "EPSG:3035"])
def test_a_plan_in_true_metres_stays_in_its_crs_without_a_finding(crs: str) -> None:
    plan = made_in(crs)

    assert plan.township.crs == crs
    assert np.array_equal(plan.township.households.xy, plan.township.households.given)
    assert [found.rule for found in plan.report] == ["densest_cell"]


def test_written_read_checked_and_redrawn_it_is_the_same_plan(tmp_path: Path) -> None:
    plan = made_in("EPSG:3395")

    write_plan(plan, tmp_path / "plan.gpkg")
    back = read_plan(tmp_path / "plan.gpkg")

    assert back.township.crs == plan.township.crs
    assert [found.rule for found in gridgen.check(back)] == ["crs_no_metre"]
    again = gridgen.redraw(back)
    assert is_same(again, plan)
    assert [found.rule for found in again.report if found.rule != "densest_cell"] == [
        "crs_no_metre"
    ]


def test_an_older_plan_that_was_measured_in_such_a_crs_is_read_in_true_metres(
    tmp_path: Path, true: Plan
) -> None:
    plan = made_in("EPSG:3395")
    older = as_measured_before(plan)

    write_plan(older, tmp_path / "older.gpkg")
    back = read_plan(tmp_path / "older.gpkg")

    assert back.township.crs == "EPSG:32635"
    assert "plan_crs_no_metre" in {found.rule for found in back.report}
    assert {f.rule for f in gridgen.check(back)} >= {"plan_crs_no_metre", "crs_no_metre"}
    again = gridgen.redraw(back)
    assert is_same(again, true)
    assert "plan_crs_no_metre" not in {found.rule for found in again.report}


def as_measured_before(plan: Plan) -> Plan:
    """Return a plan as older versions made it: with everything in the CRS of the input."""
    township, crs = plan.township, plan.township.households.crs
    homes, communities, grids = township.households, plan.communities, plan.levels[0]
    shapes = [moved(at, township.crs, crs) for at in (communities.shape, grids.polygon)]
    older = dataclasses.replace(
        township,
        crs=crs,
        households=dataclasses.replace(homes, xy=homes.given),
        communities=dataclasses.replace(communities, shape=shapes[0]),
    )
    levels = (dataclasses.replace(grids, polygon=shapes[1]), *plan.levels[1:])
    return dataclasses.replace(plan, township=older, levels=levels, report=Report())

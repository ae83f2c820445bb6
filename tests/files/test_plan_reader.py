"""A plan comes back as it was written; somebody else's comes through with its faults."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from plans import town

from gridgen.files.plan_reader import read_plan
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Report, Severity

FINDING = Finding("grid_small", Severity.WARNING, "清河村", 12.0, None, zh="太小", en="too small")


def test_a_plan_comes_back_as_it_was_written(tmp_path: Path) -> None:
    plan = dataclasses.replace(town(), report=Report((FINDING,)))

    write_plan(plan, tmp_path / "plan.gpkg")
    back = read_plan(tmp_path / "plan.gpkg")

    assert back.made_by == plan.made_by
    assert back.report == plan.report
    assert [zones.level for zones in back.levels] == ["grids", "ten_household_groups"]
    for level, rows in plan.zone_of.items():
        assert back.zone_of[level].tolist() == rows.tolist()
    assert back.community_of.tolist() == plan.community_of.tolist()
    assert back.presence.tolist() == plan.presence.tolist()
    assert back.township.households.ids.tolist() == plan.township.households.ids.tolist()
    assert back.township.households.count.tolist() == plan.township.households.count.tolist()
    assert back.township.households.given.tolist() == plan.township.households.given.tolist()
    assert back.township.households.crs == plan.township.households.crs
    np.testing.assert_allclose(
        back.township.households.xy, plan.township.households.xy, rtol=0, atol=1e-6
    )
    ways, again = plan.township.ground["lines"], back.township.ground["lines"]
    assert again.kind.tolist() == ways.kind.tolist()
    assert again.name.tolist() == ways.name.tolist()
    assert (again.shape == ways.shape).all()


def test_zones_come_back_with_their_shapes_to_a_micrometre(tmp_path: Path) -> None:
    plan = town()
    write_plan(plan, tmp_path / "plan.gpkg")

    back = read_plan(tmp_path / "plan.gpkg")

    for was, now in zip(plan.levels, back.levels, strict=True):
        for column in ("code", "name", "parent", "kind", "community", "households", "units"):
            assert getattr(now, column).tolist() == getattr(was, column).tolist()
        assert shapely.equals_exact(now.polygon, was.polygon, tolerance=1e-6).all()
    assert back.communities.code.tolist() == plan.communities.code.tolist()
    assert shapely.equals_exact(
        back.communities.shape, plan.communities.shape, tolerance=1e-6
    ).all()


def test_a_written_plan_read_and_written_again_is_the_same_plan(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "a.gpkg")
    write_plan(read_plan(tmp_path / "a.gpkg"), tmp_path / "b.gpkg")

    first, second = read_plan(tmp_path / "a.gpkg"), read_plan(tmp_path / "b.gpkg")

    assert first.township.households.given.tolist() == second.township.households.given.tolist()
    assert first.grids.drop(columns="geometry").equals(second.grids.drop(columns="geometry"))


def test_faulty_codes_in_a_plan_of_ours_come_through_too(tmp_path: Path) -> None:
    plan = town()
    grids = plan.levels[0]
    codes = [grids.code[0], grids.code[0], "", *grids.code[3:]]
    broken = dataclasses.replace(plan, levels=(dataclasses.replace(grids, code=codes),
                                               *plan.levels[1:]))  # fmt: skip
    write_plan(broken, tmp_path / "plan.gpkg")

    back = read_plan(tmp_path / "plan.gpkg")

    assert back.levels[0].code.tolist() == codes
    # The first zone of a repeated code takes the households; a code of nothing takes none.
    was, now = plan.zone_of["grids"], back.zone_of["grids"]
    assert (now[was == 1] == 0).all()
    assert (now[was == 2] == -1).all()


def test_a_table_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,lon,lat\na,1,2\n", encoding="utf-8")

    with pytest.raises(ReadError, match="this is a CSV; a plan is a GeoPackage"):
        read_plan(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [("crs", "EPSG:4326", "expected a CRS in metres"), ("seed", "seven", "holds no number")],
)
def test_a_plan_spoiled_by_hand_is_a_clear_error(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    write_plan(town(), tmp_path / "plan.gpkg")
    facts = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="plan")
    facts.loc[facts["key"] == key, "value"] = value
    pyogrio.write_dataframe(
        facts, tmp_path / "plan.gpkg", layer="plan", driver="GPKG", append=False
    )

    with pytest.raises(ReadError, match=message):
        read_plan(tmp_path / "plan.gpkg")

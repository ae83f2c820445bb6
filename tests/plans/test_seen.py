"""A plan that is seen: what follows from its links and rules, each thing worked out once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from drawn import BEND, drawn, halved
from plans import VILLAGE, town

import gridgen
from gridgen.model.links import Links
from gridgen.plans.measures import compactness
from gridgen.plans.seen import Seen, measured
from gridgen.plans.together import inside_zones
from gridgen.rules.loader import load_rules


def test_a_plan_has_the_measures_of_each_grid_and_its_file_keeps_them(tmp_path: Path) -> None:
    plan, _ = halved(tmp_path)
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


def test_what_is_worked_out_once_is_what_the_functions_give() -> None:
    plan, links = drawn(BEND)
    rules = load_rules("standard")

    seen = Seen(plan, links, rules)

    (level,) = seen.levels
    assert (
        level.inside.tolist()
        == inside_zones(
            links.pairs, plan.zone_of["grids"], np.arange(len(plan.township.households))
        ).tolist()
    )
    assert level.walks is level.walks
    assert level.compactness.tolist() == compactness(plan.levels[0].polygon).tolist()
    assert seen.levels is seen.levels


def test_levels_of_the_rules_that_the_plan_has_know_the_zone_above() -> None:
    plan = town()
    none = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))

    grids, groups = Seen(plan, none, load_rules("standard")).ruled

    assert (grids.rule.name, groups.rule.name) == ("grids", "ten_household_groups")
    assert grids.above.tolist() == plan.community_of.tolist()
    assert groups.above.tolist() == plan.zone_of["grids"].tolist()
    alone = replace(plan, levels=plan.levels[1:], zone_of={"ten_household_groups": groups.zone_of})
    (only,) = Seen(alone, none, load_rules("standard")).ruled
    assert only.above.tolist() == plan.community_of.tolist()


@pytest.mark.parametrize(
    ("shape", "sound"),
    [
        (shapely.box(0, 0, 1, 1), True),
        (shapely.Polygon(), False),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), False),
        (None, False),
    ],
)
def test_a_shape_is_sound_that_is_there_valid_and_not_empty(
    shape: shapely.Polygon | None, sound: bool
) -> None:
    plan = town()
    polygon = plan.levels[0].polygon.copy()
    polygon[0] = shape
    changed = replace(plan, levels=(replace(plan.levels[0], polygon=polygon), plan.levels[1]))
    none = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))

    level = Seen(changed, none, load_rules("standard")).levels[0]

    assert level.is_sound.tolist() == [sound] + [True] * 5
    assert (level.shape_of[f"{VILLAGE}001"] is not None) == sound


def test_a_plan_that_lies_about_its_measures_is_measured_anew() -> None:
    plan, links = drawn(BEND)
    lying = replace(plan, levels=(replace(plan.levels[0], compactness=[1, 1], walk_m=[0, 0]),))

    again = measured(Seen(lying, links, load_rules("standard"))).levels[0]

    assert again.walk_m.tolist() == pytest.approx([130, 50])
    assert (again.compactness < 0.8).all()

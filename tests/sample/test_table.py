"""Each preset on its sample: what the pages and READMEs say is what comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from campaigns import campaign

from gridgen.model.errors import ProblemError
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan
from gridgen.rules.levels import PRESETS
from gridgen.rules.loader import load_rules
from gridgen.sample.systems import SIZES, system_sample
from gridgen.sample.table import divided_sample, levels_table, systems_head, systems_row

ROOT = Path(__file__).parents[2]


A_FEW = campaign(PRESETS, everyday=1)
"""Presets whose whole townships are divided."""


class Plans(dict[str, Plan]):
    """The plan of each preset, made when it is first asked for."""

    def __missing__(self, preset: str) -> Plan:
        self[preset] = divided_sample(preset, "township")
        return self[preset]


@pytest.fixture(scope="module")
def plans() -> Plans:
    return Plans()


@pytest.mark.parametrize("preset", A_FEW)
def test_no_sample_township_breaks_a_rule_of_its_preset(plans: Plans, preset: str) -> None:
    assert plans[preset].report.errors == ()


@pytest.mark.parametrize("preset", A_FEW)
def test_every_household_has_a_whole_chain_upward(plans: Plans, preset: str) -> None:
    plan, law = plans[preset], load_rules(preset)
    kind = plan.communities.kind[plan.community_of]
    above = plan.communities.code[plan.community_of]
    for level in law.levels:
        zones, zone_of = plan.level(level.name), plan.zone_of[level.name]
        has = np.isin(kind.astype(str), list(level.mode))
        assert ((zone_of >= 0) == has).all()
        assert (zones.parent[zone_of[has]] == above[has]).all()
        above = np.where(has, zones.code[zone_of], "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "lang"),
    [("README.md", "en"), ("README.zh.md", "zh"), ("docs/systems/README.md", "en")],
)
def test_the_tables_of_systems_are_what_the_command_makes(
    plans: Plans, file: str, lang: str
) -> None:
    text = (ROOT / file).read_text("utf-8")

    assert systems_head(lang) in text
    assert [name for name in PRESETS if systems_row(name, plans[name], lang) not in text] == []


@pytest.mark.parametrize("preset", A_FEW)
def test_the_page_of_each_system_shows_its_levels_and_a_picture(plans: Plans, preset: str) -> None:
    text = (ROOT / "docs" / "systems" / f"{preset}.md").read_text("utf-8")

    assert levels_table(plans[preset], load_rules(preset), "en") in text
    assert (ROOT / "docs" / "systems" / f"{preset}.png").stat().st_size > 10_000


# --- single systems ------------------------------------------------------------------------------


@pytest.mark.slow
def test_wuzhong_makes_one_grid_of_each_villager_group_and_keeps_old_grids_in_the_band(
    plans: Plans,
) -> None:
    plan = plans["wuzhong"]
    zones, zone_of = plan.level("grids"), plan.zone_of["grids"]
    group, grid = plan.township.households.keys["group"], plan.township.households.keys["grid"]
    pairs = {(c, g) for c, g in zip(plan.community_of, group, strict=True) if g}
    assert (zones.kind == "village").sum() == len(pairs) == 64
    old, row = np.unique(grid.astype(str), return_inverse=True)
    size = np.bincount(row, weights=plan.township.households.count)
    kept = 0
    for k in np.flatnonzero((old != "") & (size >= 300) & (size <= 500)):
        mine = set(zone_of[row == k].tolist())
        assert len(mine) == 1
        assert zones.code[mine.pop()] == old[k]
        kept += 1
    assert kept > 0
    assert (size[old != ""] > 1000).any()


@pytest.mark.slow
def test_yiyang_gives_each_contact_person_five_households_or_more(plans: Plans) -> None:
    areas = plans["yiyang"].level("responsibility_areas")

    assert len(areas) == 340
    assert areas.households.min() >= 5


@pytest.mark.slow
def test_xiqiao_has_special_grids_estates_and_one_contact_area_for_every_household(
    plans: Plans,
) -> None:
    plan = plans["xiqiao"]
    grids = plan.level("grids")

    assert (plan.zone_of["contact_areas"] >= 0).all()
    assert (grids.kind == "special").sum() == 12
    assert {code[12:] for code in grids.code[grids.kind == "special"]} <= {"801", "802"}
    assert (grids.kind == "community").sum() > 50
    assert {code[12:] for code in grids.code[grids.kind == "virtual"]} == {"901"}


def test_yanchi_warns_of_sizes_and_never_calls_them_errors() -> None:
    plan = divided_sample("yanchi", "village")

    assert {f.severity for f in plan.report} <= {Severity.WARNING, Severity.NOTE}


# --- samples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_a_sample_of_each_size(preset: str) -> None:
    for size in SIZES[:2]:
        layers = system_sample(preset, size)
        assert {"households", "communities"} <= set(layers)


@pytest.mark.slow
def test_the_prefecture_of_wuzhong_has_the_numbers_that_were_published() -> None:
    layers = system_sample("wuzhong", "prefecture")

    table, areas = layers["households"], layers["communities"]
    groups = table[table["group"] != ""]
    urban = areas.loc[areas["kind"] == "community", "code"]
    load = table[table["community"].isin(urban)].groupby("community")["households"].sum()
    old = table[table["grid"] != ""].groupby("grid")["households"].sum()
    assert (areas["kind"] == "village").sum() == 497
    assert len(groups[["community", "group"]].drop_duplicates()) == 3184
    assert len(load) == 80
    assert 2600 <= load.min() <= load.max() <= 4400
    assert 270_000 <= load.sum() <= 290_000
    assert old.max() > 1000


@pytest.mark.slow
def test_the_prefecture_of_yanchi_has_the_numbers_that_were_published() -> None:
    table = system_sample("yanchi", "prefecture")["households"]

    assert len(table[["community", "group"]].drop_duplicates()) == 2009
    assert table["households"].sum() == 58_487
    assert table["community"].nunique() == 119


def test_a_sample_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProblemError, match="No sample for 'mars'; expected one of standard"):
        system_sample("mars")
    with pytest.raises(ProblemError, match="No sample of size 'city'; expected village, township"):
        system_sample("wuzhong", "city")

"""What the page draws: plain lists and words, each border once, no household among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from maps_page import corners
from plans import EAST_GATE, METRES, ORIGIN, VILLAGE, altered, lonlat, town, with_border

from gridgen.model.ground import Features
from gridgen.model.plan import Plan
from gridgen.plans.density import Density
from gridgen.plans.diff import diff
from gridgen.plans.moved_land import redrawn
from gridgen.plans.part import part_of
from maps.ink.colours import PALETTE
from maps.ink.lines import LINE_CLASSES
from maps.ink.theme import load_theme
from maps.page.content import drawing, nice_limits
from maps.page.web import web_map


def test_a_grid_carries_what_hovering_tells() -> None:
    drawn = drawing(town(status="too small"), "en")

    first = drawn["zones"][0]
    assert first["name"] == "清河村第1网格"
    assert first["label"] == "第1网格"
    assert (first["code"], first["number"]) == (f"{VILLAGE}001", "1")
    assert (first["community"], first["households"]) == ("清河村", 20)
    assert (first["mean"], first["longest"]) == (120, 200)
    assert (first["status"], first["said"]) == ("too small", "too small")


def test_a_grid_with_a_part_of_a_tower_says_that_its_border_there_is_schematic() -> None:
    plan = town()
    grids = replace(plan.levels[0], schematic=np.arange(6) == 3)

    drawn = drawing(replace(plan, levels=(grids, *plan.levels[1:])), "en")["zones"]

    said = [zone["said"] for zone in drawn if "schematic" in zone["said"]]
    assert said == ["in band · border inside a building is schematic"]


def test_words_are_in_the_language_of_the_page() -> None:
    zh, en = drawing(town(), "zh")["words"], drawing(town(), "en")["words"]

    assert zh["legend"] == "图例"
    assert en["legend"] == "Legend"
    assert zh["counts"] == "2 个村（社区） · 6 个网格"
    assert "示意图" in zh["no_basis"]
    assert '<html lang="zh-CN">' in web_map(town(), lang="zh")


def test_borders_of_ten_household_groups_are_drawn_once_and_only_inside_grids() -> None:
    (groups,) = drawing(town(), "en")["groups"]

    points = corners(groups["parts"])
    # The town's groups part at the same height in all three grids: one line, west to east.
    assert len(groups["parts"]) <= 3
    assert {round(lat / 1e6, 5) for _, lat in points} == {round(lonlat(0, 300)[1], 5)}


def test_lines_keep_their_class_and_stay_near_the_communities() -> None:
    plan = town()

    drawn = drawing(plan, "en")

    assert [line["class"] for line in drawn["lines"]] == [
        "river",
        "road",
        "main_road",
        "railway",
        "bridge",
    ]
    south, west, north, east = drawn["bounds"]
    for lon, lat in corners(drawn["lines"]):
        assert west - 0.001 < lon / 1e6 < east + 0.001
        assert south - 0.001 < lat / 1e6 < north + 0.001


def test_ponds_are_drawn_as_far_as_they_lie_in_the_communities() -> None:
    plan = town()
    pond = shapely.box(*(ORIGIN + [100, 100]), *(ORIGIN + [200, 10_000]))
    given = Features([""] * 2, ["池", ""], np.array([pond, None], object), METRES)
    plan = altered(plan, ground=plan.township.ground | {"water": given})

    drawn = drawing(plan, "zh")

    (ring,) = drawn["water"][0]
    tops = [lat for _, lat in corners([ring])]
    assert max(tops) == pytest.approx(lonlat(150, 600)[1] * 1e6, abs=2)
    assert drawing(town(), "zh")["water"] == []


def test_borders_and_lines_have_the_colours_of_the_printed_maps() -> None:
    theme = load_theme("clear")

    colours = drawing(town(), "zh")["colours"]

    assert colours.keys() >= {"community", "grid", "group", *LINE_CLASSES}
    assert (colours["community"], colours["grid"]) == (
        theme.colours["community"],
        theme.colours["grid"],
    )
    assert colours["river"] == theme.lines["river"][1].colour


def test_colours_that_are_known_are_taken() -> None:
    plan = town()
    known = {code: row for row, code in enumerate(plan.levels[0].code)}

    zones = drawing(plan, "zh", colours=known)["zones"]

    assert [zone["colour"] for zone in zones] == [*PALETTE]


def test_a_grid_without_a_polygon_is_told_but_not_drawn() -> None:
    plan = town()
    grids = plan.levels[0]
    polygons = grids.polygon.copy()
    polygons[2] = None

    drawn = drawing(replace(plan, levels=(replace(grids, polygon=polygons),)), "zh")

    assert [len(zone["parts"]) for zone in drawn["zones"]] == [1, 1, 0, 1, 1, 1]
    assert drawn["zones"][2]["at"] is None
    assert drawn["zones"][2]["households"] == 20


def test_a_community_carries_its_grids_and_households() -> None:
    village, east = drawing(town(), "zh")["communities"]

    assert (village["zones"], village["households"]) == (3, 60)
    assert east["zones"] == 3


def test_a_plan_without_lines_or_further_levels_is_drawn_too() -> None:
    full = town()
    bare = Plan(
        township=replace(full.township, ground={}),
        presence=full.presence,
        community_of=full.community_of,
        levels=full.levels[:1],
        zone_of={"grids": full.zone_of["grids"]},
        made_by=full.made_by,
    )

    drawn = drawing(bare, "zh")

    assert drawn["lines"] == drawn["groups"] == []
    assert len(drawn["zones"]) == 6


def test_density_classes_stand_at_round_numbers() -> None:
    cells = [f"c{k}" for k in range(100)]
    values = np.geomspace(3, 4000, 100)

    limits = nice_limits(Density(cells, np.ones(100, int), values))

    assert limits == [10, 50, 200, 1000]


def test_what_moved_is_on_the_page_only_where_an_older_plan_is_given() -> None:
    new = with_border(town(), 200, 4)
    since = redrawn(town(), new, diff(town(), new))

    (land,) = drawing(new, "en", changes=since)["changes"]["land"]

    assert land["said"] == "清河村第1网格 → 清河村第2网格: 1 households"
    assert {round(lon / 1e6, 5) for lon, _ in corners(land["parts"])} <= {
        round(lonlat(x, y)[0], 5) for x in (200, 300) for y in (0, 600)
    }
    assert drawing(new, "en")["changes"] is None


def test_of_one_community_only_its_own_changes_are_drawn() -> None:
    new = with_border(town(), 200, 4)
    since = redrawn(town(), new, diff(town(), new))

    drawn = drawing(part_of(new, EAST_GATE), "en", changes=since)["changes"]

    assert drawn == {"land": [], "borders": []}

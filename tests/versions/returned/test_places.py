"""In which polygon each household is, where polygons changed, overlap, or leave somebody out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from edited import draft
from returning import NORTH, SOUTH, around, drawn, grids, rules_of, shape_of
from villages import CITY, divide, homes, land

from gridgen.rules.loader import load_rules
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.returned.places import STAYS, Places, places_in
from gridgen.versions.returned.zones import zones_in


def places(table: gpd.GeoDataFrame) -> Places:
    said, _ = zones_in(draft().plan, table, "grids.shp")
    return places_in(draft(), "grids", said, said.shape)


def test_where_nothing_was_changed_everybody_stays() -> None:
    found = places(grids())

    assert set(found.row_of) == {STAYS}
    assert found.own.tolist() == list(range(6))
    assert found.gone == ()


def test_the_pieces_of_a_polygon_as_rows_of_their_own_are_that_polygon() -> None:
    table = grids()
    old = draft().plan.level("grids")
    apart = table[table["code"] == NORTH]

    exploded = pd.concat([table.drop(NORTH), apart.explode()])

    assert set(places(exploded).row_of) == {STAYS}
    assert len(old) == 6


def test_of_two_changed_polygons_that_overlap_each_household_stays_in_its_own() -> None:
    table = grids()
    table.loc[NORTH, "geometry"] = shape_of(NORTH).union(around(50, 60))
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).union(around(60, 65))

    found = places(table)

    assert found.row_of[:150].tolist() == [1] * 60 + [0] * 90
    assert rules_of(found.findings) == ["returned_overlap", "returned_overlap"]
    assert "“东村第一网格”与“东村第二网格”重叠，重叠处有 5 行住户" in found.findings[0].zh


def test_a_new_polygon_goes_before_changed_ones_under_it() -> None:
    table = grids()
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).difference(around(0, 5))
    new = drawn(code="", name="", geometry=around(0, 20))

    found = places(pd.concat([table, new]))

    assert found.row_of[:60].tolist() == [6] * 20 + [1] * 40
    assert "“第 7 个面”与“东村第二网格”重叠，重叠处有 15 行住户" in found.findings[0].zh


def test_who_is_left_out_goes_with_most_of_a_grid_that_is_no_more() -> None:
    table = grids().drop(SOUTH)
    table.loc[NORTH, "geometry"] = shape_of(NORTH, SOUTH).difference(around(0, 10))

    found = places(table)

    assert set(found.row_of[:60]) == {0}
    assert rules_of(found.findings) == ["returned_outside"]


def test_a_polygon_that_is_gone_with_nothing_in_its_place_is_told_apart() -> None:
    found = places(grids().drop(SOUTH))

    assert found.gone == (1,)
    assert set(found.row_of[:60]) == {STAYS}


def test_a_row_without_a_polygon_leaves_its_grid_as_it_is() -> None:
    table = grids()
    table.loc[SOUTH, "geometry"] = None

    assert set(places(table).row_of) == {STAYS}


def test_of_a_household_on_the_border_nothing_is_changed() -> None:
    table = grids()
    xy = draft().plan.township.households.xy
    at = shapely.box(*(xy[0] - 6), *(xy[0] + [0, 6]))  # its eastern edge goes through h0
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).difference(at)
    table.loc[NORTH, "geometry"] = shape_of(NORTH).union(at)

    found = places(table)

    assert np.flatnonzero(found.row_of[:60] != 1).tolist() == []


def tower() -> Draft:
    """A tower of 620 households that two grids share, 1 and 3, and houses beside it in grid 2."""
    plan = divide(
        homes([(50, 50), (250, 150), (250, 60)], households=[620, 400, 20]),
        land({CITY: shapely.box(0, 0, 400, 300)}, kind=["community"]),
    )
    return open_draft(plan, load_rules("standard"))


def test_who_lives_in_a_shared_tower_is_not_where_the_drawing_shows_the_other_half() -> None:
    begin = tower()
    table = begin.plan.to_frame("grids").set_index("code", drop=False)
    table.loc[f"{CITY}001", "geometry"] = table.geometry[[f"{CITY}001", f"{CITY}002"]].union_all()
    said, _ = zones_in(begin.plan, table.drop(f"{CITY}002"), "grids.shp")

    found = places_in(begin, "grids", said, said.shape)

    old = begin.plan.zone_of["grids"].tolist()
    rows = np.where(found.row_of == STAYS, [[0, -1, 1][zone] for zone in old], found.row_of)
    assert old == [0, 2, 1, 1]
    assert rows.tolist() == [0, 1, 0, 0]
    assert found.findings == ()


def test_a_tower_that_is_drawn_over_as_a_whole_goes_whole() -> None:
    begin = tower()
    table = begin.plan.to_frame("grids").set_index("code", drop=False)
    table.loc[f"{CITY}002", "geometry"] = table.geometry.union_all()
    said, _ = zones_in(begin.plan, table.loc[[f"{CITY}002"]], "grids.shp")

    found = places_in(begin, "grids", said, said.shape)

    assert found.row_of[:2].tolist() == [0, 0]

"""The tiles of a plan: what is in them, and which are held."""

from __future__ import annotations

import numpy as np
from plans import EAST_GATE, VILLAGE, lonlat, town
from tiled import by_code, read

from api.layers import layer_of
from api.tiles.drawn import Shelf, Tiles, colours_of, households_of, plan_tiles
from api.tiles.square import Tile, in_square, tile_at
from gridgen.model.plan import Plan
from maps.ink.colours import colour_rows


def tiles_of(plan: Plan) -> Tiles:
    return plan_tiles(plan, lambda level: layer_of(plan, level), lambda: colours_of(plan))


def middle(zoom: int) -> Tile:
    """The tile that holds the middle of the town."""
    col, row = (in_square(np.array([lonlat(890, 310)]))[0] * 2**zoom).astype(int).tolist()
    return tile_at(zoom, row, col)


def test_several_levels_share_a_tile() -> None:
    names = ("communities", "grids", "ten_household_groups", "households")

    found = read(tiles_of(town()).draw(names, middle(14)).body)

    assert [*found] == [
        "communities", "communities_labels", "grids", "grids_labels", "ten_household_groups",
        "ten_household_groups_labels", "households",
    ]  # fmt: skip
    assert by_code(found["communities"])[EAST_GATE]["households"] == 1200


def test_grids_have_the_colours_of_the_maps() -> None:
    plan = town()

    said = by_code(read(tiles_of(plan).draw(("grids",), middle(13)).body)["grids"])

    codes, rows = plan.levels[0].code, colour_rows(plan.levels[0].polygon)
    assert {code: said[code]["colour"] for code in said} == dict(
        zip(codes.tolist(), rows.tolist(), strict=True)
    )
    assert said[f"{VILLAGE}001"]["status"] == "in band"


def test_only_grids_have_colours() -> None:
    said = read(tiles_of(town()).draw(("ten_household_groups",), middle(13)).body)

    assert "colour" not in said["ten_household_groups"][0]["properties"]


def test_a_tile_is_drawn_once() -> None:
    tiles = tiles_of(town())

    first = tiles.draw(("grids",), middle(13))

    assert tiles.draw(("grids",), middle(13)) is first
    assert tiles.draw(("communities",), middle(13)) is not first


def test_the_shelf_lets_go_what_was_not_asked_for_longest() -> None:
    shelf = Shelf(most_bytes=25)
    for key in "ab":
        shelf.get(key, lambda: b"0123456789")
    kept = shelf.get("a", lambda: b"again")

    shelf.get("c", lambda: b"0123456789")

    assert kept.body == b"0123456789"
    assert shelf.get("b", lambda: b"anew").body == b"anew"
    assert len(shelf) == 3


def test_a_tile_larger_than_the_shelf_is_drawn_all_the_same() -> None:
    shelf = Shelf(most_bytes=5)

    assert shelf.get("a", lambda: b"0123456789").body == b"0123456789"
    assert len(shelf) == 0


def test_the_tag_of_a_tile_is_that_of_what_it_shows() -> None:
    names = ("grids",)

    same = {tiles_of(town()).draw(names, middle(13)).tag for _ in range(2)}
    other = tiles_of(town(village="别村")).draw(("communities",), middle(13)).tag

    assert len(same) == 1
    assert other not in same


def test_communities_say_how_many_households_they_have() -> None:
    assert households_of(town()).tolist() == [60, 1200]


def test_the_layers_of_a_tile_are_told() -> None:
    layers = tiles_of(town()).layers(("grids", "households"))

    assert [(layer.name, layer.first) for layer in layers] == [
        ("grids", 0), ("grids_labels", 0), ("households", 14),
    ]  # fmt: skip
    assert layers[0].fields["colour"] == "Number"

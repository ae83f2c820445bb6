"""The hard cases of Qinghe, with which the rest of the project is tested."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from campaigns import campaign
from sampled import LAYERS, METRES, SAMPLE_GEO, Layers, area_of, lines_of, make, placed

from gridgen.sample.layers import write
from gridgen.sample.qinghe_town import qinghe


def test_qinghe_has_9000_households_in_10_villages_and_2_communities(degrees: Layers) -> None:
    kinds = degrees["communities"]["kind"].value_counts()

    assert kinds.to_dict() == {"village": 10, "community": 2}
    assert degrees["households"]["households"].sum() == 9000


@pytest.mark.parametrize(
    ("name", "households"), [("洲尾村", 38), ("新桥社区", 550), ("青禾社区", 4000)]
)
def test_counts_that_no_grid_or_many_grids_must_hold(
    metres: Layers, name: str, households: int
) -> None:
    inside = placed(metres)

    assert inside.loc[inside["name"] == name, "households"].sum() == households


def test_the_other_villages_have_250_to_700_households(metres: Layers) -> None:
    inside = placed(metres)

    counts = inside[inside["kind"] == "village"].groupby("name")["households"].sum()

    assert counts.drop("洲尾村").between(250, 700).all()


def test_village_rows_are_single_households_in_villager_groups(metres: Layers) -> None:
    inside = placed(metres)
    rural = inside[inside["kind"] == "village"]

    assert (rural["households"] == 1).all()
    assert rural["group"].str.fullmatch("第[一二三四五六七八九十]+村民小组").all()
    assert rural.groupby(["name", "group"]).size().max() <= 60


def test_one_tower_of_620_households_is_one_row_at_one_point(degrees: Layers) -> None:
    homes = degrees["households"]

    tower = homes[homes["households"] == 620]

    assert len(tower) == 1
    assert (homes["building"] == tower["building"].iloc[0]).sum() == 1


def test_an_exclave_of_9_households_lies_inside_another_village(metres: Layers) -> None:
    owner, around = area_of(metres, "南垸村"), area_of(metres, "枣林村")

    main, exclave = sorted(owner.geoms, key=lambda part: -part.area)

    assert metres["households"].within(exclave).sum() == 9
    hole = shapely.Polygon(around.geoms[0].interiors[0])
    assert hole.equals(exclave)
    assert main.distance(exclave) > 500


def test_six_households_stand_at_exactly_one_point_in_a_village(degrees: Layers) -> None:
    inside = placed(degrees)

    together = inside.groupby(inside.geometry.to_wkb()).filter(lambda rows: len(rows) >= 2)

    assert len(together) == 6
    assert together["id"].is_unique
    assert set(together["name"]) == {"高台村"}


def test_3_households_are_just_outside_and_4_far_outside_every_boundary(metres: Layers) -> None:
    township = shapely.union_all(metres["communities"].geometry.to_numpy())

    off = metres["households"].distance(township)

    outside = metres["households"][off > 0]
    assert ((off > 1) & (off < 49)).sum() == 3
    assert (off > 51).sum() == 4
    assert len(outside) == 7
    assert (outside["community"] == "").all()


def test_one_existing_grid_holds_more_than_1000_households(degrees: Layers) -> None:
    homes = degrees["households"]

    sizes = homes[homes["grid"] != ""].groupby("grid")["households"].sum()

    assert sizes[sizes > 1000].to_dict() == {"990101101001002": 1420}
    assert {code[:12] for code in sizes.index} == {"990101101001", "990101101201"}


def test_one_village_lies_on_both_banks_and_has_the_second_bridge(metres: Layers) -> None:
    village = area_of(metres, "东埂村")
    river = lines_of(metres, "river").geometry.iloc[0]

    banks = [b for b in shapely.ops.split(village.geoms[0], river).geoms if b.area > 1e5]

    assert len(banks) == 2
    assert all(metres["households"].within(bank).sum() >= 180 for bank in banks)
    assert lines_of(metres, "bridge").within(village).sum() == 1


def test_the_same_seed_gives_the_same_township_and_another_seed_another(degrees: Layers) -> None:
    again, other = qinghe(0), qinghe(1)

    for name in LAYERS:
        assert again[name].equals(degrees[name])
    assert not other["communities"].geometry.equals(degrees["communities"].geometry)


@pytest.mark.parametrize("seed", campaign([1, 2, 3], everyday=1))
def test_the_hard_cases_stand_for_other_seeds_too(seed: int) -> None:
    layers = {name: table.to_crs(METRES) for name, table in qinghe(seed).items()}
    homes, communities = layers["households"], layers["communities"]

    off = homes.distance(shapely.union_all(communities.geometry.to_numpy()))
    exclave = min(area_of(layers, "南垸村").geoms, key=lambda part: part.area)

    assert shapely.coverage_is_valid(communities.geometry.to_numpy())
    assert len(shapely.union_all(communities.geometry.to_numpy()).interiors) == 0
    assert homes["households"].sum() == 9000
    assert (((off > 1) & (off < 49)).sum(), (off > 51).sum()) == (3, 4)
    assert homes.within(exclave).sum() == 9
    assert homes.geometry.to_wkb().value_counts().max() == 6
    assert len(layers["special"]) == 2


def test_the_committed_file_is_what_qinghe_makes_and_is_small(degrees: Layers) -> None:
    path = SAMPLE_GEO / "qinghe.gpkg"

    assert make().is_same(degrees, path)
    assert path.stat().st_size < 3_000_000


def test_a_file_that_differs_in_one_cell_is_not_the_same(degrees: Layers, tmp_path: Path) -> None:
    changed = dict(degrees)
    changed["people"] = degrees["people"].assign(role="head")

    write(changed, tmp_path / "changed.gpkg")

    assert not make().is_same(degrees, tmp_path / "changed.gpkg")

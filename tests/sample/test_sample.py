"""The made-up townships hold the cases that the rest of the project is tested with."""

import importlib.util
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgen import sample
from gridgen.model.errors import ProblemError

Layers = dict[str, gpd.GeoDataFrame]
SAMPLE_GEO = Path(__file__).parents[2] / "sample_geo"
METRES = 4547
LAYERS = ["households", "communities", "lines", "water", "buildings", "special", "people"]


@pytest.fixture(scope="module")
def degrees() -> Layers:
    return sample.qinghe()


@pytest.fixture(scope="module")
def metres(degrees: Layers) -> Layers:
    return {name: table.to_crs(METRES) for name, table in degrees.items()}


@pytest.fixture(scope="module")
def generic() -> Layers:
    return sample.township(5000, 7)


def placed(layers: Layers) -> gpd.GeoDataFrame:
    """The households inside a boundary, each with the code, name and kind of the place it is in."""
    return layers["households"].sjoin(
        layers["communities"][["code", "name", "kind", "geometry"]], predicate="within"
    )


def area_of(layers: Layers, name: str) -> shapely.MultiPolygon:
    communities = layers["communities"]
    return communities.geometry[communities["name"] == name].iloc[0]


def lines_of(layers: Layers, kind: str) -> gpd.GeoDataFrame:
    return layers["lines"][layers["lines"]["class"] == kind]


def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", SAMPLE_GEO / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what every made-up township promises ---------------------------------------------------------


@pytest.fixture(scope="module", params=["qinghe", "township"])
def town(request: pytest.FixtureRequest, degrees: Layers, generic: Layers) -> Layers:
    return degrees if request.param == "qinghe" else generic


@pytest.fixture(scope="module")
def flat(town: Layers) -> Layers:
    return {name: table.to_crs(METRES) for name, table in town.items()}


def test_the_layers_are_those_that_the_reader_knows(town: Layers) -> None:
    assert list(town) == LAYERS
    assert {table.crs.to_epsg() for table in town.values()} == {4490}
    assert list(town["households"].columns) == [
        "id", "households", "community", "group", "estate", "building", "stairway", "population",
        "grid", "geometry",
    ]  # fmt: skip


def test_ids_are_never_repeated(town: Layers) -> None:
    for layer in ("households", "buildings", "people"):
        assert town[layer]["id"].is_unique


def test_codes_have_12_digits_begin_with_99_and_end_as_their_kind_asks(town: Layers) -> None:
    communities = town["communities"]

    assert communities["code"].str.fullmatch(r"99\d{10}").all()
    assert communities["code"].is_unique
    number = communities["code"].str[-3:].astype(int)
    is_village = communities["kind"] == "village"
    assert number[is_village].between(200, 399).all()
    assert number[~is_village].between(1, 199).all()


def test_villages_are_rural_and_communities_urban(town: Layers) -> None:
    communities = town["communities"]

    first = communities["class"].str[0]

    assert ((communities["kind"] == "village") == (first == "2")).all()


def test_communities_tile_the_township_without_gap_or_overlap(town: Layers, flat: Layers) -> None:
    for layers in (town, flat):
        shapes = layers["communities"].geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.union_all(shapes).geom_type == "Polygon"
        assert len(shapely.union_all(shapes).interiors) == 0


def test_the_community_column_agrees_with_the_place_and_has_holes(town: Layers) -> None:
    inside = placed(town)

    named = inside[inside["community"] != ""]

    assert (named["community"] == named["code"]).all()
    assert 0.05 < 1 - len(named) / len(inside) < 0.15


def test_every_household_stands_in_a_footprint_and_in_its_own_building(flat: Layers) -> None:
    homes = flat["households"][["id", "building", "geometry"]]

    inside = homes.sjoin(flat["buildings"][["building", "geometry"]], predicate="within")

    assert inside["id"].is_unique
    assert len(inside) == len(homes)
    assert (inside["building_left"] == inside["building_right"]).all()


def test_no_two_footprints_overlap(flat: Layers) -> None:
    shapes = flat["buildings"].geometry.to_numpy()

    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")

    assert (first == second).all()


@pytest.mark.parametrize("kinds", [("river", "railway"), ("main_road", "road")])
def test_no_building_stands_on_a_line(flat: Layers, kinds: tuple[str, ...]) -> None:
    lines = flat["lines"]

    hits = flat["buildings"].sjoin(lines[lines["class"].isin(kinds)], predicate="intersects")

    assert hits.empty


def test_no_building_stands_in_the_water_or_on_a_border(flat: Layers) -> None:
    borders = flat["communities"].set_geometry(flat["communities"].boundary)

    assert flat["buildings"].sjoin(flat["water"], predicate="intersects").empty
    assert flat["buildings"].sjoin(borders, predicate="intersects").empty


def test_small_roads_stay_out_of_the_river(flat: Layers) -> None:
    river = flat["water"].geometry.iloc[0]

    assert not lines_of(flat, "road").intersects(river).any()


def test_main_roads_cross_the_river_on_two_bridges(flat: Layers) -> None:
    river = lines_of(flat, "river").geometry.iloc[0]
    bridges = lines_of(flat, "bridge")

    roads = shapely.union_all(lines_of(flat, "main_road").geometry.to_numpy())
    crossings = shapely.get_parts(shapely.intersection(roads, river))

    assert len(bridges) == len(crossings) == 2
    assert all((bridges.distance(crossing) < 0.1).any() for crossing in crossings)


def test_market_and_office_have_no_households(flat: Layers) -> None:
    special = flat["special"]

    assert sorted(special["kind"]) == ["market", "office"]
    assert flat["households"].sjoin(special, predicate="intersects").empty


def test_contact_persons_have_a_place_and_a_role_and_no_name(town: Layers) -> None:
    people = town["people"]

    assert list(people.columns) == ["id", "role", "geometry"]
    assert set(people["role"]) == {"head", "worker", "liaison"}
    assert people["id"].str.fullmatch(r"P\d{3,}").all()
    assert (people["role"] == "liaison").sum() == len(town["communities"])


# --- the hard cases of Qinghe ---------------------------------------------------------------------


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


def test_urban_rows_are_stairways_of_buildings_in_estates(metres: Layers) -> None:
    inside = placed(metres)
    urban = inside[inside["kind"] == "community"]

    assert (urban[["estate", "building", "stairway"]] != "").all(axis=None)
    assert not urban.duplicated(["building", "stairway"]).any()
    assert (urban["households"] > 1).mean() > 0.9


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


# --- seeds, files, sizes --------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_township_and_another_seed_another(degrees: Layers) -> None:
    again, other = sample.qinghe(0), sample.qinghe(1)

    for name in LAYERS:
        assert again[name].equals(degrees[name])
    assert not other["communities"].geometry.equals(degrees["communities"].geometry)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_hard_cases_stand_for_other_seeds_too(seed: int) -> None:
    layers = {name: table.to_crs(METRES) for name, table in sample.qinghe(seed).items()}
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

    sample.write(changed, tmp_path / "changed.gpkg")

    assert not make().is_same(degrees, tmp_path / "changed.gpkg")


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(
    generic: Layers, tmp_path: Path
) -> None:
    sample.write(generic, tmp_path / "input.gpkg")
    first = (tmp_path / "input.gpkg").read_bytes()
    sample.write(generic, tmp_path / "input.gpkg")

    assert (tmp_path / "input.gpkg").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["input.gpkg"]


def test_a_township_has_exactly_the_households_and_communities_asked_for(generic: Layers) -> None:
    assert generic["households"]["households"].sum() == 5000
    assert len(generic["communities"]) == 7
    assert placed(generic)["code"].nunique() == 7


@pytest.mark.parametrize("numbers", [(500, 1), (500, 50), (3000, 2), (20_000, 3)])
def test_odd_sizes_work(numbers: tuple[int, int]) -> None:
    layers = sample.township(*numbers, seed=4)

    assert layers["households"]["households"].sum() == numbers[0]
    assert len(layers["communities"]) == numbers[1]
    assert shapely.coverage_is_valid(layers["communities"].geometry.to_numpy())


def test_more_than_500_communities_get_codes_in_several_townships() -> None:
    communities = sample.township(5200, 520)["communities"]

    assert communities["code"].is_unique
    assert communities["name"].is_unique
    assert communities["code"].str[:9].value_counts().max() <= 25
    assert np.isclose((communities["kind"] == "community").mean(), 1 / 6, atol=0.01)


@pytest.mark.parametrize(
    ("households", "communities", "message"),
    [
        (499, 1, "499 households; expected 500 to 1000000"),
        (1_000_001, 9, "1000001 households; expected 500 to 1000000"),
        (500, 0, "0 communities; expected 1 to 50"),
        (500, 51, "51 communities; expected 1 to 50"),
    ],
)
def test_sizes_out_of_range_are_refused(households: int, communities: int, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        sample.township(households, communities)

"""Made-up towns as layers: what every one of them promises, and the file that holds one."""

from __future__ import annotations

from pathlib import Path

from sampled import LAYERS, Layers, placed

from gridgen.sample.layers import write


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


def test_villages_are_rural_and_communities_urban(town: Layers) -> None:
    communities = town["communities"]

    first = communities["class"].str[0]

    assert ((communities["kind"] == "village") == (first == "2")).all()


def test_the_community_column_agrees_with_the_place_and_has_holes(town: Layers) -> None:
    inside = placed(town)

    named = inside[inside["community"] != ""]

    assert (named["community"] == named["code"]).all()
    assert 0.05 < 1 - len(named) / len(inside) < 0.15


def test_contact_persons_have_a_place_and_a_role_and_no_name(town: Layers) -> None:
    people = town["people"]

    assert list(people.columns) == ["id", "role", "geometry"]
    assert set(people["role"]) == {"head", "worker", "liaison"}
    assert people["id"].str.fullmatch(r"P\d{3,}").all()
    assert (people["role"] == "liaison").sum() == len(town["communities"])


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(
    generic: Layers, tmp_path: Path
) -> None:
    write(generic, tmp_path / "input.gpkg")
    first = (tmp_path / "input.gpkg").read_bytes()
    write(generic, tmp_path / "input.gpkg")

    assert (tmp_path / "input.gpkg").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["input.gpkg"]

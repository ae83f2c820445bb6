"""One file of tiles has every zone of a country, each where it lies, whoever drew it."""

from __future__ import annotations

import gzip
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from countries import TOWNS, asked, country
from plans import VILLAGE, town
from pmtiles.reader import MmapSource, Reader, all_tiles
from tiled import by_code, read

import gridgen
from api.tiles.archive import (
    BATCHES,
    FIRST,
    LAST,
    MARGIN,
    Archive,
    batches_of,
    tiles_of,
    write_archive,
)
from api.tiles.sheets import Sheet, sheets_of_country, sheets_of_plan, squares_of
from gridgen.jobs.country import divide_country
from gridgen.jobs.executors import spreading
from gridgen.jobs.partitions import GRIDS, LIST, PLAN, folder_of
from gridgen.model.errors import CommandError, NotInPlanError, ReadError, WriteError


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    divide_country(country(source, 60, 150, 150), target, asked(), opened=nullcontext)
    return target


def made(folder: Path, target: Path, **how: Any) -> Archive:
    how = {"title": "县", "opened": nullcontext} | how
    return write_archive(sheets_of_country(folder), target, **how)


def tiles_in(file: Path) -> dict[tuple[int, int, int], dict[str, Any]]:
    with file.open("rb") as held:
        return {at: read(gzip.decompress(body)) for at, body in all_tiles(MmapSource(held))}


def codes_in(plans: Path, layer: str) -> set[str]:
    files = (folder_of(plans, code) / PLAN for code in TOWNS[:3])
    return {code for file in files for code in pyogrio.read_dataframe(file, layer=layer)["code"]}


def test_each_zone_has_one_label_at_each_zoom_at_which_it_is_drawn(
    plans: Path, tmp_path: Path
) -> None:
    made(plans, tmp_path / "county.pmtiles")

    labels: Counter[tuple[str, int, str]] = Counter()
    for (zoom, _, _), layers in tiles_in(tmp_path / "county.pmtiles").items():
        for layer in FIRST:
            for label in layers.get(f"{layer}_labels", ()):
                labels[layer, zoom, label["properties"]["code"]] += 1
    # Villages of these tests are 250 m wide: before zoom 12 hardly a pixel.
    wanted = {
        (layer, zoom, code) for layer in FIRST for zoom in (12, 13, 14)
        for code in codes_in(plans, layer)
    }  # fmt: skip
    assert {key for key in labels if key[1] >= 12} == wanted
    assert set(labels.values()) == {1}


def test_a_place_is_in_the_tile_and_in_the_zone_in_which_its_household_lives(
    plans: Path, tmp_path: Path
) -> None:
    made(plans, tmp_path / "county.pmtiles")

    homes = gridgen.read_plan(folder_of(plans, TOWNS[1]) / PLAN).households.to_crs(4326)
    tiles, zoom, unit = tiles_in(tmp_path / "county.pmtiles"), LAST, 4096
    for place, grid in zip(homes.geometry.iloc[::15], homes["grid"].iloc[::15], strict=True):
        # The slippy map's own formula, not ours.
        x = (place.x + 180) / 360 * 2**zoom
        lat = np.radians(place.y)
        y = (1 - np.log(np.tan(lat) + 1 / np.cos(lat)) / np.pi) / 2 * 2**zoom
        features = tiles[zoom, int(x), int(y)]["grids"]
        here = shapely.Point(x % 1 * unit, y % 1 * unit)
        near = [f["properties"]["code"] for f in features
                if shapely.geometry.shape(f["geometry"]).distance(here) < 20]  # fmt: skip
        assert grid in near


def test_the_file_says_what_it_holds_and_lies_in_the_order_of_its_tiles(
    plans: Path, tmp_path: Path
) -> None:
    told = made(plans, tmp_path / "county.pmtiles")

    with (tmp_path / "county.pmtiles").open("rb") as held:
        reader = Reader(MmapSource(held))
        head, said = reader.header(), reader.metadata()
    assert head["clustered"]
    assert (head["max_zoom"], head["tile_entries_count"]) == (LAST, told.tiles)
    assert told.size == (tmp_path / "county.pmtiles").stat().st_size
    west, south, east, north = (head[f"{name}_e7"] / 1e7 for name in
                                ("min_lon", "min_lat", "max_lon", "max_lat"))  # fmt: skip
    homes = gridgen.read_plan(folder_of(plans, TOWNS[0]) / PLAN).households.to_crs(4326)
    assert shapely.box(west, south, east, north).covers(homes.union_all())
    layers = {layer["id"]: layer for layer in said["vector_layers"]}
    assert (said["name"], layers["grids"]["minzoom"]) == ("县", FIRST["grids"])
    assert layers["grids"]["fields"]["households"] == "Number"
    assert [*layers["grids_labels"]["fields"]] == ["code", "name", "households"]


def test_gdal_reads_it(plans: Path, tmp_path: Path) -> None:
    made(plans, tmp_path / "county.pmtiles")

    found = pyogrio.read_dataframe(tmp_path / "county.pmtiles", layer="grids")

    assert set(found["code"]) == codes_in(plans, "grids")
    assert not any("household_id" in name or name == "id" for name in found.columns)


def test_a_plan_alone_is_a_file_with_its_names(tmp_path: Path) -> None:
    plan = town()

    write_archive(
        sheets_of_plan(plan, tmp_path), tmp_path / "t.pmtiles", title="", opened=nullcontext
    )

    said: dict[str, Any] = {}
    for layers in tiles_in(tmp_path / "t.pmtiles").values():
        said |= by_code(layers.get("grids", [])) | by_code(layers.get("communities", []))
    assert set(plan.levels[0].code) | set(plan.communities.code) <= said.keys()
    assert said[f"{VILLAGE}001"]["status"] == "in band"
    assert said[VILLAGE]["name"] == dict(
        zip(plan.communities.code, plan.communities.name, strict=True)
    ).get(VILLAGE)


@pytest.mark.parametrize(("least", "told"), [(60, 60), (61, None)])
def test_counts_below_the_least_are_left_out(
    least: int, told: int | None, plans: Path, tmp_path: Path
) -> None:
    made(plans, tmp_path / "county.pmtiles", least=least)

    # The first township is one grid of 60 households.
    found = by_code(
        [
            feature
            for layers in tiles_in(tmp_path / "county.pmtiles").values()
            for feature in (*layers.get("grids", ()), *layers.get("grids_labels", ()))
        ]
    )
    assert found[f"{TOWNS[0]}201001"].get("households") == told


def test_processes_write_the_same_bytes_and_tell_how_far_they_are(
    plans: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []

    made(plans, tmp_path / "alone.pmtiles", on_progress=lambda *far: told.append(far))
    made(plans, tmp_path / "spread.pmtiles", opened=partial(spreading, 2))

    assert (tmp_path / "alone.pmtiles").read_bytes() == (tmp_path / "spread.pmtiles").read_bytes()
    of = len(batches_of(sheets_of_country(plans)))
    assert told == [(done, of) for done in range(1, of + 1)]


def test_a_batch_holds_the_files_of_the_townships_near_to_it_alone(plans: Path) -> None:
    batches = batches_of(sheets_of_country(plans))

    assert {batch.square.zoom for batch in batches} == {first for first, _ in BATCHES}
    for batch in batches:
        assert (FIRST["grids"] <= batch.square.zoom) == ("grids" in batch.files)
    far = max(batches, key=lambda batch: (batch.square.zoom, -batch.square.col))
    assert len(far.files["grids"]) <= 3


def test_a_plan_without_levels_has_no_tiles(tmp_path: Path) -> None:
    plan = replace(town(), levels=(), zone_of={})

    with pytest.raises(NotInPlanError, match="grids"):
        sheets_of_plan(plan, tmp_path)


def test_a_township_just_beyond_a_square_is_read_with_it_and_makes_no_square_of_its_own() -> None:
    # Squares of zoom 11 are 0.17578125 degrees wide; the second stands just east of the first.
    side = 360 / 2**11
    first = Sheet(np.array([[0.1 * side, 0.1, 0.9 * side, 0.11]]), {})
    second = Sheet(np.array([[1.02 * side, 0.1, 1.5 * side, 0.11]]), {})
    third = Sheet(np.array([[1.2 * side, 0.1, 1.5 * side, 0.11]]), {})

    squares = squares_of([first, second, third], 11, MARGIN)

    assert sorted((tile.col - 1024, rows) for tile, rows in squares.items()) == [
        (0, [0, 1]), (1, [1, 2]),
    ]  # fmt: skip


def test_older_tiles_stay_where_a_file_is_damaged(plans: Path, tmp_path: Path) -> None:
    target = tmp_path / "county.pmtiles"
    target.write_bytes(b"older")
    file = folder_of(plans, TOWNS[2]) / GRIDS
    whole = file.read_bytes()
    try:
        file.write_bytes(whole[:200])
        with pytest.raises(ReadError, match=r"grids\.parquet"):
            made(plans, target)
        with pytest.raises(ReadError, match=r"grids\.parquet"):
            made(plans, target, opened=partial(spreading, 2))
    finally:
        file.write_bytes(whole)

    assert target.read_bytes() == b"older"
    assert [one.name for one in tmp_path.iterdir()] == ["county.pmtiles"]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_older_tiles_stay_where_the_disk_is_full(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "county.pmtiles"
    target.write_bytes(b"older")
    monkeypatch.setattr("api.tiles.archive.finalize_header", full_disk)

    with pytest.raises(WriteError, match="No space left"):
        made(plans, target)

    assert target.read_bytes() == b"older"


def test_a_folder_that_is_no_country_and_a_name_of_another_kind_are_refused(
    plans: Path, tmp_path: Path
) -> None:
    with pytest.raises(ReadError, match=LIST):
        sheets_of_country(tmp_path)
    with pytest.raises(WriteError, match=r"\.pmtiles"):
        made(plans, tmp_path / "county.gpkg")


def test_zones_without_shapes_make_no_file(tmp_path: Path, plans: Path) -> None:
    sheets = sheets_of_country(plans)
    for sheet in sheets:
        sheet.bounds[:] = np.nan

    with pytest.raises(ReadError, match="no grid and no community has a shape"):
        write_archive(sheets, tmp_path / "t.pmtiles", title="", opened=nullcontext)


def test_who_dies_again_and_again_is_told(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.tiles.archive.tiles_of", _dies)

    with pytest.raises(CommandError, match="--workers 1"):
        made(plans, tmp_path / "t.pmtiles", opened=partial(spreading, 2))

    assert [*tmp_path.iterdir()] == []


def _dies(_batch: object) -> object:
    raise MemoryError


def test_a_batch_beside_everything_has_no_tile(plans: Path) -> None:
    batches = batches_of(sheets_of_country(plans))
    (batch, *_) = [one for one in batches if one.square.zoom == BATCHES[1][0]]
    far = type(batch)(type(batch.square)(11, 0, 0), batch.last, batch.files)

    assert tiles_of(far) == []

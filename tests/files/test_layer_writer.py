"""Layers in one GeoPackage: in their order, whole, with the time that is asked for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyogrio
import pytest
from saved import HOMES

from gridgen.files.layer_writer import write_layers
from gridgen.model.errors import WriteError


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder nobody can write to")
def test_a_read_only_folder_is_one_sentence() -> None:
    with pytest.raises(WriteError, match=r"/proc/x\.gpkg: the file cannot be written: .*you may"):
        write_layers({"households": HOMES}, "/proc/x.gpkg")


def test_layers_are_stamped_with_the_time_only_where_none_is_given(tmp_path: Path) -> None:
    stamp = "2025-01-01T00:00:00Z"

    write_layers({"households": HOMES}, tmp_path / "sample.gpkg", stamp=stamp)
    write_layers({"households": HOMES}, tmp_path / "own.gpkg")

    def last_change(name: str) -> str:
        connection = sqlite3.connect(tmp_path / name)
        said = connection.execute("SELECT last_change FROM gpkg_contents").fetchone()
        connection.close()
        return str(said[0])

    assert last_change("sample.gpkg").startswith("2025-01-01T00:00:00")
    assert not last_change("own.gpkg").startswith("2025-01-01")


def test_layers_stand_in_their_order_and_the_same_layers_make_the_same_file(
    tmp_path: Path,
) -> None:
    layers = {"households": HOMES, "first by the alphabet": HOMES}
    for name in ("a.gpkg", "b.gpkg"):
        write_layers(layers, tmp_path / name, stamp="2025-01-01T00:00:00Z")

    assert [str(name) for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")] == list(layers)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


@pytest.mark.parametrize("name", ["OGR_CURRENT_DATE", "OGR_SQLITE_SYNCHRONOUS"])
def test_what_others_told_gdal_is_not_changed(name: str, tmp_path: Path) -> None:
    for told in (None, "NORMAL" if name == "OGR_SQLITE_SYNCHRONOUS" else "2020-02-02T00:00:00Z"):
        pyogrio.set_gdal_config_options({name: told})

        write_layers({"households": HOMES}, tmp_path / "a.gpkg", stamp="2025-01-01T00:00:00Z")

        assert pyogrio.get_gdal_config_option(name) == told
        pyogrio.set_gdal_config_options({name: None})


def test_a_name_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"in\.csv: .* expected a name that ends in \.gpkg"):
        write_layers({"households": HOMES}, tmp_path / "in.csv")

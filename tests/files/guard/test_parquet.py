"""A Parquet file is measured before it is read, and says its systems in words that are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from geopandas.testing import assert_geodataframe_equal
from pyarrow import parquet as pq
from saved import HOMES

from gridgen.files.guard.limits import narrowed
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError


def saying(path: Path, crs: Any) -> Path:
    HOMES.to_parquet(path)
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = crs
    metadata = {**table.schema.metadata, b"geo": json.dumps(geo).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    return path


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_a_geoparquet_comes_back_as_geopandas_reads_it(tmp_path: Path, encoding: str) -> None:
    HOMES.to_crs("EPSG:4547").to_parquet(tmp_path / "a.parquet", geometry_encoding=encoding)

    table = read_inputs(tmp_path / "a.parquet").households

    assert_geodataframe_equal(table, gpd.read_parquet(tmp_path / "a.parquet"))


def test_a_plain_parquet_is_a_plain_table(tmp_path: Path) -> None:
    given = pd.DataFrame({"id": ["a", "b"], "lon": [1.5, 2.5]}, index=[7, 9])
    given.to_parquet(tmp_path / "a.parquet")

    table = read_inputs(tmp_path / "a.parquet").households

    assert not isinstance(table, gpd.GeoDataFrame)
    assert table.to_dict("list") == {"id": ["a", "b"], "lon": [1.5, 2.5]}


@pytest.mark.parametrize(
    "crs",
    ["+proj=longlat +ellps=krass +nadgrids=/srv/grid.gsb", "+init=/srv/secret.csv:1",
     "http://127.0.0.1:9/crs", "+proj=pipeline +step +proj=hgridshift +grids=/srv/grid.gsb"],
)  # fmt: skip
def test_a_system_that_names_a_file_is_refused(tmp_path: Path, crs: str) -> None:
    with pytest.raises(ReadError, match="would open another file or an address"):
        read_inputs(saying(tmp_path / "a.parquet", crs))


def test_a_system_that_is_null_is_none(tmp_path: Path) -> None:
    assert read_inputs(saying(tmp_path / "a.parquet", None)).households.crs is None


def test_one_value_repeated_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    zeros = pa.table({name: np.zeros(1_000_000) for name in ("lon", "lat")})
    with pq.ParquetWriter(tmp_path / "a.parquet", zeros.schema) as file:
        for _ in range(5):
            file.write_table(zeros)

    with pytest.raises(ReadError, match="5,000,000 rows or more; at most 3,000,000"):
        read_inputs(tmp_path / "a.parquet")
    with (
        narrowed(rows=0),
        pytest.raises(ReadError, match=r"it unpacks to 80,000,000 bytes, [\d,]+ times its size"),
    ):
        read_inputs(tmp_path / "a.parquet")


@pytest.mark.parametrize("most", [{"rows": 1}, {"columns": 3}])
def test_rows_and_columns_have_limits(tmp_path: Path, most: dict[str, int]) -> None:
    HOMES.to_parquet(tmp_path / "a.parquet")

    with narrowed(**most), pytest.raises(ReadError, match=f"at most {min(most.values())} are read"):
        read_inputs(tmp_path / "a.parquet")


def test_columns_of_a_type_of_somebody_else_run_nothing(tmp_path: Path) -> None:
    odd = {b"ARROW:extension:name": b"arrow.py_extension_type",
           b"ARROW:extension:metadata": b"cos\nsystem\n(S'false'\ntR."}  # fmt: skip
    schema = pa.schema([pa.field("id", pa.string(), metadata=odd)])
    pq.write_table(pa.table({"id": ["a"]}).cast(schema), tmp_path / "a.parquet")

    assert read_inputs(tmp_path / "a.parquet").households["id"].tolist() == ["a"]

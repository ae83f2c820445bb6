"""Columns of WKT and WKB become shapes; other columns stay."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.shape_cells import to_shapes, with_shapes

POINT = shapely.Point(113.1, 23.05)


@pytest.mark.parametrize(
    "cell",
    [
        "POINT (113.1 23.05)",
        "point(113.1 23.05)",
        "SRID=4490;POINT(113.1 23.05)",
        shapely.to_wkb(POINT, hex=True),
    ],
)
def test_shapes_are_read_as_databases_write_them(cell: str) -> None:
    shapes = to_shapes([cell, "", None])

    assert shapes is not None
    assert shapely.equals(shapes[0], POINT)
    assert shapes[1] is None


def test_a_cell_that_is_cut_has_no_shape() -> None:
    shapes = to_shapes(["POINT (1 2)", "POINT (3 4)", "POINT (5"])

    assert shapes is not None
    assert shapes[2] is None


def test_a_table_gets_a_geometry_and_the_crs_of_its_cells() -> None:
    table = with_shapes(pd.DataFrame({"编号": ["a"], "WKT": ["SRID=4547;POINT (500000 2550000)"]}))

    assert isinstance(table, gpd.GeoDataFrame)
    assert table.crs == "EPSG:4547"
    assert list(table.columns) == ["编号", "geometry"]


@pytest.mark.parametrize("cells", [["113.1,23.05"], [""], ["东门"]])
def test_a_column_of_other_things_stays(cells: list[str]) -> None:
    table = pd.DataFrame({"坐标": cells})

    assert with_shapes(table) is table

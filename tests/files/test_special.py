"""A layer of special grids: polygons that do not overlap, with what they are sized by."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.special import to_special
from gridgen.model.errors import ReadError

METRES = "EPSG:4547"


def box(west: float, east: float) -> shapely.Polygon:
    return shapely.box(500_000 + west, 3_400_000, 500_000 + east, 3_400_010)


def drawn(*shapes: shapely.Geometry | None, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=METRES)


def test_names_codes_and_sizes_are_read_in_either_language() -> None:
    table = drawn(
        box(0, 10), box(20, 30), 网格名称=["市场", None], 编码=["801", ""], 商户数=["30", "many"]
    )

    special, found = to_special(table, crs_m=METRES, source="special")

    assert special.name.tolist() == ["市场", ""]
    assert special.code.tolist() == ["801", ""]
    assert special.size.tolist() == [30, 0]
    assert found == ()


def test_of_two_that_overlap_the_first_has_what_both_claim() -> None:
    special, _ = to_special(drawn(box(0, 10), box(5, 20)), crs_m=METRES, source="special")

    assert shapely.area(special.shape).tolist() == pytest.approx([100, 100])
    assert special.shape[0].intersection(special.shape[1]).area == 0


def test_a_row_without_a_polygon_stays_with_an_empty_one() -> None:
    special, _ = to_special(
        drawn(None, shapely.Point(500_000, 3_400_000), box(0, 10)), crs_m=METRES, source="special"
    )

    assert shapely.is_empty(special.shape).tolist() == [True, True, False]


def test_shapes_in_degrees_come_in_metres() -> None:
    table = drawn(box(0, 10)).to_crs("EPSG:4490")

    special, _ = to_special(table, crs_m=METRES, source="special")

    assert special.shape[0].area == pytest.approx(100, rel=1e-6)


def test_a_table_without_polygons_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^s\.csv: the table has no polygons; expected a layer of"):
        to_special(pd.DataFrame({"name": ["市场"]}), crs_m=METRES, source="s.csv")

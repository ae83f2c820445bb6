"""The grids that are there already: polygons with codes, in metres, repaired."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.existing import to_existing
from gridgen.model.errors import ReadError

METRES = "EPSG:4547"
SQUARE = shapely.box(500_000, 3_400_000, 500_010, 3_400_010)


def drawn(
    *shapes: shapely.Geometry, crs: str | None = METRES, **columns: object
) -> gpd.GeoDataFrame:
    codes = {"code": range(1, len(shapes) + 1)}
    return gpd.GeoDataFrame(codes | columns, geometry=list(shapes), crs=crs)


def test_codes_are_texts_and_names_may_be_missing() -> None:
    grids = to_existing(drawn(SQUARE, SQUARE, name=["东", None]), crs_m=METRES, source="old")

    assert (grids.code.tolist(), grids.name.tolist()) == (["1", "2"], ["东", ""])
    assert to_existing(drawn(SQUARE), crs_m=METRES, source="old").name.tolist() == [""]


def test_polygons_come_in_metres_and_are_repaired() -> None:
    x, y = 500_000, 3_400_000
    bow = shapely.Polygon([(x, y), (x + 2, y + 2), (x + 2, y), (x, y + 2)])
    table = drawn(SQUARE, bow).to_crs("EPSG:4490")

    grids = to_existing(table, crs_m=METRES, source="old")

    assert shapely.area(grids.shape).tolist() == pytest.approx([100, 2], rel=1e-5)
    assert shapely.is_valid(grids.shape).all()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            pd.DataFrame({"code": ["1"], "name": ["a"]}),
            "^old: the columns are code, name; expected",
        ),
        (drawn(SQUARE).drop(columns="code"), "^old: the columns are geometry; expected a layer"),
        (drawn(SQUARE, crs=None), "^old: the layer does not say its CRS; expected one. Write it"),
    ],
)
def test_a_layer_that_cannot_be_used_says_what_it_has(table: pd.DataFrame, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        to_existing(table, crs_m=METRES, source="old")

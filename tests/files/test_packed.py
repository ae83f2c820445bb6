"""Tables go into a GeoPackage as columns, and come out of it as they were."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from gridgen.files.packed import append, packed

POINT, LINE, SQUARE = (
    shapely.Point(1, 2), shapely.LineString([(0, 0), (3, 4)]), shapely.box(0, 0, 2, 2)
)  # fmt: skip
TWO_SQUARES = shapely.MultiPolygon([SQUARE, shapely.box(5, 5, 6, 6)])
TWO_LINES = shapely.MultiLineString([LINE, [(9, 9), (8, 7)]])


def layer(*shapes: shapely.Geometry | None) -> gpd.GeoDataFrame:
    table = {"name": [f"地{k}" for k in range(len(shapes))]}
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs="EPSG:4490")


def written(folder: Path, table: pd.DataFrame, kind: str = "") -> gpd.GeoDataFrame:
    append([packed("layer", table, kind)], folder / "some.gpkg", None)
    return pyogrio.read_dataframe(folder / "some.gpkg", layer="layer")


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([POINT, POINT], "Point"),
        ([LINE, TWO_LINES], "MultiLineString"),
        ([LINE, shapely.LinearRing([(0, 0), (1, 0), (1, 1)])], "LineString"),
        ([SQUARE], "Polygon"),
        ([SQUARE, TWO_SQUARES], "MultiPolygon"),
        ([SQUARE, None], "Polygon"),
        ([LINE, SQUARE], "Unknown"),
        ([LINE, TWO_SQUARES], "Unknown"),
        ([POINT, LINE, TWO_LINES], "Unknown"),
        ([], "Unknown"),
    ],
)
def test_a_layer_is_of_the_kind_that_all_its_shapes_are(
    shapes: list[shapely.Geometry | None], kind: str, tmp_path: Path
) -> None:
    back = written(tmp_path, layer(*shapes))

    assert pyogrio.read_info(tmp_path / "some.gpkg", layer="layer")["geometry_type"] == kind
    assert len(back) == len(shapes)
    for was, now in zip(shapes, back.geometry, strict=True):
        assert was == now or (was is not None and was.equals(now))


def test_polygons_that_are_one_piece_have_one_part_where_areas_are_asked_for(
    tmp_path: Path,
) -> None:
    back = written(tmp_path, layer(SQUARE, TWO_SQUARES), "MultiPolygon")

    assert back.geom_type.tolist() == ["MultiPolygon"] * 2
    assert back.geometry.to_list() == [shapely.MultiPolygon([SQUARE]), TWO_SQUARES]
    assert back.crs.to_epsg() == 4490


def test_a_crs_without_a_number_is_written_in_words(tmp_path: Path) -> None:
    own = "+proj=tmerc +lon_0=113.1 +x_0=500000 +ellps=GRS80 +units=m"

    back = written(tmp_path, layer(POINT).set_crs(own, allow_override=True))

    assert back.crs.to_epsg() is None
    assert back.crs.equals(own)


def test_a_table_without_shapes_keeps_its_types_and_texts_also_where_it_has_no_rows(
    tmp_path: Path,
) -> None:
    table = pd.DataFrame({"text": ["甲", "", None], "number": [1, 2, 3], "part": [0.5, None, 2.0]})

    back = written(tmp_path, table)
    append([packed("empty", table.iloc[:0].astype({"text": object}))], tmp_path / "some.gpkg", None)

    assert back["text"].tolist()[:2] == ["甲", ""]
    assert pd.isna(back["text"][2])
    assert pd.isna(back["part"][1])
    assert back["number"].tolist() == [1, 2, 3]
    fields = pyogrio.read_info(tmp_path / "some.gpkg", layer="empty")
    assert dict(zip(fields["fields"], fields["dtypes"], strict=True)) == {
        "text": "object", "number": "int64", "part": "float64"
    }  # fmt: skip


def test_rows_come_behind_those_that_a_layer_has(tmp_path: Path) -> None:
    for _ in range(2):
        append([packed("layer", layer(POINT), "Point")], tmp_path / "some.gpkg", None)

    assert len(pyogrio.read_dataframe(tmp_path / "some.gpkg", layer="layer")) == 2

"""KML has a folder for each layer, and reads back as it was."""

from __future__ import annotations

import geopandas as gpd
import shapely

from gridgen.files.kml import kml_layers
from gridgen.files.kml_writer import kml_of

HOLED = shapely.box(114, 31, 115, 32) - shapely.box(114.2, 31.2, 114.4, 31.4)


def test_what_is_written_reads_back() -> None:
    names = ['㙍尾𠮷 <&> "䶮"', "鿍"]
    shapes = [HOLED, shapely.MultiPolygon([shapely.box(1, 2, 3, 4), shapely.box(5, 6, 7, 8)])]
    grids = gpd.GeoDataFrame({"code": ["1", "2"], "name": names}, geometry=shapes, crs=4326)

    text, found = kml_of({"grids": grids, "村 & 社区": grids})

    layers = kml_layers(text.encode(), "a.kml")
    assert found == ()
    assert list(layers) == ["grids", "村 & 社区"]
    assert layers["grids"]["name"].tolist() == names
    assert layers["grids"]["code"].tolist() == ["1", "2"]
    assert shapely.equals(layers["grids"].geometry.to_numpy(), shapes).all()


def test_characters_that_xml_forbids_are_left_out_and_told() -> None:
    grids = gpd.GeoDataFrame({"name": ["a\x01b"]}, geometry=[shapely.Point(1, 2)], crs=4326)

    text, (found,) = kml_of({"grids": grids})

    assert (found.rule, found.number) == ("text_lost", 1)
    assert kml_layers(text.encode(), "a.kml")["grids"]["name"].tolist() == ["ab"]

"""What is told of tiles: the square, tilesets (OGC 17-083r4, 20-057) and TileJSON 3.0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from api.layers import Bounds
from api.models import Link
from api.tiles import square
from api.tiles.mvt import POINT, Layer

MVT = "application/vnd.mapbox-vector-tile"
TILEJSON = "application/vnd.mapbox.tile+json"

TILING = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
"""Relation of the link to the square."""

_BEGINS = 12
"""The zoom at which a map of a township begins."""

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class TileLink(Link):
    """A link, perhaps one with places to fill in: {tileMatrix}, {tileRow}, {tileCol}."""

    templated: bool | None = None


class MatrixLimits(BaseModel):
    """Which rows and columns of one zoom there are."""

    tile_matrix: str = Field(serialization_alias="tileMatrix")
    min_tile_row: int = Field(serialization_alias="minTileRow")
    max_tile_row: int = Field(serialization_alias="maxTileRow")
    min_tile_col: int = Field(serialization_alias="minTileCol")
    max_tile_col: int = Field(serialization_alias="maxTileCol")


class BoxOfTiles(BaseModel):
    """Where the data of a tileset lies."""

    lower_left: list[float] = Field(serialization_alias="lowerLeft")
    upper_right: list[float] = Field(serialization_alias="upperRight")
    crs: str = _CRS84


class LayerOfTiles(BaseModel):
    """A layer of the tiles of a set."""

    id: str
    data_type: str = Field(default="vector", serialization_alias="dataType")
    geometry_dimension: int = Field(
        serialization_alias="geometryDimension", description="0: points; 2: polygons."
    )
    min_tile_matrix: str = Field(serialization_alias="minTileMatrix")
    max_tile_matrix: str = Field(serialization_alias="maxTileMatrix")
    properties_schema: dict[str, Any] = Field(serialization_alias="propertiesSchema")


class TileSetItem(BaseModel):
    """A tileset as lists have it."""

    title: str
    data_type: str = Field(default="vector", serialization_alias="dataType")
    crs: str = square.CRS_URI
    tile_matrix_set_uri: str = Field(default=square.URI, serialization_alias="tileMatrixSetURI")
    links: list[TileLink]


class TileSet(TileSetItem):
    """A tileset, with everything that is told of it."""

    tile_matrix_set_limits: list[MatrixLimits] = Field(serialization_alias="tileMatrixSetLimits")
    bounding_box: BoxOfTiles | None = Field(default=None, serialization_alias="boundingBox")
    layers: list[LayerOfTiles]


class TileSets(BaseModel):
    """The tilesets of a resource."""

    links: list[TileLink]
    tilesets: list[TileSetItem]


class TileMatrixSets(BaseModel):
    """The squares in which tiles lie: one."""

    tile_matrix_sets: list[dict[str, Any]] = Field(serialization_alias="tileMatrixSets")


class VectorLayer(BaseModel):
    """A layer as TileJSON tells it."""

    id: str
    fields: dict[str, str]
    minzoom: int
    maxzoom: int


class TileJson(BaseModel):
    """What MapLibre, QGIS and others read to know where tiles are and what is in them."""

    tilejson: str = "3.0.0"
    name: str
    scheme: str = "xyz"
    tiles: list[str]
    minzoom: int = 0
    maxzoom: int = square.DEEPEST
    bounds: list[float] | None = None
    center: list[float] | None = None
    vector_layers: list[VectorLayer]


def tileset(
    title: str, layers: Iterable[Layer], bounds: Bounds | None, links: list[TileLink]
) -> TileSet:
    """Return what OGC asks to be told of a tileset."""
    box = bounds and BoxOfTiles(lower_left=[*bounds[:2]], upper_right=[*bounds[2:]])
    return TileSet(title=title, links=links, tile_matrix_set_limits=_limits(), bounding_box=box,
                   layers=[_layer(layer) for layer in layers])  # fmt: skip


def tilejson(title: str, layers: Iterable[Layer], bounds: Bounds | None, address: str) -> TileJson:
    """Return a tileset as TileJSON.

    Parameters
    ----------
    title
        Of the tileset.
    layers
        Of its tiles.
    bounds
        West, south, east, north in degrees; None where nothing has a shape.
    address
        Of tiles, with {z}, {y} and {x}.
    """
    listed = [
        VectorLayer(id=layer.name, fields=dict(layer.fields), minzoom=layer.first,
                    maxzoom=square.DEEPEST)
        for layer in layers
    ]  # fmt: skip
    if bounds is None:
        return TileJson(name=title, tiles=[address], vector_layers=listed)
    west, south, east, north = bounds
    middle = ((west + (east - west) % 360 / 2) + 180) % 360 - 180
    # TileJSON knows no box across the antimeridian: one that goes round the earth instead.
    box = [west, south, east, north] if west <= east else [-180.0, south, 180.0, north]
    return TileJson(name=title, tiles=[address], vector_layers=listed, bounds=box,
                    center=[round(middle, 6), round((south + north) / 2, 6), _BEGINS])  # fmt: skip


def _layer(layer: Layer) -> LayerOfTiles:
    properties = {name: {"type": kind.lower()} for name, kind in layer.fields.items()}
    return LayerOfTiles(
        id=layer.name, geometry_dimension=0 if layer.kind == POINT else 2,
        min_tile_matrix=str(layer.first), max_tile_matrix=str(square.DEEPEST),
        properties_schema={"type": "object", "properties": properties},
    )  # fmt: skip


def _limits() -> list[MatrixLimits]:
    """All tiles of the zooms that are drawn: one without data is empty, not missing."""
    return [
        MatrixLimits(
            tile_matrix=str(zoom), min_tile_row=0, max_tile_row=2**zoom - 1, min_tile_col=0,
            max_tile_col=2**zoom - 1,
        )
        for zoom in range(square.DEEPEST + 1)
    ]  # fmt: skip


def square_as_told() -> dict[str, Any]:
    """Return the definition of the square."""
    return {
        "id": square.NAME,
        "title": "Google Maps Compatible for the World",
        "uri": square.URI,
        "crs": square.CRS_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [square.matrix(zoom) for zoom in range(square.LAST + 1)],
    }

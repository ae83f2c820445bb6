"""Tiles taken apart again, by another library than the one that made them."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import shapely
from shapely.geometry import shape

Read = dict[str, list[dict[str, Any]]]


def read(body: bytes) -> Read:
    """By the name of each layer its features: `id`, `properties`, `geometry`, y to the south."""
    decoded = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    assert all(layer["extent"] == 4096 for layer in decoded.values())
    assert all(layer["version"] == 2 for layer in decoded.values())
    return {name: layer["features"] for name, layer in decoded.items()}


def shapes(features: list[dict[str, Any]]) -> list[shapely.Geometry]:
    """The shapes of features, units."""
    return [shape(feature["geometry"]) for feature in features]


def by_code(features: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The properties of features, by their code."""
    return {feature["properties"]["code"]: feature["properties"] for feature in features}

"""Neighbours over tables: who is one, of whom, and in which rows."""

from __future__ import annotations

import importlib.util

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gridgen

METRES = "EPSG:4547"
CORNER = np.array([500_000.0, 3_400_000.0])


def homes(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    xy = CORNER + np.array(places, dtype=float)
    return gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))]}, geometry=gpd.points_from_xy(*xy.T), crs=METRES
    )


def land(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    x, y = CORNER
    shapes = [shapely.box(x + a, y + b, x + c, y + d) for a, b, c, d in boxes]
    codes = [f"99010100120{k + 1}" for k in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"code": codes, "kind": ["village"] * len(codes)}, geometry=shapes, crs=METRES
    )


ROW = homes((10, 10), (30, 10), (50, 10))
WHOLE = land((0, 0, 60, 20))


def test_houses_in_a_row_are_neighbours_of_the_next() -> None:
    pairs = gridgen.neighbours(ROW, WHOLE)

    assert pairs.tolist() == [[0, 1], [1, 2]]


def test_nobody_is_a_neighbour_across_a_river() -> None:
    river = gpd.GeoDataFrame(
        {"class": ["river"]},
        geometry=[shapely.LineString(CORNER + np.array([[40, -10], [40, 30]]))],
        crs=METRES,
    )

    pairs = gridgen.neighbours(ROW, WHOLE, {"lines": river})

    assert pairs.tolist() == [[0, 1]]


def test_nobody_is_a_neighbour_across_a_boundary() -> None:
    pairs = gridgen.neighbours(ROW, land((0, 0, 20, 20), (20, 0, 60, 20)))

    assert pairs.tolist() == [[1, 2]]


def test_rows_are_those_of_the_table_where_one_cannot_be_read() -> None:
    table = ROW.copy()
    table.loc[0, "geometry"] = None

    pairs = gridgen.neighbours(table, WHOLE)

    assert pairs.tolist() == [[1, 2]]


def test_one_house_has_no_neighbour() -> None:
    pairs = gridgen.neighbours(homes((10, 10)), WHOLE)

    assert pairs.shape == (0, 2)
    assert pairs.dtype == np.int64


def test_without_a_boundary_all_are_of_one_community() -> None:
    pairs = gridgen.neighbours(ROW)

    assert pairs.tolist() == [[0, 1], [1, 2]]


def test_ground_of_another_name_is_refused() -> None:
    with pytest.raises(gridgen.ProblemError, match="ground has 'rivers'; expected some of lines"):
        gridgen.neighbours(ROW, WHOLE, {"rivers": WHOLE})


@pytest.mark.skipif(
    importlib.util.find_spec("libpysal") is not None, reason="libpysal is installed here"
)
def test_a_graph_without_libpysal_is_refused() -> None:
    with pytest.raises(gridgen.ProblemError, match="libpysal, which is not installed"):
        gridgen.neighbours(ROW, WHOLE, as_graph=True)


def test_a_graph_holds_the_pairs_both_ways_and_who_has_none() -> None:
    pytest.importorskip("libpysal", reason="libpysal is no dependency of ours")

    graph = gridgen.neighbours(ROW, land((0, 0, 20, 20), (20, 0, 60, 20)), as_graph=True)

    assert graph.n == 3
    assert list(graph.isolates) == [0]
    assert graph[1].to_dict() == {2: 1}

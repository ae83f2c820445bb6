"""Hamlets are found where houses stand together, and offered as units to keep whole."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score
from villages import CITY, VILLAGE, homes, land

import gridgen
from gridgen.cli.main import main
from gridgen.division.hamlets import hamlets_of


def clumps(middles: list[tuple[float, float]], size: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.vstack([rng.normal(m, 25, (size, 2)) for m in middles])


def test_two_hamlets_and_a_farm_far_from_both() -> None:
    xy = np.vstack([clumps([(600, 0), (0, 0)], 20), [[300.0, 900.0]]])

    label = hamlets_of(xy, smallest=8, apart_m=60)

    assert label.tolist() == [1] * 20 + [0] * 20 + [-1]


@examples(25)
@given(hamlets=st.integers(2, 6), size=st.integers(15, 40), seed=st.integers(0, 1000))
def test_hamlets_far_apart_are_those_of_single_linkage(hamlets: int, size: int, seed: int) -> None:
    xy = clumps([(700.0 * k, 500.0 * (k % 2)) for k in range(hamlets)], size, seed)

    label = hamlets_of(xy, smallest=8, apart_m=60)

    slow = fcluster(linkage(xy, "single"), 200, criterion="distance")
    assert adjusted_rand_score(slow, label) == 1


@pytest.mark.parametrize(("houses", "found"), [(7, 0), (8, 1)])
def test_fewer_houses_than_the_smallest_are_no_hamlet(houses: int, found: int) -> None:
    xy = clumps([(0, 0)], houses)

    label = hamlets_of(xy, smallest=8, apart_m=60)

    assert label.max() + 1 == found


def write_town(path: Path, **columns: object) -> None:
    xy = np.vstack([clumps([(200, 200), (900, 300)], 60), clumps([(1500, 300)], 30)])
    boxes = {VILLAGE: shapely.box(0, 0, 1200, 600), CITY: shapely.box(1200, 0, 1800, 600)}
    homes(xy, **columns).to_file(path, layer="households")
    land(boxes).to_file(path, layer="communities")


def test_the_command_writes_an_input_that_divides_with_hamlets_whole(tmp_path: Path) -> None:
    write_town(tmp_path / "in.gpkg")
    page = tmp_path / "hamlets.html"
    asked = ["hamlets", str(tmp_path / "in.gpkg"), "-o", str(tmp_path / "out.gpkg")]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gridgen", *asked, "--map", str(page), "--lang", "zh"])
        with pytest.raises(SystemExit, match="0"):
            main()

    households = gpd.read_file(tmp_path / "out.gpkg", layer="households")
    sizes = households[households["group"] != ""].groupby("group").size()
    assert sizes.to_dict() == {f"{VILLAGE}-01": 60, f"{VILLAGE}-02": 60}
    assert "自然村（待确认）" in page.read_text("utf-8")
    communities = gpd.read_file(tmp_path / "out.gpkg", layer="communities")
    plan = gridgen.divide(households, communities=communities, effort="fast")
    rows = plan.households[plan.households["community"] == VILLAGE]
    assert rows.groupby("group")["grid"].nunique().tolist() == [1, 1]


def test_villages_that_name_groups_and_communities_are_left_alone(tmp_path: Path) -> None:
    write_town(tmp_path / "in.gpkg", group=["三组"] + [""] * 149)
    households = gpd.read_file(tmp_path / "in.gpkg", layer="households")
    communities = gpd.read_file(tmp_path / "in.gpkg", layer="communities")

    found = gridgen.find_hamlets(households, communities=communities)

    assert len(found.level("hamlets")) == 0
    assert [f.rule for f in found.report] == ["hamlets_given", "hamlets_urban"]


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(gridgen.ProblemError, match="smallest is 1"):
        gridgen.find_hamlets(gpd.GeoDataFrame(), smallest=1)

"""Which existing grids stay: along a row of houses, where pieces are plain to see."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from villages import GRIDS, VILLAGE, divide, homes, land, ours

from gridgen.division.kept import kept_where_it_can
from gridgen.model.bands import Band
from gridgen.model.plan import Plan

BAND = Band(3, 5)


def in_a_row(sizes: list[int]) -> list[int]:
    """Return which of the grids, one after the other along a row, stay."""
    label = np.repeat(np.arange(len(sizes)), sizes)
    fits = np.array([BAND.fewest <= n <= BAND.most for n in sizes])
    kept = np.where(fits[label], label, -1)
    n = len(label)
    pairs = np.stack([np.arange(n - 1), np.arange(1, n)], axis=1).astype(np.int32)

    found = kept_where_it_can(
        kept,
        np.full(n, -1),
        np.ones(n, np.int64),
        pairs,
        BAND,
        unit_of=np.arange(n, dtype=np.int32),
    )

    return sorted(set(found.tolist()) - {-1})


@pytest.mark.parametrize(
    ("sizes", "stay"),
    [
        ([4, 4, 4], [0, 1, 2]),
        ([4, 10, 4], [0, 2]),
        ([2, 4, 2], []),  # 2 and 2 cannot be cut, 8 can
        ([2, 4, 4, 4, 2], [2]),
        ([2, 4, 4, 10], [2]),
        ([2, 5, 4], [2]),  # 7 households: 3 and 4
        ([1, 3, 3], [2]),
        ([2, 3, 2, 3], [3]),  # 7 in one piece
        ([3, 2, 3], [2]),  # one of the two is enough
        ([4, 1, 3], [0]),  # the smaller
        ([5, 1, 3], [0]),
        ([1, 1], []),
    ],
)
def test_a_rest_that_cannot_be_cut_takes_in_grids_beside_until_it_can(
    sizes: list[int], stay: list[int]
) -> None:
    assert in_a_row(sizes) == stay


def test_a_rest_whose_buildings_fill_no_grids_takes_in_a_grid_beside() -> None:
    # Six houses would be two grids of three; as two buildings of two, and two houses, they are not,
    # where a grid must have four to five: only with the grid beside there are two of five.
    label = np.repeat([0, 1], [4, 6])
    kept = np.where(label == 0, 0, -1)
    pairs = np.stack([np.arange(9), np.arange(1, 10)], axis=1).astype(np.int32)
    none, one = np.full(10, -1), np.ones(10, np.int64)
    houses = np.arange(10, dtype=np.int32)
    towers = np.array([0, 1, 2, 3, 4, 4, 4, 7, 7, 7], np.int32)

    by_houses = kept_where_it_can(kept, none, one, pairs, Band(2, 4), unit_of=houses)
    by_towers = kept_where_it_can(kept, none, one, pairs, Band(4, 5), unit_of=towers)

    assert by_houses.tolist() == kept.tolist()
    assert by_towers.tolist() == [-1] * 10


def can_be_cut(households: int) -> bool:
    return any(3 * grids <= households <= 5 * grids for grids in range(households + 1))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9))
def test_what_stays_agrees_with_going_along_the_row_again_and_again(sizes: list[int]) -> None:
    stays = [3 <= n <= 5 for n in sizes]
    begun = True
    while begun:
        begun = False
        for is_kept, run in groupby(range(len(sizes)), key=lambda k: stays[k]):
            mine = list(run)
            total = sum(sizes[k] for k in mine)
            beside = [k for k in (mine[0] - 1, mine[-1] + 1) if 0 <= k < len(sizes)]
            if not is_kept and not can_be_cut(total) and beside:
                begun = True
                stays[
                    min(beside, key=lambda k: (not can_be_cut(total + sizes[k]), sizes[k], k))
                ] = False
                break

    assert in_a_row(sizes) == [k for k, kept in enumerate(stays) if kept]


def test_locked_households_join_no_rest() -> None:
    kept = np.array([-1, -1, 0, 0, 0, 0])
    pairs = np.array([[k, k + 1] for k in range(5)], np.int32)
    ones = np.ones(6, np.int64)

    def left(locked: list[int]) -> list[int]:
        houses = np.arange(6, dtype=np.int32)
        found = kept_where_it_can(kept, np.array(locked), ones, pairs, BAND, unit_of=houses)
        return found.tolist()

    assert left([-1] * 6) == [-1] * 6
    assert left([0, 0, -1, -1, -1, -1]) == kept.tolist()


# --- whole plans ---------------------------------------------------------------------------------

KEEP = 'existing = "keep"\n' + GRIDS.replace("{name}", "{n}")
KEEP += "band.village = { fewest = 3, most = 5 }"


def divided(folder: Path, sizes: list[int]) -> Plan:
    """Divide a row of houses whose old grids have these sizes."""
    n = sum(sizes)
    grid = [f"{VILLAGE}{k:03d}" for k, size in enumerate(sizes, start=1) for _ in range(size)]
    row = np.column_stack([10.0 * np.arange(n), np.zeros(n)])
    there = land({VILLAGE: shapely.box(-10, -10, 10 * n, 10)})
    return divide(homes(row, grid=grid), there, rules=ours(folder, KEEP))


@pytest.mark.parametrize(
    "sizes", [[2, 4, 2], [2, 4, 4, 4, 2], [4, 4, 10, 4], [2, 4, 4, 10], [3, 2, 3]]
)
def test_every_grid_is_inside_the_band_where_arithmetic_allows_it_and_the_rest_stays(
    tmp_path: Path, sizes: list[int]
) -> None:
    plan = divided(tmp_path, sizes)

    zones = plan.level("grids")
    code = zones.code[plan.zone_of["grids"]]
    begin = np.cumsum([0, *sizes])
    assert all(3 <= n <= 5 for n in zones.households)
    assert plan.report.errors == ()
    for k in in_a_row(sizes):
        assert set(code[begin[k] : begin[k + 1]]) == {f"{VILLAGE}{k + 1:03d}"}
        assert (code == f"{VILLAGE}{k + 1:03d}").sum() == sizes[k]

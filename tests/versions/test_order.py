"""Where zones stand is found by halves, and is where going through all of them finds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from edited import draft
from many_villages import many_villages

from gridgen.model.arrays import taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.zones import Zones
from gridgen.versions.order import in_order_of, places_in, rows_at_home, rows_in

PLAN = many_villages(3, groups=True)
RANK = {code: row for row, code in enumerate(PLAN.communities.code)}


@pytest.fixture(params=["grids", "ten_household_groups"])
def zones(request: pytest.FixtureRequest) -> Zones:
    return PLAN.level(request.param)


def test_the_zones_of_a_village_are_all_that_are_of_it(zones: Zones) -> None:
    for code in PLAN.communities.code:
        assert (
            rows_at_home(zones, code, RANK).tolist()
            == np.flatnonzero(zones.community == code).tolist()
        )


def test_zones_in_any_order_are_found_by_their_codes(zones: Zones) -> None:
    rows = np.random.default_rng(0).permutation(len(zones))[:7]

    assert rows_in(zones, taken(zones, rows), RANK).tolist() == rows.tolist()


def test_a_zone_that_is_not_there_is_told_by_its_code(zones: Zones) -> None:
    strange = replace(taken(zones, np.array([4])), code=["990101101200999"])

    with pytest.raises(NotInPlanError, match="990101101200999"):
        rows_in(zones, strange, RANK)


def test_new_zones_go_where_sorting_puts_them(zones: Zones) -> None:
    gone = np.array([0, 5, len(zones) - 1])
    kept, new = np.delete(np.arange(len(zones)), gone), taken(zones, gone)

    places = places_in(taken(zones, kept), new, RANK)

    assert np.insert(kept, places, gone).tolist() == list(range(len(zones)))


def test_what_is_set_aside_comes_last_in_its_community() -> None:
    grids = draft().plan.levels[0]
    kind = grids.kind.copy()
    kind[0] = "special"
    rank = draft().known.row_of_community
    first = rows_at_home(grids, grids.community[0], rank)

    order = in_order_of(replace(grids, kind=kind), rank)

    assert order[: len(first)] == [*first[1:], 0]

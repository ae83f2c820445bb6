"""A list of some villages: which these are, and what of the plan and of the list is used."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from villages import CITY, CRS, NEXT_VILLAGE, VILLAGE, divide, township

from gridgen.files.compared import compared
from gridgen.files.partial import Partial, with_some_villages
from gridgen.files.township import with_households
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.loader import load_rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divide(*township())


def of(plan: Plan, table: gpd.GeoDataFrame, new_ids: str | None = None) -> Partial:
    rules = load_rules("standard")
    whole = township_of(plan, rules)
    both = compared(whole, with_households(whole, table, rules), new_ids=new_ids)
    return with_some_villages(both, table, new_ids=new_ids)


def rows(first: int, last: int) -> gpd.GeoDataFrame:
    """Rows of the township: 140 of each community."""
    return township()[0].iloc[first:last]


@pytest.mark.parametrize("known", [70, 140])
def test_a_list_with_half_of_a_village_is_of_that_village(plan: Plan, known: int) -> None:
    some = of(plan, rows(0, known))

    assert some.stays == {NEXT_VILLAGE, CITY}
    assert len(some.households) == 280 + known
    assert (some.households.source == 0).sum() == 280


@pytest.mark.parametrize(("strays", "is_asked"), [(15, False), (16, True)])
def test_up_to_a_tenth_of_the_rows_may_lie_elsewhere(
    plan: Plan, strays: int, is_asked: bool
) -> None:
    table = pd.concat([rows(0, 140), rows(140, 140 + strays)])
    table["id"] = [*table["id"][:140], *(f"new{k}" for k in range(strays))]

    if is_asked:
        with pytest.raises(ReadError, match=f"{NEXT_VILLAGE} had 140 rows and the list has 0"):
            of(plan, table)
        return
    some = of(plan, table)
    assert some.stays == {NEXT_VILLAGE, CITY}
    assert [one.row for one in some.households.rejected] == list(range(140, 140 + strays))
    assert {one.found.rule for one in some.households.rejected} == {"row_of_other_village"}


def test_what_is_meant_is_done_with_less_than_half_of_a_village(plan: Plan) -> None:
    some = of(plan, rows(0, 30), "accept")

    assert some.stays == {NEXT_VILLAGE, CITY}
    assert len(some.households) == 310


def test_a_column_that_one_side_lacks_is_blank_on_the_other(plan: Plan) -> None:
    some = of(plan, rows(0, 140).assign(group="第1组"))

    groups = some.households.keys["group"].tolist()
    assert groups == [""] * 280 + ["第1组"] * 140


def test_a_list_in_another_system_comes_into_that_of_the_plan(plan: Plan) -> None:
    some = of(plan, rows(0, 140).to_crs("EPSG:4490"))

    assert some.households.crs == CRS
    given = some.households.given[280:]
    assert given == pytest.approx(plan.township.households.given[:140], abs=1e-3)


def test_villages_that_stay_are_counted_and_those_of_the_list_named(plan: Plan) -> None:
    (told,) = of(plan, rows(0, 140)).findings

    assert (told.rule, told.number) == ("partial_kept", 2)
    assert VILLAGE in told.en

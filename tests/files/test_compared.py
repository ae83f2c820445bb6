"""A plan and a newer list side by side: what is strange is said with numbers and names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from villages import divide, field, homes, square

from gridgen.files.compared import (
    Compared,
    accepted,
    called,
    compared,
    existing_unknown,
    refuse_strange,
)
from gridgen.files.township import with_households
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.loader import load_rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divide(homes(field(12, 10), households=5), square())


def beside(plan: Plan, ids: list[str], new_ids: str | None = None) -> Compared:
    """Compare the plan with a list of its own places under other ids."""
    rules = load_rules("standard")
    township = township_of(plan, rules)
    table = homes(field(12, 10)[: len(ids)]).assign(id=ids)
    return compared(township, with_households(township, table, rules), new_ids=new_ids)


def test_it_is_counted_who_is_known_and_who_has_another_id_now(plan: Plan) -> None:
    both = beside(plan, ["x", "y"], "match-by-place")

    assert both.known == 2
    assert both.id_of == {"h0": "x", "h1": "y"}
    assert both.old_of.tolist() == [0, 1]
    (found,) = both.findings
    assert (found.rule, found.number) == ("ids_by_place", 2)
    assert "0 are new, 118 of the plan are gone" in found.en


@pytest.mark.parametrize(("rows", "is_refused"), [(60, False), (59, True)])
def test_less_than_half_of_the_plan_is_refused_unless_the_list_is_partial(
    plan: Plan, rows: int, is_refused: bool
) -> None:
    both = beside(plan, [f"h{k}" for k in range(rows)])

    refuse_strange(both, new_ids=None, partial=True)
    if not is_refused:
        refuse_strange(both, new_ids=None, partial=False)
        return
    with pytest.raises(ReadError, match="of the 120 rows of the plan only 59") as refused:
        refuse_strange(both, new_ids=None, partial=False)
    assert "只有 59 行的编号" in refused.value.text("zh")


def test_what_is_strange_is_told_together(plan: Plan) -> None:
    both = beside(plan, ["x"])
    land = both.communities
    two = Communities(
        [*land.code, "2"], [*land.name, "East"], [*land.kind, "village"],
        np.array([*land.shape, land.shape[0]], object),
    )  # fmt: skip
    home = both.old.home.copy()
    home[:5] = 1
    both = replace(both, communities=two, old=replace(both.old, home=home))

    with pytest.raises(ReadError, match=r"only 0 have their id.* of the 2 villages.*: East\. "):
        refuse_strange(both, new_ids=None, partial=False)


@pytest.mark.parametrize(("known", "is_told"), [(2, False), (1, True)])
def test_a_list_that_is_accepted_is_told_of_where_most_of_it_is_new(
    plan: Plan, known: int, is_told: bool
) -> None:
    both = beside(plan, [*(f"h{k}" for k in range(known)), *"wxyz"[known:]])

    assert [f.rule for f in accepted(both)] == (["ids_unknown"] if is_told else [])


def test_a_plan_with_cut_rows_knows_them_by_their_row() -> None:
    old = divide(homes([(150, 150), (250, 150)], households=[620, 400]), square())
    now = township_of(old, load_rules("standard")).households

    assert existing_unknown(old, now, "list") == ()
    strangers = replace(now, ids=texts(["x", "y"]))
    assert [f.number for f in existing_unknown(old, strangers, "list")] == [0]


def test_of_many_villages_the_first_are_named_and_all_are_counted() -> None:
    names = [f"v{k}" for k in range(8)]
    land = Communities(names, ["Fu", *[""] * 7], ["village"] * 8, np.full(8, None, object))

    assert called(land, [0, 1])[1] == "Fu, v1"
    assert called(land, range(8))[0].endswith("等 8 个")

"""A plan whose households have new ids is the same plan; nobody is mistaken for somebody else."""

from __future__ import annotations

from villages import divide, homes, square

from gridgen.plans.renamed import with_ids


def test_parts_of_a_row_go_with_it_and_others_keep_their_ids() -> None:
    plan = divide(homes([(150, 150), (250, 150), (50, 50)], households=[620, 400, 20]), square())

    households = with_ids(plan, {"h0": "T1"}).township.households

    assert households.ids.tolist() == ["T1#1", "T1#2", "h1", "h2"]
    assert households.part_of.tolist() == ["T1", "T1", "", ""]


def test_whoever_had_an_id_that_another_bears_now_is_called_otherwise() -> None:
    plan = divide(homes([(150, 150), (250, 150), (50, 50)], households=200), square())

    households = with_ids(plan, {"h0": "h1", "h2": "h0"}).township.households

    assert households.ids.tolist() == ["h1", "h1'", "h0"]


def test_without_new_ids_it_is_the_plan_itself() -> None:
    plan = divide(homes([(150, 150)], households=400), square())

    assert with_ids(plan, {}) is plan

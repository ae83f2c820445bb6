"""Zones of all communities have codes and names, in the order that the rules ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from villages import (
    BY_GROUP,
    VILLAGE,
    divide,
    drawn_homes,
    ours,
    strip,
    township,
)

from gridgen.model.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    households, communities = township()
    return divide(households, communities)


def test_the_language_is_that_of_the_names_alone(plan: Plan) -> None:
    households, communities = township()

    chinese = divide(households, communities, lang="zh")

    assert plan.level("grids").name[0] == "Grid 1"
    assert chinese.level("grids").name[0] == "第一网格"
    assert chinese.households["grid"].tolist() == plan.households["grid"].tolist()


@pytest.mark.parametrize(
    ("order", "names"),
    [("rows", ["第十组", "第二组", "第一组"]), ("units", ["第一组", "第二组", "第十组"])],
)
def test_numbers_follow_the_map_or_the_names(tmp_path: Path, order: str, names: list[str]) -> None:
    table = drawn_homes("aabbcc")
    table["group"] = table["group"].map({"a": "第十组", "b": "第二组", "c": "第一组"})

    plan = divide(
        table, strip(), rules=ours(tmp_path, f'codes = {{ order = "{order}" }}\n' + BY_GROUP)
    )

    assert plan.level("grids").name.tolist() == names
    assert plan.level("grids").code.tolist() == [f"{VILLAGE}00{k}" for k in (1, 2, 3)]

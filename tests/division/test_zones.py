"""Zones of all communities have codes and names, in the order that the rules ask for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    BY_GROUP,
    VILLAGE,
    divide,
    drawn_homes,
    ours,
    strip,
    township,
)

from gridgen.division.zones import all_links
from gridgen.model.links import Links
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


def links(*pairs: tuple[int, int]) -> Links:
    m = len(pairs)
    return Links(np.array(pairs), np.arange(m) + 1.0, np.zeros(m, bool))


def test_links_of_communities_are_those_of_the_plan_sorted_and_smaller_first() -> None:
    members = {0: np.array([1, 4, 5]), 3: np.array([0, 2])}

    found = all_links(members, {0: links((0, 1), (0, 2)), 3: links((0, 1))})

    assert found.pairs.tolist() == [[0, 2], [1, 4], [1, 5]]
    assert found.border_m.tolist() == [1, 1, 2]


def test_a_plan_of_nobody_has_no_links() -> None:
    assert len(all_links({}, {})) == 0


def test_zones_stand_in_the_order_of_communities_and_in_them_of_codes(plan: Plan) -> None:
    order = plan.communities.code.tolist()

    for zones in plan.levels:
        ranks = [
            (order.index(c), code) for c, code in zip(zones.community, zones.code, strict=True)
        ]
        assert ranks == sorted(ranks)


def test_every_zone_below_the_first_is_numbered_inside_its_parent(plan: Plan) -> None:
    grids, groups = plan.levels

    assert set(groups.parent) <= set(grids.code)
    for parent in set(groups.parent):
        codes = sorted(groups.code[groups.parent == parent])
        assert codes == [f"{parent}{k + 1:02d}" for k in range(len(codes))]


def test_borders_between_communities_are_the_same_lines_over_an_executor(plan: Plan) -> None:
    households, communities = township()

    with ThreadPoolExecutor(1) as executor:
        spread = divide(households, communities, executor=executor)

    for one, other in zip(plan.levels, spread.levels, strict=True):
        assert (shapely.to_wkb(one.polygon) == shapely.to_wkb(other.polygon)).all()

"""A newer list whose ids are not those of the plan is told, not taken for new people in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from villages import divide, field, homes, square

import gridgen


def padded(k: int) -> str:
    return f"{k:06d}"


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (padded, set()),
        (str, {"ids_lost_zeros"}),
        (lambda k: f"new{k}", {"ids_unknown"}),
        (
            lambda k: padded(k) if k < 12 else f"new{k}",
            {"ids_unknown"},
        ),  # a tenth is as good as none
        (lambda k: padded(k) if k < 13 else f"new{k}", set()),
    ],
)
def test_a_list_with_hardly_an_id_of_the_plan_is_told(
    name: Callable[[int], str], rules: set[str]
) -> None:
    table = homes(field(12, 10), households=5).assign(id=[padded(k) for k in range(120)])
    plan = divide(table, square())

    again = gridgen.redraw(plan, table.assign(id=[name(k) for k in range(120)]), effort="fast")

    assert {f.rule for f in again.report if f.rule.startswith("ids_")} == rules

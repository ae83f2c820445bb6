"""The totals of all levels of a community add up."""

from __future__ import annotations

import pytest
from campaigns import campaign
from maps_sheets import (
    PLANS,
    everything,
    nested_pages,
)


@pytest.mark.parametrize("drawn", campaign(PLANS, everyday=2))
def test_totals_of_all_levels_add_up(drawn: str) -> None:
    make, code = PLANS[drawn]
    plan = make()
    total = int(
        plan.township.households.count[plan.communities.code[plan.community_of] == code].sum()
    )

    found = everything(nested_pages(plan, code))

    levels = [zones for zones in plan.levels if code in zones.community]
    assert found[f"{total:,} 户"] == len(levels) + 1
    for zones in levels:
        assert zones.households[zones.community == code].sum() == total
        assert found[f"{int((zones.community == code).sum()):,}"] >= 1

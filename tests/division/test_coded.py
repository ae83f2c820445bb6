"""The zones of a community have their codes before those of others are known."""

from __future__ import annotations

import numpy as np
import shapely
from villages import (
    NEXT_VILLAGE,
    divide,
    problems_in,
    township,
)

from gridgen.division.coded import coding_of
from gridgen.division.community import divide_community
from gridgen.division.existing import Existing
from gridgen.division.site import site_of
from gridgen.files.inputs import Inputs
from gridgen.files.township import to_township
from gridgen.rules.loader import load_rules


def test_a_community_alone_has_the_codes_that_it_has_in_the_plan() -> None:
    households, communities = township()
    rules = load_rules("standard")
    site, _ = site_of(to_township(Inputs(households, communities), rules), rules)
    row = site.communities.code.tolist().index(NEXT_VILLAGE)
    layers = divide_community(problems_in(households, communities)[row]).layers

    made = coding_of(site, rules, Existing(), None, lang="en").of(row, layers)

    plan = divide(households, communities)
    assert [zones.level for zones in made.zones] == [zones.level for zones in plan.levels]
    for zones, zone_of in zip(made.zones, made.zone_of, strict=True):
        whole = plan.level(zones.level)
        mine = whole.community == NEXT_VILLAGE
        assert zones.code.tolist() == whole.code[mine].tolist()
        assert zones.name.tolist() == whole.name[mine].tolist()
        assert zones.code[zone_of].tolist() == (
            whole.code[plan.zone_of[zones.level][site.members[row]]].tolist()
        )
        # But for the corners that neighbours add.
        assert np.allclose(shapely.area(zones.polygon), shapely.area(whole.polygon[mine]))

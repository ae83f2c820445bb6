"""What is different between two plans: each plan is drawn as text, household by household."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import EAST_GATE, VILLAGE, town

from gridgen.model.communities import Communities
from gridgen.model.errors import NotInPlanError
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.diff import Difference, Flow, HouseholdChange, Tally, ZoneChange, ZoneState, diff

NONE = Tally()


def drawn(picture: str) -> Plan:
    """Draw a plan: a line for each grid, "A1: h1 h2*3" (h2 counts 3 households).

    The community of a grid is its first letter; households of "-" are in no grid and no community,
    those of "A-" in community A but in no grid.
    """
    lines = [line.split(":") for line in picture.strip().splitlines()]
    grids = [code.strip() for code, _ in lines]
    codes = [code for code in grids if "-" not in code]
    areas = sorted({code[0] for code in grids if code != "-"})
    homes = [(name, code.strip()) for code, names in lines for name in names.split()]
    n, z = len(homes), len(codes)
    count = [int(name.partition("*")[2] or 1) for name, _ in homes]
    zones = Zones(
        level="grids",
        code=codes,
        name=[f"Grid {code}" for code in codes],
        parent=[code[0] for code in codes],
        kind=["village"] * z,
        community=[code[0] for code in codes],
        households=np.zeros(z),
        units=np.zeros(z),
        mean_m=np.zeros(z),
        max_m=np.zeros(z),
        status=["in band"] * z,
        polygon=np.full(z, None),
    )
    return Plan(
        township=Township(
            Households(
                ids=[name.partition("*")[0] for name, _ in homes],
                given=np.zeros((n, 2)),
                xy=np.zeros((n, 2)),
                count=np.array(count, int),
                community=[""] * n,
                keys={},
                source=np.arange(n),
                crs="EPSG:4547",
            ),
            "EPSG:4547",
            communities=Communities(
                areas,
                [f"Village {a}" for a in areas],
                ["village"] * len(areas),
                [None] * len(areas),
            ),
        ),
        presence=["placed"] * n,
        community_of=[areas.index(code[0]) if code != "-" else -1 for _, code in homes],
        levels=(zones,),
        zone_of={"grids": [codes.index(code) if code in codes else -1 for _, code in homes]},
        made_by=MadeBy("", 0, "", ""),
    )


def states(difference: Difference) -> dict[str, str]:
    return {zone.code: zone.state.value for zone in difference.zones}


# --- households ----------------------------------------------------------------------------------


def test_a_household_in_another_grid_has_moved() -> None:
    old = drawn("""
        A1: a b
        A2: c
    """)
    new = drawn("""
        A1: a
        A2: c b
    """)

    difference = diff(old, new)

    assert difference.moved == (HouseholdChange("b", "A1", "A2", "A", "A", 1, 1),)
    assert difference.new == difference.gone == difference.recounted == ()


def test_households_of_one_plan_alone_are_new_or_gone() -> None:
    difference = diff(drawn("A1: a b*2"), drawn("A1: a c*3"))

    assert difference.new == (HouseholdChange("c", "", "A1", "", "A", 0, 3),)
    assert difference.gone == (HouseholdChange("b", "A1", "", "A", "", 2, 0),)
    assert difference.moved == ()


def test_a_household_that_moved_and_grew_stands_in_both_lists() -> None:
    difference = diff(drawn("A1: a*2 b\nA2: c"), drawn("A1: b\nA2: a*5 c"))

    change = HouseholdChange("a", "A1", "A2", "A", "A", 2, 5)
    assert difference.moved == difference.recounted == (change,)


def test_households_are_listed_by_id_whatever_the_order_of_the_files() -> None:
    difference = diff(drawn("A1: c a b z\nA2: y"), drawn("A2: b c a\nA1: y z"))

    assert [change.id for change in difference.moved] == ["a", "b", "c", "y"]


def test_a_household_that_leaves_every_grid_has_moved_to_none() -> None:
    difference = diff(drawn("A1: a b\n-: c"), drawn("A1: b c\n-: a"))

    assert [(c.id, c.old_zone, c.new_zone, c.old_community, c.new_community)
            for c in difference.moved] == [("a", "A1", "", "A", ""),
                                           ("c", "", "A1", "", "A")]  # fmt: skip


def test_an_id_that_stands_twice_is_matched_row_by_row() -> None:
    difference = diff(drawn("A1: a a b"), drawn("A1: a b"))

    assert [change.id for change in difference.gone] == ["a"]
    assert difference.total.flow.after == Tally(2, 2)


# --- zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("A1: a b", "A1: b a", "kept"),
        ("A1: a b", "A1: a", "changed"),
        ("A1: a", "A1: a b", "changed"),
        ("A1: a", "A1: a*2", "changed"),
        ("A1: a*2 b*3", "A1: a*3 b*2", "changed"),  # the sum is the same
        ("A1: a*0", "A1: b*0", "changed"),  # vacant homes are rows too
        ("A1: a", "A1: b", "changed"),
        ("A1: a b", "A2: a\nA3: b", "retired"),
        ("A2: a\nA3: b", "A1: a b", "new"),
        ("A2: a", "A1: a", "recoded"),
        ("A2: a b", "A1: a b*2 c", "changed"),
        ("A1:", "A1:", "kept"),
    ],
)
def test_what_becomes_of_a_grid(old: str, new: str, state: str) -> None:
    assert states(diff(drawn(old), drawn(new)))["A1"] == state


def test_a_changed_grid_tells_who_joined_left_came_and_went() -> None:
    old = drawn("""
        A1: stays grows*2 leaves*3 goes*4
        A2: joins*5
    """)
    new = drawn("""
        A1: stays grows*6 joins*5 comes*7
        A2: leaves*3
    """)

    zone = diff(old, new).zones[0]

    assert zone.flow == Flow(
        before=Tally(4, 10),
        after=Tally(4, 19),
        moved=NONE,
        joined=Tally(1, 5),
        left=Tally(1, 3),
        new=Tally(1, 7),
        gone=Tally(1, 4),
        recounted=Tally(1, 4),
    )


def test_a_retired_grid_tells_where_most_of_its_households_went() -> None:
    old = drawn("A1: a b c*5 d*9\nA2: e\nA3: f")
    new = drawn("A2: a b e\nA3: c*5 f")

    retired = diff(old, new).zones[0]

    assert (retired.state, retired.went_to, retired.went) == (ZoneState.RETIRED, "A3", Tally(1, 5))


@pytest.mark.parametrize(
    ("new", "went_to"),
    [
        ("A2: a\nA3: b", "A2"),  # as many households, as many rows: the smaller code
        ("A2: a*0\nA3: b", "A3"),  # counted as they are now
        ("A2: a*1\nA3: b*0 c*1", "A3"),  # as many households: more rows
        ("A2: x\n-: a b", ""),
        ("A2: x", ""),
    ],
)
def test_ties_of_where_most_went(new: str, went_to: str) -> None:
    assert diff(drawn("A1: a b c\nA2: p\nA3: q"), drawn(new)).zones[0].went_to == went_to


def test_only_retired_grids_tell_where_they_went() -> None:
    difference = diff(drawn("A1: a b c\nA2: d"), drawn("A1: a\nA2: b c d"))

    assert [zone.went_to for zone in difference.zones] == ["", ""]


def test_zones_and_communities_are_in_the_order_of_their_codes() -> None:
    difference = diff(drawn("B2: a\nA3: b\n-: z"), drawn("B1: a\nA1: b"))

    assert [zone.code for zone in difference.zones] == ["A1", "B1"]
    assert [balance.code for balance in difference.communities] == ["", "A", "B"]


def called(plan: Plan, **names: str) -> Plan:
    """The plan with other names for some of its grids."""
    zones = plan.levels[0]
    name = [names.get(code, name) for code, name in zip(zones.code, zones.name, strict=True)]
    return dataclasses.replace(plan, levels=(dataclasses.replace(zones, name=name),))


@pytest.mark.parametrize(
    ("new", "state"), [("A1: a b", "renamed"), ("A1: a b c", "changed"), ("A2: a b", "recoded")]
)
def test_a_grid_with_another_name_says_its_old_one(new: str, state: str) -> None:
    plan = called(drawn(new), A1="East Gate", A2="East Gate")

    zone = diff(drawn("A1: a b"), plan).zones[0]

    assert (zone.state, zone.name, zone.old_name) == (state, "East Gate", "Grid A1")
    assert zone.is_renamed


def test_who_stays_in_a_grid_with_another_code_has_not_moved() -> None:
    difference = diff(drawn("A1: a b c\nB1: d e f"), drawn("A1: a b c\nA2: d e\nA3: f"))

    assert [(c.id, c.old_zone, c.new_zone) for c in difference.moved] == [("f", "B1", "A3")]
    assert difference.now_of == {"B1": "A2"}
    assert states(difference) == {"A1": "kept", "A2": "changed", "A3": "new"}
    assert [balance.flow.joined for balance in difference.communities] == [Tally(3, 3), NONE]


@pytest.mark.parametrize(
    ("new", "now_of"),
    [
        ("A2: a b\nA3: c d", {}),  # half of it in each
        ("A2: a b c\nA3: d", {"A1": "A2"}),
        ("A2: a b c x y z", {"A1": "A2"}),  # who is new says nothing
        ("A2: a b", {"A1": "A2"}),  # nor do those that are gone
        ("A1: d\nA2: a b c", {}),  # its own code is still there
    ],
)
def test_a_grid_goes_on_under_another_code_where_most_of_it_is(
    new: str, now_of: dict[str, str]
) -> None:
    assert diff(drawn("A1: a b c d"), drawn(new)).now_of == now_of


def test_a_retired_and_a_recoded_grid_say_from_when_their_code_is_out_of_use() -> None:
    new = drawn("B1: c d e\nA3: f")
    made_by = dataclasses.replace(
        new.made_by, retired_on={"A1": "2026-11-29", "A2": "2026-11-30", "A3": "2020-01-01"}
    )

    zones = diff(drawn("A1: a\nA2: c d e\nA3: f"), dataclasses.replace(new, made_by=made_by)).zones

    assert [(z.code, z.until) for z in zones] == [
        ("A1", "2026-11-29"), ("A3", ""), ("B1", "2026-11-30"),
    ]  # fmt: skip


# --- communities ---------------------------------------------------------------------------------


def test_a_community_tells_moves_inside_it_from_moves_over_its_border() -> None:
    old = drawn("A1: a b*2 c*3\nA2: d\nB1: e*4\n-: f")
    new = drawn("A1: a\nA2: b*2 d e*4 f\nB1: c*3")

    village = next(b for b in diff(old, new).communities if b.code == "A")

    assert (village.name, village.flow.moved) == ("Village A", Tally(1, 2))
    assert (village.flow.joined, village.flow.left) == (Tally(2, 5), Tally(1, 3))
    assert (village.kept, village.changed, village.new, village.retired) == (0, 2, 0, 0)


def test_a_move_between_communities_is_seen_where_nobody_has_a_grid() -> None:
    difference = diff(drawn("A1: a\nA-: b\nB1: c"), drawn("A1: a\nB-: b\nB1: c"))

    assert difference.moved == ()
    assert not difference.is_same
    assert [balance.is_same for balance in difference.communities] == [False, False]


def test_a_community_that_is_gone_keeps_the_name_it_had() -> None:
    difference = diff(drawn("A1: a\nB1: b"), drawn("A1: a b"))

    assert [(b.code, b.name) for b in difference.communities] == [
        ("A", "Village A"), ("B", "Village B"),
    ]  # fmt: skip


# --- the whole -----------------------------------------------------------------------------------


def test_a_plan_and_itself_are_the_same_at_every_level() -> None:
    plan = town()

    for level in ("grids", "ten_household_groups"):
        difference = diff(plan, plan, level)

        assert difference.is_same
        assert set(states(difference).values()) == {"kept"}
        assert difference.total.flow.before == difference.total.flow.after == Tally(64, 1261)


def test_a_level_is_compared_by_its_own_zones() -> None:
    old = town()
    groups = old.zone_of["ten_household_groups"].copy()
    groups[0] = 1
    new = dataclasses.replace(old, zone_of=old.zone_of | {"ten_household_groups": groups})

    assert diff(old, new).is_same
    difference = diff(old, new, "ten_household_groups")
    assert [(c.id, c.old_zone, c.new_zone) for c in difference.moved] == [
        ("h1", f"{VILLAGE}00102", f"{VILLAGE}00101")
    ]
    assert [b.code for b in difference.communities if not b.is_same] == [VILLAGE]
    assert EAST_GATE in [b.code for b in difference.communities]


def test_a_level_that_a_plan_lacks_is_named() -> None:
    with pytest.raises(NotInPlanError, match="no level 'rooms'; it has: grids"):
        diff(drawn("A1: a"), drawn("A1: a"), "rooms")


@pytest.mark.parametrize(
    ("old", "new", "has_shared"),
    [("A1: a", "A1: b", False), ("A1: a", "A1: a b", True), ("A1:", "A1: b", True)],
)
def test_plans_that_share_no_household_say_so(old: str, new: str, has_shared: bool) -> None:
    assert diff(drawn(old), drawn(new)).has_shared == has_shared


@st.composite
def some_plan(draw: st.DrawFn) -> Plan:
    codes = ["A1", "A2", "A3", "B1", "B-", "-"]
    picture: dict[str, list[str]] = {code: [] for code in codes if draw(st.booleans())}
    for name in "abcdefgh":
        if picture and draw(st.booleans()):
            home = draw(st.sampled_from(sorted(picture)))
            picture[home].append(f"{name}*{draw(st.integers(0, 3))}")
    lines = [f"{code}: {' '.join(names)}" for code, names in picture.items()]
    return drawn("\n".join(lines) or "A1:")


def flows(difference: Difference) -> list[Flow]:
    parts = [difference.total, *difference.communities, *difference.zones]
    return [part.flow for part in parts]


@given(old=some_plan(), new=some_plan())
def test_every_flow_adds_up_in_rows_and_in_households(old: Plan, new: Plan) -> None:
    for flow in flows(diff(old, new)):
        rows = flow.before.rows - flow.left.rows - flow.gone.rows
        households = flow.before.households - flow.left.households - flow.gone.households

        assert flow.after.rows == rows + flow.joined.rows + flow.new.rows
        assert flow.after.households == (
            households + flow.joined.households + flow.new.households + flow.recounted.households
        )


@given(old=some_plan(), new=some_plan())
def test_communities_add_up_to_the_whole_and_lists_to_their_totals(old: Plan, new: Plan) -> None:
    difference = diff(old, new)

    total = difference.total.flow
    for part in ("before", "after", "new", "gone"):
        there = [getattr(balance.flow, part) for balance in difference.communities]
        whole = getattr(total, part)
        assert (sum(t.rows for t in there), sum(t.households for t in there)) == (
            whole.rows, whole.households,
        )  # fmt: skip
    assert total.moved == Tally(len(difference.moved), sum(c.after for c in difference.moved))
    assert total.new == Tally(len(difference.new), sum(c.after for c in difference.new))
    assert total.gone == Tally(len(difference.gone), sum(c.before for c in difference.gone))
    assert total.recounted.rows == len(difference.recounted)
    assert total.joined == total.left == NONE


@given(old=some_plan(), new=some_plan())
def test_the_way_back_is_the_way_there_turned_round(old: Plan, new: Plan) -> None:
    there, back = diff(old, new), diff(new, old)

    assert [change.id for change in there.moved] == [change.id for change in back.moved]
    assert [change.id for change in there.new] == [change.id for change in back.gone]
    turned = {"new": "retired", "retired": "new"}
    assert {way(zone): zone.state.value for zone in there.zones} == {
        way(zone)[::-1]: turned.get(zone.state.value, zone.state.value) for zone in back.zones
    }


def way(zone: ZoneChange) -> tuple[str, str]:
    """The code of a zone before and after, "" where it was or is not there."""
    return zone.old_code, "" if zone.state is ZoneState.RETIRED else zone.code


@given(plan=some_plan())
def test_the_order_of_the_rows_makes_no_difference(plan: Plan) -> None:
    turned = dataclasses.replace(
        plan,
        township=dataclasses.replace(
            plan.township,
            households=dataclasses.replace(
                plan.township.households,
                ids=plan.township.households.ids[::-1],
                count=plan.township.households.count[::-1],
            ),
        ),
        community_of=plan.community_of[::-1],
        zone_of={"grids": plan.zone_of["grids"][::-1]},
    )

    assert diff(plan, turned).is_same


def test_a_difference_is_plain_enough_for_json() -> None:
    difference = diff(drawn("A1: a b"), drawn("A1: a\nA2: c"))

    text = json.dumps(dataclasses.asdict(difference))

    assert json.loads(text)["zones"][1]["state"] == "new"

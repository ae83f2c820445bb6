"""What became of villages: each plan is drawn as text, a line for each village."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from plans import altered, town

from gridgen.model.communities import Communities
from gridgen.model.plan import Plan
from gridgen.plans.communities_told import findings_of
from gridgen.plans.community_changes import CommunityState, community_changes


def drawn(picture: str, *, kind: str = "village", width: float = 100.0) -> Plan:
    """A plan of villages: "A Amber: a b c", all else of no interest."""
    lines = [line.split(":") for line in picture.strip().splitlines()]
    said = [head.split() for head, _ in lines]
    homes = [(name, row) for row, (_, names) in enumerate(lines) for name in names.split()]
    plan, rows = town(), np.arange(len(homes))
    households = plan.township.households
    few = {name: getattr(households, name)[rows] for name in
           ("given", "xy", "count", "community", "source", "part_of", "standing")}  # fmt: skip
    ids = np.array([name for name, _ in homes], object)
    boxes = [shapely.box(k * width, 0, (k + 1) * width, 100) for k in range(len(said))]
    communities = Communities(
        [one[0] for one in said], [one[-1] for one in said], [kind] * len(said), boxes
    )
    made = altered(plan, households=replace(households, ids=ids, **few), communities=communities)
    return replace(
        made, presence=["placed"] * len(homes), community_of=[row for _, row in homes], levels=(),
        zone_of={},
    )  # fmt: skip


OLD = "A Amber: a b c d\nB Birch: e f g\nC Cedar: h i"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (OLD, []),
        ("A Amber: a b c d e f g\nC Cedar: h i", [("merged", "AB", "A", 7)]),
        ("D Dune: a b c d e f g\nC Cedar: h i", [("merged", "AB", "D", 7)]),
        ("A Amber: a b\nD Dune: c d\nB Birch: e f g\nC Cedar: h i", [("split", "A", "AD", 4)]),
        ("D Dune: a b c\nE Elm: d\nB Birch: e f g\nC Cedar: h i", [("split", "A", "DE", 4)]),
        ("D Amber: a b c d\nB Birch: e f g\nC Cedar: h i", [("recoded", "A", "D", 4)]),
        ("A Ash: a b c d\nB Birch: e f g\nC Cedar: h i", [("renamed", "A", "A", 4)]),
        (OLD + "\nD Dune: x y z", [("new", "", "D", 3)]),
        ("A Amber: a b c d\nB Birch: e f g", [("gone", "C", "", 2)]),
        ("A Amber: a b c\nB Birch: d e f g\nC Cedar: h i", [("moved", "A", "B", 1)]),
        # An estate with few who were there before is new, and those few changed village.
        ("A Amber: a b c\nB Birch: e f g\nC Cedar: h i\nD Dune: d x y z",
         [("new", "", "D", 4), ("moved", "A", "D", 1)]),
        # Half of a village goes elsewhere while it takes in all of another.
        ("A Amber: a b e f g\nC Cedar: c d h i",
         [("merged", "AB", "A", 5), ("moved", "A", "C", 2)]),
    ],
)  # fmt: skip
def test_what_becomes_of_villages(new: str, told: list[tuple[str, str, str, int]]) -> None:
    # Villages lie elsewhere in some of these: outlines are looked at apart.
    found = community_changes(drawn(OLD), drawn(new))

    found = tuple(one for one in found if one.state is not CommunityState.REDRAWN)
    assert [(c.state, "".join(c.old), "".join(c.new), c.households) for c in found] == told


def test_another_kind_is_told() -> None:
    (change, *_) = community_changes(drawn(OLD), drawn(OLD, kind="community"))

    assert (change.state, change.before, change.now) == ("reclassed", "village", "community")


@pytest.mark.parametrize(("width", "states"), [(100.0, []), (100.00001, []), (130.0, ["redrawn"])])
def test_an_outline_that_moved_without_a_household_is_told(width: float, states: list[str]) -> None:
    found = community_changes(drawn("A Amber: a"), drawn("A Amber: a", width=width))

    assert [change.state for change in found] == states


def test_each_is_a_sentence_with_names_and_codes() -> None:
    found = findings_of(drawn(OLD), drawn("A Amber: a b c d e f g\nC Cedar: h i"))

    said = [one for one in found if one.rule == "village_joined"]
    assert [one.zh for one in said] == ["村（社区）合并：Birch（B）并入Amber（A），合并后共 7 户。"]
    assert [one.en for one in said] == ["Merged: Birch (B) into Amber (A), now 7 households."]

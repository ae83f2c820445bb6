"""What became of the centres between two plans: who came, left, moved, follows."""

from __future__ import annotations

import numpy as np
import pytest
from plans import ORIGIN, VILLAGE, altered, town

from gridgen.model.centres import Centres
from gridgen.model.plan import Plan
from gridgen.plans.centre_changes import MOVED_M, CentreChange, CentreState, centre_changes

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


def around(**zone_and_x: tuple[str, float]) -> Plan:
    """The town with centres by their id: the zone of each, and metres east."""
    n = len(zone_and_x)
    xy = [ORIGIN + np.array([x, 300.0]) for _, x in zone_and_x.values()]
    centres = Centres(list(zone_and_x), ["head"] * n, np.array(xy).reshape(-1, 2), [-1] * n,
                      [-1] * n, [""] * n, [zone for zone, _ in zone_and_x.values()])  # fmt: skip
    return altered(town(), centres=centres)


@pytest.mark.parametrize(
    ("metres", "zone", "state"),
    [
        (0.0, FIRST, None),
        (MOVED_M - 0.1, FIRST, None),
        (MOVED_M + 0.1, FIRST, CentreState.MOVED),
        (0.0, SECOND, CentreState.REZONED),
        (100.0, SECOND, CentreState.MOVED),
    ],
)
def test_a_centre_has_moved_from_half_a_metre_on_or_has_another_zone(
    metres: float, zone: str, state: CentreState | None
) -> None:
    found = centre_changes(around(P1=(FIRST, 100)), around(P1=(zone, 100 + metres)), "grids")

    assert [change.state for change in found] == ([state] if state else [])


def test_one_who_comes_follows_one_who_is_gone_and_whose_zone_they_have() -> None:
    old, new = around(P1=(FIRST, 100), P3=(SECOND, 400)), around(P2=(FIRST, 90), P3=(SECOND, 400))

    gone, come = centre_changes(old, new, "grids")

    assert gone == CentreChange("P1", "head", CentreState.GONE, FIRST, "")
    assert come == CentreChange("P2", "head", CentreState.NEW, "", FIRST, follows="P1")


@pytest.mark.parametrize("plan", [town(), around(P1=("", 100))])
def test_without_centres_that_have_a_zone_nothing_is_told(plan: Plan) -> None:
    assert centre_changes(plan, plan, "grids") == ()
    assert centre_changes(town(), around(P1=("", 100)), "grids") == ()


def test_a_centre_without_an_id_is_not_told() -> None:
    nameless = around(P1=(FIRST, 100))
    at = nameless.township.centres
    assert at is not None
    centres = Centres([""], at.role, at.xy, at.fewest, at.most, at.community, at.zones)

    assert centre_changes(town(), altered(nameless, centres=centres), "grids") == ()

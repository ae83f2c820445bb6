"""From an error to its status."""

from __future__ import annotations

from api.errors import status_of
from gridgen.model.errors import BandError, CommandError, NotInPlanError


def test_errors_without_a_row_of_their_own_take_that_of_their_parent() -> None:
    assert status_of(NotInPlanError("plan_without_people")) == 404
    assert status_of(BandError("band_upside_down", fewest=2, most=1)) == 422
    assert status_of(CommandError("points_unclear")) == 500

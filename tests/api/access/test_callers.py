"""A caller sees the plans of their own land and those of its parts."""

from __future__ import annotations

import pytest

from api.access.callers import Caller, Role


@pytest.mark.parametrize(
    ("scopes", "scope", "sees"),
    [
        (("",), "990101001", True),
        (("",), "", True),
        (("990101",), "990101001", True),
        (("990101",), "990101", True),
        (("990101",), "9901", False),
        (("990101",), "990102001", False),
        (("990101",), "", False),
        (("88", "990101001"), "990101001", True),
        ((), "990101001", False),
    ],
)
def test_land_is_seen_from_the_first_digits_of_its_code(
    scopes: tuple[str, ...], scope: str, sees: bool
) -> None:
    assert Caller("key-1", Role.VIEWER, scopes).sees(scope) is sees


def test_each_role_may_all_that_those_below_it_may() -> None:
    assert Role.VIEWER < Role.PLANNER < Role.APPROVER < Role.ADMIN

"""What somebody sent is theirs, and that of administrators who see all their land."""

from __future__ import annotations

import pytest

from api.access.callers import Caller, Role
from api.access.owned import is_theirs


@pytest.mark.parametrize(
    ("actor", "role", "scopes", "expected"),
    [
        ("p1", Role.PLANNER, ("990101",), True),
        ("p2", Role.PLANNER, ("",), False),
        ("p2", Role.APPROVER, ("",), False),
        ("p2", Role.ADMIN, ("",), True),
        ("p2", Role.ADMIN, ("9901",), True),
        ("p2", Role.ADMIN, ("990101",), False),
        ("p2", Role.ADMIN, ("990101", "990102"), True),
    ],
)
def test_owners_and_administrators_of_all_of_the_land(
    actor: str, role: Role, scopes: tuple[str, ...], *, expected: bool
) -> None:
    caller = Caller(actor, role, scopes)

    assert is_theirs(caller, "p1", ("990101", "990102")) is expected

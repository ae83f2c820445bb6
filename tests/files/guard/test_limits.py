"""Limits hold where they are said, and `trust` lifts them all."""

from __future__ import annotations

from dataclasses import asdict

from gridgen.files.guard.limits import Limits, limits, limits_of, narrowed


def test_trust_lifts_every_limit_and_only_inside() -> None:
    with limits_of(trust=True):
        inside = asdict(limits())

    assert set(inside.values()) == {0}
    assert limits() == Limits()


def test_without_trust_the_limits_of_around_hold() -> None:
    with narrowed(rows=7), limits_of():
        assert limits().rows == 7

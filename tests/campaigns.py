"""Campaigns of many cases: a few of them are run every day, all of them by `make test-all`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def campaign(
    cases: Iterable[Any], *, everyday: int = 0, every: int = 0, several: bool = False
) -> list[Any]:
    """The cases for `parametrize`: all but those of every day bear the mark `slow`.

    Parameters
    ----------
    cases
        What differs from test to test.
    everyday
        So many are of every day, the first ones;
    every
        or else one in so many, from the first on, where cases of a kind stand side by side.
    several
        Whether each case is the values of several parameters.
    """
    return [
        case if (k % every == 0 if every else k < everyday) else _slow(case, several=several)
        for k, case in enumerate(cases)
    ]


def _slow(case: Any, *, several: bool) -> Any:
    return pytest.param(*(case if several else [case]), marks=pytest.mark.slow)

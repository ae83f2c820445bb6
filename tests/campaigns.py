"""Campaigns of many cases: a few of them are run every day, all of them by `make test-all`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest


def campaign(cases: Iterable[Any], *, everyday: int) -> list[Any]:
    """The cases for `parametrize`: all but the first bear the mark `slow`."""
    rest = iter(cases)
    first = list(islice(rest, everyday))
    return [*first, *(pytest.param(case, marks=pytest.mark.slow) for case in rest)]

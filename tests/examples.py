"""How many examples a property is tried with: all in the full profile, a share of them every day.

`make test` and whoever runs a test by hand use the profile `everyday`; `make test-all` and
`.ci/run` say `--hypothesis-profile=full`.
"""

from __future__ import annotations

from typing import Any

from hypothesis import settings

FULL, EVERYDAY = 100, 25
"""Examples of a property that says no number of its own."""

FEWEST = 5
"""A property has these at least, where it has as many in the full profile."""


def load_profiles() -> None:
    """Make both profiles, and load that of every day, which an option of pytest may replace.

    Neither has a deadline: a loaded machine is no fault.
    """
    settings.register_profile("full", max_examples=FULL, deadline=None)
    settings.register_profile("everyday", max_examples=EVERYDAY, deadline=None)
    settings.load_profile("everyday")


def examples(most: int, **more: Any) -> settings:
    """So many examples in the full profile, and of any other as large a share as others have.

    To be said before `given`, with what else Hypothesis is told.
    """
    share = settings().max_examples / FULL
    return settings(max_examples=max(round(most * share), min(most, FEWEST)), **more)

"""For all tests: one Hypothesis profile, without a deadline, since a loaded machine is no fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gridgen", deadline=None)
settings.load_profile("gridgen")

"""One good plan for all checks, which nobody changes: values are read-only."""

from __future__ import annotations

import pytest
from broken import (
    township,
)

from gridgen.model.plan import Plan


@pytest.fixture(scope="package")
def good() -> Plan:
    """The plan that every check finds good."""
    return township()

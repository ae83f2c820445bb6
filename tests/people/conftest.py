"""One village that is served, for all tests of people."""

from __future__ import annotations

import pytest
from served import served_village, two_roles

from gridgen.model.plan import Plan


@pytest.fixture(scope="package")
def rules(tmp_path_factory: pytest.TempPathFactory) -> str:
    return two_roles(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="package")
def served(rules: str) -> Plan:
    return served_village(rules)

"""However a file, a CRS text or a plan is damaged, it is read or told: the first of `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import campaign
from fuzzed import fault, fuzzed, seeds

AT_ONCE = 50
"""Cases of one test: some seconds."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds(tmp_path_factory.mktemp("fuzzed"))


@pytest.mark.parametrize("first", campaign(range(0, 200, AT_ONCE), everyday=1))
def test_what_is_damaged_is_read_or_told(tmp_path: Path, whole: Path, first: int) -> None:
    wrong = {}
    for seed in range(first, first + AT_ONCE):
        case = fuzzed(seed, tmp_path, whole)
        wrong[case.what] = fault(case)

    assert {what: found for what, found in wrong.items() if found} == {}

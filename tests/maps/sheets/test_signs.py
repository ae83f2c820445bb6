"""The legend has a line for what the map shows and for nothing else."""

from __future__ import annotations

from maps_sheets import (
    nested_pages,
    said,
)
from plans import EAST_GATE, town


def test_levels_that_a_village_does_not_have_are_not_in_its_legend() -> None:
    assert "十户组界" in said(nested_pages(town()).scenes[0])
    assert "十户组界" not in said(nested_pages(town(), EAST_GATE).scenes[0])

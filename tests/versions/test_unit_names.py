"""Units are called in full, and no part of a name stands twice."""

from __future__ import annotations

import pytest
from edited import draft
from villages import CITY

from gridgen.versions.unit_names import unit_name


@pytest.mark.parametrize(
    ("building", "estate", "name"),
    [
        ("9号楼", "", "城南社区9号楼"),
        ("9号楼", "青禾花园", "城南社区青禾花园9号楼"),
        ("青禾花园9号楼", "青禾花园", "城南社区青禾花园9号楼"),
    ],
)
def test_a_building_is_called_with_its_estate_once(building: str, estate: str, name: str) -> None:
    home = draft().known.row_of_community[CITY]

    assert unit_name(draft().plan, (home, "building", building, estate)) == name

"""The zones of one level of a community are numbered, whatever has become of them."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
import shapely
from villages import (
    divide,
    township,
)

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Severity


def test_a_zone_without_a_polygon_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No drawing leaves a zone empty that we know of; here it is made to.
    community = import_module("gridgen.division.community")

    def draw(*given: object, **asked: object) -> dict[str, Shapes]:
        made = community_draw(*given, **asked)
        return {level: np.append(shapely.Polygon(), shapes[1:]) for level, shapes in made.items()}

    community_draw = community.draw
    monkeypatch.setattr(community, "draw", draw)
    households, communities = township()

    plan = divide(households, communities)

    assert {found.severity for found in plan.report.of("polygon_broken")} == {Severity.ERROR}

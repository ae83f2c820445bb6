"""A plan that is seen: what follows from its links and rules, each thing worked out once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn import halved

import gridgen


def test_a_plan_has_the_measures_of_each_grid_and_its_file_keeps_them(tmp_path: Path) -> None:
    plan, _ = halved(tmp_path)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg").level("grids")

    zones = plan.level("grids")
    assert (zones.walk_m > 200).all()
    assert (zones.compactness > 0.6).all()
    assert np.isnan(zones.on_lines).all()
    assert again.walk_m == pytest.approx(zones.walk_m, abs=0.05)
    assert again.compactness == pytest.approx(zones.compactness, abs=0.0005)
    assert np.isnan(again.on_lines).all()
    assert {"compactness", "walk_m", "on_lines"} <= set(plan.grids.columns)

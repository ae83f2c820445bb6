"""Lines are known by class, and end where the map does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from plans import altered, town

from maps.ink.lines import EDGE_M, LINE_CLASSES, lines_of


def test_lines_end_a_little_beyond_the_communities() -> None:
    plan = town()
    inside = shapely.union_all(plan.communities.shape)

    lines = lines_of(plan)

    assert lines is not None
    reach = inside.buffer(EDGE_M + 1, join_style="mitre")
    assert all(reach.covers(shape) for shape in lines.shape)


def test_a_line_of_a_class_that_maps_do_not_know_is_a_road() -> None:
    plan = town()
    given = plan.township.ground["lines"]
    kinds = np.array(["goat_path"] * len(given.kind), dtype=object)

    lines = lines_of(altered(plan, ground={"lines": replace(given, kind=kinds)}))

    assert lines is not None
    assert set(lines.line_class) == {"road"}
    assert "road" in LINE_CLASSES


def test_a_plan_without_a_table_of_lines_has_none() -> None:
    assert lines_of(altered(town(), ground={})) is None

"""Areas of responsibility as polygons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gridgen.model.households import Presence
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.people.areas import areas_of
from gridgen.people.assign import assign
from gridgen.people.serving import Serving
from gridgen.rules.loader import load_rules


def test_an_area_lies_inside_one_grid_and_areas_tile_it(served: Plan) -> None:
    assert served.staff is not None
    grid_of = served.households.groupby("contact")["grid"].nunique()
    area = sum(shape.area for shape in served.staff.area)
    grids = sum(shape.area for shape in served.level("grids").polygon)

    assert (grid_of == 1).all()
    assert area == pytest.approx(grids, rel=1e-6)


def test_a_role_of_a_level_that_the_plan_lacks_has_posts_and_areas_of_nobody(served: Plan) -> None:
    assert served.staff is not None
    role = replace(load_rules(served.made_by.rules).people[1], level="teams")
    people = served.staff.people
    none = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))

    staff = assign(served, people, none, [role])

    assert staff.posts == ()
    assert (staff.contact_of["contact"] == -1).all()
    assert all(shape.is_empty for shape in staff.area)


def test_who_joined_from_outside_answers_to_somebody_and_shapes_no_area(served: Plan) -> None:
    assert served.staff is not None
    contact_of = served.staff.contact_of["contact"]
    role = load_rules(served.made_by.rules).people[1]
    presence = served.presence.copy()
    presence[contact_of == contact_of[0]] = Presence.JOINED
    outside = replace(served, presence=presence)

    area = areas_of(Serving(outside, served.staff.people, role), contact_of)

    assert set(area) == set(contact_of.tolist()) - {int(contact_of[0])}

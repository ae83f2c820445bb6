"""People -> Staff: who serves which zone, and which households answer to which person.

Posts in zones are filled by an exact assignment. Areas of responsibility are an exact transport
where its areas hold together; else the solver draws them around the people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.links import Links
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import Plan
from gridgen.people.areas import contact_posts, contacts_of, draw_areas
from gridgen.people.posts import posts_of
from gridgen.rules.levels import Role


def assign(plan: Plan, people: People, links: Links, roles: Sequence[Role]) -> Staff:
    """Return who serves which zone and which households of a plan.

    Parameters
    ----------
    people
        Whose roles are among `roles`.
    links
        Among the households of the plan.
    roles
        Those of the rules. A role that nobody has leaves all its posts vacant.
    """
    contact_of: dict[str, NDArray[np.int32]] = {}
    posts: list[Post] = []
    area = np.full(len(people), shapely.Polygon(), object)
    for role in roles:
        mine = np.flatnonzero(people.role == role.name)
        if role.households is None:
            posts += posts_of(plan, people, mine, role)
            continue
        served = contacts_of(plan, people, mine, links, role)
        posts += contact_posts(plan, people, served, role)
        if len(mine):
            contact_of[role.name] = served
            draw_areas(plan, served, role.level, area)
    return Staff(people, tuple(posts), contact_of, area)

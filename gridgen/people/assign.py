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
from gridgen.people.areas import areas_of
from gridgen.people.contacts import contacts_of
from gridgen.people.posts import contact_posts, posts_of
from gridgen.people.serving import Serving
from gridgen.rules.levels import Role


def assign(plan: Plan, people: People, links: Links, roles: Sequence[Role]) -> Staff:
    """Return who serves which zone and which households of a plan.

    Parameters
    ----------
    plan
        Zones with the households in them; what it says of people is not looked at.
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
        serving = Serving(plan, people, role)
        if role.households is None:
            posts += posts_of(serving)
            continue
        served = contacts_of(serving, links)
        posts += contact_posts(serving, served)
        if len(serving.mine):
            contact_of[role.name] = served
            for person, shape in areas_of(serving, served).items():
                area[person] = shape
    return Staff(people, tuple(posts), contact_of, area)

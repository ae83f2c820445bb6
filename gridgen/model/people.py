"""Who serves: people, their posts and areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, require_rows, texts


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """p people as given: nothing else about a person is ever held.

    Attributes
    ----------
    ids
        (p,) opaque, none repeated.
    role
        (p,) name of a role of the rules.
    xy
        (p, 2) metres.
    phone
        (p,) a work phone, "" where not given.
    community
        (p,) code of the community to serve, "" for any near by.
    """

    ids: Texts
    role: Texts
    xy: NDArray[np.float64]
    phone: Texts
    community: Texts

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("ids", "role", "phone", "community"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Post:
    """One place for one person in one zone.

    Attributes
    ----------
    role, level
        Names, as the rules have them.
    zone
        Code of the zone.
    person
        Id of the person, "" where the post is vacant.
    households
        The person's share of the zone, or the size of their area.
    metres
        The straight way from the person to the middle of the zone, or the mean way to the
        households of the area.
    """

    role: str
    level: str
    zone: str
    person: str
    households: int
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """Who serves which zone and which households.

    Attributes
    ----------
    people
        As given.
    posts
        By role, in the order of the zones.
    contact_of
        For each role that serves households (n,) row of `people`, -1 for none.
    area
        (p,) area of responsibility in metres, empty for people who have none.
    """

    people: People
    posts: tuple[Post, ...]
    contact_of: Mapping[str, NDArray[np.int32]]
    area: Shapes

    __repr__ = in_short

    def __post_init__(self) -> None:
        contact_of = {role: frozen(rows, np.int32) for role, rows in self.contact_of.items()}
        object.__setattr__(self, "contact_of", contact_of)
        object.__setattr__(self, "area", frozen(self.area, object))

    @property
    def households(self) -> NDArray[np.int64]:
        """(p,) households that each person serves."""
        row_of = {person: row for row, person in enumerate(self.people.ids)}
        served = np.zeros(len(self.people), np.int64)
        # Vacant posts have no person, and a plan of strangers may name one that it does not list.
        for post in self.posts:
            if post.person in row_of:
                served[row_of[post.person]] += post.households
        return served

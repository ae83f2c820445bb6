"""Who serves how many: the posts of each person, summed."""

from __future__ import annotations

import numpy as np
import shapely

from gridgen.model.people import People, Post, Staff


def test_the_households_of_a_person_are_those_of_all_their_posts_and_a_vacancy_is_nobodys() -> None:
    people = People(["P1", "P2", "P3"], ["head"] * 3, np.zeros((3, 2)), [""] * 3, [""] * 3)
    posts = (
        Post("head", "grids", "001", "P2", 20, 1.0),
        Post("head", "grids", "002", "P2", 30, 1.0),
        Post("head", "grids", "003", "", 40, 0.0),
        Post("head", "grids", "004", "P1", 5, 1.0),
        Post("head", "grids", "005", "somebody else", 7, 1.0),
    )
    area = np.full(3, shapely.Polygon(), object)

    staff = Staff(people, posts, {}, area)

    assert staff.households.tolist() == [5, 50, 0]

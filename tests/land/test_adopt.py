"""Faces without a home take that of who borders them most."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.land.adopt import adopted

NOBODY = 99


def given_away(
    label: list[int], known: list[bool], sides: list[tuple[int, int]], length: list[float]
) -> tuple[list[int], list[bool]]:
    made, is_known = adopted(
        np.array(label),
        np.array(known),
        np.array(sides, int).reshape(-1, 2),
        np.array(length, float),
    )
    return made.tolist(), is_known.tolist()


def test_a_face_goes_to_who_borders_it_most_in_all_and_not_to_the_longest_edge() -> None:
    sides = [(0, 3), (1, 3), (2, 3)]

    label, known = given_away([0, 0, 1, NOBODY], [True] * 3 + [False], sides, [3, 3, 5])

    assert label == [0, 0, 1, 0]
    assert known == [True] * 4


def test_faces_further_away_follow_those_beside() -> None:
    sides = [(0, 1), (1, 2), (2, 3), (3, 4)]

    label, _ = given_away([7, 0, 0, 0, 8], [True, False, False, False, True], sides, [1, 9, 2, 1])

    # From both ends at once; the middle one borders the first half more.
    assert label == [7, 7, 7, 8, 8]


def test_what_no_border_reaches_keeps_its_label_and_is_not_known() -> None:
    label, known = given_away([5, 6, 7], [True, False, False], [(0, 1)], [1])

    assert label == [5, 5, 7]
    assert known == [True, True, False]


def test_a_border_of_no_length_makes_a_neighbour_too() -> None:
    assert given_away([5, 6], [True, False], [(0, 1)], [0]) == ([5, 5], [True, True])


@pytest.mark.parametrize(("old", "new"), [(0, 1), (2, 3)])
def test_one_of_the_group_of_the_old_label_goes_before_a_longer_border(old: int, new: int) -> None:
    label, known = np.array([1, 3, old]), np.array([True, True, False])
    sides, length = np.array([[0, 2], [1, 2]]), np.array([4.0, 5.0])

    made, _ = adopted(label, known, sides, length, group=np.array([0, 0, 1, 1], np.int32))

    assert made.tolist() == [1, 3, new]


@given(data=st.data(), faces=st.integers(1, 9))
def test_faces_are_given_away_ring_by_ring_like_one_by_one(data: st.DataObject, faces: int) -> None:
    label = data.draw(st.lists(st.integers(0, 3), min_size=faces, max_size=faces))
    known = data.draw(st.lists(st.booleans(), min_size=faces, max_size=faces))
    every = [(a, b) for a in range(faces) for b in range(a + 1, faces)]
    sides = data.draw(st.lists(st.sampled_from(every), max_size=12, unique=True)) if every else []
    length = [2.0**k for k in data.draw(st.permutations(range(len(sides))))]  # no two sums equal

    made, is_known = given_away(label, known, sides, length)

    slow, there = dict(enumerate(label)), {face for face in range(faces) if known[face]}
    while True:
        beside: dict[int, dict[int, float]] = {}
        for (a, b), metres in zip(sides, length, strict=True):
            for own, other in ((a, b), (b, a)):
                if own not in there and other in there:
                    shares = beside.setdefault(own, {})
                    shares[slow[other]] = shares.get(slow[other], 0) + metres
        if not beside:
            break
        slow |= {face: max(shares, key=lambda who: shares[who]) for face, shares in beside.items()}
        there |= set(beside)
    assert made == list(slow.values())
    assert {face for face in range(faces) if is_known[face]} == there

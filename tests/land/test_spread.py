"""Where a place holds several pieces, each piece is a neighbour of all around it."""

from __future__ import annotations

import numpy as np

from gridgen.land.spread import spread
from gridgen.model.links import Links


def links(*pairs: tuple[int, int], joins: tuple[int, ...] = ()) -> Links:
    """Links with a border of 6 m each, half of it on a line."""
    is_join = np.isin(np.arange(len(pairs)), joins)
    border = np.full(len(pairs), 6.0)
    return Links(np.array(pairs, np.int32), border, is_join, is_join, border / 2)


def as_dict(made: Links) -> dict[tuple[int, int], float]:
    return {
        (a, b): border for (a, b), border in zip(made.pairs.tolist(), made.border_m, strict=True)
    }


def pairs_of(made: Links) -> set[tuple[int, int]]:
    return {(a, b) for a, b in made.pairs.tolist()}


def test_links_stay_as_they_are_where_no_place_is_in_pieces() -> None:
    given = links((0, 1), (1, 2))

    made = spread(given, np.array([0, 0, 1], np.int32), np.array([4, 4, -1]))

    assert made is given


def test_every_piece_of_a_place_is_linked_with_its_neighbours_and_shares_the_border() -> None:
    # Rows 1, 2, 3 stand at one place between 0 and 4; the first of them is linked for all.
    place = np.array([0, 1, 1, 1, 2], np.int32)
    given = links((0, 1), (1, 2), (1, 4), (2, 3))

    made = spread(given, place, np.array([-1, 7, 8, 9, -1]))

    assert as_dict(made) == {
        (0, 1): 2, (0, 2): 2, (0, 3): 2, (1, 4): 2, (2, 4): 2, (3, 4): 2, (1, 2): 0, (2, 3): 0,
    }  # fmt: skip
    assert made.pairs.tolist() == sorted(made.pairs.tolist())
    assert made.along_m.tolist() == (made.border_m / 2).tolist()


def test_rows_of_one_piece_hang_together_whatever_stands_between_them() -> None:
    place = np.array([0, 0, 0, 1], np.int32)

    made = spread(links((0, 1), (0, 3), (1, 2)), place, np.array([5, 6, 5, -1]))

    assert pairs_of(made) == {(0, 2), (0, 1), (0, 3), (1, 3)}


def test_two_places_in_pieces_are_linked_piece_by_piece_and_marks_stay() -> None:
    place = np.array([0, 0, 1, 1], np.int32)
    given = links((0, 1), (0, 2), (2, 3), joins=(1,))

    made = spread(given, place, np.array([0, 1, 2, 3]))

    joined = {(0, 2), (0, 3), (1, 2), (1, 3)}
    assert {
        (a, b) for (a, b), is_join in zip(made.pairs.tolist(), made.joins, strict=True) if is_join
    } == joined
    assert pairs_of(made) == joined | {(0, 1), (2, 3)}
    assert made.border_m.sum() == 6

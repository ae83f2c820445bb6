"""What zones would be if they were otherwise: sizes, pieces, groups cut, who has moved."""

from __future__ import annotations

import pytest
from sketched import before, drawn, picture_of, sketched

from gridgen.model.bands import Band
from gridgen.versions.repairs.trial import PIECE, parted, shifted


@pytest.mark.parametrize(
    ("picture", "badness"),
    [
        ("aaa", 0),
        ("aa", 1),  # one too few
        ("aaaa", 0),
        ("aaaaaa", 2),  # two too many
        ("aabaa", PIECE),  # in its band, in two pieces
    ],
)
def test_how_bad_a_zone_is_counts_households_outside_the_band_and_pieces(
    picture: str, badness: int
) -> None:
    assert before(picture, band=Band(3, 4)).badness(0) == badness


def test_a_zone_that_is_no_more_is_not_bad() -> None:
    assert before("aab", band=Band(3, 4)).badness(7) == 0


def test_a_shift_moves_households_and_leaves_the_trial_as_it_was() -> None:
    trial = before("aaab")

    after = shifted(trial, [2], 1)

    assert (picture_of(trial), picture_of(after)) == ("aaab", "aabb")
    assert (trial.moved, after.moved) == (0, 1)
    assert [len(after.atoms(label)) for label in (0, 1)] == [2, 2]


def test_a_zone_that_all_leave_is_gone() -> None:
    after = shifted(before("aaab"), [3], 0)

    assert set(after.zones) == {0}
    assert after.atoms(1) == []


def test_a_group_counts_as_cut_once_for_each_zone_too_many() -> None:
    trial = before("aabb", groups="xxyy")

    assert trial.cuts == 0
    assert shifted(trial, [1], 1).cuts == 1


def test_metres_are_those_to_the_middle_of_each_zone() -> None:
    assert before("aab").metres == pytest.approx(10)  # two households, 5 m from their middle each
    assert before("abb").metres == pytest.approx(10)


def test_locked_zones_do_not_count_as_touching() -> None:
    trial = before("abc", locked="c")

    assert trial.touching(1) == (0,)


def test_pieces_come_the_largest_first() -> None:
    picture = drawn("""
        a aaa
        bbbbb
    """)

    parts = parted(sketched(picture), [0, 1, 2, 3])

    assert [len(part) for part in parts] == [3, 1]

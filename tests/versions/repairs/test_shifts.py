"""What could go from one zone to another: groups, enough from the border on, pieces."""

from __future__ import annotations

from sketched import before, drawn, picture_of

from gridgen.model.bands import Band
from gridgen.versions.repairs.shifts import shifts_of, tidied
from gridgen.versions.repairs.trial import Trial, shifted


def pictures(trial: Trial, label: int, *, lies_badly: bool = False) -> set[str]:
    """What each shift of a zone would make."""
    shifts = shifts_of(trial, label, lies_badly=lies_badly)
    return {picture_of(shifted(trial, atoms, to)) for atoms, to in shifts}


def test_a_zone_that_is_too_large_gives_as_many_as_are_too_many() -> None:
    trial = before("aaaaaabb", band=Band(2, 4))

    assert "aaaabbbb" in pictures(trial, 0)


def test_a_zone_that_is_too_small_takes_or_joins_its_neighbour() -> None:
    trial = before("aabbbbb", band=Band(3, 7))

    made = pictures(trial, 0)

    assert "aaabbbb" in made
    assert "bbbbbbb" in made


def test_groups_go_whole_first() -> None:
    trial = before("aaaaaabb", groups="xxxyyyzz", band=Band(2, 5))

    assert "aaabbbbb" in pictures(trial, 0)


def test_a_piece_goes_to_those_around_it_or_gets_a_way_to_the_rest() -> None:
    trial = before("aaabba", band=Band(1, 9))

    made = pictures(trial, 0)

    assert {"aaabbb", "aaaaaa"} <= made


def test_nothing_goes_to_a_locked_zone_or_through_it() -> None:
    trial = before("aaabba", band=Band(1, 4), locked="b")

    assert pictures(trial, 0) == set()


def test_what_is_cut_off_goes_along() -> None:
    picture = drawn("""
        aaabaa
        aaabaa
        aaaaaa
    """)
    trial = before(picture, band=Band(1, 14))

    for atoms, to in shifts_of(trial, 0, lies_badly=False):
        assert len(shifted(trial, atoms, to).zones[0].parts) == 1


def test_a_zone_in_order_gives_and_takes_only_where_it_lies_badly() -> None:
    trial = before("aaaabbbb", band=Band(2, 6))

    assert pictures(trial, 0) == set()
    assert pictures(trial, 0, lies_badly=True) != set()


def test_pieces_are_tidied_into_the_zone_that_they_touch_most() -> None:
    picture = drawn("""
        aabab
        aabbb
    """)

    made = tidied(before(picture), {0})

    assert made is not None
    assert picture_of(made) == drawn("""
        aabbb
        aabbb
    """)


def test_there_is_nothing_to_tidy_in_zones_of_one_piece() -> None:
    assert tidied(before("aabb"), {0, 1}) is None

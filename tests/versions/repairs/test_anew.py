"""Zones divided anew by the solver, as many households as can be where they are."""

from __future__ import annotations

from sketched import drawn, picture_of, sketched

from gridgen.model.bands import Band
from gridgen.versions.repairs.anew import divided_anew

PICTURE = drawn("""
    aaaaaabb
    aaaaaabb
""")


def test_all_zones_are_in_the_band_and_in_one_piece() -> None:
    sketch = sketched(PICTURE, band=Band(6, 9))

    trials = list(divided_anew(sketch, frozenset({0}), 1_000.0))

    assert trials
    assert {trial.badness(label) for trial in trials for label in trial.zones} == {0}


def test_zones_go_on_as_those_in_which_most_households_were() -> None:
    sketch = sketched(PICTURE, band=Band(6, 9))

    first = next(divided_anew(sketch, frozenset({0}), 1_000.0))

    made = picture_of(first)
    assert made[0] == "a"
    assert made[7] == "b"


def test_households_stay_where_staying_weighs_enough() -> None:
    sketch = sketched(PICTURE, band=Band(4, 10))

    first = next(divided_anew(sketch, frozenset({0}), 1_000.0))

    assert first.moved == 2


def test_locked_zones_are_none_of_those_divided() -> None:
    sketch = sketched("aaaaaabbcc", band=Band(2, 5), locked="b")

    trials = list(divided_anew(sketch, frozenset({0}), 1_000.0))

    assert all((trial.label[6:] == sketch.zone_of[6:]).all() for trial in trials)


def test_where_no_sizes_fit_there_is_no_trial() -> None:
    sketch = sketched("aaaaabb", band=Band(4, 4))

    assert list(divided_anew(sketch, frozenset({0}), 1_000.0)) == []

"""Which mode, band and limits hold for whom: the most particular that is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from our_rules import ALL, BY_CLASS, GOOD, write

from gridgen.model.communities import CLASSES
from gridgen.rules.levels import (
    FOR,
    KINDS,
    PRESETS,
    Above,
    Level,
    Limits,
    Rules,
    keys_of,
    ruled_by,
)
from gridgen.rules.loader import load_rules


@pytest.mark.parametrize(
    ("who", "fewest"),
    [
        ("village", 50), ("210", 50), ("220", 50), ("community", 300), ("111", 300), ("112", 300),
        ("121", 100), ("122", 200), ("123", 200), ("special", None), ("", None),
    ],
)  # fmt: skip
def test_the_most_particular_band_holds_class_before_kind(
    tmp_path: Path, who: str, fewest: int | None
) -> None:
    grids = load_rules(write(tmp_path, BY_CLASS)).levels[0]

    band = grids.band_of(who)

    assert (band.fewest if band else None) == fewest
    assert grids.mode_of(who) == ("band" if fewest else "")


def test_limits_of_a_class_stand_alone(tmp_path: Path) -> None:
    grids = load_rules(write(tmp_path, BY_CLASS)).levels[0]

    assert grids.limits_of("community") == Limits(walk_m=1500, detour=2)
    assert grids.limits_of("112") == Limits(walk_m=900)
    assert grids.limits_of("220") == Limits()


def test_a_class_may_have_a_mode_of_its_own(tmp_path: Path) -> None:
    text = BY_CLASS.replace(
        'parent = "communities"',
        'parent = "communities"\nby = ["estate"]\n'
        'mode = { village = "band", community = "band", 123 = "unit", "220" = "unit" }',
    )

    grids = load_rules(write(tmp_path, text)).levels[0]

    modes = [grids.mode_of(who) for who in ("121", "123", "community", "220", "village")]
    assert modes == ["band", "unit", "band", "unit", "band"]


def test_a_level_may_be_made_in_one_class_alone(tmp_path: Path) -> None:
    rules = load_rules(write(tmp_path, GOOD.replace("band.village", "band.220")))

    assert [[lv.mode_of(who) for who in ("220", "210", "village")] for lv in rules.levels] == [
        ["band", "", ""]
    ] * 2


def keys_slowly(who: str, said: list[str]) -> str:
    """Return which of the keys said holds for a class or kind, by trying the three ways."""
    kind = {"1": "community", "2": "village"}.get(who[0], who)
    for key in (who, who[:2], kind):
        if key in said:
            return key
    return ""


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from(ALL.split(", ")), min_size=1, unique=True))
def test_who_has_which_band_is_as_a_slow_search_says(tmp_path: Path, said: list[str]) -> None:
    head, tail = GOOD.split("band.village", 1)[0], ""
    for k, key in enumerate(said):
        tail += f"band.{key} = {{ fewest = {k + 1}, most = 100 }}\n"

    grids = load_rules(write(tmp_path, head + tail)).levels[0]

    for who in ("village", "community", "111", "112", "121", "122", "123", "210", "220"):
        key, band = keys_slowly(who, said), grids.band_of(who)
        assert (band.fewest if band else 0) == (said.index(key) + 1 if key else 0)


@given(said=st.lists(st.sampled_from(FOR), unique=True))
def test_whoever_is_ruled_by_a_key_finds_no_nearer_one(said: list[str]) -> None:
    ruled = {key: ruled_by(key, said) for key in said}

    for who in (*KINDS, *CLASSES):
        nearest = next((key for key in keys_of(who) if key in said), None)
        assert [key for key in said if who in ruled[key]] == ([nearest] if nearest else [])


def level(name: str, **changed: object) -> Level:
    usual = Level(
        name=name, parent="communities", keep=("place",), split=(), code_digits=3,
        label={"zh": "{n}", "en": "{n}"}, mode={"village": "band"}, band={},
    )  # fmt: skip
    return replace(usual, **changed)


def rules_of(*levels: Level, **more: object) -> Rules:
    return Rules("ours", {"zh": "规", "en": "Rules"}, levels, **more)


def test_rules_name_each_column_that_they_ask_for_once() -> None:
    rules = rules_of(
        level("grids", by=("grid", "group"), counts="population"),
        level("teams", by=("group",), counts="households"),
        level("blocks", counts="area"),
        level("rows", counts="population"),
    )

    assert rules.names == ("grid", "group")
    assert rules.counts == ("population",)


@pytest.mark.parametrize(
    ("mode", "roles"),
    [({"village": "band"}, set()), ({"village": "band", "121": "around"}, {"contact"})],
)
def test_centres_are_asked_for_where_a_level_is_made_around_them(
    mode: dict[str, str], roles: set[str]
) -> None:
    assert rules_of(level("grids", mode=mode, centres="contact")).centre_roles == roles


@pytest.mark.parametrize(
    ("said", "by_class"),
    [
        ({}, False),
        ({"limits": {"community": Limits()}}, False),
        ({"limits": {"11": Limits()}}, True),
        ({"mode": {"village": "band", "220": "unit"}}, True),
    ],
)
def test_rules_go_by_class_where_anything_is_said_for_one(
    said: dict[str, object], by_class: bool
) -> None:
    assert rules_of(level("grids", **said)).by_class == by_class


@pytest.mark.parametrize(("above", "digits"), [("towns", 9), ("counties", 6), ("communities", 12)])
def test_a_zone_above_communities_is_named_by_the_digits_of_its_level(
    above: str, digits: int
) -> None:
    rules = rules_of(level("grids"), above=(Above("counties", 6), Above("towns", 9)))

    assert rules.digits_of(above) == digits


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_says_how_zones_are_made_wherever_it_says_how_many(preset: str) -> None:
    for made in load_rules(preset).levels:
        for key in made.band:
            assert all(made.mode_of(who) for who in ruled_by(key, made.band))

"""Samples of the presets: of the numbers that systems.toml says."""

from __future__ import annotations

import pytest

from gridgen.model.errors import ProblemError
from gridgen.rules.levels import PRESETS
from gridgen.sample.systems import SIZES, recipe_of, system_sample


@pytest.mark.parametrize("system", PRESETS)
@pytest.mark.parametrize("size", SIZES)
def test_every_preset_has_a_recipe_of_every_size(system: str, size: str) -> None:
    recipe = recipe_of(system, size)

    assert recipe.villages + recipe.communities > 0
    assert recipe.group[0] <= recipe.group[1]


@pytest.mark.parametrize("system", PRESETS)
def test_a_sample_has_the_places_that_its_recipe_says(system: str) -> None:
    recipe = recipe_of(system, "village")

    layers = system_sample(system, "village")

    kinds = layers["communities"]["kind"].value_counts().to_dict()
    assert kinds.get("village", 0) == recipe.villages
    assert kinds.get("community", 0) == recipe.communities
    assert layers["households"]["id"].is_unique
    assert layers["households"].geometry.isna().sum() == recipe.absent
    assert ("centres" in layers) == bool(recipe.contacts)
    assert ("special" in layers) == bool(recipe.special)


def test_the_same_seed_makes_the_same_sample() -> None:
    one, two = (system_sample("wuzhong", "village", 5) for _ in range(2))

    assert all(one[name].equals(two[name]) for name in one)


@pytest.mark.parametrize(
    ("system", "size", "said"),
    [
        ("paris", "village", "No sample for 'paris'; expected one of standard"),
        ("standard", "planet", "No sample of size 'planet'; expected village"),
    ],
)
def test_a_sample_that_there_is_not_is_refused(system: str, size: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        recipe_of(system, size)

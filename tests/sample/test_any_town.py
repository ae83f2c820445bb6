"""Townships of any size."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from sampled import Layers, placed

from gridgen.model.errors import ProblemError
from gridgen.sample.any_town import township


def test_a_township_has_exactly_the_households_and_communities_asked_for(generic: Layers) -> None:
    assert generic["households"]["households"].sum() == 5000
    assert len(generic["communities"]) == 7
    assert placed(generic)["code"].nunique() == 7


@pytest.mark.parametrize("numbers", [(500, 1), (500, 50), (3000, 2), (20_000, 3)])
def test_odd_sizes_work(numbers: tuple[int, int]) -> None:
    layers = township(*numbers, seed=4)

    assert layers["households"]["households"].sum() == numbers[0]
    assert len(layers["communities"]) == numbers[1]
    assert shapely.coverage_is_valid(layers["communities"].geometry.to_numpy())


def test_more_than_500_communities_get_codes_in_several_townships() -> None:
    communities = township(5200, 520)["communities"]

    assert communities["code"].is_unique
    assert communities["name"].is_unique
    assert communities["code"].str[:9].value_counts().max() <= 25
    assert np.isclose((communities["kind"] == "community").mean(), 1 / 6, atol=0.01)


@pytest.mark.parametrize(
    ("households", "communities", "message"),
    [
        (499, 1, "499 households; expected 500 to 1,000,000"),
        (1_000_001, 9, "1,000,001 households; expected 500 to 1,000,000"),
        (500, 0, "0 communities; expected 1 to 50"),
        (500, 51, "51 communities; expected 1 to 50"),
    ],
)
def test_sizes_out_of_range_are_refused(households: int, communities: int, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        township(households, communities)

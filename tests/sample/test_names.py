"""Names and codes of nowhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampled import Layers

from gridgen.sample.names import code, stems


def test_codes_have_12_digits_begin_with_99_and_end_as_their_kind_asks(town: Layers) -> None:
    communities = town["communities"]

    assert communities["code"].str.fullmatch(r"99\d{10}").all()
    assert communities["code"].is_unique
    number = communities["code"].str[-3:].astype(int)
    is_village = communities["kind"] == "village"
    assert number[is_village].between(200, 399).all()
    assert number[~is_village].between(1, 199).all()


@given(count=st.integers(1, 2000), seed=st.integers(0, 99))
def test_no_two_places_have_one_name(count: int, seed: int) -> None:
    names = stems(np.random.default_rng(seed), count)

    assert len(set(names)) == len(names) == count


@pytest.mark.parametrize(
    ("town", "kind", "n", "digits"),
    [
        (0, "village", 0, "990101101200"),
        (0, "community", 0, "990101101001"),
        (98, "village", 0, "990101199200"),
        (99, "village", 0, "990102101200"),
    ],
)
def test_after_99_townships_comes_another_county(town: int, kind: str, n: int, digits: str) -> None:
    assert code(town, kind, n) == digits

"""Whatever `solve` is given: a sentence of ours, or a division that holds; never another error."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from answers import chain, lane
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.sparse import csr_matrix

from gridgen.model.solutions import Solution, Weights
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve
from gridgen.words.say import GridgenError

N = 6

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, N + 2),
    st.integers(),
    st.sampled_from([2**31, 2**53, 2**62, 2**63, 2**64, 10**12, 10**400, -(2**63) - 1]),
    st.floats(width=64),
    st.sampled_from([0.0, 1.0, 2.0, 1e12, 1e155, 1e308, np.nan, np.inf, -np.inf]),
    st.complex_numbers(),
    st.text(max_size=3),
    st.sampled_from([b"1", Decimal(2), Fraction(4, 2), Fraction(1, 2), object, np.ma.masked]),
    st.sampled_from(
        [np.float16(3), np.longdouble(2), np.uint64(2**63), np.bool_(1), pd.NA, pd.NaT]
    ),
    st.sampled_from([np.datetime64("2026-01-01"), np.timedelta64(2, "D"), np.timedelta64(2, "ns")]),
    st.sampled_from([set(), {1, 2}, {"a": 1}, range(N), csr_matrix(np.eye(N)), Weights()]),
)
"""One value that a caller may give, sensible or not."""

_DTYPES = arrays.scalar_dtypes() | st.sampled_from(["O", "float16", "longdouble", "m8[ns]"])
_SHAPES = st.sampled_from([(), (0,), (1,), (2,), (N,), (N, 1), (N, 2), (N, 3), (0, 2), (N, 2, 1)])
_PLAIN = st.lists(ODD, max_size=N + 1) | st.lists(ODD, min_size=N, max_size=N)

MANY = st.one_of(
    arrays.arrays(_DTYPES.filter(lambda kind: kind != "O"), _SHAPES),
    arrays.arrays(np.int64, N, elements=st.integers(-1, 4)),
    arrays.arrays(np.uint64, N, elements=st.integers(0, 2**64 - 1)),
    arrays.arrays(np.float64, (N, 2), elements=st.floats(-1e3, 1e3)),
    arrays.arrays(np.float64, (N, 2)),
    arrays.arrays(np.int64, (4, 2), elements=st.integers(-1, N)),
    _PLAIN,
    _PLAIN.map(tuple),
    _PLAIN.map(lambda values: np.array([*values, None], object)[:-1]),
    _PLAIN.map(lambda values: pd.Series(values, dtype=object)),
    st.lists(st.lists(ODD, max_size=3), max_size=N),
    arrays.arrays(np.int64, N, elements=st.integers(0, 3)).map(
        lambda values: np.ma.masked_equal(values, 3)
    ),
)
"""Many values: arrays of any type and shape, lists, also ragged, series, masked arrays."""

_LABELS = arrays.arrays(np.int64, N, elements=st.sampled_from([-9, -1, 0, 1, 7, 2**40]))
_WEIGHED = st.lists(st.sampled_from([0, 1, 2.0, 3, 1e-300, 1e12]), min_size=N, max_size=N)
_COUNT = st.sampled_from([1, 2, 3.0, np.int8(4), np.array(5), 10**12, None])
_WHERE = st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e12, -1e12])
SENSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "xy": arrays.arrays(np.float64, (N, 2), elements=_WHERE),
    "households": arrays.arrays(np.float64, N, elements=st.integers(0, 5)),
    "fewest": _COUNT, "most": _COUNT, "target": _COUNT, "grids": _COUNT,
    "visits": _WEIGHED,
    "links": arrays.arrays(np.uint8, (7, 2), elements=st.integers(0, N - 1)),
    "borders": _WEIGHED.map(lambda values: values[: N - 1]),
    "locked": _LABELS, "existing": _LABELS,
    "centres": st.lists(st.integers(0, N - 1), min_size=1, unique=True),
    "effort": st.sampled_from(["fast", "balanced", "best"]),
    "time_limit_s": st.sampled_from([0, 1e-9, np.inf, 10**400, None]),
    "certify": st.booleans(),
    "seed": st.sampled_from([0, 7.0, np.uint64(2**63), 10**400]),
    "weights": st.builds(Weights, _WHERE.map(abs), _WHERE.map(abs)),
}  # fmt: skip
"""What a caller may well give, up to the limits."""

_OF_UNITS = ("xy", "households", "visits", "links", "borders", "locked", "existing", "centres")
_OF_ALL = ("target", "grids", "effort", "time_limit_s", "certify", "seed")
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys((*_OF_UNITS, "fewest", "most"), ODD | MANY),
    **dict.fromkeys(_OF_ALL, ODD | _PLAIN),
    "weights": ODD | st.builds(Weights, moved_m=ODD, border_m=ODD),
}


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A plain problem in which some arguments are less plain, and none to two are odd."""
    plain: dict[str, Any] = {
        "xy": lane(N), "households": np.ones(N, int), "fewest": 1, "most": 4, "effort": "fast",
    }  # fmt: skip
    if draw(st.booleans()):
        plain |= {"links": chain(N), "borders": np.ones(N - 1)}
    names = st.sampled_from(sorted(ARGUMENTS))
    sensible = draw(st.lists(names, max_size=5, unique=True))
    odd = draw(st.lists(names, max_size=2, unique=True))
    less_plain = {name: draw(SENSIBLE[name]) for name in sensible}
    return plain | less_plain | {name: draw(ARGUMENTS[name]) for name in odd}


def _answer(arguments: dict[str, Any]) -> Solution | str:
    try:
        return solve(**arguments)
    except GridgenError as error:
        return str(error)


@examples(400)
@given(asked())
def test_odd_arguments_end_in_a_sentence_or_in_a_division(arguments: dict[str, Any]) -> None:
    answer = _answer(arguments)

    if isinstance(answer, str):
        assert answer.endswith(".")
        assert any(name in answer for name in (*ARGUMENTS, "centre", "band"))
        return
    load = pose(**arguments).load
    k = len(answer.centre_of)
    assert sorted(set(answer.grid_of.tolist())) == list(range(k))
    assert (answer.grid_of[answer.centre_of] == np.arange(k)).all()
    assert np.isfinite([answer.metres, answer.score]).all()
    sizes = np.bincount(answer.grid_of, minlength=k) * 0
    np.add.at(sizes, answer.grid_of, load)
    told = {breach.grid: breach.households for breach in answer.breaches}
    assert all(sizes[grid] == households for grid, households in told.items())


@examples(100)
@given(asked())
def test_what_is_refused_is_refused_again_in_the_same_words(arguments: dict[str, Any]) -> None:
    first = _answer(arguments)

    if isinstance(first, str):
        assert _answer(arguments) == first


def test_households_as_many_as_may_be_are_divided_as_few_are() -> None:
    xy = np.random.default_rng(0).uniform(0, 1000, (60, 2))
    few = solve(xy, np.ones(60, int), fewest=8, most=12, links=None, seed=1)

    many = solve(
        xy, np.full(60, 10**10), fewest=8 * 10**10, most=12 * 10**10, visits=np.ones(60), seed=1
    )

    assert (few.status, many.status) == ("feasible", "feasible")
    assert many.metres <= few.metres * 1.1


def test_places_as_far_apart_as_may_be_have_a_proven_division() -> None:
    xy = np.random.default_rng(0).uniform(-1e12, 1e12, (40, 2))

    found = solve(xy, np.ones(40, int), fewest=5, most=12, certify=True)

    assert found.status == "feasible"
    assert found.lower_bound_m is not None
    assert 0 < found.lower_bound_m <= found.metres * (1 + 1e-9)

"""The solver as scikit-learn knows it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from sklearn.base import clone

from gridgen.model.errors import BandError, ProblemError
from gridgen.solver.clusterer import GridClusterer
from gridgen.solver.solve import solve

HOMES = np.random.default_rng(3).uniform(0, 500, (90, 2))


def _one(value: complex) -> coo_matrix:
    """Return the connectivity of `HOMES` with one entry, in row 3 and column 5."""
    return coo_matrix(([value], ([3], [5])), shape=(90, 90))


def test_labels_and_centres_are_those_of_the_solver() -> None:
    model = GridClusterer(fewest=20, most=40, random_state=5).fit(HOMES)

    seed = int(np.random.RandomState(5).randint(2**31 - 1))
    found = solve(HOMES, np.ones(90, int), fewest=20, most=40, seed=seed)
    assert model.labels_.tolist() == found.grid_of.tolist()
    assert model.centers_indices_.tolist() == found.centre_of.tolist()
    assert (model.cluster_centers_ == HOMES[found.centre_of]).all()
    assert (model.inertia_, model.status_) == (found.metres, "feasible")


def test_sample_weights_are_what_the_band_counts() -> None:
    weight = np.random.default_rng(1).integers(1, 6, 90)

    labels = GridClusterer(fewest=50, most=80, random_state=0).fit_predict(
        HOMES, sample_weight=weight
    )

    sizes = np.bincount(labels, weights=weight)
    assert ((sizes >= 50) & (sizes <= 80)).all()


@pytest.mark.parametrize("is_sparse", [False, True])
def test_clusters_are_in_one_piece_over_connectivity(is_sparse: bool) -> None:
    # Two rows of houses that face each other and are joined only along each row.
    row = np.arange(12) * 10.0
    homes = np.concatenate([np.stack([row, np.full(12, y)], axis=1) for y in (0.0, 1.0)])
    a = np.array([u for u in range(23) if u != 11])
    joined = coo_matrix((np.ones(22), (a, a + 1)), shape=(24, 24))

    labels = GridClusterer(fewest=4, most=6, random_state=0).fit_predict(
        homes, connectivity=joined if is_sparse else joined.toarray()
    )

    assert set(labels[:12].tolist()).isdisjoint(labels[12:].tolist())
    assert all((np.diff(np.flatnonzero(labels == g)) == 1).all() for g in set(labels.tolist()))


def test_a_clone_with_the_same_seed_finds_the_same() -> None:
    model = GridClusterer(fewest=20, most=40, n_clusters=3, effort="fast", random_state=1)

    one, two = model.fit_predict(HOMES), clone(model).fit_predict(HOMES)

    assert one.tolist() == two.tolist()
    assert len(set(one.tolist())) == 3


def test_the_target_decides_how_many_clusters_there_are() -> None:
    counts = [
        len(GridClusterer(20, 45, target=target, random_state=0).fit(HOMES).centers_indices_)
        for target in (22, 45)
    ]

    assert counts == [4, 2]


@pytest.mark.parametrize(
    ("asked", "fitted", "error", "says"),
    [
        (
            {},
            {"sample_weight": np.full(90, 1.5)},
            ValueError,
            "sample_weight has 1.5 at row 0; expected whole numbers from 0 to 1,000,000,000,000",
        ),
        ({}, {"sample_weight": np.full(90, 1e300)}, ProblemError, r"sample_weight has 1e\+300"),
        ({}, {"sample_weight": np.ma.masked_less(np.arange(90), 1)}, ProblemError, "at row 0"),
        ({}, {"connectivity": np.full((90, 90), np.nan)}, ProblemError, "row 0, column 0"),
        ({}, {"connectivity": _one(np.nan)}, ProblemError, "has nan at row 3, column 5"),
        ({}, {"connectivity": _one(-np.inf).toarray()}, ProblemError, "has -inf at row 3, column"),
        ({}, {"connectivity": _one(1j)}, ProblemError, "holds complex128; expected numbers"),
        ({}, {"connectivity": np.full((90, 90), "a")}, ProblemError, "holds <U1; expected num"),
        ({}, {"connectivity": [[0], [0, 1]]}, ProblemError, "connectivity cannot be read"),
        ({"fewest": "many"}, {}, ProblemError, "fewest is 'many'; expected a whole number"),
        ({}, {"sample_weight": np.full(90, -1.0)}, ValueError, "[Nn]egative"),
        ({}, {"connectivity": np.eye(4)}, ValueError, r"shape \(4, 4\); expected \(90, 90\)"),
        ({"fewest": 9, "most": 8}, {}, BandError, "fewest=9, most=8"),
        ({"n_clusters": 91}, {}, ProblemError, "grids is 91; expected 1 to 90"),
        ({"effort": "hard"}, {}, ProblemError, "effort is 'hard'"),
    ],
)
def test_what_contradicts_itself_is_refused(
    asked: dict[str, object], fitted: dict[str, object], error: type[Exception], says: str
) -> None:
    model = GridClusterer(random_state=0).set_params(**asked)

    with pytest.raises(error, match=says):
        model.fit(HOMES, **fitted)


def test_masked_positions_are_refused() -> None:
    homes = np.ma.masked_greater(HOMES, HOMES.max() - 1e-9)

    with pytest.raises(ProblemError, match=f"X is masked at row {HOMES.max(axis=1).argmax()};"):
        GridClusterer().fit(homes)


def test_connectivity_of_any_numbers_joins_where_it_is_not_zero() -> None:
    near = np.abs(np.subtract.outer(np.arange(6), np.arange(6))) == 1

    found = [
        GridClusterer(2, 3, random_state=0).fit_predict(HOMES[:6], connectivity=kind).tolist()
        for kind in (near, near * 1, near * -0.5, near.tolist())
    ]

    assert found[1:] == found[:1] * 3

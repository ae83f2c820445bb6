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
        ({}, {"sample_weight": np.full(90, 1.5)}, ValueError, "sample_weight must hold whole"),
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

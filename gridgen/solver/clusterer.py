"""The solver as a scikit-learn estimator."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix, issparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, validate_data

from gridgen.model.errors import ProblemError
from gridgen.solver.given import MOST, SHOWN_MOST, array_of, refuse_masked, whole_array
from gridgen.solver.solve import solve
from gridgen.words.say import in_both


class GridClusterer(ClusterMixin, BaseEstimator):
    """Clusters whose total weights all lie inside a band.

    Parameters
    ----------
    fewest, most
        The band of the sum of sample weights in each cluster, both included.
    target
        The sum aimed at; the middle of the band if not given.
    n_clusters
        The number of clusters; from the band and the target if not given.
    effort
        "fast", "balanced" or "best".
    random_state
        Seed, generator or None, as in scikit-learn.

    Attributes
    ----------
    labels_
        (n,) cluster of each sample.
    cluster_centers_
        (k, d) the sample at the centre of each cluster.
    centers_indices_
        (k,) row of that sample.
    inertia_
        Sum over samples of weight times distance to the centre.
    status_
        "feasible", "proven impossible" or "not found": whether all clusters are inside the band.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).uniform(size=(300, 2))
    >>> sizes = np.bincount(GridClusterer(fewest=50, most=100, random_state=0).fit_predict(X))
    >>> bool((sizes >= 50).all() and (sizes <= 100).all())
    True
    """

    def __init__(
        self,
        fewest: int = 50,
        most: int = 100,
        *,
        target: int | None = None,
        n_clusters: int | None = None,
        effort: str = "balanced",
        random_state: Any = None,
    ) -> None:
        self.fewest = fewest
        self.most = most
        self.target = target
        self.n_clusters = n_clusters
        self.effort = effort
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,  # noqa: N803 - scikit-learn's name
        y: object = None,  # noqa: ARG002 - scikit-learn's signature
        sample_weight: ArrayLike | None = None,
        connectivity: Any = None,
    ) -> Self:
        """Divide the samples.

        Parameters
        ----------
        X
            (n, d) finite numbers.
        y
            Ignored.
        sample_weight
            (n,) whole numbers, 0 or more; 1 each if not given.
        connectivity
            (n, n) array or sparse matrix of finite numbers, nonzero where two samples are
            neighbours; clusters are then in one piece. None: pieces are not asked for.

        Raises
        ------
        ProblemError
            The band, the number of clusters, a weight or an entry of the connectivity cannot be, or
            its shape does not agree. It is a ValueError too.
        ValueError
            Of scikit-learn itself, about what it cannot take as X, weights or random_state.
        """
        refuse_masked("X", X)
        refuse_masked("sample_weight", sample_weight)
        table: NDArray[np.float64] = validate_data(self, X, dtype=np.float64)
        weight = _check_sample_weight(sample_weight, table, ensure_non_negative=True)
        expected = in_both("expected_weights", most=SHOWN_MOST)
        load = whole_array("sample_weight", weight, 0, MOST, expected=expected)
        links = None
        if connectivity is not None:
            links = _pairs(connectivity, len(table))
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        solution = solve(
            table,
            load,
            fewest=self.fewest,
            most=self.most,
            target=self.target,
            grids=self.n_clusters,
            links=links,
            effort=self.effort,
            seed=seed,
        )
        self.labels_ = np.array(solution.grid_of)
        self.centers_indices_ = np.array(solution.centre_of)
        self.cluster_centers_ = table[self.centers_indices_]
        self.inertia_ = solution.metres
        self.status_ = str(solution.status)
        return self


def _pairs(connectivity: Any, n: int) -> NDArray[np.int32]:
    matrix = connectivity if issparse(connectivity) else array_of("connectivity", connectivity)
    if matrix.shape != (n, n):
        raise ProblemError("connectivity_shape", shape=str(matrix.shape), rows=n)
    if matrix.dtype.kind not in "biuf":
        raise ProblemError("connectivity_no_numbers", kind=str(matrix.dtype))
    joined = coo_matrix(matrix)
    is_finite = np.isfinite(joined.data)
    if not is_finite.all():
        at = int(np.argmin(is_finite))
        raise ProblemError(
            "connectivity_not_finite",
            value=joined.data[at],
            row=joined.row[at],
            column=joined.col[at],
        )
    keep = (joined.data != 0) & (joined.row != joined.col)
    return np.stack([joined.row[keep], joined.col[keep]], axis=1).astype(np.int32)

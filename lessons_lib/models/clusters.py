"""k-means: centroids that go to the middle of their points, by slopes or by Lloyd's algorithm."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np

from .data import Table, check_table, iris
from .shared import (
    CHUNK,
    as_pictures,
    at_one,
    batch,
    check_batches,
    check_model,
    decidable,
    over_grid,
    starting_from,
    until_still,
    whole_field,
)

__all__ = ["KMeans", "lloyd"]

FAR = 100.0  # times the largest number in the data


def _two_petal_columns() -> Table:
    return iris("petal_length", "petal_width")


@dataclass(frozen=True, eq=False)
class KMeans:
    r"""Put `k` centroids among points: half the mean squared distance to the nearest of them.

    .. math:: loss(c) = \frac1{2m} \sum_i \min_j |x_i - c_j|^2, \quad
              g_j = \frac{m_j}{m} (c_j - mean_j)

    with `m_j` the number of points nearest to centroid `j`, and `mean_j` their middle. `w` holds the
    centroids one after the other. A centroid without points has no slope.

    Parameters
    ----------
    data : Table, default two columns of iris
        The points; their answers are not used.
    k : int, default 3
        How many centroids.
    batch_size : int, optional
        Points a step learns from; all of them if not given.
    seed : int, default 0
        Chooses the points at which the centroids start, and the minibatches.

    Raises
    ------
    Mistake
        If the data are no table of finite numbers, or a number makes no sense.

    References
    ----------
    Bottou, L., Bengio, Y. (1995). Convergence properties of the k-means algorithms.

    Examples
    --------
    >>> model = KMeans(k=3)
    >>> model
    KMeans(data=iris('petal_length', 'petal_width'), k=3, batch_size=None, seed=0)
    >>> model.centroids(lloyd(model)[-1]).round(2)
    array([[1.46, 0.25],
           [5.63, 2.05],
           [4.29, 1.36]])
    """

    data: Table = field(default_factory=_two_petal_columns)
    k: int = 3
    batch_size: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        check_table("KMeans", self.data)
        whole_field(self, "k", high=len(self.data))
        check_batches(self)

    @property
    def name(self) -> str:
        """The call that makes this model again."""
        return repr(self)

    @functools.cached_property
    def start(self) -> np.ndarray:
        """`k` different examples, drawn by the seed."""
        drawn = np.random.default_rng(self.seed).permutation(len(self.data))[: self.k]
        start = self.data.x[drawn].ravel()
        start.setflags(write=False)
        return start

    @functools.cached_property
    def _middle(self) -> np.ndarray:
        return self.data.x.mean(axis=0)

    @functools.cached_property
    def _points(self) -> np.ndarray:
        """The data as seen from their middle: far from zero, squares would swallow the distances."""
        return self.data.x - self._middle

    @property
    def far(self) -> float:
        """How large a coordinate may become before the walk counts as lost."""
        return FAR * max(1.0, float(np.abs(self.data.x).max()))

    @at_one
    def centroids(self, w: np.ndarray) -> np.ndarray:
        """Cut the vector `w` into centroids, (k, columns)."""
        return self._cut(w)

    def _cut(self, w: np.ndarray) -> np.ndarray:
        return w.reshape(self.k, -1)

    def _from_middle(self, w: np.ndarray) -> np.ndarray:
        return self._cut(w) - self._middle

    @at_one
    def pictures(self, w: np.ndarray) -> np.ndarray:
        """Return the centroids of digit images as pictures, (k, 8, 8)."""
        return as_pictures(self, self._cut(w))

    @over_grid
    def loss(self, w: np.ndarray) -> float:
        """Half the mean squared distance of all points to their nearest centroid."""
        return _squares(self._points, self._from_middle(w)).min(axis=1).mean() / 2

    @over_grid
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss over the points of step `t`."""
        x = self._points[batch(len(self.data), self.batch_size, self.seed, t)]
        centroids = self._from_middle(w)
        counts, sums = _gathered(x, centroids)
        return ((counts[:, None] * centroids - sums) / len(x)).ravel()

    @over_grid
    def nearest(self, w: np.ndarray) -> np.ndarray:
        """Return for every point the number of its nearest centroid."""
        return decidable(self, _squares(self._points, self._from_middle(w))).argmin(axis=1)


def _squares(x: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distances, (points, k), as ``x^2 - 2 x c + c^2``."""
    products = np.concatenate([x[k : k + CHUNK] @ centroids.T for k in range(0, len(x), CHUNK)])
    own = np.einsum("ij,ij->i", x, x)[:, None]
    return np.maximum(own - 2 * products + (centroids**2).sum(axis=1), 0.0)


def _gathered(x: np.ndarray, centroids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count and add up the points nearest to each centroid."""
    mine = _squares(x, centroids).argmin(axis=1)
    counts = np.bincount(mine, minlength=len(centroids))
    return counts, np.array([x[mine == j].sum(axis=0) for j in range(len(centroids))])


def lloyd(model: KMeans, start: np.ndarray | None = None, *, steps: int = 100) -> np.ndarray:
    r"""Put every centroid into the middle of its points, again and again: the classic k-means.

    .. math:: c_j \leftarrow mean_j

    This is a gradient step with a rate of its own for every centroid, ``m / m_j``: the rate that
    goes to the middle of its points at once.

    Parameters
    ----------
    model : KMeans
    start : array of shape (n,), optional
        Where to begin; the model's own start if not given.
    steps : int, default 100
        The most rounds to go; it ends before when nothing moves any more.

    Returns
    -------
    array of shape (rounds + 1, n)
        The centroids after each round, as `w` of a path; ``model.loss(result.T)`` are the losses.

    Raises
    ------
    Mistake
        If the model is of another kind, the start does not fit, or steps is no whole number.

    References
    ----------
    Lloyd, S. (1982). Least squares quantization in PCM. Written in 1957.

    Examples
    --------
    >>> model = KMeans()
    >>> model.loss(lloyd(model).T).round(3)
    array([1.341, 0.248, 0.118, 0.106, 0.105, 0.105, 0.105, 0.105])
    """
    check_model("lloyd", model, KMeans)

    def step(w: np.ndarray) -> np.ndarray:
        counts, sums = _gathered(model._points, model._from_middle(w))
        moved = model._middle + sums / np.maximum(counts, 1)[:, None]
        return np.where(counts[:, None] > 0, moved, model._cut(w)).ravel()

    return until_still("lloyd", step, starting_from(model, start), steps)

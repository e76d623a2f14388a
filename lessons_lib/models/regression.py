"""Models with one weight a column: linear regression, and logistic regression for two classes.

``w[0]`` is the intercept, ``w[1:]`` are the slopes, one a column of the data.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np

from ..mistakes import Mistake
from ..signatures import floats
from .data import Table, check_table, petals, two_species
from .shared import at_one, at_positions, batch, check_batches, decidable, found, looked_at, over_grid

__all__ = ["LinearRegression", "LogisticRegression"]

FAR = 100.0  # times the best weights: a walk that is further away has left


@dataclass(frozen=True, eq=False)
class _Regression:
    """Rows with a leading 1, so that the first weight is the intercept; both models score ``X w``."""

    data: Table = field(default_factory=petals)
    batch_size: int | None = None
    seed: int = 0
    looked_at = looked_at

    def __post_init__(self) -> None:
        check_table(type(self).__name__, self.data)
        check_batches(self)

    @functools.cached_property
    def rows(self) -> np.ndarray:
        """The data with a leading column of ones, shape (examples, n)."""
        return np.column_stack([np.ones(len(self.data)), self.data.x])

    @property
    def start(self) -> np.ndarray:
        """All weights zero."""
        return np.zeros(self.data.x.shape[1] + 1)

    @property
    def name(self) -> str:
        """The call that makes this model again."""
        return repr(self)

    def _score(self, w: np.ndarray, chosen: np.ndarray | slice) -> np.ndarray:
        """Return ``X w`` for the chosen examples, shape (examples, cells), cell by cell of a grid."""
        return self.rows[chosen] @ w.reshape(len(w), -1)

    def _score_at(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return ``(1, x) w`` for new examples, one row each."""
        columns = self.data.x.shape[1]
        given, x = x, floats(x)
        if x is None or x.ndim == 0 or x.shape[-1] != columns:
            raise Mistake(
                f"x {found(given, x)}. Give one row an example, {columns} numbers each: shape (m, {columns})."
            )
        return w[0] + x @ w[1:]


@dataclass(frozen=True, eq=False)
class LinearRegression(_Regression):
    r"""Draw a straight line through points: half the mean squared error.

    .. math:: loss(w) = \frac1{2m} \sum_i (x_i \cdot w - y_i)^2, \quad
              g = \frac1m \sum_i (x_i \cdot w - y_i) \, x_i, \quad x_i = (1, \dots)

    A quadratic, so that all of :mod:`lessons_lib.theory` holds for it while a step learns from all examples
    (`batch_size` is None) and every column says something new. Where one is constant, or a mixture of others,
    the smallest eigenvalue is zero: many weights are best then, and theory, which needs a bowl, refuses.

    Parameters
    ----------
    data : Table, default petals()
        `y` holds the numbers to predict.
    batch_size : int, optional
        Examples a step learns from; all of them if not given.
    seed : int, default 0
        Chooses the minibatches.

    Raises
    ------
    Mistake
        If the data are no table of finite numbers, or a number makes no sense.

    References
    ----------
    Legendre, A.-M. (1805). Nouvelles méthodes pour la détermination des orbites des comètes.

    Examples
    --------
    >>> model = LinearRegression()
    >>> model
    LinearRegression(data=petals(), batch_size=None, seed=0)
    >>> model.minima[0].round(3), round(model.lowest, 4)
    (array([-0.363,  0.416]), 0.021)
    """

    @at_positions
    def loss(self, w: np.ndarray) -> np.ndarray:
        """Half the mean squared error over all examples."""
        errors = self._score(w, slice(None)) - self.data.y[:, None]
        return np.mean(errors**2, axis=0).reshape(np.shape(w)[1:]) / 2

    @at_positions
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss over the examples of step `t`."""
        chosen = batch(len(self.data), self.batch_size, self.seed, t)
        errors = self._score(w, chosen) - self.data.y[chosen, None]
        return (self.rows[chosen].T @ errors / len(errors)).reshape(np.shape(w))

    @over_grid
    def predict(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return what the line says at `x`, one row an example."""
        return self._score_at(w, x)

    @functools.cached_property
    def _shape(self) -> tuple[np.ndarray, np.ndarray]:
        curvatures, vectors = np.linalg.eigh(self.rows.T @ self.rows / len(self.rows))
        rounding = len(curvatures) * np.finfo(float).eps * curvatures[-1]
        return np.where(curvatures > rounding, curvatures, 0.0), vectors.T

    @property
    def eigenvalues(self) -> np.ndarray:
        """Curvatures of the loss, smallest first; zero where only rounding says that it curves."""
        return self._shape[0]

    @property
    def directions(self) -> np.ndarray:
        """The directions of these curvatures, as rows."""
        return self._shape[1]

    @functools.cached_property
    def minima(self) -> tuple[np.ndarray, ...]:
        """The best weights, by least squares; the shortest of them where several are best."""
        return (np.linalg.lstsq(self.rows, self.data.y, rcond=None)[0],)

    @functools.cached_property
    def lowest(self) -> float:
        """The loss at the best weights."""
        return float(self.loss(self.minima[0]))

    @property
    def far(self) -> float:
        """How large a weight may become before the walk counts as lost."""
        return FAR * max(1.0, float(np.abs(self.minima[0]).max()))


@dataclass(frozen=True, eq=False)
class LogisticRegression(_Regression):
    r"""Tell two classes apart by a straight line: the mean cross-entropy.

    .. math:: p_i = \frac1{1 + e^{-x_i \cdot w}}, \quad
              loss(w) = -\frac1m \sum_i y_i \ln p_i + (1 - y_i) \ln(1 - p_i), \quad
              g = \frac1m \sum_i (p_i - y_i) \, x_i

    Parameters
    ----------
    data : Table, default two_species()
        `y` holds the class, 0 or 1.
    batch_size : int, optional
        Examples a step learns from; all of them if not given.
    seed : int, default 0
        Chooses the minibatches.

    Raises
    ------
    Mistake
        If the data are no table of finite numbers with classes 0 and 1, or a number makes no sense.

    References
    ----------
    Cox, D. (1958). The regression analysis of binary sequences.

    Examples
    --------
    >>> model = LogisticRegression()
    >>> round(float(model.loss(model.start)), 4)  # knowing nothing costs ln 2
    0.6931
    >>> float(model.accuracy(np.array([-45.3, 5.75, 10.45])))
    0.94
    """

    data: Table = field(default_factory=two_species)
    far = 1e4

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.isin(self.data.y, (0, 1))):
            raise Mistake(f"LogisticRegression: y of {self.data!r} must hold the classes 0 and 1 alone.")

    @at_positions
    def loss(self, w: np.ndarray) -> np.ndarray:
        """Mean cross-entropy over all examples, in nats."""
        score = self._score(w, slice(None))
        costs = np.logaddexp(0, score) - self.data.y[:, None] * score
        return np.mean(costs, axis=0).reshape(np.shape(w)[1:])

    @at_positions
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss over the examples of step `t`."""
        chosen = batch(len(self.data), self.batch_size, self.seed, t)
        errors = sigmoid(self._score(w, chosen)) - self.data.y[chosen, None]
        return (self.rows[chosen].T @ errors / len(errors)).reshape(np.shape(w))

    @over_grid
    def chance(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return the probability of class 1 at `x`, one row an example."""
        return sigmoid(self._score_at(w, x))

    @over_grid
    def accuracy(self, w: np.ndarray) -> float:
        """Share of the examples on the right side of the line; nan where a walk has left."""
        if not np.all(np.isfinite(self._score(w, slice(None)))):
            return float("nan")
        return 1 - len(self.misread(w)) / len(self.data)

    @at_one
    def misread(self, w: np.ndarray) -> np.ndarray:
        """Return the numbers of the examples on the wrong side of the line."""
        score = decidable(self, self._score(w, slice(None))[:, 0])
        return np.flatnonzero((score > 0) != (self.data.y == 1))


def sigmoid(score: np.ndarray) -> np.ndarray:
    """Turn a score into a probability, ``1 / (1 + exp(-score))``, without overflow.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return np.exp(-np.logaddexp(0, -score))

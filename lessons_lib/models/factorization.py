"""Matrix factorization: a large table as the product of two thin ones, by slopes or by least squares."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np

from ..mistakes import Mistake
from .data import Table, check_hiding_table, pixels
from .shared import (
    as_pictures,
    at_one,
    check_model,
    over_grid,
    starting_from,
    until_still,
    whole,
    whole_field,
)

__all__ = ["Factorization", "alternating_least_squares", "best_low_rank"]

FAR = 1000.0


@dataclass(frozen=True, eq=False)
class Factorization:
    r"""Describe rows and columns by a few traits each: half the squared error of what is shown, per row.

    .. math:: loss(U, V) = \frac1{2m} \sum_{shown} (U V^T - x)^2, \quad
              g_U = \frac1m E V, \quad g_V = \frac1m E^T U

    with `E` the error where a value is shown, zero where it is hidden, and `m` the number of rows.
    `w` holds the rows of `U`, then those of `V`. ``U = V = 0`` is a saddle: no slope, and no minimum.

    Parameters
    ----------
    data : Table, default pixels()
        `x` is the table, with nan where a value is hidden; `y`, of the same shape, holds them all.
    rank : int, default 5
        How many traits.
    seed : int, default 0
        Chooses the start.

    Raises
    ------
    Mistake
        If the data are no table of numbers, a row or a column is hidden altogether, or a number makes
        no sense.

    References
    ----------
    Koren, Y., Bell, R., Volinsky, C. (2009). Matrix factorization techniques for recommender systems.

    Examples
    --------
    >>> model = Factorization(rank=2)
    >>> model
    Factorization(data=pixels(images=100, hidden=0.3, seed=0), rank=2, seed=0)
    >>> U, V = model.factors(model.start)
    >>> U.shape, V.shape
    ((100, 2), (64, 2))
    """

    data: Table = field(default_factory=pixels)
    rank: int = 5
    seed: int = 0
    far = FAR

    def __post_init__(self) -> None:
        check_hiding_table("Factorization", self.data)
        empty = [int((~self.shown).all(axis=axis).sum()) for axis in (1, 0)]
        if any(empty):
            raise Mistake(
                f"Factorization: rows hidden altogether: {empty[0]}, columns hidden altogether: {empty[1]}. "
                "Drop them."
            )
        whole_field(self, "rank", high=min(self.data.x.shape))
        whole_field(self, "seed", low=0)

    @property
    def name(self) -> str:
        """The call that makes this model again."""
        return repr(self)

    @functools.cached_property
    def shown(self) -> np.ndarray:
        """True where the table shows a value."""
        return np.isfinite(self.data.x)

    @functools.cached_property
    def start(self) -> np.ndarray:
        """Small positive and negative numbers, drawn by the seed; not zero, where nothing moves."""
        start = np.random.default_rng(self.seed).normal(0, 0.1, sum(self.data.x.shape) * self.rank)
        start.setflags(write=False)
        return start

    @functools.cached_property
    def lowest(self) -> float | None:
        """The lowest loss there is, from the singular values; None while something is hidden."""
        if not self.shown.all():
            return None
        rest = np.linalg.svd(self.data.x, compute_uv=False)[self.rank :]
        return float((rest**2).sum() / len(self.data) / 2)

    @at_one
    def factors(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cut the vector `w` into `U`, (rows, rank), and `V`, (columns, rank)."""
        return self._cut(w)

    def _cut(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        both = np.reshape(w, (-1, self.rank))
        return both[: len(self.data)], both[len(self.data) :]

    def _errors(self, w: np.ndarray) -> np.ndarray:
        U, V = self._cut(w)
        return np.where(self.shown, U @ V.T - self.data.x, 0.0)

    @over_grid
    def loss(self, w: np.ndarray) -> float:
        """Half the squared error of all shown values, per row."""
        return (self._errors(w) ** 2).sum() / len(self.data) / 2

    @over_grid
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss."""
        whole("The step", "t", t, low=0)
        (U, V), errors = self._cut(w), self._errors(w) / len(self.data)
        return np.concatenate([(errors @ V).ravel(), (errors.T @ U).ravel()])

    @at_one
    def guess(self, w: np.ndarray) -> np.ndarray:
        """Return the whole table as the model sees it, hidden values filled in."""
        U, V = self._cut(w)
        return U @ V.T

    @at_one
    def pictures(self, w: np.ndarray) -> np.ndarray:
        """Return the rows of a guessed table of digit images as pictures, (rows, 8, 8)."""
        return as_pictures(self, self.guess(w))

    @over_grid
    def hidden_error(self, w: np.ndarray) -> float:
        """Root mean squared error of the hidden values, which it never saw; nan if none is hidden."""
        misses = (self.guess(w) - self.data.y)[~self.shown]
        return float(np.sqrt(np.mean(misses**2))) if misses.size else float("nan")


def alternating_least_squares(
    model: Factorization, start: np.ndarray | None = None, *, steps: int = 50
) -> np.ndarray:
    r"""Hold one factor and solve for the other, by least squares, in turn.

    .. math:: u_i \leftarrow \arg\min_u \sum_{j \, shown} (u \cdot v_j - x_{ij})^2, \quad
              \text{then likewise for every } v_j

    Parameters
    ----------
    model : Factorization
    start : array of shape (n,), optional
        Where to begin; the model's own start if not given.
    steps : int, default 50
        The most rounds to go; a round solves for both.

    Returns
    -------
    array of shape (rounds + 1, n)
        The factors after each round, as `w` of a path.

    Raises
    ------
    Mistake
        If the model is of another kind, the start does not fit, or steps is no whole number.

    References
    ----------
    Zhou, Y. and others (2008). Large-scale parallel collaborative filtering for the Netflix prize.

    Examples
    --------
    >>> model = Factorization(pixels(images=20), rank=1)
    >>> model.loss(alternating_least_squares(model, steps=3).T).round(3)
    array([5.201, 1.691, 1.298, 1.296])
    """
    check_model("alternating_least_squares", model, Factorization)
    x, shown = model.data.x, model.shown

    def step(w: np.ndarray) -> np.ndarray:
        _, V = model._cut(w)
        U = np.array([_solve(V[here], row[here]) for row, here in zip(x, shown, strict=True)])
        V = np.array([_solve(U[here], column[here]) for column, here in zip(x.T, shown.T, strict=True)])
        return np.concatenate([U.ravel(), V.ravel()])

    return until_still("alternating_least_squares", step, starting_from(model, start), steps)


def _solve(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(known, values, rcond=None)[0]


def best_low_rank(model: Factorization) -> np.ndarray:
    r"""Return the best factors of a table in which nothing is hidden, from its singular values.

    .. math:: x = A \, diag(s) \, B^T, \quad U = A_r \sqrt{s_r}, \quad V = B_r \sqrt{s_r}

    References
    ----------
    Eckart, C., Young, G. (1936). The approximation of one matrix by another of lower rank.

    Raises
    ------
    Mistake
        If the model is of another kind, or something is hidden: there is no closed form then.

    Examples
    --------
    >>> model = Factorization(pixels(hidden=0.0), rank=3)
    >>> bool(np.isclose(model.loss(best_low_rank(model)), model.lowest))
    True
    """
    check_model("best_low_rank", model, Factorization)
    if not model.shown.all():
        raise Mistake(f"{model.data!r} hides values. Singular values need them all: try hidden=0.0.")
    left, sizes, right = np.linalg.svd(model.data.x, full_matrices=False)
    roots = np.sqrt(sizes[: model.rank])
    U, V = left[:, : model.rank] * roots, right[: model.rank].T * roots
    return np.concatenate([U.ravel(), V.ravel()])

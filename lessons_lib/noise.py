"""A landscape whose gradient is disturbed afresh at every step, as a handful of examples disturbs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from .landscapes import Landscape
from .mistakes import Mistake

__all__ = ["Noisy", "noisy"]


@dataclass(frozen=True, eq=False, repr=False)
class Noisy(Landscape):
    """A landscape with a noisy gradient; the loss has no noise.

    Parameters
    ----------
    sigma : float
        Standard deviation of the noise in each coordinate of the gradient.
    seed : int
        Chooses the noise.
    quiet : Landscape
        The landscape as it is without the noise: ``noisy(shaky.quiet, shaky.sigma, seed=7)`` draws it anew.
    """

    sigma: float = 1.0
    seed: int = 0
    quiet: Landscape | None = None


def noisy(landscape: Landscape, sigma: float = 1.0, seed: int = 0) -> Noisy:
    r"""Disturb the gradient of a landscape by normal noise, fresh at every step.

    .. math:: g_t(w) = \nabla loss(w) + \sigma \, \varepsilon_t, \quad \varepsilon_t \sim N(0, 1)

    It is a pure function of the seed and the step: asked again, step `t` has the same noise. Every walk of
    a grid has noise of its own.

    Parameters
    ----------
    landscape : Landscape
        What is to be disturbed.
    sigma : float, default 1.0
        Standard deviation of the noise in each coordinate; 0 is no noise.
    seed : int, default 0
        Chooses the noise.

    Raises
    ------
    Mistake
        If what is given is no landscape, `sigma` is negative or no number, or the seed no whole number.

    References
    ----------
    Robbins, H., Monro, S. (1951). A stochastic approximation method: a slope is measured with errors.

    Examples
    --------
    >>> from lessons_lib.landscapes import parabola
    >>> shaky = noisy(parabola(), sigma=0.5)
    >>> shaky
    noisy(parabola(curvature=1), sigma=0.5, seed=0)
    >>> w = np.array([2.0])
    >>> [shaky.gradient(w, t).round(2).tolist() for t in (0, 1, 0)]
    [[2.05], [1.7], [2.05]]
    """
    if not isinstance(landscape, Landscape):
        raise Mistake(f"noisy was given {landscape!r}. Give a landscape, such as noisy(bowl(), sigma=0.5).")
    sigma, seed = _above_zero(sigma), _whole(seed)
    quiet = {field.name: getattr(landscape, field.name) for field in fields(Landscape)}
    disturbed = dict(
        name=f"noisy({landscape.name}, sigma={sigma:.12g}, seed={seed})",
        gradient=_shaken(landscape.gradient, sigma, seed),
    )
    return Noisy(**quiet | disturbed, sigma=sigma, seed=seed, quiet=landscape)


def _shaken(slope: Callable, sigma: float, seed: int) -> Callable:
    def gradient(w: np.ndarray, t: int = 0) -> np.ndarray:
        chance = np.random.default_rng([seed, int(t) + 1])  # a zero at the end adds nothing
        return slope(w, t) + sigma * chance.normal(size=np.shape(w))

    return gradient


def _above_zero(sigma: float) -> float:
    number = isinstance(sigma, (int, float, np.integer, np.floating)) and not isinstance(sigma, bool)
    if not number or not 0 <= sigma < np.inf:
        raise Mistake(f"noisy: sigma is {sigma!r}. Give a number, 0 or above, such as 0.5.")
    return float(sigma)


def _whole(seed: int) -> int:
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or seed < 0:
        raise Mistake(f"noisy: seed is {seed!r}. Give a whole number, 0 or above.")
    return int(seed)

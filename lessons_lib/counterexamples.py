"""Losses built to make a rule fail, with the paper that found it where there is one.

They are landscapes like any other, and harmless to look at. What goes wrong is the rule's doing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .landscapes import Landscape
from .mistakes import Mistake, called

__all__ = ["bent_bowl", "fenced", "flipping", "nine_and_one", "rare_slope", "wall"]


def bent_bowl() -> Landscape:
    r"""A bowl over one coordinate whose wall is bent: steep, then gentle between 1 and 2, then steep again.

    .. math:: gradient(w) = 25 w \;(w < 1), \quad w + 24 \;(1 \le w < 2), \quad 25 w - 24 \;(2 \le w)

    Its curvature is 25, or 1 between 1 and 2, and it has one minimum. With the learning rate 1/9 and the
    beta 4/9 that are best for a quadratic of these curvatures, the heavy ball from 3.3 cycles for ever.

    References
    ----------
    Lessard, L., Recht, B., Packard, A. (2016). Analysis and design of optimization algorithms via
    integral quadratic constraints. SIAM journal on optimization 26.

    Examples
    --------
    >>> bent_bowl().gradient(np.array([3.0]))
    array([51.])
    """
    return Landscape(
        name="bent_bowl()",
        loss=lambda w: _bent(
            w[0], 12.5 * w[0] ** 2, w[0] ** 2 / 2 + 24 * w[0] - 12, 12.5 * w[0] ** 2 - 24 * w[0] + 36
        ),
        gradient=lambda w, t=0: _bent(w, 25 * w, w + 24, 25 * w - 24),
        start=(3.3,),
        window=((-4.0, 4.0),),
        minima=((0.0,),),
    )


def _bent(w: np.ndarray, below: np.ndarray, between: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Choose by where `w` stands: below 1, from 1 to 2, or above."""
    return np.where(w < 1, below, np.where(w < 2, between, above))


PERIOD, RARE, USUAL = 101, 1010.0, -10.0  # steps, and the two slopes of Reddi, Kale and Kumar


def rare_slope() -> Landscape:
    r"""An even slope that is told one step at a time: a large gradient every 101st step, small ones between.

    .. math:: g_t = 1010 \;\text{at the first of every 101 steps}, \quad -10 \;\text{otherwise}

    On average the gradient is 10/101, so the loss falls to the left. It has no minimum: walk it with
    :func:`fenced`, which ends it at -1 and 1.

    References
    ----------
    Reddi, S., Kale, S., Kumar, S. (2018). On the convergence of Adam and beyond. ICLR. Section 5.

    Examples
    --------
    >>> [float(rare_slope().gradient(np.zeros(1), t)[0]) for t in (0, 1, 100, 101)]
    [1010.0, -10.0, -10.0, 1010.0]
    """
    mean = (RARE + (PERIOD - 1) * USUAL) / PERIOD
    return Landscape(
        name="rare_slope()",
        loss=lambda w: mean * w[0],
        gradient=lambda w, t=0: np.full(np.shape(w), RARE if t % PERIOD == 0 else USUAL),
        start=(0.0,),
        window=((-1.25, 1.25),),
    )


def flipping(steep: float = 10.0, gentle: float = 0.1) -> Landscape:
    r"""Level ground on which the gradient flips its sign at every step, strongly for w0, weakly for w1.

    .. math:: g_t = (-1)^t \cdot (steep, gentle)

    On average there is no slope. Whatever draws the weights anywhere is the rule's doing.

    Parameters
    ----------
    steep, gentle : float, default 10 and 0.1
        Size of the gradient of each weight.

    References
    ----------
    Made for this series, after section 2 of Loshchilov, I., Hutter, F. (2019). Decoupled weight decay
    regularization. ICLR.

    Examples
    --------
    >>> [flipping().gradient(np.ones(2), t).tolist() for t in (0, 1)]
    [[10.0, 0.1], [-10.0, -0.1]]
    """
    sizes = np.array([steep, gentle], dtype=float)
    if not np.all(np.isfinite(sizes) & (sizes > 0)):
        raise Mistake(f"flipping was given {steep!r} and {gentle!r}. Give two numbers above zero.")
    return Landscape(
        name=f"flipping(steep={steep:g}, gentle={gentle:g})",
        loss=lambda w: 0.0 * w[0],
        gradient=lambda w, t=0: (
            (sizes if t % 2 == 0 else -sizes).reshape(-1, *[1] * (np.ndim(w) - 1)) + 0 * w
        ),
        start=(1.0, 1.0),
        window=((-1.5, 1.5), (-1.5, 1.5)),
    )


def fenced(rule: Callable, low: float = -1.0, high: float = 1.0) -> Callable:
    r"""Make the rule that takes the same steps, and is put back on the fence wherever it crosses it.

    .. math:: w \leftarrow \min(high, \max(low, w))

    Parameters
    ----------
    rule : function
        Any rule.
    low, high : float, default -1 and 1
        The fence, the same for every weight.

    Returns
    -------
    function
        A rule with the same memory and settings.

    Raises
    ------
    Mistake
        If the rule is no function, or the fence encloses nothing.

    References
    ----------
    Zinkevich, M. (2003). Online convex programming and generalized infinitesimal gradient ascent. ICML.

    Examples
    --------
    >>> from lessons_lib.rules import gradient_descent
    >>> fenced(gradient_descent)(np.array([0.5]), np.array([-9.0]), 1)["w"]
    array([1.])
    """
    if not callable(rule):
        raise Mistake(f"fenced was given {called(rule)}. Give a rule, such as adam.")
    if not low < high:
        raise Mistake(f"The fence goes from {low} to {high}. Give the lower end first.")

    @functools.wraps(rule)
    def inside(w: np.ndarray, g: np.ndarray, t: int, *memory: Any, **named: Any) -> dict[str, Any]:
        step = rule(w, g, t, *memory, **named)
        return step | dict(w=np.clip(step["w"], low, high))

    inside.__name__ = f"fenced({called(rule)})"
    return inside


def wall() -> Landscape:
    r"""A steep wall, and behind it a long gentle slope down to a minimum at 4.

    .. math:: loss(w) = e^{-3 (w + 4)} + (w - 4)^2 / 50

    The start stands on the wall. A rule that never forgets is slow on the slope for what it felt there.

    Examples
    --------
    >>> wall().gradient(np.array([[-4.5, 0.0]])).round(2)
    array([[-13.79,  -0.16]])
    """
    return Landscape(
        name="wall()",
        loss=lambda w: np.exp(-3 * (w[0] + 4)) + (w[0] - 4) ** 2 / 50,
        gradient=lambda w, t=0: -3 * np.exp(-3 * (w + 4)) + (w - 4) / 25,
        start=(-4.5,),
        window=((-5.0, 5.0),),
        minima=((4.0,),),
    )


def nine_and_one() -> Landscape:
    """Ten minibatches that cancel: nine have the slope 0.1 and the tenth has -0.9, wherever `w` stands.

    Their average is zero, so the whole loss is level and a rule should stay about where it is. A rule that
    looks at the sign alone takes nine steps one way and one step back.

    References
    ----------
    Tieleman, T., Hinton, G. (2012). Lecture 6.5, Neural networks for machine learning.

    Examples
    --------
    >>> [float(nine_and_one().gradient(np.array([5.0]), t)[0]) for t in (0, 8, 9)]
    [0.1, 0.1, -0.9]
    """
    return Landscape(
        name="nine_and_one()",
        loss=lambda w: 0.0 * w[0],
        gradient=lambda w, t=0: np.full_like(w, -0.9 if t % 10 == 9 else 0.1),
        start=(0.0,),
        window=((-5.0, 5.0),),
    )

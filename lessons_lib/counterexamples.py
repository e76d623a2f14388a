"""Losses built to make a rule fail, with the paper that found it where there is one.

They are landscapes like any other, and harmless to look at. What goes wrong is the rule's doing.
"""

from __future__ import annotations

import numpy as np

from .landscapes import Landscape

__all__ = ["bent_bowl", "nine_and_one", "wall"]


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

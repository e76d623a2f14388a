"""Losses built to make a rule fail, each from the paper that found it.

They are landscapes like any other, and harmless to look at. What goes wrong is the rule's doing.
"""

from __future__ import annotations

import numpy as np

from .landscapes import Landscape

__all__ = ["bent_bowl"]


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

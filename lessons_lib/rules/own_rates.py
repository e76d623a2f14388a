"""Rules that give every coordinate a rate of its own from its past slopes: AdaGrad, RMSProp, AdaDelta."""

from __future__ import annotations

import numpy as np

from .types import Step, Value

__all__ = ["adadelta", "adagrad", "rmsprop"]


def adagrad(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    cache: Value = 0.0,
    *,
    learning_rate: Value = 0.1,
    epsilon: Value = 1e-8,
) -> Step:
    r"""Give every coordinate its own rate, smaller the steeper its slopes have been so far.

    .. math::
        cache_t &= cache_{t-1} + g^2 \\
        w_t &= w_{t-1} - \frac{\text{learning\_rate}}{\sqrt{cache_t + epsilon}} \, g

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    cache : array or float, default 0.0
        Sum of the squared gradients so far, per coordinate.
    learning_rate : float, default 0.1
        Length of the first step of every coordinate.
    epsilon : float, default 1e-8
        Keeps the root away from zero; in units of a squared gradient.

    Returns
    -------
    dict
        ``w``, ``cache``, ``rate``.

    Notes
    -----
    Frameworks differ in the first cache (0 or 0.1) and in epsilon inside or outside the root.

    References
    ----------
    Duchi, J., Hazan, E., Singer, Y. (2011). Adaptive subgradient methods for online learning and
    stochastic optimization. JMLR 12.

    Examples
    --------
    >>> step = adagrad(np.array([1.0]), np.array([3.0]), 2, cache=np.array([16.0]), epsilon=0.0)
    >>> step["cache"], step["rate"], step["w"]
    (array([25.]), array([0.02]), array([0.94]))
    """
    cache = cache + g**2
    rate = learning_rate / np.sqrt(cache + epsilon)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    cache: Value = 0.0,
    *,
    learning_rate: Value = 0.01,
    decay: Value = 0.9,
    epsilon: Value = 1e-8,
) -> Step:
    r"""Let AdaGrad's cache forget: an average of recent squared gradients, not their sum.

    .. math::
        cache_t &= decay \cdot cache_{t-1} + (1 - decay) \, g^2 \\
        w_t &= w_{t-1} - \frac{\text{learning\_rate}}{\sqrt{cache_t + epsilon}} \, g

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    cache : array or float, default 0.0
        Smoothed squared gradient, per coordinate.
    learning_rate : float, default 0.01
        Length of a step, roughly, whatever the slope.
    decay : float in [0, 1), default 0.9
        Share of the cache that survives a step; it remembers about ``1 / (1 - decay)`` steps.
    epsilon : float, default 1e-8
        Keeps the root away from zero; in units of a squared gradient.

    Returns
    -------
    dict
        ``w``, ``cache``, ``rate``.

    Notes
    -----
    Frameworks differ in the first cache (0, or 1 in TensorFlow 1) and in epsilon inside or outside
    the root.

    References
    ----------
    Tieleman, T., Hinton, G. (2012). Lecture 6.5, Neural networks for machine learning.

    Examples
    --------
    >>> step = rmsprop(np.array([1.0]), np.array([2.0]), 1, decay=0.75, epsilon=0.0)
    >>> step["cache"], step["rate"], step["w"]
    (array([1.]), array([0.01]), array([0.98]))
    """
    cache = decay * cache + (1 - decay) * g**2
    rate = learning_rate / np.sqrt(cache + epsilon)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def adadelta(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    cache: Value = 0.0,
    moved: Value = 0.0,
    *,
    learning_rate: Value = 1.0,
    decay: Value = 0.95,
    epsilon: Value = 1e-6,
) -> Step:
    r"""Let the size of the past steps be the learning rate of the next one.

    .. math::
        cache_t &= decay \cdot cache_{t-1} + (1 - decay) \, g^2 \\
        ratio &= \sqrt{moved_{t-1} + epsilon} \, / \sqrt{cache_t + epsilon} \\
        moved_t &= decay \cdot moved_{t-1} + (1 - decay) \, (ratio \cdot g)^2 \\
        w_t &= w_{t-1} - \text{learning\_rate} \cdot ratio \cdot g

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    cache : array or float, default 0.0
        Smoothed squared gradient, per coordinate.
    moved : array or float, default 0.0
        Smoothed squared step (before the learning rate), per coordinate.
    learning_rate : float, default 1.0
        Multiplies the step. The paper has none: 1 leaves its rule as it is.
    decay : float in [0, 1), default 0.95
        Share of both averages that survives a step.
    epsilon : float, default 1e-6
        Sets the first steps going and keeps the root away from zero; in units of a squared gradient
        below, of a squared step above.

    Returns
    -------
    dict
        ``w``, ``cache``, ``moved``, ``rate``.

    Notes
    -----
    The frameworks compute this very rule; they differ in the defaults of all three settings.

    References
    ----------
    Zeiler, M. (2012). ADADELTA: an adaptive learning rate method. arXiv:1212.5701.

    Examples
    --------
    >>> step = adadelta(np.array([1.0]), np.array([2.0]), 1, moved=3.0, decay=0.0, epsilon=1.0)
    >>> step["cache"], step["rate"].round(4), step["moved"].round(4)
    (array([4.]), array([0.8944]), array([3.2]))
    """
    cache = decay * cache + (1 - decay) * g**2
    ratio = np.sqrt(moved + epsilon) / np.sqrt(cache + epsilon)
    moved = decay * moved + (1 - decay) * (ratio * g) ** 2
    rate = learning_rate * ratio
    return dict(w=w - rate * g, cache=cache, moved=moved, rate=rate)

"""The update rules, exactly as the lessons write them.

Every rule is one pure function. Left of the star stands what it remembers, with first values;
right of it what you tune, with defaults. It returns, by name, everything worth looking at::

    rule(w, g, t, memory..., *, hyperparameters...) -> dict(w=..., memory..., rate=...)

Shapes
    ``w`` and ``g`` have their coordinates on the first axis: ``(2,)`` for one descent,
    ``(2, *grid)`` for a grid of them. A hyperparameter is a number or an array of shape ``grid``.
    Memory starts as a number and takes the shape of ``w`` at the first step.
Units
    ``t`` counts steps and is 1 at the first. ``rate``, where returned, is the effective
    learning rate: the factor that stands before the gradient (or its average), per coordinate.
Errors
    Rules check nothing, so that they read like their formula.
    :func:`lessons_lib.descent.run` checks what it is given and says what to change.
"""

from __future__ import annotations

import numpy as np

__all__ = ["adagrad", "adam", "gradient_descent", "momentum", "nesterov", "rmsprop"]

Value = float | np.ndarray
Step = dict[str, np.ndarray]


def gradient_descent(w: np.ndarray, g: np.ndarray, t: int, *, learning_rate: Value = 0.1) -> Step:
    r"""Take one step straight downhill.

    .. math:: w_{t} = w_{t-1} - \text{learning\_rate} \cdot g

    Parameters
    ----------
    w : array of shape (n,) or (n, *grid)
        Where we stand.
    g : array, shape of `w`
        The gradient of the loss at `w`.
    t : int
        The number of this step, 1 at the first. Not used.
    learning_rate : float, default 0.1
        Length of the step for a slope of 1.

    Returns
    -------
    dict
        ``w``, the new position.

    References
    ----------
    Cauchy, A. (1847). Méthode générale pour la résolution des systèmes d'équations simultanées.

    Examples
    --------
    >>> gradient_descent(np.array([4.0]), np.array([8.0]), 1, learning_rate=0.25)
    {'w': array([2.])}
    """
    return dict(w=w - learning_rate * g)


def momentum(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    velocity: Value = 0.0,
    *,
    learning_rate: Value = 0.1,
    beta: Value = 0.9,
) -> Step:
    r"""Step with a velocity that remembers earlier slopes (the heavy ball).

    .. math::
        velocity_t &= beta \cdot velocity_{t-1} - \text{learning\_rate} \cdot g \\
        w_t &= w_{t-1} + velocity_t

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    velocity : array or float, default 0.0
        The last displacement.
    learning_rate : float, default 0.1
        How hard the slope pushes.
    beta : float in [0, 1), default 0.9
        Share of the velocity that survives a step.

    Returns
    -------
    dict
        ``w``, ``velocity``.

    Notes
    -----
    PyTorch, Optax and TensorFlow 1 keep the velocity in units of the gradient and multiply by the
    rate afterwards. The two agree while the learning rate is constant.

    References
    ----------
    Polyak, B. (1964). Some methods of speeding up the convergence of iteration methods.

    Examples
    --------
    >>> step = momentum(np.array([1.0]), np.array([1.0]), 2, velocity=np.array([-0.5]))
    >>> step["velocity"], step["w"]
    (array([-0.55]), array([0.45]))
    """
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def nesterov(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    velocity: Value = 0.0,
    *,
    learning_rate: Value = 0.1,
    beta: Value = 0.9,
) -> Step:
    r"""Look ahead along the velocity, then correct.

    .. math::
        velocity_t &= beta \cdot velocity_{t-1} - \text{learning\_rate} \cdot g \\
        w_t &= w_{t-1} + beta \cdot velocity_t - \text{learning\_rate} \cdot g

    Here `w` is the point looked ahead to, so that the gradient is taken where it is used.

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    velocity : array or float, default 0.0
        The last displacement of the ball itself.
    learning_rate : float, default 0.1
        How hard the slope pushes.
    beta : float in [0, 1), default 0.9
        Share of the velocity that survives a step.

    Returns
    -------
    dict
        ``w``, ``velocity``.

    References
    ----------
    Nesterov, Y. (1983). A method for solving the convex programming problem with convergence
    rate O(1/k^2). The form in `w` alone: Bengio, Boulanger-Lewandowski, Pascanu (2013),
    Advances in optimizing recurrent networks, section 3.5.

    Examples
    --------
    >>> step = nesterov(np.array([1.0]), np.array([1.0]), 1)
    >>> step["velocity"], step["w"]
    (array([-0.1]), array([0.81]))
    """
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta * velocity - learning_rate * g, velocity=velocity)


def adagrad(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    cache: Value = 0.0,
    *,
    learning_rate: Value = 0.1,
    epsilon: Value = 1e-8,
) -> Step:
    r"""Give every coordinate its own rate, smaller the more it has moved.

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


def adam(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    m: Value = 0.0,
    v: Value = 0.0,
    *,
    learning_rate: Value = 0.001,
    beta1: Value = 0.9,
    beta2: Value = 0.999,
    epsilon: Value = 1e-8,
) -> Step:
    r"""Step along an averaged gradient, scaled by an averaged size, both corrected for their start.

    .. math::
        m_t &= beta1 \cdot m_{t-1} + (1 - beta1) \, g \\
        v_t &= beta2 \cdot v_{t-1} + (1 - beta2) \, g^2 \\
        \hat m &= m_t / (1 - beta1^t), \quad \hat v = v_t / (1 - beta2^t) \\
        w_t &= w_{t-1} - \frac{\text{learning\_rate}}{\sqrt{\hat v} + epsilon} \, \hat m

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    m : array or float, default 0.0
        Smoothed gradient.
    v : array or float, default 0.0
        Smoothed squared gradient.
    learning_rate : float, default 0.001
        Length of the first step, whatever the slope.
    beta1 : float in [0, 1), default 0.9
        Share of `m` that survives a step.
    beta2 : float in [0, 1), default 0.999
        Share of `v` that survives a step.
    epsilon : float, default 1e-8
        Added to the root; in units of a gradient.

    Returns
    -------
    dict
        ``w``, ``m``, ``v``, ``rate``.

    Notes
    -----
    This is the paper's algorithm 1. Keras and TensorFlow 1 compute the form at the end of its
    section 2, in which epsilon is scaled with the correction ("epsilon hat").

    References
    ----------
    Kingma, D., Ba, J. (2015). Adam: a method for stochastic optimization. ICLR.

    Examples
    --------
    >>> step = adam(np.array([1.0]), np.array([50.0]), 1, learning_rate=0.25, epsilon=0.0)
    >>> step["w"].round(12)
    array([0.75])
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rate = learning_rate / (np.sqrt(v_hat) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)

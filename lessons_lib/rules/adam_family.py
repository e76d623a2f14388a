"""Rules that average the gradient as well: Adam, its descendants AMSGrad, AdamW and NAdam, and Lion."""

from __future__ import annotations

import numpy as np

from .types import Step, Value

__all__ = ["adam", "adamw", "amsgrad", "lion", "nadam"]


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


def amsgrad(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    m: Value = 0.0,
    v: Value = 0.0,
    v_max: Value = 0.0,
    *,
    learning_rate: Value = 0.001,
    beta1: Value = 0.9,
    beta2: Value = 0.999,
    epsilon: Value = 1e-8,
) -> Step:
    r"""Adam with a rate that never grows: it divides by the largest size seen so far.

    .. math::
        m_t &= beta1 \cdot m_{t-1} + (1 - beta1) \, g \\
        v_t &= beta2 \cdot v_{t-1} + (1 - beta2) \, g^2 \\
        \hat m &= m_t / (1 - beta1^t), \quad \hat v = v_t / (1 - beta2^t) \\
        v^{max}_t &= \max(v^{max}_{t-1}, \hat v) \\
        w_t &= w_{t-1} - \frac{\text{learning\_rate}}{\sqrt{v^{max}_t} + epsilon} \, \hat m

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    m : array or float, default 0.0
        Smoothed gradient.
    v : array or float, default 0.0
        Smoothed squared gradient.
    v_max : array or float, default 0.0
        Largest corrected `v` so far, per coordinate.
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
        ``w``, ``m``, ``v``, ``v_max``, ``rate``.

    Notes
    -----
    The paper corrects nothing. Optax takes the largest corrected `v`, as here. PyTorch and Keras take the
    largest `v` and correct afterwards; their rate can grow, while the correction still falls.

    References
    ----------
    Reddi, S., Kale, S., Kumar, S. (2018). On the convergence of Adam and beyond. ICLR.

    Examples
    --------
    >>> step = amsgrad(np.array([1.0]), np.array([3.0]), 1, v_max=25.0, learning_rate=0.5, epsilon=0.0)
    >>> step["v_max"], step["rate"], step["w"].round(12)
    (array([25.]), array([0.1]), array([0.7]))
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    v_max = np.maximum(v_max, v_hat)
    rate = learning_rate / (np.sqrt(v_max) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, v_max=v_max, rate=rate)


def adamw(
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
    weight_decay: Value = 0.01,
) -> Step:
    r"""Adam that pulls every weight towards zero beside its step, not through it.

    .. math::
        m_t &= beta1 \cdot m_{t-1} + (1 - beta1) \, g \\
        v_t &= beta2 \cdot v_{t-1} + (1 - beta2) \, g^2 \\
        \hat m &= m_t / (1 - beta1^t), \quad \hat v = v_t / (1 - beta2^t) \\
        w_t &= w_{t-1} - \frac{\text{learning\_rate}}{\sqrt{\hat v} + epsilon} \, \hat m
               - \text{learning\_rate} \cdot \text{weight\_decay} \cdot w_{t-1}

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
    weight_decay : float, default 0.01
        Share of the position, in units of the learning rate, that is lost at every step.

    Returns
    -------
    dict
        ``w``, ``m``, ``v``, ``rate``.

    Notes
    -----
    Adding ``weight_decay * w`` to the gradient of Adam (L2) is another rule: there the pull is divided by
    the root of `v` like everything else. The paper's decay follows the schedule but not the learning rate
    itself; PyTorch, Keras and Optax multiply by the learning rate, as here.

    References
    ----------
    Loshchilov, I., Hutter, F. (2019). Decoupled weight decay regularization. ICLR.

    Examples
    --------
    >>> adamw(np.array([8.0]), np.array([0.0]), 1, learning_rate=0.5, weight_decay=0.25)["w"]
    array([7.])
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rate = learning_rate / (np.sqrt(v_hat) + epsilon)
    return dict(w=w - rate * m_hat - learning_rate * weight_decay * w, m=m, v=v, rate=rate)


def nadam(
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
    r"""Adam that looks ahead as Nesterov does: it steps along the average of the next step.

    .. math::
        m_t &= beta1 \cdot m_{t-1} + (1 - beta1) \, g \\
        v_t &= beta2 \cdot v_{t-1} + (1 - beta2) \, g^2 \\
        \hat m &= \frac{beta1 \cdot m_t}{1 - beta1^{t+1}} + \frac{(1 - beta1) \, g}{1 - beta1^t},
        \quad \hat v = v_t / (1 - beta2^t) \\
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
        Length of a step, roughly, whatever the slope.
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
    Optax computes this. PyTorch and Keras let beta1 rise slowly from half its value, as the paper
    suggests, and correct with the product of all betas so far.

    References
    ----------
    Dozat, T. (2016). Incorporating Nesterov momentum into Adam. ICLR workshop.

    Examples
    --------
    >>> step = nadam(np.array([1.0]), np.array([9.0]), 1, learning_rate=0.25, beta1=0.5, epsilon=0.0)
    >>> step["w"].round(12)  # one and a third of a rate: 1/3 from m, 1 from the slope itself
    array([0.66666667])
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rate = learning_rate / (np.sqrt(v_hat) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def lion(
    w: np.ndarray,
    g: np.ndarray,
    t: int,
    m: Value = 0.0,
    *,
    learning_rate: Value = 0.001,
    beta1: Value = 0.9,
    beta2: Value = 0.99,
    weight_decay: Value = 0.0,
) -> Step:
    r"""Step by the sign alone: every coordinate moves by one learning rate, whatever its slope.

    .. math::
        direction &= sign(beta1 \cdot m_{t-1} + (1 - beta1) \, g) \\
        m_t &= beta2 \cdot m_{t-1} + (1 - beta2) \, g \\
        w_t &= w_{t-1} - \text{learning\_rate} \cdot direction
               - \text{learning\_rate} \cdot \text{weight\_decay} \cdot w_{t-1}

    Parameters
    ----------
    w, g, t
        Position, gradient there, number of this step; see the module.
    m : array or float, default 0.0
        Smoothed gradient.
    learning_rate : float, default 0.001
        Length of every step, in every coordinate. Take a tenth to a third of Adam's.
    beta1 : float in [0, 1), default 0.9
        Weight of `m` against the newest slope, where the direction is decided.
    beta2 : float in [0, 1), default 0.99
        Share of `m` that survives a step.
    weight_decay : float, default 0.0
        Share of the position, in units of the learning rate, that is lost at every step.

    Returns
    -------
    dict
        ``w``, ``m``.

    Notes
    -----
    Keras and Optax compute this; Optax decays by 0.001 by default. PyTorch has no Lion.

    References
    ----------
    Chen, X. and others (2023). Symbolic discovery of optimization algorithms. NeurIPS.

    Examples
    --------
    >>> step = lion(np.array([1.0, 1.0]), np.array([500.0, -2.0]), 1, learning_rate=0.25)
    >>> step["w"], step["m"].round(12)
    (array([0.75, 1.25]), array([ 5.  , -0.02]))
    """
    direction = np.sign(beta1 * m + (1 - beta1) * g)
    m = beta2 * m + (1 - beta2) * g
    return dict(w=w - learning_rate * direction - learning_rate * weight_decay * w, m=m)

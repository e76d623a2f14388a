"""Rules with one learning rate for every coordinate: gradient descent, momentum, Nesterov."""

from __future__ import annotations

import numpy as np

from .types import Step, Value

__all__ = ["gradient_descent", "momentum", "nesterov"]


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

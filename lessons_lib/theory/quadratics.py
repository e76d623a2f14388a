"""Gradient descent and the heavy ball on quadratics, where all is known.

On a quadratic, the error along each eigen-direction goes its own way. Gradient descent multiplies it by
``1 - learning_rate * eigenvalue`` at every step. The heavy ball mixes it with the error before,
``e(t+1) = (1 + beta - learning_rate * eigenvalue) e(t) - beta e(t-1)``, so that in the long run it is
multiplied by the larger root of ``z**2 - (1 + beta - learning_rate * eigenvalue) z + beta``. All of the
below follows from these two lines; at ``beta = 0`` the heavy ball is gradient descent.

Sources: Polyak, B. (1964), Some methods of speeding up the convergence of iteration methods; Polyak, B.
(1987), Introduction to optimization, section 1.4; derived step by step in Goh, G. (2017), Why momentum
really works, Distill.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mistakes import Mistake
from .given import number, spread

Value = float | np.ndarray


def shrink_factors(eigenvalues: Any, learning_rate: Value) -> np.ndarray:
    r"""Factor by which one step of gradient descent multiplies the error along each eigen-direction.

    .. math:: factor_i = 1 - \text{learning\_rate} \cdot \lambda_i

    Below zero the walk jumps across the valley floor; beyond one in size it moves away.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic; here they may be of any sign.
    learning_rate : float or array
        The step size; an array of them adds its axes behind the directions.

    Returns
    -------
    array of shape (n, *grid)

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    Examples
    --------
    >>> shrink_factors([0.1, 2.0], 0.95).round(3)
    array([ 0.905, -0.9  ])
    """
    eigenvalues, rate = spread("shrink_factors", eigenvalues, name="curvatures", learning_rate=learning_rate)
    return 1 - rate * eigenvalues


def stability_limit(eigenvalues: Any, beta: Value = 0.0) -> Value:
    r"""Learning rate from which on gradient descent, or the heavy ball, no longer converges.

    .. math:: 0 < \text{learning\_rate} < (2 + 2 \, beta) / \lambda_{max}

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    beta : float or array, default 0.0
        Momentum; 0 is gradient descent.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    Examples
    --------
    >>> float(stability_limit([0.1, 2.0])), float(stability_limit([0.1, 2.0], beta=0.9))
    (1.0, 1.9)
    """
    eigenvalues, beta = spread("stability_limit", eigenvalues, beta=beta)
    return (2 + 2 * beta) / np.max(eigenvalues, axis=0)


def best_rate(eigenvalues: Any, beta: Value = 0.0) -> Value:
    r"""Learning rate at which the slowest direction shrinks fastest, for a given momentum.

    .. math:: (2 + 2 \, beta) / (\lambda_{min} + \lambda_{max})

    At this rate the flattest and the steepest direction shrink equally fast. With much momentum there may be
    others as good: wherever all directions oscillate, the speed no longer depends on the rate.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    beta : float or array, default 0.0
        Momentum; 0 is gradient descent.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    Examples
    --------
    >>> round(float(best_rate([0.1, 2.0])), 3)
    0.952
    """
    eigenvalues, beta = spread("best_rate", eigenvalues, beta=beta)
    return (2 + 2 * beta) / (np.min(eigenvalues, axis=0) + np.max(eigenvalues, axis=0))


def best_rates(eigenvalues: Any, beta: Value = 0.0) -> tuple[Value, Value]:
    r"""Lowest and highest of the learning rates that are fastest for a given momentum: they tie.

    .. math:: \frac{(1 - \sqrt{beta})^2}{\lambda_{min}} \le \text{learning\_rate} \le
              \frac{(1 + \sqrt{beta})^2}{\lambda_{max}}

    Between them every direction oscillates and a step keeps :math:`\sqrt{beta}`, whatever the rate. With a
    beta below that of the best pair there is no such rate: then both ends are :func:`best_rate`.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    beta : float or array, default 0.0
        Momentum; 0 is gradient descent.

    Returns
    -------
    (low, high)

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    Goh, G. (2017). Why momentum really works, Distill.

    Examples
    --------
    >>> [round(float(rate), 3) for rate in best_rates([0.1, 2.0], 0.81)]
    [0.1, 1.805]
    >>> [round(float(rate), 3) for rate in best_rates([0.1, 2.0])]
    [0.952, 0.952]
    """
    eigenvalues, beta = spread("best_rates", eigenvalues, beta=beta)
    best, root = best_rate(eigenvalues, beta), np.sqrt(beta)
    low, high = (1 - root) ** 2 / np.min(eigenvalues, axis=0), (1 + root) ** 2 / np.max(eigenvalues, axis=0)
    return np.minimum(low, best), np.maximum(high, best)


def best_momentum(eigenvalues: Any) -> dict[str, Value]:
    r"""Learning rate and momentum with which the heavy ball is fastest.

    .. math:: \text{learning\_rate} = \frac{4}{(\sqrt{\lambda_{min}} + \sqrt{\lambda_{max}})^2}, \quad
              beta = \left(\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}\right)^2, \quad
              \kappa = \lambda_{max} / \lambda_{min}

    A step then keeps :math:`\sqrt{beta}` of the error in the long run.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.

    Returns
    -------
    dict
        ``learning_rate`` and ``beta``, to be given to `run` as they are.

    Raises
    ------
    Mistake
        If a value is no number or out of range.

    References
    ----------
    Polyak, B. (1964). Some methods of speeding up the convergence of iteration methods.

    Examples
    --------
    >>> {name: round(float(value), 3) for name, value in best_momentum([0.1, 2.0]).items()}
    {'learning_rate': 1.336, 'beta': 0.403}
    """
    (eigenvalues,) = spread("best_momentum", eigenvalues)
    low, high = np.sqrt(np.min(eigenvalues, axis=0)), np.sqrt(np.max(eigenvalues, axis=0))
    return dict(learning_rate=4 / (low + high) ** 2, beta=((high - low) / (high + low)) ** 2)


def convergence_rate(eigenvalues: Any, learning_rate: Value | None = None, beta: Value = 0.0) -> Value:
    r"""Factor of the slowest direction, what is left of the error after one step in the long run.

    .. math:: \max_i |1 - \text{learning\_rate} \cdot \lambda_i|, \quad
              \text{at best } \frac{\kappa - 1}{\kappa + 1}, \; \kappa = \lambda_{max} / \lambda_{min}

    With momentum it is, per direction, the larger root of
    :math:`z^2 - (1 + beta - \text{learning\_rate} \cdot \lambda_i) z + beta` in size. Where the roots are
    complex the error oscillates and shrinks by :math:`\sqrt{beta}`, whatever the learning rate.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    learning_rate : float or array, optional
        The step size; the best one for `beta` if not given.
    beta : float or array, default 0.0
        Momentum; 0 is gradient descent.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    Examples
    --------
    >>> round(float(convergence_rate([0.1, 2.0])), 3), (20 - 1) / (20 + 1)
    (0.905, 0.9047619047619048)
    >>> round(float(convergence_rate([0.1, 2.0], 0.5, beta=0.9)) ** 2, 3)
    0.9
    """
    if learning_rate is None:
        spread("convergence_rate", eigenvalues, beta=beta)  # refuses in its own name
        learning_rate = best_rate(eigenvalues, beta)
    eigenvalues, rate, beta = spread("convergence_rate", eigenvalues, learning_rate=learning_rate, beta=beta)
    return np.max(larger_root(1 + beta - rate * eigenvalues, beta), axis=0)


def larger_root(b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return the size of the larger root of ``z**2 - b * z + c``.

    Examples
    --------
    >>> larger_root(np.array([3.0, 2.0]), np.array([2.0, 4.0]))
    array([2., 2.])
    """
    inside = b**2 - 4 * c
    real = (np.abs(b) + np.sqrt(np.maximum(inside, 0))) / 2
    return np.where(inside < 0, np.sqrt(np.maximum(c, 0)), real)


def closed_form(
    eigenvalues: np.ndarray, directions: np.ndarray, start: np.ndarray, learning_rate: float, steps: int
) -> np.ndarray:
    r"""Every position of gradient descent on a quadratic with its minimum at the origin.

    .. math:: w_k = \sum_i (1 - \text{learning\_rate} \cdot \lambda_i)^k \, \langle w_0, e_i \rangle \, e_i

    Parameters
    ----------
    eigenvalues : array of shape (n,)
    directions : array of shape (n, n)
        The matching unit vectors, as rows.
    start : array of shape (n,)
    learning_rate : float
    steps : int

    Returns
    -------
    array of shape (steps + 1, n)

    Raises
    ------
    Mistake
        If a value is no number or out of range, or a shape does not fit.

    Examples
    --------
    >>> closed_form([1.0], [[1.0]], [4.0], 0.5, 2)
    array([[4.],
           [2.],
           [1.]])
    """
    where = "closed_form"
    eigenvalues, rate = (
        number(where, "curvatures", eigenvalues),
        number(where, "learning_rate", learning_rate),
    )
    directions, start = number(where, "directions", directions), number(where, "start", start)
    if eigenvalues.ndim != 1 or start.shape != eigenvalues.shape or directions.shape != 2 * start.shape:
        raise Mistake(
            f"closed_form: eigenvalues have shape {eigenvalues.shape}, directions {directions.shape} and "
            f"start {start.shape}. They must be (n,), (n, n) and (n,): one walk on one quadratic."
        )
    whole = isinstance(steps, (int, np.integer)) and not isinstance(steps, bool)
    if rate.ndim or not whole or steps < 0:
        raise Mistake("closed_form: give one learning rate, and a whole number of steps, zero or more.")
    error = directions @ start
    powers = shrink_factors(eigenvalues, learning_rate) ** np.arange(steps + 1)[:, None]
    return (powers * error) @ directions

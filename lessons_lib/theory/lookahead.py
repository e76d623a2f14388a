"""Nesterov's momentum on quadratics.

With ``q = 1 - learning_rate * eigenvalue``, the error along an eigen-direction follows
``e(t+1) = (1 + beta) q e(t) - beta q e(t-1)``; in the long run it is multiplied by the larger root of
``z**2 - (1 + beta) q z + beta q``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .given import spread
from .quadratics import Value, larger_root


def nesterov_stability_limit(eigenvalues: Any, beta: Value) -> Value:
    r"""Learning rate from which on Nesterov's momentum no longer converges.

    .. math:: 0 < \text{learning\_rate} < \frac{2 + 2 \, beta}{1 + 2 \, beta} \cdot \frac1{\lambda_{max}}

    Unlike that of the heavy ball, this limit falls with momentum: from 2 to 4/3 over the largest curvature.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    beta : float or array
        Momentum.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    A root of the polynomial above reaches -1 there (Jury, E. (1964), Theory and application of the
    z-transform method).

    Examples
    --------
    >>> round(float(nesterov_stability_limit([1.0], beta=0.9)), 3)
    1.357
    """
    eigenvalues, beta = spread("nesterov_stability_limit", eigenvalues, beta=beta)
    return (2 + 2 * beta) / (1 + 2 * beta) / np.max(eigenvalues, axis=0)


def best_nesterov(eigenvalues: Any) -> dict[str, Value]:
    r"""Learning rate and momentum with which Nesterov's momentum is fastest on a quadratic.

    .. math:: \text{learning\_rate} = \frac{4}{3 \lambda_{max} + \lambda_{min}}, \quad
              beta = \frac{\sqrt{3 \kappa + 1} - 2}{\sqrt{3 \kappa + 1} + 2}, \quad
              \kappa = \lambda_{max} / \lambda_{min}

    A step then keeps :math:`1 - 2 / \sqrt{3 \kappa + 1}` of the error in the long run.

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
    Lessard, L., Recht, B., Packard, A. (2016). Analysis and design of optimization algorithms via
    integral quadratic constraints. SIAM journal on optimization 26.

    Examples
    --------
    >>> {name: round(float(value), 3) for name, value in best_nesterov([0.1, 2.0]).items()}
    {'learning_rate': 0.656, 'beta': 0.592}
    """
    (eigenvalues,) = spread("best_nesterov", eigenvalues)
    low, high = np.min(eigenvalues, axis=0), np.max(eigenvalues, axis=0)
    root = np.sqrt(3 * high / low + 1)
    return dict(learning_rate=4 / (3 * high + low), beta=(root - 2) / (root + 2))


def nesterov_convergence_rate(eigenvalues: Any, learning_rate: Value, beta: Value) -> Value:
    r"""What is left of the error of the slowest direction after one step of Nesterov's, in the long run.

    The larger root in size, over all directions, of
    :math:`z^2 - (1 + beta)(1 - \text{learning\_rate} \cdot \lambda_i) z + beta (1 - \text{learning\_rate}
    \cdot \lambda_i)`.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic, all above zero.
    learning_rate : float or array
        The step size.
    beta : float or array
        Momentum; 0 is gradient descent.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    Lessard, L., Recht, B., Packard, A. (2016). Analysis and design of optimization algorithms via
    integral quadratic constraints. SIAM journal on optimization 26.

    Examples
    --------
    >>> round(float(nesterov_convergence_rate([0.1, 2.0], **best_nesterov([0.1, 2.0]))), 3)
    0.744
    """
    where = "nesterov_convergence_rate"
    eigenvalues, rate, beta = spread(where, eigenvalues, learning_rate=learning_rate, beta=beta)
    q = 1 - rate * eigenvalues
    return np.max(larger_root((1 + beta) * q, beta * q), axis=0)

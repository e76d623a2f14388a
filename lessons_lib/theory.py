"""Closed forms that predict what the loop will do: gradient descent on quadratics.

On a quadratic, the error along each eigen-direction is multiplied by ``1 - learning_rate * eigenvalue``
at every step, whatever the other directions do. All of the below follows from that one line.

Source for all: Polyak, B. (1987), Introduction to optimization, section 1.4; derived step by step in
Goh, G. (2017), Why momentum really works, Distill.
"""

from __future__ import annotations

import numpy as np

__all__ = ["best_rate", "closed_form", "convergence_rate", "limits", "shrink_factors", "stability_limit"]


def shrink_factors(eigenvalues: np.ndarray, learning_rate: float) -> np.ndarray:
    r"""Factor by which one step multiplies the error along each eigen-direction.

    .. math:: factor_i = 1 - \text{learning\_rate} \cdot \lambda_i

    Below zero the walk jumps across the valley floor; beyond one in size it moves away.

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic.
    learning_rate : float or array
        The step size; an array of them adds its axes behind the directions.

    Examples
    --------
    >>> shrink_factors([0.1, 2.0], 0.95).round(3)
    array([ 0.905, -0.9  ])
    """
    eigenvalues = np.asarray(eigenvalues, dtype=float)
    first, *grid = eigenvalues.shape
    missing = np.ndim(learning_rate) - len(grid)
    return 1 - np.asarray(learning_rate) * eigenvalues.reshape(first, *(1,) * missing, *grid)


def stability_limit(eigenvalues: np.ndarray) -> float:
    r"""Learning rate from which on gradient descent no longer converges.

    .. math:: 0 < \text{learning\_rate} < 2 / \lambda_{max}

    Examples
    --------
    >>> float(stability_limit([0.1, 2.0]))
    1.0
    """
    return 2 / np.max(eigenvalues, axis=0)


def best_rate(eigenvalues: np.ndarray) -> float:
    r"""Learning rate at which the slowest direction shrinks fastest.

    .. math:: 2 / (\lambda_{min} + \lambda_{max})

    At this rate the flattest and the steepest direction shrink equally fast.

    Examples
    --------
    >>> round(float(best_rate([0.1, 2.0])), 3)
    0.952
    """
    return 2 / (np.min(eigenvalues, axis=0) + np.max(eigenvalues, axis=0))


def convergence_rate(eigenvalues: np.ndarray, learning_rate: float | None = None) -> float:
    r"""Factor of the slowest direction, what is left of the error after one step in the long run.

    .. math:: \max_i |1 - \text{learning\_rate} \cdot \lambda_i|, \quad
              \text{at best } \frac{\kappa - 1}{\kappa + 1}, \; \kappa = \lambda_{max} / \lambda_{min}

    Parameters
    ----------
    eigenvalues : array, directions on the first axis
        Curvatures of the quadratic.
    learning_rate : float, optional
        The step size; the best one if not given.

    Examples
    --------
    >>> round(float(convergence_rate([0.1, 2.0])), 3), (20 - 1) / (20 + 1)
    (0.905, 0.9047619047619048)
    """
    rate = best_rate(eigenvalues) if learning_rate is None else learning_rate
    return np.max(np.abs(shrink_factors(eigenvalues, rate)), axis=0)


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

    Examples
    --------
    >>> closed_form([1.0], [[1.0]], [4.0], 0.5, 2)
    array([[4.],
           [2.],
           [1.]])
    """
    directions = np.asarray(directions, dtype=float)
    error = directions @ np.asarray(start, dtype=float)
    powers = shrink_factors(eigenvalues, learning_rate) ** np.arange(steps + 1)[:, None]
    return (powers * error) @ directions


def limits(rule_name: str, eigenvalues: np.ndarray | None) -> dict[str, dict[str, float]]:
    """List what theory knows of a rule's hyperparameters: name -> {word: value}.

    Examples
    --------
    >>> limits("gradient_descent", np.array([0.1, 2.0]))["learning_rate"]["limit"]
    1.0
    >>> limits("adam", np.array([0.1, 2.0]))
    {}
    """
    if rule_name != "gradient_descent" or eigenvalues is None:
        return {}
    return {
        "learning_rate": {
            "best": float(best_rate(eigenvalues)),
            "limit": float(stability_limit(eigenvalues)),
        }
    }

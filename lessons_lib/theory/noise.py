"""Where a constant learning rate stops getting better on noisy gradients, and what a falling one does."""

from __future__ import annotations

import numpy as np

from ..mistakes import Mistake
from .given import number, numbers, spread
from .quadratics import Value


def noise_floor(learning_rate: Value, curvature: Value, beta: Value = 0.0, sigma: Value = 1.0) -> Value:
    r"""Variance at which a coordinate settles when its gradient is noisy and the rate constant.

    .. math:: \frac{\text{learning\_rate} \cdot \sigma^2 (1 + beta)}
              {\lambda (1 - beta) (2 (1 + beta) - \text{learning\_rate} \cdot \lambda)}

    For small rates that is ``learning_rate * sigma**2 / (2 * curvature * (1 - beta))``: half the rate, half
    the variance, and momentum multiplies it by about ``1 / (1 - beta)``. More steps do not lower it.

    Parameters
    ----------
    learning_rate : float or array
        The step size, below ``(2 + 2 * beta) / curvature``: beyond that nothing settles, and it is infinite.
    curvature : float or array
        Second derivative along the coordinate; above zero.
    beta : float or array, default 0.0
        Momentum, the heavy ball; 0 is stochastic gradient descent.
    sigma : float or array, default 1.0
        Standard deviation of the noise in the gradient, fresh at every step.

    Returns
    -------
    float or array
        The variance of `w` about the minimum, in the long run.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    The heavy ball on a noisy quadratic is an autoregression of order two; its variance is in Box, G.,
    Jenkins, G. (1970), Time series analysis, section 3.2.

    Examples
    --------
    >>> float(noise_floor(0.5, 2.0)), round(float(noise_floor(0.5, 2.0, beta=0.9)), 3)
    (0.25, 1.696)
    """
    rate, curvature, beta, sigma = numbers(
        "noise_floor", learning_rate=learning_rate, curvature=curvature, beta=beta, sigma=sigma
    )
    room = 2 * (1 + beta) - rate * curvature
    settled = rate * sigma**2 * (1 + beta) / (curvature * (1 - beta) * np.where(room > 0, room, 1))
    return np.where(room > 0, settled, np.where(sigma > 0, np.inf, 0.0))[()]


def loss_floor(learning_rate: Value, eigenvalues: Value, beta: Value = 0.0, sigma: Value = 1.0) -> Value:
    r"""Loss above the lowest at which a walk on a noisy quadratic settles, on average.

    .. math:: \tfrac12 \sum_i \lambda_i \cdot noise\_floor(\text{learning\_rate}, \lambda_i)

    Without momentum and for small rates that is ``learning_rate * sigma**2 / 4`` a direction, whatever its
    curvature. So half the rate is half the floor.

    Parameters
    ----------
    learning_rate : float or array
        The step size.
    eigenvalues : array of shape (n,)
        The curvatures.
    beta, sigma : float, default 0.0 and 1.0
        As for :func:`noise_floor`.

    Returns
    -------
    float or array, in the shape of `learning_rate`

    Raises
    ------
    Mistake
        If a value is no number or out of range.

    Examples
    --------
    >>> float(loss_floor(0.5, [2.0])), loss_floor(np.array([0.02, 0.01]), [0.1, 2.0]).round(4)
    (0.25, array([0.0101, 0.005 ]))
    """
    settings = dict(learning_rate=learning_rate, beta=beta, sigma=sigma)
    curvatures, rate, beta, sigma = spread("loss_floor", eigenvalues, **settings)
    return 0.5 * np.sum(curvatures * noise_floor(rate, curvatures, beta, sigma), axis=0)[()]


def expected_loss(rates: Value, eigenvalues: Value, errors: Value, sigma: Value = 1.0) -> np.ndarray:
    r"""Loss above the lowest after every step of a schedule, averaged over all noise.

    Along each eigen-direction the mean square of the error obeys

    .. math:: E_{t+1} = (1 - rate(t) \cdot \lambda)^2 E_t + rate(t)^2 \sigma^2, \quad
              loss_t = \tfrac12 \sum \lambda E_t

    The first term forgets the start, the second lets noise in. It holds for gradient descent on a quadratic.

    Parameters
    ----------
    rates : array of shape (steps,)
        The rates, step by step.
    eigenvalues : array of shape (n,)
        The curvatures.
    errors : array of shape (n,)
        How far the start is from the minimum along each direction.
    sigma : float, default 1.0
        Standard deviation of the noise in each coordinate of the gradient.

    Returns
    -------
    array of shape (steps + 1,)

    Raises
    ------
    Mistake
        If a value is no number or out of range, or a shape does not fit.

    References
    ----------
    Robbins, H., Monro, S. (1951). A stochastic approximation method, whose proof follows this mean square.

    Examples
    --------
    >>> expected_loss([0.5, 0.25], [2.0], [3.0])
    array([9.   , 0.25 , 0.125])
    """
    given = dict(rates=rates, eigenvalues=eigenvalues, errors=errors, sigma=sigma)
    rates, curvatures, errors, sigma = (number("expected_loss", *pair) for pair in given.items())
    if rates.ndim != 1 or curvatures.ndim != 1 or errors.shape != curvatures.shape or sigma.ndim:
        raise Mistake(
            f"expected_loss: rates has shape {rates.shape}, eigenvalues {curvatures.shape}, errors "
            f"{errors.shape}. Give one rate a step, one eigenvalue and one error a direction, one sigma."
        )
    squares = [errors**2]
    for rate in rates:
        squares.append((1 - rate * curvatures) ** 2 * squares[-1] + (rate * sigma) ** 2)
    return 0.5 * np.array(squares) @ curvatures

"""Where a constant learning rate stops getting better on noisy gradients."""

from __future__ import annotations

import numpy as np

from .given import numbers
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

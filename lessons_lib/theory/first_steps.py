"""How far each rule goes at its first step, and where Adam becomes unstable."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, nearest
from .given import numbers, own_name
from .quadratics import Value


def first_step(rule: str | Callable, gradient: Value, **settings: Value) -> Value:
    r"""How far a coordinate moves at the first step of a rule, memory at its first value.

    ====================  =======================================================================
    gradient_descent      ``learning_rate * |g|``
    momentum              ``learning_rate * |g|``
    nesterov              ``learning_rate * |g| * (1 + beta)``
    adagrad               ``learning_rate * |g| / sqrt(cache + g**2 + epsilon)``
    rmsprop               ``learning_rate * |g| / sqrt(decay * cache + (1 - decay) * g**2 + epsilon)``
    adadelta              that of rmsprop ``* sqrt(epsilon)``
    adam, amsgrad, adamw  ``learning_rate * |g| / (|g| + epsilon)``
    nadam                 ``learning_rate * |g| / (|g| + epsilon) * (1 + 2 * beta1) / (1 + beta1)``
    lion                  ``learning_rate``
    ====================  =======================================================================

    Parameters
    ----------
    rule : function or str
        A rule of :mod:`lessons_lib.rules`, or its name.
    gradient : float or array
        The first gradient, one a coordinate. Where it is zero nothing moves.
    **settings
        Hyperparameters of the rule, and ``cache`` where it has a first cache other than zero; what is left
        out has the rule's own default.
        Weight decay is not counted: it moves a weight by ``learning_rate * weight_decay * w`` more.

    Raises
    ------
    Mistake
        If a name is unknown, a value out of range, or the shapes do not go together.

    References
    ----------
    Each row is the rule's own formula at t = 1; see there. That Adam's is the learning rate, whatever the
    gradient, is section 2.1 of Kingma, D., Ba, J. (2015).

    Examples
    --------
    >>> decay = np.array([0.9, 0.99, 0.999])
    >>> first_step("rmsprop", 5.0, learning_rate=1.0, decay=decay, epsilon=0.0).round(2)
    array([ 3.16, 10.  , 31.62])
    """
    name = own_name("first_step", rule, "rule", SIZES)
    size = SIZES[name]
    known = list(inspect.signature(size).parameters)[1:]
    for key in settings:
        if key not in known:
            raise Mistake(f"first_step: {name} has no setting {key!r}. {nearest(key, known)}")
    gradient, *values = numbers("first_step", gradient=gradient, **settings)
    return size(np.abs(gradient), **dict(zip(settings, values, strict=True)))[()]


# Settings have the defaults of the rule itself; a test holds them to those.
def _gradient_descent(g: Value, learning_rate: Value = 0.1) -> Value:
    return learning_rate * g


def _momentum(g: Value, learning_rate: Value = 0.1, beta: Value = 0.9) -> Value:
    return learning_rate * g + 0.0 * beta


def _nesterov(g: Value, learning_rate: Value = 0.1, beta: Value = 0.9) -> Value:
    return learning_rate * g * (1 + beta)


def _adagrad(g: Value, learning_rate: Value = 0.1, epsilon: Value = 1e-8, cache: Value = 0.0) -> Value:
    return learning_rate * _over(g, np.sqrt(cache + g**2 + epsilon))


def _rmsprop(
    g: Value, learning_rate: Value = 0.01, decay: Value = 0.9, epsilon: Value = 1e-8, cache: Value = 0.0
) -> Value:
    return learning_rate * _over(g, np.sqrt(decay * cache + (1 - decay) * g**2 + epsilon))


def _adadelta(
    g: Value, learning_rate: Value = 1.0, decay: Value = 0.95, epsilon: Value = 1e-6, cache: Value = 0.0
) -> Value:
    return np.sqrt(epsilon) * _rmsprop(g, learning_rate, decay, epsilon, cache)


def _adam(
    g: Value, learning_rate: Value = 0.001, beta1: Value = 0.9, beta2: Value = 0.999, epsilon: Value = 1e-8
) -> Value:
    return learning_rate * _over(g, g + epsilon) + 0.0 * (beta1 + beta2)


def _adamw(
    g: Value,
    learning_rate: Value = 0.001,
    beta1: Value = 0.9,
    beta2: Value = 0.999,
    epsilon: Value = 1e-8,
    weight_decay: Value = 0.01,
) -> Value:
    return _adam(g, learning_rate, beta1, beta2, epsilon) + 0.0 * weight_decay


def _nadam(
    g: Value, learning_rate: Value = 0.001, beta1: Value = 0.9, beta2: Value = 0.999, epsilon: Value = 1e-8
) -> Value:
    return _adam(g, learning_rate, beta1, beta2, epsilon) * (1 + 2 * beta1) / (1 + beta1)


def _lion(
    g: Value, learning_rate: Value = 0.001, beta1: Value = 0.9, beta2: Value = 0.99, weight_decay: Value = 0.0
) -> Value:
    return learning_rate * np.sign(g) + 0.0 * (beta1 + beta2 + weight_decay)


def _over(g: Value, size: Value) -> Value:
    """Divide a gradient by its size; nothing by nothing is nothing."""
    return np.divide(g, size, out=np.zeros(np.broadcast_shapes(np.shape(g), np.shape(size))), where=size > 0)


SIZES: dict[str, Callable[..., Any]] = {
    "gradient_descent": _gradient_descent,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adadelta": _adadelta,
    "adam": _adam,
    "amsgrad": _adam,
    "adamw": _adamw,
    "nadam": _nadam,
    "lion": _lion,
}


def adam_stability_limit(learning_rate: Value, beta1: Value = 0.9) -> Value:
    r"""Preconditioned curvature from which on Adam no longer converges.

    .. math:: \frac{\lambda}{\sqrt{\hat v} + epsilon} <
              \frac{2 + 2 \, beta1}{(1 - beta1) \, \text{learning\_rate}}

    Adam walks like a heavy ball on a surface whose curvature along each coordinate is divided by the root of
    `v`. As gradients shrink, so does `v`, until this limit is met: steps then grow, and `v` with them.

    Parameters
    ----------
    learning_rate : float or array
        The step size; above zero.
    beta1 : float or array, default 0.9
        Share of `m` that survives a step.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    Cohen, J. and others (2022). Adaptive gradient methods at the edge of stability.

    Examples
    --------
    >>> round(float(adam_stability_limit(0.001)))
    38000
    """
    rate, beta1 = numbers("adam_stability_limit", learning_rate=learning_rate, beta1=beta1)
    if np.any(rate == 0):
        raise Mistake("adam_stability_limit: learning_rate is 0. It must be more than zero.")
    return (2 + 2 * beta1) / ((1 - beta1) * rate)

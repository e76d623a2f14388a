"""Optax's optimizers, as `optax` computes them on JAX (checked against version 0.2.8).

What marks Optax: no learning rate by default, so every call must name one (0.001 here is ours); epsilon
inside the root of RMSProp, AdaGrad and AdaDelta, outside that of Adam, AdamW, AMSGrad and Nadam, with a
second one, `eps_root`, inside; AdaGrad's cache begins at 0.1; only AdamW, Lion and AdaDelta know weight
decay. Optax's own default is no momentum at all; the 0.9 of `momentum`, `nesterov` and `rmsprop_momentum` is
ours, so their calls always name it.

Source: the documentation and source of optax, read in 2026.

>>> step = rmsprop(np.array([1.0]), np.array([2.0]), 1, learning_rate=0.5, decay=0.75, eps=3.0)
>>> step["cache"], step["w"]
(array([1.]), array([0.5]))
"""

import numpy as np

# The call each function stands for. What stands in brackets may be left out.
CALLS = {
    "sgd": "optax.sgd(learning_rate)",
    "momentum": "optax.sgd(learning_rate, momentum)",
    "nesterov": "optax.sgd(learning_rate, momentum, nesterov=True)",
    "adagrad": "optax.adagrad(learning_rate, [initial_accumulator_value=cache], [eps])",
    "rmsprop": "optax.rmsprop(learning_rate, [decay], [eps], [initial_scale=cache])",
    "rmsprop_momentum": "optax.rmsprop(learning_rate, [decay], [eps], [initial_scale=cache], momentum)",
    "rmsprop_centered": "optax.rmsprop(learning_rate, [decay], [eps], [initial_scale=cache], centered=True)",
    "adam": "optax.adam(learning_rate, [b1], [b2], [eps], [eps_root])",
    "adamw": "optax.adamw(learning_rate, [b1], [b2], [eps], [eps_root], [weight_decay])",
    "amsgrad": "optax.amsgrad(learning_rate, [b1], [b2], [eps], [eps_root])",
    "nadam": "optax.nadam(learning_rate, [b1], [b2], [eps], [eps_root])",
    "adadelta": "optax.adadelta(learning_rate, [rho], [eps], [weight_decay])",
    "lion": "optax.lion(learning_rate, [b1], [b2], [weight_decay])",
}

__all__ = list(CALLS)


def sgd(w, g, t, *, learning_rate=0.001):
    """Plain descent; `t` is not used."""
    return dict(w=w - learning_rate * g)


def momentum(w, g, t, velocity=0.0, *, learning_rate=0.001, momentum=0.9):
    """The rate multiplies the velocity (Optax: the trace) when it is used."""
    velocity = momentum * velocity + g
    return dict(w=w - learning_rate * velocity, velocity=velocity)


def nesterov(w, g, t, velocity=0.0, *, learning_rate=0.001, momentum=0.9):
    """The velocity is used one step ahead."""
    velocity = momentum * velocity + g
    return dict(w=w - learning_rate * (g + momentum * velocity), velocity=velocity)


def adagrad(w, g, t, cache=0.1, *, learning_rate=0.001, eps=1e-7):
    """Epsilon inside the root, cache from 0.1; where the cache is still 0, nothing moves."""
    cache = cache + g**2
    rate = learning_rate / np.sqrt(np.where(cache > 0, cache + eps, np.inf))
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop(w, g, t, cache=0.0, *, learning_rate=0.001, decay=0.9, eps=1e-8):
    """Epsilon inside the root, cache from 0."""
    cache = decay * cache + (1 - decay) * g**2
    rate = learning_rate / np.sqrt(cache + eps)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop_momentum(
    w, g, t, cache=0.0, velocity=0.0, *, learning_rate=0.001, decay=0.9, eps=1e-8, momentum=0.9
):
    """The rate is part of the velocity, unlike in Optax's own `momentum`."""
    cache = decay * cache + (1 - decay) * g**2
    velocity = momentum * velocity + learning_rate * g / np.sqrt(cache + eps)
    return dict(w=w - velocity, cache=cache, velocity=velocity)


def rmsprop_centered(w, g, t, cache=0.0, m=0.0, *, learning_rate=0.001, decay=0.9, eps=1e-8):
    """The cache less the squared average: the variance. Epsilon inside the root."""
    cache = decay * cache + (1 - decay) * g**2
    m = decay * m + (1 - decay) * g
    rate = learning_rate / np.sqrt(cache - m**2 + eps)
    return dict(w=w - rate * g, cache=cache, m=m, rate=rate)


def adam(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0):
    """The paper's algorithm 1, with a second epsilon inside the root."""
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    rate = learning_rate / (np.sqrt(v_hat + eps_root) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def adamw(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, weight_decay=1e-4
):
    """Adam, with a decay that goes past the averages, a hundredth of PyTorch's default."""
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    rate = learning_rate / (np.sqrt(v_hat + eps_root) + eps)
    return dict(w=w - rate * m_hat - learning_rate * weight_decay * w, m=m, v=v, rate=rate)


def amsgrad(
    w, g, t, m=0.0, v=0.0, v_max=0.0, *, learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0
):
    """The correction first, the largest corrected average afterwards."""
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    v_max = np.maximum(v_max, v_hat)
    rate = learning_rate / (np.sqrt(v_max + eps_root) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, v_max=v_max, rate=rate)


def nadam(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0):
    """A constant b1: the average is corrected for the step ahead, the gradient for this one."""
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat = b1 * m / (1 - b1 ** (t + 1)) + (1 - b1) * g / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    rate = learning_rate / (np.sqrt(v_hat + eps_root) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def adadelta(w, g, t, cache=0.0, moved=0.0, *, learning_rate=0.001, rho=0.9, eps=1e-6, weight_decay=0.0):
    """The same rule in every framework; here weight decay is added to the gradient."""
    g = g + weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    ratio = np.sqrt(moved + eps) / np.sqrt(cache + eps)
    moved = rho * moved + (1 - rho) * (ratio * g) ** 2
    rate = learning_rate * ratio
    return dict(w=w - rate * g, cache=cache, moved=moved, rate=rate)


def lion(w, g, t, m=0.0, *, learning_rate=0.001, b1=0.9, b2=0.99, weight_decay=0.001):
    """The sign alone decides the step; a decay by default, unlike in Keras."""
    direction = np.sign(b1 * m + (1 - b1) * g)
    m = b2 * m + (1 - b2) * g
    return dict(w=w - learning_rate * direction - learning_rate * weight_decay * w, m=m)

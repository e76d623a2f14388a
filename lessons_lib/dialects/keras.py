"""Keras's optimizers, as `keras.optimizers` computes them (checked against version 3.15).

What marks Keras: epsilon is 1e-7, inside the root of AdaGrad, RMSProp and AdaDelta, outside that of Adam,
AdamW, AMSGrad and Nadam, the first three of which scale it with the correction ("epsilon hat"); AdaGrad's
cache begins at 0.1, the velocity is a displacement, and weight decay shrinks the position before the step, in
every optimizer. Keras's own default of `momentum` is 0; the 0.9 of `momentum`, `nesterov` and
`rmsprop_momentum` is ours, so their calls always name it.

Source: the documentation and source of keras.optimizers, read in 2026.

>>> step = rmsprop(np.array([1.0]), np.array([2.0]), 1, learning_rate=0.5, rho=0.75, epsilon=3.0)
>>> step["cache"], step["w"]  # epsilon inside the root
(array([1.]), array([0.5]))
"""

import numpy as np

# The call each function stands for. What stands in brackets may be left out.
CALLS = {
    "sgd": "keras.optimizers.SGD([learning_rate], [weight_decay])",
    "momentum": "keras.optimizers.SGD([learning_rate], momentum, [weight_decay])",
    "nesterov": "keras.optimizers.SGD([learning_rate], momentum, nesterov=True, [weight_decay])",
    "adagrad": "keras.optimizers.Adagrad([learning_rate], [initial_accumulator_value=cache], [epsilon],"
    " [weight_decay])",
    "rmsprop": "keras.optimizers.RMSprop([learning_rate], [rho], [epsilon], [weight_decay])",
    "rmsprop_momentum": "keras.optimizers.RMSprop([learning_rate], [rho], momentum, [epsilon],"
    " [weight_decay])",
    "rmsprop_centered": "keras.optimizers.RMSprop([learning_rate], [rho], [epsilon], centered=True,"
    " [weight_decay])",
    "adam": "keras.optimizers.Adam([learning_rate], [beta_1], [beta_2], [epsilon], [weight_decay])",
    "adamw": "keras.optimizers.AdamW([learning_rate], [weight_decay], [beta_1], [beta_2], [epsilon])",
    "amsgrad": "keras.optimizers.Adam([learning_rate], [beta_1], [beta_2], [epsilon], amsgrad=True,"
    " [weight_decay])",
    "nadam": "keras.optimizers.Nadam([learning_rate], [beta_1], [beta_2], [epsilon], [weight_decay])",
    "adadelta": "keras.optimizers.Adadelta([learning_rate], [rho], [epsilon], [weight_decay])",
    "lion": "keras.optimizers.Lion([learning_rate], [beta_1], [beta_2], [weight_decay])",
}

__all__ = list(CALLS)


def sgd(w, g, t, *, learning_rate=0.01, weight_decay=0.0):
    """Plain descent; `t` is not used."""
    w = w - learning_rate * weight_decay * w
    return dict(w=w - learning_rate * g)


def momentum(w, g, t, velocity=0.0, *, learning_rate=0.01, momentum=0.9, weight_decay=0.0):
    """The rate is part of the velocity, which is the displacement itself."""
    w = w - learning_rate * weight_decay * w
    velocity = momentum * velocity - learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def nesterov(w, g, t, velocity=0.0, *, learning_rate=0.01, momentum=0.9, weight_decay=0.0):
    """The displacement is used one step ahead."""
    w = w - learning_rate * weight_decay * w
    velocity = momentum * velocity - learning_rate * g
    return dict(w=w + momentum * velocity - learning_rate * g, velocity=velocity)


def adagrad(w, g, t, cache=0.1, *, learning_rate=0.001, epsilon=1e-7, weight_decay=0.0):
    """Epsilon inside the root, cache from 0.1."""
    w = w - learning_rate * weight_decay * w
    cache = cache + g**2
    rate = learning_rate / np.sqrt(cache + epsilon)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop(w, g, t, cache=0.0, *, learning_rate=0.001, rho=0.9, epsilon=1e-7, weight_decay=0.0):
    """Epsilon inside the root, cache from 0."""
    w = w - learning_rate * weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    rate = learning_rate / np.sqrt(cache + epsilon)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop_momentum(
    w,
    g,
    t,
    cache=0.0,
    velocity=0.0,
    *,
    learning_rate=0.001,
    rho=0.9,
    epsilon=1e-7,
    momentum=0.9,
    weight_decay=0.0,
):
    """The rate is part of the velocity."""
    w = w - learning_rate * weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    velocity = momentum * velocity + learning_rate * g / np.sqrt(cache + epsilon)
    return dict(w=w - velocity, cache=cache, velocity=velocity)


def rmsprop_centered(
    w, g, t, cache=0.0, m=0.0, *, learning_rate=0.001, rho=0.9, epsilon=1e-7, weight_decay=0.0
):
    """The cache less the squared average: the variance. Epsilon inside the root."""
    w = w - learning_rate * weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    m = rho * m + (1 - rho) * g
    rate = learning_rate / np.sqrt(cache - m**2 + epsilon)
    return dict(w=w - rate * g, cache=cache, m=m, rate=rate)


def adam(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.0
):
    """Epsilon hat: the correction multiplies the rate, and epsilon is added to the uncorrected root."""
    w = w - learning_rate * weight_decay * w
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    correction = np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    rate = learning_rate * correction / (np.sqrt(v) + epsilon)
    return dict(w=w - rate * m, m=m, v=v, rate=rate)


def adamw(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.004
):
    """Adam again: only the default of the decay differs."""
    w = w - learning_rate * weight_decay * w
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    correction = np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    rate = learning_rate * correction / (np.sqrt(v) + epsilon)
    return dict(w=w - rate * m, m=m, v=v, rate=rate)


def amsgrad(
    w,
    g,
    t,
    m=0.0,
    v=0.0,
    v_max=0.0,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-7,
    weight_decay=0.0,
):
    """The largest uncorrected average; the correction multiplies the rate."""
    w = w - learning_rate * weight_decay * w
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    v_max = np.maximum(v_max, v)
    correction = np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    rate = learning_rate * correction / (np.sqrt(v_max) + epsilon)
    return dict(w=w - rate * m, m=m, v=v, v_max=v_max, rate=rate)


def nadam(
    w,
    g,
    t,
    m=0.0,
    v=0.0,
    product=1.0,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-7,
    weight_decay=0.0,
):
    """A beta_1 that rises from half its value, 250 times as fast as PyTorch's default."""
    w = w - learning_rate * weight_decay * w
    now = beta_1 * (1 - 0.5 * 0.96**t)
    ahead = beta_1 * (1 - 0.5 * 0.96 ** (t + 1))
    product = product * now
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
    v_hat = v / (1 - beta_2**t)
    rate = learning_rate / (np.sqrt(v_hat) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, product=product, rate=rate)


def adadelta(w, g, t, cache=0.0, moved=0.0, *, learning_rate=0.001, rho=0.95, epsilon=1e-7, weight_decay=0.0):
    """The same rule in every framework; here with a rate a thousandth of the paper's."""
    w = w - learning_rate * weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    ratio = np.sqrt(moved + epsilon) / np.sqrt(cache + epsilon)
    moved = rho * moved + (1 - rho) * (ratio * g) ** 2
    rate = learning_rate * ratio
    return dict(w=w - rate * g, cache=cache, moved=moved, rate=rate)


def lion(w, g, t, m=0.0, *, learning_rate=0.001, beta_1=0.9, beta_2=0.99, weight_decay=0.0):
    """The sign alone decides the step."""
    w = w - learning_rate * weight_decay * w
    direction = np.sign(beta_1 * m + (1 - beta_1) * g)
    m = beta_2 * m + (1 - beta_2) * g
    return dict(w=w - learning_rate * direction, m=m)

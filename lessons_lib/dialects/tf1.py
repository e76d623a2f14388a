"""TensorFlow 1's optimizers, as `tf.compat.v1.train` computes them (checked against version 2.21).

What marks TensorFlow 1: RMSProp's cache begins at 1, so that its first steps are short; AdaGrad's begins at
0.1 and has no epsilon; Adam scales epsilon with the correction ("epsilon hat"); there is no weight decay.
Where a call must name a rate (0.001 here is ours), TensorFlow has no default. Nor has it one for `momentum`
and `nesterov`, and 0 for RMSProp's momentum; the 0.9 of all three is ours, so their calls always name it.

Source: the documentation and source of tf.compat.v1.train, read in 2026.

>>> step = rmsprop(np.array([1.0]), np.array([2.0]), 1, learning_rate=0.5, decay=0.75, epsilon=2.25)
>>> step["cache"], step["w"]  # three quarters of 1 and a quarter of 4
(array([1.75]), array([0.5]))
"""

import numpy as np

# The call each function stands for. What stands in brackets may be left out.
CALLS = {
    "sgd": "tf.compat.v1.train.GradientDescentOptimizer(learning_rate)",
    "momentum": "tf.compat.v1.train.MomentumOptimizer(learning_rate, momentum)",
    "nesterov": "tf.compat.v1.train.MomentumOptimizer(learning_rate, momentum, use_nesterov=True)",
    "adagrad": "tf.compat.v1.train.AdagradOptimizer(learning_rate, [initial_accumulator_value=cache])",
    "rmsprop": "tf.compat.v1.train.RMSPropOptimizer(learning_rate, [decay], [epsilon])",
    "rmsprop_momentum": "tf.compat.v1.train.RMSPropOptimizer(learning_rate, [decay], momentum, [epsilon])",
    "rmsprop_centered": "tf.compat.v1.train.RMSPropOptimizer(learning_rate, [decay], [epsilon],"
    " centered=True)",
    "adam": "tf.compat.v1.train.AdamOptimizer([learning_rate], [beta1], [beta2], [epsilon])",
    "adadelta": "tf.compat.v1.train.AdadeltaOptimizer([learning_rate], [rho], [epsilon])",
}

__all__ = list(CALLS)


def sgd(w, g, t, *, learning_rate=0.001):
    """Plain descent; `t` is not used."""
    return dict(w=w - learning_rate * g)


def momentum(w, g, t, velocity=0.0, *, learning_rate=0.001, momentum=0.9):
    """The rate multiplies the velocity when it is used."""
    velocity = momentum * velocity + g
    return dict(w=w - learning_rate * velocity, velocity=velocity)


def nesterov(w, g, t, velocity=0.0, *, learning_rate=0.001, momentum=0.9):
    """The velocity is used one step ahead."""
    velocity = momentum * velocity + g
    return dict(w=w - learning_rate * (g + momentum * velocity), velocity=velocity)


def adagrad(w, g, t, cache=0.1, *, learning_rate=0.001):
    """No epsilon: the cache, from 0.1, keeps the root away from zero."""
    cache = cache + g**2
    rate = learning_rate / np.sqrt(cache)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop(w, g, t, cache=1.0, *, learning_rate=0.001, decay=0.9, epsilon=1e-10):
    """Epsilon inside the root, cache from 1: nearly plain descent at first."""
    cache = decay * cache + (1 - decay) * g**2
    rate = learning_rate / np.sqrt(cache + epsilon)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop_momentum(
    w, g, t, cache=1.0, velocity=0.0, *, learning_rate=0.001, decay=0.9, epsilon=1e-10, momentum=0.9
):
    """The rate is part of the velocity, unlike in TensorFlow's own `momentum`."""
    cache = decay * cache + (1 - decay) * g**2
    velocity = momentum * velocity + learning_rate * g / np.sqrt(cache + epsilon)
    return dict(w=w - velocity, cache=cache, velocity=velocity)


def rmsprop_centered(w, g, t, cache=1.0, m=0.0, *, learning_rate=0.001, decay=0.9, epsilon=1e-10):
    """The cache less the squared average: the variance. Epsilon inside the root."""
    cache = decay * cache + (1 - decay) * g**2
    m = decay * m + (1 - decay) * g
    rate = learning_rate / np.sqrt(cache - m**2 + epsilon)
    return dict(w=w - rate * g, cache=cache, m=m, rate=rate)


def adam(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon hat: the correction multiplies the rate, and epsilon is added to the uncorrected root."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    correction = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    rate = learning_rate * correction / (np.sqrt(v) + epsilon)
    return dict(w=w - rate * m, m=m, v=v, rate=rate)


def adadelta(w, g, t, cache=0.0, moved=0.0, *, learning_rate=0.001, rho=0.95, epsilon=1e-8):
    """The same rule in every framework; here with a rate a thousandth of the paper's."""
    cache = rho * cache + (1 - rho) * g**2
    ratio = np.sqrt(moved + epsilon) / np.sqrt(cache + epsilon)
    moved = rho * moved + (1 - rho) * (ratio * g) ** 2
    rate = learning_rate * ratio
    return dict(w=w - rate * g, cache=cache, moved=moved, rate=rate)

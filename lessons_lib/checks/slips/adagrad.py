"""Slips in ``cache + g**2``, ``w - learning_rate / sqrt(cache + epsilon) * g``."""

import numpy as np


def doubled(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The gradient is doubled where it should be squared: `g * 2` is not `g**2`."""
    cache = cache + g * 2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def signed(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The gradient goes into the cache as it is, with its sign: the cache is made of squares, `g**2`."""
    cache = cache + g
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def unsquared(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The cache adds up the sizes of the gradients: it should add up their squares."""
    cache = cache + np.abs(g)
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def replaced(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The cache is replaced at every step: it should grow by the new square."""
    cache = g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def old_cache(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The step divides by the old cache: add the new square first, then step."""
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache + g**2)


def one_for_all(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """One cache serves all coordinates: everything is element-wise here, so nothing is summed over them."""
    cache = cache + np.sum(g**2, axis=0) + 0.0 * g
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def rootless(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The root is missing: the rate is divided by the cache itself."""
    cache = cache + g**2
    return dict(w=w - learning_rate / (cache + epsilon) * g, cache=cache)


def epsilon_outside(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """Epsilon stands outside the root: here it is added to the cache, under the root."""
    cache = cache + g**2
    return dict(w=w - learning_rate / (np.sqrt(cache) + epsilon) * g, cache=cache)


def epsilon_on_weights(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """Epsilon is added to the weights: division comes before addition, so it needs brackets."""
    cache = cache + g**2
    return dict(w=w - learning_rate * g / np.sqrt(cache) + epsilon, cache=cache)


def without_epsilon(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """Epsilon is nowhere to be found: without it a slope of zero would divide by zero."""
    cache = cache + g**2
    return dict(w=w - learning_rate / np.sqrt(cache) * g, cache=cache)


def epsilon_kept(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """Epsilon is stored in the cache and piles up there: add it where you take the root."""
    cache = cache + g**2 + epsilon
    return dict(w=w - learning_rate / np.sqrt(cache) * g, cache=cache)


def without_gradient(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The rate is subtracted alone: it should be multiplied by the gradient."""
    cache = cache + g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon), cache=cache)


def without_rate(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The learning rate has no say yet: every first step would have length 1."""
    cache = cache + g**2
    return dict(w=w - g / np.sqrt(cache + epsilon), cache=cache)


def uphill(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The step is added, so the walk climbs: the gradient points uphill."""
    cache = cache + g**2
    return dict(w=w + learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def averaged(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    """The cache is divided by t, which makes it an average: AdaGrad's is a sum."""
    cache = cache + g**2
    return dict(w=w - learning_rate / np.sqrt(cache / t + epsilon) * g, cache=cache)


SLIPS = (
    doubled,
    signed,
    unsquared,
    replaced,
    old_cache,
    one_for_all,
    rootless,
    epsilon_outside,
    epsilon_on_weights,
    without_epsilon,
    epsilon_kept,
    without_gradient,
    without_rate,
    uphill,
    averaged,
)

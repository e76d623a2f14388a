"""Slips in ``decay * cache + (1 - decay) * g**2``, ``w - learning_rate / sqrt(cache + epsilon) * g``."""

import numpy as np


def doubled(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The gradient is doubled where it should be squared: `g * 2` is not `g**2`."""
    cache = decay * cache + (1 - decay) * g * 2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def signed(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The gradient goes into the cache as it is, with its sign: the cache is made of squares, `g**2`."""
    cache = decay * cache + (1 - decay) * g
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def unsquared(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The cache averages the sizes of the gradients: it should average their squares."""
    cache = decay * cache + (1 - decay) * np.abs(g)
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def swapped(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The two shares are swapped: decay belongs to the old cache, 1 - decay to the new square."""
    cache = (1 - decay) * cache + decay * g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def without_share(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The new square comes in whole: its share is 1 - decay, so that the cache stays an average."""
    cache = decay * cache + g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def never_forgets(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The cache adds up everything, as AdaGrad's does: here it has to forget, by the factor decay."""
    cache = cache + g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def kept_whole(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The old cache is kept whole: only the share decay of it should survive."""
    cache = cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def replaced(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The cache is replaced at every step: a share of the old one should survive."""
    cache = (1 - decay) * g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


def old_cache(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The step divides by the old cache: bring the cache up to date first, then step."""
    new = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=new)


def rootless(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The root is missing: the rate is divided by the cache itself."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / (cache + epsilon) * g, cache=cache)


def epsilon_outside(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """Epsilon stands outside the root, as PyTorch has it: here it is added to the cache, under the root."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / (np.sqrt(cache) + epsilon) * g, cache=cache)


def epsilon_on_weights(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """Epsilon is added to the weights: division comes before addition, so it needs brackets."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate * g / np.sqrt(cache) + epsilon, cache=cache)


def without_epsilon(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """Epsilon is nowhere to be found: without it a slope of zero would divide by zero."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / np.sqrt(cache) * g, cache=cache)


def corrected(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The cache is corrected for its start, as Adam does: RMSProp leaves it as it is."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - learning_rate / np.sqrt(cache / (1 - decay**t) + epsilon) * g, cache=cache)


def without_rate(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The learning rate has no say yet: the gradient is divided by the root and subtracted whole."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w - g / np.sqrt(cache + epsilon), cache=cache)


def uphill(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """The step is added, so the walk climbs: the gradient points uphill."""
    cache = decay * cache + (1 - decay) * g**2
    return dict(w=w + learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)


SLIPS = (
    doubled,
    signed,
    unsquared,
    swapped,
    without_share,
    never_forgets,
    kept_whole,
    replaced,
    old_cache,
    rootless,
    epsilon_outside,
    epsilon_on_weights,
    without_epsilon,
    corrected,
    without_rate,
    uphill,
)

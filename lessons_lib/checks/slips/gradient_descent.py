"""Slips in ``w - learning_rate * g``."""

import numpy as np


def uphill(w, g, t, *, learning_rate=0.1):
    """The step is added, so the walk climbs: the gradient points uphill."""
    return dict(w=w + learning_rate * g)


def without_rate(w, g, t, *, learning_rate=0.1):
    """The whole gradient is subtracted: the learning rate has no say yet."""
    return dict(w=w - g)


def without_gradient(w, g, t, *, learning_rate=0.1):
    """The learning rate is subtracted alone: the slope has no say yet."""
    return dict(w=w - learning_rate)


def sign_only(w, g, t, *, learning_rate=0.1):
    """Only the sign of the gradient is used: a steep slope should give a longer step than a gentle one."""
    return dict(w=w - learning_rate * np.sign(g))


def normalised(w, g, t, *, learning_rate=0.1):
    """The gradient is divided by its length, so every step is equally long, even near the minimum."""
    return dict(w=w - learning_rate * g / np.sqrt(np.sum(g**2, axis=0)))


def divided(w, g, t, *, learning_rate=0.1):
    """The gradient is divided by the learning rate, so a smaller rate would give a longer step."""
    return dict(w=w - g / learning_rate)


def shrinking(w, g, t, *, learning_rate=0.1):
    """The learning rate is divided by t, so the steps shrink: plain gradient descent does not use t."""
    return dict(w=w - learning_rate / t * g)


def shrinking_slowly(w, g, t, *, learning_rate=0.1):
    """The learning rate is divided by the root of t: plain gradient descent does not use t."""
    return dict(w=w - learning_rate / np.sqrt(t) * g)


def step_alone(w, g, t, *, learning_rate=0.1):
    """Only the step is returned: it has to be taken from where you stand, from w."""
    return dict(w=-learning_rate * g)


def bracketed(w, g, t, *, learning_rate=0.1):
    """The learning rate multiplies w as well: it belongs to the gradient alone. Look at the brackets."""
    return dict(w=learning_rate * (w - g))


def times_w(w, g, t, *, learning_rate=0.1):
    """The step is multiplied by w: where you stand is no part of how far you go."""
    return dict(w=w - learning_rate * g * w)


def reversed_difference(w, g, t, *, learning_rate=0.1):
    """The difference is the wrong way round: w is subtracted from the step."""
    return dict(w=learning_rate * g - w)


def doubled(w, g, t, *, learning_rate=0.1):
    """The gradient is doubled: it is used as it is, and the learning rate is the only factor."""
    return dict(w=w - learning_rate * 2 * g)


def squared(w, g, t, *, learning_rate=0.1):
    """The gradient is squared, which loses its sign: both sides of the valley would push the same way."""
    return dict(w=w - learning_rate * g**2)


def stays(w, g, t, *, learning_rate=0.1):
    """The position does not move: the new w is still the old one."""
    return dict(w=w + 0.0 * g)


SLIPS = (
    uphill,
    without_rate,
    without_gradient,
    sign_only,
    normalised,
    divided,
    shrinking,
    shrinking_slowly,
    step_alone,
    bracketed,
    times_w,
    reversed_difference,
    doubled,
    squared,
    stays,
)

"""Classic wrong versions of every rule, so that a check can name the slip.

Each slip is a plain function of the shape of its rule, and its docstring is the sentence that the
learner reads. They stand beside each other on purpose: they differ in one place, as slips do.
"""

from . import adagrad, adam, gradient_descent, momentum, nesterov, rmsprop

SLIPS = {
    "gradient_descent": gradient_descent.SLIPS,
    "momentum": momentum.SLIPS,
    "nesterov": nesterov.SLIPS,
    "adagrad": adagrad.SLIPS,
    "rmsprop": rmsprop.SLIPS,
    "adam": adam.SLIPS,
}

__all__ = ["SLIPS"]

"""The update rules, exactly as the lessons write them.

Every rule is one pure function. Left of the star stands what it remembers, with first values;
right of it what you tune, with defaults. It returns, by name, everything worth looking at::

    rule(w, g, t, memory..., *, hyperparameters...) -> dict(w=..., memory..., rate=...)

Shapes
    ``w`` and ``g`` have their coordinates on the first axis: ``(2,)`` for one descent,
    ``(2, *grid)`` for a grid of them. A hyperparameter is a number or an array of shape ``grid``.
    Memory starts as a number and takes the shape of ``w`` at the first step.
Units
    ``t`` counts steps and is 1 at the first. ``rate``, where returned, is the effective
    learning rate: the factor that stands before the gradient (or its average), per coordinate.
Files
    ``one_rate`` holds the rules with one learning rate for all coordinates, ``own_rates`` those that give
    every coordinate its own, ``adam_family`` those that average the gradient as well.
Errors
    Rules check nothing, so that they read like their formula.
    :func:`lessons_lib.descent.run` checks what it is given and says what to change.
"""

from .adam_family import adam, adamw, amsgrad, lion, nadam
from .one_rate import gradient_descent, momentum, nesterov
from .own_rates import adadelta, adagrad, rmsprop

__all__ = [
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "amsgrad",
    "gradient_descent",
    "lion",
    "momentum",
    "nadam",
    "nesterov",
    "rmsprop",
]

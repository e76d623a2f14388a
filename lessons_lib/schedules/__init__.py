"""Learning-rate schedules: functions that return a pure function of the zero-based step.

A schedule holds no state: asked twice for the same step it gives the same rate, and an array of
steps gives an array of rates. Use one wherever a hyperparameter stands::

    run(gradient_descent, ravine(), learning_rate=exponential_decay(0.9, decay=0.95))

Names
    The first argument is the highest rate. ``over`` counts the steps that a change takes; ``first``,
    ``last`` and ``lowest`` are shares of the highest rate, so that all of them scale with it.
Files
    ``decay`` holds those that only fall, ``cycles`` those that also rise, ``plateau`` the one that
    watches the losses, ``making`` what they share.
"""

from .cycles import cyclic, linear_warmup, one_cycle, warmup_then
from .decay import (
    constant,
    cosine,
    exponential_decay,
    inverse_time,
    multi_step,
    polynomial,
    step_decay,
)
from .making import Schedule
from .plateau import reduce_on_plateau

__all__ = [
    "Schedule",
    "constant",
    "cosine",
    "cyclic",
    "exponential_decay",
    "inverse_time",
    "linear_warmup",
    "multi_step",
    "one_cycle",
    "polynomial",
    "reduce_on_plateau",
    "step_decay",
    "warmup_then",
]

"""Closed forms that predict what the loop will do.

Files
    ``quadratics``: gradient descent and the heavy ball on quadratics: limits, best settings, speed.
    ``lookahead``: the same for Nesterov's momentum.
    ``averages``: how long an average remembers, and what Adam's correction does to its start.
    ``noise``: where a constant rate stops getting better, and what a falling one does.
    ``first_steps``: how far each rule goes first, and when Adam becomes unstable.
    ``budget``: what the rates of a schedule sum to, and how far they can reach.
    ``marks``: what a panel marks on its sliders.
Arguments
    Eigenvalues have their directions on the first axis, as those of a landscape; settings are numbers or
    arrays, whose axes come behind. Everything given is checked: see :class:`lessons_lib.mistakes.Mistake`.
"""

from .averages import correction_multiplier, half_life, memory_length
from .budget import error_left, sum_of_rates
from .first_steps import adam_stability_limit, first_step
from .lookahead import best_nesterov, nesterov_convergence_rate, nesterov_stability_limit
from .marks import limits, predicted
from .noise import expected_loss, loss_floor, noise_floor
from .quadratics import (
    best_momentum,
    best_rate,
    best_rates,
    closed_form,
    convergence_rate,
    shrink_factors,
    stability_limit,
)

__all__ = [
    "adam_stability_limit",
    "best_momentum",
    "best_nesterov",
    "best_rate",
    "best_rates",
    "closed_form",
    "convergence_rate",
    "correction_multiplier",
    "error_left",
    "expected_loss",
    "first_step",
    "half_life",
    "limits",
    "loss_floor",
    "memory_length",
    "nesterov_convergence_rate",
    "nesterov_stability_limit",
    "noise_floor",
    "predicted",
    "shrink_factors",
    "stability_limit",
    "sum_of_rates",
]

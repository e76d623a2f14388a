"""The same rule without the correction of its averages, and whether a rule corrects them at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import theory
from ..dialects.calls import series_name
from ..mistakes import Mistake, called
from ..signatures import signature

__all__ = ["corrects", "multiplier", "uncorrected"]

FAR = np.inf  # the number of a step at which 1 - beta**t is 1: there is nothing left to correct
AVERAGES = ({"m", "v"}, {"m", "v", "v_max"})  # what a rule remembers that may correct it
EARLY = (1, 2, 5)  # steps at which a correction tells


@functools.lru_cache(maxsize=64)
def uncorrected(rule: Callable) -> Callable:
    r"""Make the rule that steps with `m` and `v` as they are, not divided by :math:`1 - beta^t`.

    A correction divides by a number that comes to 1 as steps go on. So the rule without it is the rule
    itself, told at every step that it is infinitely far along. The formula stays in one place.

    Parameters
    ----------
    rule : function
        A rule that corrects its averages, such as ``adam``, ``dialects.torch.adam`` or your own.

    Returns
    -------
    function
        A rule with the same memory and settings.

    Raises
    ------
    Mistake
        If the rule corrects nothing.

    Examples
    --------
    >>> from lessons_lib.rules import adam
    >>> bare = uncorrected(adam)
    >>> w, g = np.array([1.0]), np.array([50.0])
    >>> step = bare(w, g, 1, learning_rate=0.25, beta1=0.5, beta2=0.75, epsilon=0.0)
    >>> step["w"]  # 1 - 0.25 * m / sqrt(v), with m = 0.5 * 50 and v = 0.25 * 50**2
    array([0.75])
    >>> bare.__name__
    'uncorrected(adam)'
    """
    if not corrects(rule):
        raise Mistake(
            f"{called(rule)} has no correction of m and v to leave out. "
            "Give a rule that divides m by 1 - beta1**t and v by 1 - beta2**t, such as adam."
        )

    @functools.wraps(rule)
    def bare(w: np.ndarray, g: np.ndarray, t: int, *memory: Any, **named: Any) -> dict[str, Any]:
        return rule(w, g, FAR, *memory, **named)

    bare.__name__ = f"uncorrected({called(rule)})"
    return bare


def corrects(rule: Callable) -> bool:
    """Ask a rule by its steps whether it corrects averages named `m` and `v` for their start.

    Examples
    --------
    >>> from lessons_lib.rules import adam, lion, rmsprop
    >>> corrects(adam), corrects(rmsprop), corrects(lion)
    (True, False, False)
    """
    return any(_stretches_as(rule, expected) for expected in (theory.correction_multiplier, _ahead))


def multiplier(rule: Callable, t: np.ndarray, settings: dict[str, Any]) -> np.ndarray | None:
    """Return what the correction multiplies each step by, if it is the one that theory knows.

    Examples
    --------
    >>> from lessons_lib.dialects import keras
    >>> multiplier(keras.adam, np.array([1, 12]), {"beta_1": 0.9}).round(3)
    array([0.316, 0.152])
    """
    if "v_max" in signature(rule).memory or not _stretches_as(rule, theory.correction_multiplier):
        return None  # what divides the step is not the newest average, so no number holds for every step
    return theory.correction_multiplier(t, *_betas(rule, settings))


@functools.lru_cache(maxsize=128)  # asked at every turn of a knob
def _stretches_as(rule: Callable, expected: Callable) -> bool:
    """Compare the first steps of fresh averages with the same steps far along."""
    if set(signature(rule).memory) not in AVERAGES:
        return False
    w, g = np.zeros(2), np.array([1.0, -2.0])
    try:
        plain = rule(w, g, FAR)["w"]
        steps = np.array([rule(w, g, t)["w"] for t in EARLY])
        wanted = np.array([expected(t, *_betas(rule, {})) for t in EARLY])
        return bool(np.all(plain) and np.allclose(steps / plain, wanted[:, None], rtol=0.01))
    except Exception:  # a learner's rule may do anything; then there is no correction to speak of
        return False


def _betas(rule: Callable, settings: dict[str, Any]) -> list[float]:
    """Look up both shares of a rule, whatever its framework calls them."""
    tuned = signature(rule).hyperparameters | settings
    named = {series_name(rule, name): value for name, value in tuned.items()}
    return [named["beta1"], named["beta2"]]


def _ahead(t: int, beta1: float, beta2: float) -> float:
    """Say what NAdam's correction, which looks one step ahead, does to a step of fresh averages."""
    corrected = beta1 * (1 - beta1) / (1 - beta1 ** (t + 1)) + (1 - beta1) / (1 - beta1**t)
    return corrected / (beta1 * (1 - beta1) + 1 - beta1) * np.sqrt(1 - beta2**t)

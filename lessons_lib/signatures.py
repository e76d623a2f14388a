"""What a rule's signature says, and the refusal of what makes no sense, in words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .mistakes import Mistake, nearest

__all__ = ["Signature", "signature"]

UNIT = (0.0, 1.0, "a share: from 0 up to, but not including, 1")
POSITIVE = (0.0, np.inf, "zero or more")
RANGES = {
    "learning_rate": POSITIVE,
    "epsilon": POSITIVE,
    "beta": UNIT,
    "beta1": UNIT,
    "beta2": UNIT,
    "decay": UNIT,
}


class Signature(NamedTuple):
    """What a rule remembers, with first values, and what can be tuned, with defaults."""

    memory: dict[str, Any]
    hyperparameters: dict[str, Any]


def signature(rule: Callable) -> Signature:
    """Read a rule's memory and hyperparameters from its signature.

    Parameters
    ----------
    rule : function
        ``rule(w, g, t, memory=first value, ..., *, hyperparameter=default, ...)``.

    Raises
    ------
    Mistake
        If it is no function of that shape; it says what is missing.

    Examples
    --------
    >>> from lessons_lib.rules import momentum
    >>> signature(momentum)
    Signature(memory={'velocity': 0.0}, hyperparameters={'learning_rate': 0.1, 'beta': 0.9})
    """
    if not callable(rule):
        raise Mistake(f"The rule is {rule!r}. Give a function, such as gradient_descent, without calling it.")
    try:
        return _signature(rule)
    except TypeError:  # callable, but not hashable or without a signature
        raise Mistake(
            f"{rule!r} cannot be read as a rule. Write it as `def my_rule(w, g, t, ...)`."
        ) from None


@functools.lru_cache(maxsize=256)
def _signature(rule: Callable) -> Signature:
    name = getattr(rule, "__name__", repr(rule))
    parameters = list(inspect.signature(rule).parameters.values())
    left = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    if len(left) < 3 or any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise Mistake(
            f"{name} must begin `def {name}(w, g, t, ...)`: position, gradient, number of the step."
        )
    memory, tuned = left[3:], [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    for p in memory + tuned:
        if p.default is p.empty:
            what = "a first value" if p in memory else "a default"
            raise Mistake(
                f"{name}: {p.name} has no value to begin with. Give it {what}, such as {p.name}=0.0."
            )
    return Signature({p.name: p.default for p in memory}, {p.name: p.default for p in tuned})


def settle(rule: Callable, settings: dict[str, Any]) -> tuple[dict, dict, dict]:
    """Sort settings into first memory, fixed hyperparameters and schedules; refuse what makes no sense."""
    known = signature(rule)
    for name, value in settings.items():
        if name not in known.memory and name not in known.hyperparameters:
            names = [*known.hyperparameters, *known.memory]
            raise Mistake(f"{rule.__name__} has no setting {name!r}. {nearest(name, names)}")
        if not callable(value):
            number(name, value)
    memory = {name: settings.get(name, first) for name, first in known.memory.items()}
    tuned = {name: settings.get(name, default) for name, default in known.hyperparameters.items()}
    schedules = {name: value for name, value in tuned.items() if callable(value)}
    return memory, {name: value for name, value in tuned.items() if name not in schedules}, schedules


def number(name: str, value: Any) -> Any:
    """Return a setting's value if it is a number in the range that its name allows."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Mistake(f"{name} is {value!r}. Give a number, an array of numbers or a schedule.") from None
    if not np.all(np.isfinite(array)):
        raise Mistake(f"{name} is {value}. Give a finite number.")
    low, high, words = RANGES.get(name, (-np.inf, np.inf, ""))
    if np.any(array < low) or (high == 1.0 and np.any(array >= high)):
        raise Mistake(f"{name} is {value}. It must be {words}.")
    return value


def fit(g: Any, w: np.ndarray) -> np.ndarray:
    """Return the gradient as an array, if it has the shape of the position."""
    g = np.asarray(g, dtype=float)
    if g.shape != w.shape:
        raise Mistake(f"The gradient has shape {g.shape} and w has shape {w.shape}. They must be the same.")
    return g


def check_answer(rule: Callable, step: Any, memory: dict, w: np.ndarray) -> None:
    """Check that a rule's first answer holds the new position and everything it remembers."""
    name = rule.__name__
    if not isinstance(step, dict) or "w" not in step:
        given = f"a dict with {', '.join(step)}" if isinstance(step, dict) else f"{type(step).__name__}"
        raise Mistake(f"{name} returned {given}. It must return the new position: `return dict(w=...)`.")
    for key in memory:
        if key not in step:
            raise Mistake(
                f"{name} remembers {key} but does not return it. Add it: `return dict(w=..., {key}={key})`."
            )
    if np.shape(step["w"]) != w.shape:
        raise Mistake(f"{name} turned w of shape {w.shape} into shape {np.shape(step['w'])}. Keep the shape.")

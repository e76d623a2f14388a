"""What a rule's signature says, and the refusal of what makes no sense, in words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from .feedback import check_schedule, wants_losses
from .mistakes import SYNONYMS, Mistake, called, is_dialect, nearest, title, unwrapped

__all__ = ["Signature", "signature"]

UNIT = (0.0, 1.0, "a share: from 0 up to, but not including, 1")
POSITIVE = (0.0, np.inf, "zero or more")
RANGES = {
    "learning_rate": POSITIVE,
    "epsilon": POSITIVE,
    "cache": POSITIVE,
    "v": POSITIVE,
    "v_max": POSITIVE,
    "moved": POSITIVE,
    "weight_decay": POSITIVE,
    "beta": UNIT,
    "beta1": UNIT,
    "beta2": UNIT,
    "decay": UNIT,
    # Frameworks' names, for the dialects. Not `alpha`: to many it is a learning rate.
    "lr": POSITIVE,
    "eps": POSITIVE,
    "eps_root": POSITIVE,
    "lr_decay": POSITIVE,
    "momentum_decay": POSITIVE,
    "momentum": UNIT,
    "rho": UNIT,
    "b1": UNIT,
    "b2": UNIT,
    "beta_1": UNIT,
    "beta_2": UNIT,
    "dampening": (0.0, np.nextafter(1.0, 2.0), "a share: from 0 to 1"),
}

RUN = ("steps", "start")  # what `run` and `sweep` take themselves
TAKEN = ("rule", "problem", *RUN, "every")  # no rule may have anything called so: it would never be told


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
        raise Mistake(
            f"The rule is {called(rule)}. Give a function, such as gradient_descent, without calling it."
        )
    try:
        return _signature(rule)
    except Mistake:
        raise
    except (TypeError, ValueError):  # callable, but not hashable or without a signature
        raise Mistake(
            f"{called(rule)} cannot be read as a rule. Write it as `def my_rule(w, g, t, ...)`."
        ) from None


@functools.lru_cache(maxsize=256)
def _signature(rule: Callable) -> Signature:
    name = title(rule)
    parameters = list(inspect.signature(rule).parameters.values())
    left = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    if len(left) < 3 or any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise Mistake(
            f"{name} must begin `def {name}(w, g, t, ...)`: position, gradient, number of the step."
        )
    if any(p.default is not p.empty and p.name != "t" for p in left[:3]):
        raise Mistake(f"{name} must take `w, g, t` first, before {left[2].name}: `def {name}(w, g, t, ...)`.")
    memory, tuned = left[3:], [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    for p in memory + tuned:
        if p.default is p.empty:
            what = "a first value" if p in memory else "a default"
            raise Mistake(
                f"{name}: {p.name} has no value to begin with. Give it {what}, such as {p.name}=0.0."
            )
        if p.name in TAKEN:
            raise Mistake(
                f"{name} has something called {p.name}, and so has run, which would keep it to itself. "
                f"Rename it in the rule, such as my_{p.name}."
            )
    return Signature({p.name: p.default for p in memory}, {p.name: p.default for p in tuned})


def settle(rule: Callable, settings: dict[str, Any], more: Iterable[str] = RUN) -> tuple[dict, dict, dict]:
    """Sort settings into first memory, fixed hyperparameters and schedules; refuse what makes no sense.

    `more` names what else could have been meant by an unknown name.
    """
    known = signature(rule)
    for name, value in settings.items():
        if name not in known.memory and name not in known.hyperparameters:
            names = [*known.hyperparameters, *known.memory]
            raise unknown(title(rule), name, value, names, more)
        if callable(value) and name in known.memory:
            raise Mistake(f"{name} is {called(value)}. It is a first value: give a number, no schedule.")
    memory = {name: settings.get(name, first) for name, first in known.memory.items()}
    tuned = {name: settings.get(name, default) for name, default in known.hyperparameters.items()}
    schedules = {name: value for name, value in tuned.items() if callable(value)}
    for name, schedule in schedules.items():
        check_schedule(name, schedule)
    memory = {name: value if value is None else number(name, value) for name, value in memory.items()}
    fixed = {name: number(name, value, rule=rule) for name, value in tuned.items() if name not in schedules}
    return memory, fixed, schedules


def unknown(who: str, name: str, value: Any, known: Iterable[str], more: Iterable[str] = ()) -> Mistake:
    """Return the refusal of a setting that a rule does not have; it may have it under another name.

    Parameters
    ----------
    who : str
        The rule.
    name, value
        The setting, as given.
    known, more : iterable of str
        The settings that the rule has, and what else may be given.

    Examples
    --------
    >>> print(unknown("torch.sgd", "learning_rate", 0.1, ["lr", "weight_decay"]))
    torch.sgd has no setting 'learning_rate'. It is called lr there: write lr=0.1.
    """
    known = list(known)
    meant = "" if name == "alpha" else SYNONYMS.get(name, name)  # alpha: to many it is a learning rate
    twin = next((each for each in known if SYNONYMS.get(each, each) == meant), None)
    if twin is None:
        return Mistake(f"{who} has no setting {name!r}. {nearest(name, [*known, *more])}")
    example = called(value) if len(called(value)) <= 60 else "..."
    return Mistake(f"{who} has no setting {name!r}. It is called {twin} there: write {twin}={example}.")


def series_name(rule: Callable, name: str) -> str:
    """Return what the series calls a setting: the alpha of torch.rmsprop is a decay, your own is yours.

    Examples
    --------
    >>> from lessons_lib import dialects, rules
    >>> series_name(dialects.torch.rmsprop, "alpha"), series_name(rules.rmsprop, "alpha")
    ('decay', 'alpha')
    """
    return SYNONYMS.get(name, name) if is_dialect(unwrapped(rule)) else name


def number(name: str, value: Any, when: str = "", rule: Callable | None = None) -> Any:
    """Return a setting's value if it is a number, or numbers, in the range that its name allows.

    A name of a framework counts as that of the series if `rule` is a dialect.
    """
    array = floats(value)
    if array is None or np.asarray(value).dtype == bool:
        raise Mistake(f"{name} is {called(value)}{when}. Give a number, an array of numbers or a schedule.")
    low, high, words = RANGES.get(series_name(rule, name), (-np.inf, np.inf, ""))
    wrong = ~np.isfinite(array) | (array < low) | (array >= high)
    if np.any(wrong):
        first = array[wrong][0]
        where = " in one place" if array.ndim else ""
        advice = f"It must be {words}." if np.isfinite(first) else "Give a finite number."
        raise Mistake(f"{name} is {first:g}{where}{when}. {advice}")
    return locked(array) if array.ndim else value


def floats(value: Any) -> np.ndarray | None:
    """Return a new array of real numbers, or None if the value is anything else (text, complex, None)."""
    try:
        array = np.array(value)
    except (TypeError, ValueError):
        return None
    if array.dtype == float:
        return array
    return array.astype(float) if array.dtype.kind in "biuf" else None


def locked(value: Any) -> Any:
    """Forbid changing an array in place: a recorded step must stay as it was."""
    if isinstance(value, np.ndarray):
        if value.base is not None:  # a view: someone else may hold what it looks at
            value = value.copy()
        value.setflags(False)  # of writing: given by its name it takes three times as long
    return value


def fit(g: Any, w: np.ndarray) -> np.ndarray:
    """Return the gradient as an array of its own, if it has the shape of the position."""
    if type(g) is np.ndarray and g.dtype is w.dtype and g.shape == w.shape:  # nearly always, and at once
        g = g.copy()
        g.setflags(False)
        return g
    given, g = g, floats(g)
    if g is None:
        raise Mistake(f"The gradient is {called(given)}. It must be an array of numbers in the shape of w.")
    if g.shape != w.shape:
        raise Mistake(f"The gradient has shape {g.shape} and w has shape {w.shape}. They must be the same.")
    return locked(g)


def check_grid(fixed: dict[str, Any], w: np.ndarray, schedules: dict[str, Callable]) -> None:
    """Refuse an array of settings where there is no grid of walks to spread it over."""
    for name, value in fixed.items():
        if np.ndim(value) > w.ndim - 1:
            watching = name in schedules and wants_losses(schedules[name])
            advice = " a step: losses[t], say, not losses" if watching else ", or use sweep for a grid"
            raise Mistake(f"{name} has shape {np.shape(value)}. Give one number{advice}.")


def check_answer(rule: Callable, step: Any, memory: dict, w: np.ndarray) -> dict:
    """Return a rule's answer, locked, if it holds the new position and everything the rule remembers."""
    if type(step) is not dict or "w" not in step or not memory.keys() <= step.keys():
        _refuse_answer(rule, step, memory)
    for value in step.values():
        if type(value) is np.ndarray and value.base is None:
            value.setflags(False)
        elif isinstance(value, np.ndarray):  # a view: someone else may hold what it looks at
            step = {name: locked(value) for name, value in step.items()}
            break
    after = step["w"]
    if type(after) is np.ndarray and after.dtype is w.dtype and after.shape == w.shape:
        return step
    after = locked(floats(after))
    if after is None:
        raise Mistake(f"{called(rule)} returned a w that is no array of real numbers.")
    if after.shape != w.shape:
        raise Mistake(f"{called(rule)} turned w of shape {w.shape} into shape {after.shape}. Keep the shape.")
    return {**step, "w": after}


def _refuse_answer(rule: Callable, step: Any, memory: dict) -> None:
    """Say what a rule's answer lacks."""
    if not isinstance(step, dict) or "w" not in step:
        given = f"a dict with {', '.join(step)}" if isinstance(step, dict) else f"{type(step).__name__}"
        raise Mistake(
            f"{called(rule)} returned {given}. It must return the new position: `return dict(w=...)`."
        )
    for name in memory:
        if name not in step:
            raise Mistake(
                f"{called(rule)} remembers {name} but does not return it. Add it: "
                f"`return dict(w=..., {name}={name})`. If {name} is to be tuned, write it right of a star."
            )

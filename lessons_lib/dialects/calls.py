"""From a dialect to its framework: the call it stands for, and the names it uses."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called, nearest

__all__ = ["call", "translate"]


def call(dialect: Callable, **settings: Any) -> str:
    """Write the call of the framework for which a dialect stands.

    Parameters
    ----------
    dialect : function
        Such as ``dialects.torch.rmsprop``.
    **settings
        What was set, by the names of the dialect. What is left out has the framework's default.

    Raises
    ------
    Mistake
        If the function is no dialect, or does not have a setting.

    Examples
    --------
    >>> from lessons_lib.dialects import keras, torch
    >>> call(torch.rmsprop, lr=0.01, alpha=0.99)
    'torch.optim.RMSprop(params, lr=0.01, alpha=0.99)'
    >>> call(keras.adagrad, cache=0.0)
    'keras.optimizers.Adagrad(initial_accumulator_value=0.0)'
    >>> call(torch.rmsprop, cache=1.0)
    'torch.optim.RMSprop(params)  # cache starts at 0.0 there; no argument changes that'
    """
    name, parts = _template(dialect)
    memory, defaults = first_and_tuned(dialect)
    for given in settings:
        if given not in memory and given not in defaults:
            raise Mistake(
                f"{title(dialect)} has no setting {given!r}. {nearest(given, [*defaults, *memory])}"
            )
    values = memory | defaults | settings
    words = [_argument(part, values) for part in parts if not _left_out(part, settings)]
    fixed = [key for key in settings if key in memory and not any(key in _names(part) for part in parts)]
    notes = [
        f"{key} starts at {memory[key]} there; no argument changes that"
        for key in fixed
        if np.any(np.not_equal(settings[key], memory[key]))
    ]
    return f"{name}({', '.join(words)})" + "".join(f"  # {note}" for note in notes)


def translate(dialect: Callable, **settings: Any) -> dict[str, Any]:
    """Turn settings in the names of the series into those of a dialect.

    Parameters
    ----------
    dialect : function
        A dialect, or a rule of the series, whose names stay as they are.
    **settings
        Such as ``learning_rate=0.1, decay=0.9, epsilon=1e-8``.

    Raises
    ------
    Mistake
        If the dialect has no such setting.

    Examples
    --------
    >>> from lessons_lib.dialects import torch
    >>> translate(torch.rmsprop, learning_rate=0.1, decay=0.9, cache=1.0)
    {'lr': 0.1, 'alpha': 0.9, 'cache': 1.0}
    """
    memory, defaults = first_and_tuned(dialect)
    own = {series_name(dialect, name): name for name in [*memory, *defaults]}
    for name in settings:
        if name not in own:
            raise Mistake(f"{title(dialect)} has no {name!r}. {nearest(name, own)}")
    return {own[name]: value for name, value in settings.items()}


def series_name(dialect: Callable, name: str) -> str:
    """Return what the series calls a name of a dialect."""
    return getattr(sys.modules.get(dialect.__module__), "NAMES", {}).get(name, name)


def title(rule: Callable) -> str:
    """Name a rule by its framework and function: ``torch.rmsprop``; one of the series by its function."""
    module = sys.modules.get(getattr(rule, "__module__", None))
    return f"{module.__name__.split('.')[-1]}.{called(rule)}" if hasattr(module, "CALLS") else called(rule)


def first_and_tuned(rule: Callable) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the memory of a rule with its first values, and its hyperparameters with their defaults."""
    try:
        parameters = list(inspect.signature(rule).parameters.values())[3:]
    except (TypeError, ValueError):
        raise Mistake(f"{called(rule)} is no rule. Give a function, such as dialects.torch.adam.") from None
    memory = {p.name: p.default for p in parameters if p.kind is not p.KEYWORD_ONLY}
    return memory, {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def required(dialect: Callable) -> set[str]:
    """Name the settings that a framework's call must state, because it has no default like this one."""
    try:
        _, parts = _template(dialect)
    except Mistake:
        return set()
    return {name for part in parts if not part.startswith("[") for name in _names(part)}


def _template(dialect: Callable) -> tuple[str, list[str]]:
    """Take the call in a dialect's CALLS apart: the name, and the arguments."""
    calls = getattr(sys.modules.get(getattr(dialect, "__module__", None)), "CALLS", {})
    if getattr(dialect, "__name__", None) not in calls:
        raise Mistake(f"{called(dialect)} stands for no call. Give a dialect, such as dialects.torch.adam.")
    name, inside = calls[dialect.__name__][:-1].split("(", 1)
    return name, re.findall(r"\[[^\]]*\]|[^,\s\[][^,\[]*", inside)


def _names(part: str) -> list[str]:
    """List the names on the right side of an argument."""
    return re.findall(r"\w+", part.strip("[]").split("=")[-1])


def _left_out(part: str, settings: dict) -> bool:
    return part.startswith("[") and not any(name in settings for name in _names(part))


def _argument(part: str, values: dict) -> str:
    part = part.strip("[]")
    key, _, value = part.rpartition("=")
    if not any(name in values for name in _names(part)):
        return part  # `params`, `nesterov=True`
    filled = re.sub(r"\w+", lambda name: _written(values[name[0]]) if name[0] in values else name[0], value)
    return f"{key or value}={filled}"


def _written(value: Any) -> str:
    return called(value) if callable(value) else repr(np.asarray(value).tolist())

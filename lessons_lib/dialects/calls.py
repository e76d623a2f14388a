"""From a dialect to its framework: the call it stands for, and the names it uses."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from ..feedback import ask, wants_losses
from ..mistakes import Mistake, called, is_dialect, title
from ..signatures import floats, number, series_name, settle, signature, unknown

__all__ = ["call", "translate"]


def call(dialect: Callable, **settings: Any) -> str:
    """Write the call of the framework for which a dialect stands.

    Parameters
    ----------
    dialect : function
        Such as ``dialects.torch.rmsprop``.
    **settings
        What was set, by the names of the dialect. What is left out has the framework's default. Of a
        schedule the call holds the rate of step 0, and a comment names it.

    Raises
    ------
    Mistake
        If the function is no dialect, does not have a setting, or the setting is not one number.

    Examples
    --------
    >>> from lessons_lib.dialects import keras, torch
    >>> call(torch.rmsprop, lr=0.01, alpha=0.99)
    'torch.optim.RMSprop(params, lr=0.01, alpha=0.99)'
    >>> call(keras.adagrad, cache=0.0)
    'keras.optimizers.Adagrad(initial_accumulator_value=0.0)'
    >>> from lessons_lib.schedules import step_decay
    >>> call(torch.sgd, lr=step_decay(0.1))
    'torch.optim.SGD(params, lr=0.1)  # lr follows step_decay(0.1, factor=0.5, every=20)'
    >>> call(torch.rmsprop, cache=1.0)
    'torch.optim.RMSprop(params)  # cache starts at 0.0 there; no argument changes that'
    """
    name, parts = _template(dialect)
    memory, defaults = first_and_tuned(dialect)
    for given, value in settings.items():
        if given not in memory and given not in defaults:
            raise unknown(title(dialect), given, value, [*defaults, *memory])
    settle(dialect, settings)
    numbers = {key: _single(dialect, key, value) for key, value in settings.items()}
    values = memory | defaults | numbers
    words = [_argument(part, values) for part in parts if not _left_out(part, settings)]
    fixed = [key for key in settings if key in memory and not any(key in _names(part) for part in parts)]
    notes = [f"{key} follows {called(value)}" for key, value in settings.items() if callable(value)]
    notes += [
        f"{key} starts at {memory[key]} there; no argument changes that"
        for key in fixed
        if numbers[key] != memory[key]
    ]
    return f"{name}({', '.join(words)})" + "".join(f"  # {note}" for note in notes)


def _single(dialect: Callable, name: str, value: Any) -> Any:
    """Return the one number that a call can hold; of a schedule, that is the rate of step 0."""
    schedule = value if callable(value) else None
    if schedule:
        value = ask(schedule, 0, np.array([np.nan]))  # a call is written before there is any loss
    array = floats(value)
    if array is None or array.ndim:
        given = f"is {called(value)}" if array is None else f"has shape {array.shape}"
        raise Mistake(f"{name} {given}. A call holds one number: give one, and write a call for each.")
    if schedule and wants_losses(schedule) and np.isnan(array):
        raise Mistake(
            f"{name} follows {called(schedule)}, whose first rate depends on the first loss. Give a number."
        )
    return number(name, value, " at step 0" if schedule else "", dialect)


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
    own = {series_name(dialect, name): name for name in [*defaults, *memory]}
    for name, value in settings.items():
        if name not in own and name in own.values():
            ours = series_name(dialect, name)
            raise Mistake(f"translate reads the names of the series: write {ours}=..., not {name}=....")
        if name not in own:
            raise unknown(title(dialect), name, value, own)
    return {own[name]: value for name, value in settings.items()}


def first_and_tuned(rule: Callable) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the memory of a rule with its first values, and its hyperparameters with their defaults."""
    known = signature(rule)
    return dict(known.memory), dict(known.hyperparameters)  # to change at will


def required(dialect: Callable) -> set[str]:
    """Name the settings that a framework's call must state, because it has no default like this one."""
    try:
        _, parts = _template(dialect)
    except Mistake:
        return set()
    return {name for part in parts if not part.startswith("[") for name in _names(part)}


def _template(dialect: Callable) -> tuple[str, list[str]]:
    """Take the call in a dialect's CALLS apart: the name, and the arguments."""
    if not is_dialect(dialect):
        raise Mistake(f"{called(dialect)} stands for no call. Give a dialect, such as dialects.torch.adam.")
    calls = sys.modules[dialect.__module__].CALLS
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
    return repr(np.asarray(value).tolist())

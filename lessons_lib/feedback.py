"""Schedules that ask for the losses: how one is recognised, and how a walk tells it.

A schedule is a function of the zero-based step. One that also names ``losses`` in its signature is
told the loss at every position so far, ``losses[0]`` at the start and ``losses[t]`` where it stands::

    def careful(t, losses):
        return 0.5 if losses[t] < losses[0] else 0.05

No rule and no line of the loop knows of it: the gradient that is walked with keeps the record.

Which loss? That of the problem, over all its examples, at every step. Where this takes longer than the step
itself, a model may offer ``watched_loss(w)``, a cheaper number that falls when the loss falls, and the
schedules are told that one. It must depend on ``w`` alone. The loss of a minibatch would be cheaper still,
but it jumps from batch to batch, and a schedule would take the jumps for an end of progress. Programs that
train large networks mostly watch the loss over examples kept aside for this (a validation set), once an
epoch. ``path.loss`` is the whole loss in any case.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .mistakes import Mistake, called, carefully

__all__ = ["ask", "check_schedule", "feed", "wants_losses", "watched"]

# The first parameter of a function that makes schedules -> what to give it, for example.
MAKERS = {"learning_rate": "0.1", "schedule": "cosine(0.1)"}


def wants_losses(schedule: Callable) -> bool:
    """Say whether a schedule names ``losses`` in its signature.

    Examples
    --------
    >>> wants_losses(lambda t, losses: 0.1), wants_losses(lambda t: 0.1)
    (True, False)
    """
    try:
        return "losses" in inspect.signature(schedule).parameters
    except (TypeError, ValueError):  # callable, but without a signature
        return False


def ask(schedule: Callable, t: Any, losses: np.ndarray) -> Any:
    """Return what a schedule says for step `t`, whether or not it asks for the losses.

    Parameters
    ----------
    schedule : function of t, or of (t, losses)
    t : int, zero-based
    losses : array of shape (t + 1, *grid)
        The loss at every position up to that step; more of them do no harm.

    Examples
    --------
    >>> losses = np.array([4.0, 1.0])
    >>> ask(lambda t: 0.5**t, 1, losses), ask(lambda t, losses: losses[t] / 8, 1, losses)
    (0.5, np.float64(0.125))
    """
    return carefully(schedule, t, **({"losses": losses} if wants_losses(schedule) else {}))


def check_schedule(name: str, schedule: Callable, *, where: str = "") -> None:
    """Refuse what is no schedule, though it can be called: the maker of schedules itself, or a rule.

    Raises
    ------
    Mistake
        If it cannot be asked for the rate of a step.

    Examples
    --------
    >>> check_schedule("learning_rate", lambda t: 0.1)
    """
    given = f"{where}{name} is {called(schedule)}"
    try:
        signature = inspect.signature(schedule)
    except (TypeError, ValueError):  # callable, but without a signature
        return
    first = next(iter(signature.parameters), None)
    if first in MAKERS:
        made = f"{name}={called(schedule)}({MAKERS[first]})"
        raise Mistake(f"{given}, which makes a schedule. Give one that it made: {made}.")
    try:
        signature.bind(0, **({"losses": []} if wants_losses(schedule) else {}))
    except TypeError as error:
        raise Mistake(
            f"{given}, which cannot be asked for the rate of a step ({error}). "
            "Write a schedule as `lambda t: ...`, or as `lambda t, losses: ...` if it watches the losses."
        ) from None


def watched(problem: Any) -> Callable:
    """Return the loss that schedules are told: the problem's ``watched_loss(w)``, if it has one.

    Examples
    --------
    >>> from lessons_lib.models import DigitsNetwork
    >>> model = DigitsNetwork(hidden=4)
    >>> watched(model) == model.watched_loss
    True
    """
    return getattr(problem, "watched_loss", problem.loss)


def feed(loss: Callable, gradient: Callable, settings: dict[str, Any]) -> tuple[Callable, dict[str, Any]]:
    """Give the gradient and the settings to walk with, so that schedules which ask for losses are told.

    Parameters
    ----------
    loss : function of w
        What the schedules are told, measured once a step.
    gradient : function of (w, t)
        A walk asks for it once at every step, before it asks the schedules.
    settings : dict
        Hyperparameters and first values; a schedule may be one that asks for losses.

    Returns
    -------
    gradient, settings
        Just as given if no schedule asks for losses. Otherwise they share the record of one walk:
        use them for one.

    Examples
    --------
    >>> settings = {"learning_rate": lambda t, losses: losses[t]}
    >>> gradient, told = feed(lambda w: w**2, lambda w, t: 2 * w, settings)
    >>> gradient(3.0, 0), told["learning_rate"](0)
    (6.0, np.float64(9.0))
    """
    asking = {name: value for name, value in settings.items() if callable(value) and wants_losses(value)}
    if not asking:
        return gradient, settings
    losses = None

    @functools.wraps(gradient)
    def remembering(w: np.ndarray, t: int) -> np.ndarray:
        nonlocal losses
        now = np.asarray(loss(w))[None]
        losses = now if losses is None else np.concatenate([losses, now])
        return gradient(w, t)

    def told(schedule: Callable) -> Callable:
        """Turn a schedule of (t, losses) into one of t alone; it sees a copy of the losses so far."""
        return functools.wraps(schedule)(lambda t: schedule(t, losses=losses.copy()))

    return remembering, settings | {name: told(schedule) for name, schedule in asking.items()}

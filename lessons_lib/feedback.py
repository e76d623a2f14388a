"""Schedules that ask for the losses: how one is recognised, and how a walk tells it.

A schedule is a function of the zero-based step. One that also names ``losses`` in its signature is
told the loss at every position so far, ``losses[0]`` at the start and ``losses[t]`` where it stands::

    def careful(t, losses):
        return 0.5 if losses[t] < losses[0] else 0.05

No rule and no line of the loop knows of it: the gradient that is walked with keeps the record.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["ask", "feed", "wants_losses"]


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
    return schedule(t, losses=losses) if wants_losses(schedule) else schedule(t)


def feed(loss: Callable, gradient: Callable, settings: dict[str, Any]) -> tuple[Callable, dict[str, Any]]:
    """Give the gradient and the settings to walk with, so that schedules which ask for losses are told.

    Parameters
    ----------
    loss : function of w
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
    losses: list = []

    @functools.wraps(gradient)
    def remembering(w: np.ndarray, t: int) -> np.ndarray:
        losses.append(loss(w))
        return gradient(w, t)

    return remembering, settings | {name: _told(schedule, losses) for name, schedule in asking.items()}


def _told(schedule: Callable, losses: list) -> Callable:
    """Turn a schedule of (t, losses) into one of t alone; it sees a copy of the losses so far."""

    @functools.wraps(schedule)
    def rate(t: int) -> Any:
        return schedule(t, losses=np.array(losses))

    return rate

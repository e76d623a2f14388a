"""What exercises share that are solved by a walk: whether it is the one asked for, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..descent import Path, run
from ..landscapes import Landscape
from ..mistakes import Mistake, kind_of
from ..signatures import signature
from .attempts import is_blank
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = ["Goal", "check_walk", "not_the_walk", "setting", "walks_like"]


class Goal(NamedTuple):
    """An exercise that is solved by a walk.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    other : function of what was given
        Why it is not the walk that was asked for; "" if it is.
    met : function of a path
        Whether it reaches the goal. Asked of no other walk, and of none that has left the map.
    because, how : function of a path
        What is said of a walk that reaches the goal, and of one that does not.
    hints : tuple of str
    """

    name: str
    other: Callable[[Any], str]
    met: Callable[[Path], bool]
    because: Callable[[Path], str]
    how: Callable[[Path], str]
    hints: tuple[str, ...]


def check_walk(goal: Goal, path: Any) -> Verdict:
    """Say whether a learner's walk reaches a goal."""
    if is_blank(path):
        return not_attempted("Record a path with `run(...)`, and give it here.")
    other = goal.other(path)
    if other:  # a hint on the goal would not help
        return not_yet(goal.name, other)
    if path.left is None and goal.met(path):
        return correct(goal.name, goal.because(path))
    return not_yet(goal.name, goal.how(path), goal.hints)


def not_the_walk(path: Any, call: str, ground: Landscape, *, most: int = 0, exactly: int = 0) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps.

    Parameters
    ----------
    path : anything
    call : str
        The call that records such a path, with dots for what is to be found.
    ground : Landscape
        With its usual start.
    most, exactly : int
        How many steps it may take, or has to; one of the two.

    Examples
    --------
    >>> from lessons_lib.landscapes import parabola
    >>> not_the_walk(0.1, "run(adam, parabola(), epsilon=...)", parabola(), most=60)
    'You gave a float. Give the path that `run(adam, parabola(), epsilon=...)` records.'
    """
    if not isinstance(path, Path):
        return f"You gave {kind_of(path)}. Give the path that `{call}` records."
    if getattr(path.problem, "name", None) != ground.name:
        return f"The walk is on {path.problem!r}. The goal is set on {ground.name}."
    return not_as_long(path, ground, most=most, exactly=exactly)


def not_as_long(path: Path, ground: Landscape, *, most: int = 0, exactly: int = 0) -> str:
    """Say so, if a walk does not start where it should, or does not take as many steps as it should."""
    if not np.allclose(path.start, ground.start):
        asked = f"Leave `start` out, so that it starts at {_point(ground.start)}."
        return f"The walk starts at {_point(path.start)}. {asked}"
    if exactly and path.planned != exactly:
        return f"The walk takes {path.planned} steps. The goal is set for {exactly}."
    if most and path.planned > most:
        return f"The walk may take {path.planned} steps. The goal allows {most}."
    return ""


def walks_like(path: Path, rule: Callable, ground: Landscape, *, near: float = 1e-9, **settings: Any) -> bool:
    """Say whether a path is what a rule does on a ground with these settings.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import adam, gradient_descent
    >>> path = run(gradient_descent, bowl(), learning_rate=0.5)
    >>> [walks_like(path, rule, bowl(), learning_rate=0.5) for rule in (gradient_descent, adam)]
    [True, False]
    """
    try:
        own = run(rule, ground, steps=path.planned, **settings)
    except Mistake:  # settings that the rule refuses were those of another
        return False
    return own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=near, atol=near / 1000)


def setting(path: Path, name: str) -> Any:
    """Return a setting of a walk, as set or as its rule has it by default; None if there is no such one."""
    return path.settings.get(name, signature(path.rule).hyperparameters.get(name))


def _point(w: Any) -> str:
    numbers = [f"{each:g}" for each in w]
    return f"({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]

"""The range test: one walk, in which the learning rate grows from far too small to far too large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..descent import run
from ..entries import Entry
from ..mistakes import Mistake, called, title
from ..rules import gradient_descent
from .grounds import HUGE, ground, is_seed, lowest, written
from .holding import knob_of

__all__ = ["RangeTest", "range_test"]

WINDOW = 5  # steps over which the loss is smoothed


@dataclass(frozen=True, eq=False, repr=False)
class RangeTest:
    """What came of a range test; step k was taken with ``rates[k]`` and led to ``losses[k]``.

    A walk needs some steps to fly off, so the loss turns up at a rate that is too large already: gradient
    descent on ``ravine()`` settles up to a rate of 1, and turns up at 3.5.

    Parameters
    ----------
    problem, name : str
        The problem without its seed, and the rule.
    rule : function
    rates : array of shape (steps,)
        Each a fixed ratio above the one before; they end where the walk left the map.
    losses : array of shape (steps,)
        Over all the examples; above the lowest where that is known.
    smooth : array of shape (steps,)
        Their mean over five steps, two to either side.
    left : bool
        Whether the walk left the map at the last of the rates.
    """

    problem: str
    name: str
    rule: Callable
    rates: np.ndarray
    losses: np.ndarray
    smooth: np.ndarray
    left: bool

    @property
    def turn(self) -> float:
        """The rate at which the smoothed loss is lowest: beyond it the loss rises."""
        return float(self.rates[np.argmin(self.smooth)])

    @property
    def fastest(self) -> float:
        """The rate at which the smoothed loss falls fastest, for a rate that grows by a fixed ratio."""
        before = np.arange(len(self.rates)) <= np.argmin(self.smooth)
        slope = np.gradient(self.smooth) if len(self.smooth) > 1 else np.zeros(1)
        return float(self.rates[np.argmin(np.where(before, slope, np.inf))])

    @property
    def guess(self) -> float:
        """A third of the rate at which the loss turns up: a rate to begin with, no more than that."""
        return self.turn / 3

    @property
    def turned(self) -> bool:
        """Whether the loss has turned up before the last rate."""
        return bool(np.argmin(self.smooth) < len(self.rates) - 1)

    def __repr__(self) -> str:
        first, last = self.rates[0], self.rates[-1]
        said = [
            f"Range test of {self.name} on {self.problem}: the rate grew from {first:.2g} to {last:.2g} in "
            f"{len(self.rates)} steps.",
            f"The loss fell fastest at {self.fastest:.2g}",
        ]
        if self.turned:
            said[1] += f" and turned up at {self.turn:.2g}."
            said.append(f"A rate to begin with is {self.guess:.2g}, a third of that.")
        else:
            said[1] += " and has not turned up yet: let the rate grow further, with a larger high."
        return " ".join([*said, *(["At the last rate the walk left the map."] if self.left else [])])


def range_test(
    problem: Any,
    rule: Callable = gradient_descent,
    *,
    low: float = 1e-4,
    high: float = 10.0,
    steps: int = 100,
    seed: int = 0,
    **settings: Any,
) -> RangeTest:
    r"""Let the learning rate grow by a fixed ratio at every step of one walk, and record the loss.

    .. math:: rate_t = low \, (high / low)^{t / (steps - 1)}

    Parameters
    ----------
    problem : landscape or model
    rule : function, default gradient_descent
    low, high : float, default 0.0001 and 10
        The first rate and the last.
    steps : int, default 100
        At least five.
    seed : int, default 0
        What it decides is told by :func:`lessons_lib.races.hold`.
    **settings
        Of the rule; not its learning rate.

    Returns
    -------
    RangeTest

    Raises
    ------
    Mistake
        If the ends are no two positive numbers in their order, or the settings make no sense.

    References
    ----------
    Smith, L. (2017). Cyclical learning rates for training neural networks. There the rate grows by equal
    amounts; by equal ratios it passes through all the sizes that one may have to choose from.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> test = range_test(ravine())
    >>> f"{test.turn:.2g}", test.left
    ('3.5', True)
    """
    base, entry = lowest(problem), Entry(title(rule), rule, settings)
    knob = knob_of(entry)
    if knob in settings:
        raise Mistake(f"The range test lets {knob} grow itself, from low to high. Leave {knob} out.")
    _check(low, high, steps)
    here = ground(problem, _seed(seed))
    ratio = (high / low) ** (1 / (steps - 1))

    def growing(t: int) -> float:
        return low * ratio**t

    path = run(rule, here.problem, steps=steps, every=1, start=here.start, **{**settings, knob: growing})
    losses = np.nan_to_num(path.loss[1:] - base, nan=HUGE, posinf=HUGE).clip(max=HUGE)
    return RangeTest(
        problem=written(problem),
        name=entry.name,
        rule=rule,
        rates=low * ratio ** np.arange(len(losses)),
        losses=losses,
        smooth=_smoothed(losses),
        left=path.left is not None,
    )


def _smoothed(losses: np.ndarray) -> np.ndarray:
    """Take the mean over a window around each step; at the ends over what there is of it."""
    half = WINDOW // 2
    return np.array([losses[max(0, k - half) : k + half + 1].mean() for k in range(len(losses))])


def _check(low: Any, high: Any, steps: Any) -> None:
    real = all(
        isinstance(x, (int, float, np.number)) and not isinstance(x, bool) and 0 < x < np.inf
        for x in (low, high)
    )
    if not real or not low < high:
        raise Mistake(f"low is {called(low)} and high is {called(high)}. Give two numbers, 0 < low < high.")
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or steps < WINDOW:
        raise Mistake(f"steps is {called(steps)}. Give a whole number, {WINDOW} or more, such as steps=100.")


def _seed(seed: Any) -> int:
    if not is_seed(seed):
        raise Mistake(f"seed is {called(seed)}. Give a whole number, 0 or above.")
    return int(seed)

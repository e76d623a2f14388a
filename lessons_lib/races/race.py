"""The result of a race, and how to read it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..mistakes import Mistake, called, nearest

__all__ = ["FLOOR", "Best", "Race"]

FLOOR = 1e-9  # of the loss at the start: what is below counts as this much, and as solved


class Best(NamedTuple):
    """A rule at its best learning rate: the median of the final losses over the seeds, and their ends."""

    rate: float
    loss: float
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False)
class Race:
    """What came of a race in which every rule tried the same learning rates.

    Parameters
    ----------
    problem : str
        What it was held on, without its seed.
    names : tuple of str
        The rules by their names; rows of `losses`.
    rules : tuple of functions
    rates : array of shape (rates,)
        Learning rates that every rule has tried.
    seeds : tuple of int
    steps : int
        Steps of every walk.
    losses : array of shape (rules, rates, seeds)
        Final losses, above the lowest where that is known. ``inf`` is a walk that left the map, nan one that
        was not run because the race was stopped. A loss below a billionth of the first counts as that much.
    first : array of shape (seeds,)
        Losses at the start.
    accuracies : array of shape (rules, rates, seeds), or None
        Shares of the held-out examples read rightly, if the problem can say so.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent, momentum
    >>> from lessons_lib.races import hold
    >>> race = hold([gradient_descent, momentum], ravine(), steps=50)
    >>> race.ranking()
    ('momentum', 'gradient_descent')
    >>> race.best("gradient_descent").rate, race.width("gradient_descent", 2)
    (0.316, 1)
    """

    problem: str
    names: tuple[str, ...]
    rules: tuple[Callable, ...]
    rates: np.ndarray
    seeds: tuple[int, ...]
    steps: int
    losses: np.ndarray
    first: np.ndarray
    accuracies: np.ndarray | None = None

    @property
    def start(self) -> float:
        """The median loss at the start."""
        return float(np.median(self.first))

    @property
    def floor(self) -> float:
        """The loss that counts as solved, of the seed that has the highest."""
        return float(FLOOR * self.first.max())

    @property
    def missing(self) -> int:
        """How many walks were not run."""
        return int(np.isnan(self.losses).sum())

    @functools.cached_property
    def medians(self) -> np.ndarray:
        """Medians over the seeds, of shape (rules, rates); nan where no walk was run."""
        return _medians(self.losses)

    def row(self, name: str) -> int:
        """Find a rule.

        Raises
        ------
        Mistake
            If no rule of the race is called so.
        """
        name = name if isinstance(name, str) else called(name)
        if name not in self.names:
            raise Mistake(f"No rule of this race is called {name!r}. {nearest(name, self.names)}")
        return self.names.index(name)

    def best(self, name: str) -> Best:
        """Return the learning rate with the lowest median, that median, and the ends of its spread.

        Where a rule left at every rate the loss is inf; where nothing was run, all is nan.
        """
        row = self.row(name)
        medians = np.where(np.isnan(self.medians[row]), np.inf, self.medians[row])
        if np.isnan(self.losses[row]).all():
            return Best(np.nan, np.nan, np.nan, np.nan)
        k = int(np.argmin(medians))
        run = self.losses[row, k][~np.isnan(self.losses[row, k])]
        if not run.size:  # left wherever it was run
            return Best(float(self.rates[k]), np.inf, np.inf, np.inf)
        return Best(float(self.rates[k]), float(medians[k]), float(run.min()), float(run.max()))

    def ranking(self) -> tuple[str, ...]:
        """Name the rules, the lowest best median first; equals in the order of entry."""
        losses = [self.best(name).loss for name in self.names]
        return tuple(self.names[k] for k in np.argsort(losses, kind="stable"))

    def level(self) -> tuple[str, ...]:
        """Name the rules whose spread, at their best rate, reaches into that of the first: no win over them.

        None is level with a first that has left at every rate, and none that has left at every seed.
        """
        first, *others = self.ranking()
        best = self.best(first)
        lows = {name: self.best(name).low for name in others if best.loss < np.inf}
        return tuple(name for name, low in lows.items() if low < np.inf and low <= best.high)

    def expected_best(self, tries: int) -> dict[str, float]:
        r"""Return, for each rule, the best final loss to be expected of so many tries.

        A try is one of the rates, picked at random, none twice. With the losses sorted,
        :math:`x_1 \le x_2 \le \dots \le x_n`,

        .. math:: E = \sum_{i=1}^{n} x_i \binom{n-i}{tries-1} \Big/ \binom{n}{tries}

        since `x_i` is the best of the picked ones if it is picked and all others come after it. A loss is the
        median over the seeds; a rate at which walks left, climbed or were not run counts as the loss at the
        start, for whoever sees that keeps the weights of the start.

        Parameters
        ----------
        tries : int
            From 1 to the number of rates.

        Raises
        ------
        Mistake
            If it is no such number.

        References
        ----------
        Dodge, J., Gururangan, S., Card, D., Schwartz, R., Smith, N. (2019). Show your work: improved
        reporting of experimental results. They pick with replacement; here nobody tries a rate twice.

        Examples
        --------
        >>> race = Race("three", ("mine",), (print,), np.array([0.1, 1.0, 10.0]), (0,), 5,
        ...             np.array([[[3.0], [1.0], [2.0]]]), np.array([9.0]))
        >>> [round(race.expected_best(tries)["mine"], 3) for tries in (1, 2, 3)]
        [2.0, 1.333, 1.0]
        """
        n = len(self.rates)
        if isinstance(tries, bool) or not isinstance(tries, (int, np.integer)) or not 1 <= tries <= n:
            raise Mistake(f"tries is {tries!r}. Give a whole number from 1 to {n}, the number of rates.")
        chances = np.array([math.comb(n - i, tries - 1) for i in range(1, n + 1)]) / math.comb(n, tries)
        scores = np.sort(np.fmin(self.medians, self.start), axis=1)
        return {name: float(row @ chances) for name, row in zip(self.names, scores, strict=True)}

    def width(self, name: str, factor: float = 2.0) -> int:
        """Count the rates whose median is within a factor of the rule's best: how forgiving it is.

        Raises
        ------
        Mistake
            If the factor is below 1.
        """
        if not isinstance(factor, (int, float, np.number)) or not 1 <= factor < np.inf:
            raise Mistake(f"factor is {factor!r}. Give a number from 1, such as 2: within twice the best.")
        best = self.best(name).loss
        return int(np.sum(self.medians[self.row(name)] <= factor * best)) if best < np.inf else 0

    def __repr__(self) -> str:
        return "\n".join([self.heading(), *map(self.told, self.ranking()), *self.caution()])

    def heading(self) -> str:
        """Say in a sentence what race it was."""
        count, first, last = len(self.rates), f"{self.rates[0]:.2g}", f"{self.rates[-1]:.2g}"
        tries = f"{count} rates from {first} to {last}" if count > 1 else f"the rate {first}"
        seeds = f"{len(self.seeds)} seed{'s' if len(self.seeds) > 1 else ''}"
        said = f"Race on {self.problem}: {tries}, {self.steps} steps, {seeds}."
        return f"{said} Loss at the start {self.start:.2g}."

    def told(self, name: str) -> str:
        """Say in a sentence how a rule did."""
        best, of = self.best(name), len(self.rates)
        if np.isnan(best.loss):
            return f"{name}: not run."
        if best.loss == np.inf:
            return f"{name}: left the map at every rate."
        if best.high <= self.floor:
            said = f"solved at rate {best.rate:.2g}"
        else:
            high = f"{best.high:.2g}" if best.high < np.inf else "a walk that left"
            said = f"{best.loss:.2g} ({best.low:.2g} to {high}) at rate {best.rate:.2g}"
        return f"{name}: {said}; within twice that at {self.width(name)} of {of} rates."

    def caution(self) -> list[str]:
        """Say what is no win, in a sentence each; of a race that was stopped, that nothing is yet."""
        if self.missing:
            return [f"Stopped: {self.missing} of {self.losses.size} walks are missing: no win yet."]
        said, level, first = [], self.level(), self.ranking()[0]
        solve = [name for name in level if self.best(name).high <= self.floor]
        rest = [name for name in level if name not in solve]
        if solve:
            said.append(f"No win of {first} over {', '.join(solve)}: they solve it too.")
        if rest:
            said.append(f"No win of {first} over {', '.join(rest)}: the spread over the seeds is larger.")
        return said


def _medians(losses: np.ndarray) -> np.ndarray:
    """Take the medians of the last axis, of what is no nan."""
    found = np.full(losses.shape[:-1], np.nan)
    for place in np.ndindex(found.shape):
        run = losses[place][~np.isnan(losses[place])]
        if run.size:
            found[place] = np.median(run)
    return found

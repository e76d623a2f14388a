"""Holding a race: every rule walks with every learning rate, once for each seed."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..descent import run, sweep
from ..entries import Entry, read_entries
from ..landscapes import Landscape
from ..mistakes import Mistake, called, nearest, title
from ..noise import Noisy
from ..paths import heights
from ..signatures import floats, series_name, signature
from . import store
from .grounds import HUGE, Ground, ground, is_seed, lowest, written
from .keys import key
from .race import FLOOR, Race

__all__ = ["SIZES", "Heat", "Size", "heats", "hold", "knob_of", "spaced"]

MOST = 8  # rules that can still be told apart
ENDS = (1e-4, 10.0)  # of the learning rates
PAUSE = 2.0  # seconds between two writings of what is new
EXAMPLE = "hold([gradient_descent, adam], ravine())"

Place = tuple[int, int, int]  # of a walk: which rule, which rate, which seed


class Size(NamedTuple):
    """How large a race is: learning rates, seeds, and steps on a surface and of a model."""

    rates: int
    seeds: int
    on_surface: int
    of_model: int


SIZES = {"small": Size(11, 3, 200, 100), "full": Size(21, 10, 500, 500)}


class Heat(NamedTuple):
    """How far a race has come: walks done, of so many, and a function that makes the race so far."""

    done: int
    total: int
    race: Callable[[], Race]


def hold(
    entries: Any,
    problem: Any,
    *,
    rates: Sequence[float] | int | None = None,
    steps: int | None = None,
    seeds: Sequence[int] | None = None,
    size: str = "small",
    keep: bool = True,
    tell: Callable[[int, int], Any] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Race:
    """Hold a fair race: every rule gets the same problem, steps, seeds and number of learning rates to try.

    Parameters
    ----------
    entries : list of rules, or dict of names
        Rules of :mod:`lessons_lib.rules`, dialects or your own; a rule with settings of its own is given as
        ``(momentum, dict(beta=0.99))``. The learning rate is what the race tries. To have it change from step
        to step give a function that makes a schedule of a rate: ``(adam, dict(learning_rate=cosine))``.
    problem : landscape or model
        The seed draws the noise of a noisy landscape, and the first weights and batches of a model. On a
        landscape without noise it draws a start near the landscape's own, so that there is a spread as well.
    rates : list of float, or int, optional
        The learning rates, or how many of them, from 0.0001 to 10 in a fixed ratio.
    steps : int, optional
        Of every walk.
    seeds : list of int, optional
    size : "small" or "full"
        Where rates, steps and seeds are taken from, in the table ``SIZES``, if not given.
    keep : bool, default True
        Whether to use the file of results, see :mod:`lessons_lib.races.store`.
    tell : function of (done, total), optional
        Is told after every walk how many are done.
    stop : function, optional
        Asked after every walk; True puts an end to the race. The result says what is missing, and what is
        done is kept: asked again, the race goes on from there.

    Returns
    -------
    Race

    Raises
    ------
    Mistake
        If something given makes no sense, or a rule stops with an error of its own.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> hold([gradient_descent], bowl(), rates=[0.1, 1, 10], steps=20, seeds=[0])
    Race on bowl(curvature=1): 3 rates from 0.1 to 10, 20 steps, 1 seed. Loss at the start 8.6.
    gradient_descent: solved at rate 1; within twice that at 1 of 3 rates.
    """
    walking = heats(entries, problem, rates=rates, steps=steps, seeds=seeds, size=size, keep=keep)
    with contextlib.closing(walking):  # what is done is kept, whatever ends it
        for heat in walking:
            if tell:
                tell(heat.done, heat.total)
            if stop and stop():
                break
    return heat.race()


def heats(
    entries: Any,
    problem: Any,
    *,
    rates: Sequence[float] | int | None = None,
    steps: int | None = None,
    seeds: Sequence[int] | None = None,
    size: str = "small",
    keep: bool = True,
) -> Iterator[Heat]:
    """Hold a race as :func:`hold` does, and come up for air at the beginning and after every walk.

    Parameters
    ----------
    entries, problem, rates, steps, seeds, size, keep
        As for :func:`hold`.

    Yields
    ------
    Heat

    Raises
    ------
    Mistake
        As for :func:`hold`.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import adam
    >>> [heat.done for heat in heats([adam], bowl(), rates=3, steps=5, seeds=[0])]
    [0, 3]
    """
    plan = _plan(entries, problem, rates, steps, seeds, size)
    shelf = Shelf(plan.keys() if keep and store.where() else {})
    results = shelf.found()
    look = functools.partial(plan.race, results)
    yield Heat(len(results), plan.total, look)
    try:
        for place in plan.places():
            if place not in results:
                walked = plan.take(place, results)
                results.update(walked)
                shelf.put(walked)
                yield Heat(len(results), plan.total, look)
    finally:
        shelf.keep()


class Shelf:
    """What is kept of a race: the ends of its walks, written to the file now and then."""

    def __init__(self, keys: dict[Place, str]) -> None:
        self.keys, self.fresh, self.kept_at = keys, {}, time.monotonic()

    def found(self) -> dict[Place, store.End]:
        """Return the ends that are kept already."""
        kept = store.ends() if self.keys else {}
        return {place: kept[key] for place, key in self.keys.items() if key in kept}

    def put(self, walked: dict[Place, store.End]) -> None:
        """Take new ends; every few seconds write them."""
        self.fresh |= {self.keys[place]: end for place, end in walked.items() if place in self.keys}
        if time.monotonic() - self.kept_at > PAUSE:
            self.keep()

    def keep(self) -> None:
        """Write what is new."""
        if store.add(self.fresh):  # what could not be written is tried again with the next
            self.fresh = {}
        self.kept_at = time.monotonic()


class Plan(NamedTuple):
    """Everything that decides a race."""

    problem: Any
    entries: tuple[Entry, ...]
    knobs: tuple[str, ...]  # what each rule calls its learning rate
    rates: np.ndarray
    seeds: tuple[int, ...]
    steps: int
    grounds: tuple[Ground, ...]
    first: np.ndarray

    @property
    def total(self) -> int:
        """How many walks there are."""
        return len(self.entries) * len(self.rates) * len(self.seeds)

    def keys(self) -> dict[Place, str]:
        """Name every walk by what decides its end; those of which nobody can tell have no key."""
        rules = [key(entry.rule, entry.own) for entry in self.entries]
        grounds = [key(here.problem, here.start) for here in self.grounds]
        whole = {
            (i, k, j): key(rules[i], grounds[j], float(self.rates[k]), self.steps)
            for i, k, j in self.places()
            if rules[i] and grounds[j]
        }
        return {place: name for place, name in whole.items() if name}

    def places(self) -> Iterator[Place]:
        """Go through rule, rate and seed so that no rule is more than one try, or one row, ahead."""
        for seed in range(len(self.seeds)):
            for rate in range(len(self.rates)):
                for rule in range(len(self.entries)):
                    yield rule, rate, seed

    def take(self, place: Place, known: dict) -> dict[Place, store.End]:
        """Walk: final loss and accuracy, for one place, or for all rates of its row at once."""
        rule, rate, seed = place
        if not all(map(self._at_once, range(len(self.entries)))):  # else one would be a row ahead of another
            return {place: self._walk(rule, rate, seed)}
        rows = [k for k in range(len(self.rates)) if (rule, k, seed) not in known]
        return {(rule, k, seed): end for k, end in zip(rows, self._walks(rule, rows, seed), strict=True)}

    def _at_once(self, rule: int) -> bool:
        """Say whether a rule may be given a grid: one from a cell need not do there what it does alone."""
        entry = self.entries[rule]
        ours = getattr(entry.rule, "__module__", "").startswith("lessons_lib.")
        quiet = isinstance(self.problem, Landscape) and not isinstance(self.problem, Noisy)
        return ours and quiet and not any(map(callable, entry.own.values()))

    def _settings(self, rule: int, rate: Any) -> dict[str, Any]:
        knob, own = self.knobs[rule], self.entries[rule].own
        return {**own, knob: own[knob](rate) if knob in own else rate}

    def _walks(self, rule: int, rows: list[int], seed: int) -> list[store.End]:
        here, entry = self.grounds[seed], self.entries[rule]
        settings = self._settings(rule, self.rates[rows])
        ends = sweep(entry.rule, here.problem, steps=self.steps, start=here.start, **settings)
        losses = np.where(ends.left, np.inf, ends.loss)
        return [(_final(loss), np.nan) for loss in losses.tolist()]

    def _walk(self, rule: int, rate: int, seed: int) -> store.End:
        here, entry = self.grounds[seed], self.entries[rule]
        settings = self._settings(rule, float(self.rates[rate]))
        path = run(entry.rule, here.problem, steps=self.steps, every=self.steps, start=here.start, **settings)
        if path.left is not None:
            return np.inf, np.nan
        read = getattr(here.problem, "accuracy", None)
        return _final(float(path.loss[-1])), float(read(path.w[-1])) if read else np.nan

    def race(self, results: dict[Place, store.End]) -> Race:
        """Put together what is known."""
        shape = (len(self.entries), len(self.rates), len(self.seeds))
        ends = np.full((2, *shape), np.nan)
        for place, end in dict(results).items():
            ends[(slice(None), *place)] = end
        above = ends[0] - lowest(self.problem)
        reads = hasattr(self.problem, "accuracy")
        return Race(
            problem=written(self.problem),
            names=tuple(entry.name for entry in self.entries),
            rules=tuple(entry.rule for entry in self.entries),
            rates=self.rates,
            seeds=self.seeds,
            steps=self.steps,
            losses=np.maximum(above, FLOOR * self.first),
            first=self.first,
            accuracies=ends[1] if reads else None,
        )


def _final(loss: float) -> float:
    """Count what is no number, or beyond all bounds, as a walk that left."""
    return loss if loss < HUGE else np.inf


def _plan(entries: Any, problem: Any, rates: Any, steps: Any, seeds: Any, size: str) -> Plan:
    """Read what was given; what was not comes from the table of sizes."""
    if size not in SIZES:
        raise Mistake(f"size is {size!r}. {nearest(str(size), SIZES)}")
    usual, base = SIZES[size], lowest(problem)
    read = read_entries(entries, 1, MOST, EXAMPLE)
    seeds = tuple(range(usual.seeds)) if seeds is None else _seeds(seeds)
    grounds = tuple(ground(problem, seed) for seed in seeds)
    first = np.array([float(heights(here.problem, here.start)) - base for here in grounds])
    if steps is None:
        steps = usual.on_surface if isinstance(problem, Landscape) else usual.of_model
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or steps < 1:
        raise Mistake(f"steps is {steps!r}. Give a whole number, one or more, such as steps=100.")
    return Plan(
        problem=problem,
        entries=read,
        knobs=tuple(map(_free, read)),
        rates=_rates(usual.rates if rates is None else rates),
        seeds=seeds,
        steps=int(steps),
        grounds=grounds,
        first=first,
    )


def knob_of(entry: Entry) -> str:
    """Find what a rule calls its learning rate."""
    tuned = signature(entry.rule).hyperparameters
    knob = next((name for name in tuned if series_name(entry.rule, name) == "learning_rate"), None)
    if knob is None:
        raise Mistake(
            f"{title(entry.rule)} has no learning_rate that a race could try. Write one, right of the star: "
            f"`def {called(entry.rule)}(w, g, t, *, learning_rate=0.1)`."
        )
    return knob


def _free(entry: Entry) -> str:
    """Return what a rule calls its learning rate; refuse one that comes with a rate of its own."""
    knob = knob_of(entry)
    if knob in entry.own and not callable(entry.own[knob]):
        raise Mistake(
            f"{entry.name} comes with {knob}={entry.own[knob]!r}, but the race tries the rates itself. "
            f"Leave it out, or give a function that makes a schedule of a rate, such as cosine."
        )
    return knob


def _seeds(seeds: Any) -> tuple[int, ...]:
    listed = list(seeds) if isinstance(seeds, (list, tuple, range, np.ndarray)) else []
    if not listed or not all(map(is_seed, listed)) or len(set(listed)) < len(listed):
        raise Mistake(
            f"seeds is {called(seeds)}. Give whole numbers in brackets, each once: seeds=[0, 1, 2]."
        )
    return tuple(int(seed) for seed in listed)


def _rates(rates: Any) -> np.ndarray:
    if isinstance(rates, (int, np.integer)) and not isinstance(rates, bool):
        return spaced(rates)
    found = None if rates is None else floats(list(rates) if isinstance(rates, range) else rates)
    if found is None or found.ndim != 1 or not found.size or not np.all((found > 0) & (found < np.inf)):
        raise Mistake(f"rates is {called(rates)}. Give positive numbers in brackets, or how many: rates=11.")
    found = np.unique(found)
    found.setflags(write=False)
    return found


def spaced(count: int) -> np.ndarray:
    """Return learning rates from 0.0001 to 10 in a fixed ratio, to three digits.

    Parameters
    ----------
    count : int
        How many; 2 or more.

    Raises
    ------
    Mistake
        If it is less than two, or more than 200.

    Examples
    --------
    >>> spaced(6).tolist()
    [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0]
    """
    if not 2 <= count <= 200:
        raise Mistake(
            f"rates is {count}. Give how many learning rates to try, from 2 to 200, or a list of them."
        )
    found = np.array([float(f"{rate:.3g}") for rate in np.geomspace(*ENDS, int(count))])
    found.setflags(write=False)
    return found

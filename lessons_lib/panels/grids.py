"""A grid of walks, one for every pair of two settings: what it is made of and how it is walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import theory
from ..descent import Sweep, sweep
from ..landscapes import Landscape
from ..mistakes import Mistake, called
from ..signatures import floats, signature
from .controls import Scale
from .desk import Desk, built, parameters

__all__ = ["Walks", "given", "levels", "scales", "walk_all"]

STARTS = ("start w0", "start w1")
Sides = tuple[tuple[str, np.ndarray], tuple[str, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Walks:
    """The ends of all walks of a grid, and what is needed to judge them.

    Parameters
    ----------
    sides : (name, values), (name, values)
        What grows to the right, and what grows upward.
    result : Sweep
        Its grid has the shape ``(values upward, values to the right)``.
    gap, first : arrays of that shape
        Loss above the lowest point known, at the end and at the start.
    landscape : Landscape
        With the grid of its parameters.
    settings : dict
        What was swept with.
    """

    sides: Sides
    result: Sweep
    gap: np.ndarray
    first: np.ndarray
    landscape: Landscape
    settings: dict[str, Any]

    @property
    def kept(self) -> np.ndarray:
        """The share of the error that a step keeps: the error goes with the root of the loss."""
        with np.errstate(all="ignore"):
            return (np.maximum(self.gap, 0) / self.first) ** (0.5 / self.result.steps)


def scales(desk: Desk, landscape: Landscape) -> dict[str, Scale]:
    """List what can be a side of a map, with its scale: settings, parameters, coordinates of the start."""
    knobs = {name: k for name, k in desk.knobs.items() if name != "steps"}
    found = {name: Scale(k.scale, k.low, k.high) for name, k in knobs.items()}
    starts = zip(STARTS, landscape.window, strict=False)
    return found | {name: Scale("linear", *map(float, window)) for name, window in starts}


def given(desk: Desk, start: Any, at: dict[str, Any]) -> tuple[Landscape, Any, dict[str, Any]]:
    """Return landscape, start and settings where the sides have certain values, or grids of them."""
    known, own = signature(desk.rule), parameters(desk.make)
    settings = {name: value for name, value in at.items() if name in (*known.hyperparameters, *known.memory)}
    landscape = desk.landscape()
    if any(name in own for name in at):
        landscape = built(desk.make, desk.ground(at))
    return landscape, _begun(start, [at.get(name) for name in STARTS]), desk.settings() | settings


def _begun(start: Any, moved: Sequence[Any]) -> Any:
    """Replace coordinates of a start, each by a number or by a grid of them."""
    plain = floats(start)
    if all(value is None for value in moved) or plain is None or plain.ndim != 1:
        return start  # as it is: the walk says what is wrong with it
    values = [own if new is None else new for own, new in zip(plain, moved, strict=False)]
    return np.array(np.broadcast_arrays(*values))


def walk_all(desk: Desk, start: Any, sides: Sides, steps: int) -> Walks:
    """Walk from every cell at once.

    Raises
    ------
    Mistake
        If the rule or the landscape cannot do with arrays what it can do with single numbers.
    """
    (x, xs), (y, ys) = sides
    grids = np.meshgrid(xs, ys)
    try:
        landscape, begin, settings = given(desk, start, dict(zip((x, y), grids, strict=True)))
        result = sweep(desk.rule, landscape, steps=steps, start=begin, **settings)
        shape = result.loss.shape
    except Mistake as mistake:
        raise Mistake(
            f"{mistake} A map walks from all its cells at once: {x} and {y} are arrays there."
        ) from mistake
    if shape != grids[0].shape:
        raise Mistake(f"{called(desk.make)} makes no grid of landscapes of {x} and {y}. Choose other sides.")
    with np.errstate(all="ignore"):
        lowest = landscape.lowest or 0.0
        origin = result.start.reshape(*result.start.shape, *(1,) * (3 - result.start.ndim))
        first = np.broadcast_to(landscape.loss(origin), shape) - lowest
    return Walks(sides, result, result.loss - lowest, first, landscape, settings)


def levels(known: str, walks: Walks) -> dict[str, np.ndarray]:
    """Say what theory knows of the grid: arrays that are zero on its limit, and where the rate is best.

    Each word has as many such arrays as lines, on the first axis.
    """
    eigenvalues, settings = walks.landscape.eigenvalues, walks.settings
    if not known or eigenvalues is None or np.any(np.asarray(eigenvalues) <= 0):
        return {}
    numbers = {name: value for name, value in settings.items() if not callable(value)}
    if "learning_rate" not in numbers or (known != "gradient_descent" and "beta" not in numbers):
        return {}
    rate, beta = numbers["learning_rate"], numbers.get("beta", 0.0)
    if known == "nesterov":
        lines = {"limit": [theory.nesterov_stability_limit(eigenvalues, beta)]}
    else:
        low, high = theory.best_rates(eigenvalues, beta)
        many = np.any(high > 1.001 * low)  # where all directions swing, a whole band of rates ties
        lines = {"limit": [theory.stability_limit(eigenvalues, beta)]}
        lines |= {"best rates\n(between)": [low, high]} if many else {"best rate": [low]}
    with np.errstate(divide="ignore"):
        return {word: np.stack([_beyond(rate, line, walks) for line in ends]) for word, ends in lines.items()}


def _beyond(rate: Any, line: Any, walks: Walks) -> np.ndarray:
    """Say how far, in factors of e, the rate of each cell is beyond a line."""
    return np.broadcast_to(np.clip(np.log(rate / line), -50, 50), walks.gap.shape)

"""The loss of a walk, and below it the floor on which noise would let it settle at the rate of the moment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from ..theory import loss_floor, stability_limit
from .palette import INK, Size
from .parts import Part, loss_curve


def rates_of(path: Path) -> np.ndarray:
    """Return the rate of the step that led to each row; the first row has that of the first step.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> rates_of(run(gradient_descent, bowl(), steps=3, learning_rate=lambda t: 0.5**t))
    array([1.  , 1.  , 0.5 , 0.25])
    """
    rates = path.setting("learning_rate")
    return np.concatenate([rates[:1], rates])


def floors_of(path: Path) -> np.ndarray | None:
    """Return the loss at which gradient descent would settle at the rate of each row.

    None where there is no noise, or theory knows no floor; nan where nothing settles.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> from lessons_lib.noise import noisy
    >>> from lessons_lib.rules import gradient_descent
    >>> walk = run(gradient_descent, noisy(parabola(), 0.5), steps=2, learning_rate=lambda t: 0.5**t)
    >>> floors_of(walk).round(3)
    array([0.125, 0.125, 0.042])
    """
    sigma, curvatures = getattr(path.problem, "sigma", 0.0), path.problem.eigenvalues
    plain = getattr(path.rule, "__name__", "") == "gradient_descent"
    if not sigma or curvatures is None or not plain or not path.steps:
        return None
    rates = rates_of(path)
    settles = np.isfinite(rates) & (rates > 0) & (rates < stability_limit(curvatures))
    floors = loss_floor(np.where(settles, rates, 0.0), curvatures, sigma=sigma)
    return np.where(settles, floors, np.nan)


def loss_and_floor(axes: Axes, rule: Callable | str, size: Size, title: str) -> Part:
    """Show the loss as :func:`loss_curve` does, and where there is noise the floor, dashed."""
    curve = loss_curve(axes, rule, size, title)
    curve.artists[0].set_marker("None")  # noise makes hundreds of marks a blot
    axes.minorticks_off()
    (floor,) = axes.plot([], [], color=INK, lw=0.8 * size.line, ls=(0, (4, 2)), zorder=6)

    def follow(path: Path) -> bool:
        floors = floors_of(path)
        known = np.zeros(len(path.t), bool) if floors is None else np.isfinite(floors)
        floor.set_data(path.t[known], floors[known] if known.any() else [])
        return curve.follow(path)

    return Part(axes, (*curve.artists, floor), follow, clock=True)

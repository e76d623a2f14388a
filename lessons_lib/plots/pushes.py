"""One step of a heavy ball as arrows: what is left of its velocity, and the push of the slope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..descent import Path
from ..mistakes import Mistake, called
from .palette import BAD, INK, SOFT, Size, size_of, style_of
from .parts import contours
from .picture import Picture, new_figure

__all__ = ["pushes"]

ROOM = 0.32  # of the picture, around the arrows


def pushes(path: Path, t: int, *, view: str = "study") -> Picture:
    r"""Draw how step `t` of momentum is put together, with its two arrows and their sum.

    .. math:: \text{beta} \cdot velocity_{t-1} \; - \; \text{learning\_rate} \cdot g \; = \; velocity_t

    Parameters
    ----------
    path : Path
        A walk of momentum over two coordinates.
    t : int
        The step, from 2: before that there is no velocity.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the walk has no such step, or its rule no velocity that moves it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import momentum
    >>> picture = pushes(run(momentum, ravine(), learning_rate=0.5, steps=5), 2)
    >>> picture.alt.partition("; ")[2]
    'the push of the slope is (0.19, 0); their sum, the new velocity, is (0.37, -1.8).'
    """
    _refuse(path, t)
    left = path.setting("beta")[t - 1] * path["velocity"][t - 1]
    push = path["velocity"][t] - left
    here, there = path.w[t - 1], path.w[t]
    look, figure = size_of(view), new_figure(9.6, 3.9)
    axes = figure.add_axes((0.07, 0.13, 0.55, 0.78))
    contours(axes, path.problem, look, f"step {t} on {path.problem!r}")
    _zoom(axes, path.problem.window, np.array([here, here + left, there]))
    color = style_of("momentum").color
    axes.plot(*path.w[: t + 1].T, color=color, lw=look.line, alpha=0.35, marker="s", ms=look.dot)
    arrows = [
        (here, here + left, SOFT, f"what is left of the velocity:\nbeta * velocity = {_pair(left)}"),
        (here + left, there, BAD, f"the push of the slope:\n-learning_rate * g = {_pair(push)}"),
        (here, there, color, f"their sum, the new velocity:\n{_pair(path['velocity'][t])}"),
    ]
    for k, (tail, tip, ink, words) in enumerate(arrows):
        _arrow(axes, tail, tip, ink, look)
        _name(figure, 0.80 - 0.26 * k, ink, words, look)
    axes.plot(*here, "o", color="white", mec=INK, ms=look.head, zorder=7)
    alt = f"Step {t} of {called(path.rule)} from {_pair(here)}, as arrows: what is left of the velocity is "
    alt += f"{_pair(left)}; the push of the slope is {_pair(push)}; "
    return Picture(figure, f"{alt}their sum, the new velocity, is {_pair(path['velocity'][t])}.")


def _refuse(path: Path, t: int) -> None:
    """Refuse a walk without a velocity that moves it, and a step that it does not have."""
    if not isinstance(path, Path) or path.w.shape[1] != 2 or "velocity" not in path.values:
        raise Mistake("Give a walk of momentum over two coordinates, such as run(momentum, ravine()).")
    if not np.allclose(np.diff(path.w, axis=0), path["velocity"][1:], rtol=1e-9, atol=1e-12):
        raise Mistake(f"The velocity of {called(path.rule)} is not its move. Give a walk of momentum.")
    if isinstance(t, bool) or not isinstance(t, (int, np.integer)) or not 2 <= t <= path.steps:
        raise Mistake(f"t is {t!r}. Give the number of a step of this walk, from 2 to {path.steps}.")


def _zoom(axes: Axes, window: Sequence, points: np.ndarray) -> None:
    """Show a part of the window, of the shape of the axes, with some points in its middle."""
    box = axes.get_window_extent()
    shape = np.array([box.width / box.height, 1.0])
    height = np.max(np.ptp(points, axis=0) / shape) * (1 + 2 * ROOM)
    half = np.maximum(height, 1e-9) * shape / 2
    low, high = np.transpose(window)
    middle = np.clip(
        (points.min(axis=0) + points.max(axis=0)) / 2, low + half, np.maximum(high - half, low + half)
    )
    for name, centre, reach in zip("xy", middle, half, strict=True):
        axes.set(**{f"{name}lim": (centre - reach, centre + reach)})


def _arrow(axes: Axes, tail: np.ndarray, tip: np.ndarray, ink: str, look: Size) -> None:
    style = dict(arrowstyle="-|>", color=ink, lw=1.5 * look.line, shrinkA=0, shrinkB=0, mutation_scale=16)
    axes.annotate("", tip, tail, arrowprops=style, zorder=6)


def _name(figure: Figure, y: float, ink: str, words: str, look: Size) -> None:
    figure.text(0.66, y, "→", color=ink, fontsize=2 * look.text, va="center", weight="bold")
    figure.text(0.71, y, words, color=ink, fontsize=look.text, va="center")


def _pair(values: np.ndarray) -> str:
    return f"({', '.join(f'{0.0 + x:.3g}' for x in np.round(values, 9))})"

"""The picture of a schedule: the walk, and beside it the rate, the sum of the rates and the loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from ..descent import Path
from ..landscapes import Landscape
from .palette import Size, dress, size_of, style_of
from .parts import Part, ground, move, round_up, trail, trail_lines
from .picture import Picture, new_figure
from .settling import loss_and_floor, rates_of


def scheduled_picture(landscape: Landscape, rule: Callable, *, view: str = "study") -> Picture:
    """Draw the picture of the schedule panel.

    Parameters
    ----------
    landscape : Landscape
    rule : function
    view : "study" or "lecture"
    """
    look = size_of(view)
    figure = new_figure(9.6, 4.4)
    where = figure.add_axes((0.055, 0.11, 0.53, 0.82))
    rate = figure.add_axes((0.675, 0.785, 0.31, 0.145))
    total = figure.add_axes((0.675, 0.535, 0.31, 0.145))
    loss = figure.add_axes((0.675, 0.105, 0.31, 0.325))
    for above in (rate, total):  # all three count the same steps
        above.tick_params(labelbottom=False)
    under = ground(where, landscape, look)
    walk = trail(where, rule, look)
    walk.artists[0].set(alpha=0.6, ms=0.7 * look.dot)  # a noisy walk steps on its own path again and again
    parts = (
        walk,
        _rates(rate, rule, look),
        _sums(total, rule, look),
        loss_and_floor(loss, rule, look, "loss above the lowest"),
    )
    return Picture(figure, "", parts, (under,))


def _rates(axes: Axes, rule: Callable, size: Size) -> Part:
    """Show the rate of every step; the tinted area under it is the sum."""
    dress(axes, size, title="rate of each step")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    area = axes.add_patch(Polygon(np.zeros((3, 2)), facecolor=style_of(rule).color, alpha=0.15, lw=0))
    lines = trail_lines(axes, rule, size)
    lines[0].set_marker("None")

    def follow(path: Path) -> bool:
        rates = _on_paper(rates_of(path))
        steps = np.column_stack([np.repeat(path.t, 2)[1:-1], np.repeat(rates[1:], 2)])
        area.set_xy(np.concatenate([[[0, 0]], steps, [[path.t[-1], 0]]]))
        move(lines, path.t, rates)
        return _fit(axes, path.planned, float(rates.max(initial=0)))

    return Part(axes, (area, *lines), follow, clock=True)


def _sums(axes: Axes, rule: Callable, size: Size) -> Part:
    """Show the sum of the rates so far: how far a walk on an even slope has come."""
    dress(axes, size, title="sum of the rates so far")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    lines = trail_lines(axes, rule, size)
    lines[0].set_marker("None")

    def follow(path: Path) -> bool:
        sums = np.concatenate([[0.0], np.cumsum(_on_paper(path.setting("learning_rate")))])
        move(lines, path.t, sums)
        return _fit(axes, path.planned, float(sums[-1]))

    return Part(axes, lines, follow, clock=True)


def _on_paper(rates: np.ndarray) -> np.ndarray:
    return np.clip(np.nan_to_num(rates, posinf=1e9), 0, 1e9)


def _fit(axes: Axes, steps: int, highest: float) -> bool:
    """Choose round ends for both axes; say whether they have become others."""
    right, top = 1.02 * round_up(steps), 1.06 * round_up(highest, least=1e-6)
    old = (axes.get_xlim()[1], axes.get_ylim()[1])
    if np.isclose(right, old[0]) and 0.99 * top <= old[1] <= 3.1 * top:
        return False
    axes.set(xlim=(0, right), ylim=(0, top))
    axes.locator_params(axis="y", nbins=3)
    return True

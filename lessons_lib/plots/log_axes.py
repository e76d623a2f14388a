"""What pictures with logarithmic axes share: plain ticks, and names at the ends of curves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

TICKS = np.array([k * 10.0**power for power in range(-12, 9) for k in (1, 3)])


def plain_ticks(axes: Axes) -> None:
    """Give a logarithmic axis upwards ticks at 1, 3, 10, 30, ..., in plain numbers; widen it to hold two.

    Examples
    --------
    >>> from lessons_lib.plots.picture import new_figure
    >>> axes = new_figure(2, 2).add_axes((0, 0, 1, 1))
    >>> axes.set(yscale="log", ylim=(0.035, 0.8)) and plain_ticks(axes)
    >>> axes.get_yticks().round(3).tolist()
    [0.1, 0.3]
    """
    low, high = axes.get_ylim()
    inside = TICKS[(TICKS >= low) & (TICKS <= high)]
    if len(inside) < 2:
        inside = np.array([TICKS[TICKS <= low].max(initial=TICKS[0]), TICKS[TICKS >= high].min()])
        axes.set_ylim(inside[0], inside[-1])
    axes.set_yticks(inside[:: -(-len(inside) // 6)])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()


def apart(heights: np.ndarray, room: float) -> np.ndarray:
    """Move heights up from the lowest on, as far as it takes for each to have room above the one below.

    Examples
    --------
    >>> apart(np.array([0.5, 0.1, 0.12]), 0.1)
    array([0.5, 0.1, 0.2])
    """
    moved, below = np.array(heights, dtype=float), -np.inf
    for k in np.argsort(heights):  # what is no number comes last, and stays
        moved[k] = below = max(moved[k], below + room)
    return moved

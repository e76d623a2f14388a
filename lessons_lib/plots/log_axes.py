"""What pictures with logarithmic axes share: plain ticks, and names at the ends of curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogFormatterMathtext, StrMethodFormatter

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


def decades(low: float, high: float) -> list[float]:
    """List the powers of ten between two ends.

    Examples
    --------
    >>> decades(0.05, 100)
    [0.1, 1.0, 10.0, 100.0]
    """
    powers = range(int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9)) + 1)
    return [float(f"1e{power}") for power in powers]


def round_places(low: float, high: float) -> list[float]:
    """List powers of ten between two ends, and where these are few and no tiny ones, 3, 30, ... as well.

    Examples
    --------
    >>> round_places(0.05, 2), round_places(1e-9, 1e-8)
    ([0.1, 0.3, 1.0], [1e-09, 1e-08])
    """
    tens = decades(low, high)
    if len(tens) > 2 or low < 1e-4:
        return tens
    return [float(f"{place:.3g}") for place in TICKS if low <= place <= high]


def write_ticks(axis: Axis, places: Sequence[float], most: int) -> None:
    """Write few of many places; as powers of ten where plain numbers would be long."""
    few = places[:: max(1, -(-len(places) // most))]
    axis.set_ticks(few)
    plain = all(1e-4 <= place <= 1e5 for place in few)
    axis.set_major_formatter(StrMethodFormatter("{x:g}") if plain else LogFormatterMathtext())

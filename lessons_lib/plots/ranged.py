"""The picture of a range test: the loss of one walk, in which the learning rate grows at every step."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from ..mistakes import Mistake, called
from ..races import RangeTest
from .log_axes import decades, round_places, write_ticks
from .palette import GOOD, INK, SOFT, Size, dress, size_of, style_of
from .picture import Picture, new_figure

__all__ = ["ranged"]

SAID = 26  # points of the curve in words


def ranged(test: RangeTest, *, marked: bool = True, view: str = "study") -> Picture:
    """Draw the loss against the growing learning rate, with the rates that can be read off.

    Parameters
    ----------
    test : RangeTest
        From :func:`lessons_lib.races.range_test`.
    marked : bool, default True
        Whether the rates to be read off are marked and named. Without, the reader has to find them, and the
        alternative text holds the curve itself.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is no range test.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.races import range_test
    >>> ranged(range_test(ravine())).alt.partition(":")[0]
    'Range test of gradient_descent on ravine(condition=20)'
    """
    if not isinstance(test, RangeTest):
        raise Mistake(f"This draws a range test, and was given {called(test)}. Give range_test(ravine()).")
    look, style = size_of(view), style_of(test.rule)
    figure = new_figure(9.6, 3.6)
    axes = figure.add_axes((0.085, 0.145, 0.895, 0.765))
    title = f"one walk of {test.name}: its loss, as the learning rate grows"
    dress(axes, look, title=title, x="learning rate, larger at every step", y="loss")
    axes.set(xscale="log", yscale="log")
    axes.grid(axis="y", color="#ececec", lw=0.8)
    low, high = _heights(test)
    axes.plot(
        test.rates, np.clip(test.losses, low, 1e3 * high), ls="none", marker=style.marker, ms=look.dot,
        color=to_rgba(style.color, 0.35), mew=0,
    )  # fmt: skip
    axes.plot(test.rates, np.clip(test.smooth, low, 1e3 * high), color=style.color, lw=1.5 * look.line)
    axes.set(xlim=(test.rates[0] / 1.15, test.rates[-1] * 1.15), ylim=(low / 1.2, high * 1.2))
    write_ticks(axes.xaxis, decades(*axes.get_xlim()), 8)
    write_ticks(axes.yaxis, round_places(*axes.get_ylim()), 6)
    axes.minorticks_off()
    if not marked:
        return Picture(figure, _curve(test))
    _marks(axes, test, look)
    return Picture(figure, repr(test))


def _curve(test: RangeTest) -> str:
    """Write the smoothed loss at some of the rates, for whoever has to find the turn without seeing it."""
    places = np.linspace(0, len(test.rates) - 1, min(SAID, len(test.rates))).astype(int)
    told = ", ".join(f"{test.smooth[k]:.2g} at rate {test.rates[k]:.2g}" for k in places)
    return f"Range test of {test.name} on {test.problem}: the smoothed loss is {told}."


def _heights(test: RangeTest) -> tuple[float, float]:
    """Choose how deep and how high the picture reaches: not to where a walk flies off."""
    low, first = max(float(test.losses.min()), 1e-12), float(test.losses[0])
    return min(low, first / 10), 10 * max(first, low)


def _marks(axes: Axes, test: RangeTest, look: Size) -> None:
    """Mark the rates to be read off; a list where the curve is not, at the lower left, names them."""
    marks = [(test.fastest, "falls fastest at", SOFT, (1, 1.5)), (test.guess, "a third of that:", GOOD, ())]
    marks.insert(1, (test.turn, "turns up at" if test.turned else "still falls at", INK, (5, 2)))
    for rate, words, color, dash in marks:
        axes.axvline(rate, color=color, lw=look.line, ls=(0, dash) if dash else "-", zorder=2,
                     label=f"{words} {rate:.2g}")  # fmt: skip
    axes.legend(loc="lower left", fontsize=look.small, labelcolor=INK, frameon=False, handlelength=2.2)

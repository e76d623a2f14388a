"""Where epsilon cuts off: the length of a step over the size of the slope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..mistakes import Mistake
from ..signatures import floats
from .palette import dress, size_of
from .picture import Picture, new_figure

__all__ = ["cutoffs"]

INSIDE, OUTSIDE = "#0b5394", "#c43c00"
DASH = (0, (4, 1.5))
SLOPES = np.geomspace(1e-10, 1.0, 400)


def cutoffs(inside: Sequence[float] = (), outside: Sequence[float] = (), *, view: str = "study") -> Picture:
    r"""Draw how long a step of RMSProp is on an old constant slope, for some values of epsilon.

    .. math:: \frac{g}{\sqrt{g^2 + epsilon}} \;(inside), \qquad \frac{g}{\sqrt{g^2} + epsilon} \;(outside)

    in learning rates: the cache has come to the squared slope. A dot marks where the step is half as long.

    Parameters
    ----------
    inside, outside : sequence of float
        Values of epsilon, each above zero, under the root and outside it.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If there is no epsilon, or one is not above zero.

    Examples
    --------
    >>> cutoffs([1e-8], [1e-4]).alt.splitlines()[-1]
    'Epsilon 0.0001 outside the root halves the step at the slope 0.0001.'
    """
    look = size_of(view)
    figure = new_figure(9.6, 3.0)
    axes = figure.add_axes((0.07, 0.17, 0.915, 0.72))
    dress(axes, look, x="slope g", y="step, in learning rates")
    axes.set(xscale="log", xlim=(SLOPES[0], SLOPES[-1]), ylim=(0, 1.08), yticks=[0, 0.5, 1])
    axes.axhline(0.5, color="#d0d0d0", lw=0.8)
    told = ["How long a step is, over the size of the slope."]
    for epsilon in _positive(inside):
        half = float(np.sqrt(epsilon / 3))
        axes.plot(SLOPES, SLOPES / np.sqrt(SLOPES**2 + epsilon), color=INSIDE, lw=look.line)
        axes.plot(half, 0.5, marker="o", ms=look.head, color=INSIDE, mec="white")
        _name(axes, half, 0.56, f"{epsilon:g}", INSIDE, look.small)
        told.append(f"Epsilon {epsilon:g} inside the root halves the step at the slope {half:.2g}.")
    for epsilon in _positive(outside):
        axes.plot(SLOPES, SLOPES / (SLOPES + epsilon), color=OUTSIDE, lw=look.line, ls=DASH)
        axes.plot(epsilon, 0.5, marker="s", ms=look.head, color=OUTSIDE, mec="white")
        _name(axes, epsilon, 0.38, f"{epsilon:g}", OUTSIDE, look.small, right=True)
        told.append(f"Epsilon {epsilon:g} outside the root halves the step at the slope {epsilon:.2g}.")
    if len(told) == 1:
        raise Mistake("There is no epsilon. Give one, such as cutoffs(inside=[1e-8]).")
    samples = [Line2D([], [], color=INSIDE, lw=look.line, marker="o", ms=look.head, mec="white")]
    samples += [Line2D([], [], color=OUTSIDE, lw=look.line, ls=DASH, marker="s", ms=look.head, mec="white")]
    names = ["epsilon inside the root", "epsilon outside"]
    axes.legend(samples, names, loc="lower right", fontsize=look.small, frameon=False, handlelength=3)
    return Picture(figure, "\n".join(told))


def _name(
    axes: Axes, x: float, y: float, words: str, color: str, size: float, *, right: bool = False
) -> None:
    """Write beside a curve which epsilon it has."""
    shift, side = (8, "left") if right else (-8, "right")
    axes.annotate(
        words,
        (x, y),
        (shift, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        color=color,
        fontsize=size,
    )


def _positive(values: Sequence[float]) -> list[float]:
    array = floats(values)
    if array is None or array.ndim != 1 or not np.all((array > 0) & np.isfinite(array)):
        raise Mistake(f"epsilon is {values!r}. Give a list of numbers above zero, such as [1e-8].")
    return array.tolist()

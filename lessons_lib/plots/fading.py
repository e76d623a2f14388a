"""Several walks side by side: their losses, and what has become of the rates of their weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path, verdict
from ..mistakes import Mistake
from .log_axes import apart, plain_ticks
from .palette import Size, dress, looks_of, size_of
from .picture import Picture, new_figure, one_title_each

__all__ = ["fading"]

MOST = 4  # curves that can still be read


def fading(paths: Sequence[Path], titles: Sequence[str], *, view: str = "study") -> Picture:
    """Draw the losses of several walks, and the rate of a typical weight: half of all rates are larger.

    Both axes are logarithmic, so that ``1 / sqrt(t)`` is a straight line. A rule without rates of its own
    has its ``learning_rate`` for all weights.

    Parameters
    ----------
    paths : list of Path
        From :func:`lessons_lib.descent.run`, with one step or more; at most four.
    titles : list of str
        One a walk.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If there are no paths, too many, or not one title each.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import adagrad
    >>> fading([run(adagrad, bowl(), steps=4, learning_rate=1.0, epsilon=0.0)], ["AdaGrad"]).alt
    'AdaGrad: a typical rate goes from 0.375 to 0.3; still going: loss 1.35 after 4 steps.'
    """
    if not paths or not all(isinstance(path, Path) and path.steps > 0 for path in paths):
        raise Mistake("Give paths of one step or more, such as run(adagrad, DigitsNetwork(), steps=300).")
    one_title_each(paths, titles, MOST)
    look, figure = size_of(view), new_figure(9.6, 3.6)
    loss, rate = figure.add_axes((0.065, 0.14, 0.33, 0.76)), figure.add_axes((0.49, 0.14, 0.3, 0.76))
    dress(loss, look, title="loss", x="step")
    dress(rate, look, title="rate of a typical weight", x="step")
    typical = [typical_rates(path) for path in paths]
    _curves(loss, paths, [path.loss[1:] for path in paths], look)
    ends = _curves(rate, paths, typical, look)
    room = 1.2 * look.small / 72 * figure.dpi / rate.get_window_extent().height
    for height, style, title in zip(apart(ends, room), looks_of_all(paths), titles, strict=True):
        rate.text(
            1.04, height, title, transform=rate.transAxes, fontsize=look.small, color=style.color, va="center"
        )
    told = [
        f"{title}: a typical rate goes from {rates[0]:.3g} to {rates[-1]:.3g}; {verdict(path)}."
        for title, path, rates in zip(titles, paths, typical, strict=True)
    ]
    return Picture(figure, "\n".join(told))


def typical_rates(path: Path) -> np.ndarray:
    """Return the median over the weights of the rate that led to each recorded row but the first.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> typical_rates(run(gradient_descent, bowl(), steps=2, learning_rate=0.5))
    array([0.5, 0.5])
    """
    if "rate" in path.values:
        return np.median(path["rate"][1:].reshape(len(path.t) - 1, -1), axis=1)
    return path.setting("learning_rate")[path.t[1:] - 1]


def looks_of_all(paths: Sequence[Path]) -> list:
    """Return a look for each walk: no two share one, whatever their rules."""
    return looks_of([path.rule for path in paths])


def _curves(axes: Axes, paths: Sequence[Path], values: Sequence[np.ndarray], size: Size) -> np.ndarray:
    """Draw a curve a walk, and return how high in the axes each of them ends."""
    axes.set(xscale="log", yscale="log")
    for path, row, style in zip(paths, values, looks_of_all(paths), strict=True):
        dash = "-" if not style.dash else (0, style.dash)
        axes.plot(path.t[1:], row, color=style.color, ls=dash, lw=size.line)
    axes.grid(color="#ececec", lw=0.8)
    axes.set_ylim(*axes.get_ylim())
    plain_ticks(axes)
    ticks = [k for k in (1, 3, 10, 30, 100, 300, 1000, 3000) if k <= max(path.t[-1] for path in paths)]
    axes.set_xticks(ticks, [str(k) for k in ticks])
    axes.set_xlim(0.9 * min(path.t[1] for path in paths), 1.1 * max(path.t[-1] for path in paths))
    ends = [(1, row[-1]) for row in values]
    return axes.transAxes.inverted().transform(axes.transData.transform(ends))[:, 1]

"""Several schedules side by side: the rate of every step above, the loss below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from ..descent import Path, verdict
from ..mistakes import Mistake
from .palette import SOFT, Size, dress, size_of, style_of
from .parts import Part, clock_hand, round_up
from .picture import Picture, new_figure, one_title_each
from .settling import loss_and_floor, rates_of

__all__ = ["rates"]

MOST = 4  # columns that can still be read


def rates(paths: Sequence[Path], titles: Sequence[str], *, view: str = "study") -> Picture:
    """Draw the rates of several walks, each above its loss. The tinted area is the sum of the rates.

    All share their scales. Where the gradient is noisy, a dashed line shows the floor of the moment: the loss
    at which gradient descent would settle if the rate stayed.

    Parameters
    ----------
    paths : list of Path
        From :func:`lessons_lib.descent.run`, by rules with a ``learning_rate``; at most four.
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
    >>> from lessons_lib.rules import gradient_descent
    >>> walk = run(gradient_descent, bowl(), steps=4, learning_rate=lambda t: 0.4 * 0.5**t)
    >>> rates([walk], ["halved"]).alt
    'halved: the rate goes from 0.4 to 0.05, the sum of the rates is 0.75; \
still going: loss 1.68 after 4 steps.'
    """
    if not paths or not all(isinstance(path, Path) for path in paths):
        raise Mistake("Give paths, such as run(gradient_descent, ravine(), learning_rate=cosine(0.5)).")
    one_title_each(paths, titles, MOST)
    look, share = size_of(view), 0.93 / len(paths)
    figure, parts = new_figure(9.6, 3.9), []
    for k, (path, title) in enumerate(zip(paths, titles, strict=True)):
        left, wide = 0.07 + k * share, share - 0.03
        above = figure.add_axes((left, 0.64, wide, 0.27))
        below = figure.add_axes((left, 0.115, wide, 0.43))
        parts += [
            _rate(above, path.rule, look, title),
            loss_and_floor(below, path.rule, look, " "),
        ]  # the title stands above
        for part in parts[-2:]:
            part.follow(path)
        above.tick_params(labelbottom=False)
        if k:
            above.tick_params(labelleft=False)
            below.tick_params(labelleft=False)
    _level(parts[0::2], parts[1::2])
    parts[0].axes.set_ylabel("rate", color=SOFT, fontsize=look.small)
    parts[1].axes.set_ylabel("loss", color=SOFT, fontsize=look.small)
    return Picture(figure, "\n".join(map(_told, paths, titles)), tuple(parts))


def _rate(axes: Axes, rule: Callable, size: Size, title: str) -> Part:
    """Show the rate of every step, with the area under it."""
    dress(axes, size, title=title)
    area = axes.add_patch(Polygon(np.zeros((3, 2)), facecolor=style_of(rule).color, alpha=0.15, lw=0))
    (line,) = axes.plot([], [], color=style_of(rule).color, lw=size.line, zorder=5)
    hand = clock_hand(axes)
    said = axes.text(0.97, 0.93, "", transform=axes.transAxes, ha="right", va="top")
    said.set(fontsize=size.small, color=SOFT)

    def follow(path: Path) -> bool:
        shown = np.clip(np.nan_to_num(rates_of(path)), 0, 1e9)
        x, y = np.repeat(path.t, 2)[1:-1], np.repeat(shown[1:], 2)  # a stair: the rate of a step holds for it
        area.set_xy(np.column_stack([[0, *x, path.t[-1]], [0, *y, 0]]))
        line.set_data(x, y)
        hand.set_data(path.t, 0.0 * path.t)
        said.set_text(f"sum {shown[1:].sum():.3g}")
        axes.set(xlim=(0, 1.02 * round_up(path.planned)), ylim=(0, 1.06 * shown.max(initial=1e-9)))
        return True

    return Part(axes, (hand, area, line, said), follow, clock=True)


def _level(above: Sequence[Part], below: Sequence[Part]) -> None:
    """Give all columns the same scales, so that they can be compared."""
    highest = max(part.axes.get_ylim()[1] for part in above)
    limits = np.array([part.axes.get_ylim() for part in below])
    for one, other in zip(above, below, strict=True):
        one.axes.set_ylim(0, 1.25 * highest)  # room for the words
        one.axes.locator_params(axis="y", nbins=3)
        other.axes.set_ylim(limits[:, 0].min(), limits[:, 1].max())
        for axes in (one.axes, other.axes):
            axes.set_xlim(0, 1.03 * axes.get_xlim()[1])  # room for half a mark at the end


def _told(path: Path, title: str) -> str:
    rates = path.setting("learning_rate")
    if not len(rates):
        return f"{title}: no step; {verdict(path)}."
    sums = f"the rate goes from {rates[0]:.3g} to {rates[-1]:.3g}, the sum of the rates is {rates.sum():.3g}"
    return f"{title}: {sums}; {verdict(path)}."

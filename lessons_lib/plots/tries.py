"""How good the best of a few tries is: what a race of rules says about a small budget."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..mistakes import Mistake, called
from ..races import Race
from .log_axes import apart, round_places, write_ticks
from .palette import Size, dress, looks_of, size_of
from .picture import Picture, new_figure

__all__ = ["budget"]


def budget(race: Race, *, view: str = "study") -> Picture:
    """Draw for every rule the best final loss to be expected of so many tries, from one to all the rates.

    Parameters
    ----------
    race : Race
        From :func:`lessons_lib.races.hold`.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is no race.

    References
    ----------
    After the curves in Dodge, J., Gururangan, S., Card, D., Schwartz, R., Smith, N. (2019). Show your work:
    improved reporting of experimental results.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.races import hold
    >>> from lessons_lib.rules import gradient_descent
    >>> budget(hold([gradient_descent], bowl(), rates=[0.1, 0.5, 10], steps=20, seeds=[0])).alt
    'The best final loss to be expected on bowl(curvature=1). With 1 try: gradient_descent 2.9. \
With 3 tries: gradient_descent 8.6e-09.'
    """
    if not isinstance(race, Race):
        raise Mistake(f"This draws a race, and was given {called(race)}. Give hold([adam], ravine()).")
    look, most = size_of(view), len(race.rates)
    tries = np.arange(1, most + 1)
    curves = np.array([list(race.expected_best(int(k)).values()) for k in tries]).T
    figure = new_figure(9.6, 3.8)
    axes = figure.add_axes((0.085, 0.14, 0.68, 0.77))
    dress(axes, look, title="the best loss to be expected of so many tries", x="tries of a learning rate")
    axes.set(xlim=(1 - 0.02 * most, most * 1.02), yscale="log")
    axes.grid(axis="y", color="#ececec", lw=0.8)
    for curve, style in zip(curves, looks_of(race.rules), strict=True):
        dash = "-" if not style.dash else (0, style.dash)
        axes.plot(
            tries, curve, color=style.color, lw=look.line, ls=dash, marker=style.marker, ms=1.6 * look.dot,
            mec="white", mew=0.6, clip_on=False,
        )  # fmt: skip
    low, high = np.nanmin(curves), np.nanmax(curves)
    low, high = low / 1.25, max(high * 1.25, low * 8)
    axes.set_ylim(low, high)
    write_ticks(axes.yaxis, round_places(low, high), 6)
    axes.set_xticks(tries[:: -(-most // 12)])
    axes.minorticks_off()
    _names(axes, race, curves[:, -1], look)
    return Picture(figure, _told(race))


def _names(axes: Axes, race: Race, last: np.ndarray, look: Size) -> None:
    """Write the names at the ends of the curves, none on another."""
    low, high = np.log10(axes.get_ylim())
    room = 1.35 * look.small * axes.figure.dpi / 72 / axes.get_window_extent().height
    places = (np.log10(last) - low) / (high - low)
    over = apart(places, room).max() - 1
    places = apart(places - max(over, 0), room)
    for name, style, place in zip(race.names, looks_of(race.rules), places, strict=True):
        axes.text(
            1.025, place, name, transform=axes.transAxes, fontsize=look.small, color=style.color, va="center",
            parse_math=False,
        )  # fmt: skip


def _told(race: Race) -> str:
    said = [f"The best final loss to be expected on {race.problem}."]
    for tries in sorted({1, min(3, len(race.rates)), len(race.rates)}):
        losses = ", ".join(f"{name} {loss:.2g}" for name, loss in race.expected_best(tries).items())
        said.append(f"With {tries} tr{'y' if tries == 1 else 'ies'}: {losses}.")
    return " ".join(said)

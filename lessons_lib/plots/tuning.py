"""A race of rules, drawn: final losses against the learning rate, and how each rule ends at its best."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from ..mistakes import Mistake, called
from ..races import Race
from .log_axes import decades, round_places, write_ticks
from .palette import BAD, SOFT, Size, Style, dress, looks_of, size_of
from .parts import Part
from .picture import Picture, new_figure
from .race import who

__all__ = ["finish", "tournament_picture", "tuning"]

ABOVE = 3.0  # times the loss at the start: what ends higher is drawn at the edge
EMPTY = 1e-3  # of the loss at the start: how deep a picture is in which nothing is known yet
ROOM = 1.35  # a factor at the ends of an axis, for half a mark
RING = 1.5  # times a usual mark: that of the best rate


def tuning(race: Race, *, view: str = "study") -> Picture:
    """Draw the final loss of every rule against the learning rate, both on a log scale.

    A line joins the medians over the seeds, a band reaches from the lowest to the highest, the large mark
    stands at the best rate. Crosses above the picture: walks with this rate left the map.

    Parameters
    ----------
    race : Race
        From :func:`lessons_lib.races.hold`.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is no race.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.races import hold
    >>> from lessons_lib.rules import gradient_descent
    >>> print(tuning(hold([gradient_descent], bowl(), rates=[0.1, 1, 10], steps=20, seeds=[0])).alt)
    Race on bowl(curvature=1): 3 rates from 0.1 to 10, 20 steps, 1 seed. Loss at the start 8.6.
    gradient_descent: solved at rate 1; within twice that at 1 of 3 rates.
    """
    _check(race)
    look, looks = size_of(view), _looks(race)
    figure = new_figure(9.6, 4.0)
    parts = [
        *_curves(*_columns(figure, 0.075, 0.655, len(looks)), looks, look),
        who(figure.add_axes((0.75, 0.13, 0.25, 0.78)), looks, look, _said),
    ]
    return _drawn(figure, parts, race)


def finish(race: Race, *, view: str = "study") -> Picture:
    """Draw how every rule ends at its best learning rate: a mark for each seed, a bar at their median.

    Parameters
    ----------
    race : Race
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is no race.
    """
    _check(race)
    look, looks = size_of(view), _looks(race)
    figure = new_figure(9.6, 0.9 + 0.42 * len(looks))
    low, high = 0.5 / figure.get_figheight(), 1 - 0.82 / figure.get_figheight()
    names = figure.add_axes((0.01, low, 0.21, high))
    axes = figure.add_axes((0.23, low, 0.75, high))
    picture = _drawn(figure, [_finish(axes, names, looks, look)], race)
    dress(axes, look, title="at its best rate: a mark for each seed, a bar at the median", x="final loss")
    return picture


def tournament_picture(race: Race, *, view: str = "study") -> Picture:
    """Draw the picture of the tournament panel: both of these side by side; it follows a race."""
    look, looks = size_of(view), _looks(race)
    figure = new_figure(9.6, 4.0)
    names = figure.add_axes((0.56, 0.13, 0.175, 0.78))
    parts = [
        *_curves(*_columns(figure, 0.075, 0.465, len(looks)), looks, look),
        _finish(figure.add_axes((0.745, 0.13, 0.24, 0.78)), names, looks, look),
    ]
    return _drawn(figure, parts, race)


def _check(race: Any) -> None:
    if not isinstance(race, Race):
        raise Mistake(f"This draws a race, and was given {called(race)}. Give hold([adam], ravine()).")


def _drawn(figure: Figure, parts: list[Part], race: Race) -> Picture:
    picture = Picture(figure, repr(race), tuple(parts))
    picture.follow(race)
    return picture


def _looks(race: Race) -> dict[str, Style]:
    return dict(zip(race.names, looks_of(race.rules), strict=True))


def _columns(figure: Figure, left: float, wide: float, rules: int) -> tuple[Axes, Axes]:
    """Make the axes of the losses, and above them a strip for what has left, with a row for each rule."""
    high = 0.03 + 0.02 * rules
    return figure.add_axes((left, 0.13, wide, 0.77 - high)), figure.add_axes((left, 0.91 - high, wide, high))


def ends(race: Race) -> tuple[float, float]:
    """Choose whole decades that hold the losses of a race."""
    known = race.losses[np.isfinite(race.losses)]
    lowest = min(known.min(initial=np.inf), EMPTY * race.start if not known.size else np.inf)
    if not np.isfinite(lowest):  # everything has left
        lowest = EMPTY * race.start
    top = ABOVE * race.start
    return 10.0 ** np.floor(np.log10(min(lowest, top / 10))), 10.0 ** np.ceil(np.log10(top))


def _curves(low: Axes, strip: Axes, looks: dict[str, Style], size: Size) -> tuple[Part, Part]:
    """Show the final losses, and above them, a row a rule, the rates at which it left the map."""
    dress(low, size, x="learning rate")
    low.set(xscale="log", yscale="log")
    low.grid(color="#ececec", lw=0.8)
    low.tick_params(axis="x", pad=6)
    dress(strip, size, title="final loss at every rate; large: the best")
    strip.set(xscale="log", ylim=(len(looks) - 0.4, -0.6), yticks=[])
    strip.tick_params(labelbottom=False, bottom=False, which="both")
    strip.set_facecolor("#f6f1f1")
    words = strip.text(0.015, 0.5, "", transform=strip.transAxes, fontsize=size.small, color=BAD, va="center")
    for spine in strip.spines.values():
        spine.set_visible(False)
    rows = [_curve(low, style, size) for style in looks.values()]
    crosses = [_crosses(strip, style, size, len(looks)) for style in looks.values()]

    def follow(race: Race) -> bool:
        bottom, top = ends(race)
        medians = race.medians
        for k, (band, line, best) in enumerate(rows):
            known = np.isfinite(medians[k])
            x, y = race.rates[known], np.clip(medians[k][known], bottom, top)
            line.set_data(x, y)
            band.set_xy(_band(x, race.losses[k][known], bottom, top))
            at = race.best(race.names[k])
            won = np.isfinite(at.loss) and at.loss <= top
            best.set_data(*(([at.rate], [max(at.loss, bottom)]) if won else ([], [])))
        return _fit(low, race, (bottom / ROOM, top * ROOM))

    def follow_crosses(race: Race) -> bool:
        for k, line in enumerate(crosses):
            gone = race.rates[race.medians[k] == np.inf]
            line.set_data(gone, np.full(len(gone), k))
        some = np.isinf(race.medians).any()
        words.set(text="left the map" if some else "left the map: none", color=BAD if some else SOFT)
        return _fit(strip, race, strip.get_ylim())

    moving = tuple(artist for row in rows for artist in row)
    return Part(low, moving, follow), Part(strip, (*crosses, words), follow_crosses)


def _curve(axes: Axes, style: Style, size: Size) -> tuple:
    """Make band, line and mark of one rule."""
    band = axes.add_patch(Polygon(np.ones((3, 2)), facecolor=style.color, alpha=0.14, lw=0, zorder=3))
    dash = "-" if not style.dash else (0, style.dash)
    (line,) = axes.plot([], [], color=style.color, lw=size.line, ls=dash, zorder=5)
    line.set(marker=style.marker, markersize=1.3 * size.dot, markeredgecolor="white", markeredgewidth=0.5)
    (best,) = axes.plot([], [], ls="none", marker=style.marker, color=style.color, zorder=6)
    best.set(markersize=RING * size.head, markeredgecolor="white", markeredgewidth=1.2)
    return band, line, best


def _crosses(axes: Axes, style: Style, size: Size, rules: int) -> Line2D:
    room = 0.7 * axes.get_window_extent().height / rules * 72 / axes.figure.dpi
    (line,) = axes.plot([], [], ls="none", marker="X", ms=min(size.head * 0.8, room), color=style.color)
    line.set_markeredgewidth(0)
    return line


def _band(x: np.ndarray, losses: np.ndarray, bottom: float, top: float) -> np.ndarray:
    """Return the corners of a band between the lowest and the highest of the seeds."""
    if not len(x):
        return np.full((3, 2), bottom)
    known = np.where(np.isnan(losses), np.inf, losses).min(axis=1)
    least = np.clip(known, bottom, top)
    most = np.clip(np.where(np.isnan(losses), -np.inf, losses).max(axis=1), bottom, top)
    return np.concatenate([np.column_stack([x, least]), np.column_stack([x, most])[::-1]])


def _fit(axes: Axes, race: Race, y: tuple[float, float]) -> bool:
    """Set limits and ticks; say whether they have become others."""
    first, last = np.log10([race.rates[0], race.rates[-1]])
    room = 0.03 * max(last - first, 1.0)
    x = (10.0 ** (first - room), 10.0 ** (last + room))
    if np.allclose([*axes.get_xlim(), *axes.get_ylim()], [*x, *y], rtol=1e-9, atol=0):
        return False
    axes.set(xlim=x, ylim=y)
    axes.set_xticks(places if len(places := decades(*x)) > 1 else np.unique(race.rates[[0, -1]]))
    axes.xaxis.set_major_formatter("{x:g}")
    if axes.get_yscale() == "log":
        write_ticks(axes.yaxis, decades(*y), 6)
    axes.minorticks_off()
    return True


def _said(race: Race) -> list[tuple[str, bool]]:
    """Say of every rule how it did at its best."""
    return [told(race, name) for name in race.names]


def told(race: Race, name: str) -> tuple[str, bool]:
    """Say in a few words how a rule did at its best rate, and whether it left at every one."""
    best = race.best(name)
    if np.isnan(best.loss):
        return "not run yet", False
    if best.loss == np.inf:
        return "left at every rate", True
    loss = "solved" if best.high <= race.floor else f"{best.loss:.2g}"
    return f"{loss} at rate {best.rate:.2g}", False


def _finish(axes: Axes, names: Axes, looks: dict[str, Style], size: Size) -> Part:
    """Show the rules, the best on top: a mark for each seed at the best rate, a bar at the median.

    An arrow at the right stands for seeds that left.
    """
    count = len(looks)
    dress(axes, size, title="at its best rate", x="final loss")
    axes.set(xscale="log", ylim=(count - 0.5, -0.5), yticks=[])
    axes.grid(axis="x", color="#ececec", lw=0.8)
    names.set(xlim=(0, 1), ylim=(count - 0.5, -0.5))
    names.set_axis_off()
    dots, bars, titles, words, gone = [], [], [], [], []
    row = axes.get_window_extent().height / count * 72 / axes.figure.dpi
    letter = min(size.small, 0.42 * row)
    for name, style in looks.items():
        (dot,) = axes.plot([], [], ls="none", marker=style.marker, color=style.color, zorder=5)
        dot.set(markersize=0.75 * size.head, markeredgecolor="white", markeredgewidth=0.6)
        (bar,) = axes.plot([], [], color=style.color, lw=2.2 * size.line, zorder=4)
        gone.extend(
            axes.plot([], [], ">", ms=0.9 * size.head, color=BAD, transform=axes.get_yaxis_transform())
        )
        fit = min(letter, 72 / axes.figure.dpi * names.get_window_extent().width / (0.62 * len(name)))
        titles.append(names.text(0.98, 0, name, fontsize=fit, color=style.color, ha="right", va="bottom"))
        words.append(names.text(0.98, 0, "", fontsize=0.9 * letter, color=SOFT, ha="right", va="top"))
        titles[-1].set_parse_math(False)
        dots.append(dot)
        bars.append(bar)

    def follow(race: Race) -> bool:
        for place, name in enumerate(race.ranking()):
            k = race.row(name)
            best = race.best(name)
            seeds = _at(race, k, best.rate)
            dots[k].set_data(np.clip(seeds, 1e-300, 1e300), np.full(len(seeds), place))
            mid = best.loss if np.isfinite(best.loss) else np.nan
            bars[k].set_data([mid, mid], [place - 0.32, place + 0.32])
            gone[k].set_data(*(([0.985], [place]) if np.isinf(seeds).any() else ([], [])))
            titles[k].set_y(place - 0.03)
            words[k].set_y(place + 0.06)
            said, failed = told(race, name)
            words[k].set(text=said, color=BAD if failed else SOFT)
        return _fit_finish(axes, race)

    return Part(axes, (*bars, *dots, *gone, *titles, *words), follow)


def _at(race: Race, row: int, rate: float) -> np.ndarray:
    """Return the losses of the seeds at a rate; of one at which all have left, none."""
    if np.isnan(rate):
        return np.zeros(0)
    found = race.losses[row, int(np.argmin(abs(race.rates - rate)))]
    found = found[~np.isnan(found)]
    return found if np.isfinite(found).any() else np.zeros(0)


def _fit_finish(axes: Axes, race: Race) -> bool:
    """Let the axis hold the seeds at the best rates, and a factor of ten, or of a thousand, at least."""
    best = np.array([race.best(name)[2:] for name in race.names])
    known = best[np.isfinite(best)]
    low, high = (known.min(), known.max()) if known.size else (EMPTY * race.start, race.start)
    tiny = low < 1e-3  # there ticks are powers of ten
    room = max(1.25, np.sqrt((1000 if tiny else 10) / (high / low)), (high / low) ** 0.05)
    x = (low / room, high * room)
    if np.allclose(axes.get_xlim(), x, rtol=1e-9, atol=0):
        return False
    axes.set_xlim(*x)
    write_ticks(axes.xaxis, round_places(*x), 4)
    axes.minorticks_off()
    return True

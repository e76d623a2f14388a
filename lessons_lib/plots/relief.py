"""How to read a landscape from above: lettered places, slopes as arrows, and a cut seen from the side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from ..landscapes import Landscape
from ..mistakes import Mistake
from .palette import BAD, INK, Size, dress, size_of
from .parts import GRAIN, _levels, contours
from .picture import Picture, new_figure

__all__ = ["cut", "relief"]

LONGEST = 0.16  # the longest arrow, in widths of the map
CUT = "#7b1fa2"
Places = Mapping[str, Sequence[float]]


def relief(
    landscape: Landscape,
    places: Places | None = None,
    *,
    slopes: bool = False,
    stars: bool = True,
    view: str = "study",
) -> Picture:
    """Draw a landscape from above, with lettered places.

    Parameters
    ----------
    landscape : Landscape
        Over two coordinates.
    places : mapping of letter to (w0, w1), optional
    slopes : bool, default False
        Draw the gradient at each place as an arrow: it points uphill, and is longer where it is steeper.
        The longest one has a fixed length, so arrows compare within one picture alone.
    stars : bool, default True
        Mark the minima.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the landscape does not have two coordinates.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> relief(ravine(), {"A": (4, 0)}, slopes=True).alt
    'ravine(condition=20) from above: lines join places of equal loss, darker is lower. A star at (0, 0). \
A at (4, 0), gradient (0.4, 0).'
    """
    _flat(landscape)
    places, look = dict(places or {}), size_of(view)
    figure = new_figure(9.6, 4.0)
    axes = figure.add_axes((0.05, 0.115, 0.9, 0.8))
    contours(axes, landscape if stars else dataclasses.replace(landscape, minima=()), look)
    if slopes and places:
        _arrows(axes, landscape, list(places.values()), look)
    for letter, place in places.items():
        _letter(axes, letter, place, look)
    words = [f"{landscape!r} from above: lines join places of equal loss, darker is lower."]
    words += [f"A star at {_point(star)}." for star in landscape.minima] if stars else []
    for letter, place in places.items():
        slope = f", gradient {_point(_gradient(landscape, place))}" if slopes else ""
        words.append(f"{letter} at {_point(place)}{slope}.")
    return Picture(figure, " ".join(words))


def cut(landscape: Landscape, w1: float, *, view: str = "study") -> Picture:
    """Draw a landscape from above, a straight way across it, and the same way from the side.

    Where the way crosses a line of equal loss stands a dot, in both pictures.

    Parameters
    ----------
    landscape : Landscape
        Over two coordinates.
    w1 : float
        The way runs along w0 at this w1.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the landscape does not have two coordinates, or the way lies outside its window.

    Examples
    --------
    >>> from lessons_lib.landscapes import two_valleys
    >>> cut(two_valleys(), 0.0).alt.split(":")[0]
    'two_valleys() from above, cut along w1 = 0, and the cut from the side'
    """
    _flat(landscape)
    (left, right), (low, high) = landscape.window
    if not low <= w1 <= high:
        raise Mistake(f"w1 is {w1:g}, outside the map. Choose from {low:g} to {high:g}.")
    look, x = size_of(view), np.linspace(left, right, 1201)
    z, levels = landscape.loss(np.array([x, np.full_like(x, w1)])), _lines(landscape)
    dots = _crossings(x, z, levels)
    figure = new_figure(9.6, 3.7)
    above = figure.add_axes((0.05, 0.13, 0.5, 0.78))
    contours(above, landscape, look)
    above.plot([left, right], [w1, w1], color=CUT, lw=look.line, ls=(0, (5, 3)), zorder=3)
    above.plot(dots, np.full_like(dots, w1), "o", color=CUT, ms=look.dot * 1.3, zorder=4)
    side = figure.add_axes((0.64, 0.13, 0.345, 0.78))
    dress(side, look, title=f"the loss along $w_1$ = {w1:g}", x="$w_0$", y="loss")
    side.hlines(levels[(z.min() < levels) & (levels < z.max())], left, right, color="#d5dee7", lw=0.8)
    side.plot(x, z, color=CUT, lw=look.line)
    side.plot(dots, np.interp(dots, x, z), "o", color=CUT, ms=look.dot * 1.3)
    side.set_xlim(left, right)
    words = f"{landscape!r} from above, cut along w1 = {w1:g}, and the cut from the side: "
    words += f"a curve from loss {z[0]:.2f} at the left to {z[-1]:.2f} at the right, lowest at "
    words += f"w0 = {x[np.argmin(z)]:.2f}. Where the cut crosses a line of equal loss, both have a dot."
    return Picture(figure, words)


def _flat(landscape: Landscape) -> None:
    if not isinstance(landscape, Landscape) or len(landscape.start) != 2:
        raise Mistake(f"{landscape!r} is no landscape over two coordinates. Give one, such as ravine().")


def _lines(landscape: Landscape) -> np.ndarray:
    """Heights of the lines that the map shows."""
    x, y = (np.linspace(*side, GRAIN) for side in landscape.window)
    return _levels(landscape.loss(np.stack(np.meshgrid(x, y))), landscape.lowest)[1]


def _crossings(x: np.ndarray, z: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Find where a curve passes one of some heights."""
    above = z[:, None] > levels
    k, which = np.nonzero(above[1:] != above[:-1])
    part = (levels[which] - z[k]) / (z[k + 1] - z[k])
    return x[k] + part * (x[k + 1] - x[k])


def _gradient(landscape: Landscape, place: Sequence[float]) -> np.ndarray:
    return landscape.gradient(np.asarray(place, dtype=float), 0)


def _arrows(axes: Axes, landscape: Landscape, places: list, look: Size) -> None:
    """Draw the gradient at each place, the longest one LONGEST of the map."""
    slopes = np.array([_gradient(landscape, place) for place in places])
    wide = landscape.window[0][1] - landscape.window[0][0]
    longest = float(np.max(np.linalg.norm(slopes, axis=1)))
    arrow = dict(arrowstyle="-|>", color=BAD, lw=look.line * 1.3, shrinkA=0, shrinkB=0, mutation_scale=14)
    for place, slope in zip(places, slopes * LONGEST * wide / max(longest, 1e-300), strict=True):
        axes.annotate("", np.add(place, slope), place, arrowprops=arrow, zorder=5, annotation_clip=False)


def _letter(axes: Axes, letter: str, place: Sequence[float], look: Size) -> None:
    """Put a dot with its letter on a light ground beside it."""
    axes.plot(*place, "o", color=INK, ms=look.dot * 1.7, mec="white", zorder=6)
    box = dict(boxstyle="round,pad=0.15", fc="white", ec="none", alpha=0.85)
    off = dict(xytext=(-9, -9), textcoords="offset points", ha="right", va="top", zorder=7)
    axes.annotate(letter, place, fontsize=look.text * 1.15, weight="bold", color=INK, bbox=box, **off)


def _point(place: Sequence[float]) -> str:
    return f"({', '.join(f'{float(each):.3g}' for each in place)})"

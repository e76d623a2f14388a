"""The picture of the memory panel: a walk, what its rule remembers step by step, and squares of that size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import ScaledTranslation

from ..descent import Path
from ..landscapes import Landscape
from ..signatures import RANGES
from .palette import COORDINATES, INK, SOFT, Size, dress, size_of
from .parts import Part, clock_hand, give_pages, ground, move, round_up, trail, trail_lines
from .picture import Picture, new_figure

NEVER_NEGATIVE = {name for name, (low, *_) in RANGES.items() if low == 0} | {"rate"}
DECADES = 6  # of a memory that never is negative: below that it leaves the picture


@dataclass(frozen=True)
class Remembered:
    """What the picture shows.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Recorded values to show, a row of the picture each.
    multiplier : array of shape (rows,), optional
        What the correction multiplies the step by that led to each row.
    other : Path, optional
        Another walk, drawn quietly below the first.
    """

    path: Path
    names: Sequence[str]
    multiplier: np.ndarray | None = None
    other: Path | None = None


def memory_picture(landscape: Landscape, rule: Callable, rows: int, *, view: str = "study") -> Picture:
    """Draw the picture of the memory panel, with one or two rows of recorded values.

    Parameters
    ----------
    landscape : Landscape
        One or two coordinates.
    rule : function
        Gives the colour of the walk.
    rows : int
        1 or 2.
    view : "study" or "lecture"
    """
    look = size_of(view)
    figure = new_figure(9.6, 3.5)
    where = figure.add_axes((0.05, 0.2, 0.3, 0.705))
    where.set_anchor("N")  # a surface lower than its place stands beside the first row
    under = ground(where, landscape, look)
    parts = [_other_walk(where, look), _walk(where, rule, look), _multiplier(where, look)]
    high = 0.32 if rows == 2 else 0.785
    for row in range(rows):
        bottom = 0.12 + 0.465 * (rows - 1 - row)
        curve = figure.add_axes((0.425, bottom, 0.28, high))
        coordinates = len(landscape.start)
        parts.append(over_time(curve, row, coordinates, look, last=row == rows - 1))
        parts.append(squares(figure.add_axes((0.73, bottom, 0.26, high)), row, coordinates, look))
    parts.append(velocity_arrow(where, look))
    return Picture(figure, "", tuple(parts), (under,))


def _walk(axes: Axes, rule: Callable, size: Size) -> Part:
    part = trail(axes, rule, size)
    return Part(axes, part.artists, lambda seen: part.follow(seen.path))


def velocity_arrow(axes: Axes, size: Size) -> Part:
    """Show the velocity at the step shown as an arrow on the surface, as long as the move that led there.

    Nothing is drawn where the velocity that a rule records is not its move: it may count in other units.
    """
    (arrow,) = axes.plot([], [], color=INK, lw=1.3 * size.line, zorder=6)

    def follow(seen: Remembered) -> bool:
        if "velocity" not in seen.names or not _is_move(seen.path):
            arrow.pages = None
            move([arrow], np.empty(0), np.empty(0))
            return False
        pixel = np.ptp(axes.get_xlim()) / axes.get_window_extent().width  # in units of the surface
        barb = 0.8 * size.head * pixel * axes.figure.dpi / 72
        give_pages(arrow, arrows(seen.path.w, seen.path["velocity"], barb))
        return False

    return Part(axes, (arrow,), follow)


def _is_move(path: Path) -> bool:
    """Say whether a walk over two coordinates records its moves as its velocity."""
    moves = np.diff(path.w, axis=0)
    whole = path.w.shape[1] == 2 and len(path.t) == path.t[-1] + 1
    return (
        whole
        and "velocity" in path.values
        and np.allclose(moves, path["velocity"][1:], rtol=1e-6, atol=1e-12)
    )


def arrows(tails: np.ndarray, along: np.ndarray, barb: float) -> np.ndarray:
    """Make an arrow a row, each as one line: from the tail to the tip, and back along both barbs.

    Parameters
    ----------
    tails, along : arrays of shape (rows, 2)
    barb : float
        The longest that a barb may be.

    Returns
    -------
    array of shape (rows, 5, 2)

    Examples
    --------
    >>> arrows(np.zeros((1, 2)), np.array([[10.0, 0.0]]), 1.0).round(2)[0].tolist()
    [[0.0, 0.0], [10.0, 0.0], [9.13, 0.5], [10.0, 0.0], [9.13, -0.5]]
    """
    tips = tails + along
    length = np.hypot(*along.T)[:, None]
    ahead = along / np.where(length > 0, length, 1.0)
    aside, back = ahead[:, ::-1] * [-1, 1], np.minimum(barb, length / 2)
    left, right = (tips - back * (np.sqrt(3) / 2 * ahead - side * aside / 2) for side in (1, -1))
    return np.stack([tails, tips, left, tips, right], axis=1)


def _other_walk(axes: Axes, size: Size) -> Part:
    """Show another walk as a quiet line."""
    (line,) = axes.plot([], [], color=SOFT, lw=size.line, ls=(0, (1, 1.6)), zorder=4)

    def follow(seen: Remembered) -> bool:
        path = seen.other
        if path is None:
            move([line], np.empty(0), np.empty(0))
        else:
            height = path.w[:, 1] if path.w.shape[1] == 2 else path.loss
            move([line], np.clip(path.w[:, 0], -1e6, 1e6), np.clip(height, -1e6, 1e6))
        return False

    return Part(axes, (line,), follow)


def _multiplier(axes: Axes, size: Size) -> Part:
    """Say below the surface what the correction does to the step, or which walk the dotted one is."""
    below = axes.transAxes + ScaledTranslation(0, -4.3 * size.small / 72, axes.figure.dpi_scale_trans)
    words = axes.text(0, 0, "", transform=below, fontsize=size.small, color=INK, va="top")

    def follow(seen: Remembered) -> bool:
        said = [""] * len(seen.path.t)
        if seen.other is not None:
            said = ["dotted: with the correction"] * len(said)
        elif seen.multiplier is not None:
            said = ["", *(f"correction: this step × {x:.3f}" for x in seen.multiplier[1:])]
        words.lines = said
        words.set_text(said[-1])
        return False

    return Part(axes, (words,), follow)


def over_time(axes: Axes, row: int, coordinates: int, size: Size, *, last: bool) -> Part:
    """Show a recorded value step by step: a curve a coordinate."""
    dress(axes, size, x="step" if last else "")
    axes.tick_params(axis="x", labelbottom=last)
    styles = COORDINATES[:coordinates]
    lines = [trail_lines(axes, style, size) for style in styles]
    for line, head in lines:
        line.set(marker="none")
        head.set_markersize(0.75 * size.head)
    if row == 0:
        axes.legend(
            [_sample(line, head) for line, head in lines],
            [f"$w_{k}$" for k in range(coordinates)],
            **dict(loc="lower right", bbox_to_anchor=(1.02, 0.965), ncols=2, frameon=False),
            **dict(fontsize=size.small, handlelength=2.6, columnspacing=1.0, borderpad=0.1),
        )
    axes.grid(axis="y", color="#ececec", lw=0.8)
    hand, shown = clock_hand(axes), [""]

    def follow(seen: Remembered) -> bool:
        name, path = seen.names[row], seen.path
        values = np.where(np.isfinite(path[name]), path[name], np.nan)
        positive = name in NEVER_NEGATIVE
        if positive:
            values = np.where(values > 0, values, np.nan)  # a log axis has no place for zero
        move([hand], path.t, np.zeros(len(path.t)))
        for pair, column in zip(lines, values.T, strict=True):
            move(pair, path.t, column)
        changed = shown[0] != name
        if changed:
            shown[0] = name
            axes.set_yscale("log" if positive else "linear")
            axes.set_title(_written(name), loc="left", fontsize=size.text, color=INK, pad=6)
        limits = _decades if positive else _symmetric
        return _fit(axes, 1.02 * round_up(path.planned), limits(values), fresh=changed) or changed

    artists = (artist for pair in lines for artist in pair)
    return Part(axes, (hand, *artists), follow, clock=True)


def _sample(line: Line2D, head: Line2D) -> Line2D:
    """Make what stands for a curve in the legend."""
    looks = dict(color=line.get_color(), lw=line.get_linewidth(), ls=line.get_linestyle())
    return Line2D([], [], marker=head.get_marker(), ms=0.75 * head.get_markersize(), mec="white", **looks)


def _written(name: str) -> str:
    return "effective rate" if name == "rate" else name


def _decades(values: np.ndarray) -> tuple[float, float]:
    """Choose whole decades that hold values above zero."""
    seen = values[values > 0]
    if not seen.size:
        return 0.1, 10.0
    top = np.ceil(np.log10(seen.max()) + 1e-9)
    low = np.clip(np.floor(np.log10(seen.min())), top - DECADES, top - 1)
    return 10.0**low, 10.0**top


def _symmetric(values: np.ndarray) -> tuple[float, float]:
    """Choose round limits on both sides of zero."""
    seen = np.abs(values[np.isfinite(values)])
    size = float(seen.max()) if seen.size else 0.0
    reach = _round(size) if size > 0 else 1.0
    return -reach, reach


def _round(size: float) -> float:
    unit = 10.0 ** np.floor(np.log10(size))
    return float(unit * next(k for k in (1.1, 1.5, 2, 3, 4, 6, 8, 11) if k * unit >= size))


def _fit(axes: Axes, right: float, y: tuple[float, float], *, fresh: bool) -> bool:
    """Set new limits, unless those that are there hold the data well: drawing again is slow."""
    (_, end), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    if axes.get_yscale() == "log":
        well = bottom <= y[0] * 1.001 and y[1] <= top * 1.001 and top / bottom <= 1001 * y[1] / y[0]
    else:
        well = y[1] <= top <= 2.6 * y[1]
    if well and np.isclose(end, right) and not fresh:
        return False
    axes.set(xlim=(0, right), ylim=y)
    return True


def squares(axes: Axes, row: int, coordinates: int, size: Size) -> Part:
    """Show a recorded value as squares: their area is its size at the step shown, hollow if below zero.

    The dashed outline is the largest value of the walk, of both coordinates.
    """
    box = axes.get_window_extent()
    width, height = box.width, box.height
    line = 1.75 * size.small * axes.figure.dpi / 72  # of text, in pixels
    side = min(width / 2 - 12, height - line)
    foot = (height - line - side) / 2 + line
    axes.set(xlim=(0, width), ylim=(0, height))  # so that its units are pixels, and squares are square
    axes.axis("off")
    middles = [width * (2 * k + 1) / 4 for k in range(coordinates)]
    name = axes.text(0, height + 6, "", fontsize=size.text, color=INK, va="bottom")
    note = axes.text(width, height + 6, "", fontsize=size.small, color=SOFT, ha="right", va="bottom")
    shapes, numbers = [], []
    for middle, style in zip(middles, COORDINATES, strict=False):
        outline = Rectangle((middle - side / 2, foot), side, side, fill=False, ec="#8a8a8a", lw=0.9, ls="--")
        axes.add_patch(outline)
        full = Polygon(np.zeros((4, 2)), fc=style.color, ec=style.color, lw=1.0)
        hollow = Polygon(np.zeros((4, 2)), fc="white", ec=style.color, lw=2.0)
        shapes.append((axes.add_patch(full), axes.add_patch(hollow)))
        numbers.append(
            axes.text(middle, foot - 4, "", fontsize=size.small, color=style.color, ha="center", va="top")
        )

    def follow(seen: Remembered) -> bool:
        value = seen.path[seen.names[row]]
        finite = np.where(np.isfinite(value), value, 0.0)
        largest = float(np.abs(finite).max())
        share = np.abs(finite) / (largest or 1.0)
        for k, (full, hollow) in enumerate(shapes):
            sides = side * np.sqrt(share[:, k])
            give_pages(full, _corners(middles[k], foot, np.where(finite[:, k] > 0, sides, 0.0)))
            give_pages(hollow, _corners(middles[k], foot, np.where(finite[:, k] < 0, sides, 0.0)))
            numbers[k].lines = [f"w{k}: {_number(x)}" for x in value[:, k]]
            numbers[k].set_text(numbers[k].lines[-1])
        signed = seen.names[row] not in NEVER_NEGATIVE
        name.set_text(f"area: |{seen.names[row]}|" if signed else f"area: {seen.names[row]}")
        note.set_text(f"outline: {_number(largest)}")
        return False

    return Part(axes, (*(shape for pair in shapes for shape in pair), *numbers, name, note), follow)


def _corners(middle: float, foot: float, sides: np.ndarray) -> np.ndarray:
    """Stand squares on their foot: an array of shape (rows, 4, 2)."""
    half, none = sides / 2, np.zeros_like(sides)
    x = middle + np.stack([-half, half, half, -half], axis=1)
    return np.stack([x, foot + np.stack([none, none, sides, sides], axis=1)], axis=2)


def _number(value: float) -> str:
    """Write a value as the panel's readout does: three digits, plain unless it is very large or small."""
    if not np.isfinite(value):
        return "none yet" if np.isnan(value) else "out of range"
    brief = float(f"{value:.3g}")
    return f"{brief:.10g}" if brief == 0 or 1e-3 <= abs(brief) < 1e6 else f"{value:.2e}"

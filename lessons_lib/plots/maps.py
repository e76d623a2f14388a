"""Maps of many walks: how their ends become colours, and the picture of the atlas panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import FuncNorm, LogNorm, Normalize, to_rgba

from ..landscapes import Landscape
from .palette import BAD, INK, SOFT, SPEED, Size, dress, size_of
from .parts import Ground, Part, ground, loss_curve, trail
from .picture import Picture, new_figure

LOST = "#d9d9d9"  # the fill of a walk that diverged; never without the hatching
HATCH = "///"
DEEP = 1e-12  # of the highest loss of the scale: lower ones look the same
APART = 9.0  # pixels between two lines of the hatching
SHARES = (0.0, 0.9, 0.99, 0.999)  # of the error, kept by a step: marked on the bar of colours
DASHES = ("-", "--", ":")


def loss_scale(top: float, bottom: float | None = None) -> LogNorm:
    """Spread losses over the colours by factors, down to a bottom below which all look the same."""
    return LogNorm(DEEP * top if bottom is None else bottom, top, clip=True)


def share_scale() -> Normalize:
    """Spread the share of the error that a step keeps by factors of what it takes away."""
    ends = dict(vmin=0.0, vmax=0.9999, clip=True)
    return FuncNorm((lambda kept: -np.log10(1 - kept), lambda place: 1 - 10.0**-place), **ends)


@dataclass(frozen=True)
class Side:
    """One side of a map: places from 0 to 1, evenly spread, whatever the values stand for.

    Parameters
    ----------
    name : str
        What the values are.
    cells : int
        How many; the first at place 0, the last at place 1.
    ticks : list of (place, text)
    """

    name: str
    cells: int
    ticks: Sequence[tuple[float, str]]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the outer cells end: half a cell beyond 0 and 1."""
        half = 0.5 / (self.cells - 1)
        return -half, 1 + half


@dataclass(frozen=True)
class Map:
    """What the map of an atlas shows.

    Parameters
    ----------
    x, y : Side
    values : array of shape (y.cells, x.cells)
        What is coloured.
    lost : bool array of that shape
        Walks that diverged.
    title, words : str
        What the picture shows, and what the bar of colours measures.
    scale : Normalize
        How values become colours.
    levels : dict of name -> array of shape (lines, y.cells, x.cells)
        A line is drawn where such an array is zero: what theory says.
    stars : dict of name -> (place of x, place of y)
        Points to mark.
    """

    x: Side
    y: Side
    values: np.ndarray
    lost: np.ndarray
    title: str
    words: str
    scale: Normalize
    levels: dict[str, np.ndarray] = field(default_factory=dict)
    stars: dict[str, tuple[float, float]] = field(default_factory=dict)


def shades(chart: Map) -> np.ndarray:
    """Return the colour of every cell: red, green, blue and opacity, each up to 255."""
    fill = np.where(np.isfinite(chart.values), chart.values, chart.scale.vmax)
    colours = SPEED(np.ma.getdata(chart.scale(np.clip(fill, chart.scale.vmin, chart.scale.vmax))))
    colours[chart.lost] = to_rgba(LOST)
    return np.round(255 * colours).astype(np.uint8)


def hatching(lost: np.ndarray, x: tuple, y: tuple, every: float) -> tuple[np.ndarray, np.ndarray]:
    """Hatch some cells of a grid: slanted lines that end where the cells end, as one line with gaps.

    Parameters
    ----------
    lost : bool array of shape (rows, columns)
        The cells to hatch.
    x, y : (first edge, last edge)
    every : float
        How far the lines are apart, in cells: two or more thin them out, below one there are several a cell.

    Returns
    -------
    x, y : arrays of shape (3 * pieces,)
        Two ends and a gap for each piece.

    Examples
    --------
    >>> hatching(np.array([[True, False]]), (0.0, 2.0), (0.0, 1.0), 1.0)
    (array([ 0.,  1., nan]), array([ 0.,  1., nan]))
    """
    rows, columns = np.nonzero(lost)
    thin, parts = max(1, round(every)), max(1, round(1 / every))
    kept = (columns - rows) % thin == 0
    rows, columns = rows[kept], columns[kept]
    shifts = np.arange(parts) / parts  # a line moved to the right leaves its cell and comes back on the left
    begins = [
        np.concatenate([shifts, np.zeros(parts - 1)]),
        np.concatenate([np.zeros(parts), 1 - shifts[1:]]),
    ]
    ends = [np.concatenate([np.ones(parts), shifts[1:]]), np.concatenate([1 - shifts, np.ones(parts - 1)])]
    lines = []
    for cells, sides, corner, count in ((columns, x, 0, lost.shape[1]), (rows, y, 1, lost.shape[0])):
        places = np.full((len(cells), len(begins[0]), 3), np.nan)
        places[:, :, 0] = cells[:, None] + begins[corner]
        places[:, :, 1] = cells[:, None] + ends[corner]
        lines.append(sides[0] + (sides[1] - sides[0]) / count * places.ravel())
    return lines[0], lines[1]


def level_line(level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find where an array over a map is zero: once a row, or once a column if more of them cross zero.

    Parameters
    ----------
    level : array of shape (rows, columns)
        Rises or falls all along a row, or all along a column.

    Returns
    -------
    x, y : arrays
        Places from 0 to 1; nan where a row or column has none.

    Examples
    --------
    >>> level_line(np.array([[-1.0, 1.0, 2.0], [-3.0, -1.0, 3.0]]))
    (array([0.25 , 0.625]), array([0., 1.]))
    """
    rows, columns = level.shape
    across, up = _crossings(level), _crossings(level.T)
    bends = np.any(np.abs(np.diff(level > 0, axis=0)).sum(axis=0) > 1)  # a column would meet it twice
    if np.isfinite(up).sum() > np.isfinite(across).sum() and not bends:
        return np.linspace(0, 1, columns), up
    return across, np.linspace(0, 1, rows)


def level_lines(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find where each of several arrays over a map is zero, as one line with gaps between them."""
    gap = [np.nan]
    x, y = zip(*(level_line(level) for level in levels), strict=True)
    return np.concatenate([c for part in x for c in (part, gap)]), np.concatenate(
        [c for part in y for c in (part, gap)]
    )


def _crossings(level: np.ndarray) -> np.ndarray:
    """Find the place from 0 to 1 at which each row of an array goes through zero; nan where it does not."""
    turns = (level[:, 1:] > 0) != (level[:, :-1] > 0)
    at = np.argmax(turns, axis=1)
    row = np.arange(len(level))
    before, after = level[row, at], level[row, at + 1]
    with np.errstate(all="ignore"):
        place = (at + before / (before - after)) / (level.shape[1] - 1)
    return np.where(turns.any(axis=1), place, np.nan)


@dataclass(frozen=True)
class Chart:
    """The map in a picture.

    Parameters
    ----------
    axes : Axes
    show : function of a Map
        Makes it the one that is shown; returns True if what stays has to be drawn again too.
    point : function of (x, y)
        Marks a place of it.
    """

    axes: Axes
    show: Callable[[Map], bool]
    point: Callable[[float, float], None]


def atlas_picture(landscape: Landscape, rule: Callable, *, view: str) -> tuple[Picture, Chart]:
    """Draw the picture of the atlas panel: a map, and the walk of one of its cells with its loss.

    Parameters
    ----------
    landscape : Landscape
        One or two coordinates.
    rule : function
        Gives the colour of the walk.
    view : "study" or "lecture"
    """
    look = size_of(view)
    figure = new_figure(9.6, 4.1)
    axes, where, curve = (figure.add_axes(box) for box in BOXES[view])
    shade = axes.imshow(np.zeros((2, 2, 4), np.uint8), origin="lower", interpolation="nearest", aspect="auto")
    (hatch,) = axes.plot([], [], color=SOFT, lw=0.9)
    lines = [
        axes.plot([], [], color=c, ls=dash, lw=look.line)[0]
        for c, dash in zip((BAD, INK, INK), DASHES, strict=True)
    ]
    (stars,) = axes.plot([], [], marker="*", ms=1.5 * look.head, color="white", mec=INK, mew=1.0, ls="none")
    (cell,) = axes.plot([], [], marker="s", ms=look.dot, color="white", mec=INK, mew=1.2, ls="none")
    name = axes.text(0, 1.03, "", transform=axes.transAxes, fontsize=look.text, color=INK, va="bottom")
    fixed: list[
        Artist
    ] = []  # the bar of colours and the legend: they stay until the map means something else
    meant = [""]

    def show(chart: Map) -> bool:
        shade.set_data(shades(chart))
        shade.set_extent((*chart.x.ends, *chart.y.ends))
        width = axes.get_window_extent().width / chart.x.cells
        hatch.set_data(*hatching(chart.lost, chart.x.ends, chart.y.ends, APART / width))
        for line, level in zip(lines, [*chart.levels.values(), *[None] * len(lines)], strict=False):
            line.set_data(*([], []) if level is None else level_lines(level))
        name.set_text(chart.title)
        stars.set_data(*np.reshape(list(chart.stars.values()), (-1, 2)).T)
        ends = (chart.scale.vmin, chart.scale.vmax)
        means = repr((chart.words, chart.x, chart.y, *chart.levels, *chart.stars, *ends))
        if means == meant[0]:
            return False
        meant[0] = means
        for artist in fixed:
            artist.remove()
        fixed[:] = [_bar(axes, chart, look), _legend(axes, chart, lines, look)]
        dress(axes, look, x=chart.x.name, y=chart.y.name)
        axes.set(xlim=chart.x.ends, ylim=chart.y.ends)
        wide = 2 if view == "lecture" and len(chart.x.ticks) > 4 else 1  # large labels: every other one
        axes.set_xticks(*zip(*chart.x.ticks[::-wide], strict=True))
        axes.set_yticks(*zip(*chart.y.ticks, strict=True))
        return True

    under = Ground(axes, (shade, hatch, *lines, stars, name), lambda landscape: False)
    grounds = (under, ground(where, landscape, look))
    parts = (Part(axes, (cell,), lambda path: False), trail(where, rule, look), loss_curve(curve, rule, look))
    chart = Chart(axes, show, lambda x, y: cell.set_data([x], [y]))
    return Picture(figure, "", parts, grounds), chart


# left, bottom, width and height of the map, of the landscape and of the loss curve
BOXES = {
    "study": ((0.07, 0.115, 0.345, 0.81), (0.575, 0.47, 0.41, 0.455), (0.575, 0.115, 0.41, 0.2)),
    "lecture": ((0.09, 0.15, 0.31, 0.76), (0.62, 0.52, 0.365, 0.39), (0.62, 0.15, 0.365, 0.17)),
}


def _bar(axes: Axes, chart: Map, look: Size) -> Axes:
    """Draw what the colours mean, right of the map."""
    box = axes.get_position()
    bar = axes.figure.add_axes((box.x1 + 0.012, box.y0 + 0.36 * box.height, 0.014, 0.64 * box.height))
    bar.imshow(
        np.linspace(0, 1, 256)[:, None], cmap=SPEED, aspect="auto", origin="lower", extent=(0, 1, 0, 1)
    )
    share = isinstance(chart.scale, FuncNorm)
    values = SHARES if share else chart.scale.vmax * DEEP ** (np.arange(4) / 3)
    words = [f"{value:g}" if share else f"$10^{{{round(np.log10(value))}}}$" for value in values]
    dress(bar, look)
    bar.set(xticks=[], ylim=(0, 1))
    bar.yaxis.tick_right()
    bar.set_yticks([float(chart.scale(value)) for value in values], words)
    bar.text(0, 1.035, chart.words, transform=bar.transAxes, fontsize=look.small, color=INK, va="bottom")
    for spine in bar.spines.values():
        spine.set_visible(False)
    return bar


def _legend(axes: Axes, chart: Map, lines: Sequence[Artist], look: Size) -> Artist:
    """Name the hatching and what theory says, below the bar of colours."""
    box = axes.get_position()
    lost = axes.fill_between([], [], [], facecolor=LOST, hatch=HATCH, edgecolor=SOFT, lw=0.0)
    lost.remove()
    star = axes.plot([], [], marker="*", ms=1.2 * look.head, color="white", mec=INK, ls="none")[0]
    star.remove()
    marks = {
        "diverged": lost,
        **dict(zip(chart.levels, lines, strict=False)),
        **dict.fromkeys(chart.stars, star),
    }
    return axes.figure.legend(
        marks.values(),
        marks.keys(),
        loc="upper left",
        bbox_to_anchor=(box.x1 + 0.004, box.y0 + 0.32 * box.height),
        fontsize=look.small,
        frameon=False,
        handlelength=1.6,
        labelspacing=0.35,
        borderpad=0.2,
        labelcolor=INK,
    )

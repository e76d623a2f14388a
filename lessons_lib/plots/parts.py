"""The parts of a picture: each draws what stays on its axes and moves its own artists with a path.

A part is drawn once and updated many times. Its moving artists are ordinary matplotlib artists: a
static picture draws them where they stand, a panel sends them to the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from ..descent import Path
from ..feedback import ask
from ..landscapes import Landscape
from ..signatures import signature
from ..theory import shrink_factors
from .palette import BAD, GOOD, HEIGHT, INK, SOFT, Size, Style, dress, style_of

TRAIL = "trail"  # the gid of an artist whose points are the steps: play shows them one by one
GRAIN = 121  # points a side of a landscape's picture
FLOOR = 1e-9  # of the first loss: below that a loss curve leaves the picture at the bottom
SHALLOW = 1e-6  # the same on noisy ground, which lets no walk go as deep as a quiet one


@dataclass(frozen=True)
class Part:
    """Axes with what moves on them.

    Parameters
    ----------
    axes : Axes
    artists : tuple of artists
        What moves.
    follow : function of a path
        Moves the artists; returns True if what stays has to be drawn again too.
    clock : bool, default False
        Whether the axes count steps from left to right: a panel then lets one choose a step there.
    """

    axes: Axes
    artists: tuple[Artist, ...]
    follow: Callable[[Path], bool]
    clock: bool = False


def give_pages(artist: Line2D | Polygon, pages: np.ndarray) -> None:
    """Give an artist another form for every row of a walk: a panel turns the pages as it plays.

    Where the picture stands still, the last page is shown.

    Parameters
    ----------
    artist : Line2D or Polygon
    pages : array of shape (rows, points, 2)
    """
    artist.pages = np.asarray(pages, dtype=float)
    last = artist.pages[-1]
    artist.set_xy(last) if isinstance(artist, Polygon) else artist.set_data(*last.T)


def trail_lines(axes: Axes, rule: Callable | str, size: Size, label: str = "") -> tuple[Line2D, Line2D]:
    """Make the line of a walk with a dot a step, and the larger mark at its head."""
    style: Style = style_of(rule)
    dash = "-" if not style.dash else (0, style.dash)
    (line,) = axes.plot([], [], color=style.color, lw=size.line, ls=dash, marker=style.marker, ms=size.dot)
    head = axes.add_line(
        Head([], [], color=style.color, ls="none", marker=style.marker, ms=size.head, label=label)
    )
    head.set(markevery=[-1], markeredgecolor="white", markeredgewidth=1.2)
    for artist in (line, head):
        artist.set(gid=TRAIL, clip_on=True, zorder=5, solid_joinstyle="round")
    return line, head


class Head(Line2D):
    """The mark at the head of a walk; where the walk has left the axes, an arrow at their edge instead."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the mark, or the arrow."""
        super().draw(renderer)
        last = self.get_xydata()[-1:]
        if not self.get_visible() or not len(last):
            return
        (place,) = self.get_transform().transform(last)
        box = self.axes.bbox
        room = 0.8 * self.get_markersize() * self.figure.dpi / 72
        edge = np.clip(place, box.min, box.max)
        if not np.all(np.isfinite(place)) or np.all(edge == place):
            return
        angle = np.degrees(np.arctan2(*(place - edge)[::-1])) - 90
        at = np.clip(place, box.min + room, box.max - room)
        arrow = Line2D(
            *at[:, None], marker=(3, 0, angle), ms=1.3 * self.get_markersize(), color=self.get_color()
        )
        arrow.set(markeredgecolor="white", markeredgewidth=1.2, figure=self.figure)
        arrow.draw(renderer)


def move(lines: Sequence[Line2D], x: np.ndarray, y: np.ndarray) -> None:
    """Give lines new points."""
    for line in lines:
        line.set_data(x, y)


def clock_hand(axes: Axes) -> Line2D:
    """Make the unseen line that tells a panel where each step stands on axes that count them.

    Axes need one whose curves have gaps: a point without a height has no place from left to right either.
    It must come first among the moving artists of its part; its x are the steps, its y all 0.
    """
    (hand,) = axes.plot([], [], lw=0, gid=TRAIL, transform=axes.get_xaxis_transform())
    return hand


@dataclass(frozen=True)
class Ground:
    """The landscape under a walk, that can become another one.

    Parameters
    ----------
    axes : Axes
    artists : tuple of artists
        What changes with the landscape.
    show : function of a landscape
        Makes it the one that is shown; returns True if what stays has to be drawn again too.
    """

    axes: Axes
    artists: tuple[Artist, ...]
    show: Callable[[Landscape], bool]


def contours(axes: Axes, landscape: Landscape, size: Size, title: str = "") -> Ground:
    """Draw a landscape from above: darker is lower, a star marks each known minimum."""
    shade = axes.imshow(np.zeros((2, 2, 4), np.uint8), origin="lower", interpolation="bilinear", zorder=0)
    (lines,) = axes.plot([], [], color="#6f8aa5", lw=0.6, zorder=1)
    (stars,) = axes.plot([], [], marker="*", ms=size.head * 1.3, color="white", mec=INK, mew=0.9, ls="none")
    name = axes.text(0, 1.03, "", transform=axes.transAxes, fontsize=size.text, color=INK, va="bottom")
    stars.set_zorder(4)
    dress(axes, size, x="$w_0$", y="$w_1$")

    def show(landscape: Landscape) -> bool:
        words = [f"$w_{name[1:]}$" if name[0] == "w" else f"${name}$" for name in landscape.coordinates]
        called = words != [axes.get_xlabel(), axes.get_ylabel()]
        axes.set(xlabel=words[0], ylabel=words[1])
        x, y = (np.linspace(low, high, GRAIN) for low, high in landscape.window)
        heights = landscape.loss(np.stack(np.meshgrid(x, y)))
        place, levels = _levels(heights, landscape.lowest)
        shade.set_data((HEIGHT(place) * 255).astype(np.uint8))
        shade.set_extent((*landscape.window[0], *landscape.window[1]))
        lines.set_data(*_contour_lines(axes, x, y, heights, levels))
        stars.set_data(*np.reshape(landscape.minima, (-1, 2)).T)
        name.set_text(title or _brief(landscape.name, size))
        moved = axes.get_xlim() != landscape.window[0] or axes.get_ylim() != landscape.window[1]
        axes.set(xlim=landscape.window[0], ylim=landscape.window[1], aspect="equal")
        axes.apply_aspect()  # now, so that pixels are right before the first drawing
        return moved or called

    show(landscape)
    return Ground(axes, (shade, lines, stars, name), show)


def _levels(heights: np.ndarray, lowest: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Spread heights over 0 to 1 so that the floor of a valley shows as well as its walls; choose levels."""
    bottom = float(heights.min()) if lowest is None else min(lowest, float(heights.min()))
    top = max(float(np.quantile(heights, 0.98)) - bottom, 1e-300)
    place = np.clip((heights - bottom) / top, 0.0, 1.0) ** (1 / 2.2)
    return place, bottom + top * np.linspace(0.0, 1.0, 13)[1:] ** 2.2


def _contour_lines(
    axes: Axes, x: np.ndarray, y: np.ndarray, heights: np.ndarray, levels: np.ndarray
) -> tuple:
    """Find the contour lines, as one line with gaps: a line can move, a set of contours cannot."""
    if np.any(np.diff(levels) <= 0):  # flat: there is no line of equal height
        return np.empty(0), np.empty(0)
    drawn = axes.contour(x, y, heights, levels=levels)
    pieces = [
        piece
        for path in drawn.get_paths()
        for piece in np.split(path.vertices, np.flatnonzero(path.codes == path.MOVETO)[1:])
    ]
    drawn.remove()
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([part for piece in pieces for part in (piece, gap)] or [gap])
    return points[:, 0], points[:, 1]


def _brief(name: str, size: Size) -> str:
    """Cut a name that would run into the next picture, such as that of a long formula."""
    room = int(600 / size.text)
    return name if len(name) <= room else f"{name[: room - 1]}…"


def side_view(axes: Axes, landscape: Landscape, size: Size, title: str = "") -> Ground:
    """Draw a landscape of one coordinate from the side."""
    (curve,) = axes.plot([], [], color="#6f8aa5", lw=size.line)
    name = axes.text(0, 1.03, "", transform=axes.transAxes, fontsize=size.text, color=INK, va="bottom")
    dress(axes, size, x="$w_0$", y="loss")

    def show(landscape: Landscape) -> bool:
        x = np.linspace(*landscape.window[0], 201)
        heights = landscape.loss(x[None])
        span = float(np.ptp(heights)) or 1.0
        limits = (float(heights.min()) - 0.06 * span, float(heights.max()) + 0.04 * span)
        curve.set_data(x, heights)
        name.set_text(title or landscape.name)
        moved = axes.get_xlim() != landscape.window[0] or axes.get_ylim() != limits
        axes.set(xlim=landscape.window[0], ylim=limits)
        return moved

    show(landscape)
    return Ground(axes, (curve, name), show)


def ground(axes: Axes, landscape: Landscape, size: Size, title: str = "") -> Ground:
    """Draw a landscape: from above, or from the side if it has one coordinate."""
    return (contours if len(landscape.start) == 2 else side_view)(axes, landscape, size, title)


def trail(axes: Axes, rule: Callable | str, size: Size) -> Part:
    """Show a walk on its ground: every step a dot, the last one larger."""
    lines = trail_lines(axes, rule, size)

    def follow(path: Path) -> bool:
        height = path.w[:, 1] if path.w.shape[1] == 2 else path.loss
        move(lines, np.clip(path.w[:, 0], -1e6, 1e6), np.clip(height, -1e6, 1e6))
        return False

    return Part(axes, lines, follow)


def loss_curve(axes: Axes, rule: Callable | str, size: Size, title: str = "") -> Part:
    """Show the loss above the lowest known point, step by step, on a log scale.

    Where no lowest point of a landscape is known, it is the loss itself, over the heights of the landscape.
    """
    title = title or "loss above the lowest, step by step"
    dress(axes, size, title=title, x="step")
    axes.set_yscale("log")
    axes.grid(axis="y", color="#ececec", lw=0.8)
    lines = trail_lines(axes, rule, size)

    def follow(path: Path) -> bool:
        bottomless = isinstance(path.problem, Landscape) and path.problem.lowest is None
        scale = "linear" if bottomless else "log"
        if other := axes.get_yscale() != scale:
            axes.set_yscale(scale)
            dress(axes, size, title=title.replace(" above the lowest", "") if bottomless else title, x="step")
        if bottomless:
            move(lines, path.t, np.clip(path.loss, -1e30, 1e30))
            return _set(axes, (0, 1.02 * round_up(path.planned)), _heights(path.problem)) or other
        gap = np.clip(path.loss - (getattr(path.problem, "lowest", None) or 0.0), 1e-30, 1e30)
        move(lines, path.t, gap)
        deep = SHALLOW if getattr(path.problem, "sigma", 0.0) else FLOOR
        return _widen(axes, (0, 1.02 * round_up(path.planned)), _decades(float(gap[0]), deep)) or other

    return Part(axes, lines, follow, clock=True)


def _heights(landscape: Landscape) -> tuple[float, float]:
    """Choose the ends of an axis for all heights that a landscape has in its window."""
    sides = [np.linspace(low, high, 31) for low, high in landscape.window]
    heights = landscape.loss(np.stack(np.meshgrid(*sides)))
    heights = heights[np.isfinite(heights)]  # at a corner they need not be
    room = 0.05 * float(np.ptp(heights)) or 1.0
    return float(heights.min()) - room, float(heights.max()) + room


def _set(axes: Axes, x: tuple[float, float], y: tuple[float, float]) -> bool:
    """Set limits; say whether they have become others."""
    if np.allclose([*axes.get_xlim(), *axes.get_ylim()], [*x, *y], rtol=1e-9, atol=0):
        return False
    axes.set(xlim=x, ylim=y)
    return True


def round_up(number: float, least: float = 1.0) -> float:
    """Go to the next round number, so that a little more seldom needs another axis."""
    number = max(number, least)
    size = 10.0 ** np.floor(np.log10(number))
    return float(size * next((k for k in (1, 1.5, 2, 3, 4, 6, 8, 10) if k * size >= number), 10))


def _decades(first: float, deep: float = FLOOR) -> tuple[float, float]:
    """Choose whole decades around a first loss: some above it, nine below, or as deep as is told."""
    top = 10.0 ** np.ceil(np.log10(max(first, 1e-12)) + 0.8)
    return top * deep, top


def _widen(axes: Axes, x: tuple[float, float], y: tuple[float, float]) -> bool:
    """Set new limits, unless those that are there hold the data well: drawing again is slow."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    ours = left == x[0] and np.isclose(bottom / top, y[0] / y[1], atol=0)
    fit = np.isclose(x[1], right) and 0.99 * y[1] <= top <= 1001 * y[1]
    if ours and fit:
        return False
    axes.set(xlim=x, ylim=y)
    return True


def shrink_bars(axes: Axes, directions: int, size: Size) -> Part:
    """Show what one step of gradient descent keeps of the error in each eigen-direction.

    References
    ----------
    After the picture in Goh, G. (2017), Why momentum really works, Distill.
    """
    names = ("along", "across") if directions == 2 else ("error",)
    rows = np.arange(len(names))[::-1]
    bars = axes.barh(rows, np.ones(len(names)), height=0.56, color=GOOD).patches
    labels = [axes.text(0, row, "", va="center", fontsize=size.small, color=INK) for row in rows]
    ends = [
        (-0.55, -0.32),
        *((row + 0.32, row + 0.68) for row in rows[1:][::-1]),
        (rows[0] + 0.32, rows[0] + 1),
    ]
    axes.vlines([1.0] * len(ends), *zip(*ends, strict=True), color=INK, lw=1.0)  # not across the labels
    for side, word in ((-1, "shrinks"), (1, "grows")):
        align = "left" if side > 0 else "right"
        axes.text(
            1 + 0.03 * side, rows[0] + 0.62, word, ha=align, va="center", fontsize=size.small, color=SOFT
        )
    dress(axes, size, title="one step keeps of the error", x="")
    axes.set(xlim=(0, 1.6), ylim=(-0.55, rows[0] + 1.0), xticks=[0, 0.5, 1.0, 1.5])
    axes.set_yticks(rows, names, fontsize=size.small)
    gap = "  " if size.small < 12 else " "  # what there is room for

    def follow(path: Path) -> bool:
        rate = path.settings.get("learning_rate", signature(path.rule).hyperparameters["learning_rate"])
        rate = ask(rate, 0, path.loss[:1]) if callable(rate) else rate
        factors = shrink_factors(path.problem.eigenvalues, rate)
        for bar, label, factor in zip(bars, labels, factors, strict=True):
            kept = abs(float(factor))
            bar.set_width(min(kept, 1.6))
            bar.set_color(GOOD if kept < 1 else BAD)
            label.set_text(f"{factor:.3f}" + (f"{gap}jumps across" if factor < 0 else ""))
            inside = kept > 0.8
            label.set_x(min(kept, 1.6) - 0.03 if inside else kept + 0.03)
            label.set(ha="right" if inside else "left", color="white" if inside else INK)
        return False

    return Part(axes, (*bars, *labels), follow)

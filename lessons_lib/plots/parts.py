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
from matplotlib.lines import Line2D

from ..descent import Path
from ..landscapes import Landscape
from ..theory import shrink_factors
from .palette import BAD, GOOD, HEIGHT, INK, SOFT, Size, Style, dress, style_of

TRAIL = "trail"  # the gid of an artist whose points are the steps: play shows them one by one
FLOOR = 1e-9  # of the first loss: below that a loss curve leaves the picture at the bottom


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
    """

    axes: Axes
    artists: tuple[Artist, ...]
    follow: Callable[[Path], bool]


def _trail(axes: Axes, style: Style, size: Size, label: str = "") -> tuple[Line2D, Line2D]:
    """Make the line of a walk with a dot a step, and the larger mark at its head."""
    dash = "-" if not style.dash else (0, style.dash)
    (line,) = axes.plot([], [], color=style.color, lw=size.line, ls=dash, marker=style.marker, ms=size.dot)
    (head,) = axes.plot([], [], color=style.color, ls="none", marker=style.marker, ms=size.head, label=label)
    head.set(markevery=[-1], markeredgecolor="white", markeredgewidth=1.2)
    for artist in (line, head):
        artist.set(gid=TRAIL, clip_on=True, zorder=5, solid_joinstyle="round")
    return line, head


def _place(lines: Sequence[Line2D], x: np.ndarray, y: np.ndarray) -> None:
    for line in lines:
        line.set_data(x, y)


def _heights(landscape: Landscape, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y = (np.linspace(low, high, count) for low, high in landscape.window)
    return x, y, landscape.loss(np.stack(np.meshgrid(x, y)))


def _levels(heights: np.ndarray, lowest: float) -> np.ndarray:
    """Choose heights for contour lines that show the floor of a valley as well as its walls."""
    top = float(np.quantile(heights, 0.98)) - lowest
    return lowest + top * np.linspace(0.0, 1.0, 13) ** 2.2


def contours(axes: Axes, landscape: Landscape, size: Size, title: str = "") -> None:
    """Draw a landscape from above: darker is lower, a star marks each known minimum."""
    x, y, heights = _heights(landscape, 161)
    lowest = float(heights.min()) if landscape.lowest is None else min(landscape.lowest, float(heights.min()))
    levels = _levels(heights, lowest)
    axes.contourf(x, y, heights, levels=levels, cmap=HEIGHT, extend="both")
    axes.contour(x, y, heights, levels=levels[1:], colors="#6f8aa5", linewidths=0.6, linestyles="solid")
    axes.set(xlim=landscape.window[0], ylim=landscape.window[1], aspect="equal")
    axes.apply_aspect()  # now, so that pixels are right before the first drawing
    dress(axes, size, title=title, x="$w_0$", y="$w_1$")
    for point in landscape.minima:
        axes.plot(*point, marker="*", ms=size.head * 1.3, color="white", mec=INK, mew=0.9, zorder=4)


def surface(axes: Axes, landscape: Landscape, rule: Callable, size: Size, title: str = "") -> Part:
    """Show a walk over a landscape of two coordinates, from above."""
    contours(axes, landscape, size, title)
    lines = _trail(axes, style_of(rule), size)

    def follow(path: Path) -> bool:
        _place(lines, *np.clip(path.w.T, -1e6, 1e6))
        return False

    return Part(axes, lines, follow)


def profile(axes: Axes, landscape: Landscape, rule: Callable, size: Size, title: str = "") -> Part:
    """Show a walk over a landscape of one coordinate, from the side."""
    low, high = landscape.window[0]
    x = np.linspace(low, high, 201)
    heights = landscape.loss(x[None])
    axes.plot(x, heights, color="#6f8aa5", lw=size.line)
    span = float(heights.max() - heights.min())
    axes.set(xlim=(low, high), ylim=(heights.min() - 0.06 * span, heights.max() + 0.04 * span))
    dress(axes, size, title=title, x="$w_0$", y="loss")
    lines = _trail(axes, style_of(rule), size)

    def follow(path: Path) -> bool:
        _place(lines, np.clip(path.w[:, 0], -1e6, 1e6), np.clip(path.loss, -1e6, 1e6))
        return False

    return Part(axes, lines, follow)


def loss_curve(axes: Axes, landscape: Landscape, rule: Callable, size: Size, title: str = "") -> Part:
    """Show the loss above the lowest point, step by step, on a log scale."""
    lowest = landscape.lowest or 0.0
    above = "loss" if lowest == 0 else "loss above the lowest"
    dress(axes, size, title=title or f"{above}, step by step", x="step")
    axes.set_yscale("log")
    axes.grid(axis="y", color="#ececec", lw=0.8)
    lines = _trail(axes, style_of(rule), size)

    def follow(path: Path) -> bool:
        gap = np.clip(path.loss - lowest, 1e-30, 1e30)
        _place(lines, path.t, gap)
        return _widen(axes, (0, 1.02 * max(path.planned, 1)), _decades(float(gap[0])))

    return Part(axes, lines, follow)


def _decades(first: float) -> tuple[float, float]:
    """Choose whole decades around a first loss: some above it, nine below."""
    top = 10.0 ** np.ceil(np.log10(max(first, 1e-12)) + 0.8)
    return top * FLOOR, top


def _widen(axes: Axes, x: tuple[float, float], y: tuple[float, float]) -> bool:
    """Set new limits only if they differ: the same picture must not be drawn twice."""
    same = np.allclose(axes.get_xlim(), x) and np.allclose(np.log10(axes.get_ylim()), np.log10(y))
    if not same:
        axes.set(xlim=x, ylim=y)
    return not same


def shrink_bars(axes: Axes, landscape: Landscape, size: Size) -> Part:
    """Show what one step of gradient descent keeps of the error in each eigen-direction.

    References
    ----------
    After the picture in Goh, G. (2017), Why momentum really works, Distill.
    """
    names = ("along", "across") if len(landscape.eigenvalues) == 2 else ("error",)
    rows = np.arange(len(names))[::-1]
    bars = axes.barh(rows, np.ones(len(names)), height=0.56, color=GOOD).patches
    labels = [axes.text(0, row, "", va="center", fontsize=size.small, color=INK) for row in rows]
    axes.axvline(1.0, color=INK, lw=1.0)
    for side, word in ((-1, "shrinks"), (1, "grows")):
        align = "left" if side > 0 else "right"
        axes.text(
            1 + 0.03 * side, rows[0] + 0.62, word, ha=align, va="center", fontsize=size.small, color=SOFT
        )
    dress(axes, size, title="one step keeps of the error", x="")
    axes.set(xlim=(0, 1.6), ylim=(-0.55, rows[0] + 1.0), xticks=[0, 0.5, 1.0, 1.5])
    axes.set_yticks(rows, names, fontsize=size.small)

    def follow(path: Path) -> bool:
        rate = path.settings["learning_rate"]
        factors = shrink_factors(landscape.eigenvalues, rate(0) if callable(rate) else rate)
        for bar, label, factor in zip(bars, labels, factors, strict=True):
            kept = abs(float(factor))
            bar.set_width(min(kept, 1.6))
            bar.set_color(GOOD if kept < 1 else BAD)
            label.set_text(f"{factor:.3f}" + ("  jumps across" if factor < 0 else ""))
            inside = kept > 0.8
            label.set_x(min(kept, 1.6) - 0.03 if inside else kept + 0.03)
            label.set(ha="right" if inside else "left", color="white" if inside else INK)
        return False

    return Part(axes, (*bars, *labels), follow)

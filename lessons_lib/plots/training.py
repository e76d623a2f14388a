"""The picture of a training: losses, shares read rightly, filters of the first layer, misread digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from .palette import INK, SOFT, Size, dress, size_of, style_of
from .parts import TRAIL, Part, round_up
from .picture import Picture, new_figure

SIDE = 8  # pixels of a digit
FILTERS = (16, 2)  # columns and rows of filters
MISREAD = (4, 4)  # columns and rows of misread digits
SIGN = LinearSegmentedColormap.from_list(
    "sign", ["#0063a6", "#f7f7f7", "#c43c00"]
)  # blue below zero, red above
FROM, TO = 1e-3, 10.0  # the axis of losses; ln 10 = 2.3 is no idea at all


def training_picture(view: str = "study") -> Picture:
    """Draw the picture of the train panel: what it shows comes with a training."""
    look = size_of(view)
    figure = new_figure(9.6, 3.6)
    losses = figure.add_axes((0.058, 0.44, 0.29, 0.48))
    shares = figure.add_axes((0.405, 0.44, 0.265, 0.48))
    filters = figure.add_axes((0.058, 0.01, 0.612, 0.21))
    misread = figure.add_axes((0.715, 0.01, 0.28, 0.91))
    parts = (
        _losses(losses, look),
        _shares(shares, look),
        _filters(filters, look),
        _misread(misread, look),
    )
    return Picture(figure, "", parts)


def describe_training(trained: Any) -> str:
    """Say in words what the picture of a training shows."""
    wrong = trained.plan.model.misread(trained.moment.w)
    pairs = [f"{a} as {b}" for a, b in zip(wrong["right"], wrong["read"], strict=True)][:5]
    mistakes = f" Surest mistakes: {', '.join(pairs)}." if pairs else ""
    return f"{trained.plan.line()}: {trained.verdict()}. Misread: {len(wrong['read'])}.{mistakes}"


def _curve(axes: Axes, size: Size, dash: Any = "-", head: bool = False) -> tuple[Line2D, ...]:
    (line,) = axes.plot([], [], lw=size.line, ls=dash, gid=TRAIL, zorder=5)
    if not head:
        return (line,)
    (end,) = axes.plot([], [], ls="none", ms=size.head, gid=TRAIL, markevery=[-1], zorder=6)
    end.set(markeredgecolor="white", markeredgewidth=1.2)
    return line, end


def _legend(axes: Axes, size: Size, names: dict[str, dict], where: str) -> None:
    """Name lines by their dashes, in grey: their colour is that of the rule, and may change."""
    handles = [Line2D([], [], color=SOFT, label=name, **look) for name, look in names.items()]
    axes.legend(
        handles=handles, loc=where, fontsize=size.small, labelcolor=INK, frameon=False, handlelength=1.8,
        borderpad=0.1, labelspacing=0.25,
    )  # fmt: skip


DASHES = (0, (3.5, 1.6))


def _color(lines: tuple[Line2D, ...], rule: Any) -> None:
    style = style_of(rule)
    for line in lines:
        line.set_color(style.color)
        if line.get_markevery() == [-1]:
            line.set(marker=style.marker, markerfacecolor=style.color)


def _losses(axes: Axes, size: Size) -> Part:
    """Show the loss over all the images, over those kept aside, and over each minibatch alone."""
    dress(axes, size, title="loss", x="step")
    axes.set_yscale("log")
    axes.set(xlim=(0, 1), ylim=(FROM, TO))
    axes.grid(axis="y", color="#ececec", lw=0.8)
    (dots,) = axes.plot([], [], ls="none", marker="o", ms=size.dot * 0.7, zorder=3)
    dots.set(markeredgewidth=0)
    lines = (*_curve(axes, size, head=True), *_curve(axes, size, DASHES))
    names = {
        "minibatch": dict(ls="none", marker="o", ms=size.dot),
        "training": dict(lw=size.line),
        "held out": dict(lw=size.line, ls=DASHES),
    }
    _legend(axes, size, names, "lower left")

    def follow(trained: Any) -> bool:
        _color((*lines, dots), trained.plan.rule)
        dots.set(markerfacecolor=to_rgba(style_of(trained.plan.rule).color, 0.35))
        for line, height in zip(lines, (trained.loss, trained.loss, trained.kept_loss), strict=True):
            line.set_data(trained.t, _held(height))
        dots.set_data(trained.noise[:, 0], _held(trained.noise[:, 1]))
        top = TO if _held(trained.loss).max() < TO else 1e6  # where a training climbs, room to see it
        grown = axes.get_ylim()[1] != top
        axes.set_ylim(FROM, top)
        return _stretch(axes, trained.plan.steps) or grown

    return Part(axes, (dots, *lines), follow, clock=True)


def _held(height: np.ndarray) -> np.ndarray:
    """Keep a loss on the paper, wherever it went."""
    return np.clip(np.nan_to_num(height, nan=1e6, posinf=1e6), 1e-12, 1e6)


def _shares(axes: Axes, size: Size) -> Part:
    """Show what share of the digits is read rightly."""
    dress(axes, size, title="read rightly", x="step")
    axes.set(xlim=(0, 1), ylim=(0, 1.03))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25%", "50%", "75%", "100%"])
    axes.grid(axis="y", color="#ececec", lw=0.8)
    lines = (*_curve(axes, size), *_curve(axes, size, DASHES, head=True))
    _legend(
        axes,
        size,
        {"training": dict(lw=size.line), "held out": dict(lw=size.line, ls=DASHES)},
        "lower right",
    )

    def follow(trained: Any) -> bool:
        _color(lines, trained.plan.rule)
        for line, height in zip(lines, (trained.learned, trained.kept, trained.kept), strict=True):
            line.set_data(trained.t, height)
        return _stretch(axes, trained.plan.steps)

    return Part(axes, lines, follow, clock=True)


def _stretch(axes: Axes, steps: int) -> bool:
    """Give the axis of steps a round end; say whether it has become another one."""
    end = 1.02 * round_up(steps)
    moved = not np.isclose(axes.get_xlim()[1], end)
    axes.set_xlim(0, end)
    axes.locator_params(axis="x", nbins=5)
    return bool(moved)


def _tiles(pictures: np.ndarray, grid: tuple[int, int], gap: tuple[int, int]) -> np.ndarray:
    """Lay RGBA pictures on white, row by row from the top, with room between them."""
    columns, rows = grid
    wide, high = SIDE + gap[0], SIDE + gap[1]
    paper = np.full((rows * high, columns * wide, 4), 255, np.uint8)
    for k, picture in enumerate(pictures[: columns * rows]):
        top, left = (k // columns) * high, (k % columns) * wide
        paper[top : top + SIDE, left : left + SIDE] = picture
    return paper


def _paper(axes: Axes, grid: tuple[int, int], gap: tuple[int, int]) -> AxesImage:
    """Make axes a sheet of tiles with square pixels."""
    blank = _tiles(np.empty((0, SIDE, SIDE, 4), np.uint8), grid, gap)
    sheet = axes.imshow(blank[::-1], origin="lower", interpolation="nearest", aspect="equal")
    axes.set_axis_off()
    axes.set_anchor("NW")
    axes.apply_aspect()
    return sheet


def _filters(axes: Axes, size: Size) -> Part:
    """Show what each unit of the first layer looks for."""
    sheet = _paper(axes, FILTERS, (1, 1))
    words = "at the end, units look for: ink where red, none where blue"
    axes.set_title(words, loc="left", fontsize=size.text, color=INK, pad=6)

    def follow(trained: Any) -> bool:
        weights = np.nan_to_num(trained.plan.model.filters(trained.moment.w))
        top = max(float(np.abs(weights).max()), 1e-12)
        sheet.set_data(
            _tiles((SIGN(0.5 + 0.5 * weights / top) * 255).astype(np.uint8), FILTERS, (1, 1))[::-1]
        )
        return False

    return Part(axes, (sheet,), follow)


def _misread(axes: Axes, size: Size) -> Part:
    """Show the digits kept aside that are read wrongly, the surest mistakes first."""
    gap = (3, 6)
    sheet = _paper(axes, MISREAD, gap)
    columns, rows = MISREAD
    high, wide = SIDE + gap[1], SIDE + gap[0]
    title = axes.text(-0.5, rows * high + 1.0, "", fontsize=size.text, color=INK, va="bottom")
    labels = []
    for k in range(columns * rows):
        x, y = (k % columns) * wide + SIDE / 2 - 0.5, (rows - k // columns) * high - SIDE - 1
        labels.append(axes.text(x, y, "", fontsize=size.small, color=INK, ha="center", va="top"))

    def follow(trained: Any) -> bool:
        wrong = trained.plan.model.misread(trained.moment.w)
        ink = np.repeat(np.round(255 * (1 - wrong["pictures"]))[..., None], 4, axis=-1).astype(np.uint8)
        ink[..., 3] = 255
        sheet.set_data(_tiles(ink, MISREAD, gap)[::-1])
        count = len(wrong["read"])
        room = size.small < 12
        some = f"{len(labels)} of " if count > len(labels) and room else ""
        title.set_text(f"end: {some}{count} errors (is → read)")
        for k, label in enumerate(labels):
            label.set_text(f"{wrong['right'][k]} → {wrong['read'][k]}" if k < count else "")
        return False

    return Part(axes, (sheet, title, *labels), follow)

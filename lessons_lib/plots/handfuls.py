"""Pictures of learning from a handful: where handfuls pull, and what each image looked at has bought."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from ..mistakes import Mistake
from .palette import INK, SOFT, Size, Style, dress, size_of, style_of
from .picture import Picture, new_figure

__all__ = ["budgets", "numerals", "pulls"]

HANDFULS = 150  # drawn for each size
LOOKS = (  # of batch sizes, from the largest to the smallest; lightness, dash and marker vary together
    Style("#1a1a1a", "s", ()),
    Style("#4a0d67", "D", (6, 1.5)),
    Style("#0063a6", "^", (4, 1.5)),
    Style("#00796b", "v", (2, 1.5)),
    Style("#c43c00", "o", ()),
)


def pulls(
    model: Any, w: Sequence[float], sizes: Sequence[int] = (1, 10, 50), seed: int = 0, *, view: str = "study"
) -> Picture:
    """Draw where handfuls of examples would send the weights, and where all of them together would.

    Each thin line is ``-g`` of one handful, drawn with replacement; the thick one is ``-g`` of all.

    Parameters
    ----------
    model : LinearRegression or LogisticRegression
        Of two weights.
    w : two numbers
        Where the weights are now.
    sizes : list of int
        Examples in a handful; a picture each.
    seed : int
        Chooses the handfuls.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the model has no two weights or no data to draw handfuls from, or `sizes` is no list of sizes.
    """
    if not hasattr(model, "data") or len(model.start) != 2:
        raise Mistake("Give a model of two weights with data, such as LinearRegression(petals().scaled()).")
    listed = isinstance(sizes, (tuple, list, np.ndarray)) and len(sizes)
    if not listed or not all(isinstance(size, (int, np.integer)) and size >= 1 for size in sizes):
        raise Mistake(f"sizes is {sizes!r}. Give whole numbers from 1 in brackets, such as (1, 10, 50).")
    here, look = np.asarray(w, dtype=float), size_of(view)
    slopes = _slope_of_each(model, here)
    ends = [here - _handfuls(slopes, size, seed) for size in sizes]
    middle = here - slopes.mean(axis=0)
    window = _window(np.concatenate([here[None], middle[None], *ends]))
    figure, words = new_figure(9.6, 9.6 / len(sizes) + 0.25), []
    for k, (size, to) in enumerate(zip(sizes, ends, strict=True)):
        axes = figure.add_axes((0.055 + k * 0.95 / len(sizes), 0.12, 0.95 / len(sizes) - 0.05, 0.78))
        name = "1 example" if size == 1 else f"{size} examples"
        _heights(axes, model, window)
        _arrows(axes, here, to, middle, look)
        dress(axes, look, title=f"{len(to)} handfuls of {name}", x="$w_0$", y="" if k else "$w_1$")
        axes.set(xlim=window[0], ylim=window[1])
        off = np.sqrt(np.mean(np.sum((to - middle) ** 2, axis=1)))
        words.append(f"{len(to)} handfuls of {name} end {off:.2g} away from it, typically")
    place = ", ".join(f"{x:.2g}" for x in here)
    goal = ", ".join(f"{x:.2g}" for x in middle)
    alt = f"From weights ({place}) all examples together pull to ({goal}); {'; '.join(words)}."
    return Picture(figure, alt)


def _slope_of_each(model: Any, w: np.ndarray) -> np.ndarray:
    """Return the gradient of every example alone, a row each: one epoch of single examples."""
    single = dataclasses.replace(model, batch_size=1)
    return np.array([single.gradient(w, t) for t in range(len(model.data))])


def _handfuls(slopes: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Average the slopes of many handfuls; of one example each, take every example once."""
    if size == 1:
        return slopes
    chance = np.random.default_rng(seed)
    return slopes[chance.integers(len(slopes), size=(HANDFULS, size))].mean(axis=1)


def _window(points: np.ndarray) -> list[tuple[float, float]]:
    """Choose a square that holds all points."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, 0.55 * float((high - low).max())
    return [(float(c - half), float(c + half)) for c in middle]


def _heights(axes: Axes, model: Any, window: list[tuple[float, float]]) -> None:
    grid = np.stack(np.meshgrid(*[np.linspace(*side, 81) for side in window]))
    heights = model.loss(grid)
    low = float(heights.min())
    levels = low + (float(heights.max()) - low) * np.linspace(0, 1, 10)[1:] ** 2
    axes.contour(*grid, heights, levels=levels, colors="#b9cfe4", linewidths=0.7, zorder=1)
    axes.set_aspect("equal")


def _arrows(axes: Axes, here: np.ndarray, to: np.ndarray, middle: np.ndarray, look: Size) -> None:
    color = style_of("gradient_descent").color
    gaps = np.full((len(to), 2), np.nan)
    lines = np.stack([np.broadcast_to(here, to.shape), to, gaps], axis=1).reshape(-1, 2)
    axes.plot(*lines.T, color=color, lw=0.7, alpha=0.35, zorder=3)
    axes.plot(*to.T, ls="none", marker="o", ms=look.dot, mfc=color, mec="white", mew=0.4, zorder=4)
    arrow = dict(arrowstyle="-|>", color=INK, lw=look.line * 1.6, shrinkA=0, shrinkB=0, mutation_scale=16)
    if np.linalg.norm(middle - here) > 1e-9:
        axes.annotate("", middle, here, arrowprops=arrow, zorder=6)
    axes.plot(*here, ls="none", marker="s", ms=look.head * 0.8, color=INK, mec="white", zorder=7)


def budgets(paths: Sequence[Path], *, view: str = "study") -> Picture:
    """Draw the losses of several trainings twice: step by step, and image by image.

    Parameters
    ----------
    paths : list of Path
        From :func:`lessons_lib.descent.run`, on models that can say what they have ``looked_at``, from the
        largest batches to the smallest; five at most.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If there is none, there are more than five, or a model does not count what it looks at.
    """
    paths = list(paths)
    good = all(isinstance(path, Path) and hasattr(path.problem, "looked_at") for path in paths)
    if not good or not 1 <= len(paths) <= len(LOOKS):
        raise Mistake(f"Give one to {len(LOOKS)} paths of a model that learns from batches.")
    look, figure = size_of(view), new_figure(9.6, 3.6)
    names = ("the same number of steps", "the same number of examples looked at")
    left, right = (figure.add_axes((x, 0.14, 0.37, 0.76)) for x in (0.075, 0.5))
    for axes, title, unit in zip((left, right), names, ("steps", "examples looked at"), strict=True):
        dress(axes, look, title=title, x=unit, y="loss" if axes is left else "")
        axes.set(xscale="log", yscale="log")
        axes.grid(axis="y", color="#ececec", lw=0.8)
    for path, style in zip(paths, _looks(len(paths)), strict=True):
        seen = [path.problem.looked_at(int(t)) for t in path.t]
        for axes, x in ((left, path.t), (right, seen)):
            axes.plot(x[1:], path.loss[1:], **_drawn(style, look, _size(path)))
    handles, labels = left.get_legend_handles_labels()
    figure.legend(
        handles, labels, title="batch size", loc="upper left", bbox_to_anchor=(0.88, 0.92),
        fontsize=look.small, title_fontsize=look.small, frameon=False, handlelength=2.2,
    )  # fmt: skip
    return Picture(figure, f"The loss of {len(paths)} trainings. " + " ".join(map(_told, paths)))


def _looks(count: int) -> list[Style]:
    """Choose looks for so many curves: the first is the darkest, the last the brightest."""
    return [*LOOKS[: count - 1], LOOKS[-1]] if count > 1 else [LOOKS[0]]


def _drawn(style: Style, look: Size, label: str) -> dict[str, Any]:
    dash = "-" if not style.dash else (0, style.dash)
    return dict(
        color=style.color, ls=dash, lw=look.line, marker=style.marker, ms=look.dot * 1.3, label=label,
        markevery=0.12, mec="white", mew=0.4,
    )  # fmt: skip


def _size(path: Path) -> str:
    size = path.problem.batch_size
    return "all" if size is None else str(size)


def _told(path: Path) -> str:
    seen = path.problem.looked_at(path.steps)
    return f"Batch size {_size(path)}: {path.loss[-1]:.2f} after {path.steps:,} steps, {seen:,} looked at."


def numerals(pictures: np.ndarray, words: Sequence[Any], title: str = "", *, view: str = "study") -> Picture:
    """Draw a row of images of digits, each with a word below.

    Parameters
    ----------
    pictures : array of shape (count, 8, 8) or (count, 64)
    words : list
        What to write below each.
    title : str
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If they are no images of 8 x 8, or there are not as many words.

    Examples
    --------
    >>> numerals(np.zeros((2, 64)), [0, 1]).alt
    '2 images of handwritten digits: 0, 1.'
    """
    pictures = np.asarray(pictures, dtype=float)
    if pictures.size == 0 or pictures.size % 64 or len(pictures) != len(words) or len(pictures) > 24:
        raise Mistake("Give at most 24 images of 8 x 8, and a word for each: numerals(x[:16], y[:16]).")
    look, figure, count = size_of(view), new_figure(9.6, 1.25), len(pictures)
    for k, (picture, word) in enumerate(zip(pictures.reshape(-1, 8, 8), words, strict=True)):
        axes = figure.add_axes((0.01 + k * 0.98 / count, 0.24, 0.88 / count, 0.52))
        axes.imshow(picture, cmap="gray_r", vmin=0, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.set_xlabel(str(word), fontsize=look.text, color=INK, labelpad=2)
        for spine in axes.spines.values():
            spine.set_color("#d0d0d0")
    figure.text(0.01, 0.86, title, fontsize=look.text, color=SOFT)
    return Picture(figure, f"{count} images of handwritten digits: {', '.join(map(str, words))}.")

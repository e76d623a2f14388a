"""Pictures that stand: one call each, for a cell of a lesson."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..descent import Path, Sweep
from ..landscapes import Landscape
from ..mistakes import Mistake
from .maps import DEEP, HATCH, LOST, loss_scale
from .palette import BAD, INK, SOFT, SPEED, dress, size_of, style_of
from .parts import contours, ground, side_view, trail
from .picture import Picture, describe, explore_picture, new_figure, one_title_each

__all__ = ["atlas", "draw", "gallery", "one_step"]


def draw(path: Path, *, view: str = "study") -> Picture:
    """Draw one walk: where it went, and its loss step by step.

    Parameters
    ----------
    path : Path
        From :func:`lessons_lib.descent.run`, over one or two coordinates.
    view : "study" or "lecture"

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> draw(run(gradient_descent, bowl(), steps=5, learning_rate=0.5)).alt
    'gradient_descent on bowl(curvature=1) from (-4, 2): still going: loss 0.00977 after 5 steps. \
Last position (-0.125, 0.0625).'
    """
    _paths([path])
    picture = explore_picture(path.problem, path.rule, view=view, bars=False)
    picture.follow(path)
    picture.alt = describe(path)
    return picture


def gallery(paths: Sequence[Path], titles: Sequence[str], *, view: str = "study") -> Picture:
    """Draw several walks side by side, each on its own landscape.

    Parameters
    ----------
    paths : list of Path
        At most four look good.
    titles : list of str
        One a walk.
    """
    _paths(paths)
    one_title_each(paths, titles)
    look, count = size_of(view), len(paths)
    figure = new_figure(9.6, 2.75)
    parts, grounds = [], []
    for k, (path, title) in enumerate(zip(paths, titles, strict=True)):
        left = 0.055 + k * 0.945 / count
        axes = figure.add_axes((left, 0.17, 0.945 / count - 0.045, 0.70))
        grounds.append(ground(axes, path.problem, look, title))
        parts.append(trail(axes, path.rule, look))
        parts[-1].follow(path)
        if k:
            axes.set_ylabel("")
    words = [f"{title}: {describe(path)}" for title, path in zip(titles, paths, strict=True)]
    return Picture(figure, "\n".join(words), tuple(parts), tuple(grounds))


def one_step(landscape: Landscape, w: float, learning_rate: float, *, view: str = "study") -> Picture:
    """Draw the slope at a point of a one-dimensional landscape, and the step that it suggests."""
    look, style = size_of(view), style_of("gradient_descent")
    slope = float(landscape.gradient(np.array([w]))[0])
    height = float(landscape.loss(np.array([w])))
    to = w - learning_rate * slope
    figure = new_figure(9.6, 3.4)
    axes = figure.add_axes((0.055, 0.15, 0.93, 0.74))
    side_view(axes, landscape, look, f"one step from {w:g} to {to:g}")
    reach = np.array([-1.3, 1.3])
    axes.plot(w + reach, height + slope * reach, color=INK, lw=look.line, ls=(0, (5, 3)))
    axes.plot([w], [height], style.marker, color=style.color, ms=look.head, mec="white")
    axes.plot(
        [to],
        [float(landscape.loss(np.array([to])))],
        style.marker,
        color="white",
        mec=style.color,
        ms=look.head,
    )
    low = -0.13 * axes.get_ylim()[1]
    axes.set_ylim(2.2 * low, None)
    arrow = dict(arrowstyle="-|>", color=style.color, lw=look.line * 1.3, shrinkA=0, shrinkB=0)
    axes.annotate("", (to, low), (w, low), arrowprops=arrow)
    ends = [float(landscape.loss(np.array([place]))) for place in (w, to)]
    axes.vlines([w, to], low, ends, color=SOFT, lw=0.9, ls=":")
    move = f"-learning_rate * g = -{learning_rate:g} * {slope:g} = {to - w:+.3g}"
    axes.text((w + to) / 2, 1.25 * low, move, ha="center", va="top", fontsize=look.text, color=style.color)
    axes.text(w + 0.3, height, f"w, slope g = {slope:g}", fontsize=look.text, color=INK, va="center")
    axes.text(to - 0.2, ends[1] + 0.3, "the new w", fontsize=look.text, color=INK, ha="right")
    words = f"A curve with its tangent at w0 = {w:g}, where the slope is {slope:g}. "
    words += f"An arrow of {to - w:+.3g} leads to {to:.3g}."
    return Picture(figure, words)


def atlas(
    result: Sweep,
    *,
    x: tuple[str, np.ndarray],
    y: tuple[str, np.ndarray],
    curves: dict[str, np.ndarray] | None = None,
    deepest: float = DEEP,
    view: str = "study",
) -> Picture:
    """Draw the final loss of a whole grid of walks as a map; hatched where they diverged.

    Parameters
    ----------
    result : Sweep
        Its grid has the shape ``(len(y), len(x))``.
    x, y : (name, values)
        What the axes mean; both on log scales.
    curves : dict, optional
        Lines to draw over it, what theory says: name -> a value of x for every y.
    deepest : float, default 1e-12
        Where the colours end: losses below it look alike. Where noise sets a floor, choose one near it.
    view : "study" or "lecture"
    """
    (x_name, xs), (y_name, ys) = x, y
    xs, ys = np.ravel(xs), np.ravel(ys)
    if result.loss.shape != (len(ys), len(xs)):
        raise Mistake(f"The grid has shape {result.loss.shape}; x and y have {len(xs)} and {len(ys)} values.")
    look = size_of(view)
    figure = new_figure(9.6, 4.2)
    axes = figure.add_axes((0.07, 0.13, 0.72, 0.78))
    loss = np.ma.masked_where(result.left | ~np.isfinite(result.loss), np.maximum(result.loss, deepest))
    norm = loss_scale(max(1.0, float(loss.max())), deepest)
    axes.set_facecolor(LOST)
    mesh = axes.pcolormesh(xs, ys, loss, cmap=SPEED, norm=norm, shading="nearest", rasterized=True)
    lost = np.where(result.left, 1.0, np.nan)
    axes.contourf(xs, ys, np.nan_to_num(lost), levels=[0.5, 1.5], colors="none", hatches=[HATCH])
    for (name, line), dash in zip((curves or {}).items(), ("-", "--"), strict=False):
        axes.plot(line, ys, color=BAD if dash == "-" else INK, ls=dash, lw=look.line, label=name)
    axes.set(xscale="log", yscale="log", xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]))
    dress(axes, look, title=f"loss after {result.steps} steps", x=x_name, y=y_name)
    bar = figure.colorbar(mesh, cax=figure.add_axes((0.82, 0.13, 0.02, 0.5)))
    bar.ax.tick_params(labelsize=look.small, colors=SOFT)
    bar.outline.set_visible(False)
    axes.fill_between([], [], [], facecolor=LOST, hatch=HATCH, label="diverged")
    figure.legend(loc="upper left", bbox_to_anchor=(0.81, 0.92), fontsize=look.small, frameon=False)
    share = 100 * float(np.mean(result.left))
    low = 100 * float(np.mean(np.where(result.left, np.inf, result.loss) < 1e-6))
    words = f"A map of {loss.size} walks: {x_name} across, {y_name} upward, "
    words += f"colour for the loss after {result.steps} steps. {share:.0f} percent diverged; "
    words += f"in {low:.0f} percent the loss is below 1e-6. Lines: {', '.join(curves or {}) or 'none'}."
    return Picture(figure, words)


def basins(result: Sweep, landscape: Landscape, *, view: str = "study") -> Picture:
    """Draw from which starts a rule ends in which minimum.

    Parameters
    ----------
    result : Sweep
        A sweep over a grid of starts that covers the window of the landscape.
    landscape : Landscape
        With its minima.
    """
    look, minima = size_of(view), np.array(landscape.minima)
    figure = new_figure(8.6, 3.9)
    axes = figure.add_axes((0.06, 0.13, 0.66, 0.78))
    contours(axes, landscape, look, f"where a walk of {result.steps} steps ends, by its start")
    apart = np.linalg.norm(result.w[:, None] - minima.T[:, :, None, None], axis=0)
    nearest = np.where(apart.min(axis=0) < 0.1, apart.argmin(axis=0), np.nan)
    xs, ys = result.start[0, 0], result.start[1, :, 0]
    fills = ["#f2b99b", "#9cc9c0", "#c9b3d9", "#d9cf9b"][: len(minima)]
    for k, fill in enumerate(fills):
        part = np.where(nearest == k, 1.0, 0.0)
        axes.contourf(
            xs,
            ys,
            part,
            levels=[0.5, 1.5],
            colors=[fill],
            alpha=0.65,
            hatches=[[None, "..", "//", "\\\\"][k]],
        )
        axes.plot(*minima[k], marker="*", ms=look.head * 1.6, color="white", mec=INK, zorder=6)
        axes.fill_between(
            [], [], [], facecolor=fill, hatch=[None, "..", "//", "\\\\"][k], label=_ends(landscape, k)
        )
    figure.legend(
        loc="upper left", bbox_to_anchor=(0.735, 0.92), fontsize=look.small, frameon=False, title="ends at"
    )
    shares = [
        f"{np.mean(nearest == k):.0%} of the starts end at {_ends(landscape, k)}" for k in range(len(minima))
    ]
    return Picture(figure, f"A map of starting points on {landscape!r}: {'; '.join(shares)}.")


def _ends(landscape: Landscape, k: int) -> str:
    x, y = landscape.minima[k]
    return f"({x:.2f}, {y:.2f}), loss {float(landscape.loss(np.array([x, y]))):.2f}"


def _paths(paths: Sequence[Path]) -> None:
    """Refuse what is no list of paths over one or two coordinates."""
    if not paths or not all(isinstance(path, Path) for path in paths):
        raise Mistake("Give paths, such as run(gradient_descent, ravine(), learning_rate=0.9).")
    if not all(isinstance(path.problem, Landscape) for path in paths):
        raise Mistake("These pictures are for landscapes of one or two coordinates.")

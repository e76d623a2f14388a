"""The picture of k-means: points by their nearest centroid, and how the centroids came there."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..descent import Path
from ..mistakes import Mistake, called
from .classics import CLASSIC, beside, dashed, ends_of, losses_beside
from .palette import INK, Size, dress, size_of, style_of
from .picture import Picture, new_figure

__all__ = ["clusters"]

GROUPS = list(  # fill and marker: no two groups differ in colour alone
    zip(["#8fc1b5", "#b79ccb", "#e3d48a", "#9db9dc", "#dcb3a0", "#c4c4c4"], "os^vPX", strict=True)
)


def clusters(path: Path, classic: np.ndarray, *, view: str = "study") -> Picture:
    """Draw the centroids' ways by gradient descent and by Lloyd's algorithm, and both losses.

    Parameters
    ----------
    path : Path
        A walk on a :class:`lessons_lib.models.KMeans` over two columns, with at most six centroids.
    classic : array of shape (rounds + 1, n)
        What :func:`lessons_lib.models.lloyd` returns for the same model.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the walk is on something else, the points cannot be drawn, or the rounds do not fit.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.models import KMeans, lloyd
    >>> from lessons_lib.rules import gradient_descent
    >>> flowers = KMeans(k=3)
    >>> picture = clusters(run(gradient_descent, flowers, steps=60, learning_rate=1.0), lloyd(flowers))
    >>> print(picture.alt.split(". ")[-1])
    Lloyd: 0.105 after 7 rounds.
    """
    example = "clusters(run(gradient_descent, KMeans(), learning_rate=1.0), lloyd(KMeans()))"
    rounds, model = beside("clusters", path, classic, "centroids", example), path.problem
    if model.data.x.shape[1] != 2 or model.k > len(GROUPS):
        raise Mistake(
            f"clusters draws two columns and at most {len(GROUPS)} centroids, not {model.data.x.shape[1]} "
            f"and {model.k}. Choose two: KMeans(iris('petal_length', 'petal_width'), k=3)."
        )
    look = size_of(view)
    figure = new_figure(9.6, 3.8)
    where = figure.add_axes((0.07, 0.13, 0.54, 0.78))
    _points(where, path, look)
    _ways(where, path, rounds, look)
    losses = model.loss(rounds.T)
    losses_beside(figure.add_axes((0.68, 0.13, 0.305, 0.78)), path, "Lloyd", losses, look)
    return Picture(figure, f"{_words(path)}\n{ends_of(path, 'Lloyd', losses)}")


def _points(axes: Axes, path: Path, size: Size) -> None:
    """Show every point in the colour and the shape of its nearest centroid at the end of the walk."""
    model, nearest = path.problem, path.problem.nearest(path.w[-1])
    for k, (color, marker) in enumerate(GROUPS[: model.k]):
        x, y = model.data.x[nearest == k].T
        axes.plot(x, y, marker, color=color, mec="#6b6b6b", mew=0.4, ms=1.4 * size.dot, zorder=2)
    x, y = ([*(column.replace("_", " ") for column in model.data.columns), "", ""])[:2]
    dress(axes, size, title=f"{len(model.data)} points, {model.k} centroids", x=x, y=y)


def _ways(axes: Axes, path: Path, rounds: np.ndarray, size: Size) -> None:
    """Draw the way of every centroid: a dot a step of gradient descent, a diamond a round of Lloyd's."""
    style = style_of(path.rule)
    own, theirs = (w.reshape(len(w), path.problem.k, 2) for w in (path.w, rounds))
    ways = dict(color=style.color, lw=size.line, ls=dashed(style), marker=style.marker, ms=0.8 * size.dot)
    axes.plot(own[..., 0], own[..., 1], zorder=4, **ways)
    lines = dict(color=CLASSIC.color, lw=0.7 * size.line, ls=dashed(CLASSIC), marker=CLASSIC.marker)
    axes.plot(theirs[..., 0], theirs[..., 1], ms=size.dot, zorder=5, **lines)
    axes.plot(*own[-1].T, style.marker, color=style.color, ms=1.1 * size.head, mec="white", mew=1.2, zorder=6)
    axes.plot(*theirs[-1].T, CLASSIC.marker, color=CLASSIC.color, ms=0.6 * size.head, mec="white", zorder=7)
    axes.plot(*own[0].T, "o", color="white", mec=INK, ms=0.8 * size.head, mew=1.2, zorder=8)
    looks = {
        "start": dict(ls="none", marker="o", mfc="white", mec=INK, ms=0.8 * size.head),
        called(path.rule): ways,
        "Lloyd": dict(lines, ms=size.dot),
    }
    handles = [Line2D([], [], label=name, **look) for name, look in looks.items()]
    axes.legend(
        handles=handles, loc="lower right", fontsize=size.small, labelcolor=INK, frameon=False, handlelength=3
    )


def _words(path: Path) -> str:
    model = path.problem
    ends = model.centroids(path.w[-1])
    counts = np.bincount(model.nearest(path.w[-1]), minlength=model.k)
    places = [f"({x:.2f}, {y:.2f}) with {n} points" for (x, y), n in zip(ends, counts, strict=True)]
    return f"{model!r}, {path.steps} steps. The centroids end at {', '.join(places)}."

"""The picture of a matrix factorization: a table, the product of two thin ones, and what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from .classics import beside, ends_of, losses_beside
from .palette import INK, Size, dress, size_of
from .picture import Picture, new_figure

__all__ = ["factors"]

PAPER = "#f5e6c8"  # where a value is hidden
PAIRS = 4  # rows of the table that are shown as digits


def factors(path: Path, classic: np.ndarray, *, view: str = "study") -> Picture:
    """Draw a table, its guess from two thin ones, and the loss beside that of alternating least squares.

    Parameters
    ----------
    path : Path
        A walk on a :class:`lessons_lib.models.Factorization`.
    classic : array of shape (rounds + 1, n)
        What :func:`lessons_lib.models.alternating_least_squares` returns for the same model.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the walk is on something else, or the rounds do not fit.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.models import Factorization, alternating_least_squares, pixels
    >>> from lessons_lib.rules import gradient_descent
    >>> table = Factorization(pixels(images=20, hidden=0.0), rank=2)
    >>> path = run(gradient_descent, table, steps=50, learning_rate=1.0)
    >>> print(factors(path, alternating_least_squares(table, steps=9)).alt.split(". ")[-1])
    Alternating least squares: 1.64 after 9 rounds.
    """
    example = "factors(run(gradient_descent, Factorization()), alternating_least_squares(Factorization()))"
    rounds, model = beside("factors", path, classic, "factors", example), path.problem
    look, guess = size_of(view), model.guess(path.w[-1])
    figure = new_figure(9.6, 3.8)
    _table(figure.add_axes((0.07, 0.13, 0.155, 0.78)), model.data.x, look, "the table")
    _table(
        figure.add_axes((0.25, 0.13, 0.155, 0.78)), guess, look, f"$U V^T$, rank {model.rank}", named=False
    )
    if model.data.x.shape[1] == 64:
        _digits(figure.add_axes((0.43, 0.13, 0.17, 0.78)), model.data.x, guess, look)
    losses = model.loss(rounds.T)
    axes = figure.add_axes((0.68, 0.13, 0.305, 0.78))
    floor = None if model.lowest is None else ("lowest, by the SVD", model.lowest)
    losses_beside(axes, path, "least squares in turn", losses, look, floor=floor)
    axes.set_ylim(0, None)
    return Picture(figure, f"{_words(model)}\n{ends_of(path, 'Alternating least squares', losses)}")


def _table(axes: Axes, table: np.ndarray, size: Size, title: str, *, named: bool = True) -> None:
    """Show a table as an image, its first row at the top; dark is a large number."""
    dress(axes, size, title=title, x="pixel", y="image" if named else "")
    axes.set_facecolor(PAPER)
    shown = np.ma.masked_invalid(table)
    axes.imshow(shown, cmap="gray_r", vmin=0, vmax=1, aspect="auto", interpolation="nearest", rasterized=True)
    axes.locator_params(axis="x", nbins=3)
    axes.tick_params(labelleft=named)


def _digits(axes: Axes, table: np.ndarray, guess: np.ndarray, size: Size) -> None:
    """Show the first rows of the table and of its guess as the digits that they are, in pairs."""
    rows = min(PAIRS, len(table))
    paper = np.full((rows * 9, 2 * 9), np.nan)
    for k, pair in enumerate(zip(table[:rows], guess[:rows], strict=True)):
        for side, row in enumerate(pair):
            paper[9 * k : 9 * k + 8, 9 * side : 9 * side + 8] = row.reshape(8, 8)
    axes.imshow(np.ma.masked_invalid(paper), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axes.set_title("first rows as digits", loc="left", fontsize=size.text, color=INK, pad=6)
    axes.set_anchor("NW")
    axes.set_axis_off()


def _words(model: Any) -> str:
    rows, columns = model.data.x.shape
    told = f"{model!r}: a table of {rows} rows and {columns} columns beside its guess, "
    told += f"the product of tables with {model.rank} columns each."
    return told if model.lowest is None else f"{told} Lowest loss that there is: {model.lowest:.3g}."

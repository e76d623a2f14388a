"""A guess beside the answer, on the picture that reveals it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..mistakes import Mistake
from .palette import GOOD, INK, size_of
from .parts import Part
from .picture import Picture

__all__ = ["main_axes", "refuse_marked", "with_guess", "without_guess"]

YOURS = "#7b1fa2"
MARK = "guess"  # by which the marks are known again


def main_axes(picture: Picture) -> Axes:
    """Return the axes on which a picture shows its map.

    Examples
    --------
    >>> from .picture import new_figure
    >>> figure = new_figure(4, 2)
    >>> axes = figure.add_axes((0, 0, 1, 1))
    >>> main_axes(Picture(figure, "")) is axes
    True
    """
    return picture.parts[0].axes if picture.parts else picture.figure.axes[0]


def refuse_marked(picture: Picture) -> None:
    """Refuse a picture that shows a guess and its answer already.

    Raises
    ------
    Mistake
        If it does.

    Examples
    --------
    >>> from .picture import new_figure
    >>> refuse_marked(Picture(new_figure(4, 2), ""))
    """
    if picture.figure.findobj(_is_mark):
        raise Mistake(
            "This picture shows a guess and the answer already. Draw a new one: give a function that "
            "draws it as the answer, such as lambda: draw(path), and a new draw(path) as the picture."
        )


def with_guess(
    picture: Picture, guess: Sequence[float], answer: Sequence[float], *, view: str = "study"
) -> Picture:
    """Mark a guess and the answer on a picture, each with its word. They are drawn on its own figure.

    Parameters
    ----------
    picture : Picture
    guess, answer : (x, y)
        In units of its main axes.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If a guess is marked on it already.

    Examples
    --------
    >>> from .picture import new_figure
    >>> figure = new_figure(4, 2)
    >>> _ = figure.add_axes((0, 0, 1, 1)).set(xlim=(0, 1), ylim=(0, 1))
    >>> with_guess(Picture(figure, "A map."), (0.2, 0.2), (0.5, 0.5)).alt
    'A map. Your guess is at (0.2, 0.2), the answer at (0.5, 0.5).'
    """
    refuse_marked(picture)
    axes, look = main_axes(picture), size_of(view)
    between = axes.plot(*zip(guess, answer, strict=True), color=INK, lw=1.2, ls=(0, (1, 2)), zorder=8)
    artists: list[Artist] = list(between)
    higher = guess[1] >= answer[1]
    for place, word, color, marker, above in (
        (answer, "the answer", GOOD, "o", not higher),
        (guess, "your guess", YOURS, "X", higher),
    ):
        (mark,) = axes.plot([place[0]], [place[1]], marker=marker, color=color, ms=look.head * 1.2, ls="none")
        mark.set(markeredgecolor="white", markeredgewidth=1.5, zorder=9)
        artists += [mark, *_word(axes, place, word, color, look.text, above)]
    for artist in artists:
        artist.set_gid(MARK)
    alt = f"{picture.alt} Your guess is at {_told(guess)}, the answer at {_told(answer)}."
    part = Part(axes, tuple(artists), lambda path: False)
    return dataclasses.replace(picture, alt=alt.strip(), parts=(*picture.parts, part))


def without_guess(picture: Picture) -> None:
    """Take the marks of a guess and its answer off a picture again.

    Examples
    --------
    >>> from .picture import new_figure
    >>> figure = new_figure(4, 2)
    >>> _ = figure.add_axes((0, 0, 1, 1)).set(xlim=(0, 1), ylim=(0, 1))
    >>> without_guess(with_guess(Picture(figure, ""), (0.2, 0.2), (0.5, 0.5)))
    >>> refuse_marked(Picture(figure, ""))
    """
    for artist in picture.figure.findobj(_is_mark):
        artist.remove()


def _is_mark(artist: Artist) -> bool:
    return artist.get_gid() == MARK


def _word(
    axes: Axes, place: Sequence[float], word: str, color: str, size: float, above: bool
) -> list[Artist]:
    """Write a word above or below a place, on white; inside the axes, wherever the place is."""
    x, y = axes.transAxes.inverted().transform(axes.transData.transform(place))
    high = axes.get_window_extent().height
    gap = 11 / high  # pixels
    above = gap + 24 / high < 1 - y if above else y < gap + 24 / high
    align = "left" if x < 0.12 else "right" if x > 0.88 else "center"
    text = axes.text(
        x, y + (gap if above else -gap), word, transform=axes.transAxes, fontsize=size, color=color, zorder=11
    )
    text.set(ha=align, va="bottom" if above else "top", fontweight="bold")
    box = text.get_window_extent().transformed(axes.transAxes.inverted())
    paper = Rectangle(
        (box.x0, box.y0), box.width, box.height, transform=axes.transAxes, fc="white", ec="none"
    )
    paper.set(alpha=0.85, zorder=10)
    return [axes.add_patch(paper), text]


def _told(place: Sequence[float]) -> str:
    return f"({', '.join(f'{float(x):.3g}' for x in place)})"

"""The picture of a rule that learns from word counts: every word's rate, and a few words step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from ..mistakes import Mistake, nearest
from .log_axes import apart, plain_ticks
from .palette import OTHERS, SOFT, Size, Style, dress, size_of
from .picture import Picture, new_figure

__all__ = ["words"]

LOOKS = (
    Style("#c43c00", "o", ()),
    Style("#0063a6", "s", (6, 2)),
    Style("#00796b", "D", (3, 1.5)),
    OTHERS[0],
)
DOTS = "#9a9a9a"


def words(path: Path, shown: Sequence[str] = ("the", "alice", "holmes"), *, view: str = "study") -> Picture:
    """Draw every word's rate against how often it was seen, and the rate and the weight of a few words.

    Parameters
    ----------
    path : Path
        A walk of a rule that records a ``rate``, on a :class:`lessons_lib.models.LogisticRegression` of
        named columns such as ``two_books()``, every step recorded.
    shown : sequence of str
        One to four words to name and to follow step by step.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the walk is on something else or has no rates, or a word is not in the data.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.models import LogisticRegression, two_books
    >>> from lessons_lib.rules import adagrad
    >>> path = run(adagrad, LogisticRegression(two_books(), batch_size=1), steps=300, learning_rate=0.3)
    >>> print(words(path, ["the", "adler"]).alt.splitlines()[1])
    'the': in 144 steps, cache 60.1, rate 0.0387, weight -0.117.
    """
    seen = _seen(path)
    columns = path.problem.data.columns
    places = [_place(word, columns) for word in _few(shown)]
    look = size_of(view)
    figure = new_figure(9.6, 4.3)
    _every_word(figure.add_axes((0.07, 0.12, 0.4, 0.79)), path, seen, places, look)
    rate = figure.add_axes((0.58, 0.585, 0.31, 0.325))
    rates = np.where(np.cumsum(seen, axis=0) > 0, path["rate"][1:, 1:], np.nan)
    rate.set_yscale("log")
    _by_step(rate, path, np.vstack([np.full(len(columns), np.nan), rates]), places, look)
    dress(rate, look, title="rate, once the word has been seen")
    plain_ticks(rate)
    rate.tick_params(labelbottom=False)
    weight = figure.add_axes((0.58, 0.12, 0.31, 0.325))
    weight.axhline(0, color=SOFT, lw=0.7)
    _by_step(weight, path, path.w[:, 1:], places, look)
    zero, one = path.problem.data.classes or ("class 0", "class 1")
    dress(weight, look, title=f"weight: up for {one}, down for {zero}", x="step")
    return Picture(figure, _words(path, seen, places))


def _seen(path: Path) -> np.ndarray:
    """Say for every step and word whether the word was in it: only then does its weight feel a slope."""
    data = getattr(getattr(path, "problem", None), "data", None)
    columns = getattr(data, "columns", ())
    if not columns or path.w.shape[1] != len(columns) + 1:
        raise Mistake(
            "words draws a walk on a LogisticRegression of words: "
            "run(adagrad, LogisticRegression(two_books(), batch_size=1), steps=300)."
        )
    if path.planned < 1 or len(path.w) != path.planned + 1:
        raise Mistake("words: this walk has no steps, has left, or does not hold every step.")
    if "rate" not in path.values:
        raise Mistake("words draws the rates of a rule that has one for each weight, such as adagrad.")
    return path.g[: path.planned, 1:] != 0


def _few(shown: Sequence[str]) -> list[str]:
    few = [shown] if isinstance(shown, str) else list(shown)
    if not 1 <= len(few) <= len(LOOKS):
        raise Mistake(f"words follows one to {len(LOOKS)} words, not {len(few)}.")
    return few


def _place(word: str, columns: tuple[str, ...]) -> int:
    if word not in columns:
        raise Mistake(f"{word!r} is not among the words. {nearest(str(word), list(columns))}")
    return columns.index(word)


def _every_word(axes: Axes, path: Path, seen: np.ndarray, places: list[int], size: Size) -> None:
    """Draw a dot a word: how many steps have met it, and what its rate has become."""
    met, rate = seen.sum(axis=0), path["rate"][-1, 1:]
    axes.loglog(met[met > 0], rate[met > 0], ".", color=DOTS, ms=0.9 * size.head, mew=0, alpha=0.45)
    for place, look in zip(places, LOOKS, strict=False):
        if not met[place]:
            continue
        at = met[place], rate[place]
        axes.plot(*at, look.marker, color=look.color, ms=size.head, mec="white", mew=1.2, zorder=5)
        axes.annotate(
            path.problem.data.columns[place], at, (7, 5), textcoords="offset points",
            fontsize=size.text, color=look.color, zorder=6,
        )  # fmt: skip
    title = f"every word: its rate after {path.planned} steps"
    dress(axes, size, title=title, x="number of steps that met the word")
    axes.margins(x=0.12)
    ticks = [k for k in (1, 3, 10, 30, 100, 300, 1000) if k <= 1.2 * met.max()]
    axes.set_xticks(ticks, [str(k) for k in ticks])
    axes.minorticks_off()


def _by_step(axes: Axes, path: Path, values: np.ndarray, places: list[int], size: Size) -> None:
    """Draw stairs for a few words: the row of a step holds what that step made of them."""
    for place, look in zip(places, LOOKS, strict=False):
        dash = "-" if not look.dash else (0, look.dash)
        axes.step(path.t, values[:, place], where="post", color=look.color, ls=dash, lw=size.line)
    axes.set_xlim(0, path.planned)
    axes.set_ylim(*axes.get_ylim())
    ends = axes.transData.transform([(path.planned, values[-1, place]) for place in places])
    heights = axes.transAxes.inverted().transform(ends)[:, 1]
    room = 1.15 * size.small / 72 * axes.figure.dpi / axes.get_window_extent().height
    for place, look, height in zip(places, LOOKS, apart(heights, room), strict=False):
        if np.isfinite(height):
            word = path.problem.data.columns[place]
            axes.text(
                1.02, height, word, transform=axes.transAxes, va="center", fontsize=size.small,
                color=look.color,
            )  # fmt: skip


def _words(path: Path, seen: np.ndarray, places: list[int]) -> str:
    model, met = path.problem, seen.sum(axis=0)
    rates = path["rate"][-1, 1:][met > 0]
    told = [
        f"{path.rule.__name__} on {model.name}, {path.planned} steps: {len(rates):,} words were met, their "
        f"rates are from {rates.min():.3g} to {rates.max():.3g}."
    ]
    for place in places:
        cache = f"cache {path['cache'][-1, 1 + place]:.3g}, " if "cache" in path.values else ""
        told.append(
            f"{model.data.columns[place]!r}: in {met[place]} steps, {cache}"
            f"rate {path['rate'][-1, 1 + place]:.3g}, weight {path.w[-1, 1 + place]:.3g}."
        )
    return "\n".join(told)

"""The picture of a hidden Markov model: a text by hidden state, what each state shows, and the loss."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..descent import Path
from ..mistakes import Mistake
from .classics import beside, ends_of, losses_beside
from .palette import INK, SOFT, Size, dress, size_of
from .picture import Picture, new_figure

__all__ = ["letters"]

STATES = [("#fbd9c4", INK), ("#0b5394", "white"), ("#b9b9b9", INK)]  # fill and text: light, dark, between
ALPHABET = " abcdefghijklmnopqrstuvwxyz"
SHOWN = 5  # lines of text


def letters(path: Path, classic: np.ndarray, *, view: str = "study") -> Picture:
    """Draw letters by their likeliest hidden state, how often each state shows each letter, and the loss.

    Parameters
    ----------
    path : Path
        A walk on a :class:`lessons_lib.models.HiddenMarkov` with two or three states.
    classic : array of shape (rounds + 1, n)
        What :func:`lessons_lib.models.baum_welch` returns for the same model.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If the walk is on something else, has too many states, or the rounds do not fit.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.models import HiddenMarkov, baum_welch
    >>> from lessons_lib.rules import gradient_descent
    >>> text = HiddenMarkov(["banana", "papaya"])
    >>> path = run(gradient_descent, text, steps=100, learning_rate=5.0)
    >>> print(letters(path, baum_welch(text, steps=50)).alt.splitlines()[0])
    HiddenMarkov(states=2, seed=0), 12 letters: one state shows most of 'a', the other 'bnpy'.
    """
    example = "letters(run(gradient_descent, HiddenMarkov(), learning_rate=10), baum_welch(HiddenMarkov()))"
    rounds, model = beside("letters", path, classic, "decode", example), path.problem
    if model.states > len(STATES):
        raise Mistake(f"letters draws {len(STATES)} states at most, not {model.states}. Try states=2.")
    look = size_of(view)
    figure = new_figure(9.6, 4.6)
    _text(figure.add_axes((0.055, 0.56, 0.93, 0.36)), path, look)
    _shows(figure.add_axes((0.055, 0.1, 0.55, 0.33)), path, look)
    losses = model.loss(rounds.T)
    loss = figure.add_axes((0.68, 0.1, 0.305, 0.33))
    losses_beside(loss, path, "Baum-Welch", losses, look, title="loss per letter")
    return Picture(figure, f"{_words(path)}\n{ends_of(path, 'Baum-Welch', losses)}")


def _text(axes: Axes, path: Path, size: Size) -> None:
    """Write the first lines, every letter on a tile of its state."""
    lines = list(zip(path.problem.lines, path.problem.decode(path.w[-1]), strict=True))[:SHOWN]
    for row, (line, states) in enumerate(lines):
        for column, (letter, state) in enumerate(zip(line, states, strict=True)):
            fill, ink = STATES[int(state)]
            axes.add_patch(Rectangle((column, -row - 0.86), 0.94, 0.86, facecolor=fill, lw=0))
            axes.text(
                column + 0.47, -row - 0.43, letter, fontsize=1.1 * size.text, color=ink, ha="center",
                va="center_baseline", family="monospace",
            )  # fmt: skip
    axes.set(xlim=(0, max(44, *(len(line) for line, _ in lines))), ylim=(-SHOWN, 0.02))
    axes.set_title("the likeliest state of every letter", loc="left", fontsize=size.text, color=INK, pad=6)
    axes.set_axis_off()


def _shows(axes: Axes, path: Path, size: Size) -> None:
    """Draw how often every state shows every letter: a row of bars a state, all to one scale."""
    chances = path.problem.chances(path.w[-1]).letter
    top, places = chances.max(), np.arange(len(ALPHABET))
    for k, (row, (fill, _)) in enumerate(zip(chances, STATES, strict=False)):
        base = -float(k)
        axes.bar(places, 0.82 * row / top, bottom=base, color=fill, ec=SOFT, lw=0.6, width=0.8)
        axes.axhline(base, color=SOFT, lw=0.6)
        axes.text(places[-1] + 0.4, base + 0.6, f"state {k}", ha="right", fontsize=size.small, color=INK)
    dress(axes, size, title="how often each state shows each letter")
    axes.set(xlim=(-0.7, len(ALPHABET) - 0.3), ylim=(0.98 - len(chances), 0.9))
    axes.set_xticks(places, ["␣", *ALPHABET[1:]])
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _words(path: Path) -> str:
    groups = path.problem.groups(path.w[-1])
    first, *others = (repr(group) for group in groups)
    made = f"HiddenMarkov(states={path.problem.states}, seed={path.problem.seed})"
    told = f"{made}, {path.problem.size} letters: one state shows most of {first}"
    return f"{told}, the other {' and '.join(others)}." if others else f"{told}."

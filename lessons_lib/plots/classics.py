"""What the pictures of learning problems share: the loss of gradient descent beside that of a classic."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from ..mistakes import Mistake, called
from .palette import INK, SOFT, Size, Style, dress, style_of

__all__ = ["CLASSIC", "beside", "dashed", "ends_of", "losses_beside"]

CLASSIC = Style(INK, "D", (3, 1.5))  # how a classic algorithm looks, whichever it is


def beside(picture: str, path: Any, rounds: Any, needs: str, example: str) -> np.ndarray:
    """Refuse what is no walk on the right model; return the positions of the classic algorithm.

    Parameters
    ----------
    picture : str
        The name of the picture, for the message.
    path : Path
        Its problem must have the method `needs`.
    rounds : array of shape (rounds + 1, n)
        What the classic algorithm returned.
    needs : str
    example : str
        A call that fits.

    Raises
    ------
    Mistake
        If the path is no path on such a model, or the rounds are not positions of the same model.
    """
    if not isinstance(path, Path) or not hasattr(path.problem, needs):
        raise Mistake(f"{picture} was given {_of(path)}. Give a walk and its classic, such as {example}.")
    positions = np.asarray(rounds, dtype=float) if isinstance(rounds, (np.ndarray, list)) else np.empty(0)
    if positions.ndim != 2 or positions.shape[1] != path.w.shape[1] or not len(positions):
        raise Mistake(
            f"{picture}: the rounds have shape {positions.shape}. Give what the classic algorithm returns "
            f"for the same model, {path.w.shape[1]} numbers a round, as in {example}."
        )
    return positions


def _of(path: Any) -> str:
    return f"a walk on {path.problem!r}" if isinstance(path, Path) else called(path)


def ends_of(path: Path, name: str, losses: np.ndarray) -> str:
    """Say in words where gradient descent and the classic began and ended."""
    settings = ", ".join(f"{key}={called(value)}" for key, value in path.settings.items())
    return (
        f"{called(path.rule)}({settings}): loss {path.loss[0]:.3g} at the start, {path.loss[-1]:.3g} after "
        f"{path.steps} steps. {name}: {losses[-1]:.3g} after {len(losses) - 1} rounds."
    )


def losses_beside(
    axes: Axes,
    path: Path,
    name: str,
    losses: np.ndarray,
    size: Size,
    *,
    title: str = "loss",
    floor: tuple[str, float] | None = None,
) -> None:
    """Draw the losses of a walk and of a classic algorithm over the same count of steps or rounds.

    Parameters
    ----------
    axes : Axes
    path : Path
    name : str
        The classic algorithm.
    losses : array of shape (rounds + 1,)
    size : Size
    title : str
    floor : (name, height), optional
        A loss below which nothing can go.
    """
    rounds = np.arange(len(losses))
    dress(axes, size, title=title, x="step, or round")
    axes.grid(axis="y", color="#ececec", lw=0.8)
    if floor is not None:
        axes.axhline(floor[1], color=SOFT, lw=0.7 * size.line, ls=(0, (1, 1.5)), label=floor[0])
    walks = ((called(path.rule), path.t, path.loss, style_of(path.rule)), (name, rounds, losses, CLASSIC))
    for label, t, height, style in walks:
        (line,) = axes.plot(t, height, color=style.color, lw=size.line, ls=dashed(style), label=label)
        line.set(marker=style.marker, ms=size.head * 0.8, markevery=[-1], mec="white", zorder=5)
    axes.locator_params(axis="x", nbins=5, integer=True)
    axes.legend(loc="upper right", fontsize=size.small, labelcolor=INK, frameon=False, handlelength=3)


def dashed(style: Style) -> str | tuple:
    """Return the dashes of a style as matplotlib wants them.

    Examples
    --------
    >>> dashed(CLASSIC)
    (0, (3, 1.5))
    """
    return (0, style.dash) if style.dash else "-"

"""The picture of the averages panel: a noisy signal, its smoothed averages, and what weighs in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from ..theory import half_life, memory_length
from .palette import INK, Size, dress, size_of
from .parts import TRAIL, Part, clock_hand, give_pages, move, round_up
from .picture import Picture, new_figure

BIASED, CORRECTED, DOTS = "#c43c00", "#0b5394", "#767676"
EXACT, MORE = 16, 24  # ages at which a weight is drawn: one by one at first, then spread over the rest


@dataclass(frozen=True)
class Averages:
    """A signal and its averages; row k of everything belongs to step k, row 0 to the time before the first.

    Parameters
    ----------
    signal, mean : array of shape (rows,)
        What was averaged, and what it would be without noise (nan if that is not known).
    m, m_hat : array of shape (rows,)
        The average as it is, and divided by ``1 - beta**t``.
    beta : float
    corrected : bool
        Whether the corrected average is shown too.
    """

    signal: np.ndarray
    mean: np.ndarray
    m: np.ndarray
    m_hat: np.ndarray
    beta: float
    corrected: bool


def averages_picture(*, view: str = "study") -> Picture:
    """Draw the picture of the averages panel.

    Parameters
    ----------
    view : "study" or "lecture"
    """
    look = size_of(view)
    figure = new_figure(9.6, 3.9)
    above = figure.add_axes((0.06, 0.445, 0.925, 0.47))
    below = figure.add_axes((0.06, 0.125, 0.925, 0.215))
    return Picture(figure, "", (smoothed_curves(above, look), weights(below, look)))


def smoothed_curves(axes: Axes, size: Size) -> Part:
    """Show a signal as dots and its averages as curves."""
    dress(axes, size)
    axes.tick_params(axis="x", labelbottom=False)
    axes.grid(axis="y", color="#ececec", lw=0.8)
    (mean,) = axes.plot([], [], color=INK, lw=0.6 * size.line)
    looks = dict(gid=TRAIL, solid_joinstyle="round")
    (dots,) = axes.plot([], [], ls="none", marker="o", ms=size.dot, color=DOTS, mec="none", **looks)
    thick = 1.4 * size.line
    (m,) = axes.plot([], [], color=BIASED, lw=thick, ls=(0, (4, 1.5)), **looks)
    (m_hat,) = axes.plot([], [], color=CORRECTED, lw=thick, **looks)
    heads = [
        axes.plot([], [], ls="none", marker=mark, ms=0.8 * size.head, color=line.get_color(), **looks)[0]
        for mark, line in (("s", m), ("o", m_hat))
    ]
    for head in heads:
        head.set(markevery=[-1], mec="white", mew=1.2)
    hand = clock_hand(axes)
    shown: list[tuple] = []

    def follow(seen: Averages) -> bool:
        t = np.arange(len(seen.signal))
        move([hand], t, np.zeros(len(t)))
        move([dots], t, seen.signal)
        move([mean], t, seen.mean)
        move([m, heads[0]], t, seen.m)
        move([m_hat, heads[1]], t, seen.m_hat if seen.corrected else np.full(len(t), np.nan))
        known = bool(np.isfinite(seen.mean).any())
        entries = [
            (dots, "signal"),
            *([(mean, "its mean, without noise")] if known else []),
            (m, "m, as it is"),
            *([(m_hat, "m_hat, corrected")] if seen.corrected else []),
        ]
        changed = shown != [name for _, name in entries]
        if changed:
            shown[:] = [name for _, name in entries]
            _legend(axes, entries, size)
        right = 1.02 * round_up(len(t) - 1)
        return _fit(axes, right, seen.signal) or changed

    return Part(axes, (hand, mean, dots, m, m_hat, *heads), follow, clock=True)


def _legend(axes: Axes, entries: list[tuple[Line2D, str]], size: Size) -> None:
    """Name the curves above the axes."""
    samples = [
        Line2D(
            [],
            [],
            color=line.get_color(),
            lw=line.get_linewidth(),
            ls=line.get_linestyle(),
            marker=line.get_marker(),
            ms=line.get_markersize(),
            mec="none",
        )
        for line, _ in entries
    ]
    axes.legend(
        samples,
        [name for _, name in entries],
        loc="lower left",
        bbox_to_anchor=(-0.005, 0.98),
        ncols=len(entries),
        frameon=False,
        fontsize=size.small,
        handlelength=2.6,
        borderpad=0.1,
        columnspacing=1.4,
    )


def _fit(axes: Axes, right: float, signal: np.ndarray) -> bool:
    """Set new limits, unless those that are there hold the data well: drawing again is slow."""
    low, high = min(0.0, float(np.nanmin(signal))), max(0.0, float(np.nanmax(signal)))
    room = 0.06 * (high - low) or 1.0
    (_, end), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    loose = top - bottom > 1.9 * (high - low + 2 * room)
    if np.isclose(end, right) and bottom <= low and high <= top and not loose:
        return False
    axes.set(xlim=(0, right), ylim=(low - room if low < 0 else -room, high + room))
    return True


def weights(axes: Axes, size: Size) -> Part:
    """Show, at each step, how much every sample so far weighs in the average, and how far it remembers.

    The newest sample always stands at full height: only the shape matters. A bracket is as long as the
    memory; a dot marks where the weight is half of the newest.
    """
    dress(axes, size, x="step")
    axes.set(ylim=(0, 1.45), yticks=[])
    axes.spines["left"].set_visible(False)
    title = axes.text(0, 1.08, "", transform=axes.transAxes, fontsize=size.text, color=INK, va="bottom")
    area = axes.add_patch(Polygon(np.zeros((3, 2)), fc="#bcd0e6", ec=CORRECTED, lw=0.8))
    (bracket,) = axes.plot([], [], color=INK, lw=size.line)
    (half,) = axes.plot([], [], color=INK, lw=0.6 * size.line, marker="o", ms=1.4 * size.dot)
    half.set_markevery([-1])
    hand = clock_hand(axes)

    def follow(seen: Averages) -> bool:
        rows = np.arange(len(seen.signal))
        length = float(memory_length(seen.beta))
        give_pages(area, _areas(rows, seen.beta))
        give_pages(bracket, _brackets(rows, length))
        life = float(half_life(seen.beta)) if seen.beta > 0 else 0.0
        give_pages(half, _halves(rows, life))
        move([hand], rows, np.zeros(len(rows)))
        share = 1 - seen.beta**rows
        title.lines = [_told(s, seen, float(all_)) for s, all_ in enumerate(share)]
        title.set_text(title.lines[-1])
        right = 1.02 * round_up(len(rows) - 1)
        if np.isclose(axes.get_xlim()[1], right):
            return False
        axes.set_xlim(0, right)
        return True

    return Part(axes, (hand, area, bracket, half, title), follow, clock=True)


def _told(step: int, seen: Averages, share: float) -> str:
    """Say what the samples weigh together at a step."""
    if step == 0:
        return "before the first sample, m is 0"
    newest = (1 - seen.beta) / (share if seen.corrected else 1.0)
    together = "1" if seen.corrected else f"{share:.3g}"
    rest = "" if seen.corrected or share > 0.9995 else f", the 0 it began with {1 - share:.3g}"
    which = "m_hat" if seen.corrected else "m"
    return f"weights in {which}: the newest {newest:.3g}, all {step} together {together}{rest}"


def _ages(rows: np.ndarray, beta: float) -> np.ndarray:
    """Choose, for each step, ages at which to draw a weight: one by one at first, up to the oldest."""
    oldest = np.maximum(rows[:, None] - 1, 0)
    faint = 12 / max(-np.log(beta), 1e-9) if beta > 0 else 0.0  # what is older weighs nothing
    reach = np.clip(np.minimum(oldest, faint) - EXACT, 0, None)
    spread = EXACT + reach * np.linspace(0, 1, MORE)
    exact = np.broadcast_to(np.arange(EXACT), (len(rows), EXACT))
    return np.minimum(np.concatenate([exact, spread, oldest], axis=1), oldest)


def _areas(rows: np.ndarray, beta: float) -> np.ndarray:
    """Draw the weights of all samples so far, newest first, closed along the bottom."""
    ages, now = _ages(rows, beta), rows[:, None]
    height = beta**ages * (now > 0)
    none = np.zeros_like(now, dtype=float)
    x = np.concatenate([now, now - ages, now - ages[:, -1:]], axis=1)
    return np.stack([x, np.concatenate([none, height, none], axis=1)], axis=2)


def _brackets(rows: np.ndarray, length: float) -> np.ndarray:
    """Draw a bracket over as many steps back as the average remembers."""
    left = np.maximum(rows - length, 0)
    x = np.stack([left, left, rows, rows], axis=1)
    y = np.full(x.shape, 1.22)
    y[:, 3] = 1.1
    y[rows >= length, 0] = 1.1  # before that it is open: the memory reaches back beyond the first sample
    return np.stack([x, y], axis=2)


def _halves(rows: np.ndarray, life: float) -> np.ndarray:
    """Draw a line up to half the newest weight; off the picture while no sample is so old."""
    x = np.where(rows - life >= 0, rows - life, -1e3)
    return np.stack([np.stack([x, np.full(len(x), y)], axis=1) for y in (0.0, 0.5)], axis=1)

"""The schedule that watches the losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .making import check, entitled, history


def reduce_on_plateau(
    learning_rate: float,
    *,
    factor: float = 0.1,
    patience: int = 10,
    relative: float = 1e-4,
    absolute: float = 0.0,
    cooldown: int = 0,
    lowest: float = 0.0,
) -> Callable:
    r"""Cut the rate whenever the loss has stopped falling.

    .. math:: rate(t) = \text{learning\_rate} \cdot \max(factor^{cuts(t)}, lowest)

    where ``cuts(t)`` counts how often, up to the loss at step t, `patience` losses in a row were no
    progress. Progress is a loss below ``best - relative * |best| - absolute``; it becomes the best.

    Parameters
    ----------
    learning_rate : float
        The rate until the first cut.
    factor : float in (0, 1], default 0.1
        What each cut multiplies the rate by.
    patience : int, default 10
        How many losses in a row without progress lead to a cut.
    relative, absolute : float, default 0.0001 and 0.0
        How much lower a loss must be to count as progress.
    cooldown : int, default 0
        How many losses after a cut are not counted as lack of progress.
    lowest : float in [0, 1], default 0.0
        The share of the rate below which no cut goes.

    Returns
    -------
    function of (t, losses)
        Still a pure function: ``losses[k]`` is the loss at the position before step k, and the rate of
        step t depends on ``losses[: t + 1]`` alone. :func:`lessons_lib.descent.run` gives the losses,
        and a schedule asked for one more step counts only that one.

    Raises
    ------
    Mistake
        If a number is out of range, or the losses are missing; it says which.

    Notes
    -----
    PyTorch cuts when more than its patience were bad, so its ``patience=9`` is 10 here; it measures
    progress relatively (1e-4) and leaves out cuts smaller than 1e-8. Keras (absolute, 1e-4) and Optax
    (both) count as here. After a cut PyTorch and Optax pass over ``cooldown`` losses, Keras over one fewer.
    In a loop that takes the loss, steps, and then calls the scheduler, a cut acts one step later. Programs
    mostly call it once an epoch, with the loss over examples kept aside for that.

    Examples
    --------
    >>> rate = reduce_on_plateau(0.8, factor=0.5, patience=2)
    >>> rate(np.arange(6), losses=[9.0, 5.0, 5.0, 5.0, 4.0, 4.0])
    array([0.8, 0.8, 0.8, 0.4, 0.4, 0.4])
    """
    numbers = dict(
        factor=factor,
        patience=patience,
        relative=relative,
        absolute=absolute,
        cooldown=cooldown,
        lowest=lowest,
    )
    learning_rate, factor, patience, relative, absolute, cooldown, lowest = check(
        "reduce_on_plateau", learning_rate=learning_rate, **numbers
    )

    counting = (patience, relative, absolute, min(cooldown, 2**53))  # no walk is longer
    known = None  # the last count: the next history mostly begins with the same losses

    def schedule(t: Any, losses: Any = None) -> Any:
        nonlocal known
        losses = history("reduce_on_plateau", losses, t)
        with np.errstate(all="ignore"):  # a diverging walk has losses that are no numbers
            known = count = _counted(known, losses, *counting)
        cuts = count.cuts[np.asarray(t, dtype=int)]
        shares = np.maximum(factor ** np.arange(cuts.max(initial=0) + 1.0), lowest)
        return learning_rate * shares[cuts]

    return entitled(schedule, "reduce_on_plateau", learning_rate, **numbers)


class Count(NamedTuple):
    """How many cuts there were up to each loss, and what it takes to count on from the last one."""

    losses: np.ndarray
    cuts: np.ndarray
    last: tuple


def _counted(
    known: Count | None,
    losses: np.ndarray,
    patience: int,
    relative: float,
    absolute: float,
    cooldown: int,
) -> Count:
    """Count the cuts up to every loss of a walk, or of a grid of walks.

    What is known serves only as far as it counts these very losses, so the answer depends on them alone.
    """
    count_on = _count_on if losses.ndim == 1 else _count_many_on
    if known is None or not _begin_alike(known.losses, losses):
        zero = np.zeros(losses.shape[1:], dtype=int)
        first = losses[:1].copy()  # the caller may change what it gave
        known = Count(first, zero[None], (first[0], zero, zero, zero))
    new = losses[len(known.losses) :]
    if not len(new):
        return known
    cuts, last = count_on(known.last, new, patience, relative, absolute, cooldown)
    return Count(np.concatenate([known.losses, new]), np.concatenate([known.cuts, cuts]), last)


def _begin_alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two histories are the same, bit by bit, as far as both go."""
    both = min(len(one), len(other))
    one, other = one[:both], other[:both]
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def _count_on(
    last: tuple, losses: np.ndarray, patience: int, relative: float, absolute: float, cooldown: int
) -> tuple[np.ndarray, tuple]:
    """Count on through the losses of one walk."""
    best, bad, rest, cuts = (each.item() for each in last)  # plain numbers are several times faster
    enough = best - relative * abs(best) - absolute
    counted = []
    for loss in losses.tolist():
        bad += 1
        if loss < enough:
            best, bad = loss, 0
            enough = best - relative * abs(best) - absolute
        if rest:
            rest, bad = rest - 1, 0
        if bad >= patience:
            cuts, bad, rest = cuts + 1, 0, cooldown
        counted.append(cuts)
    return np.array(counted), tuple(map(np.asarray, (best, bad, rest, cuts)))


def _count_many_on(
    last: tuple, losses: np.ndarray, patience: int, relative: float, absolute: float, cooldown: int
) -> tuple[np.ndarray, tuple]:
    """Do the same for many walks at once, step by step."""
    best, bad, rest, cuts = last
    counted = []
    for loss in losses:
        progress = loss < best - relative * np.abs(best) - absolute
        best = np.where(progress, loss, best)
        bad = np.where(progress | (rest > 0), 0, bad + 1)
        rest = np.maximum(rest - 1, 0)
        cut = bad >= patience
        cuts, bad, rest = cuts + cut, np.where(cut, 0, bad), np.where(cut, cooldown, rest)
        counted.append(cuts)
    return np.array(counted), (best, bad, rest, cuts)

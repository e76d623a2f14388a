"""The schedule that watches the losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
        step t depends on ``losses[: t + 1]`` alone. :func:`lessons_lib.descent.run` gives the losses.

    Raises
    ------
    Mistake
        If a number is out of range, or the losses are missing; it says which.

    Notes
    -----
    PyTorch cuts when more than its patience were bad, so its ``patience=9`` is 10 here; it measures
    progress relatively (1e-4) and leaves out cuts smaller than 1e-8. Keras (absolute, 1e-4) and Optax
    (both) count as here. After a cut PyTorch and Optax pass over ``cooldown`` losses, Keras over one fewer.
    In a loop that takes the loss, steps, and then calls the scheduler, a cut acts one step later.

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
    check("reduce_on_plateau", learning_rate=learning_rate, **numbers)

    def schedule(t: Any, losses: Any = None) -> Any:
        losses = history("reduce_on_plateau", losses, t)
        with np.errstate(all="ignore"):  # a diverging walk has losses that are no numbers
            cuts = _cuts(losses, patience, relative, absolute, cooldown)
        return (learning_rate * np.maximum(factor ** cuts.astype(float), lowest))[np.asarray(t, dtype=int)]

    return entitled(schedule, "reduce_on_plateau", learning_rate, **numbers)


def _cuts(losses: np.ndarray, patience: int, relative: float, absolute: float, cooldown: int) -> np.ndarray:
    """Count the cuts up to every loss of a walk, or of a grid of walks."""
    if losses.ndim > 1:
        return _cuts_of_many(losses, patience, relative, absolute, cooldown)
    best, *later = losses.tolist()  # plain numbers are several times faster one by one than an array's
    bad = rest = cuts = 0
    counted = [0]
    enough = best - relative * abs(best) - absolute
    for loss in later:
        bad += 1
        if loss < enough:
            enough, bad = loss - relative * abs(loss) - absolute, 0
        if rest:
            rest, bad = rest - 1, 0
        if bad >= patience:
            cuts, bad, rest = cuts + 1, 0, cooldown
        counted.append(cuts)
    return np.array(counted)


def _cuts_of_many(
    losses: np.ndarray, patience: int, relative: float, absolute: float, cooldown: int
) -> np.ndarray:
    """Do the same for many walks at once, step by step."""
    best = losses[0]
    bad = rest = cuts = np.zeros(best.shape, dtype=int)
    counted = [cuts]
    for loss in losses[1:]:
        progress = loss < best - relative * np.abs(best) - absolute
        best = np.where(progress, loss, best)
        bad = np.where(progress | (rest > 0), 0, bad + 1)
        rest = np.maximum(rest - 1, 0)
        cut = bad >= patience
        cuts, bad, rest = cuts + cut, np.where(cut, 0, bad), np.where(cut, cooldown, rest)
        counted.append(cuts)
    return np.array(counted)

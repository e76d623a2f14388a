"""Places on a picture: where a reader puts a point, and whether a start is in sight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..descent import heights
from ..landscapes import Landscape
from ..mistakes import Mistake
from .writing import written_place

__all__ = ["refuse_unseen", "rounded_place"]


def rounded_place(place: Sequence[float], window: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Keep as many decimals of a place as can be seen, so that the line that makes it again is short.

    Examples
    --------
    >>> rounded_place((0.123456, 5.0), ((-5.0, 5.0), (-3.0, 3.0)))
    (0.12, 3.0)
    """
    digits = [2 - int(np.floor(np.log10((high - low) / 4))) for low, high in window]
    rounded = [round(float(x), max(k, 0)) + 0.0 for x, k in zip(place, digits, strict=False)]
    return tuple(min(max(x, low), high) for x, (low, high) in zip(rounded, window, strict=False))


def refuse_unseen(landscape: Landscape, start: Sequence[float]) -> None:
    """Refuse a start outside the picture, and a surface whose heights there are no numbers.

    Raises
    ------
    Mistake
        If it is so.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> refuse_unseen(ravine(), (9.0, 9.0))
    Traceback (most recent call last):
    ...
    lessons_lib.mistakes.Mistake: start is (9, 9), off the picture. Give w0 from -5 to 5, w1 from -3 to 3.
    """
    if not all(low <= x <= high for x, (low, high) in zip(start, landscape.window, strict=False)):
        sides = ", ".join(f"w{k} from {low:g} to {high:g}" for k, (low, high) in enumerate(landscape.window))
        raise Mistake(f"start is ({written_place(start)}), off the picture. Give {sides}.")
    with np.errstate(all="ignore"):  # what is not finite at a corner is drawn as a gap
        heights(landscape, np.stack(np.meshgrid(*landscape.window)))

"""The sides of a map: what can stand on them, evenly spread on the scale of its slider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from ..mistakes import Mistake
from ..plots.maps import Side
from ..signatures import floats
from .controls import Scale

__all__ = ["cell_at", "cell_of", "places", "side", "snapped", "spread"]


def _even(scale: Scale, x: np.ndarray) -> np.ndarray:
    """Bend values so that equal distances on the slider are equal numbers."""
    bend = {"log": np.log, "log1m": lambda x: -np.log1p(-x)}.get(scale.kind, np.asarray)
    return bend(np.asarray(x, dtype=float))


def places(scale: Scale, values: np.ndarray) -> np.ndarray:
    """Say where values stand on a slider, 0 at its low end and 1 at its high end.

    Examples
    --------
    >>> places(Scale("log1m", 0.0, 0.9999), [0.0, 0.9, 0.99]).round(3)
    array([0.  , 0.25, 0.5 ])
    """
    low, high = _even(scale, [scale.low, scale.high])
    return (_even(scale, values) - low) / (high - low)


def spread(scale: Scale, cells: int) -> np.ndarray:
    """Spread values evenly over a slider, both ends included, with no more digits than tell them apart.

    Examples
    --------
    >>> spread(Scale("log", 0.01, 1.0), 5).tolist()
    [0.01, 0.0316, 0.1, 0.316, 1.0]
    """
    low, high = _even(scale, [scale.low, scale.high])
    even = np.linspace(low, high, cells)
    back = {"log": np.exp, "log1m": lambda x: -np.expm1(-x)}.get(scale.kind, np.asarray)
    values = back(even)
    digits = 2 - np.floor(np.log10(np.gradient(values))).astype(int)  # an error of a hundredth of a cell
    if scale.kind == "whole":
        digits[:] = 0
    rounded = [round(value, k) + 0.0 for value, k in zip(values.tolist(), digits.tolist(), strict=True)]
    return np.array([scale.low, *rounded[1:-1], scale.high], dtype=float)


def side(name: str, scale: Scale, cells: int) -> Side:
    """Describe a side for the picture, with a handful of round values to mark.

    Examples
    --------
    >>> side("beta", Scale("log1m", 0.0, 0.9999), 60).ticks
    [(0.0, '0'), (0.25, '0.9'), (0.5, '0.99'), (0.75, '0.999'), (1.0, '0.9999')]
    """
    values = _round_values(scale)
    where = places(scale, values).round(4).tolist()
    return Side(name, cells, [(place, f"{value:.6g}") for place, value in zip(where, values, strict=True)])


def _round_values(scale: Scale) -> list[float]:
    """Choose three to six round values between the ends of a slider."""
    decades = [10.0**k for k in range(-12, 13)]
    rows = {
        "log": [[m * d for d in decades for m in few] for few in ((1,), (1, 3), (1, 2, 5))],
        "log1m": [[1 - m * d for d in decades[:13] for m in few] for few in ((1,), (1, 2, 5))],
    }.get(scale.kind, [])
    for row in rows:
        inside = sorted({round(v, 12) for v in row if scale.low * (1 - 1e-9) <= v <= scale.high * (1 + 1e-9)})
        if len(inside) > 6:
            inside = inside[:: (len(inside) + 5) // 6]
        if len(inside) >= 3:
            return inside
    ticks = MaxNLocator(5).tick_values(scale.low, scale.high)
    return [float(v) for v in ticks if scale.low <= v <= scale.high]


def cell_at(place: float, cells: int) -> int:
    """Return the number of the cell at a place from 0 to 1."""
    return min(max(round(place * (cells - 1)), 0), cells - 1)


def cell_of(values: np.ndarray, value: float) -> int:
    """Return the number of the cell that has a value."""
    return int(np.argmin(np.abs(values - value)))


def snapped(cell: Any, sides: tuple, scales: Sequence) -> tuple[float, ...]:
    """Return the values of the cell nearest to a place, on the scales of the sides."""
    plain = floats(cell)
    if plain is None or plain.shape != (2,) or not np.all(np.isfinite(plain)):
        raise Mistake(f"cell is {cell!r}. Give two numbers: one for {sides[0][0]}, one for {sides[1][0]}.")
    inside = [min(max(value, scale.low), scale.high) for value, scale in zip(plain, scales, strict=True)]
    found = zip(inside, sides, scales, strict=True)
    return tuple(
        float(values[cell_at(float(places(scale, value)), len(values))])
        for value, (_, values), scale in found
    )

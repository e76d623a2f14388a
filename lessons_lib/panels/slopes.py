"""The gradients of the landscapes as formulas, one a coordinate, for working with them by hand."""

from __future__ import annotations

import numpy as np

from ..landscapes import Landscape

__all__ = ["slopes_of"]

SLOPES = {
    "saddle": ("w0", "w1**3 - w1"),
    "plateau": ("w0 * exp(-(w0**2 + w1**2) / 2)", "w1 * exp(-(w0**2 + w1**2) / 2)"),
    "two_valleys": ("(w0**3 - 4 * w0 - 1) / 4", "w1"),
    "rosenbrock": ("-2 * (1 - w0) - 400 * w0 * (w1 - w0**2)", "200 * (w1 - w0**2)"),
    "himmelblau": (
        "4 * w0 * (w0**2 + w1 - 11) + 2 * (w0 + w1**2 - 7)",
        "2 * (w0**2 + w1 - 11) + 4 * w1 * (w0 + w1**2 - 7)",
    ),
}


def slopes_of(problem: object) -> tuple[str, ...]:
    """Return the gradient of a landscape as formulas in w0 and w1, or () where none is short enough.

    Examples
    --------
    >>> from lessons_lib.landscapes import beale, ravine, saddle
    >>> slopes_of(ravine()), slopes_of(saddle()), slopes_of(beale())
    (('0.1 * w0', '2 * w1'), ('w0', 'w1**3 - w1'), ())
    """
    if not isinstance(problem, Landscape):
        return ()
    if problem.eigenvalues is not None:
        bent = np.stack([problem.gradient(unit, 0) for unit in np.eye(len(problem.start))], axis=1)
        return tuple(_sum(row) for row in bent)
    return SLOPES.get(problem.name.partition("(")[0], ())


def _sum(row: np.ndarray) -> str:
    """Write a row of a matrix times w."""
    terms = [_term(x, f"w{k}") for k, x in enumerate(row) if abs(x) > 1e-9]
    return " + ".join(terms).replace("+ -", "- ") or "0"


def _term(factor: float, name: str) -> str:
    return name if factor == 1 else f"{factor:.6g} * {name}"

"""Measure a learner's valley: its curvatures, and the direction in which it lies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .attempts import Attempt, attempt, is_blank, read_numbers

__all__ = ["describe", "measure"]

WANTED = (0.1, 2.0)
CLOSE = 0.01  # relative
SPOTS = ((1.7, 0.6), (-0.8, 2.3), (2.9, -1.1), (-1.3, -0.4))
SLIPS = {
    (0.2, 4.0): "both are twice what they should be",
    (0.05, 1.0): "both are half of what they should be: is something divided by 2 rather than by its root?",
    (0.1, 4.0): "the flat one is right, the steep one is twice too large: mend the other bracket, too",
    (0.2, 2.0): "the steep one is right, the flat one is twice too large: mend the other bracket, too",
    (0.4, 8.0): "both are four times too large: is something multiplied that should be divided?",
    (0.1 * 2**0.5, 2 * 2**0.5): "both are too large by the root of 2: divide inside the square, not outside",
    (0.025, 0.5): "both are a quarter of what they should be: is something divided twice?",
}


def measure(f: Callable) -> tuple[np.ndarray, float] | Attempt:
    """Measure the curvatures of ``f(x, y)`` at the origin, smallest first, and the angle of its valley.

    Returns
    -------
    (curvatures, angle) or Attempt
        The angle is in degrees, from 0 up to 180. If `f` cannot be measured, what came of the attempt.

    Examples
    --------
    >>> curvatures, angle = measure(lambda x, y: x**2 / 20 + y**2)
    >>> curvatures.round(6), round(angle, 6)
    (array([0.1, 2. ]), 0.0)
    """
    heights, calls = {}, 0
    around = [(x, y) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0)]
    for spot in (*around, *SPOTS):
        tried = attempt(f, *spot, quiet=calls > 0)
        calls += 1
        if tried.status != "answered":
            return tried
        if is_blank(tried.value):
            return Attempt("not attempted", "Write the height where the `...` stands.")
        height, wrong = read_numbers(tried.value, f"The height at ({spot[0]:g}, {spot[1]:g})", ())
        if height is None:
            return Attempt("not yet", wrong)
        heights[spot] = float(height)
    return _shape(heights)


def _shape(h: dict[tuple[float, float], float]) -> tuple[np.ndarray, float] | Attempt:
    """Read the curvatures and the angle off the heights, if they are those of a valley around (0, 0)."""
    middle = h[0.0, 0.0]
    xx = h[1.0, 0.0] + h[-1.0, 0.0] - 2 * middle
    yy = h[0.0, 1.0] + h[0.0, -1.0] - 2 * middle
    xy = (h[1.0, 1.0] - h[1.0, -1.0] - h[-1.0, 1.0] + h[-1.0, -1.0]) / 4
    matrix = np.array([[xx, xy], [xy, yy]])
    for spot, height in h.items():
        bent = middle + 0.5 * np.array(spot) @ matrix @ np.array(spot)
        if abs(height - bent) > CLOSE * max(1.0, abs(bent)):
            return Attempt(
                "not yet",
                "The surface is no longer a valley with its lowest point at (0, 0). "
                "Keep the two squares, and change what stands in them.",
            )
    curvatures, directions = np.linalg.eigh(matrix)
    along = directions[:, 0]
    return curvatures, float(np.degrees(np.arctan2(along[1], along[0])) % 180)


def describe(curvatures: np.ndarray, angle: float) -> str:
    """Say what is wrong with a valley that should have curvatures 0.1 and 2 and lie at 45 degrees.

    Examples
    --------
    >>> describe(np.array([0.1, 2.0]), 135.0)
    ''
    >>> describe(np.array([0.1, 2.0]), 90.0)
    'The curvatures are right, 0.1 and 2, but the valley is not turned: it lies along an axis.'
    """
    found = f"The curvatures are {curvatures[0]:.3g} and {curvatures[1]:.3g}"
    if not _near(curvatures, WANTED):
        slip = next((says for slip, says in SLIPS.items() if _near(curvatures, slip)), "")
        end = "." if not slip else f": {slip}" if slip.endswith("?") else f": {slip}."
        return f"{found}, where 0.1 and 2 are wanted{end}"
    off = abs(angle % 90 - 45)
    if off <= CLOSE * 45:
        return ""
    if off > 45 * (1 - CLOSE):
        return "The curvatures are right, 0.1 and 2, but the valley is not turned: it lies along an axis."
    return f"The curvatures are right, but the valley lies at {angle:.3g} degrees: 45 or 135 are wanted."


def _near(given: np.ndarray, wanted: tuple) -> bool:
    return bool(np.allclose(given, wanted, rtol=CLOSE, atol=1e-9))

"""The slope of a handful: try a learner's function, and name the slip that it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .attempts import Attempt, attempt, is_blank, read_numbers

EXAMPLES = 150  # in the whole table, for who divides by all of them
HANDFULS = (1, 4, 10)
HINTS = (
    "Each row of x holds one example, so `x @ w` is one guess an example. How far is each from its y?",
    "Multiply the errors back: `x.T @ (x @ w - y)` adds the slopes up. What turns a sum into a mean?",
)


def right(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the mean of the slopes of half the squared error.

    Examples
    --------
    >>> right(np.array([1.0]), np.array([[1.0], [3.0]]), np.array([3.0, 5.0]))
    array([-4.])
    """
    return x.T @ (x @ w - y) / len(y)


SLIPS: dict[str, Callable] = {
    "That is the sum over the handful. A mean is wanted: divide by the examples in it, `len(y)`.": (
        lambda w, x, y: right(w, x, y) * len(y)
    ),
    "You divide by 150, all the flowers. Divide by those in the handful, `len(y)`: else a step of few "
    "flowers is far too short.": lambda w, x, y: right(w, x, y) * len(y) / EXAMPLES,
    "The sign is turned: that points downhill. A gradient points uphill, and the rule subtracts it.": (
        lambda w, x, y: -right(w, x, y)
    ),
    "It is twice too large: the half in front of the square takes the 2 away.": (
        lambda w, x, y: 2 * right(w, x, y)
    ),
    "It is half of what it should be: the 2 from differentiating and the half are one.": (
        lambda w, x, y: right(w, x, y) / 2
    ),
    "You divide by the two weights, not by the examples: `len(w)` or `len(x.T)` stands where `len(y)` "
    "should.": lambda w, x, y: right(w, x, y) * len(y) / 2,
    "That is the mean error for every weight. Each error has still to be multiplied by its x.": (
        lambda w, x, y: np.full(2, np.mean(x @ w - y))
    ),
    "The y are missing: the error is the guess minus y.": lambda w, x, y: x.T @ (x @ w) / len(y),
    "That looks at the first example alone, whatever the handful.": lambda w, x, y: right(w, x[:1], y[:1]),
    "You divide twice by the size of the handful.": lambda w, x, y: right(w, x, y) / len(y),
}


def cases() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Make handfuls to try a function on, the largest first: weights, rows with a leading 1, answers."""
    chance = np.random.default_rng(2)
    made = []
    for size in HANDFULS[::-1]:
        x = np.column_stack([np.ones(size), chance.normal(size=size)])
        made.append((chance.normal(size=2), x, chance.normal(1.2, 0.7, size=size)))
    return made


def tried(function: Callable) -> Attempt:
    """Try a function on all the handfuls; "answered" means that it is right on each.

    Examples
    --------
    >>> tried(right).status
    'answered'
    >>> tried(lambda w, x, y: -right(w, x, y)).says
    'The sign is turned: that points downhill. A gradient points uphill, and the rule subtracts it.'
    """
    answers = []
    for k, case in enumerate(cases()):
        came = attempt(function, *case, quiet=k > 0)
        if came.status != "answered":
            return came
        if is_blank(came.value):
            return Attempt("not attempted", "It is your turn: put your own line where the `...` stands.")
        numbers, wrong = read_numbers(came.value, "Your gradient", (2,))
        if numbers is None:
            return Attempt("not yet", f"{wrong} {_shaped(came.value, len(case[2]))}".strip())
        answers.append(numbers)
    if _agrees(answers, right):
        return Attempt("answered")
    slip = next((says for says, wrong in SLIPS.items() if _agrees(answers, wrong)), "")
    return Attempt("not yet", slip or _apart(answers))


def _shaped(value: Any, examples: int) -> str:
    """Say what a gradient of the wrong shape holds, if that can be told."""
    shape = getattr(value, "shape", ())
    if shape == (examples,):
        return "That is one number an example. Wanted is one a weight: bring in x, and add the examples up."
    if shape == (examples, 2):
        return "That is one row an example: take the mean over the rows."
    if shape == (2, examples):
        return "That is one column an example: take the mean over the columns."
    return "" if shape == (2,) else "It needs one number a weight."


def _agrees(answers: list[np.ndarray], function: Callable) -> bool:
    wanted = [function(*case) for case in cases()]
    return all(np.allclose(mine, theirs, rtol=1e-6) for mine, theirs in zip(answers, wanted, strict=True))


def _apart(answers: list[np.ndarray]) -> str:
    """Name the first handful on which the answer is wrong."""
    for size, mine, case in zip(HANDFULS[::-1], answers, cases(), strict=True):
        wanted = right(*case)
        if not np.allclose(mine, wanted, rtol=1e-6):
            return (
                f"On a handful of {size} you have ({mine[0]:.3g}, {mine[1]:.3g}), "
                f"where ({wanted[0]:.3g}, {wanted[1]:.3g}) is right."
            )
    return ""

"""Ask a learner's schedule for its rates, in and out of order, and name what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .attempts import Attempt, attempt, is_blank, read_numbers

FIRST = dict(learning_rate=0.8, factor=0.5, every=20)
OTHER = dict(learning_rate=0.3, factor=0.1, every=7)
ASKED = (0, 1, 5, 6, 7, 13, 14, 15, 19, 20, 21, 39, 40, 45, 60)
SECOND = (14, 0, 20)  # asked once more, out of order
CLOSE = 1e-9


def step_decay(t: np.ndarray, learning_rate: float, factor: float, every: int) -> np.ndarray:
    """Write the answer to the exercise: ``learning_rate * factor ** (t // every)``."""
    return learning_rate * factor ** (t // every)


SLIPS: dict[str, Callable] = {
    "It drops one step too late: the first lower rate is that of step `every`, for steps count from 0.": (
        lambda t, a, f, n: a * f ** (np.maximum(t - 1, 0) // n)
    ),
    "It drops one step too late, and at step 0 the rate is raised: leave out the `- 1`.": (
        lambda t, a, f, n: a * f ** ((t - 1) // n * 1.0)
    ),
    "It drops one step too early: steps count from 0, so leave out the `+ 1`.": (
        lambda t, a, f, n: a * f ** ((t + 1) // n)
    ),
    "It falls at every step, and it should hold between two drops: divide with `//`, which cuts off.": (
        lambda t, a, f, n: a * f ** (t / n)
    ),
    "It rounds to the nearest drop, so it drops half a stair too early: divide with `//`.": (
        lambda t, a, f, n: a * f ** np.round(t / n)
    ),
    "It takes the factor at every step: `every` has no say in it.": lambda t, a, f, n: a * f ** (t * 1.0),
    "The first rate is forgotten: multiply by `learning_rate`.": lambda t, a, f, n: f ** (t // n),
    "The factor is multiplied by the number of drops: it belongs to that power, `factor ** ...`.": (
        lambda t, a, f, n: a * f * (t // n)
    ),
    "The factor is subtracted at each drop: multiply by it.": lambda t, a, f, n: a - f * (t // n),
    "It drops once and never again: use a power of the factor.": lambda t, a, f, n: np.where(t < n, a, a * f),
    "The rate grows: multiply by the factor, do not divide.": lambda t, a, f, n: a / f ** (t // n),
    "It starts over after every drop: `%` is the rest of a division. You need `//`.": (
        lambda t, a, f, n: a * f ** (t % n * 1.0)
    ),
    "The drops come at doubled distances: is it `every // t` or a logarithm? Take `t // every`.": (
        lambda t, a, f, n: a * f ** np.floor(np.log2(np.maximum(t / n, 1)))
    ),
    "It never drops.": lambda t, a, f, n: a + 0.0 * t,
}


def judge(schedule: Any) -> Attempt:
    """Ask for many rates; an answered attempt holds whether arrays of steps are taken as well.

    Examples
    --------
    >>> smooth = lambda t, *, learning_rate, factor, every: learning_rate * factor ** (t / every)
    >>> judge(smooth).says
    'It falls at every step, and it should hold between two drops: divide with `//`, which cuts off.'
    """
    told = []
    for settings in (FIRST, OTHER):
        rates = ask(schedule, ASKED, **settings)
        if isinstance(rates, Attempt):
            return rates
        again = ask(schedule, SECOND, **settings)
        if isinstance(again, Attempt):
            return again
        before = rates[[ASKED.index(t) for t in SECOND]]
        changed = np.flatnonzero(~np.isclose(again, before, rtol=CLOSE))
        if changed.size:
            k = changed[0]
            return Attempt("not yet", twice(SECOND[k], before[k], again[k]))
        told.append(rates)
    wrong = _slip(told)
    return Attempt("not yet", wrong) if wrong else Attempt("answered", value=_takes_arrays(schedule))


def ask(schedule: Any, steps: Sequence[int], **settings: float) -> np.ndarray | Attempt:
    """Return the rates of some steps, one number each; or what came of asking."""
    rates = []
    for t in steps:
        tried = attempt(schedule, t, quiet=bool(rates), **settings)
        if tried.status != "answered":
            return tried
        if is_blank(tried.value):
            return Attempt("not attempted", "Write the rate where the `...` stands.")
        rate, wrong = read_numbers(tried.value, f"The rate of step {t}", ())
        if rate is None:
            return Attempt("not yet", wrong)
        rates.append(float(rate))
    return np.array(rates)


def twice(t: int, before: float, after: float) -> str:
    """Tell that one step has been given two rates."""
    return (
        f"Asked for step {t}, it gave {before:.4g}; asked for step {t} once more, {after:.4g}. "
        "The same step must have the same rate, whenever it is asked for."
    )


def _slip(told: list[np.ndarray]) -> str:
    """Name what is wrong with the rates under both settings; nothing, if they are right."""
    t = np.array(ASKED)
    right = [step_decay(t, **settings) for settings in (FIRST, OTHER)]
    if _near(told, right):
        return ""
    for says, slip in SLIPS.items():
        if _near(told, [slip(t, *settings.values()) for settings in (FIRST, OTHER)]):
            return says
    for name, value in FIRST.items():  # a number of the example stands where the name should
        if _near(told, [step_decay(t, **settings | {name: value}) for settings in (FIRST, OTHER)]):
            return f"`{name}` is always {value:g} in your function: use the name, so that it can be set."
    found, wanted, settings = next(
        group for group in zip(told, right, (FIRST, OTHER), strict=True) if not _near(group[:1], group[1:2])
    )
    k = int(np.flatnonzero(~np.isclose(found, wanted, rtol=CLOSE))[0])
    given = ", ".join(f"{name}={value:g}" for name, value in settings.items())
    return f"With {given} the rate of step {t[k]} should be {wanted[k]:.4g}. Yours is {found[k]:.4g}."


def _near(told: Sequence[np.ndarray], wanted: Sequence[np.ndarray]) -> bool:
    return all(np.allclose(a, b, rtol=CLOSE, atol=0) for a, b in zip(told, wanted, strict=True))


def _takes_arrays(schedule: Any) -> bool:
    tried = attempt(schedule, np.array(ASKED), quiet=True)
    if tried.status != "answered":
        return False
    rates, _ = read_numbers(tried.value, "The rates", (len(ASKED),))
    return rates is not None and _near([rates], [step_decay(np.array(ASKED), **FIRST)])


def mended(make: Any, *, learning_rate: float = 0.8, decay: float = 0.5) -> str | Attempt:
    """Say what is wrong with a function that makes a decaying schedule; nothing, if it is mended.

    Examples
    --------
    >>> mended(lambda learning_rate, decay: lambda t: learning_rate * decay**t)
    ''
    """
    made = attempt(make, learning_rate, decay)
    if made.status != "answered":
        return made
    if not callable(made.value):
        return "It must return a schedule, a function of t: end it with `return schedule`."
    steps = (0, 1, 2, 3, 1, 0, 3)
    rates = ask(made.value, steps)
    if isinstance(rates, Attempt):
        return rates
    for k in (4, 5, 6):
        if not np.isclose(rates[k], rates[steps[k]], rtol=CLOSE):
            return twice(steps[k], rates[steps[k]], rates[k])
    wanted = learning_rate * decay ** np.array(steps)
    if np.allclose(rates, wanted, rtol=CLOSE):
        return ""
    if np.allclose(rates, wanted * decay, rtol=CLOSE):
        return (
            f"It is one step ahead: at step 0 it gives {rates[0]:g}, and the first rate is {learning_rate:g}."
        )
    if np.allclose(rates, rates[0]):
        return f"The same step has the same rate now, but every step has: {rates[0]:g}. Let it depend on t."
    return f"For steps 0, 1, 2, 3 the rates should be {_list(wanted[:4])}. Yours are {_list(rates[:4])}."


def _list(rates: np.ndarray) -> str:
    return ", ".join(f"{rate:.4g}" for rate in rates)

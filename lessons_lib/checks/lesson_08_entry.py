"""A rule of the learner's own: whether it is one, whether it comes down, and how far beside the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..landscapes import bowl, ravine
from ..mistakes import Mistake, title
from ..models import DigitsNetwork
from ..noise import noisy
from ..races import Race, hold
from ..rules import adam, gradient_descent
from ..signatures import signature
from .attempts import attempt
from .rule_check import try_rule
from .verdicts import Verdict, correct, not_attempted, not_yet

NAME = "08 enter"
BESIDE = {"gradient descent": gradient_descent, "Adam": adam}
GROUNDS = {"the bowl": bowl(), "the ravine": ravine(), "a noisy ravine": noisy(ravine())}
LOW = 1e-3  # of the loss at the start: what every rule of the series falls below on the bowl
RATES = 11
DIGITS = dict(rates=(0.001, 0.01, 0.03, 0.1, 0.3, 1.0), steps=100, seeds=(0,))
SECONDS = 30.0
HINTS = (
    "Begin with a rule that works, such as gradient descent, and change one thing: what is remembered, what "
    "the step is divided by, or which way it goes.",
    "Try it in a panel: explore(my_rule, ravine()). Every setting right of the star has a slider there.",
)


def judge(rule: Any) -> Verdict:
    """Try a rule, race it on four grounds beside gradient descent and Adam, and say how it went."""
    tried = try_rule(rule)
    if tried.status == "not attempted":
        return not_attempted(tried.says)
    wrong = tried.says or _unfit(rule, tried.value)
    if wrong:
        return not_yet(NAME, wrong, HINTS)
    raced = attempt(lambda: _raced(rule), seconds=SECONDS)
    if raced.status != "answered":
        return not_yet(NAME, f"In a race it went wrong. {raced.says}", HINTS)
    told, share = raced.value
    if share is None:
        return not_yet(NAME, f"In a race it went wrong. {told}", HINTS)
    said = f"{title(rule)} is a rule: it keeps the shape of w, and answers the same when asked the same. "
    said += _scale(rule)
    if share > LOW:
        return not_yet(NAME, f"{said}But on the bowl {_left(share)}, at the best of {RATES} rates.", HINTS)
    return correct(NAME, f"{said}{told}")


def _unfit(rule: Callable, walks: list[list[tuple]]) -> str:
    """Say why a rule cannot be raced, if it cannot."""
    if "learning_rate" not in signature(rule).hyperparameters:
        return (
            "A race tries learning rates, and your rule has none. Write `learning_rate=0.1` right of a star."
        )
    for t, (_, _, answer) in enumerate(walks[0], start=1):
        for key, value in answer.items():
            if not np.all(np.isfinite(value)):
                return f"{key} is not a finite number at step {t}. Is something divided by zero there?"
    if all(np.allclose(answer["w"], w, rtol=0, atol=1e-15) for w, _, answer in walks[0]):
        return "It never moves. Which line of it changes w?"
    return ""


def _scale(rule: Callable) -> str:
    """Say what becomes of its first step where every slope is a hundred times as steep."""
    w, g = np.array([1.5, -0.7]), np.array([0.6, -2.0])
    with np.errstate(all="ignore"):
        one, hundred = (np.asarray(rule(w, k * g, 1)["w"]) - w for k in (1.0, 100.0))
        times = float(np.median(np.abs(hundred) / np.abs(one)))
    if np.isclose(times, 1, rtol=0.05):
        return "Its first step does not depend on the scale of the loss, as with Adam. "
    if np.isclose(times, 100, rtol=0.05):
        return "Its first step grows with the scale of the loss, as with gradient descent. "
    return ""


def _raced(rule: Callable) -> tuple[str, float | None]:
    """Race on every ground: sentences, and the share of the first loss that is left on the bowl.

    Where the rule itself stops a race, there is no share, and the sentence says what happened.
    """
    entries = {"yours": rule, **BESIDE}
    try:
        races = {name: hold(entries, ground, rates=RATES, keep=False) for name, ground in GROUNDS.items()}
        races["the digits network"] = hold(entries, DigitsNetwork(), keep=False, **DIGITS)
    except Mistake as mistake:
        return str(mistake), None
    shares = {name: _shares(race) for name, race in races.items()}
    told = "; ".join(f"{name} {_beside(each)}" for name, each in shares.items())
    return f"Loss left at the best rate: {told}.", shares["the bowl"][0]


def _shares(race: Race) -> list[float]:
    return [race.best(name).loss / race.start for name in race.names]


def _beside(shares: list[float]) -> str:
    mine, *others = map(_share, shares)
    return f"{mine} ({', '.join(f'{name} {one}' for name, one in zip(BESIDE, others, strict=True))})"


def _share(share: float) -> str:
    if share <= 2e-9:
        return "nothing"
    return f"{share:.2g}" if np.isfinite(share) else "left the map"


def _left(share: float) -> str:
    if not np.isfinite(share):
        return "it leaves the map"
    return f"{share:.2g} of the first loss is left"

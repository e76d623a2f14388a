"""The exercises of lesson 08: choosing an optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from . import lesson_08_entry as entry
from .attempts import is_blank, read_numbers
from .lesson_08_hunt import line_up as _line_up
from .lesson_08_hunt import symptoms
from .lesson_08_panel import GOALS, SCENES
from .lesson_08_questions import (
    BY_HAND,
    BY_HAND_HINTS,
    BY_HAND_SLIPS,
    PREDICT_RACE,
    PREDICT_TRIES,
    lines,
    unfair,
)
from .questions import check_ledger
from .rule_check import check_rule, mend_rule
from .slips.adam import epsilon_hat_power, epsilon_on_weights, remembers_corrected
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = [
    "GOALS",
    "PREDICT_RACE",
    "PREDICT_TRIES",
    "SCENES",
    "by_hand",
    "enter",
    "line_up",
    "lines",
    "mend_epsilon",
    "mend_memory",
    "mend_precedence",
    "my_rule",
    "read_rate",
    "symptoms",
    "unfair",
    "why_lines",
    "why_unfair",
]


def by_hand(one_try: Any = None, two_tries: Any = None, three_tries: Any = None) -> Verdict:
    """Work out the best loss to be expected of one, two and three tries, for two rules.

    Rule A ended at 1, 8 and 9, rule B at 2, 3 and 4.

    Examples
    --------
    >>> by_hand(one_try=(6, 3), two_tries=(3.33, 2.33), three_tries=(1, 2)).status
    'correct'
    """
    return check_ledger(
        "08 by hand",
        dict(one_try=one_try, two_tries=two_tries, three_tries=three_tries),
        BY_HAND,
        slips=BY_HAND_SLIPS,
        hints=BY_HAND_HINTS,
        tolerance=0.005,
        because=(
            "With one try or two, B is the better choice. With three it is A. Who wins depends on how often "
            "you may try."
        ),
    )


def why_unfair(choice: Any = None) -> Verdict:
    """Choose what is unfair in a race at one rate: ``print(check.unfair)`` shows the choices.

    Examples
    --------
    >>> why_unfair("b").status
    'correct'
    """
    return unfair.grade(choice)


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write Adam from memory, a second time.

    Examples
    --------
    >>> my_rule(rules.adam).status
    'correct'
    """
    return check_rule(rule, rules.adam, name="08 my rule")


def why_lines(*unnamed: Any, **given: Any) -> Verdict:
    """Say which line of Adam is there against which trouble: ``print(check.lines)`` shows the troubles.

    Examples
    --------
    >>> why_lines(m="b", v="d", m_hat="c", v_hat="e", epsilon="a").status
    'correct'
    """
    return lines.grade(*unnamed, **given)


def line_up(*unnamed: Any, **given: Any) -> Verdict:
    """Name the slips of the five rules whose steps ``print(check.symptoms())`` shows.

    Examples
    --------
    >>> line_up(A="brackets").status
    'not yet'
    """
    return _line_up.grade(*unnamed, **given)


def mend_precedence(rule: Callable | None = None) -> Verdict:
    """Mend an Adam whose epsilon has come to stand outside the division.

    Examples
    --------
    >>> mend_precedence(rules.adam).status
    'correct'
    """
    return _mend(
        rule,
        "08 precedence",
        epsilon_on_weights,
        says="m and v agree with Adam's, but w does not: it gets something added, whatever the slope.",
        hints=(
            "Python divides before it adds. Put brackets around what it works out first: a / b + c is ...?",
            "It is (a / b) + c. So epsilon is added to what?",
        ),
        kind="The kind of slip: the order of operations. Epsilon was added to the weights, not to the root.",
    )


def mend_memory(rule: Callable | None = None) -> Verdict:
    """Mend an Adam that returns its corrected averages as its memory.

    Examples
    --------
    >>> mend_memory(rules.adam).status
    'correct'
    """
    return _mend(
        rule,
        "08 memory",
        remembers_corrected,
        says="The first w is right. But m and v are not what Adam returns, and they come back in step two.",
        hints=(
            "What a rule returns is what it is given at the next step. Which m should that be?",
            "The raw one. The correction is made anew at every step: give its result a name of its own.",
        ),
        kind="The kind of slip: one name for two things. The corrected averages were fed back as memory.",
    )


def mend_epsilon(rule: Callable | None = None) -> Verdict:
    """Mend an Adam in its short form, whose epsilon is scaled by the wrong power.

    Examples
    --------
    >>> mend_epsilon(rules.adam).status
    'correct'
    """
    return _mend(
        rule,
        "08 epsilon",
        epsilon_hat_power,
        says="m and v agree with Adam's, but w does not, in a digit that only a large epsilon shows.",
        hints=(
            "Adam divides by sqrt(v / c) + epsilon, where c is 1 - beta2**t. Here the root of c stands in "
            "the rate. Multiply Adam's divisor by it.",
            "sqrt(c) * (sqrt(v / c) + epsilon) is sqrt(v) plus what?",
        ),
        kind="The kind of slip: half a translation. The root was taken of one term, and not of the other.",
    )


def _mend(rule: Any, name: str, given: Callable, *, says: str, hints: tuple[str, str], kind: str) -> Verdict:
    """Say whether an Adam with a known slip is mended, and if so what kind of slip it was."""
    verdict = mend_rule(rule, rules.adam, name=name, hints=hints, given=given, says=says)
    return Verdict("correct", f"It is Adam again. {kind}", name=verdict.name) if verdict else verdict


BAND = (0.15, 0.6)  # of momentum on the digits, within thrice its lowest loss of 200 steps; a test holds it
RATE_HINTS = (
    "Find the rate at which the loss turns up. That one is too large for a whole training.",
    "Take a third of it.",
)


def read_rate(rate: Any = None) -> Verdict:
    """Read a learning rate for momentum off its range test, and hold it against the race.

    Examples
    --------
    >>> read_rate(0.3).status
    'correct'
    """
    if is_blank(rate):
        return not_attempted("Put your learning rate where the `...` stands.")
    number, wrong = read_numbers(rate, "Your rate", ())
    if number is None:
        return not_yet("08 rate", wrong, RATE_HINTS)
    low, high = BAND
    if number <= 0:
        return not_yet("08 rate", "A learning rate is above zero. Give one.", RATE_HINTS)
    told = f"{float(number):g} {'learns, but it is too slow' if number < low else 'is too large'}"
    if not low <= number <= high:
        says = f"{told} for a training of 200 steps: it ends at more than three times the lowest loss."
        return not_yet("08 rate", says, RATE_HINTS)
    says = f"In races the rates from {low:g} to {high:g} end within three times the lowest loss. "
    return correct("08 rate", f"{says}One walk of 100 steps has led you there, instead of dozens.")


def enter(rule: Callable | None = None) -> Verdict:
    """Enter a rule of your own, and be told how far it comes beside gradient descent and Adam.

    It has to come down to a thousandth of the first loss on a bowl, at the best of eleven learning rates.
    All else is told, and not judged.

    Examples
    --------
    >>> enter(rules.nesterov).status
    'correct'
    """
    return entry.judge(rule)

"""Answers that are chosen or worked out: questions with choices, single numbers, ledgers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..mistakes import nearest
from .attempts import is_blank, read_numbers
from .verdicts import Verdict, correct, missed, not_attempted, not_yet

__all__ = ["Question", "check_ledger", "check_number"]

LETTERS = "abcdefghij"


@dataclass(frozen=True)
class Question:
    """A question with choices, for a prediction or for an explanation.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    text : str
        What is asked.
    choices : tuple of str
        What can be chosen; the learner may also give the letter a, b, c, ....
    answer : str
        The right one of the choices.
    because : str
        Why it is right; told when it is chosen.
    wrong : mapping of choice to sentence
        What to say to each wrong choice.
    hints : tuple of str
        One is shown at the first wrong try, two from the second on.
    once : bool, default False
        A prediction: there is one try, so a wrong one is told the answer and the reason.

    Examples
    --------
    >>> ways = ("Along g.", "Against g.")
    >>> question = Question("slope", "Which way is down?", ways, "Against g.", "g rises.")
    >>> print(question)
    Which way is down?
      a) Along g.
      b) Against g.
    >>> question.grade("b")
    Correct. g rises.
    """

    name: str
    text: str
    choices: tuple[str, ...]
    answer: str
    because: str
    wrong: Mapping[str, str] = field(default_factory=dict, hash=False)
    hints: tuple[str, ...] = ()
    once: bool = False

    def __post_init__(self) -> None:
        strangers = [text for text in (self.answer, *self.wrong) if text not in self.choices]
        if strangers or self.answer in self.wrong or len(self.choices) > len(LETTERS):
            raise ValueError(f"{self.name}: check the choices, the answer and the wrong ones. {strangers}")

    def __str__(self) -> str:
        lines = [f"  {letter}) {text}" for letter, text in zip(LETTERS, self.choices, strict=False)]
        return "\n".join([self.text, *lines])

    def grade(self, choice: Any) -> Verdict:
        """Return the verdict on a choice, given as its text or its letter."""
        letters = ", ".join(LETTERS[: len(self.choices)])
        if is_blank(choice):
            return not_attempted(f'Choose one of {letters}, and give the letter in quotes: "a".')
        chosen = self._find(choice)
        if chosen is None:
            return not_yet(self.name, f'There is no such choice. Give one of {letters} in quotes: "a".')
        if chosen == self.answer:
            return correct(self.name, self.because)
        if self.once:
            guess = f"Your guess: {self.wrong[chosen]}" if chosen in self.wrong else ""
            told = [f"{self.answer.rstrip('.')}.", self.because, guess]
            return missed(" ".join(filter(None, told)))
        return not_yet(self.name, self.wrong.get(chosen, "That is not it."), self.hints)

    def _find(self, choice: Any) -> str | None:
        if not isinstance(choice, str):
            return None
        known = {_plain(text): text for text in self.choices}
        known |= dict(zip(LETTERS, self.choices, strict=False))
        return known.get(_plain(choice))


def _plain(text: str) -> str:
    """Drop what does not matter in an answer: capitals, spaces, brackets, a last point."""
    return re.sub(r"\s+", " ", text).strip(" ().:").casefold()


def check_number(
    name: str,
    given: Any,
    expected: float,
    *,
    tolerance: float = 1e-6,
    slips: Mapping[float, str] | None = None,
    hints: tuple[str, ...] = (),
    because: str = "That is the number.",
    otherwise: Callable[[float], str] | None = None,
) -> Verdict:
    """Check one number.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    given : object
        The learner's answer; whatever was typed after it makes it a tuple.
    expected : float
    tolerance : float, default 1e-6
        Relative, for the answer as for the slips.
    slips : mapping of wrong number to sentence, optional
        Which slip leads to which number; the nearest counts.
    hints : tuple of str
    because : str
        What to say to the right answer.
    otherwise : function of the number, optional
        What to say to any other number.

    Examples
    --------
    >>> check_number("half", 4, 2.0, slips={4.0: "You doubled it."})
    Not yet. You doubled it.
    >>> check_number("half", "2", 2.0)
    Not yet. Your answer is the text '2'. Write the number without quotes.
    """
    if is_blank(given):
        return not_attempted("Put your number where the `...` stands.")
    number, wrong = read_numbers(given, "Your answer", ())
    if number is None:
        comma = " Python writes a decimal with a point: 0.25, not 0,25." if _with_comma(given) else ""
        return not_yet(name, wrong + comma, hints)
    if _same(number, expected, tolerance):
        return correct(name, because)
    says = _slip_of(number, slips or {}, tolerance)
    if not says and otherwise:
        says = otherwise(float(number))
    rounded = _rounded(number, expected)
    return not_yet(name, says or rounded or f"{float(number):g} is not the number.", hints)


def _with_comma(given: Any) -> bool:
    """Say whether an answer may be one number whose decimal point was typed as a comma."""
    return isinstance(given, tuple) and len(given) == 2 and all(isinstance(part, int) for part in given)


def check_ledger(
    name: str,
    given: Mapping[str, Any],
    expected: Mapping[str, Any],
    *,
    slips: Mapping[str, Mapping[Any, str]] | None = None,
    hints: Mapping[str, tuple[str, ...]] | None = None,
    tolerance: float = 1e-6,
    because: str = "Every line is right.",
) -> Verdict:
    """Check the lines of a calculation, in their order.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    given, expected : mapping of line to number(s)
        A line left as ``...`` or None is blank, and so is one with a blank in it.
    slips : mapping of line to {wrong number(s): sentence}, optional
    hints : mapping of line to hints, optional
    tolerance : float, default 1e-6
    because : str
        What to say when all is right.

    Examples
    --------
    >>> check_ledger("sum", {"a": 1, "b": ...}, {"a": 1, "b": (2, 3)})
    Not yet. a is right. Still blank: b.
    >>> check_ledger("sum", {"a": 1, "b": (3, 2)}, {"a": 1, "b": (2, 3)}, slips={"b": {(3, 2): "Swapped."}})
    Not yet. a is right, b is not yet. Swapped.
    """
    slips, hints = slips or {}, hints or {}
    unknown = [line for line in given if line not in expected]
    if unknown:
        return not_yet(name, f"There is no line called {unknown[0]}. {nearest(unknown[0], expected)}")
    if all(_blank(given.get(line), all) for line in expected):
        return not_attempted(f"Fill in {_listed(expected)}: put your numbers where the `...` stand.")
    blank = [line for line in expected if _blank(given.get(line), any)]
    filled = [line for line in expected if line not in blank]
    says = {line: _wrong_line(line, given, expected, slips, tolerance) for line in filled}
    wrong = next((line for line in filled if says[line]), None)
    if wrong is None and not blank:
        return correct(name, because)
    told = says[wrong] if len(expected) == 1 and wrong else _standing(filled, wrong, says)
    parts = [line if _blank(given.get(line), all) else f"part of {line}" for line in blank]
    still = f"Still blank: {', '.join(parts)}." if blank else ""
    return not_yet(name, f"{told} {still}".strip(), hints.get(wrong or blank[0], ()))


def _wrong_line(line: str, given: Mapping, expected: Mapping, slips: Mapping, tolerance: float) -> str:
    """Say what is wrong with one line of a ledger; nothing, if it is right."""
    target = np.asarray(expected[line], dtype=float)
    numbers, wrong = read_numbers(given[line], line, target.shape)
    if numbers is None:
        return wrong
    if _same(numbers, target, tolerance):
        return ""
    says = _slip_of(numbers, slips.get(line, {}), tolerance)
    says = says or _rounded(numbers, target)
    if says or target.ndim == 0:
        return says or f"You have {_short(numbers)}: work it out once more."
    places = [n for n in range(target.size) if not _same(numbers.flat[n], target.flat[n], tolerance)]
    which = "every number" if len(places) == target.size else f"number {places[0] + 1}"
    return f"You have {_short(numbers)}: look at {which} of it again."


def _rounded(given: np.ndarray, expected: Any) -> str:
    """Say so, if an answer is the right one with too few digits; a whole number cannot be."""
    expected = np.asarray(expected, dtype=float)
    if np.all(expected == np.round(expected)) or not _same(given, expected, 0.02):
        return ""
    return f"You have {_short(given)}: nearly. Is it rounded? Give all the digits."


def _standing(filled: list[str], wrong: str | None, says: Mapping[str, str]) -> str:
    """Name the lines that are right, and the first that is not, with its sentence."""
    right = [line for line in filled if not says[line]]
    done = f"{_listed(right)} {'is' if len(right) == 1 else 'are'} right" if right else ""
    if wrong is None:
        return f"{done}." if done else ""
    return (
        f"{done}, {wrong} is not yet. {says[wrong]}" if done else f"{wrong} is not right yet. {says[wrong]}"
    )


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else str(last)


def _same(given: Any, expected: Any, tolerance: float) -> bool:
    expected = np.asarray(expected, dtype=float)
    scale = np.where(expected == 0, 1.0, np.abs(expected))
    return bool(np.all(np.abs(given - expected) <= tolerance * scale))


def _slip_of(given: np.ndarray, slips: Mapping[Any, str], tolerance: float) -> str | None:
    """Find the slip that leads to a number, the nearest one if there are several."""
    fits = [key for key in slips if np.shape(key) == given.shape and _same(given, key, tolerance)]
    return slips[min(fits, key=lambda key: np.max(np.abs(given - key)))] if fits else None


def _short(numbers: np.ndarray) -> str:
    """Write numbers as a learner would."""
    if numbers.ndim == 0:
        return f"{float(numbers):g}"
    return f"({', '.join(f'{each:g}' for each in numbers.flat)})"


def _blank(value: Any, how: Callable) -> bool:
    """Say whether any (or all) of what should be filled in is blank."""
    return is_blank(value) or (isinstance(value, list | tuple) and how(map(is_blank, value)))

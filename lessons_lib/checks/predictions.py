"""Predictions that are a number or a point: one guess, scored by how close it comes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .attempts import is_blank, read_numbers
from .verdicts import Verdict, correct, missed, not_attempted, not_yet

__all__ = ["NumberQuestion", "PointQuestion"]

FAR = 1.5  # a factor beyond which a guess is told as a factor, not in percent


@dataclass(frozen=True)
class NumberQuestion:
    """A question whose answer is a number, to be guessed.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    text : str
        What is asked.
    answer : float
    because : str
        Why; told with the score.
    unit : str, default ""
        Such as ``"steps"``; it stands behind the number.
    close : float, default 0.1
        How close counts as correct: a share of the answer, or, with ``distance``, a distance.
    distance : bool, default False
        Score by the distance, not by the factor. For answers that may be zero or below.

    Examples
    --------
    >>> question = NumberQuestion("walk", "How many steps?", 17, "The loss halves each time.", "steps")
    >>> question.grade(16)
    Correct. Your guess is 16 steps, the answer is 17: within 6 percent. The loss halves each time.
    >>> question.grade(51)
    The answer: 17 steps. Your guess of 51 was 3 times too large. The loss halves each time.
    """

    name: str
    text: str
    answer: float
    because: str
    unit: str = ""
    close: float = 0.1
    distance: bool = False

    def __post_init__(self) -> None:
        if not math.isfinite(self.answer) or self.close <= 0 or (self.answer <= 0 and not self.distance):
            raise ValueError(f"{self.name}: check the answer; one at zero or below is scored by distance.")

    def __str__(self) -> str:
        return self.text

    def refuse(self, guess: Any) -> str:
        """Say why a guess cannot be one; "" if it can.

        Examples
        --------
        >>> NumberQuestion("rate", "Which rate?", 0.5, "So it is.").refuse(-1.0)
        'Your guess is -1. The answer is above zero: guess a number above zero.'
        """
        number, wrong = read_numbers(guess, "Your guess", ())
        if number is None:
            return wrong
        if number <= 0 and not self.distance:
            return f"Your guess is {number:g}. The answer is above zero: guess a number above zero."
        return ""

    def grade(self, guess: Any) -> Verdict:
        """Return the verdict on a guess, with its score in words."""
        if is_blank(guess):
            return not_attempted("Put your guess where the `...` stands.")
        wrong = self.refuse(guess)
        if wrong:
            return not_yet(self.name, wrong)
        guess, unit = np.asarray(guess, float).item(), f" {self.unit}" if self.unit else ""
        score = self.score(guess)
        if self._near(guess):
            told = f"Your guess is {guess:g}{unit}, the answer is {self.answer:g}: {score}."
            return correct(self.name, f"{told} {self.because}")
        off = score.replace("within", "off by")
        return missed(f"{self.answer:g}{unit}. Your guess of {guess:g} was {off}. {self.because}")

    def score(self, guess: float) -> str:
        """Say how close a guess comes.

        Examples
        --------
        >>> NumberQuestion("slope", "Which slope?", -2.0, "", distance=True).score(-1.5)
        '0.5 away'
        """
        if guess == self.answer:
            return "exactly right"
        if self.distance:
            return f"{abs(guess - self.answer):.2g} away"
        factor = guess / self.answer
        if 1 / FAR <= factor <= FAR:
            return f"within {math.ceil(100 * abs(factor - 1) - 1e-9)} percent"
        return f"{_times(factor)} times too large" if factor > 1 else f"{_times(1 / factor)} times too small"

    def _near(self, guess: float) -> bool:
        off = abs(guess - self.answer)
        return off <= self.close * (1.0 if self.distance else self.answer) * (1 + 1e-9)


@dataclass(frozen=True)
class PointQuestion:
    """A question whose answer is a point on a picture, to be guessed.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    text : str
        What is asked.
    answer : (x, y)
        In the units of the picture's axes.
    because : str
        Why; told with the score.
    close : float
        The distance that counts as correct.

    Examples
    --------
    >>> question = PointQuestion("end", "Where does it end?", (1.0, 2.0), "The valley leads there.", 0.5)
    >>> question.grade((1.3, 2.4), wide=10)
    Correct. Your point is (1.3, 2.4), the answer is (1, 2): 0.5 away; the map is 10 wide. \
The valley leads there.
    """

    name: str
    text: str
    answer: tuple[float, float]
    because: str
    close: float

    def __post_init__(self) -> None:
        if np.shape(self.answer) != (2,) or not np.all(np.isfinite(self.answer)) or self.close <= 0:
            raise ValueError(f"{self.name}: the answer must be two numbers, and close above zero.")

    def __str__(self) -> str:
        return self.text

    def refuse(self, guess: Any) -> str:
        """Say why a guess cannot be one; "" if it can."""
        return read_numbers(guess, "Your guess", (2,))[1]

    def grade(self, guess: Any, wide: float | None = None) -> Verdict:
        """Return the verdict on a guess, with its score in words.

        Parameters
        ----------
        guess : (x, y)
        wide : float, optional
            How wide the map is, to set the distance beside it.
        """
        if is_blank(guess):
            return not_attempted("Put your guess where the `...` stands: two numbers in brackets.")
        wrong = self.refuse(guess)
        if wrong:
            return not_yet(self.name, wrong)
        away = math.dist(guess, self.answer)
        score = "exactly right" if away == 0 else f"{away:.2g} away"
        score += f"; the map is {wide:.3g} wide" if wide and away else ""
        if away <= self.close * (1 + 1e-9):
            told = f"Your point is {_place(guess)}, the answer is {_place(self.answer)}: {score}."
            return correct(self.name, f"{told} {self.because}")
        return missed(f"{_place(self.answer)}. Your point {_place(guess)} was {score}. {self.because}")


def _place(place: Any) -> str:
    return f"({', '.join(f'{float(x):.3g}' for x in place)})"


def _times(factor: float) -> str:
    """Write a factor with two digits, or three where it has them before the point."""
    return f"{factor:.2g}" if factor < 100 else f"{factor:.0f}" if factor < 1e6 else f"{factor:.2g}"

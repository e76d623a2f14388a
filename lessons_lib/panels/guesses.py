"""The three ways to guess: a choice, a number, a point of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from ..mistakes import Mistake, nearest
from ..plots.guess import main_axes, with_guess
from ..plots.picture import Picture
from .asking import BLANK, Ask, Predict
from .canvas import Handle
from .places import rounded_place
from .press import Box, Press
from .typed import worked_out
from .writing import written_place

__all__ = ["ByChoice", "ByNumber", "ByPoint"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ASIDE = (
    0.85,
    0.15,
)  # where a point waits, in parts of the map: away from its middle, where answers often are
UNMOVED = "Move the point first: drag it, click, or use the arrow keys."


class ByChoice(Predict):
    """A guess that is one of some choices, a button each. The state holds its letter."""

    def ways(self) -> list[widgets.Widget]:
        """Make a button a choice."""
        self.buttons = [
            Press(text, lambda pressed: self.guess(pressed.description), wide=True)
            for text in self.question.choices
        ]
        return self.buttons

    def read(self, value: Any, ask: Ask) -> str:
        """Return the letter of a choice, given as its text or its letter."""
        choices = list(ask.question.choices)
        letters = dict(zip(LETTERS, choices, strict=False))
        if isinstance(value, str) and value in choices:
            return LETTERS[choices.index(value)]
        if not isinstance(value, str) or value not in letters:
            raise Mistake(f"There is no choice {value!r}. {nearest(value, choices)}")
        return value

    def told_guess(self, guess: str) -> str:
        """Return the choice of a letter."""
        return self.question.choices[LETTERS.index(guess)]

    def finish(self, guess: str) -> None:
        """Mark the guess and the answer."""
        for button in self.buttons:
            right = button.description == self.question.answer
            chosen = button.description == self.told_guess(guess)
            words = [("✓ " if right else "✗ ") + "your guess"] if chosen else []
            words += ["the answer" if chosen else "✓ the answer"] if right else []
            with button.hold_sync():
                button.done, button.chosen, button.note = True, chosen, ", ".join(words)

    def reopen(self) -> None:
        """Open the buttons."""
        for button in self.buttons:
            with button.hold_sync():
                button.done, button.chosen, button.note = False, False, ""

    def listed(self) -> list[str]:
        """List the choices."""
        return [f"- {text}" for text in self.question.choices]


class ByNumber(Predict):
    """A guess that is a number, typed into a box."""

    def ways(self) -> list[widgets.Widget]:
        """Make the box."""
        self.box = Box(getattr(self.question, "unit", ""), self._typed)
        return [self.box]

    def _typed(self, text: str) -> None:
        """Take what is typed, or say what is wrong with it."""
        try:
            self.guess(text)
        except Mistake as mistake:
            self.box.complaint = str(mistake)

    def read(self, value: Any, ask: Ask) -> float:
        """Return a number; a typed one may be a fraction or a little arithmetic."""
        number = worked_out(value) if isinstance(value, str) else value
        sentence = ask.question.refuse(number)
        if sentence:
            raise Mistake(sentence)
        return np.asarray(number, float).item()  # one number in brackets is one as well

    def finish(self, guess: float) -> None:
        """Show the number that counts."""
        with self.box.hold_sync():
            self.box.value, self.box.complaint, self.box.done = f"{guess:g}", "", True

    def reopen(self) -> None:
        """Empty the box, if a guess stands in it."""
        if self.box.done:
            with self.box.hold_sync():
                self.box.value, self.box.complaint, self.box.done = "", "", False


class ByPoint(Predict):
    """A guess that is a point, put on the picture."""

    def ways(self) -> list[widgets.Widget]:
        """Make the button that commits to the point, and put the point aside."""
        self.commit = Press("Commit", lambda pressed: self._commit())
        self.axes, self.window = main_axes(self.ask.picture), _window(self.ask.picture)
        self.place, self.moved = _aside(self.window), False
        return [self.commit]

    def listen(self) -> None:
        """Hear where the reader puts the point."""
        self.canvas.observe(self._dragged, "pointer")

    def draw(self) -> None:
        """Send the picture, with the point on it as long as it can be moved."""
        self._point(redraw=True) if self.verdict is None else super().draw()

    def _point(self, *, redraw: bool) -> None:
        """Show the point where it is."""
        told = f"Your guess: ({written_place(self.place)}). Press Commit when it stands where you mean it."
        point = Handle("guess", self.place, self.axes, f"Your guess at {written_place(self.place)}")
        lines = {"status": told if self.moved else UNMOVED}
        self.canvas.show(self.still, redraw=redraw, ground=redraw, points=[point], lines=lines)

    def _dragged(self, change: dict) -> None:
        with self.lock:
            if self.verdict is None:
                self.moved = True
                self.place = rounded_place(self.canvas.place(self.still, self.axes), self.window)
                self._point(redraw=False)

    def _commit(self) -> None:
        if self.verdict is not None:
            return
        try:
            if not self.moved:
                raise Mistake(UNMOVED)
            self.guess(self.place)
        except Mistake as mistake:
            self.canvas.say(str(mistake))

    def read(self, value: Any, ask: Ask) -> tuple[float, float]:
        """Return a point of the map."""
        sentence = ask.question.refuse(value)
        if sentence:
            raise Mistake(sentence)
        place = tuple(float(x) for x in value)
        for x, (low, high) in zip(place, _window(ask.picture), strict=True):
            if not low <= x <= high:
                raise Mistake(f"Your guess is ({written_place(place)}), off the map. Guess a point on it.")
        return place

    def _read(self, name: str, text: str) -> Any:
        """Read one value of a kept text: a guess is two numbers."""
        if name != "guess" or text == BLANK:
            return text
        return tuple(worked_out(part) for part in text.split(","))

    def grade(self, ask: Ask, guess: tuple[float, float]) -> Any:
        """Return the verdict, with the width of the map beside the distance."""
        low, high = _window(ask.picture)[0]
        return ask.question.grade(guess, wide=high - low)

    def answered(self, ask: Ask, guess: tuple[float, float]) -> Picture:
        """Draw the guess and the answer onto the picture."""
        return with_guess(super().answered(ask, guess), guess, ask.question.answer)

    def finish(self, guess: tuple[float, float]) -> None:
        """Close the button."""
        self.commit.done = True

    def reopen(self) -> None:
        """Open the button; the point waits aside again."""
        if self.commit.done:
            self.place, self.moved, self.commit.done = _aside(self.window), False, False


def _window(picture: Picture) -> tuple[tuple[float, float], ...]:
    """Return the ends of the map that a picture shows."""
    axes = main_axes(picture)
    return tuple((min(pair), max(pair)) for pair in (axes.get_xlim(), axes.get_ylim()))


def _aside(window: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Return the place where a point waits."""
    return tuple(low + part * (high - low) for part, (low, high) in zip(ASIDE, window, strict=True))

"""Predict: a question, a guess that counts, then the picture that answers it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ipywidgets as widgets
import numpy as np

from ..mistakes import Mistake, nearest
from ..plots.guess import main_axes, refuse_marked, with_guess
from ..plots.picture import Picture
from .canvas import Canvas, Handle
from .live import rounded_place
from .panel import Panel
from .press import Box, Press
from .typed import worked_out
from .writing import written_place

__all__ = ["Predict", "predict"]

ASIDE = (
    0.85,
    0.15,
)  # where a point waits, in parts of the map: away from its middle, where answers often are
UNMOVED = "Move the point first: drag it, click, or use the arrow keys."


class Question(Protocol):
    """What is asked: a text, and a verdict on a guess.

    A question with ``choices`` is answered by one of them; one whose ``answer`` is two numbers by a point
    of the picture; any other by a number, in its ``unit``. The last two have a method ``refuse(guess)``,
    which says what is wrong with a guess that cannot be one.
    """

    text: str
    answer: Any

    def grade(self, guess: Any) -> Any:
        """Return a verdict on a guess, which shows itself as text and HTML."""


def predict(
    question: Question, reveal: Picture | Callable[[], Picture], *, picture: Picture | None = None
) -> Predict:
    """Ask before showing: the picture appears once a guess is made.

    Parameters
    ----------
    question : Question, NumberQuestion or PointQuestion
        Such as those of ``lessons_lib.checks``.
    reveal : Picture, or a function that draws one
        The answer, as a picture. A guessed point is drawn onto it, beside the true one.
    picture : Picture, optional
        What to show with the question. A point is guessed on it, so there it must be given.

    Returns
    -------
    Predict
        The last line of a cell shows it. ``.guess(value)`` does what a click does: a choice, a number, or
        a point ``(x, y)``. The first guess counts.

    Raises
    ------
    Mistake
        If what is given is no question or no picture, or a picture on which a guess is marked already.

    Examples
    --------
    >>> from lessons_lib.checks import NumberQuestion
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.plots import draw
    >>> from lessons_lib.rules import gradient_descent
    >>> path = run(gradient_descent, ravine(), learning_rate=1.2)
    >>> question = NumberQuestion("leave", "When does it leave?", path.left, "It grows by 1.4.", "steps")
    >>> panel = predict(question, draw(path))
    >>> panel.guess(20)
    >>> print(panel)
    Predict. When does it leave?
    The answer: 17 steps. Your guess of 20 was off by 18 percent. It grows by 1.4.
    """
    if not all(hasattr(question, name) for name in ("text", "answer", "grade")):
        raise Mistake(f"The question is {question!r}. Give one of the questions of lessons_lib.checks.")
    if not isinstance(reveal, Picture) and not callable(reveal):
        raise Mistake(f"The answer is {reveal!r}. Give a picture, such as draw(path).")
    if picture is not None and not isinstance(picture, Picture):
        raise Mistake(f"The picture is {picture!r}. Give a picture, such as draw(path).")
    for shown in (reveal, picture):
        if isinstance(shown, Picture):
            refuse_marked(shown)  # it would give the answer away
    if hasattr(question, "choices"):
        return ByChoice(question, reveal, picture)
    if np.size(question.answer) != 2:
        return ByNumber(question, reveal, picture)
    if picture is None:
        raise Mistake("A point is guessed on a picture. Give one: predict(question, reveal, picture=...).")
    return ByPoint(question, reveal, picture)


class Predict(Panel):
    """The panel that :func:`predict` makes: the question, a way to guess, then verdict and picture.

    A kind of its own has ``controls()``, ``read(value)``, which raises `Mistake` for what is no guess,
    ``finish(guess)``, which shows that there is no more to guess, and ``answered(guess)``, the picture.
    """

    def __init__(
        self, question: Question, reveal: Picture | Callable[[], Picture], picture: Picture | None
    ) -> None:
        self.question, self.reveal, self.still, self.verdict = question, reveal, picture, None
        self.said, self.canvas = widgets.HTML(), Canvas()
        asked = widgets.HTML(f"<p class='ll-question'><b>Predict.</b> {html.escape(question.text)}</p>")
        shown = [self.canvas] if picture else []
        super().__init__([asked, *shown, *self.controls(), self.said])
        if picture:
            self.canvas.show(picture, redraw=True, ground=True)

    def controls(self) -> list[widgets.Widget]:
        """Make what a guess is made with."""
        raise NotImplementedError

    def owned(self) -> list[widgets.Widget]:
        """Add the canvas, which may not be in sight yet."""
        return [*super().owned(), self.canvas]

    def read(self, value: Any) -> Any:
        """Return a guess, if it can be one."""
        raise NotImplementedError

    def finish(self, guess: Any) -> None:
        """Show what was guessed, and that it counts."""
        raise NotImplementedError

    def grade(self, guess: Any) -> Any:
        """Return the verdict on a guess."""
        return self.question.grade(guess)

    def answered(self, guess: Any) -> Picture:
        """Return the picture that answers."""
        return self.reveal if isinstance(self.reveal, Picture) else self.reveal()

    def guess(self, value: Any) -> None:
        """Commit to a guess: the first one counts, and the picture appears.

        Raises
        ------
        Mistake
            If it cannot be a guess; it does not count then.
        """
        guess = self.read(value)
        with self.lock:
            if self.verdict is not None:
                return
            verdict, still = self.grade(guess), self.answered(guess)  # either may fail: nothing counts then
            self.verdict, self.still = verdict, still
            self.finish(guess)
            self.said.value = self.verdict._repr_mimebundle_()["text/html"]
            self.canvas.show(self.still, redraw=True, ground=True)
            if self.canvas not in self.children:  # where it is already, moving it would take the focus away
                self.children = [*self.children, self.canvas]

    def text(self) -> str:
        """The question with its choices, and the verdict once there is one."""
        end = "No guess yet: make one." if self.verdict is None else str(self.verdict)
        return "\n".join([f"Predict. {self.question.text}", *self.listed(), end])

    def listed(self) -> list[str]:
        """List what can be chosen."""
        return []


class ByChoice(Predict):
    """A guess that is one of some choices, a button each."""

    def controls(self) -> list[widgets.Widget]:
        """Make a button a choice."""
        self.buttons = [
            Press(text, lambda pressed: self.guess(pressed.description), wide=True)
            for text in self.question.choices
        ]
        return self.buttons

    def read(self, value: Any) -> str:
        """Return a choice, if there is such a one."""
        if value not in self.question.choices:
            raise Mistake(f"There is no choice {value!r}. {nearest(value, self.question.choices)}")
        return value

    def finish(self, guess: str) -> None:
        """Mark the guess and the answer."""
        for button in self.buttons:
            right, chosen = button.description == self.question.answer, button.description == guess
            words = [("✓ " if right else "✗ ") + "your guess"] if chosen else []
            words += ["the answer" if chosen else "✓ the answer"] if right else []
            with button.hold_sync():
                button.done, button.chosen, button.note = True, chosen, ", ".join(words)

    def listed(self) -> list[str]:
        """List the choices."""
        return [f"- {text}" for text in self.question.choices]


class ByNumber(Predict):
    """A guess that is a number, typed into a box."""

    def controls(self) -> list[widgets.Widget]:
        """Make the box."""
        self.box = Box(getattr(self.question, "unit", ""), self._typed)
        return [self.box]

    def _typed(self, text: str) -> None:
        """Take what is typed, or say what is wrong with it."""
        try:
            self.guess(text)
        except Mistake as mistake:
            self.box.complaint = str(mistake)

    def read(self, value: Any) -> float:
        """Return a number; a typed one may be a fraction or a little arithmetic."""
        number = worked_out(value) if isinstance(value, str) else value
        sentence = self.question.refuse(number)
        if sentence:
            raise Mistake(sentence)
        return float(number)

    def finish(self, guess: float) -> None:
        """Show the number that counts."""
        with self.box.hold_sync():
            self.box.value, self.box.complaint, self.box.done = f"{guess:g}", "", True


class ByPoint(Predict):
    """A guess that is a point, put on the picture."""

    def __init__(self, question: Question, reveal: Picture | Callable[[], Picture], picture: Picture) -> None:
        super().__init__(question, reveal, picture)
        self.axes = main_axes(picture)
        limits = self.axes.get_xlim(), self.axes.get_ylim()
        self.window = tuple((min(pair), max(pair)) for pair in limits)
        self._put(
            tuple(low + part * (high - low) for part, (low, high) in zip(ASIDE, self.window, strict=True))
        )
        self.canvas.observe(self._dragged, "pointer")

    def controls(self) -> list[widgets.Widget]:
        """Make the button that commits to the point."""
        self.commit = Press("Commit", lambda pressed: self._commit())
        self.place, self.moved = None, False
        return [self.commit]

    def _put(self, place: Sequence[float]) -> None:
        """Show the point at a place."""
        self.place = place
        told = f"Your guess: ({written_place(place)}). Press Commit when it stands where you mean it."
        point = Handle("guess", place, self.axes, f"Your guess at {written_place(place)}")
        lines = {"status": told if self.moved else UNMOVED}
        self.canvas.show(self.still, redraw=not self.canvas.background, points=[point], lines=lines)

    def _dragged(self, change: dict) -> None:
        with self.lock:
            if self.verdict is None:
                self.moved = True
                self._put(rounded_place(self.canvas.place(self.still, self.axes), self.window))

    def _commit(self) -> None:
        if self.verdict is not None:
            return
        try:
            if not self.moved:
                raise Mistake(UNMOVED)
            self.guess(self.place)
        except Mistake as mistake:
            self.canvas.say(str(mistake))

    def read(self, value: Any) -> tuple[float, float]:
        """Return a point of the map."""
        sentence = self.question.refuse(value)
        if sentence:
            raise Mistake(sentence)
        place = tuple(float(x) for x in value)
        for x, (low, high) in zip(place, self.window, strict=True):
            if not low <= x <= high:
                raise Mistake(f"Your guess is ({written_place(place)}), off the map. Guess a point on it.")
        return place

    def grade(self, guess: tuple[float, float]) -> Any:
        """Return the verdict, with the width of the map beside the distance."""
        low, high = self.window[0]
        return self.question.grade(guess, wide=high - low)

    def answered(self, guess: tuple[float, float]) -> Picture:
        """Draw the guess and the answer onto the picture."""
        return with_guess(super().answered(guess), guess, self.question.answer)

    def finish(self, guess: tuple[float, float]) -> None:
        """Close the button."""
        self.commit.done = True

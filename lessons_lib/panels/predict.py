"""Predict: a question, a guess that counts, then the picture that answers it."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, Protocol

import ipywidgets as widgets

from ..mistakes import Mistake, nearest
from ..plots.picture import Picture
from .canvas import Canvas
from .panel import Panel

__all__ = ["Predict", "predict"]


class Question(Protocol):
    """What is asked: a text, choices, and a verdict on each."""

    text: str
    choices: tuple[str, ...]
    answer: str

    def grade(self, choice: str) -> Any:
        """Return a verdict on a choice, which shows itself as text and HTML."""


def predict(question: Question, reveal: Picture | Callable[[], Picture]) -> Predict:
    """Ask before showing: the picture appears once a guess is made.

    Parameters
    ----------
    question : Question
        Such as those of ``lessons_lib.checks``.
    reveal : Picture, or a function that draws one
        The answer, as a picture.

    Returns
    -------
    Predict
        The last line of a cell shows it. ``.guess(choice)`` does what a click does.

    Raises
    ------
    Mistake
        If what is given is no question or no picture.
    """
    if not all(hasattr(question, name) for name in ("text", "choices", "grade")):
        raise Mistake(f"The question is {question!r}. Give one of the questions of lessons_lib.checks.")
    if not isinstance(reveal, Picture) and not callable(reveal):
        raise Mistake(f"The answer is {reveal!r}. Give a picture, such as draw(path).")
    return Predict(question, reveal)


class Predict(Panel):
    """The panel that :func:`predict` makes: the question, a button a choice, then verdict and picture."""

    def __init__(self, question: Question, reveal: Picture | Callable[[], Picture]) -> None:
        self.question, self.reveal, self.still, self.verdict = question, reveal, None, None
        wide = widgets.Layout(width="auto", max_width="960px")
        self.buttons = [widgets.Button(description=text, layout=wide) for text in question.choices]
        for button in self.buttons:
            button.on_click(lambda clicked: self.guess(clicked.description))
            button.add_class("ll-choice")
        self.said, self.canvas = widgets.HTML(), Canvas()
        asked = widgets.HTML(f"<p class='ll-question'><b>Predict.</b> {html.escape(question.text)}</p>")
        super().__init__([asked, *self.buttons, self.said])

    def guess(self, choice: str) -> None:
        """Commit to a choice: the first one counts, and the picture appears.

        Raises
        ------
        Mistake
            If there is no such choice.
        """
        if choice not in self.question.choices:
            raise Mistake(f"There is no choice {choice!r}. {nearest(choice, self.question.choices)}")
        with self.lock:
            if self.verdict is not None:
                return
            self.verdict = self.question.grade(choice)
            self.still = self.reveal if isinstance(self.reveal, Picture) else self.reveal()
            for button in self.buttons:
                button.add_class("ll-done")  # not disabled: that would take the focus from the reader
                if button.description == choice:
                    button.add_class("ll-chosen")
                if button.description in (choice, self.question.answer):
                    button.icon = "check" if button.description == self.question.answer else "times"
            self.said.value = self.verdict._repr_mimebundle_()["text/html"]
            self.canvas.show(self.still, redraw=True)
            self.children = [*self.children, self.canvas]

    def text(self) -> str:
        """The question with its choices, and the verdict once there is one."""
        choices = [f"- {text}" for text in self.question.choices]
        end = "No guess yet: choose one." if self.verdict is None else str(self.verdict)
        return "\n".join([f"Predict. {self.question.text}", *choices, end])

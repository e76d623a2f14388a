"""A button that asks whether the page and Python hear each other."""

from __future__ import annotations

import html

import ipywidgets as widgets

from .panel import Panel
from .press import Press

__all__ = ["Asked"]


class Asked(Panel):
    """A sentence, and below it a button that Python answers.

    Parameters
    ----------
    sentence : str
        What is known before it is pressed; also all that is shown where no kernel runs.

    Examples
    --------
    >>> Asked("Everything is there.")
    Everything is there.
    """

    still = None

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.button = Press("Does Python hear this page?", lambda pressed: self.answer())
        told = f"{html.escape(sentence)} Now press the button: panels work if it says yes."
        super().__init__([widgets.HTML(f"<p class='ll-question'>{told}</p>"), self.button])

    def answer(self) -> None:
        """Answer what a press asks."""
        with self.button.hold_sync():
            self.button.done, self.button.note = True, "✓ yes, Python hears you, and you see its answer"

    def text(self) -> str:
        """The sentence alone: whether a page answers differs from one to the next."""
        return self.sentence

"""Predict: a question, a guess that counts, then the picture that answers it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake
from ..plots.guess import refuse_marked
from ..plots.picture import Picture
from .asking import FIRST, Ask, Predict, Question
from .guesses import ByChoice, ByNumber, ByPoint

__all__ = ["Predict", "predict"]

LEAST, MOST = 2, 3  # what a scene is made of


def predict(
    question: Question,
    reveal: Picture | Callable[[], Picture],
    *,
    picture: Picture | None = None,
    scenes: dict[str, tuple] | None = None,
    scene: str = FIRST,
    guess: Any = None,
    view: str = "study",
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
    scenes : dict, optional
        Other settings of the question, ``{"beta 0.5": (question, reveal)}`` or with the picture as a third:
        a button each. All of a panel are answered in one way: by a choice, a number or a point.
    scene : str, optional
        Which of them to ask at first.
    guess : optional
        What is guessed already: a choice or its letter, a number, a point.
    view : "study" or "lecture"
        Sizes of type and picture.

    Returns
    -------
    Predict
        The last line of a cell shows it. ``.guess(value)`` does what a click does: a choice or its letter, a
        number, or a point ``(x, y)``. The first guess counts, until the question is asked again. In its
        line of code ``question``, ``reveal``, ``picture`` and ``scenes`` stand for what it was given.

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
    >>> panel.line(), panel.kept()
    ('predict(question, reveal, guess=20)', 'predict(leave)?guess=20')
    """
    asks = {FIRST: _ask(question, reveal, picture)}
    for name, given in (scenes or {}).items():
        if not isinstance(given, (tuple, list)) or not LEAST <= len(given) <= MOST or name == FIRST:
            raise Mistake(f"The scene {name!r} is {given!r}. Give (question, reveal), or with a picture too.")
        asks[name] = _ask(*given)
    kinds = {_kind(ask) for ask in asks.values()}
    if len(kinds) > 1:
        raise Mistake("The scenes are answered in different ways. Make a panel for each way of answering.")
    return kinds.pop()(asks, scene=scene, guess=guess, view=view)


def _ask(question: Any, reveal: Any, picture: Any = None) -> Ask:
    """Put together a question and its pictures, if they are such."""
    if not all(hasattr(question, name) for name in ("text", "answer", "grade")):
        raise Mistake(f"The question is {question!r}. Give one of the questions of lessons_lib.checks.")
    if not isinstance(reveal, Picture) and not callable(reveal):
        raise Mistake(f"The answer is {reveal!r}. Give a picture, such as draw(path).")
    if picture is not None and not isinstance(picture, Picture):
        raise Mistake(f"The picture is {picture!r}. Give a picture, such as draw(path).")
    for shown in (reveal, picture):
        if isinstance(shown, Picture):
            refuse_marked(shown)  # it would give the answer away
    if getattr(question, "once", None) is False and dataclasses.is_dataclass(question):
        question = dataclasses.replace(question, once=True)  # here there is no second try
    return Ask(question, reveal, picture)


def _kind(ask: Ask) -> type[Predict]:
    """Choose how a question is answered."""
    if hasattr(ask.question, "choices"):
        return ByChoice
    if np.size(ask.question.answer) != 2:
        return ByNumber
    if ask.picture is None:
        raise Mistake("A point is guessed on a picture. Give one: predict(question, reveal, picture=...).")
    return ByPoint

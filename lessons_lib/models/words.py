"""Two books as a table of word counts: many columns, and nearly all of them zero in any one row."""

from __future__ import annotations

import functools
from collections import Counter
from importlib.resources import files
from typing import Any

import numpy as np

from ..mistakes import Mistake
from .data import Table
from .regression import LogisticRegression
from .shared import batch, brief

__all__ = ["read_before", "sentences", "two_books"]

BOOKS = {"Alice": "wonderland.txt", "Holmes": "holmes.txt"}


@functools.cache
def sentences() -> tuple[str, ...]:
    """The 300 sentences of :func:`two_books`, in small letters without marks: 150 of each book.

    Examples
    --------
    >>> sentences()[150], len(sentences())
    ('to sherlock holmes she is always the woman', 300)
    """
    texts = (files("lessons_lib") / "data" / name for name in BOOKS.values())
    return tuple(line for text in texts for line in text.read_text(encoding="utf-8").splitlines())


@functools.cache
def two_books() -> Table:
    """300 sentences as word counts, a column a word, and which of two books each is from.

    The words stand in the order of how many sentences hold them, the most frequent first. Class 0 is
    *Alice's Adventures in Wonderland* (Carroll 1865), class 1 *A Scandal in Bohemia* (Doyle 1891).

    Examples
    --------
    >>> table = two_books()
    >>> table.x.shape, table.columns[:3], table.classes
    ((300, 1452), ('the', 'and', 'to'), ('Alice', 'Holmes'))
    """
    split = [sentence.split() for sentence in sentences()]
    held = Counter(word for words in split for word in set(words))
    columns = sorted(held, key=lambda word: (-held[word], word))
    place = {word: k for k, word in enumerate(columns)}
    x = np.zeros((len(split), len(columns)))
    for row, words in enumerate(split):
        for word in words:
            x[row, place[word]] += 1
    return Table("two_books()", x, np.repeat([0, 1], len(split) // 2), tuple(columns), tuple(BOOKS))


def read_before(path: Any) -> np.ndarray:
    """Say which examples were read rightly just before a walk learned from them.

    A step first guesses the class of its examples with the weights that it has, then learns from them. So no
    guess profits from its own answer, in one pass through the data.

    Parameters
    ----------
    path : Path
        A walk on a :class:`LogisticRegression`, every step recorded.

    Returns
    -------
    array of bool
        In the order in which the examples came.

    Raises
    ------
    Mistake
        If the walk is on something else, has left or does not hold every step.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.rules import gradient_descent
    >>> reader = LogisticRegression(two_books(), batch_size=1)
    >>> right = read_before(run(gradient_descent, reader, steps=300, learning_rate=0.1))
    >>> len(right), int(np.sum(~right))
    (300, 67)
    """
    model = getattr(path, "problem", None)
    if not isinstance(model, LogisticRegression):
        raise Mistake(
            f"read_before was given {brief(path)}. Give a walk on a LogisticRegression: "
            "run(adagrad, LogisticRegression(two_books(), batch_size=1), steps=300)."
        )
    if len(path.w) != path.planned + 1:
        raise Mistake("read_before: this walk has left, or does not hold every step. Try a smaller rate.")
    right = []
    for t, w in enumerate(path.w[:-1]):
        chosen = batch(len(model.data), model.batch_size, model.seed, t)
        right.append((model.rows[chosen] @ w > 0) == (model.data.y[chosen] == 1))
    return np.concatenate(right)

"""Real learning problems for the same loop: each has ``loss(w)``, ``gradient(w, t)`` and a ``start``."""

from .data import Table, digits, iris, petals, pixels, two_species, words
from .regression import LinearRegression, LogisticRegression
from .shared import batch, epoch_order

__all__ = [
    "LinearRegression",
    "LogisticRegression",
    "Table",
    "batch",
    "digits",
    "epoch_order",
    "iris",
    "petals",
    "pixels",
    "two_species",
    "words",
]

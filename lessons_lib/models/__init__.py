"""Real learning problems for the same loop: each has ``loss(w)``, ``gradient(w, t)`` and a ``start``.

Beside three of them stands the classic algorithm for the same loss: :func:`lloyd`,
:func:`alternating_least_squares` with :func:`best_low_rank`, and :func:`baum_welch`.
"""

from .clusters import KMeans, lloyd
from .data import Table, digits, iris, lines, petals, pixels, two_species
from .factorization import Factorization, alternating_least_squares, best_low_rank
from .hidden_markov import HiddenMarkov, baum_welch, viterbi
from .network import DigitsNetwork, backward, cross_entropy, forward
from .regression import LinearRegression, LogisticRegression
from .shared import batch, epoch_order, softmax
from .words import read_before, sentences, two_books

__all__ = [
    "DigitsNetwork",
    "Factorization",
    "HiddenMarkov",
    "KMeans",
    "LinearRegression",
    "LogisticRegression",
    "Table",
    "alternating_least_squares",
    "backward",
    "batch",
    "baum_welch",
    "best_low_rank",
    "cross_entropy",
    "digits",
    "epoch_order",
    "forward",
    "iris",
    "lines",
    "lloyd",
    "petals",
    "pixels",
    "read_before",
    "sentences",
    "softmax",
    "two_books",
    "two_species",
    "viterbi",
]

"""A hidden Markov model of letters: found by slopes of its log-likelihood, or by Baum-Welch.

The letters of a line are seen, the states behind them are not. With two states and English text, the
model finds out by itself, from most starts, that the vowels (with the space and h) are one kind of
letter and the consonants another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..mistakes import Mistake
from ..signatures import floats
from .data import lines
from .shared import (
    at_one,
    brief,
    check_model,
    numbers,
    over_grid,
    starting_from,
    until_still,
    whole,
    whole_field,
)
from .shared import unchecked_softmax as softmax

__all__ = ["HiddenMarkov", "baum_welch", "viterbi"]

LETTERS = " abcdefghijklmnopqrstuvwxyz"
PAD = len(LETTERS)  # stands behind the end of a line; every state gives it with probability 1
LEAST = 1e-300  # stands for zero where logits are to be made, which must be finite


class Chances(NamedTuple):
    """The probabilities of a hidden Markov model; every row adds up to 1.

    ``first[i]``: a line begins in state i. ``move[i, j]``: from i the next state is j. ``letter[i, s]``:
    state i shows letter s.
    """

    first: np.ndarray
    move: np.ndarray
    letter: np.ndarray


@dataclass(frozen=True, eq=False)
class HiddenMarkov:
    r"""Explain the letters of lines by hidden states: the negative log-likelihood per letter, in nats.

    .. math:: loss = -\frac1{letters} \sum_{lines} \ln P(line), \quad
              g = \frac1{letters} (total \cdot probability - count)

    `w` holds logits: a softmax turns them into probabilities (of the first state, of the next state for every
    state, of the letter for every state). `count` is how often each event is expected to have happened,
    given the letters, and `total` the sum of the counts in its row (Fisher's identity). The recursion
    forward is scaled at every letter, so that nothing underflows.

    Parameters
    ----------
    text : sequence of str, optional
        Lines of small letters a to z and spaces; ``lines()`` if not given.
    states : int, default 2
        How many hidden states.
    seed : int, default 0
        Chooses the start.

    Raises
    ------
    Mistake
        If a line holds anything but a to z and spaces, or a number makes no sense.

    References
    ----------
    Rabiner, L. (1989). A tutorial on hidden Markov models. The experiment with vowels: Cave, R.,
    Neuwirth, L. (1980). Hidden Markov models for English.

    Examples
    --------
    >>> model = HiddenMarkov()
    >>> model
    HiddenMarkov(states=2, seed=0)
    >>> model.groups(baum_welch(model, steps=200)[-1])[0]
    ' aehiou'
    """

    text: Sequence[str] | None = None
    states: int = 2
    seed: int = 0
    far = 1e3

    def __post_init__(self) -> None:
        if self.text is not None:
            object.__setattr__(self, "text", _checked_lines(self.text))
        whole_field(self, "states", high=16)
        whole_field(self, "seed", low=0)

    def __repr__(self) -> str:
        text = "" if self.text is None else f"text={list(self.text)!r}, "
        return f"HiddenMarkov({text}states={self.states}, seed={self.seed})"

    @property
    def name(self) -> str:
        """The call that makes this model again."""
        return repr(self)

    @functools.cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines it explains."""
        return lines() if self.text is None else self.text

    @functools.cached_property
    def seen(self) -> np.ndarray:
        """The letters as numbers, (longest, lines), padded behind the ends of the lines."""
        seen = np.full((max(map(len, self.lines)), len(self.lines)), PAD)
        for k, line in enumerate(self.lines):
            seen[: len(line), k] = [LETTERS.index(letter) for letter in line]
        return seen

    @functools.cached_property
    def _onehot(self) -> np.ndarray:
        return np.eye(PAD + 1)[self.seen.ravel()][:, :PAD]

    @property
    def size(self) -> int:
        """How many letters there are in all."""
        return sum(map(len, self.lines))

    @functools.cached_property
    def start(self) -> np.ndarray:
        """Logits near zero, drawn by the seed: nearly all alike, but not quite."""
        n = self.states * (1 + self.states + len(LETTERS))
        start = np.random.default_rng(self.seed).normal(0, 0.1, n)
        start.setflags(write=False)
        return start

    def _cut(self, w: np.ndarray) -> Chances:
        k = self.states
        return Chances(w[:k], w[k : k + k * k].reshape(k, k), w[k + k * k :].reshape(k, len(LETTERS)))

    @at_one
    def chances(self, w: np.ndarray) -> Chances:
        """Turn the logits `w` into probabilities."""
        return self._chances(w)

    def _chances(self, w: np.ndarray) -> Chances:
        return Chances(*(softmax(part) for part in self._cut(w)))

    def _shows(self, chances: Chances) -> np.ndarray:
        """Probability with which every state shows what is seen, (longest, lines, states)."""
        return np.column_stack([chances.letter, np.ones(self.states)]).T[self.seen]

    @over_grid
    def loss(self, w: np.ndarray) -> float:
        """Negative log-likelihood per letter; infinite if the letters cannot be."""
        chances = self._chances(w)
        _, scales = forward(chances, self._shows(chances))
        if np.any(scales == 0):  # what follows is 0 / 0
            return np.inf
        return -np.log(scales).sum() / self.size

    @over_grid
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss: what the probabilities expect to happen, less what the letters say did.

        It is nan where a softmax rounds to zero a probability that the letters need.
        """
        whole("The step", "t", t, low=0)
        chances = self._chances(w)
        pairs = zip(chances, self._counts(chances), strict=True)
        slopes = [count.sum(axis=-1, keepdims=True) * chance - count for chance, count in pairs]
        return np.concatenate([slope.ravel() for slope in slopes]) / self.size

    def counts(self, chances: Chances) -> Chances:
        """Say how often each event is expected to have happened, given the letters (forward-backward)."""
        chances = _checked_chances(chances, self.states, len(LETTERS))
        with np.errstate(all="ignore"):
            return self._possible(self._counts(chances))

    def _possible(self, counts: Chances) -> Chances:
        """Refuse counts of what cannot have happened."""
        if not all(np.all(np.isfinite(count)) for count in counts):
            raise Mistake(f"{brief(self)}: with these probabilities its letters cannot be. Take others.")
        return counts

    def _counts(self, chances: Chances) -> Chances:
        shows = self._shows(chances)
        ahead, scales = forward(chances, shows)
        behind = np.ones_like(ahead)
        move = np.zeros_like(chances.move)
        for t in range(len(ahead) - 2, -1, -1):
            arriving = shows[t + 1] * behind[t + 1] / scales[t + 1, :, None]
            behind[t] = arriving @ chances.move.T
            inside = self.seen[t + 1] != PAD
            move += ahead[t, inside].T @ arriving[inside]
        belief = ahead * behind
        letter = belief.reshape(-1, self.states).T @ self._onehot
        return Chances(belief[0].sum(axis=0), chances.move * move, letter)

    @at_one
    def decode(self, w: np.ndarray) -> list[str]:
        """Return the likeliest states behind every line, as digits below its letters: ``"0110"``."""
        chances = self._chances(w)
        if not all(np.all(np.isfinite(chance)) for chance in chances):
            raise Mistake(
                f"w holds numbers from which {brief(self)} gets no probabilities. Take finite ones."
            )
        codes = [[LETTERS.index(letter) for letter in line] for line in self.lines]
        return ["".join(map("{:x}".format, viterbi(chances, code))) for code in codes]

    @at_one
    def groups(self, w: np.ndarray) -> list[str]:
        """List the groups of letters that share a state, in alphabetical order, not by number of state."""
        counts = self._possible(self._counts(self._chances(w))).letter
        winner = counts.argmax(axis=0)
        groups = [
            "".join(LETTERS[s] for s in range(PAD) if winner[s] == k and counts[k, s] > 0)
            for k in range(self.states)
        ]
        return sorted(groups)


def _checked_lines(text: Any) -> tuple[str, ...]:
    """Return lines of small letters and spaces; refuse anything else."""
    several = isinstance(text, Sequence) and not isinstance(text, (str, bytes))
    fits = (several or getattr(text, "ndim", 0) == 1) and len(text)
    if not fits:
        raise Mistake(
            f'HiddenMarkov: text must be a list of lines, such as ["to be", "or not"], not {brief(text)}.'
        )
    for line in text:
        if not isinstance(line, str) or not re.fullmatch("[a-z ]+", line):
            raise Mistake(f"HiddenMarkov: {brief(line)} is no line of small letters a to z and spaces.")
    return tuple(map(str, text))


def _checked_chances(chances: Any, states: int | None = None, letters: int | None = None) -> Chances:
    """Return probabilities as arrays of floats that fit together."""
    if not isinstance(chances, (tuple, list)) or len(chances) != 3:
        raise Mistake(f"chances is {brief(chances)}. Give what model.chances(w) returns.")
    first = numbers("first", chances[0], "a probability for every state", states)
    k = len(first)
    move = numbers("move", chances[1], f"a row of {k} probabilities for each of {k} states", k, k)
    letter = numbers("letter", chances[2], f"a row of probabilities for each of {k} states", k, letters)
    for name, part in (("first", first), ("move", move), ("letter", letter)):
        if not np.all((part >= 0) & (part <= 1 + 1e-9)):  # nan is not
            raise Mistake(f"{name} holds something that is no probability. Give numbers from 0 to 1.")
    return Chances(first, move, letter)


def forward(chances: Chances, shows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Go through the lines letter by letter: the scaled forward recursion.

    .. math:: \alpha_t(j) = \frac1{c_t} \sum_i \alpha_{t-1}(i) \, move(i, j) \, shows_t(j), \quad
              \ln P = \sum_t \ln c_t

    Parameters
    ----------
    chances : Chances
    shows : array of shape (longest, lines, states)
        Probability of what is seen, in every state.

    Returns
    -------
    ahead : array of shape (longest, lines, states)
        Probability of each state, given the letters up to there.
    scales : array of shape (longest, lines)
        Probability of each letter, given the letters before.
    """
    ahead, scales = np.empty_like(shows), np.empty(shows.shape[:2])
    before = np.broadcast_to(chances.first, shows.shape[1:])
    for t, here in enumerate(shows):
        joint = (before if t == 0 else before @ chances.move) * here
        scales[t] = joint.sum(axis=1)
        before = ahead[t] = joint / scales[t, :, None]
    return ahead, scales


def _checked_letters(letters: Any, known: int) -> list[int]:
    """Return the numbers of letters, one or more; refuse what is no such number."""
    given, letters = letters, floats(letters)
    fits = letters is not None and letters.ndim == 1 and letters.size
    if not fits or not np.all((letters == np.floor(letters)) & (letters >= 0) & (letters < known)):
        raise Mistake(f"letters is {brief(given)}. Give one or more whole numbers from 0 to {known - 1}.")
    return letters.astype(int).tolist()


def viterbi(chances: Chances, letters: Sequence[int]) -> list[int]:
    r"""Find the likeliest sequence of states behind a sequence of letters.

    .. math:: best_t(j) = \max_i best_{t-1}(i) + \ln move(i, j) + \ln letter(j, s_t)

    Raises
    ------
    Mistake
        If the chances are no probabilities that fit together, a letter has no number among them, or no
        states at all can show these letters.

    References
    ----------
    Viterbi, A. (1967). Error bounds for convolutional codes and an asymptotically optimum decoding
    algorithm.

    Examples
    --------
    >>> swaps, shows = np.array([[0.1, 0.9], [0.9, 0.1]]), np.array([[0.9, 0.1], [0.2, 0.8]])
    >>> viterbi(Chances(np.array([0.5, 0.5]), swaps, shows), [0, 1, 0])
    [0, 1, 0]
    """
    chances = _checked_chances(chances)
    letters = _checked_letters(letters, chances.letter.shape[1])
    with np.errstate(divide="ignore"):  # what cannot be is -inf, and stays so however much is added
        first, move, letter = (np.log(part) for part in chances)
    best, came = first + letter[:, letters[0]], []
    for s in letters[1:]:
        ways = best[:, None] + move
        came.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + letter[:, s]
    if best.max() == -np.inf:
        raise Mistake("viterbi: with these probabilities no states can show these letters. Take others.")
    states = [int(best.argmax())]
    for origin in came[::-1]:
        states.append(int(origin[states[-1]]))
    return states[::-1]


def baum_welch(model: HiddenMarkov, start: np.ndarray | None = None, *, steps: int = 100) -> np.ndarray:
    r"""Set every probability to the share that was expected, again and again.

    .. math:: probability \leftarrow count / total

    The same counts make the gradient; there is no learning rate, and no round makes the loss worse.

    Parameters
    ----------
    model : HiddenMarkov
    start : array of shape (n,), optional
        Logits to begin with; the model's own start if not given.
    steps : int, default 100
        How many rounds to go.

    Returns
    -------
    array of shape (rounds + 1, n)
        The logits after each round, as `w` of a path.

    Raises
    ------
    Mistake
        If the model is of another kind, the start does not fit, or steps is no whole number.

    References
    ----------
    Baum, L., Petrie, T., Soules, G., Weiss, N. (1970). A maximization technique occurring in the
    statistical analysis of probabilistic functions of Markov chains.

    Examples
    --------
    >>> model = HiddenMarkov()
    >>> model.loss(baum_welch(model, steps=3).T).round(3)
    array([3.272, 2.807, 2.807, 2.807])
    """
    check_model("baum_welch", model, HiddenMarkov)

    def step(w: np.ndarray) -> np.ndarray:
        counts = model.counts(model.chances(w))
        shares = [count / np.maximum(count.sum(axis=-1, keepdims=True), LEAST) for count in counts]
        return np.concatenate([np.log(np.maximum(share, LEAST)).ravel() for share in shares])

    return until_still("baum_welch", step, starting_from(model, start), steps)

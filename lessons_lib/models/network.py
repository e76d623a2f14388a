"""A small network that reads handwritten digits, with backpropagation written out.

The functions `forward`, `cross_entropy` and `backward` are the whole of it. They work on layers, a list
of pairs (weights, biases); the model keeps these in one flat vector `w`, as every rule wants it.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..mistakes import Mistake
from ..signatures import floats
from .data import TRAINING, Table, check_table, digits
from .shared import (
    CHUNK,
    SIDE,
    as_pictures,
    at_one,
    batch,
    brief,
    check_batches,
    checked,
    decidable,
    found,
    looked_at,
    numbers,
    over_grid,
    whole,
)
from .shared import unchecked_softmax as softmax

__all__ = ["DigitsNetwork", "backward", "cross_entropy", "forward"]

Layers = list[tuple[np.ndarray, np.ndarray]]
INPUTS, CLASSES = SIDE * SIDE, 10


def _fitting(layers: Any, x: Any) -> tuple[Layers, np.ndarray]:
    """Return layers and examples as arrays of floats, if each fits to the one before."""
    x = numbers("x", x, "one row an example", None, None)
    if not isinstance(layers, (list, tuple)) or not layers:
        raise Mistake(f"layers is {brief(layers)}. Give a list of pairs (weights, biases).")
    fitting, width = [], x.shape[1]
    for layer in layers:
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            raise Mistake(f"A layer is {brief(layer)}. Give a pair of arrays: (weights, biases).")
        weights = numbers(
            "weights", layer[0], f"an array (inputs, units), here of {width} inputs", width, None
        )
        width = weights.shape[1]
        fitting.append((weights, numbers("biases", layer[1], f"{width} numbers, one a unit", width)))
    return fitting, x


def _scored(score: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return scores, and the right classes as whole numbers, if they fit together."""
    score = numbers("score", score, "an array (examples, classes)", None, None)
    examples, classes = score.shape
    if type(y) is not np.ndarray or y.dtype != int or y.shape != (examples,):
        y = numbers("y", y, f"{examples} classes, one for each row of the scores", examples)
    if not ((y >= 0) & (y < classes)).all() or y.dtype != int and not np.all(y == np.floor(y)):
        raise Mistake(f"y holds something that is no class. Give whole numbers from 0 to {classes - 1}.")
    return score, y.astype(int, copy=False)


def _passed(layers: Any, seen: Any, score: Any, y: Any) -> tuple:
    """Return what `backward` takes as arrays, if `forward` returned it for these layers."""
    if not isinstance(seen, (list, tuple)) or not seen:
        raise Mistake(f"seen is {brief(seen)}. Give what forward returned: score, seen = forward(layers, x).")
    layers, x = _fitting(layers, seen[0])
    widths = [weights.shape[1] for weights, _ in layers]
    shapes = [(len(x), width) for width in widths]
    score, y = _scored(score, y)
    seen = [x, *(numbers("seen", part, "what forward returned", None, None) for part in seen[1:])]
    if [part.shape for part in [*seen[1:], score]] != shapes:
        raise Mistake("seen and score are not from these layers. Take: score, seen = forward(layers, x).")
    return layers, seen, score, y


@checked(_fitting)
def forward(layers: Layers, x: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    r"""Send examples through the layers.

    .. math:: a_0 = x, \quad a_k = \tanh(a_{k-1} W_k + b_k), \quad score = a_{last} W + b

    Parameters
    ----------
    layers : list of (weights, biases)
        Shapes (inputs, units) and (units,).
    x : array of shape (examples, inputs)

    Returns
    -------
    score : array of shape (examples, classes)
    seen : list of arrays
        What each layer was given: `x` first, then the hidden activities.

    Examples
    --------
    >>> layers = [(np.array([[1.0]]), np.array([0.0])), (np.array([[2.0]]), np.array([1.0]))]
    >>> score, seen = forward(layers, np.array([[0.5]]))
    >>> score.round(4), seen[1].round(4)
    (array([[1.9242]]), array([[0.4621]]))
    """
    seen = [x]
    for weights, biases in layers[:-1]:
        seen.append(np.tanh(seen[-1] @ weights + biases))
    weights, biases = layers[-1]
    return seen[-1] @ weights + biases, seen


@checked(_scored)
def cross_entropy(score: np.ndarray, y: np.ndarray) -> np.ndarray:
    r"""Cost of each example: minus the log of the probability given to the right class, in nats.

    .. math:: cost = \ln \sum_c e^{score_c} - score_y

    Examples
    --------
    >>> cross_entropy(np.zeros((1, 10)), np.array([3])).round(4)  # no idea: ln 10
    array([2.3026])
    """
    top = score.max(axis=1)
    return top + np.log(np.exp(score - top[:, None]).sum(axis=1)) - score[np.arange(len(y)), y]


@checked(_passed)
def backward(layers: Layers, seen: list[np.ndarray], score: np.ndarray, y: np.ndarray) -> Layers:
    r"""Send the blame for the mean cost back through the layers: backpropagation.

    .. math::
        blame &= (softmax(score) - onehot(y)) / examples \\
        g_{W_k} &= a_{k-1}^T \, blame, \quad g_{b_k} = \sum blame \\
        blame &\leftarrow (blame \, W_k^T) \, (1 - a_{k-1}^2)

    Parameters
    ----------
    layers, seen, score
        As given to and returned by :func:`forward`.
    y : array of int, shape (examples,)
        The right classes.

    Returns
    -------
    list of (slope of weights, slope of biases), one pair a layer

    References
    ----------
    Rumelhart, D., Hinton, G., Williams, R. (1986). Learning representations by back-propagating errors.

    Examples
    --------
    >>> layers = [(np.zeros((1, 2)), np.zeros(2))]
    >>> score, seen = forward(layers, np.array([[3.0]]))
    >>> backward(layers, seen, score, np.array([1]))
    [(array([[ 1.5, -1.5]]), array([ 0.5, -0.5]))]
    """
    blame = softmax(score)
    blame[np.arange(len(y)), y] -= 1
    blame /= len(y)
    slopes = []
    for k in range(len(layers) - 1, -1, -1):
        slopes.append((seen[k].T @ blame, blame.sum(axis=0)))
        if k:
            blame = (blame @ layers[k][0].T) * (1 - seen[k] ** 2)
    return slopes[::-1]


# What the model gives to them fits: it need not be checked again at every step of a walk.
_forward, _cross_entropy, _backward = map(inspect.unwrap, (forward, cross_entropy, backward))


@dataclass(frozen=True, eq=False)
class DigitsNetwork:
    r"""Read 8 x 8 images of digits: one or two hidden layers of tanh units, mean cross-entropy.

    It learns from 1,437 images (`train`) and is tested on 360 others (`test`). A schedule that watches the
    losses is told `watched_loss`, which looks at some of the images only.

    Parameters
    ----------
    hidden : int or one or two of them, default 32
        Units of the hidden layer, or of the two hidden layers.
    batch_size : int or None, default 64
        Images a step learns from; None takes all of them.
    seed : int, default 0
        Chooses the first weights and the minibatches.

    Raises
    ------
    Mistake
        If a number makes no sense.

    References
    ----------
    The first weights: Glorot, X., Bengio, Y. (2010). Understanding the difficulty of training deep
    feedforward neural networks.

    Examples
    --------
    >>> model = DigitsNetwork(hidden=8)
    >>> model, len(model.start)
    (DigitsNetwork(hidden=8, batch_size=64, seed=0), 610)
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.rules import adam
    >>> path = run(adam, model, steps=50, learning_rate=0.03)
    >>> bool(model.accuracy(path.w[-1]) > 0.8)
    True
    """

    hidden: int | tuple[int, ...] = 32
    batch_size: int | None = 64
    seed: int = 0
    far = 1e4
    every = 10  # steps between two recorded rows: a row costs as much as many steps
    looked_at = looked_at

    def __post_init__(self) -> None:
        several = isinstance(self.hidden, (tuple, list)) or getattr(self.hidden, "ndim", 0) > 0
        units = tuple(self.hidden) if several else (self.hidden,)
        if len(units) not in (1, 2):
            raise Mistake(
                f"DigitsNetwork: hidden is {brief(self.hidden)}. Give one or two layers: 32, (32, 16)."
            )
        units = tuple(whole("DigitsNetwork", "hidden", each, high=1000) for each in units)
        object.__setattr__(self, "hidden", units if several else units[0])
        check_batches(self)

    @property
    def name(self) -> str:
        """The call that makes this model again."""
        return repr(self)

    @functools.cached_property
    def train(self) -> Table:
        """The images to learn from."""
        return digits().rows(0, TRAINING)

    @functools.cached_property
    def test(self) -> Table:
        """The images kept aside."""
        return digits().rows(TRAINING, len(digits()))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units a layer, from the 64 pixels to the 10 classes."""
        units = self.hidden if isinstance(self.hidden, tuple) else (self.hidden,)
        return (INPUTS, *units, CLASSES)

    @property
    def chunk(self) -> int:
        """Images that go through the layers together: fewer if the layers are wide."""
        return max(1, CHUNK * 32 // max(32, *self.sizes[1:]))

    @functools.cached_property
    def start(self) -> np.ndarray:
        """First weights: normal, narrower the more a unit is connected; biases zero."""
        rng = np.random.default_rng(self.seed)
        layers = [
            (rng.normal(0, np.sqrt(2 / (inputs + units)), (inputs, units)), np.zeros(units))
            for inputs, units in zip(self.sizes, self.sizes[1:], strict=False)
        ]
        start = flat(layers)
        start.setflags(write=False)
        return start

    @at_one
    def layers(self, w: np.ndarray) -> Layers:
        """Cut the vector `w` into the weights and biases of the layers; views, no copies."""
        return self._cut(w)

    def _cut(self, w: np.ndarray) -> Layers:
        layers, end = [], 0
        for inputs, units in zip(self.sizes, self.sizes[1:], strict=False):
            middle = end + inputs * units
            layers.append((w[end:middle].reshape(inputs, units), w[middle : middle + units]))
            end = middle + units
        return layers

    @at_one
    def score(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Score the classes for many images, a hundred at a time: such products stay on one processor.

        Images are rows of 64 pixels or pictures of 8 x 8; a single one counts as a row.
        """
        layers, x, chunk = self._cut(w), _rows_of_pixels(x), self.chunk
        return np.concatenate([_forward(layers, x[k : k + chunk])[0] for k in range(0, len(x), chunk)])

    def loss(self, w: np.ndarray, data: Table | None = None) -> float:
        """Mean cross-entropy over the images of `data`: those to learn from, if none are given."""
        return self._cost(w, self.train if data is None else _images(data))

    @over_grid
    def _cost(self, w: np.ndarray, data: Table) -> float:
        return _cross_entropy(self.score(w, data.x), data.y).mean()

    @over_grid
    def batch_loss(self, w: np.ndarray, t: int) -> float:
        """Mean cross-entropy over the images of step `t` alone: as noisy as the slope that a step sees."""
        chosen = batch(TRAINING, self.batch_size, self.seed, t)
        return _cross_entropy(self.score(w, self.train.x[chosen]), self.train.y[chosen]).mean()

    @over_grid
    def watched_loss(self, w: np.ndarray) -> float:
        """Mean cross-entropy over every twentieth image to learn from: what schedules watch.

        It costs less than a step; the whole loss costs several. Its 72 images are always the same, so it
        does not jump as the loss of a minibatch does, and they are none of `test`: what chooses the rate
        must not be what the network is tested on.
        """
        return _cross_entropy(self.score(w, self.train.x[::20]), self.train.y[::20]).mean()

    @over_grid
    def gradient(self, w: np.ndarray, t: int = 0) -> np.ndarray:
        """Slope of the loss over the images of step `t`."""
        chosen = batch(TRAINING, self.batch_size, self.seed, t)
        x, y = self.train.x[chosen], self.train.y[chosen]
        layers, total = self._cut(w), 0.0
        if len(x) <= self.chunk:
            return mean_slope(layers, x, y)
        for k in range(0, len(x), self.chunk):
            part = slice(k, k + self.chunk)
            total = total + len(y[part]) * mean_slope(layers, x[part], y[part])
        return total / len(y)

    @over_grid
    def read(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Return the digit that the network sees in each image: a row of 64 pixels each, or 8 x 8."""
        return decidable(self, self.score(w, x)).argmax(axis=1)

    def accuracy(self, w: np.ndarray, data: Table | None = None) -> np.ndarray:
        """Share of images read rightly: of those kept aside, if no others are given.

        It is nan where a walk has left so far that no scores are left.
        """
        return self._share_right(w, self.test if data is None else _images(data))

    @over_grid
    def _share_right(self, w: np.ndarray, data: Table) -> float:
        score = self.score(w, data.x)
        return (score.argmax(axis=1) == data.y).mean() if np.all(np.isfinite(score)) else np.nan

    @at_one
    def misread(self, w: np.ndarray, data: Table | None = None) -> dict[str, np.ndarray]:
        """Return the misread images kept aside: pictures (k, 8, 8), what was read, what is right.

        The surest mistake comes first; ``sure`` is the probability the network gave to it.
        """
        data = self.test if data is None else _images(data)
        chances = softmax(decidable(self, self.score(w, data.x)))
        read, sure = chances.argmax(axis=1), chances.max(axis=1)
        wrong = np.flatnonzero(read != data.y)
        wrong = wrong[np.argsort(-sure[wrong], kind="stable")]
        pictures = as_pictures(self, data.x[wrong])
        return dict(pictures=pictures, read=read[wrong], right=data.y[wrong], sure=sure[wrong])

    @at_one
    def filters(self, w: np.ndarray) -> np.ndarray:
        """Return what each unit of the first layer looks for, as pictures (units, 8, 8)."""
        return as_pictures(self, self.layers(w)[0][0].T)


def _rows_of_pixels(x: Any) -> np.ndarray:
    """Return images as rows of 64 finite numbers."""
    given, x = x, x if type(x) is np.ndarray and x.dtype == float else floats(x)
    picture = x is not None and (x.shape == (INPUTS,) or x.shape[-2:] == (SIDE, SIDE) and x.ndim <= 3)
    x = x.reshape(-1, INPUTS) if picture else x
    if x is None or x.ndim != 2 or x.shape[1] != INPUTS or not len(x) or not np.all(np.isfinite(x)):
        raise Mistake(
            f"x {found(given, x)}. Give images of finite numbers, a row of {INPUTS} pixels or 8 x 8 each."
        )
    return x


def _images(data: Any) -> Table:
    """Return a table of digit images and which digits they are; refuse any other."""
    check_table("DigitsNetwork", data)
    if data.x.shape[1] != INPUTS:
        raise Mistake(f"{data!r} has {data.x.shape[1]} columns. Give images of 64 pixels, such as digits().")
    if not np.all(np.isin(data.y, range(CLASSES))):
        raise Mistake(f"y of {data!r} must hold the digits 0 to 9 alone.")
    return Table(data.name, data.x, data.y.astype(int), data.columns, data.classes)


def mean_slope(layers: Layers, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Slope of the mean cost of some examples, as one vector: forward, then backward."""
    score, seen = _forward(layers, x)
    return flat(_backward(layers, seen, score, y))


def flat(layers: Layers) -> np.ndarray:
    """Lay all weights and biases into one vector, layer by layer."""
    return np.concatenate([part.ravel() for layer in layers for part in layer])

"""Small real data, shipped with the package; sources and licences are in ``lessons_lib/data/README.md``."""

from __future__ import annotations

import functools
import re
import textwrap
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from ..mistakes import Mistake, nearest
from ..signatures import floats
from .shared import SIDE, brief, whole

__all__ = ["Table", "digits", "iris", "lines", "petals", "pixels", "two_species"]

TRAINING = 1437  # digit images to learn from; the other 360 are kept aside
MEND = "Mend or drop those rows; 1e+100 is the largest number allowed."
LARGEST = 1e100  # number in the data: its square must not overflow


@dataclass(frozen=True, eq=False)
class Table:
    """Examples, one a row, and what is known of each.

    The numbers are copied, and locked against change.

    Parameters
    ----------
    name : str
        The call that makes it again.
    x : array of shape (examples, columns)
        What a model sees; nan where it is hidden.
    y : array of shape (examples,)
        What a model should find: a number or a class for every example. Where `x` hides values, all
        of them: an array in the shape of `x`.
    columns : tuple of str
        What the columns of `x` are.
    classes : tuple of str
        The words for the classes 0, 1, ... in `y`. Empty where `y` is no class.

    Raises
    ------
    Mistake
        If rows have different lengths, or `x` and `y` are no numbers for the same examples.

    Examples
    --------
    >>> Table("ice_cream", [[15], [20], [30]], [1.0, 2.0, 4.5], ("degrees",)).x.shape
    (3, 1)
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    columns: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise Mistake(f"Table: the name is {brief(self.name)}. Give a word first: Table('mine', x, y).")
        for part in ("x", "y"):
            object.__setattr__(self, part, self._numbers(part))
        for part in ("columns", "classes"):
            object.__setattr__(self, part, self._words(part))
        x, y = self.x, self.y
        if x.ndim != 2 or not x.size or not y.size or y.shape[:1] != x.shape[:1]:
            hint = " One column is np.reshape(x, (-1, 1))." if x.ndim == 1 else ""
            raise Mistake(
                f"{self.name}: x has shape {x.shape} and y {y.shape}. "
                f"Give a row of x and a y for each example.{hint}"
            )
        if self.columns and len(self.columns) != x.shape[1]:
            raise Mistake(
                f"{self.name}: x has {x.shape[1]} columns, but {len(self.columns)} names. Give as many."
            )

    def _numbers(self, part: str) -> np.ndarray:
        """Return a locked copy: whole numbers as int, all others as float."""
        given = getattr(self, part)
        try:
            array = np.array(given)
        except ValueError:
            raise Mistake(f"{self.name}: the rows of {part} have different lengths.") from None
        if array.dtype.kind not in "buif":
            raise Mistake(
                f"{self.name}: {part} holds something that is no finite number: {brief(given)}. "
                "Give numbers alone, a row for each example."
            )
        array = array.astype(int if part == "y" and np.can_cast(array.dtype, int) else float)
        array.setflags(write=False)
        return array

    def _words(self, part: str) -> tuple[str, ...]:
        given = getattr(self, part)
        if not isinstance(given, (tuple, list)) or not all(isinstance(word, str) for word in given):
            raise Mistake(f"{self.name}: {part} is {brief(given)}. Give words, such as ('length', 'width').")
        return tuple(given)

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return self.name

    def rows(self, start: int, stop: int) -> Table:
        """Return the examples from `start` up to, but not including, `stop`.

        Raises
        ------
        Mistake
            If there are no such examples.

        Examples
        --------
        >>> digits().rows(1437, 1797)
        digits().rows(1437, 1797)
        """
        start = whole(self.name, "start", start, low=0, high=len(self) - 1)
        stop = whole(self.name, "stop", stop, low=start + 1, high=len(self))
        name = f"{self.name}.rows({start}, {stop})"
        return Table(name, self.x[start:stop], self.y[start:stop], self.columns, self.classes)

    def where(self, zero: int, one: int) -> Table:
        """Return the examples of two classes alone, now called 0 and 1.

        Raises
        ------
        Mistake
            If there are no two such classes.

        Examples
        --------
        >>> digits().where(3, 8).y[:6], digits().where(3, 8).classes
        (array([0, 0, 1, 1, 1, 0]), ('3', '8'))
        """
        last = len(self.classes) - 1
        if last < 1 or self.y.ndim != 1:
            raise Mistake(f"{self.name} has no two classes to choose from. Try digits() or iris().")
        for each in (zero, one):
            if isinstance(each, bool) or not isinstance(each, (int, np.integer)) or not 0 <= each <= last:
                raise Mistake(f"{self.name} has no class {brief(each)}. Give 0 to {last}.")
        if zero == one:
            raise Mistake(f"{self.name}: where was given class {zero} twice. Give two classes.")
        chosen = np.isin(self.y, (zero, one))
        name, classes = f"{self.name}.where({zero}, {one})", (self.classes[zero], self.classes[one])
        return Table(name, self.x[chosen], (self.y[chosen] == one).astype(int), self.columns, classes)

    def scaled(self) -> Table:
        r"""Return the table with every column shifted to mean 0 and stretched to standard deviation 1.

        .. math:: x' = (x - mean) / spread

        Raises
        ------
        Mistake
            If a column is the same everywhere, or holds something that is no finite number.

        Examples
        --------
        >>> petals().scaled().x.std(axis=0).round(12)
        array([1.])
        """
        if not _usable(self.x):
            raise Mistake(f"{self.name}: x holds something that is no finite number. {MEND}")
        spread = self.x.std(axis=0)
        if not np.all((spread > 0) & (np.ptp(self.x, axis=0) > 0)):  # rounding spreads what is the same
            raise Mistake(f"{self.name} has a column that is the same everywhere. Leave it out, then scale.")
        x = (self.x - self.x.mean(axis=0)) / spread
        return Table(f"{self.name}.scaled()", x, self.y, self.columns, self.classes)


def _usable(numbers: np.ndarray) -> bool:
    return bool(np.all(np.abs(numbers.astype(float)) <= LARGEST))  # nan is not


def check_table(model: str, data: Any) -> None:
    """Refuse anything but a table of finite numbers with one answer a row."""
    check_is_table(model, data)
    if data.y.ndim != 1:
        raise Mistake(
            f"{model}: y of {data!r} has shape {data.y.shape}. Give one number an example, "
            f"shape {data.x.shape[:1]}: a single column is np.ravel(y)."
        )
    if not (_usable(data.x) and _usable(data.y)):
        raise Mistake(f"{model}: {data!r} holds something that is no finite number. {MEND}")


def check_hiding_table(model: str, data: Any) -> None:
    """Refuse anything but a table of numbers, some perhaps hidden, with all of them as its answers."""
    check_is_table(model, data)
    if data.y.shape != data.x.shape:
        raise Mistake(
            f"{model}: x of {data!r} has shape {data.x.shape} and y {data.y.shape}. y holds all the values, "
            "those hidden in x too: give it the shape of x."
        )
    if not _usable(data.x[~np.isnan(data.x)]):
        raise Mistake(f"{model}: x of {data!r} holds infinite or too large numbers. Hide them: write nan.")
    if not _usable(data.y):
        raise Mistake(f"{model}: y of {data!r} holds something that is no finite number. {MEND}")


def check_is_table(model: str, data: Any) -> None:
    """Refuse anything but a table."""
    if not isinstance(data, Table):
        ours = callable(data) and data is not Table and getattr(data, "__module__", None) == __name__
        given = brief(data) if callable(data) or isinstance(data, str) else type(data).__name__
        table = f"{data.__name__}()" if ours else "iris()"
        raise Mistake(
            f"{model}: the data are {given}. Give a table, such as {table}, or your own: Table('mine', x, y)."
        )


@functools.cache
def digits() -> Table:
    """1,797 handwritten digits: 64 pixels from 0 (white) to 1 (black), and which digit it is.

    They come in an order drawn once; the first 1,437 are meant to learn from, the rest to test with.

    Examples
    --------
    >>> digits().x.shape, digits().y[:5].tolist()
    ((1797, 64), [5, 7, 6, 5, 7])
    """
    with np.load(files("lessons_lib") / "data" / "digits.npz") as stored:
        images, answers = stored["images"], stored["digits"]
    x = images.reshape(len(images), SIDE * SIDE) / 16
    return Table("digits()", x, answers.astype(int), (), tuple("0123456789"))


def iris(*columns: str) -> Table:
    """150 flowers of three species: lengths and widths in cm, and the species.

    Parameters
    ----------
    *columns : str
        Which of sepal_length, sepal_width, petal_length, petal_width to keep; all if none is named.

    Examples
    --------
    >>> iris("petal_length", "petal_width").x[:2]
    array([[1.4, 0.2],
           [1.4, 0.2]])
    """
    head, *lines = (files("lessons_lib") / "data" / "iris.csv").read_text(encoding="utf-8").split()
    known = head.split(",")[:-1]
    for column in columns:
        if not isinstance(column, str) or column not in known:
            raise Mistake(f"iris has no column {brief(column)}. {nearest(brief(column), known)}")
    cells = [line.split(",") for line in lines]
    species = [row[-1] for row in cells]
    classes = tuple(dict.fromkeys(species))
    chosen = [known.index(column) for column in columns or known]
    x = np.array([[float(row[k]) for k in chosen] for row in cells])
    name = f"iris({', '.join(map(repr, columns))})"
    return Table(
        name, x, np.array([classes.index(word) for word in species]), columns or tuple(known), classes
    )


def petals() -> Table:
    """Petal length of 150 irises, and as the answer their petal width, both in cm.

    Examples
    --------
    >>> petals().x.shape, petals().y.shape
    ((150, 1), (150,))
    """
    x = iris("petal_length", "petal_width").x
    return Table("petals()", x[:, :1], x[:, 1], ("petal_length",))


def two_species() -> Table:
    """Petal length and width of the two irises that are hard to tell apart: versicolor 0, virginica 1.

    Examples
    --------
    >>> two_species().x.shape, two_species().classes
    ((100, 2), ('versicolor', 'virginica'))
    """
    table = iris("petal_length", "petal_width")
    return Table("two_species()", table.x[50:], table.y[50:] - 1, table.columns, table.classes[1:])


def pixels(images: int = 100, hidden: float = 0.3, seed: int = 0) -> Table:
    """A table of digit images, one a row, in which some pixels are hidden; `y` holds them all.

    Parameters
    ----------
    images : int, default 100
        How many rows.
    hidden : float in [0, 1), default 0.3
        The share of pixels that is hidden.
    seed : int, default 0
        Chooses which.

    Examples
    --------
    >>> table = pixels(images=10)
    >>> table.x.shape, int(np.isnan(table.x).sum())
    ((10, 64), 192)
    """
    images = whole("pixels", "images", images, high=len(digits()))
    seed = whole("pixels", "seed", seed, low=0)
    share = floats(hidden)
    if isinstance(hidden, bool) or share is None or share.ndim or not 0 <= share < 1:
        raise Mistake(
            f"pixels: hidden is {brief(hidden)}. It is a share: from 0 up to, but not including, 1."
        )
    every = digits().x[:images]
    shown = every.copy()
    drawn = np.random.default_rng(seed).permutation(every.size)[: round(hidden * every.size)]
    shown.flat[drawn] = np.nan
    return Table(f"pixels(images={images}, hidden={hidden}, seed={seed})", shown, every)


def lines(width: int = 44) -> tuple[str, ...]:
    """The 257 words with which a story begins, in small letters, broken into lines without marks.

    Parameters
    ----------
    width : int, default 44
        The most letters and spaces in a line.

    Examples
    --------
    >>> lines()[0], len(lines())
    ('alice was beginning to get very tired of', 31)
    """
    return _wrapped(whole("lines", "width", width, low=10))


@functools.cache
def _wrapped(width: int) -> tuple[str, ...]:
    text = (files("lessons_lib") / "data" / "alice.txt").read_text(encoding="utf-8")
    return tuple(textwrap.wrap(" ".join(re.findall("[a-z]+", text.lower())), width))

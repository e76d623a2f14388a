"""Small real data, shipped with the package; sources and licences are in ``lessons_lib/data/README.md``."""

from __future__ import annotations

import functools
import re
import textwrap
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from ..mistakes import Mistake, called, nearest

__all__ = ["Table", "digits", "iris", "lines", "petals", "pixels", "two_species"]

TRAINING = 1437  # digit images to learn from; the other 360 are kept aside
SIDE = 8  # of a digit image, in pixels


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
    y : array
        What a model should find: a number or a class for every example.
    columns : tuple of str
        What the columns of `x` are.
    classes : tuple of str
        The words for the classes 0, 1, ... in `y`. Empty where `y` is no class.

    Raises
    ------
    Mistake
        If rows have different lengths.

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
        for part in ("x", "y"):
            try:
                array = np.array(getattr(self, part))
            except ValueError:
                raise Mistake(f"{self.name}: the rows of {part} have different lengths.") from None
            array.setflags(write=False)
            object.__setattr__(self, part, array)

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return self.name

    def rows(self, start: int, stop: int) -> Table:
        """Return the examples from `start` up to, but not including, `stop`.

        Examples
        --------
        >>> digits().rows(1437, 1797)
        digits().rows(1437, 1797)
        """
        name = f"{self.name}.rows({start}, {stop})"
        return Table(name, self.x[start:stop], self.y[start:stop], self.columns, self.classes)

    def where(self, zero: int, one: int) -> Table:
        """Return the examples of two classes alone, now called 0 and 1.

        Examples
        --------
        >>> digits().where(3, 8).y[:6], digits().where(3, 8).classes
        (array([0, 0, 1, 1, 1, 0]), ('3', '8'))
        """
        for each in (zero, one):
            if each not in range(len(self.classes)):
                raise Mistake(f"{self.name} has no class {called(each)}. Give 0 to {len(self.classes) - 1}.")
        chosen = np.isin(self.y, (zero, one))
        name, classes = f"{self.name}.where({zero}, {one})", (self.classes[zero], self.classes[one])
        return Table(name, self.x[chosen], (self.y[chosen] == one).astype(int), self.columns, classes)

    def scaled(self) -> Table:
        r"""Return the table with every column shifted to mean 0 and stretched to standard deviation 1.

        .. math:: x' = (x - mean) / spread

        Examples
        --------
        >>> petals().scaled().x.std(axis=0).round(12)
        array([1.])
        """
        spread = self.x.std(axis=0)
        if not np.all(spread > 0):
            raise Mistake(f"{self.name} has a column that is the same everywhere. Leave it out, then scale.")
        x = (self.x - self.x.mean(axis=0)) / spread
        return Table(f"{self.name}.scaled()", x, self.y, self.columns, self.classes)


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
        if column not in known:
            raise Mistake(f"iris has no column {called(column)}. {nearest(column, known)}")
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
    if isinstance(images, bool) or not isinstance(images, int) or not 1 <= images <= len(digits()):
        raise Mistake(f"pixels: images is {called(images)}. Give a whole number from 1 to {len(digits())}.")
    if isinstance(hidden, bool) or not isinstance(hidden, (int, float)) or not 0 <= hidden < 1:
        raise Mistake(
            f"pixels: hidden is {called(hidden)}. It is a share: from 0 up to, but not including, 1."
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise Mistake(f"pixels: seed is {called(seed)}. Give a whole number, zero or more.")
    whole = digits().x[:images].copy()
    shown = whole.copy()
    drawn = np.random.default_rng(seed).permutation(whole.size)[: round(hidden * whole.size)]
    shown.flat[drawn] = np.nan
    return Table(f"pixels(images={images}, hidden={hidden}, seed={seed})", shown, whole)


@functools.cache
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
    if isinstance(width, bool) or not isinstance(width, int) or width < 10:
        raise Mistake(f"lines: width is {called(width)}. Give a whole number, 10 or more.")
    text = (files("lessons_lib") / "data" / "alice.txt").read_text(encoding="utf-8")
    return tuple(textwrap.wrap(" ".join(re.findall("[a-z]+", text.lower())), width))

"""Lay two rules beside each other, line by line, and say where their paths part."""

from __future__ import annotations

import ast
import difflib
import html
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..mistakes import Mistake, called, title
from ..signatures import series_name
from .calls import first_and_tuned, required

__all__ = ["parting", "side_by_side"]

HEADINGS = ("formula", "default", "first value")


class Row(NamedTuple):
    """One line of a comparison: what each rule has there, and whether it means the same."""

    heading: str
    one: str
    other: str
    same: bool


@dataclass(frozen=True)
class Comparison:
    """Two rules beside each other; printed as text, shown as a table in a notebook.

    Parameters
    ----------
    one, other : str
        The names of the rules.
    rows : tuple of Row
        Formulas, then defaults, then first values. Lines are the same if they differ in names only.
    """

    one: str
    other: str
    rows: tuple[Row, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which the two are not the same."""
        return tuple(row for row in self.rows if not row.same)

    def __repr__(self) -> str:
        width = max(len(text) for text in (self.one, *(row.one for row in self.rows)))
        lines = [f"  {self.one:{width}}   {self.other}"]
        for heading in HEADINGS:
            rows = [row for row in self.rows if row.heading == heading]
            lines += [f"{heading}s"] if rows else []
            lines += [f"{' ' if row.same else '≠'} {row.one:{width}}   {row.other}".rstrip() for row in rows]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        cells = [f"<tr><th></th><th>{html.escape(self.one)}</th><th>{html.escape(self.other)}</th></tr>"]
        for row in self.rows:
            pair = [(html.escape(row.one), html.escape(row.other))] if row.same else [_marked(row)]
            left, right = (f"<td style='text-align:left'><code>{text}</code></td>" for text in pair[0])
            sign = "" if row.same else "≠ "
            cells.append(f"<tr><th style='text-align:left'>{sign}{row.heading}</th>{left}{right}</tr>")
        return f"<table>{''.join(cells)}</table>"


def side_by_side(one: Callable, other: Callable) -> Comparison:
    """Lay two rules beside each other: formulas, defaults and first values; what differs stands out.

    Parameters
    ----------
    one, other : function
        Dialects, rules of the series or your own.

    Returns
    -------
    Comparison
        Print it. Lines that differ in names only, such as ``lr`` and ``learning_rate``, count as the same.

    Raises
    ------
    Mistake
        If the source of a function cannot be read.

    Examples
    --------
    >>> from lessons_lib.dialects import optax, tf1
    >>> side_by_side(optax.rmsprop, tf1.rmsprop)
      optax.rmsprop                                 tf1.rmsprop
    formulas
      cache = decay * cache + (1 - decay) * g**2    cache = decay * cache + (1 - decay) * g**2
      rate = learning_rate / np.sqrt(cache + eps)   rate = learning_rate / np.sqrt(cache + epsilon)
      w = w - rate * g                              w = w - rate * g
    defaults
      learning_rate to be given                     learning_rate to be given
      decay=0.9                                     decay=0.9
    ≠ eps=1e-08                                     epsilon=1e-10
    first values
    ≠ cache=0.0                                     cache=1.0
    """
    rows = [Row("formula", *pair) for pair in _aligned(one, other)]
    for heading, kind in (("default", 1), ("first value", 0)):
        ours, theirs = (
            {series_name(rule, name): _stated(rule, name, value) for name, value in known.items()}
            for rule, known in ((rule, first_and_tuned(rule)[kind]) for rule in (one, other))
        )
        for name in dict.fromkeys([*ours, *theirs]):
            (left, value), (right, against) = (side.get(name, ("", None)) for side in (ours, theirs))
            rows.append(Row(heading, left, right, value == against))
    return Comparison(title(one), title(other), tuple(rows))


def _stated(rule: Callable, name: str, value: Any) -> tuple[str, Any]:
    """Write a default; one that a framework does not have is to be given."""
    if name in required(rule):
        return f"{name} to be given", "to be given"
    return f"{name}={value!r}", value


def _aligned(one: Callable, other: Callable) -> list[tuple[str, str, bool]]:
    """Pair the lines of two rules, so that lines that mean the same stand beside each other."""
    ours, theirs = _lines(one), _lines(other)
    left, right = (
        [_in_series_names(rule, line) for line in found] for rule, found in ((one, ours), (other, theirs))
    )
    pairs = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [(ours[a + k], theirs[c + k], True) for k in range(b - a)]
        else:
            pairs += _paired(ours[a:b], theirs[c:d])
    return pairs


def _paired(ours: list[str], theirs: list[str]) -> list[tuple[str, str, bool]]:
    """Pair lines that differ: those that compute the same name, then whatever is left."""
    pairs, waiting = [], list(theirs)
    for line in ours:
        partner = next((k for k, each in enumerate(waiting) if _target(each) == _target(line)), None)
        if partner is None:
            pairs.append((line, "", False))
        else:
            pairs += [("", each, False) for each in waiting[:partner]] + [(line, waiting[partner], False)]
            waiting = waiting[partner + 1 :]
    return pairs + [("", each, False) for each in waiting]


def _target(line: str) -> str:
    return line.split(" = ")[0]


def _lines(rule: Callable) -> list[str]:
    """Return the formulas of a rule: its assignments, and what it returns under another name."""
    try:
        source = textwrap.dedent(inspect.getsource(rule))
        body = ast.parse(source).body[0].body
    except (OSError, TypeError, SyntaxError, AttributeError, IndexError):
        raise Mistake(
            f"The source of {title(rule)} cannot be read. Give a function written with def: "
            "itself, not its name or its module, such as dialects.torch.adam."
        ) from None
    lines = []
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # the docstring
        given = getattr(statement.value, "keywords", []) if isinstance(statement, ast.Return) else []
        texts = [(keyword.arg, ast.get_source_segment(source, keyword.value)) for keyword in given]
        lines += [f"{name} = {text}" for name, text in texts if name != text]
        if not given:
            lines.append(ast.get_source_segment(source, statement))
    return [" ".join(line.split()) for line in lines]


def _in_series_names(rule: Callable, line: str) -> str:
    return re.sub(r"\b[a-z_]\w*", lambda word: series_name(rule, word[0]), line)


def _marked(row: Row) -> tuple[str, str]:
    """Mark the words of two lines that are not the same."""
    words = [re.findall(r"\w+(?:\.\w+)*|\s+|[^\w\s]+", text) for text in (row.one, row.other)]
    marked = ["", ""]
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        for k, part in enumerate((words[0][a:b], words[1][c:d])):
            text = html.escape("".join(part))
            marked[k] += text if kind == "equal" or not text else f"<mark>{text}</mark>"
    return marked[0], marked[1]


@dataclass(frozen=True)
class Parting:
    """Where two walks part: the step, or None if they stay together; printed as a sentence."""

    step: int | None
    share: float
    sentence: str

    def __repr__(self) -> str:
        return self.sentence


def parting(one: Any, other: Any, *, share: float = 0.001) -> Parting:
    r"""Say at which step two walks from the same start part.

    .. math:: \max_i |w_{t,i} - w'_{t,i}| > share \cdot \text{the farthest either has been from the start}

    Parameters
    ----------
    one, other : Path
        What :func:`lessons_lib.descent.run` recorded, from the same start.
    share : float in (0, 1], default 0.001
        How far apart counts as parted, as a share of the way. A thousandth is about what an eye can see.

    Raises
    ------
    Mistake
        If the walks start in different places, or the share is none.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.dialects import keras, tf1
    >>> from lessons_lib.landscapes import ravine
    >>> parting(*(run(rule, ravine(), learning_rate=0.01) for rule in (keras.rmsprop, tf1.rmsprop)))
    keras.rmsprop and tf1.rmsprop part at step 1: there they stand at (-3.97, 1.97) and (-4, 1.97).
    """
    for walk in (one, other):
        if not all(hasattr(walk, name) for name in ("w", "t", "rule")):
            raise Mistake(f"{called(walk)} is no path of a walk. Give what run(...) returned.")
    real = isinstance(share, (int, float, np.integer, np.floating)) and not isinstance(share, bool)
    if not real or not 0 < share <= 1:
        raise Mistake(
            f"share is {called(share)}. Give a share of the way, above 0 and at most 1, such as share=0.001."
        )
    sizes = one.w.shape[1], other.w.shape[1]
    if sizes[0] != sizes[1]:
        raise Mistake(f"The walks have {sizes[0]} and {sizes[1]} coordinates. Walk both on the same problem.")
    if np.any(one.w[0] != other.w[0]):
        raise Mistake(
            f"The walks start at {_point(one.w[0])} and {_point(other.w[0])}. Start both in one place."
        )
    t, rows, others = np.intersect1d(one.t, other.t, return_indices=True)  # a record may skip steps
    first, second = one.w[rows], other.w[others]
    with np.errstate(all="ignore"):
        way = np.maximum(np.abs(first - one.w[0]), np.abs(second - one.w[0])).max(axis=1)
        gap = np.abs(first - second).max(axis=1)
    apart = np.flatnonzero(~(gap <= share * np.maximum.accumulate(way)))
    names = f"{title(one.rule)} and {title(other.rule)}"
    if apart.size == 0 and one.t[-1] == other.t[-1]:
        return Parting(
            None, share, f"{names} stay together for all {t[-1]} steps, within {share:g} of the way."
        )
    if apart.size == 0:
        last, who = int(t[-1]), title((one if one.t[-1] < other.t[-1] else other).rule)
        return Parting(last, share, f"{names} stay together until the record of {who} ends at step {last}.")
    step = int(t[apart[0]])
    places = [_point(walk[apart[0]]) for walk in (first, second)]
    there = f": there they stand at {places[0]} and {places[1]}" if first.shape[1] <= 3 else ""
    return Parting(step, share, f"{names} part at step {step}{there}.")


def _point(w: np.ndarray) -> str:
    rest = ", ..." if len(w) > 3 else ""
    return f"({', '.join(f'{each:.3g}' for each in w[:3])}{rest})"

"""What a wrong number gives away: the line's own formula with one classic slip in it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .hand import Line, work_out

__all__ = ["before_of", "close", "in_numbers", "slip_of"]

DIGITS = 3  # significant digits that an answer needs
NOTHING = 1e-9  # as good as zero


def close(given: float, right: float, before: float | None = None, change: float = 0.0) -> bool:
    """Say whether a number is right to three significant digits, of itself and of the change it makes.

    Parameters
    ----------
    given, right : float
    before : float, optional
        What stood there before: a new weight must differ from the old one as it should.
    change : float, default 0.0
        The change to go by, where `right` makes a smaller one.

    Examples
    --------
    >>> close(0.333, 1 / 3), close(0.33, 1 / 3), close(-4.0, -3.999, before=-4.0)
    (True, False, False)
    """
    made = 0.0 if before is None else max(abs(right - before), change)
    size = min((x for x in (abs(right), made) if x > 0), default=0.0)
    unit = 10.0 ** (np.floor(np.log10(size)) - DIGITS + 1) if size else NOTHING
    return bool(abs(given - right) <= max(0.501 * unit, 2e-6 * abs(right)))


def slip_of(line: Line, k: int, given: float) -> str:
    """Name the slip that leads to a wrong number; "" if it is none that is known.

    Parameters
    ----------
    line : Line
    k : int
        The coordinate.
    given : float
        The learner's number, which is not right.

    Examples
    --------
    >>> line = Line("g", "g", "", np.array([-0.4, 4.0]))
    >>> slip_of(line, 0, 0.4), slip_of(line, 1, -0.4)
    ('The sign is turned.', 'That is the number of coordinate 0.')
    """
    right, before = _at(line.value, k), before_of(line, k)
    change = 0.0 if before is None else abs(right - before)
    for words, value in _candidates(line, k, right):
        if np.isfinite(value) and not close(value, right, before) and close(given, value, before, change):
            return words
    return ""


def before_of(line: Line, k: int) -> float | None:
    """Return what one number was before its line, if it was anything."""
    return None if line.before is None else float(np.broadcast_to(line.before, line.value.shape).flat[k])


def in_numbers(line: Line, k: int, scope: dict[str, Any]) -> str:
    """Write a line's formula with the numbers of one coordinate in place of its names.

    Examples
    --------
    >>> tree = ast.parse("w - rate * g", mode="eval").body
    >>> line = Line("w", "w", "", np.zeros(2), None, (tree,))
    >>> in_numbers(line, 1, {"w": np.array([1.0, 2.0]), "rate": 0.1, "g": np.array([3.0, -4.0])})
    '2 - 0.1 * (-4)'
    """
    if not line.trees:
        return ""
    tree = _Numbers(scope, k).visit(copy.deepcopy(_tree(line, k)))
    return ast.unparse(tree).replace("np.", "").replace("'", "")


class _Numbers(ast.NodeTransformer):
    """Put a number for each name, in brackets where it is below zero."""

    def __init__(self, scope: dict[str, Any], k: int) -> None:
        self.scope, self.k = scope, k

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self.scope.get(node.id)
        try:
            number = _at(np.asarray(value, dtype=float), self.k)
        except (TypeError, ValueError):
            return node  # the name of a function, or of a module
        text = f"{number:.6g}"
        return ast.Name(f"({text})" if number < 0 else text)


def _tree(line: Line, k: int) -> ast.expr:
    return line.trees[k] if len(line.trees) > 1 else line.trees[0]


def _at(value: np.ndarray, k: int) -> float:
    return float(value.flat[k]) if value.ndim else float(value)


def _candidates(line: Line, k: int, right: float) -> Iterator[tuple[str, float]]:
    """Yield slips with the numbers to which they lead, the most telling first."""
    yield "The sign is turned.", -right
    for other in range(line.value.size) if line.value.ndim else ():
        if other != k:
            yield f"That is the number of coordinate {other}.", _at(line.value, other)
    if line.before is not None:
        yield f"That is {line.name} as it was before this line.", before_of(line, k)
    if line.trees:
        yield from _names(line, k)
        yield from _mutated(line, k)
    if line.name == "g":
        yield "Half of what it should be: is a factor 2 from differentiating missing?", right / 2
    yield "Twice what it should be: is a factor 2 in it once too often?", 2 * right
    yield "The digits are right. The decimal point is one place too far to the right.", 10 * right
    yield "The digits are right. The decimal point is one place too far to the left.", right / 10


def _names(line: Line, k: int) -> Iterator[tuple[str, float]]:
    """A name of the formula alone, as if the rest of the line were forgotten."""
    for node in ast.walk(_tree(line, k)):
        if isinstance(node, ast.Name) and node.id != line.name:
            try:
                yield f"That is {node.id} alone.", _at(np.asarray(line.scope[node.id], dtype=float), k)
            except (KeyError, TypeError, ValueError, IndexError):  # a function, not a number
                continue


def _mutated(line: Line, k: int) -> Iterator[tuple[str, float]]:
    """The formula with one of its parts changed."""
    tree = _tree(line, k)
    for n, node in enumerate(ast.walk(tree)):
        for words, change in _changes(node):
            wrong = copy.deepcopy(tree)
            found = list(ast.walk(wrong))[n]
            wrong = _Replace(found, change(found)).visit(wrong)
            try:
                yield words, _at(work_out(wrong, line.scope), k)
            except Exception:  # a slip that cannot be computed is none
                continue


class _Replace(ast.NodeTransformer):
    """Put one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _changes(node: ast.AST) -> list[tuple[str, Callable[[Any], ast.AST]]]:
    """List the slips that can happen at one node of a formula: words, and what stands there instead."""
    match node:
        case ast.BinOp(op=ast.Pow(), left=base, right=power):
            read = (
                f"{_said(base)} is not {'squared' if _said(power) == '2' else f'raised to {_said(power)}'}."
            )
            return [(read, lambda x: x.left), (f"{_said(node)} is a power, not a product.", _with(ast.Mult))]
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return [
                (f"The factor {_said(left)} is forgotten.", lambda x: x.right),
                (f"The factor {_said(right)} is forgotten.", lambda x: x.left),
                (f"{_said(node)} is a product: multiply, do not divide.", _with(ast.Div)),
            ]
        case ast.BinOp(op=ast.Div(), right=right):
            return [
                (f"The division by {_said(right)} is forgotten.", lambda x: x.left),
                (f"It should be divided by {_said(right)}, not multiplied.", _with(ast.Mult)),
            ]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [
                (f"The part {_said(left)} is forgotten.", lambda x: x.right),
                (f"The part {_said(right)} is forgotten.", lambda x: x.left),
                (f"{_said(right)} should be added, not subtracted.", _with(ast.Sub)),
            ]
        case ast.BinOp(op=ast.Sub(), right=right):
            return [
                (f"{_said(right)} should be subtracted, not added.", _with(ast.Add)),
                (f"{_said(node)} is needed here, not {_said(right)}.", lambda x: x.right),
                (f"The part {_said(right)} is forgotten.", lambda x: x.left),
            ]
        case ast.Call(args=[_]):
            return [(f"{_said(node.func)} is forgotten.", lambda x: x.args[0])]
    return []


def _with(act: type[ast.operator]) -> Callable[[ast.BinOp], ast.BinOp]:
    return lambda node: ast.BinOp(node.left, act(), node.right)


def _said(node: ast.AST) -> str:
    return ast.unparse(node).replace("np.", "").replace(" ** ", "**")

"""Mark what is typed into one line of a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..mistakes import Mistake
from .hand import Line, work_out
from .slips import before_of, close, in_numbers, slip_of
from .typed import SHOWN, worked_out

__all__ = ["Cell", "hints_of", "mark", "settled"]


class Cell(NamedTuple):
    """One number of a blank line: what is typed, what became of it, and what to say about it."""

    text: str
    mark: str  # "right", "not yet", "shown", or "" for a blank
    says: str = ""


def settled(cells: Sequence[Cell]) -> bool:
    """Say whether all numbers of a line are there."""
    return all(cell.mark in ("right", "shown") for cell in cells)


def mark(
    line: Line,
    typed: Sequence[str],
    above: Mapping[str, Sequence[Cell]],
    slips: Mapping[Any, str] | None = None,
) -> list[Cell]:
    """Mark the numbers of a line.

    Parameters
    ----------
    line : Line
    typed : list of str
        One a number; "" where none is typed yet.
    above : mapping of key to cells
        The lines marked so far. What follows from the learner's own rounded numbers is right as well.
    slips : mapping of wrong numbers to a sentence, optional

    Examples
    --------
    >>> line = Line("g", "g", "", np.array([-0.4, 4.0]))
    >>> mark(line, ["-2/5", "-4"], {})
    [Cell(text='-2/5', mark='right', says=''), Cell(text='-4', mark='not yet', says='The sign is turned.')]
    """
    if SHOWN in typed:
        return [Cell(f"{x:.6g}", "shown") for x in line.value.flat]
    own = _worked_out_from(line, above)
    cells = [_cell(line, k, text, [line.value.flat[k], own.flat[k]]) for k, text in enumerate(typed)]
    wrong = [k for k, cell in enumerate(cells) if cell.mark == "not yet"]
    sentence = _given_slip(typed, slips or {})
    if wrong and sentence:
        cells[wrong[0]] = cells[wrong[0]]._replace(says=sentence)
    return cells


def _cell(line: Line, k: int, text: str, targets: Sequence[float]) -> Cell:
    if not text:
        return Cell("", "")
    try:
        number = worked_out(text)
    except Mistake as mistake:
        return Cell(text, "not yet", str(mistake))
    before = before_of(line, k)
    if any(close(number, float(target), before) for target in targets):
        return Cell(text, "right")
    return Cell(text, "not yet", slip_of(line, k, number))


def _worked_out_from(line: Line, above: Mapping[str, Sequence[Cell]]) -> np.ndarray:
    """Work a line out from the learner's own numbers, where they are right."""
    if len(line.trees) != 1:
        return line.value
    own = {name: _own(line.scope[name], above[key]) for name, key in line.uses.items() if key in above}
    return np.broadcast_to(work_out(line.trees[0], line.scope | own), line.value.shape)


def _own(right: Any, cells: Sequence[Cell]) -> np.ndarray:
    pairs = zip(cells, np.ravel(right), strict=True)
    return np.reshape(
        [worked_out(cell.text) if cell.mark == "right" else x for cell, x in pairs], np.shape(right)
    )


def _given_slip(typed: Sequence[str], slips: Mapping[Any, str]) -> str:
    """Look a whole line up among the slips that a lesson brings."""
    try:
        numbers = [worked_out(text) for text in typed]
    except Mistake:  # blank, or no number
        return ""
    for wrong, sentence in slips.items():
        if np.size(wrong) == len(numbers) and all(map(close, numbers, np.ravel(wrong))):
            return sentence
    return ""


def hints_of(line: Line, k: int, open_lines: Sequence[str]) -> tuple[str, ...]:
    """Make hints for one number from the line's formula: what to look at, and then the numbers.

    Parameters
    ----------
    line : Line
    k : int
        The coordinate.
    open_lines : list of str
        Names in the formula whose own lines are not done yet.

    Examples
    --------
    >>> hints_of(Line("g", "g", "2 * w1", np.zeros(2)), 1, ["w1"])
    ('It needs w1: do that line first.',)
    """
    if open_lines:
        return (f"It needs {open_lines[0]}: do that line first.",)
    if not line.trees:
        return ("Work it out once more.",)
    old = f" The {line.name} in it is the one before this line." if line.name in line.scope else ""
    where = f" with the numbers of coordinate {k}" if line.value.ndim else ""
    numbers = in_numbers(line, k, line.scope)
    return (
        f"Work out {line.code if len(line.trees) == 1 else line.code.split(',')[k].strip()}{where}.{old}",
        f"In numbers: {numbers}.",
    )

"""The rows of a ledger, as its table shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..descent import Path
from .hand import Line, Step
from .marking import Cell, hints_of
from .typed import worked_out

__all__ = ["blank_row", "given_row", "given_rows", "label", "says"]

TRAIL = 4  # values, of which the earlier ones show how a memory grows


def given_rows(path: Path, step: Step) -> list[dict[str, Any]]:
    """Make a row of the position and of each memory as the step begins, with how it came there.

    Parameters
    ----------
    path : Path
    step : Step

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> from lessons_lib.panels.hand import read_step
    >>> from lessons_lib.rules import adagrad
    >>> path = run(adagrad, parabola(), steps=2)
    >>> [(row["name"], row["cells"][0]["trail"]) for row in given_rows(path, read_step(path, 2))]
    [('w', '-4 → '), ('cache', '0 → ')]
    """
    values = {"w": list(path.w[: step.t])}
    for name, now in step.memory.items():
        if now is not None:
            now = np.broadcast_to(np.asarray(now, dtype=float), step.w.shape)
            values[name] = [*path[name][: step.t - 1], now]
    when = "at first" if step.t == 1 else f"after step {step.t - 1}"
    return [_first_row(name, when, np.array(rows)) for name, rows in values.items()]


def _first_row(name: str, when: str, values: np.ndarray) -> dict[str, Any]:
    cells = []
    for column in values.T:
        trail = "".join(f"{x:.4g} → " for x in column[-TRAIL:-1])
        cells.append({"text": f"{column[-1]:.6g}", "trail": trail, "mark": "given"})
    return {"key": f"{name} before", "name": name, "code": when, "given": True, "cells": cells}


def given_row(line: Line, *, seen: bool) -> dict[str, Any]:
    """Make the row of a line that is no blank; unseen while it would give a blank above it away.

    Examples
    --------
    >>> given_row(Line("rate", "rate", "2 * g", np.array([4.0])), seen=False)["cells"]
    [{'text': '…', 'mark': 'given'}]
    """
    cells = [{"text": f"{x:.6g}" if seen else "…", "mark": "given"} for x in line.value.flat]
    return {"key": line.key, "name": line.name, "code": f"= {line.code}", "given": True, "cells": cells}


def blank_row(line: Line, n: int, marked: Sequence[Cell], sentence: str) -> dict[str, Any]:
    """Make the row of a line to fill in.

    Examples
    --------
    >>> line = Line("g", "g", "2 * w0", np.array([4.1234]))
    >>> blank_row(line, 1, [Cell("4.12", "right")], "")["cells"]
    [{'text': '4.12', 'mark': 'right', 'label': 'g', 'exact': '4.1234'}]
    """
    cells = [
        {"text": cell.text, "mark": cell.mark, "label": label(line, k, n), "exact": _exact(cell, x)}
        for k, (cell, x) in enumerate(zip(marked, line.value.flat, strict=True))
    ]
    row = {"key": line.key, "name": line.name, "code": f"= {line.code}", "given": False}
    return row | {"cells": cells, "says": sentence}


def _exact(cell: Cell, value: float) -> str:
    """Give a number with more digits, where the learner has rounded it."""
    exact = f"{value:.6g}"
    return exact if cell.mark == "right" and f"{worked_out(cell.text):.6g}" != exact else ""


def label(line: Line, k: int, n: int) -> str:
    """Name one number of the n-th line for those who do not see the table.

    Examples
    --------
    >>> label(Line("m", "m", "", np.zeros(2)), 1, 2), label(Line("g_2", "g", "", np.zeros(1)), 0, 2)
    ('m, coordinate 1', 'g, line 2')
    """
    name = line.name if line.key == line.name else f"{line.name}, line {n}"
    return f"{name}, coordinate {k}" if line.value.size > 1 else name


def says(
    line: Line, cells: Sequence[Cell], tries: Sequence[int], hints: Sequence[str], open_lines: Sequence[str]
) -> str:
    """Say what is wrong with a line: the first number that is, with as many hints as there were tries.

    Examples
    --------
    >>> line = Line("g", "g", "", np.array([-0.4, 4.0]))
    >>> says(line, [Cell("-0.4", "right"), Cell("9", "not yet")], [0, 1], ["Which slope is it?"], [])
    'Coordinate 1: Not that number. Which slope is it?'
    """
    for k, cell in enumerate(cells):
        if cell.mark == "not yet":
            hints = hints or hints_of(line, k, open_lines)
            count = tries[k] - bool(cell.says)  # a sentence about the number is help enough at first
            place = [f"Coordinate {k}:"] if line.value.size > 1 else []
            return " ".join([*place, cell.says or "Not that number.", *hints[: max(count, 0)]])
    return ""

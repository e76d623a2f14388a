"""An epoch cut into batches: try a learner's function, and say what goes wrong in its epoch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from .attempts import Attempt, attempt, is_blank, read_numbers

ORDERS = ((10, 3), (12, 4), (5, 8))  # examples and batch size
HINTS = (
    "Print `batches(np.arange(10), 3)`. Which examples are in the second batch?",
    "`order[a:b]` takes from a up to b. `k` is 0, 3, 6, 9: where should the batch that begins at `k` end?",
)


def tried(function: Callable) -> Attempt:
    """Try a function ``batches(order, size)`` on several epochs; "answered" means that all are right.

    Examples
    --------
    >>> tried(lambda order, size: [order[k : k + size] for k in range(0, len(order), size)]).status
    'answered'
    >>> tried(lambda order, size: [order[:size] for k in range(0, len(order), size)]).says
    'Every batch of the epoch holds the same examples, [1, 3, 2]. The other 7 are never looked at.'
    """
    for k, (examples, size) in enumerate(ORDERS):
        order = np.random.default_rng(examples).permutation(examples)
        came = attempt(function, order, size, quiet=k > 0)
        if came.status != "answered":
            return came
        if is_blank(came.value):
            return Attempt("not attempted", "Write what the function returns where the `...` stands.")
        wrong = _wrong(came.value, order, size)
        if wrong:
            return Attempt("not yet", wrong)
    return Attempt("answered")


def _wrong(given: Any, order: np.ndarray, size: int) -> str:
    """Say what is wrong with an epoch; nothing, if every example is in it once."""
    cut, says = _read(given)
    if says:
        return says
    flat, wanted = [k for batch in cut for k in batch], order.tolist()
    if sorted(flat) == sorted(wanted) and max(map(len, cut)) <= size:
        return _shape_of(cut, flat, wanted, size)
    strangers = sorted(set(flat) - set(wanted))
    if strangers:
        return f"There is no example {strangers[0]:g} in the order. Cut the order itself into pieces."
    return _counted(cut, flat, wanted, size)


def _read(given: Any) -> tuple[list[list[int]], str]:
    """Return batches as lists of whole numbers, or say why they are none."""
    if isinstance(given, np.ndarray) and given.ndim == 1 or _all_numbers(given):
        return [], "Your batches are single numbers. Each should be a piece of the order, `order[a:b]`."
    try:
        rows = [np.atleast_1d(np.asarray(batch)) for batch in given]
    except Exception:
        return [], "Give a list of batches, each a piece of the order."
    if not rows or any(row.ndim != 1 or read_numbers(row, "A batch")[0] is None for row in rows):
        return [], "Give a list of batches, each a piece of the order."
    return [row.astype(float).tolist() for row in rows if row.size], ""


def _all_numbers(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(k, int | np.integer) for k in given)


def _shape_of(cut: list, flat: list, wanted: list, size: int) -> str:
    steps = -(-len(wanted) // size)
    if len(cut) > steps:
        return f"An epoch of {len(wanted)} in batches of {size} has {steps} steps, not {len(cut)}."
    if flat != wanted:
        return "Every example is there once, but the order is lost: it was shuffled on purpose."
    if any(len(batch) < size for batch in cut[:-1]):
        held = ", ".join(str(len(batch)) for batch in cut)
        return f"Your batches hold {held}. All but the last should hold {size}; the last takes what is left."
    return ""


def _counted(cut: list, flat: list, wanted: list, size: int) -> str:
    """Name what is missing, doubled, or too long."""
    missing, doubled = set(wanted) - set(flat), [k for k, n in Counter(flat).items() if n > 1]
    if len(cut) > 1 and all(batch == cut[0] for batch in cut):
        first = [int(k) for k in cut[0]]
        never = f"The other {len(missing)} are never looked at."
        return f"Every batch of the epoch holds the same examples, {first}. {never}"
    if doubled and not missing:
        return f"The batches overlap: {_several(len(doubled))} looked at more than once in the epoch."
    if missing and not doubled:
        many = "1 is" if len(missing) == 1 else f"{len(missing)} are"
        never = f"Of {len(wanted)} examples, {many} never looked at."
        tail = flat == wanted[: len(flat)] and len(flat) % size == 0 and len(missing) < size
        rest = " The last batch may be a smaller one, but it should not be left out." if tail else ""
        return never + rest
    if max(map(len, cut)) > size:
        return f"A batch holds {max(map(len, cut))} examples, where at most {size} are wanted."
    return f"{_several(len(doubled))} looked at more than once in the epoch, and {len(missing)} not at all."


def _several(count: int) -> str:
    return "One example is" if count == 1 else f"{count} examples are"

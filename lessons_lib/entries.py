"""Several rules to be run side by side: each has a name, and may bring settings of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .mistakes import Mistake, called, title
from .signatures import signature

__all__ = ["Entry", "read_entries"]


class Entry(NamedTuple):
    """A rule that takes part: its name, the function, and its own settings as they were given."""

    name: str
    rule: Callable
    own: dict[str, Any]


def read_entries(rules: Any, fewest: int, most: int, example: str) -> tuple[Entry, ...]:
    """Read rules, or pairs of a rule and its settings, from a list or from a dict that names them.

    Parameters
    ----------
    rules : list or dict
        Of rules, and of pairs ``(rule, dict(setting=value))``.
    fewest, most : int
        How many there may be.
    example : str
        A line that shows how it is done, for the refusal.

    Raises
    ------
    Mistake
        If there are too few or too many, one is no rule, or a name cannot be used.

    Examples
    --------
    >>> from lessons_lib.rules import adam, momentum
    >>> entries = read_entries([adam, (momentum, dict(beta=0.5)), adam], 1, 8, "hold([adam], bowl())")
    >>> [entry.name for entry in entries], entries[1].own
    (['adam', 'momentum', 'adam 2'], {'beta': 0.5})
    """
    if not isinstance(rules, (dict, list, tuple)) or not fewest <= len(rules) <= most:
        given = f"{len(rules)} of them" if isinstance(rules, (dict, list, tuple)) else called(rules)
        count = {1: "one", 2: "two", 8: "eight"}
        raise Mistake(
            f"The rules are {given}. Give {count.get(fewest, fewest)} to {count.get(most, most)} "
            f"in a list or a dict: {example}."
        )
    pairs = [_pair(entry) for entry in (rules.values() if isinstance(rules, dict) else rules)]
    names = list(rules) if isinstance(rules, dict) else numbered([title(rule) for rule, _ in pairs])
    for name in names:
        if not isinstance(name, str) or not name.strip() or ":" in name:
            raise Mistake(f"A rule is named {name!r}. Give a name in letters, without a colon.")
    return tuple(Entry(name, *pair) for name, pair in zip(names, pairs, strict=True))


def _pair(entry: Any) -> tuple[Callable, dict[str, Any]]:
    """Take an entry apart: a rule, or a rule and a dict."""
    if isinstance(entry, (tuple, list)):
        if len(entry) != 2 or not isinstance(entry[1], dict):
            raise Mistake(f"One of the rules is {entry!r}. Give a rule, or (rule, dict(learning_rate=0.1)).")
        rule, own = entry
    else:
        rule, own = entry, {}
    signature(rule)  # refuses what is no rule
    return rule, own


def numbered(names: list[str]) -> list[str]:
    """Tell equal names apart by a number.

    Examples
    --------
    >>> numbered(["adam", "adam", "lion"])
    ['adam', 'adam 2', 'lion']
    """
    before = [names[:k].count(name) for k, name in enumerate(names)]
    return [f"{name} {k + 1}" if k else name for name, k in zip(names, before, strict=True)]

"""Goals of a panel: things to reach, each with a test of what is on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["listed", "met"]


def met(goals: dict[str, Callable[[Any], bool]], result: Any) -> set[str]:
    """Return which goals a result reaches; a test that stumbles, over a short walk say, means no.

    Examples
    --------
    >>> sorted(met({"low": lambda x: x < 1, "long": lambda x: len(x) > 5}, 0.5))
    ['low']
    """
    return {words for words, test in goals.items() if _holds(test, result)}


def listed(goals: dict[str, Callable[[Any], bool]], reached: set[str]) -> list[str]:
    """Write a line a goal, for where no picture can be.

    Examples
    --------
    >>> listed({"low": bool, "high": bool}, {"low"})
    ['reached: low', 'open: high']
    """
    return [f"{'reached' if words in reached else 'open'}: {words}" for words in goals]


def _holds(test: Callable[[Any], bool], result: Any) -> bool:
    try:
        return bool(test(result))
    except Exception:
        return False

"""Read two lines of a learner's notes as a rule, and say kindly where Python cannot."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

FIRST = "def noted(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):"
LAST = "return dict(w=w, cache=cache)"
LONGEST = 2000  # signs
HINTS = (
    "Go line by line. What is RMSProp an average of, and which share does the old cache keep?",
    "The first line is `cache = decay * cache + (1 - decay) * g**2`. In the second, what joins the cache and "
    "epsilon under the root?",
)


def read_notes(text: Any) -> Callable | str:
    r"""Make a rule of the lines for `cache` and `w`; a sentence, if they cannot be read.

    Examples
    --------
    >>> rule = read_notes("cache = g**2\nw = w - g / np.sqrt(cache)")
    >>> rule(np.array([1.0]), np.array([4.0]), 1)["w"]
    array([0.])
    >>> read_notes("cache = 1\nw = sqrt(cache_ epsilon)")
    'Python cannot read `w = sqrt(cache_ epsilon)`. Is a sign missing between two names, or a bracket?'
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        kind = "a long text" if isinstance(text, str) else f"a {type(text).__name__}"
        return f"You gave {kind}. Give the two lines of the notes as text, between three quotes."
    lines = textwrap.dedent(text).strip().splitlines()
    body = [FIRST, *(f"    {line}" for line in lines), f"    {LAST}"]
    space: dict[str, Any] = {"np": np, "sqrt": np.sqrt}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile("\n".join(body) + "\n", "notes", "exec"), space)
    except SyntaxError as error:
        return _unreadable(lines, error)
    except (ValueError, MemoryError, RecursionError):
        return "Python cannot read these lines at all. Begin again from the notes."
    return space["noted"]


def _unreadable(lines: list[str], error: SyntaxError) -> str:
    """Name the line that Python stumbles over."""
    at = min(max((error.lineno or 2) - 2, 0), len(lines) - 1)
    if not lines:
        return "There are no lines. Begin again from the notes."
    return f"Python cannot read `{lines[at].strip()}`. Is a sign missing between two names, or a bracket?"

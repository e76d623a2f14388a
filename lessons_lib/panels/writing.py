"""How a panel writes itself down: as a line of code, and as a short text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np

from ..dialects.calls import title
from ..mistakes import Mistake, called

KEY = re.compile(r"[a-z]+\(.*\)", re.DOTALL)  # such as explore(adam,ravine)

__all__ = ["call", "kept", "parted", "short", "written_place", "written_rule"]


def short(value: Any) -> str:
    """Write a setting as code, with no more digits than it takes.

    Examples
    --------
    >>> short(0.1 + 0.2), short((-4.0, 2.0)), short("cosine"), short({"g": (1.0, 2.0)})
    ('0.30000000000000004', '(-4, 2)', "'cosine'", "{'g': (1, 2)}")
    """
    if callable(value):
        return called(value)
    if isinstance(value, (tuple, np.ndarray)):
        return f"({', '.join(map(short, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{short(key)}: {short(each)}' for key, each in value.items())}}}"
    if isinstance(value, float):
        brief = f"{value:.10g}"
        return brief if float(brief) == value else repr(float(value))
    return repr(value)


def written_rule(rule: Callable) -> str:
    """Write a rule as code: a dialect with its framework, anything else by its name.

    Examples
    --------
    >>> from lessons_lib import dialects, rules
    >>> written_rule(rules.adam), written_rule(dialects.torch.adam)
    ('adam', 'dialects.torch.adam')
    """
    name = title(rule)
    return name if name == called(rule) else f"dialects.{name}"


def written_place(place: Sequence[float]) -> str:
    """Write a place for a reader: three digits a coordinate.

    Examples
    --------
    >>> written_place((-4.0, 1 / 3))
    '-4, 0.333'
    """
    return ", ".join(f"{x:.3g}" for x in place)


def call(name: str, given: Sequence[str], settings: dict[str, Any]) -> str:
    """Write a call; settings whose names are no words of Python go into a dict.

    Examples
    --------
    >>> call("explore", ["adam", "ravine"], {"steps": 60, "cosine: over": 50})
    "explore(adam, ravine, steps=60, **{'cosine: over': 50})"
    """
    words = [f"{word}={short(value)}" for word, value in settings.items() if word.isidentifier()]
    rest = ", ".join(f"{word!r}: {short(x)}" for word, x in settings.items() if not word.isidentifier())
    inside = [*given, *words, f"**{{{rest}}}"] if rest else [*given, *words]
    return f"{name}({', '.join(inside)})"


def kept(key: str, settings: dict[str, Any]) -> str:
    """Write settings as one short text, behind what tells their panel from others.

    Examples
    --------
    >>> kept("explore(adam,ravine)", {"learning_rate": 0.3, "start": (-4.0, 2.0)})
    'explore(adam,ravine)?learning_rate=0.3&start=-4,2'
    """
    texts = {name: _text(value) for name, value in settings.items()}
    return f"{key}?{urlencode(texts, safe=',()*/', quote_via=quote)}"


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(short, value))
    return value if isinstance(value, str) else short(value)


def parted(key: str, text: str) -> dict[str, str]:
    """Take such a text apart again.

    Raises
    ------
    Mistake
        If it is no such text, or one of another panel.

    Examples
    --------
    >>> parted("explore(adam,ravine)", "explore(adam,ravine)?learning_rate=0.3&start=-4,2")
    {'learning_rate': '0.3', 'start': '-4,2'}
    """
    begin, mark, rest = text.strip().rpartition("?") if isinstance(text, str) else ("", "", "")
    if not mark or not KEY.fullmatch(begin):
        raise Mistake(f"The text is {text!r}. Give one that a panel of this kind has kept: {key}?...")
    if begin.replace(" ", "") != key:
        raise Mistake(
            f"The text belongs to another panel: {begin}. This one is {key}: give a text it has kept."
        )
    try:
        return dict(parse_qsl(rest, keep_blank_values=True, strict_parsing=bool(rest)))
    except ValueError:
        raise Mistake(f"The text is {text!r}. It must go on as name=value&name=value.") from None

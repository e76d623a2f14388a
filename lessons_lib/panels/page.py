"""What runs in the page: the files of a widget, joined into one module."""

from __future__ import annotations

import pathlib

HERE = pathlib.Path(__file__).parent
# The text, not the path: a path is watched for changes, and what watches it keeps every widget alive.
STYLE = (HERE / "panels.css").read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Join files of this folder behind the one that every widget needs.

    Examples
    --------
    >>> "function element" in script("knob.js")
    True
    """
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("page.js", *names))

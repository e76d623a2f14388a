"""Small files on a learner's own machine: nothing depends on them, and none of them can do harm."""

from __future__ import annotations

import json
import os
import pathlib
import tempfile
from typing import Any

OFF = "off"


def place(variable: str, usual: pathlib.Path) -> pathlib.Path | None:
    """Name a file: where an environment variable says, else where it usually is; None if it says ``off``.

    Examples
    --------
    >>> place("NOWHERE_SET", pathlib.Path("kept.json")).name
    'kept.json'
    """
    told = os.environ.get(variable, "").strip()
    if told.lower() == OFF:
        return None
    return pathlib.Path(os.path.expanduser(told)) if told else usual


def read(file: pathlib.Path | None, largest: int) -> Any:
    """Read what a file holds; None if it is missing, broken or larger than any of ours.

    Raises
    ------
    OSError
        If it is there but cannot be read now: who then wrote it would lose what it holds.

    Examples
    --------
    >>> read(None, 100) is None
    True
    """
    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            text = opened.read(largest + 1)
    except FileNotFoundError:
        return None
    try:
        return json.loads(text) if len(text) <= largest else None
    except Exception:  # whatever stands in it
        return None


def write(file: pathlib.Path | None, content: Any, indent: int | None = None) -> bool:
    """Replace a file as a whole, so that no reader ever meets half of it; False if it cannot be kept.

    Examples
    --------
    >>> write(None, {})
    False
    """
    if file is None:
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with open(half, "w", encoding="utf-8") as opened:
                json.dump(content, opened, indent=indent)
            os.replace(name, file)
        except BaseException:
            pathlib.Path(name).unlink(missing_ok=True)  # there no more if only what came after was stopped
            raise
    except OSError:  # a full or read-only disk is no reason to disturb a lesson
        return False
    return True

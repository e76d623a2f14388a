"""Ends of walks, kept in one file on the learner's own machine, so that a long race need not run twice.

The file is safe to delete: what is missing is walked again. ``where()`` names it, ``forget()`` deletes it.
The environment variable ``LESSONS_RACES`` moves it (a path) or switches it off (``off``).
"""

from __future__ import annotations

import contextlib
import pathlib
import threading

import platformdirs

from .. import own_files

__all__ = ["End", "add", "ends", "forget", "where"]

MOST = 40_000  # walks: the oldest give way to newer ones
LARGEST = 4_000_000  # bytes, more than so many walks take; a longer file is none of ours, and begun anew
_writing = threading.Lock()  # a panel's thread may keep while a cell does

End = tuple[float, float]  # loss and accuracy; inf is a walk that left, nan an accuracy that nobody measured


def where() -> pathlib.Path | None:
    """Name the file; None if it is switched off.

    Examples
    --------
    >>> where() is None or where().suffix == ".json" or where().name == "none"
    True
    """
    return own_files.place("LESSONS_RACES", platformdirs.user_cache_path("lessons_lib") / "races.json")


def ends() -> dict[str, End]:
    """List what is kept, by key. A file that is missing, broken or too large holds nothing."""
    try:
        return _read()
    except OSError:  # to who only asks it is all one
        return {}


def add(found: dict[str, End]) -> bool:
    """Keep more; say whether it is kept.

    What another notebook has kept before stays. Of two that write at the same time one may lose what it adds,
    which is then walked again.
    """
    if not found:
        return True
    with _writing:
        try:
            before = _read()
        except OSError:  # it is there, but not to be read now: to write it would lose what it holds
            return False
        newest = list({**before, **found}.items())[-MOST:]
        return own_files.write(where(), {"ends": {key: [*map(_or_none, end)] for key, end in newest}})


def forget() -> bool:
    """Delete the file; say whether there is none now."""
    file = where()
    with contextlib.suppress(OSError):
        if file is not None:
            file.unlink(missing_ok=True)
    return file is None or not file.exists()


def _read() -> dict[str, End]:
    """Read the file; one that is there and cannot be read now is an OSError."""
    try:
        kept = own_files.read(where(), LARGEST)["ends"]
        return {str(key): _end(*pair) for key, pair in kept.items()}
    except OSError:
        raise
    except Exception:  # whatever stands in it
        return {}


def _end(loss: float | None, accuracy: float | None) -> End:
    """Read a pair: JSON has neither inf nor nan."""
    return (
        float("inf") if loss is None else float(loss),
        float("nan") if accuracy is None else float(accuracy),
    )


def _or_none(number: float) -> float | None:
    return number if abs(number) < float("inf") else None

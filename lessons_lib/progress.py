"""Which exercises a learner has passed, kept in one small file on their own machine.

Nothing asks for it, and nothing depends on it. ``show()`` tells how far you are, ``where()`` names the file,
``reset()`` begins anew. The environment variable ``LESSONS_PROGRESS`` moves the file (a path) or switches
all of this off (``off``), for a class or a shared machine.
"""

from __future__ import annotations

import contextlib
import datetime
import pathlib
import threading
from dataclasses import dataclass
from typing import NamedTuple

import platformdirs

from . import own_files
from .mistakes import Mistake, nearest

__all__ = ["SERIES", "Report", "passed", "record", "reset", "show", "where"]

LARGEST = 100_000  # bytes; a longer file is none of ours
_writing = threading.Lock()  # a slider's callback may tell while a cell does


class Lesson(NamedTuple):
    """A lesson: what it is called, the notebook that holds it, and its exercises that have a check.

    The question stands in its title, and `builds_on` names the lessons that it takes for known.
    """

    title: str
    notebook: str
    exercises: tuple[str, ...]
    question: str
    builds_on: tuple[str, ...] = ()


SERIES = {
    "00": Lesson(
        "Start here",
        "00_start_here.ipynb",
        ("gradient", "downhill", "slope"),
        "Which way is down?",
    ),
    "01": Lesson(
        "Gradient descent",
        "01_gradient_descent.ipynb",
        ("one step", "my rule", "largest rate", "reach", "mend", "zigzag", "to the middle"),
        "How far should one step go?",
        ("00",),
    ),
    "02": Lesson(
        "Stochastic gradient descent",
        "02_stochastic_gradient_descent.ipynb",
        ("one step", "my gradient", "steps of an epoch", "reach", "mend", "hovering"),
        "Why learn from a handful of examples?",
        ("01",),
    ),
    "03": Lesson(
        "Momentum",
        "03_momentum.ipynb",
        ("my rule", "best pair", "reach", "mend", "heavy"),
        "What if the ball had weight?",
        ("01",),
    ),
    "04": Lesson(
        "Learning-rate schedules",
        "04_learning_rate_schedules.ipynb",
        ("three steps", "my schedule", "half-life", "reach", "mend", "plateau"),
        "When should the steps shrink?",
        ("02",),
    ),
    "05": Lesson(
        "AdaGrad",
        "05_adagrad.ipynb",
        ("my rule", "rare word", "reach", "mend", "mixed"),
        "Should every weight have its own rate?",
        ("01", "02"),
    ),
    "06": Lesson(
        "RMSProp",
        "06_rmsprop.ipynb",
        ("my rule", "mend", "half step", "settle", "name them", "moved"),
        "What if the cache could forget?",
        ("05",),
    ),
    "07": Lesson(
        "Adam",
        "07_adam.ipynb",
        ("my rule", "first step", "mend", "quiet", "decay"),
        "Why is this the default?",
        ("03", "06"),
    ),
    "08": Lesson(
        "Choosing an optimizer",
        "08_choosing_an_optimizer.ipynb",
        (
            "by hand",
            "unfair",
            "rate",
            "my rule",
            "lines",
            "line-up",
            "precedence",
            "memory",
            "epsilon",
            "enter",
        ),
        "Which one, and at what rate?",
        ("04", "07"),
    ),
}


def where() -> pathlib.Path | None:
    """Name the file that keeps the progress; None if it is switched off."""
    return own_files.place("LESSONS_PROGRESS", platformdirs.user_data_path("lessons_lib") / "progress.json")


def passed() -> dict[str, str]:
    """List the exercises passed so far, each with its date. A file that is missing or broken holds none.

    Examples
    --------
    >>> isinstance(passed(), dict)
    True
    """
    try:
        return _read()
    except OSError:  # to a learner who asks it is all one
        return {}


def record(name: str) -> bool:
    """Keep that an exercise is passed; say whether it is kept.

    Parameters
    ----------
    name : str
        Such as ``"01 my rule"``. Other names than those of the series are not kept.
    """
    if name not in _known() or where() is None:
        return False
    with _writing:
        try:
            kept = _read()
        except OSError:  # it is there, but not to be read now: to write it would lose what it holds
            return False
        return name in kept or _write(kept | {name: datetime.date.today().isoformat()})


def reset(lesson: str | None = None) -> Report:
    """Forget what is passed, in one lesson or in all.

    Parameters
    ----------
    lesson : str, optional
        Such as ``"03"``; all lessons if left out.

    Raises
    ------
    Mistake
        If there is no such lesson.
    """
    names = _known() if lesson is None else _names(_lesson(lesson))
    with _writing, contextlib.suppress(OSError):  # what cannot be read now is not written either
        _write({name: day for name, day in _read().items() if name not in names})
    return show(lesson)


def show(lesson: str | None = None) -> Report:
    """Tell how far you are, in one lesson or in all.

    Parameters
    ----------
    lesson : str, optional
        Such as ``"03"``; all lessons if left out.

    Raises
    ------
    Mistake
        If there is no such lesson.
    """
    chosen = tuple(SERIES) if lesson is None else (_lesson(lesson),)
    return Report(chosen, tuple(passed()), where() is None)


@dataclass(frozen=True, repr=False)
class Report:
    """How far a learner is. It shows itself in a notebook.

    Examples
    --------
    >>> Report(("01",), ("01 one step", "01 my rule", "01 reach", "01 mend"))
    Lesson 01, Gradient descent: 4 of 7 checks passed. Still open: largest rate, zigzag, to the middle.
    """

    lessons: tuple[str, ...]
    passed: tuple[str, ...]
    off: bool = False

    def __repr__(self) -> str:
        if self.off:
            return "Progress is switched off here."
        return "\n".join(self._told(number) for number in self.lessons)

    def _told(self, number: str) -> str:
        done, left = self._counted(number)
        said = f"Lesson {number}, {SERIES[number].title}: {done} of {done + len(left)} checks passed."
        if len(self.lessons) > 1 or not left:
            return said
        return f"{said} Still open: {', '.join(left)}."

    def _counted(self, number: str) -> tuple[int, list[str]]:
        """How many exercises of a lesson are passed, and which are open."""
        left = [name for name in SERIES[number].exercises if f"{number} {name}" not in self.passed]
        return len(SERIES[number].exercises) - len(left), left

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Give a notebook the same twice: as text and as a bar for each lesson."""
        if self.off:
            return {"text/plain": repr(self)}
        rows = "".join(map(self._row, self.lessons))
        table = f'<table role="presentation" style="{TABLE}"><tbody>{rows}</tbody></table>'
        return {"text/plain": repr(self), "text/html": table}

    def _row(self, number: str) -> str:
        done, left = self._counted(number)
        whole = done + len(left)
        title, notebook, *_ = SERIES[number]
        name = f"{number} {title}"
        if len(self.lessons) > 1:
            name = f'<a href="{notebook}" style="color:#0b57a4">{name}</a>'
        told = f"{done} of {whole} checks passed"
        told += f"; still open: {', '.join(left)}" if left and len(self.lessons) == 1 else ""
        bar = f'<div style="width:{100 * done / whole:.0f}%;height:100%;background:#00695c"></div>'
        return (
            f'<tr style="background:none"><td style="{CELL}">{name}</td>'
            f'<td style="{CELL}"><div aria-hidden="true" style="{TRACK}">{bar}</div></td>'
            f'<td style="{CELL}">{told}</td></tr>'
        )


TABLE = (
    "color:#1a1a1a;background:#fff;border:1px solid #767676;border-radius:4px;border-collapse:separate;"
    "font:15px/1.5 system-ui,sans-serif;margin:4px 0"
)
CELL = "text-align:left;padding:3px 12px;white-space:normal"
TRACK = "width:9em;height:10px;border:1px solid #767676;border-radius:5px;overflow:hidden;background:#fff"


def _names(number: str) -> set[str]:
    return {f"{number} {name}" for name in SERIES[number].exercises}


def _known() -> set[str]:
    return set().union(*map(_names, SERIES))


def _lesson(number: str) -> str:
    if not isinstance(number, str) or number not in SERIES:
        raise Mistake(f"lesson is {number!r}. {nearest(str(number), list(SERIES))}")
    return number


def _read() -> dict[str, str]:
    """Read the file; one that is missing or broken holds none, one that cannot be read now is an OSError."""
    try:
        kept = own_files.read(where(), LARGEST)["passed"]
        return {name: str(kept[name]) for name in _known() if name in kept}
    except OSError:
        raise
    except Exception:  # whatever stands in it
        return {}


def _write(kept: dict[str, str]) -> bool:
    """Replace the file as a whole; False if it cannot be kept."""
    return own_files.write(where(), {"passed": dict(sorted(kept.items()))}, indent=1)

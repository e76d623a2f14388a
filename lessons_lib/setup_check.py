"""Say whether everything that the lessons need is there, and what to do about what is not.

``setup_check.report()`` in a notebook, ``python -m lessons_lib.setup_check`` in a terminal. It must answer
where packages are missing, so here nothing but the standard library is imported at the top.
"""

from __future__ import annotations

import importlib
import re
import sys
from importlib import metadata
from typing import Any

__all__ = ["main", "problems", "report"]

OURS = "lessons-lib"
FINE = "Everything is there."
NOT_STARTED_HERE = {"jupyterlab"}  # a server of its own, never imported by a lesson
ON_THE_PAGE = {"anywidget", "ipywidgets", "jupyterlab"}  # what the server reads when it starts


def problems(pip: str = "%pip") -> list[str]:
    """Say what is missing, too old, too new or broken: a sentence each, with what to run.

    Parameters
    ----------
    pip : str, default "%pip"
        How pip is called: ``"%pip"`` in a cell of a notebook.

    Examples
    --------
    >>> problems()
    []
    """
    try:
        about = metadata.metadata(OURS)
    except metadata.PackageNotFoundError:
        return [
            f"The package {OURS} is not installed in this Python. Start the lessons with `make lab`, "
            f"or run `{pip} install -e .` in the folder that holds README.md."
        ]
    wanted = [need for need in about.get_all("Requires-Dist") or [] if "extra ==" not in need]
    found = [_python(about["Requires-Python"] or ""), *(_package(need, pip) for need in wanted)]
    return [sentence for sentence in found if sentence]


def report() -> Report:
    """Show what :func:`problems` finds; if there are none, with a button that asks the page.

    Whether a widget on the page reaches Python cannot be told from here. The button tells: it is on the
    page only if widgets are shown, and it answers only if Python hears it.

    Examples
    --------
    >>> report()
    Everything is there.
    """
    return Report(problems())


class Report:
    """What is wrong, a line each; it shows itself in a notebook.

    Examples
    --------
    >>> Report(["numpy is not installed."])
    1 thing to mend:
    - numpy is not installed.
    """

    def __init__(self, found: list[str]) -> None:
        self.found = found

    def __repr__(self) -> str:
        if not self.found:
            return FINE
        count = len(self.found)
        return "\n".join([f"{count} thing{'s' * (count > 1)} to mend:", *(f"- {one}" for one in self.found)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        if self.found:
            return {"text/plain": repr(self)}
        from .panels.asked import Asked  # late: it needs what may be missing

        return Asked(FINE)._repr_mimebundle_()


def main() -> int:
    """Print what is wrong, for a terminal; 0 if nothing is."""
    found = problems(f'"{sys.executable}" -m pip')
    print(Report(found))
    return int(bool(found))


def _python(wanted: str) -> str:
    """Say what is wrong with this Python; nothing, if it will do."""
    have = ".".join(map(str, sys.version_info[:3]))
    if not _wrong(have, wanted):
        return ""
    least = re.sub(r"[^\d.]", "", wanted.split(",")[0])
    return (
        f"This is Python {have}, and the lessons need {least} or newer. "
        f"Install a newer one, then run `make lab PYTHON=python{least}`."
    )


def _package(need: str, pip: str) -> str:
    """Say what is wrong with a package, given as ``name>=1.0,<2``; nothing, if it will do."""
    name, limits = re.match(r"([\w.-]+)\s*\(?([^;)]*)", need).groups()
    command = f'`{pip} install "{name}{limits.strip()}"`'
    then = f"then restart {'JupyterLab' if name in ON_THE_PAGE else 'the kernel'}."
    try:
        have = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed. Run {command}, {then}"
    except Exception:  # newer Pythons refuse what older ones answer with None
        have = None
    if not have:  # what an interrupted installation leaves behind
        again = command.replace("install", "install --ignore-installed", 1)
        return f"{name} is there only in part. Run {again}, {then}"
    wrong = _wrong(have, limits)
    if wrong:
        return f"{name} {have} is too {wrong}. Run {command}, {then}"
    try:
        name in NOT_STARTED_HERE or importlib.import_module(name.replace("-", "_"))
    except Exception as error:  # whatever a broken installation does
        kind = type(error).__name__
        again = command.replace("install", "install --force-reinstall", 1)
        return f"{name} {have} is installed but does not start ({kind}). Run {again}, {then}"
    return ""


def _wrong(have: str, limits: str) -> str:
    """Say whether a version is "old" or "new" for limits such as ``>=1.0,<2``; nothing, if it is within.

    Examples
    --------
    >>> _wrong("1.9", ">=2.0,<2.5"), _wrong("2.10", ">=2.0,<2.5"), _wrong("2.4.1", ">=2.0,<2.5")
    ('old', 'new', '')
    """
    version = _numbers(have)
    for sign, limit in re.findall(r"(>=|<)\s*([\d.]+)", limits):
        if sign == ">=" and version < _numbers(limit):
            return "old"
        if sign == "<" and version >= _numbers(limit):
            return "new"
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    """Read the numbers of a version; 2 and 2.0 are the same."""
    parts = [int(part) for part in re.match(r"[\d.]*", version).group().split(".") if part]
    return (*parts, 0, 0, 0, 0)[:4]


if __name__ == "__main__":
    sys.exit(main())

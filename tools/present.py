"""Open a lesson as slides: `make present LESSON=03`, or `python tools/lab.py --present 03`.

The slides are the cells of the lesson, shown by the extension jupyterlab-slideshow; `present/` adds what a
lecture needs. All of it has settings of its own, so that `make lab` always opens the study view.
"""

import re
import subprocess

from lab_server import NO_NEWS, Opening
from setup_env import ROOT, SetupProblem, venv_python

NOTES = ROOT / "build" / "present"
DEFAULTS = {
    # A lecture leaves the lesson as it is; who wants to keep what was typed presses Ctrl+S.
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    # A slide shows its cells whole, wherever they are in the lesson.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
OPTIONS = (f"--LabApp.extra_labextensions_path={ROOT / 'tools' / 'present'}",)


def talk(number):
    """Return what opens a lesson as slides, and write the page of its speaker notes."""
    lesson = lesson_of(number)
    return Opening(
        page=lesson.relative_to(ROOT).as_posix(),
        folder="present",
        disabled=(NO_NEWS,),
        defaults=DEFAULTS,
        options=OPTIONS,
        words=words(lesson, write_notes(lesson)),
        workspace=lesson.stem,
    )


def lesson_of(number, folder=ROOT / "notebooks"):
    """Find a lesson by its number, be it written 3 or 03."""
    lessons = {path.name[:2]: path for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))}
    key = str(number).zfill(2)
    if not re.fullmatch(r"\d+", str(number)) or key not in lessons:
        raise SetupProblem(
            f"There is no lesson {number!r} to present. "
            f"Name one of {', '.join(lessons)}: `make present LESSON=03`."
        )
    return lessons[key]


def write_notes(lesson):
    """Write the page of a lesson's speaker notes with the environment's own Python; return its path."""
    command = [str(venv_python()), str(ROOT / "tools" / "handout.py"), "--notes", str(lesson)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip().splitlines()
        raise SetupProblem(f"The speaker notes could not be written: {said[-1] if said else 'no word why'}.")
    return NOTES / f"{lesson.stem}.html"


def words(lesson, notes):
    """Say what to press."""
    return (
        f"The slides of {lesson.name}: PageDown and PageUp turn them, 1 to 9 press the scenes of a panel,\n"
        f"N opens the speaker notes (also in {notes.relative_to(ROOT)}), Escape leaves the slides.\n\n"
    )

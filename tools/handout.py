"""Write what a lecturer takes along and hands out: ``make handout``.

For each lesson ``build/handout`` gets a page to read and to write on (HTML, and PDF where Chromium is there
to print it), slides that need no network, and the speaker notes. ``--notes`` writes the notes alone, for
`make present`.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import nbformat
from handout_pages import handout_page, notes_page, slides_page

ROOT = pathlib.Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
FOLDER = ROOT / "build" / "handout"
QUIET = ("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--disable-sync")
NOTES = ROOT / "build" / "present"


def chromium() -> str | None:
    """Find Chromium, or say with None that there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def write(path: pathlib.Path, text: str) -> pathlib.Path:
    """Write a page into a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def print_pdf(browser: str, source: pathlib.Path, target: pathlib.Path) -> None:
    """Print a page with Chromium, in a profile of its own that is forgotten afterwards."""
    target.unlink(missing_ok=True)  # so that an old page cannot pass for a new one
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={target}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root otherwise
        asked = [*command, source.as_uri()]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode or not target.exists():
        said = done.stderr.strip().splitlines()
        raise RuntimeError(
            f"{target.name} could not be printed: {said[-1] if said else 'Chromium said nothing'}"
        )


def make(lesson: pathlib.Path, folder: pathlib.Path, browser: str | None) -> list[pathlib.Path]:
    """Write all pages of a lesson; return their paths."""
    notebook = nbformat.read(lesson, as_version=4)
    made = [
        write(folder / f"{lesson.stem}.html", handout_page(notebook)),
        write(folder / f"{lesson.stem}_slides.html", slides_page(notebook)),
        write(folder / f"{lesson.stem}_notes.html", notes_page(notebook)),
    ]
    if browser:
        made.append(folder / f"{lesson.stem}.pdf")
        print_pdf(browser, made[0], made[-1])
    return made


def main() -> int:
    """Write the pages of the lessons named, of all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", type=pathlib.Path)
    parser.add_argument("--notes", action="store_true", help="write the speaker notes alone")
    given = parser.parse_args()
    browser = chromium()
    for path in given.lessons or LESSONS:
        if given.notes:
            write(NOTES / f"{path.stem}.html", notes_page(nbformat.read(path, as_version=4)))
        else:
            print(", ".join(made.name for made in make(path, FOLDER, browser)), flush=True)
    if not given.notes:
        print(f"All of it is in {FOLDER.relative_to(ROOT)}/.")
        if browser is None:
            print("There is no PDF: it takes Chromium to print one, and none was found on the PATH.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

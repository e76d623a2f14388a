"""Write what a lecturer takes along and hands out: ``make handout``.

For each lesson ``build/handout`` gets a page to read and to write on (HTML, and PDF where Chromium is there
to print it), slides that need no network, and the speaker notes. ``--notes`` writes the notes alone, for
`make present`.
"""

from __future__ import annotations

import argparse
import pathlib
import sys

import nbformat
from handout_pages import notes_page

ROOT = pathlib.Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
BESIDE = ROOT / "build" / "present"


def write(path: pathlib.Path, text: str) -> pathlib.Path:
    """Write a page into a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def main() -> int:
    """Write the pages of the lessons named, of all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", type=pathlib.Path)
    parser.add_argument("--notes", action="store_true", help="write the speaker notes alone")
    given = parser.parse_args()
    for path in given.lessons or LESSONS:
        notebook = nbformat.read(path, as_version=4)
        write(BESIDE / f"{path.stem}.html", notes_page(notebook))
    return 0


if __name__ == "__main__":
    sys.exit(main())

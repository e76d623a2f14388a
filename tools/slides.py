"""Read a lesson as slides, and give cells that have none a place in them.

``python tools/slides.py notebooks/03_momentum.ipynb`` prints the slides of a lesson with their notes.
``--draft`` first gives a place to each cell that has none, by the rules of `place`; change it afterwards in
JupyterLab, in the property inspector, under Slide Type. The notes for the lecturer stand in the same metadata
of a slide's first cell, as ``notes`` in ``slideshow``.
"""

from __future__ import annotations

import argparse
import pathlib
import re
from typing import NamedTuple

import nbformat

MARKS = re.compile(r"^check\.(?!PREDICT)\w+\(", re.MULTILINE)  # what a learner has written


class Slide(NamedTuple):
    """What is on the screen together: its cells, in the order in which they appear, and what to say."""

    cells: list[nbformat.NotebookNode]
    notes: str


def kind(cell: nbformat.NotebookNode) -> str:
    """Return the slide type of a cell; without one it belongs to what stands above it."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "")


def story(notebook: nbformat.NotebookNode) -> list[Slide]:
    """List the slides of a lesson."""
    slides: list[Slide] = []
    for cell in notebook.cells:
        if kind(cell) in ("slide", "subslide"):
            slides.append(Slide([cell], cell.metadata.slideshow.get("notes", "")))
        elif kind(cell) not in ("skip", "notes") and slides:
            slides[-1].cells.append(cell)
    return slides


def is_exercise(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell is for the learner alone: a check to pass, a solution, the progress."""
    if cell.cell_type == "markdown":
        return cell.source.startswith("<details>")
    return bool(MARKS.search(cell.source)) or "progress.show(" in cell.source


def place(cell: nbformat.NotebookNode, before: nbformat.NotebookNode | None, in_exercises: bool) -> str:
    """Choose a slide type: a heading begins a slide, cells that run follow it, other prose is for home."""
    if is_exercise(cell) or re.search(r"^(import|from) ", cell.source, re.MULTILINE):
        return "skip"
    if cell.cell_type == "markdown":
        heading = re.match(r"#{1,2} (?!Exercises)", cell.source)
        return "slide" if heading else "skip"
    follows = before is not None and kind(before) in ("slide", "fragment")
    return "fragment" if follows and not in_exercises else "skip"


def draft(notebook: nbformat.NotebookNode) -> int:
    """Give a place to each cell that has none; return how many there were."""
    new, before, heading = 0, None, ""
    for cell in notebook.cells:
        heading = next(iter(re.findall(r"^## (.*)", cell.source, re.MULTILINE)), heading)
        if "slideshow" not in cell.metadata:
            cell.metadata["slideshow"] = nbformat.from_dict(
                {"slide_type": place(cell, before, heading == "Exercises")}
            )
            new += 1
        before = cell
    return new


def outline(notebook: nbformat.NotebookNode) -> str:
    """Write the slides as lines of text."""
    lines = []
    for number, slide in enumerate(story(notebook), 1):
        lines.append(f"{number:2}  " + " + ".join(cell.id for cell in slide.cells))
        lines += [f"      {line}" for line in slide.notes.splitlines()]
    return "\n".join(lines)


def main() -> None:
    """Print the slides of the notebooks named, with places for all their cells if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path)
    parser.add_argument("--draft", action="store_true", help="give a place to each cell that has none")
    given = parser.parse_args()
    for path in given.notebooks:
        notebook = nbformat.read(path, as_version=4)
        if given.draft and draft(notebook):
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        print(f"{path.name}\n{outline(notebook)}")


if __name__ == "__main__":
    main()

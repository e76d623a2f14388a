"""The pages of a lesson for a lecture: speaker notes, slides without a network, and a handout to write on."""

from __future__ import annotations

import html

import nbformat
from pages import page, prose
from slides import story

PLAIN = """
body { font: 17px/1.5 system-ui, sans-serif; color: #1a1a1a; margin: 2em auto; max-width: 42em; }
svg { fill: currentColor; }
h1 { font-size: 1.5em; }
"""
NOTES = (
    PLAIN
    + """
section { border-top: 1px solid #b5b5b5; padding: 0.2em 0.8em 0.6em; }
section:target { background: #fff6d6; outline: 2px solid #8a4b00; }
h2 { font-size: 1em; margin: 0.6em 0 0.3em; color: #595959; }
p { margin: 0.3em 0; }
"""
)


def title_of(notebook: nbformat.NotebookNode) -> str:
    """Return the title of a lesson, its question."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def heading_of(cell: nbformat.NotebookNode) -> str:
    """Name a slide by the first words of its first cell."""
    words = cell.source.replace("*", "").strip("# \n").splitlines()[0]
    return words if len(words) < 60 else f"{words[:57].rsplit(' ', 1)[0]} …"


def notes_page(notebook: nbformat.NotebookNode) -> str:
    """Write the speaker notes of a lesson, each with the id of its slide's first cell as its anchor."""
    told = story(notebook)
    parts = [f"<h1>{html.escape(title_of(notebook))}</h1>", "<p>Speaker notes.</p>"]
    for number, slide in enumerate(told, 1):
        heading = html.escape(heading_of(slide.cells[0]))
        parts.append(
            f'<section id="{slide.cells[0].id}"><h2>{number} / {len(told)}: {heading}</h2>'
            + prose(slide.notes.replace("\n", "\n\n"))
            + "</section>"
        )
    return page(f"Notes: {title_of(notebook)}", "\n".join(parts), NOTES)

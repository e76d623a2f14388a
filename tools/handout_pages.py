"""The pages of a lesson for a lecture: speaker notes, slides without a network, and a handout to write on."""

from __future__ import annotations

import html
import pathlib
import re
from functools import partial
from typing import NamedTuple

import nbformat
from pages import code, code_style, outputs, page, prose
from slides import is_exercise, story

HERE = pathlib.Path(__file__).parent / "handout"
GUESS = "No guess yet: make one."  # what a panel says beside its question, and paper cannot
ASIDE = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


class Aside(NamedTuple):
    """What is folded away in a lesson: its words, what is inside, and under which heading it stands."""

    words: str
    body: str
    heading: str


def style(name: str) -> str:
    """Read a style sheet, with that of the code."""
    return "\n".join([(HERE / "all.css").read_text(), (HERE / name).read_text(), code_style()])


def title_of(notebook: nbformat.NotebookNode) -> str:
    """Return the title of a lesson, its question."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def heading_of(cell: nbformat.NotebookNode) -> str:
    """Name a slide by the first words of its first cell, as HTML, or by the cell if that is no prose."""
    if cell.cell_type == "code":
        return cell.id.replace("-", " ")
    words = cell.source.replace("*", "").strip("# \n").splitlines()[0]
    if len(words) > 60:
        words = words[:57].rsplit(" ", 1)[0]
        if words.count("$") % 2:
            words = words.rpartition("$")[0]  # no half of a formula
        words = f"{words.rstrip()} …"
    return prose(re.sub(r"^(\d+)\.", r"\1\\.", words)).strip().removeprefix("<p>").removesuffix("</p>")


def notes_page(notebook: nbformat.NotebookNode) -> str:
    """Write the speaker notes of a lesson, each with the id of its slide's first cell as its anchor."""
    told = story(notebook)
    parts = [f"<h1>{html.escape(title_of(notebook))}</h1>", "<p>Speaker notes.</p>"]
    for number, slide in enumerate(told, 1):
        heading = heading_of(slide.cells[0])
        body = prose(slide.notes.replace("\n", "\n\n"))
        parts.append(
            f'<section id="{slide.cells[0].id}"><h2>{number} / {len(told)}: {heading}</h2>{body}</section>'
        )
    return page(f"Notes: {title_of(notebook)}", "\n".join(parts), style("notes.css"))


def slides_page(notebook: nbformat.NotebookNode) -> str:
    """Write the slides of a lesson as one page that needs no network and no kernel."""
    told, parts = story(notebook), []
    for number, slide in enumerate(told, 1):
        steps = [f'<div class="step">{slide_cell(cell)}</div>' for cell in slide.cells]
        notes = prose(slide.notes.replace("\n", "\n\n"))
        parts.append(
            f'<section id="slide-{number}"><div class="slide">{"".join(steps)}</div>'
            f"<aside hidden>{notes}</aside><footer>{number} / {len(told)}</footer></section>"
        )
    return page(title_of(notebook), "\n".join(parts), style("slides.css"), (HERE / "slides.js").read_text())


def slide_cell(cell: nbformat.NotebookNode) -> str:
    """Show a cell on a slide: of a title its question, of the end its three lines, of a picture no code."""
    if cell.cell_type == "markdown":
        return prose(slide_words(cell.source))
    if asks(cell):
        return question(cell)
    shown = outputs(cell)
    return shown if "<img" in shown else code(cell.source) + shown


def slide_words(source: str) -> str:
    """Choose what of a cell of prose is for the class; the rest of it is for reading."""
    source = ASIDE.sub("", source)
    blocks = source.split("\n\n")
    if source.startswith("# "):
        return "\n\n".join(blocks[:2])
    return "\n\n".join(blocks[:2]) if source.startswith("## Remember") else source


def handout_page(notebook: nbformat.NotebookNode) -> str:
    """Write a lesson to read and to write on, with every picture; what is folded away comes at the end."""
    asides: list[Aside] = []
    parts, heading, words, shown = [], "", "", ""  # words, and what was shown since: perhaps of one task
    for cell in notebook.cells:
        heading = next(iter(re.findall(r"^## (.*)", cell.source, re.MULTILINE)), heading)
        if cell.cell_type == "markdown":
            parts.append(prose(words) + shown)
            words, shown = ASIDE.sub(partial(put_aside, asides, heading), cell.source), ""
        elif "progress.show(" not in cell.source:
            shown += handout_code(cell)
            if is_exercise(cell) or asks(cell):
                before, asked = parted(words, whole=is_exercise(cell))
                parts.append(f'{prose(before)}<div class="task">{prose(asked)}{shown}</div>')
                words = shown = ""
    parts.append(prose(words) + shown)
    answers = "".join(answer(number, aside) for number, aside in enumerate(asides, 1))
    parts.append(f'<h2 class="answers">Answers and asides</h2>{answers}')
    return page(title_of(notebook), "\n".join(parts), style("handout.css"))


def parted(words: str, *, whole: bool) -> tuple[str, str]:
    """Part what belongs to a task, and stays on one page with it, from the words before that.

    Of an exercise it is the whole of it, from its heading or its number on; of a guess the last paragraph.
    """
    begins = r"^(?:#{1,3} |\*\*\d+\. )" if whole else r"(?<=\n\n)(?=[\w*`\[(\"])(?!\d+\. |\* )"
    at = max((found.start() for found in re.finditer(begins, words, re.MULTILINE)), default=0)
    return words[:at], words[at:]


def put_aside(asides: list[Aside], heading: str, found: re.Match) -> str:
    """Keep what is folded away for the end, and leave a line that leads there."""
    asides.append(Aside(found[1], found[2], heading))
    link = f'<a href="#answer-{len(asides)}">number {len(asides)} at the end</a>'
    return f'\n\n<p class="aside">▸ {found[1]}: {link}</p>\n\n'


def answer(number: int, aside: Aside) -> str:
    """Write one of the answers at the end."""
    place = f" <span>({aside.heading})</span>" if aside.heading else ""  # a lesson begins without one
    title = f"<h3>{number}. {aside.words}{place}</h3>"
    return f'<section id="answer-{number}">{title}{prose(aside.body)}</section>'


def handout_code(cell: nbformat.NotebookNode) -> str:
    """Write a cell that runs: its code and what it showed; where a learner answers, room to write."""
    if is_exercise(cell):
        return f'<div class="cell">{code(cell.source)}</div>{room(5)}'
    if asks(cell):
        return f'<div class="cell">{code(cell.source)}{question(cell)}</div>{room(2)}'
    shown = outputs(cell)
    return f'<div class="cell">{code(cell.source)}{shown}</div>'


def asks(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell asks for a guess."""
    return bool(re.search(r"^predict\(", cell.source, re.MULTILINE))


def question(cell: nbformat.NotebookNode) -> str:
    """Write what a cell asks, with its picture if there is one and its choices in words."""
    (output,) = cell.outputs
    asked = html.escape(output.data["text/plain"].replace(f"\n{GUESS}", ""))
    picture = outputs(cell) if "image/png" in output.data else ""
    return f'{picture}<div class="question"><pre>{asked}</pre></div>'


def room(lines: int) -> str:
    """Leave lines to write on."""
    return '<div class="room">' + "<div></div>" * lines + "</div>"

"""Every lesson is a lecture too: slides that tell its story, words for the lecturer, no exercises."""

from __future__ import annotations

import re

import nbformat
import pytest
import slides
from reading import NOTEBOOKS, read

LESSONS = [path for path in NOTEBOOKS if re.match(r"\d\d_", path.name)]
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@each_lesson
def test_a_lesson_is_a_story_of_12_to_20_slides_that_begins_with_its_question(path):
    told = slides.story(read(path))
    assert 12 <= len(told) <= 20
    assert told[0].cells[0].source.startswith("# ")
    assert told[-1].cells[-1].source.startswith(("## Remember", "**Next.**"))


@each_lesson
def test_every_cell_has_its_place_and_no_step_of_the_slides_shows_nothing_new(path):
    kinds = {cell.id: slides.kind(cell) for cell in read(path).cells}
    wrong = [name for name, kind in kinds.items() if kind not in ("slide", "fragment", "skip")]
    draft = f".venv/bin/python tools/slides.py --draft notebooks/{path.name}"
    assert not wrong, f"{', '.join(wrong)} of {path.name}: no slide, fragment or skip. Draft: {draft}"


@each_lesson
def test_a_slide_holds_few_cells(path):
    crowded = [slide.cells[0].id for slide in slides.story(read(path)) if len(slide.cells) > 4]
    assert not crowded
    assert any(len(slide.cells) > 1 for slide in slides.story(read(path)))


@each_lesson
def test_every_slide_has_words_for_the_lecturer(path):
    assert not [slide.cells[0].id for slide in slides.story(read(path)) if len(slide.notes) < 40]


@each_lesson
def test_checks_and_solutions_stay_out_of_the_slides(path):
    shown = [cell for slide in slides.story(read(path)) for cell in slide.cells]
    assert not [cell.id for cell in shown if slides.is_exercise(cell)]


def notebook(*cells):
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    return nbformat.v4.new_notebook(cells=[make[kind](source) for kind, source in cells])


DRAFT = [
    ("markdown", "# What if?", "slide"),
    ("code", "import numpy as np", "skip"),
    ("markdown", "Drag.", "skip"),
    ("markdown", "## The idea\n\nA ball.", "slide"),
    ("code", "draw(path)", "fragment"),
    ("code", "print(path.loss[-1])", "fragment"),
    ("markdown", "Read on.", "skip"),
    ("code", "more()", "skip"),
    ("markdown", "## Exercises\n\n**1.** Write.", "skip"),
    ("code", "check.my_rule(...)", "skip"),
    ("markdown", "<details><summary>Solution</summary>\n</details>", "skip"),
    ("markdown", "## Remember\n\n1. This.", "slide"),
    ("code", 'progress.show("03")', "skip"),
]


def test_a_draft_gives_each_cell_without_a_place_one_and_leaves_the_others():
    made = notebook(*(row[:2] for row in DRAFT))
    made.cells[2].metadata["slideshow"] = {"slide_type": "slide", "notes": "Ask."}
    assert slides.draft(made) == len(DRAFT) - 1
    expected = [kind for *_, kind in DRAFT]
    expected[2] = "slide"
    assert [slides.kind(cell) for cell in made.cells] == expected
    assert slides.draft(made) == 0
    assert slides.story(made)[1].notes == "Ask."


def test_the_outline_names_the_cells_of_each_slide_and_its_notes():
    made = notebook(*(row[:2] for row in DRAFT))
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    slides.draft(made)
    made.cells[3].metadata.slideshow["notes"] = "Ask.\nThen wait."
    assert slides.outline(made).splitlines() == [
        " 1  cell-0",
        " 2  cell-3 + cell-4 + cell-5",
        "      Ask.",
        "      Then wait.",
        " 3  cell-11",
    ]

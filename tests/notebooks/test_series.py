"""One table of the series: README, lesson 00, the lessons' own titles and the package say the same."""

from __future__ import annotations

import re

import pytest
from reading import ROOT, prose

from lessons_lib.progress import SERIES

README = (ROOT / "README.md").read_text(encoding="utf-8")
START = prose(ROOT / "notebooks" / "00_start_here.ipynb")
each_lesson = pytest.mark.parametrize("number", SERIES)


def row(text: str, number: str) -> list[str]:
    """Return the cells of a lesson's row in the table of the series."""
    (line,) = re.findall(rf"^\| {number} \|.*$", text, flags=re.MULTILINE)
    return [cell.strip() for cell in line.strip("|").split("|")]


def named(number: str, folder: str, here: str = "") -> str:
    """Write a lesson's name as a table should: with a link, but none to itself."""
    title, notebook, *_ = SERIES[number]
    return title if number == here else f"[{title}]({folder}{notebook})"


def test_the_series_are_nine_lessons_in_order():
    assert list(SERIES) == [f"{k:02}" for k in range(9)]
    assert all(lesson.notebook.startswith(f"{number}_") for number, lesson in SERIES.items())


@each_lesson
def test_the_readme_names_a_lesson_and_its_question(number):
    assert row(README, number)[1:] == [named(number, "notebooks/"), SERIES[number].question]


@each_lesson
def test_lesson_00_names_a_lesson_its_question_and_what_it_builds_on(number):
    _, name, question, seen, builds_on = row(START, number)
    assert [name, question] == [named(number, "", here="00"), SERIES[number].question]
    assert builds_on == ", ".join(SERIES[number].builds_on) and len(seen) > 10


@each_lesson
def test_a_lesson_the_readme_and_lesson_00_agree_on_how_long_it_takes(number):
    assert "every other lesson 30 to 40 minutes" in README and "A lesson takes 30 to 40 minutes" in START
    opening = prose(ROOT / "notebooks" / SERIES[number].notebook)[:1000]
    assert ("about twenty minutes" if number == "00" else "takes 30 to 40 minutes") in opening


@each_lesson
def test_a_lesson_is_titled_like_this_and_has_exercises(number):
    title, notebook, exercises, question, _ = SERIES[number]
    first = prose(ROOT / "notebooks" / notebook).splitlines()[0]
    counted = "" if number == "00" else f"{int(number)}. "
    assert first == f"# {counted}{title}: {question[0].lower()}{question[1:]}" and exercises


@each_lesson
def test_a_lesson_builds_on_earlier_ones(number):
    assert all(earlier < number for earlier in SERIES[number].builds_on)

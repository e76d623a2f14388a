"""A panel on a slide has the size for a hall, and afterwards the one that it had."""

from __future__ import annotations

import pathlib
import re

from lessons_lib.checks import lesson_01
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore, page, predict
from lessons_lib.plots import draw
from lessons_lib.rules import gradient_descent


def test_slides_change_the_view_and_nothing_that_could_be_taken_back():
    panel = explore(gradient_descent, ravine(), learning_rate=0.3)
    panel.set(learning_rate=0.5)
    before = list(panel.history)
    panel._asked({"do": "size", "view": "lecture"})
    assert panel.view == panel.toolbar.view == "lecture" and "ll-lecture" in panel._dom_classes
    assert panel.history == before == [panel.first]
    panel._asked({"do": "size", "view": "study"})
    assert panel.view == "study" and "ll-lecture" not in panel._dom_classes
    panel.undo()
    assert panel.controls["learning_rate"].value == 0.3


def test_turning_a_knob_on_a_slide_is_taken_back_without_leaving_the_size_of_the_hall():
    panel = explore(gradient_descent, ravine(), learning_rate=0.3)
    panel._asked({"do": "size", "view": "lecture"})
    panel.set(learning_rate=0.5)
    panel.undo()
    assert panel.view == "lecture" and panel.controls["learning_rate"].value == 0.3


def test_a_question_has_the_size_of_the_hall_too():
    panel = predict(lesson_01.PREDICT_STEP, draw(run(gradient_descent, ravine(), steps=3)))
    panel._asked({"do": "size", "view": "lecture"})
    assert panel.view == "lecture"


def test_a_size_that_is_not_known_is_refused_in_words():
    panel = explore(gradient_descent, ravine())
    panel._asked({"do": "size", "view": "huge"})
    assert panel.view == "study" and "view is 'huge'" in panel.toolbar.complaint


def test_the_toolbar_follows_the_mark_that_slides_leave_on_the_page():
    script = page.script("toolbar.js")
    mark = "jpDeckMode"
    assert re.findall(r"dataset\.(\w+)", script) == [mark]
    listener = pathlib.Path(__file__).parents[2] / "tools/present/lessons-present/static/remoteEntry.js"
    assert mark in listener.read_text()

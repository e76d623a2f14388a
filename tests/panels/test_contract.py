"""Every control of every panel in every notebook, driven to its ends, its middle and at random."""

from __future__ import annotations

import pathlib
import random
import sys

import numpy as np
import pytest

from lessons_lib.panels.controls import Knob
from lessons_lib.panels.explore import Explore
from lessons_lib.panels.panel import Panel
from lessons_lib.panels.predict import Predict

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "notebooks"))
from reading import NOTEBOOKS, code_cells, run_cell, shell  # noqa: E402


def _panels() -> list[tuple[str, Panel]]:
    found = []
    for path in NOTEBOOKS:
        with shell() as made:
            for cell in code_cells(path):
                value = run_cell(made, cell.source)
                if isinstance(value, Panel):
                    found.append((f"{path.stem}: {cell.id}", value))
    return found


PANELS = _panels()
EXPLORES = [pytest.param(panel, id=name) for name, panel in PANELS if isinstance(panel, Explore)]
ASKS = [(name, panel) for name, panel in PANELS if isinstance(panel, Predict)]
PREDICTS = [pytest.param(panel, id=name) for name, panel in ASKS if hasattr(panel.question, "choices")]


def marks(panel: Explore) -> list[bytes]:
    """Return what the browser was told to draw, as bytes; not finite means a failure."""
    drawn = panel.canvas.frame["marks"]
    for mark in drawn:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()
    return [mark["xy"] for mark in drawn] + [mark.get("text", "") for mark in drawn]


def positions(knob: Knob) -> list[float]:
    """Return both ends and the middle of a knob, on its own scale."""
    middle = {
        "log": lambda a, b: float(np.sqrt(a * b)),
        "log1m": lambda a, b: float(1 - np.sqrt((1 - a) * (1 - b))),
    }.get(knob.scale, lambda a, b: (a + b) / 2)(knob.low, knob.high)
    return [knob.low, round(middle) if knob.scale == "whole" else middle, knob.high]


def test_the_notebooks_hold_panels():
    assert EXPLORES and PREDICTS


@pytest.mark.parametrize("panel", EXPLORES)
def test_every_knob_changes_the_picture_from_end_to_end(panel):
    for name, knob in panel.desk.knobs.items():
        if knob not in panel.shown():
            continue
        seen = set()
        for value in positions(knob):
            panel.set(**{name: value})
            seen.add((panel.canvas.background, *marks(panel)))
            assert panel.still.png(fine=0.2).startswith(b"\x89PNG")
        assert len(seen) == 3, name


@pytest.mark.parametrize("panel", EXPLORES)
def test_random_combinations_of_settings_draw_finite_pictures(panel):
    chance = random.Random(1)
    for _ in range(25):
        for knob in filter(panel.shown().__contains__, panel.desk.knobs.values()):
            knob.value = chance.choice([*positions(knob), chance.uniform(knob.low, knob.high)])
        marks(panel)
        assert panel.text() and panel.canvas.frame["alt"]


@pytest.mark.parametrize("panel", EXPLORES)
def test_a_start_can_be_put_anywhere_on_the_map_and_the_walk_begins_there(panel):
    left, top, width, height = panel.canvas.frame["points"][0]["area"]
    for across, down in ((0, 0), (1, 1), (0.5, 0.5), (0.2, 0.9)):
        at = [left + across * width, top + down * height]
        panel.canvas.pointer = [*at, across, "start"]
        assert np.allclose(panel.canvas.frame["points"][0]["xy"], at, atol=1.0)
        assert np.allclose(panel.path.start, panel.start)
        marks(panel)


@pytest.mark.parametrize("panel", EXPLORES)
def test_every_scene_button_sets_the_scene(panel):
    for name, scene in panel.scenes.items():
        panel._asked({"do": "scene", "name": name})
        assert panel.state() == scene
        assert panel.toolbar.scene == name


@pytest.mark.parametrize("panel", EXPLORES)
def test_the_line_below_a_panel_makes_the_walk_on_screen_again(panel):
    chance = random.Random(2)
    for _ in range(5):
        for knob in panel.desk.knobs.values():
            knob.value = chance.choice(positions(knob))
        with shell() as made:
            run_cell(made, "from lessons_lib.rules import *; from lessons_lib.landscapes import *")
            run_cell(made, "from lessons_lib.schedules import *; from lessons_lib.descent import run")
            run_cell(made, "from lessons_lib.formula import formula")
            again = run_cell(made, panel.lines()["code"])
        assert np.allclose(again.w, panel.path.w, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("panel", [case for case in EXPLORES if case.values[0].goals])
def test_every_goal_can_be_reached_and_missed(panel):
    seen = {goal: set() for goal in panel.goals}
    grids = [
        np.geomspace(knob.low, knob.high, 9) for n, knob in panel.desk.knobs.items() if n == "learning_rate"
    ]
    for condition in (20, 100):
        for rate in [*grids[0], 0.9]:
            panel.set(learning_rate=float(rate), condition=condition, rotation=0, steps=60, start=(-4, 2))
            for goal in panel.goals:
                seen[goal].add(goal in panel.met())
    assert all(results == {True, False} for results in seen.values()), seen


@pytest.mark.parametrize("panel", PREDICTS)
def test_a_prediction_shows_its_picture_only_after_a_guess_and_only_the_first_counts(panel):
    assert panel.still is None and panel.canvas not in panel.children
    assert "No guess yet" in panel.text()
    wrong = next(choice for choice in panel.question.choices if choice != panel.question.answer)
    panel.buttons[panel.question.choices.index(wrong)].click()
    assert panel.canvas in panel.children and panel.still is not None
    assert panel.verdict.status == "missed"
    panel.guess(panel.question.answer)
    assert panel.verdict.status == "missed"
    data, _ = panel._repr_mimebundle_()
    assert "image/png" in data and str(panel.verdict) in data["text/plain"]

"""Every control of every panel in every notebook, driven to its ends, its middle and at random."""

from __future__ import annotations

import ast
import pathlib
import random
import sys
from typing import Any

import numpy as np
import pytest

import lessons_lib.panels
from lessons_lib import counterexamples, landscapes, models, rules, schedules
from lessons_lib.noise import noisy
from lessons_lib.panels.asking import FIRST, Predict
from lessons_lib.panels.compare import Compare
from lessons_lib.panels.controls import Knob
from lessons_lib.panels.explore import Explore
from lessons_lib.panels.live import Live
from lessons_lib.panels.panel import Panel
from lessons_lib.panels.working import Working
from lessons_lib.plots.picture import Picture
from lessons_lib.races import Race, hold

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "notebooks"))
from reading import NOTEBOOKS, cells_behind, run_cell, shell  # noqa: E402


def _shows_a_panel(source: str) -> bool:
    """Whether a cell ends in the call of a panel."""
    last = ast.parse(source).body[-1]
    called = getattr(getattr(last, "value", None), "func", None)
    return getattr(called, "id", "") in lessons_lib.panels.__all__


def _hold_shorter(*who: Any, steps: int | None = None, **how: Any) -> Race:
    """Hold a race of a tenth of the steps, if it says how many: whole ones take long."""
    return hold(*who, steps=steps and steps // 10, **how)


def _panels() -> list[tuple[str, Panel]]:
    found = []
    for path in NOTEBOOKS:
        with shell() as made, pytest.MonkeyPatch.context() as patch:
            patch.setattr(Picture, "png", lambda picture, **how: b"no one looks at it")
            for cell in cells_behind(path, _shows_a_panel):
                value = run_cell(made, cell.source)
                made.user_ns["hold"] = _hold_shorter
                if isinstance(value, Panel):
                    found.append((f"{path.stem}: {cell.id}", value))
    return found


PANELS = _panels()
EXPLORES = [pytest.param(panel, id=name) for name, panel in PANELS if isinstance(panel, Explore)]
LIVES = [pytest.param(panel, id=name) for name, panel in PANELS if isinstance(panel, Live)]
OTHERS = [case for case in LIVES if not isinstance(case.values[0], Explore)]
ASKS = [(name, panel) for name, panel in PANELS if isinstance(panel, Predict)]
PREDICTS = [pytest.param(panel, id=name) for name, panel in ASKS if hasattr(panel.question, "choices")]


def marks(panel: Explore) -> list[bytes]:
    """Return what the browser was told to draw, as bytes; not finite means a failure."""
    drawn = panel.canvas.frame["marks"]
    for mark in drawn:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()
    return [mark["xy"] for mark in drawn] + [mark.get("text", "") for mark in drawn]


def stands(panel: Panel, place: list[float], at: list[float], atol: float) -> bool:
    """Whether a point stands where it was put; over one coordinate it slides along the curve."""
    start = getattr(panel, "start", None)
    own = 1 if start is not None and len(start) == 1 else 2
    return np.allclose(place[:own], at[:own], atol=atol)


def positions(knob: Knob) -> list[float]:
    """Return both ends and the middle of a knob, on its own scale."""
    middle = {
        "log": lambda a, b: float(np.sqrt(a * b)),
        "log1m": lambda a, b: float(1 - np.sqrt((1 - a) * (1 - b))),
    }.get(knob.scale, lambda a, b: (a + b) / 2)(knob.low, knob.high)
    return [knob.low, round(middle) if knob.scale == "whole" else middle, knob.high]


def small(panel: Live) -> Live:
    """Bring a panel to its beginning, but with little to work out."""
    little = {"steps": 20.0, "cells": 10.0, "variant": panel.first.get("variant")}
    panel.set(**panel.first | {name: value for name, value in little.items() if name in panel.first})
    return settled(panel)


def settled(panel: Live) -> Live:
    """Let a training, or a race, come to its end."""
    if isinstance(panel, Working):
        assert panel.wait(60)
    return panel


def drawn(panel: Live) -> tuple:
    """Return all that the browser was told to show; infinite means a failure, a gap does not."""
    shown = [*panel.canvas.frame["marks"], *panel.canvas.ground.get("marks", ())]
    for mark in shown:
        assert not np.isinf(np.frombuffer(mark["xy"], "<f4")).any()
    seen = [(mark["xy"], str(mark.get("text", "")), mark.get("rgba")) for mark in shown]
    return panel.canvas.background, *seen, panel.canvas.frame["lines"].get("code")


def test_the_notebooks_hold_every_kind_of_panel():
    kinds = {"predict" if isinstance(panel, Predict) else panel.kind for _, panel in PANELS}
    assert kinds == set(lessons_lib.panels.__all__) - {"uncorrected"}  # a rule for panels, not one of them
    assert EXPLORES and PREDICTS


@pytest.mark.parametrize("panel", OTHERS)
def test_every_knob_of_every_panel_changes_what_is_shown_from_end_to_end(panel):
    small(panel)
    for name, knob in panel.controls.items():
        if knob not in panel.shown() or not isinstance(knob, Knob):
            continue
        seen = set()
        for value in positions(knob)[: 1 if name == "cells" else 3]:  # many cells are slow
            panel.set(**{name: value})
            seen.add(drawn(settled(panel)))
            assert panel.text() and panel.canvas.frame["alt"]
        assert len(seen) == 3 or name == "cells", name
        small(panel)


@pytest.mark.parametrize("panel", OTHERS)
def test_every_point_of_every_panel_can_be_put_anywhere_within_its_axes(panel):
    small(panel)
    for point in panel.canvas.frame.get("points", ()):
        left, top, width, height = point["area"]
        for k, (across, down) in enumerate(((0, 0), (1, 1), (0.5, 0.5), (0.2, 0.9))):
            at = [left + across * width, top + down * height]
            panel.canvas.pointer = [*at, k, point["name"]]
            drawn(settled(panel))
            there = next(p for p in panel.canvas.frame["points"] if p["name"] == point["name"])
            assert stands(panel, there["xy"], at, atol=1.0 + max(point["grain"])) and not panel.refused


HOMES = (rules, landscapes, schedules, counterexamples, models)


@pytest.mark.parametrize("panel", OTHERS)
def test_the_line_of_every_panel_makes_it_again_as_it_stands(panel):
    names = {name: getattr(part, name) for part in HOMES for name in part.__all__}
    names |= {name: getattr(lessons_lib.panels, name) for name in lessons_lib.panels.__all__}
    names["noisy"] = noisy
    if isinstance(panel, Predict):  # its line names what it was given
        names |= panel.asks[FIRST]._asdict()
    if isinstance(panel, Compare):  # a rule that a cell has made goes by its own name there
        names |= {racer.rule.__name__: racer.rule for racer in panel.racers()}
    assert _without_goals(eval(small(panel).line(), names)) == _without_goals(panel)


def _without_goals(panel: Panel) -> list[str]:
    """Return a panel's text but for its goals, which are the lesson's and in no line."""
    return [line for line in panel.text().splitlines() if not line.startswith(("open: ", "reached: "))]


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
        assert stands(panel, panel.canvas.frame["points"][0]["xy"], at, atol=1.0)
        assert np.allclose(panel.path.start, panel.start)
        marks(panel)


@pytest.mark.parametrize("panel", LIVES)
def test_every_scene_button_sets_the_scene(panel):
    for name, scene in panel.scenes.items():
        panel._asked({"do": "scene", "name": name})
        assert settled(panel).state() == scene
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
            run_cell(made, "from lessons_lib.formula import formula; from lessons_lib.noise import noisy")
            run_cell(made, "from lessons_lib.counterexamples import *")
            again = run_cell(made, panel.lines()["code"])
        assert np.allclose(again.w, panel.path.w, rtol=1e-6, atol=1e-9)


# Settings that reach the goals of a panel, one after the other; more on each lesson's in its own tests.
REACHING = {
    "00_start_here: drag": [{"learning_rate": 0.5}],
    "01_gradient_descent: panel": [
        {"condition": 20.0, "learning_rate": 0.94},
        {"learning_rate": 1.05},
        {"condition": 100.0, "learning_rate": 0.95},
    ],
    "02_stochastic_gradient_descent: floor": [{"learning_rate": 0.015}],
    "03_momentum: panel": [
        {"learning_rate": 0.95, "beta": 0.5},
        {"learning_rate": 1.5, "beta": 0.7},
        {"condition": 100.0, "learning_rate": 1.5, "beta": 0.7},
    ],
    "04_learning_rate_schedules: panel": [
        {"schedule": "step_decay", "step_decay: every": 60},
        {"schedule": "inverse_time", "inverse_time: half_at": 20.0},
        {"schedule": "exponential_decay", "exponential_decay: decay": 0.9, "noise": 0.0},
    ],
    "05_adagrad: panel": [
        {"learning_rate": 2.0},
        {"learning_rate": 2.0, "rotation": 45.0},
        {"cache": 2.0},
    ],
    "06_rmsprop: panel": [{"decay": 0.998}, {"cache": 20.0}, {"epsilon": 0.015}],
    "07_adam: panel": [
        {"learning_rate": 0.5},
        {"learning_rate": 0.3, "beta1": 0.7},
        {"learning_rate": 1.0, "epsilon": 1.0},
    ],
    "08_choosing_an_optimizer: rigged": [
        {"learning_rate": 0.7},
        {"learning_rate": 1.0},
        {"learning_rate": 0.01},
    ],
}


# The goals of a training take a training: those of lesson 02 are held by its own tests.
WITH_GOALS = [case for case in LIVES if getattr(case.values[0], "goals", {})]
AIMED = [case for case in WITH_GOALS if case.values[0].kind != "train"]


@pytest.mark.parametrize(("name", "panel"), [(case.id, *case.values) for case in AIMED])
def test_every_goal_is_open_at_first_and_can_be_reached(name, panel):
    for goal, settings in zip(panel.goals, REACHING[name], strict=True):
        panel.set(**panel.first)
        assert goal not in panel.met()
        panel.set(**settings)
        assert goal in panel.met()


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

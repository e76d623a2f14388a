"""The menu of schedules: every entry walks, and is named by the call that makes it again."""

import inspect

import numpy as np
import pytest

from lessons_lib import schedules
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore
from lessons_lib.panels.controls import SCALES
from lessons_lib.panels.desk import SCHEDULES, parameters
from lessons_lib.rules import gradient_descent


def test_the_menu_has_every_schedule_whose_settings_are_numbers():
    def fits(make):
        given = inspect.signature(make).parameters.values()
        numbers = all(isinstance(p.default, (int, float)) for p in given if p.name != "learning_rate")
        return "learning_rate" in inspect.signature(make).parameters and numbers

    makes = {name: getattr(schedules, name) for name in schedules.__all__ if name != "Schedule"}
    assert set(SCHEDULES) == {name for name, make in makes.items() if fits(make)}


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_setting_of_the_menu_has_a_scale_of_its_own_around_its_default(name):
    for setting, default in parameters(SCHEDULES[name]).items():
        scale = SCALES[setting]
        assert scale.low <= default <= scale.high
        assert (scale.kind == "whole") == isinstance(default, int)


@pytest.fixture(scope="module")
def panel():
    return explore(gradient_descent, ravine(), schedule="constant", learning_rate=0.9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_entry_walks_as_run_does_and_prints_its_call(panel, name):
    panel.desk.menu.value = name
    chosen = SCHEDULES[name](0.9)
    expected = run(gradient_descent, ravine(), learning_rate=chosen if name != "constant" else 0.9)
    np.testing.assert_array_equal(panel.path.w, expected.w)
    assert f"learning_rate={chosen.__name__ if name != 'constant' else 0.9})" in panel.text()


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_ends_of_every_slider_are_settings_that_the_schedule_takes(name):
    for setting in parameters(SCHEDULES[name]):
        for end in (SCALES[setting].low, SCALES[setting].high):
            if (name, setting, end) != ("exponential_decay", "decay", 0.0):
                assert SCHEDULES[name](0.5, **{setting: end})(0, **extra(name)) >= 0


def test_a_setting_that_a_schedule_refuses_is_answered_in_words():
    panel = explore(gradient_descent, ravine(), schedule="exponential_decay")
    panel.desk.knobs["exponential_decay: decay"].value = 0.0
    assert panel.canvas.frame["lines"]["status"] == "exponential_decay: decay is 0.0. It must be positive."
    panel.desk.knobs["exponential_decay: decay"].value = 0.5
    assert "must" not in panel.canvas.frame["lines"]["status"]


def extra(name):
    return dict(losses=[1.0]) if name == "reduce_on_plateau" else {}


def test_a_schedule_that_watches_the_losses_follows_the_knobs():
    panel = explore(gradient_descent, ravine(), schedule="reduce_on_plateau", learning_rate=1.0)
    assert panel.path.setting("learning_rate")[-1] < 1.0  # at its limit the walk goes back and forth for ever
    panel.set(**{"reduce_on_plateau: patience": 50, "steps": 40})
    assert set(panel.path.setting("learning_rate")) == {1.0}

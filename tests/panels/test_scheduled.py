"""The scheduled panel: walk, rate, sum and loss on one clock; what the sum of the rates allows."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import landscapes, rules, theory
from lessons_lib.landscapes import ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.noise import noisy
from lessons_lib.panels import scheduled
from lessons_lib.panels.desk import SCHEDULES
from lessons_lib.plots.parts import TRAIL
from lessons_lib.plots.settling import floors_of
from lessons_lib.rules import gradient_descent, momentum

NAMES = {
    **{name: getattr(rules, name) for name in rules.__all__},
    **{name: getattr(landscapes, name) for name in landscapes.__all__},
    "scheduled": scheduled,
}


def columns(panel):
    frame = panel.canvas.frame
    table = np.frombuffer(frame["table"], "<f8").reshape(-1, len(frame["columns"]))
    return dict(zip(frame["columns"], table.T, strict=True))


def test_a_row_tells_the_rate_that_led_there_and_the_sum_up_to_it():
    panel = scheduled(gradient_descent, ravine(), learning_rate=0.8, steps=40)
    read, rates = columns(panel), panel.path.setting("learning_rate")
    np.testing.assert_array_equal(read["rate"], [rates[0], *rates])
    np.testing.assert_allclose(read["sum of rates"], [0, *np.cumsum(rates)])
    np.testing.assert_array_equal(read["loss"], panel.path.loss)


def test_every_picture_of_steps_can_be_scrubbed_and_moves_with_the_walk():
    panel = scheduled(gradient_descent, ravine())
    clocks = panel.canvas.frame["clocks"]
    assert len(clocks) == 3
    trails = [mark for mark in panel.canvas.frame["marks"] if mark["trail"]]
    rows = {len(np.frombuffer(mark["xy"], "<f4")) // 2 for mark in trails}
    assert rows == {101} and all(any(mark["clip"] == clock for mark in trails) for clock in clocks)
    assert any(artist.get_gid() == TRAIL for artist in panel.still.parts[1].artists)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_draws_its_own_rates(name):
    panel = scheduled(momentum, ravine(), schedule=name, learning_rate=0.4)
    rates = panel.path.setting("learning_rate")
    height = panel.still.parts[1].artists[1].get_ydata()
    np.testing.assert_array_equal(height[1:], rates)
    assert f"sum of rates {rates.sum():.3g}" in panel.text()
    for mark in panel.canvas.frame["marks"]:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()
    assert eval(panel.line(), dict(NAMES)).state() == panel.state()


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("inverse_time", "without end if it went on"),
        ("step_decay", "sum of rates 31, 32 if it went on for ever"),
        ("cyclic", "sum of rates"),
    ],
)
def test_the_sum_for_ever_is_told_where_it_is_known(schedule, words):
    said = scheduled(gradient_descent, ravine(), schedule=schedule, learning_rate=0.8).lines()["status"]
    assert words in said and (schedule != "cyclic" or "went on" not in said)


def test_what_is_left_of_the_error_is_what_theory_says_and_within_what_the_sum_allows():
    panel = scheduled(gradient_descent, ravine(), learning_rate=0.8, schedule="exponential_decay")
    left = panel.path.w[-1, 0] / panel.path.w[0, 0]
    bound = np.exp(-0.1 * panel.sums[-1])
    assert left < bound
    assert f"{left:.3g} is left" in panel.text() and f"= {bound:.3g}" in panel.text()
    assert "theory" not in scheduled(momentum, ravine()).text().replace("theory of", "")
    assert "theory" not in scheduled(gradient_descent, ravine(), explain=False).text()
    assert "theory" not in scheduled(gradient_descent, rosenbrock(), learning_rate=1e-3).text()


def test_the_sum_bounds_nothing_while_a_rate_jumps_across():
    said = scheduled(gradient_descent, ravine(condition=1.1), learning_rate=0.9).lines()["theory"]
    assert "is left" in said and "sum" not in said


def test_axes_keep_their_limits_while_a_slider_moves_a_little():
    panel, frames = scheduled(gradient_descent, ravine(), learning_rate=0.8), []
    background = panel.canvas.background
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.desk.knobs["learning_rate"].value = 0.7
    assert len(frames) == 1 and panel.canvas.background == background
    panel.set(learning_rate=0.05)
    assert panel.canvas.background != background


def test_state_line_text_undo_and_scenes_go_round():
    scenes = {"short": {"schedule": "step_decay", "step_decay: every": 5}}
    panel = scheduled(gradient_descent, ravine, scenes=scenes, start=(3, 1))
    first = panel.state()
    panel._asked({"do": "scene", "name": "short"})
    kept, state, alt = panel.kept(), panel.state(), panel.canvas.frame["alt"]
    assert state["step_decay: every"] == 5 and panel.toolbar.scene == "short"
    assert eval(panel.line(), dict(NAMES)).state() == state
    panel.undo()
    assert panel.state() == first and panel.canvas.frame["alt"] != alt
    panel.restore(kept)
    assert panel.state() == state
    panel.set(view="lecture")
    assert eval(panel.line(), dict(NAMES)).state() == panel.state()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scheduled(gradient_descent, ravine(), schedule=None), "schedule is None"),
        (lambda: scheduled(gradient_descent, ravine(), schedule="cos"), "cosine"),
        (lambda: scheduled(lambda w, g, t, *, pace=0.1: dict(w=w), ravine()), "no learning_rate"),
        (lambda: scheduled(gradient_descent, 3), "landscape"),
        (lambda: scheduled(gradient_descent, ravine(), learning_rate=lambda t: 0.1), "schedule already"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def shaky(noise=0.5):
    return noisy(ravine(), noise)


def floor_of(panel):
    return panel.still.parts[3].artists[2].get_ydata()


def test_on_noisy_ground_a_dashed_line_follows_the_floor_of_the_rate():
    panel = scheduled(gradient_descent, shaky, schedule="step_decay", learning_rate=0.5)
    rates, curvatures = columns(panel)["rate"], ravine().eigenvalues
    np.testing.assert_allclose(floor_of(panel), theory.loss_floor(rates, curvatures, sigma=0.5))
    panel.set(noise=0.25)
    np.testing.assert_allclose(floor_of(panel), theory.loss_floor(rates, curvatures, sigma=0.25))
    panel.set(noise=0.0)
    assert len(floor_of(panel)) == 0
    assert len(floor_of(scheduled(momentum, shaky, learning_rate=0.05))) == 0


def test_a_rate_that_settles_nowhere_has_no_floor():
    panel = scheduled(gradient_descent, shaky, schedule="step_decay", learning_rate=1.1)
    floors = floors_of(panel.path)
    assert np.isnan(floors[:21]).all() and np.isfinite(floors[21:]).all()
    assert np.isfinite(floor_of(panel)).all()


def test_the_axis_of_the_loss_is_shallower_where_there_is_noise():
    panel = scheduled(gradient_descent, shaky, learning_rate=0.5)
    axes = panel.still.parts[3].axes
    low, high = axes.get_ylim()
    assert low / high == pytest.approx(1e-6)
    panel.set(noise=0.0)
    low, high = axes.get_ylim()
    assert low / high == pytest.approx(1e-9)


def test_the_line_of_theory_tells_the_loss_averaged_over_all_noise():
    panel = scheduled(gradient_descent, shaky, schedule="constant", learning_rate=0.5, steps=300)
    assert "the loss ends at 0.0946; the last rate would settle at 0.0946" in panel.text()
    assert "averaged" not in scheduled(gradient_descent, shaky, explain=False).text()
    assert "averaged" not in scheduled(gradient_descent, ravine()).text()
    assert "averaged" not in scheduled(momentum, shaky).text()

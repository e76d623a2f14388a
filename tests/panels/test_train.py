"""The train panel: the newest turn wins, nothing queues, and a cell that asks waits for the end."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from lessons_lib import dialects, rules
from lessons_lib.dialects import torch
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork
from lessons_lib.panels import train
from lessons_lib.panels import train as train_function
from lessons_lib.panels import training as watched
from lessons_lib.panels.controls import Knob
from lessons_lib.plots.training import training_picture
from lessons_lib.rules import adam, gradient_descent, momentum

NAMES = {
    **{name: getattr(rules, name) for name in rules.__all__},
    "train": train_function,
    "dialects": dialects,
}


def windy(w, g, t, breeze=0.25, *, learning_rate=0.1, wind=0.001):
    breeze = 0.9 * breeze
    return dict(w=w - learning_rate * g + wind * breeze, breeze=breeze)


def small(**settings):
    return train(**{"steps": 20, "hidden": 4, "batch_size": 16, **settings})


@pytest.fixture
def panel():
    return small()


class Gate:
    """A rule of adam's steps that waits at its third step until it is let through; it counts its ends."""

    def __init__(self):
        self.open, self.steps, self.began = threading.Event(), [], threading.Event()

    @property
    def rule(self):
        def gated(w, g, t, *, learning_rate=0.1):
            self.steps.append((learning_rate, t))
            if t == 3 and learning_rate != 0.1:
                self.began.set()
                assert self.open.wait(20)
            return dict(w=w - learning_rate * g)

        return gated

    def ends(self, steps):
        return [rate for rate, t in self.steps if t == steps]


def rate(panel, rule="gated"):
    return panel.controls[f"{rule}: learning_rate"]


# What is shown


def test_the_menu_shows_the_settings_of_the_chosen_rule_alone_and_each_rule_keeps_its_own(panel):
    def labels():
        return [control.label for control in panel.column.children]

    network = ["schedule", "batch_size", "hidden units", "steps", "seed"]
    assert labels() == ["rule", "learning_rate", "beta1", "beta2", "epsilon", *network]
    panel.set(learning_rate=0.2)
    panel.set(rule="momentum")
    assert labels() == ["rule", "learning_rate", "beta", *network]
    assert panel.path.settings == {"learning_rate": 0.1, "beta": 0.9}
    panel.set(rule="adam")
    assert panel.path.settings["learning_rate"] == 0.2
    panel.set(schedule="step_decay")
    assert labels()[5:8] == ["schedule", "factor", "every"]


def test_what_is_trained_is_what_run_trains(panel):
    from lessons_lib.descent import run

    panel.set(rule="momentum", hidden=8, batch_size=None, steps=7, seed=3)
    expected = run(momentum, DigitsNetwork(hidden=8, batch_size=None, seed=3), steps=7, every=1)
    np.testing.assert_array_equal(panel.path.w, expected.w)
    np.testing.assert_allclose(panel.trained.loss, expected.loss)
    assert panel.trained.kept[-1] == panel.path.problem.accuracy(panel.path.w[-1])


def test_the_rows_tell_loss_and_shares_at_the_step_shown(panel):
    frame = panel.canvas.frame
    table = np.frombuffer(frame["table"], "<f8").reshape(-1, 3)
    assert frame["columns"] == ["loss", "training", "held out"] and frame["steps"] == panel.path.t.tolist()
    np.testing.assert_allclose(table[:, 0], panel.path.loss)
    assert len(frame["clocks"]) == 2


def test_a_schedule_ends_with_the_training_unless_it_is_told_otherwise():
    panel = small(schedule="cosine")
    rates = panel.path.setting("learning_rate")
    assert rates[0] == 0.01 and rates[-1] < 0.001
    assert panel.line() == "train(schedule='cosine', batch_size=16, hidden=4, steps=20)"


def test_a_schedule_that_watches_the_losses_works(panel):
    panel.set(schedule="reduce_on_plateau", learning_rate=0.0001)
    assert panel.path.steps == 20 and "reduce_on_plateau(" in panel.lines()["code"]


def test_misread_digits_are_named_in_the_words_of_the_picture(panel):
    wrong = panel.path.problem.misread(panel.path.w[-1])
    assert f"Misread: {len(wrong['read'])}" in panel.canvas.frame["alt"]
    before = panel.canvas.frame["alt"]
    panel.set(steps=40)
    assert panel.canvas.frame["alt"] != before


@pytest.mark.parametrize("view", ["study", "lecture"])
def test_the_title_of_the_misread_digits_stays_inside_the_picture(view):
    picture = training_picture(view)
    picture.follow(small(steps=1).finished())  # hundreds are misread: the longest title
    title = next(text for axes in picture.figure.axes for text in axes.texts if "read)" in text.get_text())
    picture.figure.draw_without_rendering()
    assert title.get_window_extent().x1 <= picture.figure.bbox.x1


def test_weights_that_fly_off_are_a_result(panel):
    panel.set(rule="momentum", learning_rate=10.0, steps=400, batch_size=4)
    assert "diverged: left the map for good at step" in panel.text() or np.isfinite(panel.path.loss[-1])
    finite(panel)


# State


@pytest.mark.parametrize(
    "made",
    [
        lambda: small(),
        lambda: small(rule=momentum, beta=0.5),
        lambda: small(rule=torch.adam, lr=0.02),
        lambda: small(rule=adam, rules=(momentum, torch.rmsprop)),
        lambda: small(schedule="step_decay", **{"step_decay: every": 5, "momentum: beta": 0.8}),
        lambda: train(DigitsNetwork(hidden=(6, 5), batch_size=10, seed=4), steps=10, view="lecture"),
        lambda: small(batch_size=None),
    ],
)
def test_the_line_and_the_kept_text_make_the_panel_again(made):
    panel = made()
    again = eval(panel.line(), dict(NAMES))
    assert again.state() == panel.state() and list(again.menu) == list(panel.menu)
    kept, state = panel.kept(), panel.state()
    panel.set(hidden=8, steps=11, seed=9, schedule="cosine")
    changed = panel.state()
    assert changed != state
    text = panel.kept()
    panel.restore(kept)
    assert panel.state() == state
    panel.restore(text)
    assert panel.state() == changed
    assert eval(panel.line(), dict(NAMES)).state() == changed


def test_a_rule_of_the_learner_comes_first_on_the_menu():
    panel = small(rule=windy)
    assert panel.controls["rule"].options[:2] == ["windy", "gradient_descent"]
    panel.set(wind=0.002)
    assert eval(panel.line(), {**NAMES, "windy": windy}).state() == panel.state()
    panel.set(rule=adam)
    again = eval(panel.line(), {**NAMES, "windy": windy})
    assert again.state() == panel.state() and list(again.menu) == list(panel.menu)


def test_a_scene_may_name_the_plain_settings_of_its_rule():
    panel = small(scenes={"slow": dict(rule="gradient_descent", learning_rate=0.01, batch_size=None)})
    panel._asked({"do": "scene", "name": "slow"})
    assert panel.path.rule is gradient_descent and panel.path.settings["learning_rate"] == 0.01
    assert panel.toolbar.scene == "slow"
    panel.undo()
    assert panel.path.rule is adam


def test_another_size_of_type_trains_nothing_anew(panel):
    before = panel.trained
    panel.set(view="lecture")
    panel._asked({"do": "view"})
    assert panel.trained is before and panel.view == "study"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: train(3), "Give a network"),
        (lambda: small(rule=3), "The rule is 3"),
        (lambda: small(rules=(adam, adam)), "Two of the rules are called adam"),
        (lambda: small(learning_rte=1), "Did you mean"),
        (lambda: small(schedule="cosin"), "Did you mean cosine"),
        (lambda: small(learning_rate=-1.0), "learning_rate is -1"),
        (lambda: small(hidden=0), "hidden is 0"),
        (lambda: small(batch_size=2.5), "batch_size is 2.5"),
        (lambda: small(steps=2.5), "steps is 2.5"),
        (lambda: small(seed=-1), "seed is -1"),
        (lambda: small(scenes={"x": dict(speed=1)}), "no slider 'speed'"),
        (lambda: small(view="huge"), "study"),
        (lambda: small().set(rule="adm"), "Did you mean adam"),
        (lambda: small().set(hidden=33), "hidden units is '33'"),
        (lambda: small().set(learning_rate="fast"), "Give a number"),
        (lambda: small().restore("train()?hidden=x"), "hidden units is 'x'"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_a_rule_that_stumbles_says_so_and_the_picture_stays():
    def stumbling(w, g, t, *, learning_rate=0.1):
        if learning_rate > 1 and t > 5:
            raise ZeroDivisionError("too fast for me")
        return dict(w=w - learning_rate * g)

    panel = small(rule=stumbling)
    before, marks = panel.state(), panel.canvas.frame["marks"]
    with pytest.raises(Mistake, match="too fast for me"):
        panel.set(learning_rate=2.0)
    assert panel.state() == before and panel.canvas.frame["marks"] == marks
    rate(panel, "stumbling").value = 2.0
    assert panel.wait()
    assert "too fast for me" in panel.canvas.frame["lines"]["status"]
    assert "refused: stumbling stopped" in panel.text() and panel.canvas.frame["marks"] == marks
    rate(panel, "stumbling").value = 0.5
    assert panel.wait() and "trained for 20 steps" in panel.canvas.frame["lines"]["status"]


def finite(panel):
    for mark in panel.canvas.frame["marks"]:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()


def test_every_control_can_be_turned_to_its_ends(panel):
    panel.set(steps=3)
    for rule in panel.menu:
        panel.set(rule=rule, learning_rate=10.0)
        finite(panel)
    panel.set(rule="adamw", schedule="one_cycle")
    for name in panel._shown():
        control = panel.controls[name]
        ends = [control.low, control.high] if isinstance(control, Knob) else control.options
        for end in ends if name not in ("steps", "rule", "schedule") else ():
            panel.set(**{name: end})
            finite(panel)
        panel.set(**{name: panel.first[name]})
    assert panel.still.png(fine=0.2).startswith(b"\x89PNG")


# Working while sliders turn


def test_a_turned_slider_sends_one_frame(panel):
    frames = []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    rate(panel, "adam").value = 0.033
    assert panel.wait() and len(frames) == 1
    assert frames[0]["lines"]["status"].startswith("trained for 20 steps")


def test_of_many_quick_turns_only_the_last_is_trained_to_the_end():
    gate = Gate()
    panel = small(rule=gate.rule)
    for k in range(20):
        rate(panel).value = 0.2 + 0.01 * k
        assert gate.began.wait(20)
        gate.began.clear()
    gate.open.set()
    assert panel.wait(20)
    assert gate.ends(20) == [0.1, rate(panel).value]
    assert panel.path.settings["learning_rate"] == rate(panel).value
    assert str(rate(panel).value) in panel.canvas.frame["lines"]["code"]


def test_after_the_last_frame_no_older_one_comes():
    gate = Gate()
    panel = small(rule=gate.rule)
    rate(panel).value = 0.2
    assert gate.began.wait(20)
    panel.set(learning_rate=0.1, steps=19)  # here and now, past the one that waits
    frames = []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    old = [thread for thread in threading.enumerate() if "_work_on" in thread.name]
    gate.open.set()
    for thread in old:
        thread.join(20)
    assert frames == [] and panel.path.planned == 19 and gate.ends(20) == [0.1]


def test_a_training_can_be_stopped_and_keeps_what_it_has_learned():
    gate = Gate()
    panel = small(rule=gate.rule)
    rate(panel).value = 0.2
    assert gate.began.wait(20)
    panel.canvas._handle_custom_msg({"do": "stop"}, [])
    gate.open.set()
    assert panel.wait(20)
    assert "stopped at step 3 of 20" in panel.text() and panel.path.steps == 3
    assert panel.canvas.frame["steps"][-1] == 3 and panel.canvas.frame["progress"] is None
    np.testing.assert_array_equal(
        panel.path.w[-1], small(rule=gate.rule, steps=3, learning_rate=0.2).path.w[-1]
    )
    panel.set(steps=21)
    assert "trained for 21 steps" in panel.text()


def test_a_training_that_goes_on_shows_how_far_it_is(monkeypatch):
    panel, frames = small(), []
    for name in ("quiet", "pace", "long"):
        monkeypatch.setattr(panel, name, 0.0)
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    rate(panel, "adam").value = 0.033
    assert panel.wait(20)
    done = [frame["progress"][0] for frame in frames[:-1]]
    assert done == sorted(done) and {frame["progress"][1] for frame in frames[:-1]} == {20} and len(done) > 10
    assert {frame["lines"]["status"] for frame in frames[:-1]} == {"training for 20 steps ..."}
    rows = [frame["steps"][-1] for frame in frames]
    assert rows == [*done, 20] and frames[-1]["progress"] is None


@pytest.mark.parametrize("where", ["training", "show"])
def test_whatever_goes_wrong_on_the_way_is_told_and_leaves_no_bar(monkeypatch, where):
    module, panel = __import__("sys").modules["lessons_lib.panels.train"], small()

    def wrong(*given, **settings):
        raise MemoryError("no room")

    if where == "training":
        monkeypatch.setattr(module, "training", wrong)
    else:
        monkeypatch.setattr(panel, "show", wrong)
    panel.canvas.frame = {**panel.canvas.frame, "progress": [3, 20]}
    rate(panel, "adam").value = 0.033
    assert panel.wait(20) and panel.job is None
    assert "The training stopped: MemoryError: no room." in panel.canvas.frame["lines"]["status"]
    assert panel.canvas.frame["progress"] is None


def test_whoever_asks_gets_the_end_and_not_the_middle():
    gate = Gate()
    panel = small(rule=gate.rule)
    rate(panel).value = 0.2
    assert gate.began.wait(20)
    threading.Timer(0.05, gate.open.set).start()
    assert "trained for 20 steps" in panel._repr_mimebundle_()[0]["text/plain"]
    assert "learning_rate=0.2" in panel.text() and panel.path.settings["learning_rate"] == 0.2


def test_sliders_may_turn_on_another_thread_while_a_cell_sets():
    panel, failures = small(), []

    def drag():
        try:
            for value in np.linspace(0.001, 0.1, 40):
                rate(panel, "adam").value = float(value)
                time.sleep(0.005)
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=drag)
    thread.start()
    for k in range(3):
        panel.set(seed=k + 1)
        panel.text()
        panel._repr_mimebundle_()
    thread.join()
    assert not failures and panel.wait(20)
    assert panel.path.settings["learning_rate"] == rate(panel, "adam").value == 0.1
    assert panel.path.problem.seed == 3


def test_a_half_way_look_is_measured_where_it_stands():
    plan = watched.Plan(adam, "adam", DigitsNetwork(hidden=4), 200, dict(learning_rate=0.01))
    assert plan.every == 4
    looks = [so_far() for k, so_far in zip(range(8), watched.training(plan), strict=False)]
    assert [look.t[-1] for look in looks] == list(range(8))
    assert looks[3].t.tolist() == [0, 3] and looks[5].t.tolist() == [
        0,
        4,
        5,
    ]  # earlier looks stay as they were


# Goals


GOAL = {"a step": lambda trained: trained.plan.steps >= 20, "sure": lambda trained: trained.kept[-1] > 2}


def test_goals_are_confirmed_by_the_panel_and_stay_reached():
    panel = small(steps=10, goals=GOAL)
    assert panel.canvas.frame["lines"]["goals"] == [["a step", False], ["sure", False]]
    panel.set(steps=20)
    assert panel.canvas.frame["lines"]["goals"] == [["a step", True], ["sure", False]]
    assert "reached: a step\nopen: sure" in panel.text()
    panel.set(steps=10)
    assert panel.canvas.frame["lines"]["goals"][0] == ["a step", True]
    assert "open: a step" in panel.text()


def test_a_training_that_was_stopped_meets_no_goal():
    gate = Gate()
    panel = small(rule=gate.rule, goals={"any": lambda trained: trained.plan.steps == 20}, steps=19)
    panel.set(learning_rate=0.1)
    with panel._impatient():
        panel.controls["steps"].value = 20
        rate(panel).value = 0.2
    assert gate.began.wait(20)
    panel.stop()
    gate.open.set()
    assert panel.wait(20) and panel.trained.end == "stopped"
    assert panel.met() == set()


def test_the_cost_is_told_in_images_looked_at(panel):
    assert "images looked at: 320, that is 0.2 epochs of 1,437" in panel.text()
    panel.set(batch_size=None)
    assert "images looked at: 28,740, that is 20.0 epochs of 1,437" in panel.text()


def test_a_rule_written_anew_takes_the_place_of_its_namesake():
    def gradient_descent(w, g, t, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g)

    panel = small(rule=gradient_descent)
    assert panel.controls["rule"].options.count("gradient_descent") == 1
    assert panel.path.rule is gradient_descent

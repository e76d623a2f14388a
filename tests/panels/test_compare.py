"""The compare panel: several rules in a race, with one set of sliders or one each, and who is ahead."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from lessons_lib import dialects, landscapes, panels, rules, schedules
from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import compare
from lessons_lib.panels.compare import Compare
from lessons_lib.panels.controls import Knob
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop
from lessons_lib.schedules import step_decay


def windy(w, g, t, breeze=0.25, *, learning_rate=0.1, wind=0.5):
    breeze = 0.9 * breeze
    return dict(w=w - learning_rate * g + wind * breeze, breeze=breeze)


NAMES = {
    name: getattr(module, name)
    for module in (rules, landscapes, schedules, panels)
    for name in module.__all__
} | {"dialects": dialects, "windy": windy}

PANELS = {
    "two": lambda: compare([gradient_descent, momentum], ravine, learning_rate=0.5),
    "own": lambda: compare({"slow": (momentum, dict(beta=0.5)), "fast": momentum, "me": windy}, rosenbrock()),
    "dialects": lambda: compare([adam, dialects.torch.adam, dialects.keras.adam], ravine(), beta1=0.8),
    "each": lambda: compare(
        [gradient_descent, rmsprop],
        parabola(),
        linked=False,
        **{"settings of": "rmsprop", "rmsprop: decay": 0.5},
    ),
    "memory": lambda: compare([rmsprop, (rmsprop, dict(cache=1.0))], ravine, cache=0.5, steps=20),
}


def positions(knob: Knob) -> list[float]:
    """Return both ends of a knob and something between."""
    middle = (knob.low + knob.high) / 2
    return [knob.low, round(middle) if knob.scale == "whole" else middle, knob.high]


def xy(panel: Compare) -> list[np.ndarray]:
    """Return the marks as the browser gets them."""
    return [np.frombuffer(mark["xy"], "<f4") for mark in panel.canvas.frame["marks"]]


def walked(panel: Compare, name: str) -> dict:
    return panel.paths[name].settings


def test_one_slider_a_name_moves_every_rule_that_has_it():
    panel = compare([gradient_descent, momentum, adam], ravine(), learning_rate=0.2)
    panel.set(learning_rate=0.3, beta=0.5)
    assert [walked(panel, name)["learning_rate"] for name in panel.paths] == [0.3, 0.3, 0.3]
    assert walked(panel, "momentum")["beta"] == 0.5 and "beta" not in walked(panel, "adam")
    for name, path in panel.paths.items():
        assert np.array_equal(path.w, run(NAMES[name], ravine(), **path.settings).w)


def test_names_of_a_framework_that_mean_the_same_are_one_slider_under_the_name_of_the_series():
    kinds = [dialects.torch.rmsprop, dialects.keras.rmsprop, dialects.optax.rmsprop, dialects.tf1.rmsprop]
    panel = compare([rmsprop, *kinds], ravine(), learning_rate=0.03, decay=0.7, epsilon=0.25)
    labels = [control.label for control in panel.shown()]
    assert labels == ["linked", "learning_rate", "decay", "epsilon", "weight_decay", "steps"]
    assert walked(panel, "torch.rmsprop") == dict(lr=0.03, alpha=0.7, eps=0.25, weight_decay=0.0)
    assert walked(panel, "keras.rmsprop") == dict(learning_rate=0.03, rho=0.7, epsilon=0.25, weight_decay=0.0)
    assert walked(panel, "optax.rmsprop") == dict(learning_rate=0.03, decay=0.7, eps=0.25)


def test_a_list_called_names_in_the_notebook_of_a_learner_disturbs_nothing(monkeypatch):
    monkeypatch.setitem(globals(), "NAMES", ["Ada"])
    assert "wind" in compare([windy, gradient_descent], ravine()).controls


def test_where_links_end_everyone_goes_on_from_where_the_linked_sliders_stood():
    panel = compare([gradient_descent, adam], ravine(), learning_rate=0.1)
    panel.set(learning_rate=0.4)
    before = {name: path.w for name, path in panel.paths.items()}
    panel.controls["linked"].value = False
    assert all(np.array_equal(path.w, before[name]) for name, path in panel.paths.items())
    panel.controls["adam: learning_rate"].value = 0.7
    assert walked(panel, "adam")["learning_rate"] == 0.7
    assert walked(panel, "gradient_descent")["learning_rate"] == 0.4
    panel.controls["linked"].value = True
    assert walked(panel, "adam")["learning_rate"] == 0.4


def test_code_that_ends_the_links_says_the_same_as_the_switch():
    panel = compare([gradient_descent, adam], ravine(), learning_rate=0.1)
    panel.set(linked=False, learning_rate=0.4, **{"adam: learning_rate": 0.7})
    assert walked(panel, "adam")["learning_rate"] == 0.7
    assert walked(panel, "gradient_descent")["learning_rate"] == 0.4


def test_only_the_sliders_of_the_chosen_rule_are_in_sight_where_each_has_its_own():
    panel = compare([gradient_descent, adam], ravine, linked=False)
    assert [control.label for control in panel.column.children] == [
        *("linked", "settings of", "learning_rate", "condition", "rotation", "steepest", "steps")
    ]
    panel.controls["settings of"].value = "adam"
    assert panel.controls["adam: beta1"] in panel.column.children
    assert panel.controls["gradient_descent: learning_rate"] not in panel.column.children


def test_a_value_of_its_own_stays_with_its_rule():
    panel = compare({"slow": (momentum, dict(beta=0.5)), "fast": (momentum, dict(beta=0.9))}, ravine())
    assert [c.label for c in panel.shown()] == [
        "linked",
        "learning_rate",
        "slow: beta",
        "fast: beta",
        "steps",
    ]
    panel.set(learning_rate=0.02, **{"slow: beta": 0.3})
    assert [walked(panel, name)["beta"] for name in ("slow", "fast")] == [0.3, 0.9]
    assert [walked(panel, name)["learning_rate"] for name in ("slow", "fast")] == [0.02, 0.02]


def test_an_own_value_may_be_given_in_the_words_of_the_framework():
    panel = compare([adam, (dialects.torch.adam, dict(lr=0.2))], ravine(), learning_rate=0.1)
    assert walked(panel, "torch.adam")["lr"] == 0.2 and walked(panel, "adam")["learning_rate"] == 0.1


def test_two_entries_of_one_rule_look_and_are_called_different():
    panel = compare([rmsprop, (rmsprop, dict(cache=1.0))], ravine())
    assert list(panel.paths) == ["rmsprop", "rmsprop 2"]
    trails = [mark for mark in panel.canvas.frame["marks"] if mark["trail"] and mark["width"]]
    assert len({mark["color"] for mark in trails}) == 2 and len({str(mark["dash"]) for mark in trails}) == 2
    assert panel.paths["rmsprop 2"]["cache"][0].tolist() == [1.0, 1.0]


def test_a_schedule_can_be_raced():
    falling = step_decay(0.9, every=5)
    panel = compare([gradient_descent, (momentum, dict(learning_rate=falling))], ravine(), learning_rate=0.1)
    assert walked(panel, "momentum")["learning_rate"] is falling
    shared = compare([gradient_descent, momentum], ravine(), learning_rate=falling)
    assert all(path.settings["learning_rate"] is falling for path in shared.paths.values())
    for each in (panel, shared):
        again = eval(each.line(), dict(NAMES))
        assert again.state() == each.state()
        assert all(np.array_equal(again.paths[name].w, path.w) for name, path in each.paths.items())


def test_the_ranking_is_said_in_words():
    panel = compare([gradient_descent, momentum, rmsprop], ravine(), learning_rate=1.2)
    status = panel.canvas.frame["lines"]["status"]
    assert status.startswith("after 60 steps: momentum 0.0033, rmsprop ")
    assert status.endswith("gradient_descent diverged at step 17")
    drawn = [mark["text"] for mark in panel.canvas.frame["marks"] if mark["kind"] == "text"]
    assert drawn[:2] == ["diverged at step 17", "loss 0.0033"]


def test_who_converges_sooner_is_ahead_whatever_digits_are_left():
    panel = compare({"b": (gradient_descent, dict(learning_rate=0.9)), "a": gradient_descent}, parabola())
    panel.set(learning_rate=0.5, steps=300)
    assert panel.lines()["status"] == "after 300 steps: b converged at step 3, a converged at step 10"


def test_the_readout_has_a_column_a_rule_and_a_row_a_step():
    panel = compare([gradient_descent, momentum], ravine(), learning_rate=1.2)
    frame = panel.canvas.frame
    table = np.frombuffer(frame["table"], "<f8").reshape(-1, 2)
    assert frame["columns"] == ["gradient_descent", "momentum"]
    assert np.array_equal(table[:, 1], panel.paths["momentum"].loss)
    assert np.isposinf(table[18:, 0]).all() and np.isfinite(table[:18]).all()


def test_only_what_changes_is_walked_again():
    panel = compare([gradient_descent, momentum], ravine, learning_rate=0.2)
    before = dict(panel.paths)
    panel.set(beta=0.5)
    assert panel.paths["gradient_descent"] is before["gradient_descent"]
    assert panel.paths["momentum"] is not before["momentum"]
    for change in (dict(condition=30), dict(start=(1.0, 1.0)), dict(steps=61), dict(learning_rate=0.3)):
        before = dict(panel.paths)
        panel.set(**change)
        assert all(panel.paths[name] is not path for name, path in before.items()), change


def test_a_turned_knob_sends_one_frame_and_no_background():
    panel = compare([gradient_descent, momentum, adam], ravine)
    frames, first = [], panel.canvas.background
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.controls["learning_rate"].value = 0.33
    panel.controls["beta"].value = 0.33
    assert len(frames) == 2 and panel.canvas.background == first


def test_showing_six_long_walks_costs_little_beside_walking_them():
    six = [gradient_descent, momentum, rules.nesterov, rmsprop, adam, rules.adagrad]
    panel = compare(six, ravine(), steps=200, learning_rate=0.05)

    def quickest(act):
        spent = []
        for k in range(7):
            began = time.thread_time()  # the machine may be busy with other tests
            act(k)
            spent.append(time.thread_time() - began)
        return min(spent)

    walking = quickest(
        lambda k: [run(r.rule, ravine(), steps=200, **panel.settings(r)) for r in panel.racers()]
    )
    turning = quickest(lambda k: panel.set(learning_rate=0.05 + 0.001 * (k + 1)))
    assert turning < 2 * walking + 0.01


@pytest.mark.parametrize("name", PANELS)
def test_the_line_makes_the_panel_again_and_the_text_brings_it_back(name):
    panel, chance = PANELS[name](), random.Random(3)
    first = panel.state()
    for turn in range(3):
        panel.controls["linked"].value = bool(turn % 2)
        panel.controls["settings of"].value = chance.choice(panel.controls["settings of"].options)
        for control in panel.shown():
            if isinstance(control, Knob):
                control.value = chance.choice(positions(control)[:2])
        panel.set(start=tuple(0.5 * x for x in panel.landscape.start))
        state = panel.state()
        again = eval(panel.line(), dict(NAMES))
        assert again.state() == state and again.line() == panel.line()
        assert all(np.array_equal(again.paths[k].w, path.w) for k, path in panel.paths.items())
        other = PANELS[name]()
        other.restore(panel.kept())
        assert other.state() == state and other.kept() == panel.kept()
    while panel.history:
        panel.undo()
    assert panel.state() == first


@pytest.mark.parametrize("name", PANELS)
def test_every_knob_from_end_to_end_draws_finite_marks(name):
    panel = PANELS[name]()
    for key, control in panel.controls.items():
        if not isinstance(control, Knob):
            continue
        for value in positions(control):
            panel.set(**({} if key not in panel.table.links else {"linked": False}), **{key: value})
            assert all(np.isfinite(points).all() for points in xy(panel))
    assert panel.still.png(fine=0.2).startswith(b"\x89PNG")


def test_scenes_are_whole_settings_linked_or_not():
    scenes = {
        "too fast": dict(learning_rate=1.2),
        "each": {"linked": False, "momentum: beta": 0.5},
        "back": dict(linked=True, beta=0.3),
    }
    for linked in (True, False):
        panel = compare([gradient_descent, momentum], ravine, learning_rate=0.2, linked=linked, scenes=scenes)
        fresh = {}
        for name in (*scenes, *scenes):
            panel._asked({"do": "scene", "name": name})
            assert panel.toolbar.complaint == ""
            assert panel.state() == panel.scenes[name] and panel.toolbar.scene == name
            assert panel.text() == fresh.setdefault(name, panel.text())
            panel.set(start=(1.0, 1.0), condition=50)
        assert walked(panel, "momentum")["beta"] == 0.3


def test_the_switch_of_links_can_be_taken_back():
    panel = compare([gradient_descent, momentum], ravine())
    first = panel.state()
    panel.controls["linked"].value = False
    panel.controls["momentum: beta"].value = 0.2
    panel.undo()
    panel.undo()
    assert panel.state() == first and not panel.history


def test_the_start_can_be_dragged_and_all_begin_there():
    panel = compare([gradient_descent, momentum], ravine())
    left, top, width, height = panel.canvas.frame["points"][0]["area"]
    panel.canvas.pointer = [left + 0.75 * width, top + 0.5 * height, 1, "start"]
    assert panel.start == (2.5, 0.0)
    assert all(path.start.tolist() == [2.5, 0.0] for path in panel.paths.values())
    assert np.allclose(xy(panel)[0][:2], panel.canvas.frame["points"][0]["xy"], atol=0.2)


def test_a_goal_sees_all_walks_and_a_start_elsewhere_is_no_solution():
    goals = {
        "momentum is ahead": lambda paths: paths["momentum"].loss[-1] < paths["gradient_descent"].loss[-1]
    }
    panel = compare([gradient_descent, momentum], ravine(), goals=goals, learning_rate=0.001, beta=0.0)
    panel.set(start=(1.0, 1.0), beta=0.9)
    assert panel.met() == set() and "open: momentum is ahead" in panel.text()
    panel.set(start=None)
    panel.set(start=(-4.0, 2.0))
    assert panel.met() == set(goals)


def test_words_change_with_the_picture_and_name_every_walk():
    panel = compare([gradient_descent, windy], ravine())
    alt = panel.still.alt
    panel.set(learning_rate=0.9)
    assert panel.still.alt != alt
    assert "gradient_descent" in panel.still.alt and "windy" in panel.still.alt
    assert "ravine(condition=20)" in panel.still.alt


def test_the_view_changes_sizes_and_nothing_else():
    panel = compare([gradient_descent, momentum], ravine())
    text, width = panel.text(), panel.canvas.frame["marks"][0]["width"]
    panel.set(view="lecture")
    assert panel.canvas.frame["marks"][0]["width"] > width
    assert panel.text().replace(", view='lecture'", "") == text


def test_what_cannot_be_walked_is_said_and_the_picture_stays():
    def stumbling(w, g, t, *, learning_rate=0.1):
        if learning_rate > 1:
            raise ZeroDivisionError("too fast for me")
        return dict(w=w - learning_rate * g)

    panel = compare([gradient_descent, stumbling], ravine())
    marks = panel.canvas.frame["marks"]
    panel.controls["learning_rate"].value = 2.0
    assert "too fast for me" in panel.canvas.frame["lines"]["status"]
    assert panel.canvas.frame["marks"] == marks and "refused: stumbling" in panel.text()
    panel.set(learning_rate=0.3)
    assert walked(panel, "stumbling")["learning_rate"] == 0.3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: compare([adam], ravine()), "The rules are 1 of them. Give two to eight"),
        (lambda: compare([adam] * 9, ravine()), "The rules are 9 of them"),
        (lambda: compare(adam, ravine()), "The rules are adam"),
        (lambda: compare([adam, 3], ravine()), "The rule is 3"),
        (lambda: compare([adam, (adam,)], ravine()), r"Give a rule, or \(rule, dict"),
        (lambda: compare([adam, (adam, 0.1)], ravine()), r"Give a rule, or \(rule, dict"),
        (lambda: compare([adam, (adam, dict(lrate=1))], ravine()), "adam 2 has no setting 'lrate'"),
        (lambda: compare({"a:b": adam, "c": adam}, ravine()), "without a colon"),
        (lambda: compare({1: adam, 2: adam}, ravine()), "is named 1"),
        (lambda: compare([adam, momentum], ravine(), learning_rte=1), "Did you mean learning_rate"),
        (lambda: compare([adam, momentum], ravine(), learning_rate=-1.0), "learning_rate is -1"),
        (
            lambda: compare([adam, momentum], ravine(), learning_rate="a"),
            "learning_rate is .a.. Give a number",
        ),
        (lambda: compare([adam, (momentum, dict(beta=2.0))], ravine()), "beta is 2. It must be a share"),
        (lambda: compare([adam, momentum], ravine(), start=(1,)), "Give 2 finite numbers"),
        (lambda: compare([adam, momentum], ravine(), start="ab"), "Give 2 finite numbers"),
        (lambda: compare([adam, momentum], ravine(), steps=2.5), "steps"),
        (lambda: compare([adam, momentum], ravine(), linked=3), "Give True or False"),
        (lambda: compare([adam, momentum], ravine(), view="huge"), "study"),
        (lambda: compare([adam, momentum], 3), "landscape"),
        (lambda: compare([adam, momentum], ravine(), **{"adam: beta1": 0.5}), "linked with beta1"),
        (lambda: compare([adam, momentum], ravine(), **{"settings of": "x"}), "settings of is 'x'"),
        (lambda: compare([adam, momentum], ravine()).set(speed=1), "no slider 'speed'"),
        (lambda: compare([adam, momentum], ravine()).set(**{"adam: beta1": 0.5}), "linked with beta1"),
        (lambda: compare([adam, momentum], ravine(), scenes={"x": {"adam: beta1": 0.5}}), "linked with"),
        (
            lambda: compare([adam, momentum], ravine()).restore(
                "compare(adam,momentum,ravine(condition=20))?beta=x"
            ),
            "Give a number",
        ),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_names_that_get_into_each_others_way_are_refused():
    def turning(w, g, t, *, rotation=1.0):
        return dict(w=w - rotation * g)

    def binding(w, g, t, *, linked=1.0):
        return dict(w=w - linked * g)

    with pytest.raises(Mistake, match="rotation is a setting of the landscape"):
        compare([turning, adam], ravine)
    with pytest.raises(Mistake, match="binding has a setting called linked"):
        compare([binding, adam], ravine())
    assert "rotation" in compare([turning, adam], ravine()).controls


def test_a_refused_setting_leaves_everything_as_it_was():
    panel = compare([gradient_descent, momentum], ravine)
    before = panel.text()
    for wrong in (dict(start=(1, 2, 3)), {"learning_rate": 0.3, "momentum: beta": 0.2}, dict(steps=2.5)):
        with pytest.raises(Mistake):
            panel.set(**wrong)
        assert panel.text() == before


def test_the_line_names_only_what_stands_elsewhere_than_by_itself():
    panel = compare([gradient_descent, adam], ravine)
    assert panel.line() == "compare([gradient_descent, adam], ravine)"
    panel.set(linked=False, condition=50, **{"adam: beta1": 0.5})
    assert panel.line() == (
        "compare([gradient_descent, adam], ravine, linked=False, condition=50, **{'adam: beta1': 0.5})"
    )
    assert panel.kept() == (
        "compare(gradient_descent,adam,ravine)?linked=False&adam%3A%20beta1=0.5&condition=50&start=-4,2"
    )

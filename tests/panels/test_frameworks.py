"""The frameworks panel: one optimizer in four frameworks, the calls, and where the paths part."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import landscapes, panels
from lessons_lib.descent import run
from lessons_lib.dialects import keras, optax, parting, tf1, torch
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import frameworks
from lessons_lib.panels.controls import Knob
from lessons_lib.panels.frameworks import VARIANTS

NAMES = {name: getattr(landscapes, name) for name in landscapes.__all__} | {"frameworks": panels.frameworks}


def test_those_frameworks_run_that_have_the_variant():
    panel = frameworks("rmsprop", ravine())
    assert list(panel.paths) == ["torch.rmsprop", "keras.rmsprop", "optax.rmsprop", "tf1.rmsprop"]
    panel.set(variant="lion")
    assert list(panel.paths) == ["keras.lion", "optax.lion"]
    assert panel.canvas.frame["columns"] == ["keras.lion", "optax.lion"]


def test_linked_sliders_give_all_the_same_values_in_their_own_words():
    panel = frameworks("rmsprop", ravine(), learning_rate=0.03, decay=0.7, epsilon=0.25)
    assert panel.paths["torch.rmsprop"].settings == dict(lr=0.03, alpha=0.7, eps=0.25, weight_decay=0.0)
    assert panel.paths["tf1.rmsprop"].settings == dict(learning_rate=0.03, decay=0.7, epsilon=0.25)
    ours = run(optax.rmsprop, ravine(), learning_rate=0.03, decay=0.7, eps=0.25)
    assert np.array_equal(panel.paths["optax.rmsprop"].w, ours.w)


def test_own_defaults_are_those_of_each_framework_and_a_slider_sets_what_a_call_has_to_name():
    panel = frameworks("rmsprop", ravine(), own_defaults=True, learning_rate=0.03)
    assert [c.label for c in panel.shown()] == ["variant", "own defaults", "learning_rate", "steps"]
    assert panel.lines()["code"].split("\n") == [
        "torch.optim.RMSprop(params)",
        "keras.optimizers.RMSprop()",
        "optax.rmsprop(learning_rate=0.03)",
        "tf.compat.v1.train.RMSPropOptimizer(learning_rate=0.03)",
    ]
    assert np.array_equal(panel.paths["torch.rmsprop"].w, run(torch.rmsprop, ravine()).w)
    panel.set(variant="adam")
    assert [c.label for c in panel.shown()] == ["variant", "own defaults", "learning_rate", "steps"]
    assert panel.lines()["code"].split("\n")[3] == "tf.compat.v1.train.AdamOptimizer()"


def test_the_calls_state_what_is_set_and_weight_decay_only_where_it_is_on():
    panel = frameworks("adamw", ravine())
    assert panel.lines()["code"].split("\n") == [
        "torch.optim.AdamW(params, lr=0.05, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0)",
        "keras.optimizers.AdamW(learning_rate=0.05, weight_decay=0.0, beta_1=0.9, beta_2=0.999,"
        " epsilon=1e-08)",
        "optax.adamw(learning_rate=0.05, b1=0.9, b2=0.999, eps=1e-08, weight_decay=0.0)",
    ]
    panel.set(variant="sgd")
    assert panel.lines()["code"].split("\n")[0] == "torch.optim.SGD(params, lr=0.05)"
    panel.set(weight_decay=0.1)
    assert panel.lines()["code"].split("\n")[0] == "torch.optim.SGD(params, lr=0.05, weight_decay=0.1)"


def test_a_named_memory_begins_with_the_same_value_everywhere():
    panel = frameworks("rmsprop", ravine(), cache=1.0, epsilon=1e-10)
    assert all(path["cache"][0].tolist() == [1.0, 1.0] for path in panel.paths.values())
    assert "all four stay together for all 60 steps" in panel.text()
    assert "no argument changes that" in panel.lines()["code"]


def test_it_says_at_which_step_the_paths_part():
    panel = frameworks("adam", ravine(), learning_rate=0.3)
    assert panel.lines()["theory"].startswith("paths: all four stay together")
    panel.set(epsilon=1.0)
    paths = panel.paths
    step = parting(paths["torch.adam"], paths["keras.adam"]).step
    assert step is not None
    said = panel.lines()["theory"]
    assert "torch.adam and optax.adam stay together; keras.adam and tf1.adam stay together" in said
    assert said.endswith(f"apart from torch.adam: keras.adam and tf1.adam from step {step} on")


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_runs_is_drawn_and_made_again_by_its_line(variant):
    panel = frameworks("sgd", parabola(), steps=20)
    panel.set(variant=variant)
    for own in (True, False):
        panel.set(own_defaults=own, learning_rate=0.2)
        assert [mark["kind"] for mark in panel.canvas.frame["marks"]].count("text") == len(panel.paths)
        assert all(np.isfinite(np.frombuffer(m["xy"], "<f4")).all() for m in panel.canvas.frame["marks"])
        assert len(panel.lines()["code"].split("\n")) == len(panel.paths)
    again = eval(panel.line(), dict(NAMES))
    assert again.state() == panel.state() and again.text() == panel.text()


def test_the_text_that_keeps_it_brings_it_back_and_changes_can_be_undone():
    panel = frameworks("rmsprop", ravine, cache=0.5)
    panel.set(variant="adagrad", own_defaults=True, condition=50, cache=1.5)
    other = frameworks("rmsprop", ravine, cache=0.5)
    other.restore(panel.kept())
    assert other.state() == panel.state() and other.text() == panel.text()
    again = eval(panel.line(), dict(NAMES))
    assert again.state() == panel.state()
    panel.undo()
    assert panel.state() == panel.first and list(panel.paths)[0] == "torch.rmsprop"


def test_a_scene_may_choose_the_variant():
    panel = frameworks("rmsprop", ravine(), scenes={"nadam": dict(variant="nadam", learning_rate=0.3)})
    panel._asked({"do": "scene", "name": "nadam"})
    assert panel.toolbar.complaint == "" and panel.toolbar.scene == "nadam"
    assert list(panel.paths) == ["torch.nadam", "keras.nadam", "optax.nadam"]


def test_every_slider_from_end_to_end_draws_finite_marks():
    panel = frameworks("rmsprop_momentum", ravine, cache=0.0)
    for name, control in panel.controls.items():
        if isinstance(control, Knob):
            for value in (control.low, control.high):
                panel.set(**{name: value})
                for mark in panel.canvas.frame["marks"]:
                    assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()


def test_a_turned_knob_sends_one_frame():
    panel = frameworks("adam", ravine())
    frames = []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.controls["learning_rate"].value = 0.33
    panel.controls["variant"].value = "lion"
    assert len(frames) == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: frameworks("rmsprob", ravine()), "Did you mean rmsprop"),
        (lambda: frameworks(keras.adam, ravine()), "The variant is adam"),
        (lambda: frameworks("adam", 3), "landscape"),
        (lambda: frameworks("adam", ravine(), lr=0.1), "No framework has a setting 'lr'"),
        (lambda: frameworks("adam", ravine(), learning_rate=-1.0), "learning_rate is -1"),
        (lambda: frameworks("adam", ravine(), own_defaults=2), "Give True or False"),
        (lambda: frameworks("adam", ravine(), start=(1,)), "Give 2 finite numbers"),
        (lambda: frameworks("adam", ravine()).set(variant="x"), "variant is 'x'"),
        (lambda: frameworks("adam", lambda decay=1.0: ravine(decay)), "decay is a setting of the landscape"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_frameworks_in_a_comparison_of_rules_look_as_they_do_here():
    ours = panels.compare([torch.adam, tf1.adam], ravine())
    theirs = frameworks("adam", ravine())

    def colors(panel):
        return [mark["color"] for mark in panel.canvas.frame["marks"] if mark["trail"] and mark["width"]]

    assert colors(ours)[:2] == [colors(theirs)[0], colors(theirs)[3]]


def test_another_variant_in_another_view_is_drawn_with_its_own_paths():
    panel = frameworks("rmsprop", ravine(), steps=5)
    panel.restore("frameworks(ravine(condition=20))?variant=adamw&steps=5&view=lecture")
    assert list(panel.paths) == panel.drawn == [racer.name for racer in panel.racers()]
    panel.undo()
    assert panel.view == "study" and "torch.rmsprop" in panel.drawn


def hill(tilt=1.0):
    if tilt > 2:
        raise Mistake("too steep for me")
    return ravine(condition=tilt)


def test_what_is_refused_in_another_view_leaves_the_last_good_picture():
    panel = frameworks("rmsprop", hill, steps=5)
    with pytest.raises(Mistake, match="too steep"):
        panel.set(variant="adamw", view="lecture", tilt=3.0)
    assert panel.view == "study" and "torch.rmsprop" in panel.drawn
    panel.controls["tilt"].value = 3.0
    panel.controls["variant"].value = "adamw"
    still = panel.still
    panel._asked({"do": "view"})  # refused as before: the whole state goes back
    assert "too steep" in panel.toolbar.complaint
    assert panel.view == "study" and panel.still is not still and "torch.rmsprop" in panel.drawn

"""Every live panel is a function of its state: it can be written down, made again and taken back."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import io
import itertools
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import lessons_lib.panels
from lessons_lib import dialects, formula, landscapes, rules, schedules
from lessons_lib.landscapes import bowl, parabola, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork
from lessons_lib.noise import noisy
from lessons_lib.panels import (
    atlas,
    averages,
    compare,
    explore,
    floor,
    frameworks,
    live,
    memory,
    scheduled,
    tournament,
    train,
)
from lessons_lib.panels.controls import Choice, Knob, Switch
from lessons_lib.panels.live import Live
from lessons_lib.panels.working import Working
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop


def shy(w, g, t, *, learning_rate=0.1):
    if learning_rate > 1:
        raise ValueError("too fast for me")
    return dict(w=w - learning_rate * g)


def two_humps(height=1.0):
    return landscapes.two_valleys() if height > 1 else landscapes.ravine(condition=height)  # refused below 1


SCENES = {"slow": dict(learning_rate=0.01), "far": dict(start=(4.0, -2.0), steps=20)}
# One panel a line: what makes it. Everything below is asked of each of them.
MAKERS: dict[str, Callable[[], Live]] = {
    "gradient descent": lambda: explore(gradient_descent, ravine(), scenes=SCENES),
    "momentum": lambda: explore(momentum, ravine, steps=30, view="lecture", scenes=SCENES),
    "adam": lambda: explore(adam, rosenbrock(), m=0.5, start=(0.5, 2.0), ends=dict(learning_rate=(0.01, 1))),
    "one coordinate": lambda: explore(gradient_descent, parabola, explain=False),
    "schedule": lambda: explore(gradient_descent, ravine(), schedule="cosine", learning_rate=0.9),
    "own schedule": lambda: explore(rmsprop, ravine(), learning_rate=schedules.step_decay(0.5, every=7)),
    "dialect": lambda: explore(dialects.torch.adam, ravine, lr=0.1),
    "shy": lambda: explore(shy, two_humps, scenes={"too fast": dict(learning_rate=5.0)}),
    "formula": lambda: explore(
        adam, "x**2/20 + y**2", scenes={"bumps": dict(formula="sin(x) + y^2", learning_rate=0.3)}
    ),
    "compare": lambda: compare([momentum, adam, (rmsprop, dict(decay=0.5))], ravine, steps=15, scenes=SCENES),
    "tournament": lambda: tournament([adam, (momentum, dict(beta=0.5))], [ravine(), bowl()], tries=3),
    "frameworks": lambda: frameworks("adam", ravine(), steps=12, learning_rate=0.1),
    "atlas": lambda: atlas(momentum, ravine, cells=10, steps=15, scenes=dict(turned=dict(rotation=30.0))),
    "memory": lambda: memory(adam, ravine, steps=15, scenes=dict(bare=dict(correction=False))),
    "averages": lambda: averages(steps=30, scenes=dict(short=dict(beta=0.5))),
    "floor": lambda: floor(gradient_descent, noisy(bowl()), steps=15),
    "scheduled": lambda: scheduled(gradient_descent, ravine(), steps=15),
    "train": lambda: train(DigitsNetwork(hidden=4, batch_size=16), steps=8),
}
SOAKED = (
    "formula",
    "compare",
    "tournament",
    "frameworks",
    "atlas",
    "memory",
    "averages",
    "scheduled",
    "train",
)
GAPS = ("memory", "averages")  # before the first step there is nothing to show in some of their curves
# What a line of code may speak of.
NAMES = {
    name: getattr(part, name) for part in (rules, landscapes, schedules, formula) for name in part.__all__
}
NAMES |= {name: getattr(lessons_lib.panels, name) for name in lessons_lib.panels.__all__}
NAMES |= {
    "noisy": noisy,
    "dialects": dialects,
    "shy": shy,
    "two_humps": two_humps,
    "DigitsNetwork": DigitsNetwork,
}
TYPED = ["x**2 + y**2", "sin(x)*cos(y)", "x + 3*y & 2", "abs(x) + y^2", "1/x", "", "exp(x)"]

each_panel = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
# Without a search for the shortest case: each takes as long as a panel takes to be made.
few = settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])


def again(panel: Live) -> Live:
    """Make a panel from the line of code that another one writes."""
    return eval(panel.line(), dict(NAMES))


def values(control: Any) -> st.SearchStrategy:
    """Draw what the page may set a control to."""
    if isinstance(control, Knob):
        whole = st.integers(int(control.low), int(control.high)).map(float)
        inside = whole if control.scale == "whole" else st.floats(control.low, control.high)
        return st.one_of(st.sampled_from([control.low, control.high]), inside)
    if isinstance(control, Choice):
        return st.sampled_from(control.options)
    return st.booleans() if isinstance(control, Switch) else st.sampled_from(TYPED)


def act(panel: Live, draw: Callable) -> None:
    """Do one thing that a reader or a cell may do."""
    do = draw(st.sampled_from(["turn", "turn", "set", "drag", "scene", "undo", "view", "restore", "keep"]))
    name = draw(st.sampled_from(sorted(panel.controls)))
    if do == "turn":
        panel.controls[name].value = draw(values(panel.controls[name]))
    elif do == "set":
        with contextlib.suppress(Mistake):
            panel.set(**{name: draw(values(panel.controls[name]))})
    elif do == "drag" and panel.canvas.frame["points"]:
        point = draw(st.sampled_from(panel.canvas.frame["points"]))
        left, top, width, height = point["area"]
        across, down = draw(st.floats(0, 1)), draw(st.floats(0, 1))
        count = len(panel.history) + time.monotonic()
        panel.canvas.pointer = [left + across * width, top + down * height, count, point["name"]]
    elif do == "scene":
        panel._asked({"do": "scene", "name": draw(st.sampled_from([*panel.scenes, "start over"]))})
    elif do == "restore":
        panel._asked({"do": "restore", "text": draw(st.sampled_from([panel.kept(), "explore", "x?y=1"]))})
    else:
        panel._asked({"do": do})
    settle(panel)


def settle(panel: Live) -> None:
    """Let a training come to its end."""
    if isinstance(panel, Working):
        assert panel.wait(60)


def told(panel: Live) -> str:
    """All the words near a panel that may hold a refusal."""
    complaints = [control.complaint for control in panel.controls.values() if control.has_trait("complaint")]
    return "\n".join([panel.canvas.frame["lines"]["status"], *complaints])


def check(panel: Live, twin: Live) -> None:
    """Hold a panel to finite marks, to what it says of itself, and to the text that it keeps."""
    for mark in panel.canvas.frame["marks"]:
        numbers = np.frombuffer(mark["xy"], "<f4")
        assert not np.isinf(numbers).any()
        assert panel.kind in GAPS or not np.isnan(numbers).any()
    if panel.refused:
        assert panel.refused in told(panel)
        assert f"refused: {panel.refused}" in panel.text()
        with pytest.raises(Mistake):
            twin.restore(panel.kept())
        return
    twin.restore(panel.kept())
    assert_alike(twin, panel)


def check_line(panel: Live) -> None:
    """Hold a panel to the line of code that it writes."""
    if panel.refused:
        with pytest.raises(Mistake):
            again(panel)
    else:
        assert_alike(again(panel), panel)


def assert_alike(one: Live, other: Live) -> None:
    """Hold two panels to the same state and the same words about the same picture."""
    assert one.state() == other.state()
    assert one.canvas.frame["alt"] == other.canvas.frame["alt"]
    assert one.text() == other.text()
    assert [c.label for c in one.shown()] == [c.label for c in other.shown()]


@each_panel
@few
@given(data=st.data())
def test_a_panel_can_be_written_down_and_made_again_whatever_has_been_done_to_it(make, data):
    panel, twin = make(), make()
    check(panel, twin)
    for _ in range(data.draw(st.integers(1, 5))):
        act(panel, data.draw)
        check(panel, twin)
    check_line(panel)


@each_panel
@few
@given(data=st.data(), together=st.sampled_from([0.0, 0.7]))
def test_taking_everything_back_leads_to_the_first_state(make, data, together):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "TOGETHER", together)
        panel = make()
        for _ in range(data.draw(st.integers(1, 12))):
            act(panel, data.draw)
        for _ in range(len(panel.history)):
            before = panel.state()
            panel.undo()
            assert panel.state() != before
    assert panel.state() == panel.first
    assert not panel.refused and not panel.toolbar.undoable
    with pytest.raises(Mistake, match="nothing to undo"):
        panel.undo()


@each_panel
def test_every_scene_can_be_set_or_says_why_not(make):
    panel = make()
    for name, scene in panel.scenes.items():
        panel._asked({"do": "scene", "name": name})
        if panel.toolbar.complaint:
            assert panel.state() == panel.first
        else:
            assert panel.state() == scene and panel.toolbar.scene == name


@each_panel
def test_one_turn_sends_one_frame(make):
    panel, frames = make(), []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    for name, control in panel.controls.items():
        if isinstance(control, Knob):
            frames.clear()
            control.value = control.low if control.value != control.low else control.high
            settle(panel)
            assert len(frames) == (control in panel.shown()), name  # out of sight it changes nothing
            panel.set(**panel.first)


@each_panel
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a panel of this kind has kept"),
        (None, "a panel of this kind has kept"),
        ("{kind}?speed=1", "no slider 'speed'"),
        ("{kind}?view=huge", "view is 'huge'"),
        ("{kind}?steps", "must go on as name=value"),
    ],
)
def test_a_text_that_is_none_is_refused_and_nothing_moves(make, text, words):
    panel = make()
    with pytest.raises(Mistake, match=words):
        panel.restore(text and text.format(kind=panel.identity()))
    panel._asked({"do": "restore", "text": text and text.format(kind=panel.identity())})
    assert words in panel.toolbar.complaint
    assert panel.state() == panel.first and not panel.history
    panel.toolbar.complaint = "old"
    control = next(control for control in panel.controls.values() if isinstance(control, Knob))
    control.value = control.low if control.value != control.low else control.high
    assert panel.toolbar.complaint == ""


def test_numbers_of_a_text_are_read_with_care():
    panel = MAKERS["gradient descent"]()
    for text, words in (
        ("learning_rate=fast", "Give a number"),
        ("steps=2.5", "Give a whole number"),
        ("learning_rate=nan", "one finite number"),
        ("start=1,b", "Give numbers with commas"),
        ("start=1", "Give 2 finite numbers"),
        ("start=nan,0", "Give 2 finite numbers"),
    ):
        with pytest.raises(Mistake, match=words):
            panel.restore(f"{panel.identity()}?{text}")
    assert panel.state() == panel.first


def test_quick_turns_of_one_knob_are_one_change_and_to_and_fro_is_none():
    panel = MAKERS["gradient descent"]()
    rate, steps = panel.controls["learning_rate"], panel.controls["steps"]
    steps.value = 50
    for value in (0.2, 0.3, 0.4):
        rate.value = value
    assert len(panel.history) == 2
    rate.value = panel.first["learning_rate"]
    assert len(panel.history) == 1
    rate.value = 0.5
    assert len(panel.history) == 2
    panel.undo()
    assert (rate.value, steps.value) == (panel.first["learning_rate"], 50)


def test_a_refused_formula_is_told_below_its_box_and_the_picture_stays():
    panel = MAKERS["formula"]()
    entry, marks = panel.controls["formula"], panel.canvas.frame
    entry.value = "x**2 + q"
    assert "`q` after `x**2+` is not known" in entry.complaint
    assert panel.canvas.frame is marks
    panel.controls["steps"].value = 20  # another control: the refusal is told where the eye is
    assert "`q`" in panel.canvas.frame["lines"]["status"] and "`q`" in entry.complaint
    entry.value = "x**2 + 2*y**2"
    assert entry.complaint == "" and not panel.refused
    assert repr(panel.landscape) == "formula('x**2 + 2*y**2')"


def test_a_point_that_cannot_be_put_somewhere_goes_back_and_says_why():
    def picky(w, g, t, *, learning_rate=0.1):
        if w[0] > 0:
            raise ValueError("not on this side")
        return dict(w=w - learning_rate * g)

    panel = explore(picky, ravine(), learning_rate=0.01)
    left, top, width, height = panel.canvas.frame["points"][0]["area"]
    panel.canvas.pointer = [left + 0.9 * width, top + 0.5 * height, 1, "start"]
    assert "not on this side" in panel.canvas.frame["lines"]["status"]
    assert panel.state() == panel.first and not panel.refused and not panel.history


def test_history_is_limited(monkeypatch):
    monkeypatch.setattr(live, "TOGETHER", 0.0)
    panel = explore(gradient_descent, parabola(), steps=2)
    for k in range(live.REMEMBERED + 50):
        panel.controls["learning_rate"].value = 0.1 + 0.001 * k
    assert len(panel.history) == live.REMEMBERED
    for _ in range(live.REMEMBERED):
        panel.undo()
    assert panel.controls["learning_rate"].value == pytest.approx(0.1 + 0.001 * 49)


def test_two_thousand_changes_leave_no_memory_behind(monkeypatch):
    monkeypatch.setattr(live, "TOGETHER", 0.0)
    panel = explore(rmsprop, parabola(), steps=3)
    rates = np.geomspace(0.01, 2, 97).tolist()

    def turn(times):
        for k in range(times):
            panel.controls["learning_rate"].value = rates[k % 97]

    turn(2 * live.REMEMBERED)
    gc.collect()
    begun = sys.getallocatedblocks()
    turn(1600)
    gc.collect()
    assert sys.getallocatedblocks() - begun < 800  # not one object a change
    tracemalloc.start()
    turn(40)
    begun, _ = tracemalloc.get_traced_memory()
    turn(160)
    grown = tracemalloc.get_traced_memory()[0] - begun
    tracemalloc.stop()
    assert grown < 400_000  # the states remembered since, no more


@pytest.mark.parametrize("name", SOAKED)
def test_eight_hundred_changes_spread_over_all_kinds_leave_no_memory_behind(name, monkeypatch):
    monkeypatch.setattr(live, "TOGETHER", 0.0)
    monkeypatch.setattr(live, "REMEMBERED", 10)
    panel, changes = MAKERS[name](), 800 // len(SOAKED)
    knob = next(control for control in panel.shown() if isinstance(control, Knob))
    places = np.geomspace(max(knob.low, knob.high / 100), knob.high, 7).tolist()

    def turn(times):
        for k in range(times):
            knob.value = places[k % 7]
            settle(panel)

    turn(20)
    gc.collect()
    begun = len(gc.get_objects())
    turn(changes - 60)
    gc.collect()
    assert len(gc.get_objects()) - begun < 50  # no list, dict or object stays of a change
    tracemalloc.start()
    turn(10)
    begun, _ = tracemalloc.get_traced_memory()
    turn(30)
    grown = tracemalloc.get_traced_memory()[0] - begun
    tracemalloc.stop()
    assert grown < 200_000  # nor an array: thirty of the smallest would be more


@pytest.fixture
def quick_turns():
    """Let threads take turns a hundred times as often: more ways to meet, and none waits for long."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    yield
    sys.setswitchinterval(usual)


@each_panel
def test_a_slider_may_move_on_another_thread_while_a_cell_plots(make, quick_turns):
    panel = make()
    knob = next(control for control in panel.shown() if isinstance(control, Knob))
    plain, failures, stop, turns = plotted(), [], threading.Event(), itertools.count()

    def drag():
        try:
            while not stop.is_set():
                knob.value = knob.low if knob.value != knob.low else knob.high
                next(turns)
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=drag)
    thread.start()
    shown = {plotted() for _ in range(3)}
    stop.set()
    thread.join()
    settle(panel)
    assert not failures and shown == {plain}
    assert next(turns) > 2
    assert panel.refused or again(panel).text() == panel.text()


def plotted() -> bytes:
    """Draw a picture as a cell does that knows nothing of panels."""
    out, figure = io.BytesIO(), plt.figure(figsize=(2, 1))
    plt.plot([0, 1, 2], [0, 3, 1])
    plt.title("of a cell")
    plt.savefig(out, format="png")
    assert plt.get_fignums() == [figure.number]
    plt.close()
    return out.getvalue()


def test_ten_panels_at_once_do_not_know_of_each_other():
    panels = [explore(gradient_descent, ravine(), learning_rate=0.1) for _ in range(10)]
    for k, panel in enumerate(panels):
        panel.controls["learning_rate"].value = 0.2 + 0.01 * k
        panel.canvas.pointer = [200.0 + k, 100.0, 1, "start"]
    for k, panel in enumerate(panels):
        assert panel.path.settings["learning_rate"] == 0.2 + 0.01 * k
        assert len(panel.history) == 2
    assert len({panel.canvas.frame["alt"] for panel in panels}) == 10


@each_panel
def test_a_value_beyond_the_ends_of_its_slider_is_refused_with_the_ends(make):
    panel = make()
    for name, control in panel.controls.items():
        if isinstance(control, Knob):
            for value in (control.low - 1, control.high + 1):
                with pytest.raises(Mistake) as caught:
                    panel.set(**{name: value})
                assert f"goes from {control.low:.10g} to {control.high:.10g}" in str(caught.value)
                with pytest.raises(Mistake, match="goes from"):
                    panel.restore(f"{panel.identity()}?{name.replace(' ', '%20')}={value}")
    assert panel.state() == panel.first and not panel.history


@pytest.mark.parametrize("name", ["momentum", "one coordinate", "formula", "compare", "atlas", "memory"])
def test_a_start_off_the_picture_is_refused_however_it_is_given(name):
    panel = MAKERS[name]()
    for start in ((99, 99), (0, 99), (-99, 0)):
        start = start[: len(panel.places["start"])] if start != (0, 99) or name != "one coordinate" else (99,)
        with pytest.raises(Mistake, match="off the picture. Give w0 from -5 to 5"):
            panel.set(start=start)
        with pytest.raises(Mistake, match="off the picture"):
            panel.restore(f"{panel.identity()}?start={','.join(map(str, start))}")
    assert panel.state() == panel.first and not panel.history
    with pytest.raises(Mistake, match="off the picture"):
        explore(gradient_descent, ravine(), start=(0, 4))


@each_panel
def test_each_set_of_a_cell_is_a_change_of_its_own(make):
    panel = make()
    name, control = next(
        (n, c) for n, c in panel.controls.items() if isinstance(c, Knob) and c.scale == "whole"
    )
    states = [panel.state()]
    for value in (control.low + 2, control.low + 3, control.low + 4):
        panel.set(**{name: value})
        states.append(panel.state())
    while panel.history:
        assert panel.state() == states.pop()
        panel.undo()
    assert panel.state() == states.pop() and not states


def patchy(depth=1.0):
    """A surface with a loss that gives nothing where depth is above 1."""
    plain = ravine()
    loss = plain.loss if depth <= 1 else (lambda w: None)
    return dataclasses.replace(plain, loss=loss, name="patchy", minima=())


def gone(depth=1.0):
    """A surface whose loss gives nothing for a whole grid, as drawing asks for it, where depth is above 1."""
    plain = ravine()
    loss = plain.loss if depth <= 1 else (lambda w: plain.loss(w) if np.ndim(w) < 3 else None)
    return dataclasses.replace(plain, loss=loss, name="gone", minima=())


@pytest.mark.parametrize("ground", [patchy, gone])
@pytest.mark.parametrize(
    "make",
    [
        lambda ground: explore(adam, ground),
        lambda ground: memory(adam, ground),
        lambda ground: compare([adam, momentum], ground),
        lambda ground: atlas(adam, ground, cells=10, steps=5, y="beta1"),
    ],
    ids=["explore", "memory", "compare", "atlas"],
)
def test_a_surface_that_gives_no_number_is_told_in_a_sentence_and_moves_nothing(make, ground):
    panel = make(ground)
    frame = panel.canvas.frame
    with pytest.raises(Mistake, match="returned None"):
        panel.set(depth=2)
    assert panel.state() == panel.first and not panel.history and not panel.refused
    assert panel.canvas.frame["alt"] == frame["alt"]
    panel.controls["depth"].value = 3.0
    assert "returned None" in panel.refused and "returned None" in told(panel)
    panel.undo()
    assert panel.state() == panel.first and not panel.refused


def test_what_is_no_mistake_leaves_nothing_half_moved(monkeypatch):
    panel = MAKERS["momentum"]()
    panel.set(steps=40)
    panel.set(steps=50)
    state, alt = panel.state(), panel.canvas.frame["alt"]
    left, top, width, height = panel.canvas.frame["points"][0]["area"]

    def put():
        panel.canvas.pointer = [left + 0.9 * width, top + 0.5 * height, 1, "start"]

    def turn():
        panel.controls["steps"].value = 7

    show = type(panel).show
    for act in (panel.undo, turn, put, lambda: panel.set(condition=3)):
        calls = []

        def stumble(self, calls=calls, **how):
            calls.append(how)
            if len(calls) == 1:
                raise AttributeError("no such thing")
            show(self, **how)

        monkeypatch.setattr(type(panel), "show", stumble)
        with pytest.raises(AttributeError, match="no such thing"):
            act()
        assert panel.state() == state and len(panel.history) == 2
        assert panel.canvas.frame["alt"] == alt and panel.path.steps == 50


def test_an_unknown_name_is_answered_with_three_near_ones_not_with_all():
    panel = MAKERS["train"]()
    with pytest.raises(Mistake) as caught:
        panel.set(beta3=0.5)
    said = str(caught.value)
    assert "Did you mean" in said and "adam: beta2" in said and said.count(",") == 2 and len(said) < 150


# Panels made alike but for where their controls stand at first.
BEGUN_ELSEWHERE = {
    "momentum": lambda: explore(momentum, ravine, steps=50, learning_rate=0.3, condition=7, start=(1, 1)),
    "schedule": lambda: explore(gradient_descent, ravine(), schedule="step_decay", **{"cosine: over": 9}),
    "formula": lambda: explore(adam, "x**2 + y**4", steps=5),
    "compare": lambda: compare(
        [momentum, adam, (rmsprop, dict(decay=0.7))], ravine, linked=False, condition=9, beta=0.3
    ),
    "frameworks": lambda: frameworks("rmsprop", ravine(), own_defaults=True, start=(1, 2)),
    "atlas": lambda: atlas(momentum, ravine, x="beta", y="rotation", cells=11, beta=0.4, colour="speed"),
    "memory": lambda: memory(adam, ravine, beta1=0.5, show="m", correction=False),
    "averages": lambda: averages("wave", beta=0.3, steps=50, correction=False),
    "scheduled": lambda: scheduled(gradient_descent, ravine(), schedule="constant", learning_rate=0.3),
    "train": lambda: train(hidden=8, rule=momentum, steps=12, seed=3, schedule="cosine"),
}


@pytest.mark.parametrize("name", BEGUN_ELSEWHERE)
def test_a_kept_text_says_all_whatever_the_first_state_of_the_panel_that_reads_it(name):
    one, other = MAKERS[name](), BEGUN_ELSEWHERE[name]()
    assert one.state() != other.state()
    text = one.kept()
    other.restore(text)
    assert one.state() == other.state() and other.kept() == text
    other.undo()
    one.restore(other.kept())
    assert one.state() == other.state() == other.first


def test_a_text_of_another_rule_or_surface_is_refused_and_says_whose_it_is():
    panel = explore(adam, ravine)
    for other in (
        explore(momentum, ravine),
        explore(adam, ravine(condition=5)),
        explore(adam, rosenbrock),
        memory(adam, ravine),
        compare([adam, momentum], ravine),
        explore(adam, "x**2 + y**2"),
    ):
        with pytest.raises(Mistake) as caught:
            panel.restore(other.kept())
        assert str(caught.value).startswith(f"The text belongs to another panel: {other.identity()}. ")
        assert "This one is explore(adam,ravine)" in str(caught.value)
    assert panel.state() == panel.first and not panel.history


def test_a_kept_text_holds_any_typed_text():
    panel = MAKERS["formula"]()
    panel.set(formula="x^2 + 3*y**2/4")
    assert panel.kept().startswith("explore(adam)?formula=x")
    twin = MAKERS["formula"]()
    twin.restore(panel.kept())
    assert twin.state() == panel.state()

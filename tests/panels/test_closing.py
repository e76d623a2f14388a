"""A panel that is closed leaves no widget behind, be it in sight or not."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from ipywidgets.widgets.widget import _instances as alive  # there is no public way to name some of them

from lessons_lib.checks import NumberQuestion, Question
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore, ledger, predict, train
from lessons_lib.plots import draw
from lessons_lib.rules import momentum

STEPS = NumberQuestion("steps", "How many steps?", 40, "So it is.", "steps")
WAY = Question("way", "Which way?", ("Up.", "Down."), "Down.", "The loss falls.", once=True)


each_kind = pytest.mark.parametrize(
    "make",
    [
        lambda: explore(momentum, ravine),
        lambda: explore(momentum, ravine, schedule="step_decay"),
        lambda: ledger(momentum, ravine()),
        lambda: train(steps=5, hidden=4, batch_size=16),
        lambda: predict(STEPS, draw(run(momentum, ravine(), steps=3))),
        lambda: predict(WAY, draw(run(momentum, ravine(), steps=3))),
    ],
    ids=["explore", "schedule", "ledger", "train", "number", "choice"],
)


@each_kind
def test_a_closed_panel_leaves_no_widget_alive(make):
    before = set(alive)
    panel = make()
    assert set(alive) > before
    panel.close()
    assert [alive[name] for name in set(alive) - before] == []
    panel.close()  # once more does no harm


@each_kind
def test_a_closed_panel_is_forgotten_with_all_that_it_drew(make):
    panel = make()
    gone = weakref.ref(panel)
    panel.close()
    del panel
    gc.collect()
    assert gone() is None


def test_a_closed_panel_trains_no_more():
    began, go_on, steps = threading.Event(), threading.Event(), []

    def slow(w, g, t, *, learning_rate=0.1):
        steps.append(t)
        if learning_rate != 0.1 and t == 3:
            began.set()
            assert go_on.wait(20)
        return dict(w=w - learning_rate * g)

    panel = train(rule=slow, steps=20, hidden=4, batch_size=16)
    panel.controls["slow: learning_rate"].value = 0.2
    assert began.wait(20)
    worker = [thread for thread in threading.enumerate() if "_work_on" in thread.name]
    panel.close()
    assert panel.job is None
    go_on.set()
    for thread in worker:
        thread.join(20)
    assert steps[-1] <= 4

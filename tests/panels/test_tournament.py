"""The tournament panel: the race that `hold` holds, filled in while one waits, stopped, gone on with."""

from __future__ import annotations

import os
import signal
import sys
import threading

import numpy as np
import pytest

from lessons_lib import races, rules
from lessons_lib.landscapes import bowl, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork
from lessons_lib.noise import noisy
from lessons_lib.panels import tournament
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.schedules import cosine

NAMES = {name: getattr(rules, name) for name in rules.__all__}
NAMES |= dict(tournament=tournament, ravine=ravine, bowl=bowl, noisy=noisy, cosine=cosine)
NAMES |= dict(DigitsNetwork=DigitsNetwork)
FULL = races.Size(6, 2, 30, 5)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """A full race that takes no minutes."""
    monkeypatch.setitem(races.SIZES, "full", FULL)
    monkeypatch.setitem(races.SIZES, "small", races.Size(3, 2, 10, 2))


def small(**settings):
    return tournament([gradient_descent, adam], [ravine(), bowl()], **settings)


class Gate:
    """A rule that waits at its walk of a certain number until it is let through."""

    def __init__(self, at):
        self.at, self.walks = at, 0
        self.open, self.came = threading.Event(), threading.Event()

    @property
    def rule(self):
        def gated(w, g, t, *, learning_rate=0.1):
            self.walks += t == 1
            if t == 1 and self.walks == self.at:
                self.came.set()
                assert self.open.wait(20)
            return dict(w=w - learning_rate * g)

        return gated


def show_every_bit(panel, monkeypatch):
    """Let a panel show how far it has come after every walk."""
    for name in ("quiet", "pace", "long"):
        monkeypatch.setattr(panel, name, 0.0)


def more(panel):
    panel.canvas._handle_custom_msg({"do": "more"}, [])


def stop(panel):
    panel.canvas._handle_custom_msg({"do": "stop"}, [])


def status(panel):
    return panel.canvas.frame["lines"]["status"]


def test_what_is_shown_is_what_hold_holds():
    panel = small()
    race = races.hold([gradient_descent, adam], ravine(), rates=3)
    np.testing.assert_array_equal(panel.race.losses, race.losses)
    assert panel.still.alt == panel.canvas.frame["alt"] == repr(race)
    for sentence in repr(race).splitlines():
        assert sentence in panel.text()
    panel.set(problem="bowl(curvature=1)", tries=6)
    assert panel.race.problem == "bowl(curvature=1)" and len(panel.race.rates) == 6


def test_a_button_runs_the_full_race_and_leads_back():
    panel = small()
    assert panel.canvas.frame["offer"] == "Run the full race"
    more(panel)
    assert panel.wait(20)
    assert (len(panel.race.rates), panel.race.steps, len(panel.race.seeds)) == (6, 30, 2)
    assert panel.canvas.frame["offer"] == "Back to the small race"
    more(panel)
    assert panel.wait(20) and panel.race.steps == 10 and panel.state() == panel.first
    panel.undo()
    assert panel.race.steps == 30


def test_while_it_goes_on_the_picture_fills_and_a_bar_tells_how_far_it_is(monkeypatch):
    frames = []
    panel = tournament([Gate(0).rule, adam], [DigitsNetwork(hidden=2, batch_size=4)])
    show_every_bit(panel, monkeypatch)
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    more(panel)
    assert panel.wait(20)
    going, last = frames[:-1], frames[-1]
    done = [frame["progress"][0] for frame in going]
    assert done == sorted(done) and {frame["progress"][1] for frame in going} == {24} and len(set(done)) > 10
    assert len({frame["lines"]["status"] for frame in going}) == 1  # it may be read aloud
    assert last["progress"] is None and last["lines"]["status"].startswith("Race on DigitsNetwork")
    points = [sum(len(mark["xy"]) for mark in frame["marks"] if mark["kind"] == "line") for frame in frames]
    assert points[1] < points[len(points) // 2] < points[-1]


def test_a_stopped_race_says_so_and_goes_on_from_what_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONS_RACES", str(tmp_path / "races.json"))
    walked = []

    def counted(w, g, t, *, learning_rate=0.1):
        if t == 1:
            walked.append(learning_rate)
            if len(walked) == 12:
                stop(panel)
        return dict(w=w - learning_rate * g)

    monkeypatch.setattr("lessons_lib.races.holding.key", lambda *parts: repr([str(part) for part in parts]))
    panel = tournament([counted, adam], [noisy(bowl())])
    assert len(walked) == 6
    more(panel)
    assert panel.wait(20)
    assert panel.result.end == "stopped" and panel.race.missing > 0
    assert "walks are missing" in panel.text() and panel.canvas.frame["progress"] is None
    assert panel.canvas.frame["offer"] == "Go on with the full race"
    more(panel)
    assert panel.wait(20) and panel.race.missing == 0 and panel.result.end == "done"
    assert len(walked) == 6 + 12


def test_a_small_race_that_was_stopped_goes_on_too():
    gate = Gate(at=8)
    panel = tournament([gate.rule, adam], [noisy(bowl())])
    with panel._impatient():
        panel.set(tries=4)
    assert gate.came.wait(20)
    stop(panel)
    gate.open.set()
    assert panel.wait(20) and panel.race.missing > 0
    assert panel.canvas.frame["offer"] == "Go on with the small race"
    more(panel)
    assert panel.wait(20) and panel.race.missing == 0 and panel.canvas.frame["offer"] == "Run the full race"


def test_a_race_that_a_cell_asks_for_shows_a_bar_and_can_be_stopped(monkeypatch):
    panel, frames = tournament([gradient_descent, adam], [DigitsNetwork(hidden=2, batch_size=4)]), []
    show_every_bit(panel, monkeypatch)

    def stopped_half_way(change):
        frames.append(change["new"])
        if (frames[-1]["progress"] or [0])[0] >= 12:
            stop(panel)

    panel.canvas.observe(stopped_half_way, "frame")
    panel.set(size="full", tries=6)
    done = [frame["progress"][0] for frame in frames[:-1]]
    assert done == sorted(done) and len(set(done)) > 3 and done[-1] < 24
    assert frames[-1]["progress"] is None and panel.result.end == "stopped" and panel.race.missing > 0
    assert frames[-1]["offer"] == "Go on with the full race"


def test_while_a_cell_waits_the_page_may_turn_on_and_stop():
    gate = Gate(at=12)
    panel = tournament([gate.rule, adam], [noisy(bowl())])
    page = threading.Thread(
        target=lambda: (gate.came.wait(20), panel._asked({"do": "size", "view": "lecture"}))
    )
    page.start()
    waits = threading.Thread(target=lambda: panel.set(size="full", tries=6))
    waits.start()
    page.join(20)
    assert not page.is_alive() and waits.is_alive() and panel.view == "lecture"
    stop(panel)
    gate.open.set()
    waits.join(20)
    assert not waits.is_alive() and panel.result.end == "stopped" and panel.race.missing > 0


def test_a_cell_whose_work_is_overtaken_from_the_page_comes_back():
    gate = Gate(at=12)
    panel = tournament([gate.rule], [noisy(bowl()), ravine()])
    waits = threading.Thread(target=lambda: panel.set(size="full", tries=6))
    waits.start()
    assert gate.came.wait(20)
    panel.controls["problem"].value = "ravine(condition=20)"
    waits.join(20)
    assert not waits.is_alive()
    gate.open.set()
    assert panel.wait(20) and panel.race.problem == "ravine(condition=20)" and panel.race.missing == 0


def test_a_stopped_race_that_a_cell_asks_for_again_goes_on():
    gate = Gate(at=12)
    panel = tournament([gate.rule, adam], [noisy(bowl())])
    more(panel)
    assert gate.came.wait(20)
    stop(panel)
    gate.open.set()
    assert panel.wait(20) and panel.race.missing > 0
    panel.set(view="lecture")
    assert panel.race.missing > 0  # larger type asks for no race
    panel.set(size="full", tries=6)
    assert panel.race.missing == 0 and panel.result.end == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_race_that_a_cell_asks_for_and_that_is_interrupted_leaves_all_as_it_was(monkeypatch):
    gate = Gate(at=12)
    panel = tournament([gate.rule, adam], [noisy(bowl())])
    show_every_bit(panel, monkeypatch)
    before = panel.text()
    reader = threading.Thread(target=lambda: gate.came.wait(20) and os.kill(os.getpid(), signal.SIGINT))
    reader.start()
    with pytest.raises(KeyboardInterrupt):
        panel.set(size="full", tries=6)
    assert panel.job is None and panel.text() == before and panel.state() == panel.first
    assert panel.canvas.frame["progress"] is None and panel.still.alt == repr(panel.race)
    gate.open.set()
    for thread in threading.enumerate():
        if "_work_on" in thread.name:
            thread.join(20)
    assert gate.walks == 12 and panel.text() == before  # none is walked after the interrupt


def test_a_race_that_fails_half_way_leaves_the_last_whole_one_in_sight(monkeypatch):
    def stumbling(w, g, t, *, learning_rate=0.1):
        if t > 10 and learning_rate > 0.05:
            raise ZeroDivisionError("too far for me")
        return dict(w=w - learning_rate * g)

    panel = tournament([adam, stumbling], [noisy(bowl())])
    show_every_bit(panel, monkeypatch)
    small, frames = panel.still.alt, []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    more(panel)
    assert panel.wait(20) and "too far for me" in status(panel)
    assert len({frame["alt"] for frame in frames}) > 3  # it had come some way
    assert panel.canvas.frame["alt"] == panel.still.alt == repr(panel.race) == small


def test_a_newer_turn_puts_an_end_to_a_race():
    gate = Gate(at=8)
    panel = tournament([gate.rule], [noisy(bowl()), ravine()])
    more(panel)
    assert gate.came.wait(20)
    panel.controls["problem"].value = "ravine(condition=20)"
    gate.open.set()
    assert panel.wait(20) and panel.race.problem == "ravine(condition=20)" and panel.race.missing == 0
    for thread in threading.enumerate():
        if "_work_on" in thread.name:
            thread.join(20)
    assert gate.walks == 6 + 2 + 12  # the small race, what was overtaken, the newer one


def test_a_rule_that_stumbles_is_told_and_leaves_no_bar():
    def stumbling(w, g, t, *, learning_rate=0.1):
        if t > 10:
            raise ZeroDivisionError("too far for me")
        return dict(w=w - learning_rate * g)

    panel = tournament([stumbling], [ravine()])
    more(panel)
    assert panel.wait(20) and "stumbling stopped with ZeroDivisionError" in status(panel)
    assert panel.canvas.frame["progress"] is None
    with pytest.raises(Mistake, match="too far for me"):
        panel.set(size="full", tries=3)


def test_goals_are_met_by_a_race_that_has_come_to_its_end():
    goals = {"many": lambda race: len(race.rates) == 6, "never": lambda race: race.nothing}
    panel = small(goals=goals)
    assert panel.canvas.frame["lines"]["goals"] == [["many", False], ["never", False]]
    panel.set(tries=6)
    assert panel.canvas.frame["lines"]["goals"] == [["many", True], ["never", False]]
    assert "reached: many\nopen: never" in panel.text()


@pytest.mark.parametrize(
    "made",
    [
        lambda: small(),
        lambda: small(tries=6, problem="bowl(curvature=1)", view="lecture"),
        lambda: tournament({"slow": (momentum, dict(beta=0.99)), "fast": momentum}, {"mine": ravine()}),
        lambda: tournament([(adam, dict(beta1=0.8, learning_rate=cosine))], [bowl(), bowl()]),
        lambda: tournament([adam, adam]),
        lambda: tournament([adam], [noisy(ravine()), DigitsNetwork(hidden=2)], size="full"),
    ],
)
def test_the_line_and_the_kept_text_make_the_panel_again(made):
    panel = made()
    again = eval(panel.line(), dict(NAMES))
    assert again.text() == panel.text() and again.state() == panel.state()
    kept, state = panel.kept(), panel.state()
    panel.set(tries=6, size="full")
    assert eval(panel.line(), dict(NAMES)).state() == panel.state()
    panel.restore(kept)
    assert panel.state() == state


def test_without_problems_the_menu_holds_quiet_and_noisy_ground_and_the_network():
    options = tournament([adam]).controls["problem"].options
    assert len(options) == 4 and options[0] == "ravine(condition=20)" and "DigitsNetwork" in options[-1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tournament([]), "The rules are 0 of them. Give one to eight"),
        (lambda: tournament([adam], []), r"problems is \[\]"),
        (lambda: tournament([adam], {3: bowl()}), "A problem is named 3"),
        (lambda: tournament([adam], [bowl]), "Write bowl"),
        (lambda: small(problem="bowl(curvature=2)"), r"Did you mean bowl\(curvature=1\)"),
        (lambda: small(tries=1), "Give a whole number from 2 to 21"),
        (lambda: small(size="huge"), "size is 'huge'"),
        (lambda: small(view="huge"), "study"),
        (lambda: small(scenes={"x": dict(speed=1)}), "no slider 'speed'"),
        (lambda: small().set(tries=22), "Its slider goes from 2 to 21"),
        (lambda: tournament([(adam, dict(learning_rate=0.1))]), "the race tries the rates itself"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()

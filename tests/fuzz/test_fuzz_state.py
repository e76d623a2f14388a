"""Whatever is pasted where a panel is restored sets it as a whole, or is refused and moves nothing."""

from __future__ import annotations

import string
from functools import cache
from urllib.parse import quote

import numpy as np
import pytest
from fuzzing import fuzz, nothing_runs, seconds_of
from hypothesis import given
from hypothesis import strategies as st

from lessons_lib.landscapes import ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import atlas, compare, explore, memory
from lessons_lib.panels.live import Live
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop

SECONDS = 4.0  # of the processor: about twenty times what the slowest takes


def surface(x, y):
    return x**2 / 20 + y**2


MAKERS = {
    "explore": lambda: explore(momentum, ravine),
    "schedule": lambda: explore(gradient_descent, ravine, schedule="cosine"),
    "formula": lambda: explore(adam, "x**2/20 + y**2", steps=20),
    "compare": lambda: compare([momentum, rmsprop], ravine, steps=20),
    "memory": lambda: memory(adam, ravine(), steps=12),
    "atlas": lambda: atlas(gradient_descent, ravine, cells=10, steps=20),
}


@cache
def panel_of(name: str) -> Live:
    """Make a panel once: it is restored thousands of times."""
    return MAKERS[name]()


def begun(name: str) -> Live:
    """Set a panel as it was at first: what is drawn for one try must not hang on the one before."""
    panel = panel_of(name)
    panel.set(**panel.first)
    panel.history.clear()
    return panel


NUMBERS = st.one_of(
    st.floats().map(repr),
    st.floats(1e-4, 10).map(lambda x: f"{x:.3g}"),
    st.integers(-5, 400).map(str),
    st.sampled_from(["", "nan", "inf", "-0.0", "1e999", "1_0", "٣", "0x1", "1,2", "1,2,3", "True", "False"]),
    st.integers(1, 5000).map(lambda n: "9" * n),
)
WORDS = st.one_of(st.text(max_size=30), st.text(string.printable, max_size=30))
FORMULAS = st.sampled_from(["x*y", "x^2 + y**2", "sin(x) + y", "log(x)", "x.__class__", "9**9**9**9*x", "("])


@st.composite
def pasted(draw: st.DrawFn, panel: Live) -> str:
    """Write a text that the panel may have kept, with other values, slips, or nothing of the kind."""
    known = [*panel.state(), "view", "start", "formula", "learning_rate", "x", ""]
    values = st.one_of(NUMBERS, NUMBERS, WORDS, FORMULAS, st.sampled_from(["study", "lecture", "cosine"]))
    names = st.one_of(st.sampled_from(known), WORDS)
    pairs = draw(st.lists(st.tuples(names, values), max_size=5))
    written = "&".join(f"{quote(name)}={quote(value, safe=',()*/')}" for name, value in pairs)
    text = draw(
        st.sampled_from([panel.kept(), f"{panel.identity()}?{written}", f"{panel.kept()}&{written}", written])
    )
    if draw(st.booleans()):
        return text
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(WORDS) + text[at + draw(st.integers(0, 3)) :]


def check(panel: Live) -> None:
    """Hold a panel to what it says and keeps, and its marks to numbers that can be drawn."""
    state = panel.state()
    for mark in panel.canvas.frame["marks"]:
        assert not np.isinf(np.frombuffer(mark["xy"], "<f4")).any()
    assert panel.text() and panel.line()
    panel.restore(panel.kept())
    assert panel.state() == state


@pytest.mark.parametrize("name", MAKERS)
@fuzz(20, shared_by=len(MAKERS))
@given(data=st.data())
def test_a_pasted_text_sets_the_whole_panel_or_is_refused_and_moves_nothing(name, data):
    panel = begun(name)
    text = data.draw(st.one_of(pasted(panel), pasted(panel), pasted(panel), st.text(max_size=200)))
    before = panel.state()

    def tried():
        try:
            with nothing_runs():
                panel.restore(text)
        except Mistake as mistake:
            assert str(mistake) and panel.state() == before

    assert seconds_of(tried) < SECONDS
    if panel.state() != before:
        check(panel)
    panel._asked({"do": "restore", "text": text})  # as the page does it: told, not raised


PLAIN = st.none() | st.booleans() | st.floats() | WORDS
DOES = st.sampled_from(["scene", "undo", "view", "restore", "keep", "start over"])


@fuzz(60, shared_by=4)
@given(st.dictionaries(st.sampled_from(["do", "name", "text"]), PLAIN | DOES, max_size=3))
def test_whatever_a_page_asks_for_the_panel_goes_on(message):
    panel = begun("explore")
    panel._asked(message)
    check(panel)

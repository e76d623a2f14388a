"""A cell that is run again lets go of the panel it made before, unless something still needs that one."""

from __future__ import annotations

import gc
import itertools
import weakref

import pytest
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets.widget import _instances as alive

from lessons_lib.panels import outlived

SETUP = """
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent
"""
MAKE = "explore(gradient_descent, ravine())"


@pytest.fixture
def run(monkeypatch):
    """Run a cell of a notebook, named by its id, and return its last value."""
    shell, number, running = InteractiveShell(user_ns={}), itertools.count(), {}
    shell.history_manager.enabled = False
    shell.get_parent = lambda: running
    monkeypatch.setattr(outlived, "get_ipython", lambda: shell)

    def run(cell, source):
        running.update(metadata={"cellId": cell}, header={"msg_id": str(next(number))})
        done = shell.run_cell(source, store_history=True)
        done.raise_error()
        return done.result

    run("first", SETUP)
    yield run
    shell.displayhook.flush()


def is_open(panel):
    return panel.comm is not None


def test_a_cell_that_is_run_again_closes_the_panel_it_made_before(run):
    first = run("a", MAKE)
    before = len(alive)
    second = run("a", MAKE)
    assert not is_open(first) and is_open(second)
    assert len(alive) == before


def test_a_closed_panel_still_shows_its_picture_and_its_words(run):
    first = run("a", MAKE)
    run("a", MAKE)
    data, _ = first._repr_mimebundle_()
    assert "image/png" in data and data["text/plain"] == first.text()
    assert "application/vnd.jupyter.widget-view+json" not in data


def test_nothing_keeps_a_panel_that_was_closed_so(run):
    gone = weakref.ref(run("a", MAKE))
    for _ in range(4):  # the last three results have names: _, __ and ___
        run("a", MAKE)
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    "source",
    ["panel = {}\npanel", "panels[0] = {}\npanels[0]", "both['one'] = {}\nboth['one']"],
    ids=["a name", "a list", "a dict"],
)
def test_a_panel_that_another_cell_keeps_under_a_name_stays_open(run, source):
    run("names", "panels, both = [None], {}")
    first = run("a", source.format(MAKE))
    run("b", "kept = panels[0] or both.get('one') or panel")
    run("a", source.format(MAKE))
    assert is_open(first)
    run("b", "kept = None")
    run("a", source.format(MAKE))
    assert not is_open(first)


def test_a_panel_in_a_list_stays_open_as_long_as_the_list(run):
    run("names", "panels = []")
    first = run("a", f"panels.append({MAKE})\npanels[-1]")
    run("a", f"panels.append({MAKE})\npanels[-1]")
    assert is_open(first)


def test_a_panel_in_a_box_stays_open_as_long_as_the_box(run):
    run("names", "import ipywidgets\nbox = ipywidgets.VBox()")
    first = run("a", f"box.children += ({MAKE},)\nbox.children[0]")
    run("a", f"box.children += ({MAKE},)\nbox.children[1]")
    assert is_open(first)


def test_a_panel_that_another_cell_shows_stays_open_until_that_cell_is_run_again(run):
    run("a", f"panel = {MAKE}")
    shown = run("b", "panel")
    shown._repr_mimebundle_()
    run("a", f"panel = {MAKE}")
    assert is_open(shown)
    run("b", "panel")._repr_mimebundle_()
    assert not is_open(shown)


def test_two_panels_of_one_run_are_both_open_and_two_cells_do_not_meet(run):
    run("names", "made = []")
    one, two = run("a", f"made = [{MAKE}, {MAKE}]\nmade")
    other = run("b", MAKE)
    assert is_open(one) and is_open(two) and is_open(other)
    run("a", "made = None")
    assert is_open(one)  # that run made no panel: nothing came in its place
    run("a", MAKE)
    assert not is_open(one) and not is_open(two) and is_open(other)


def test_where_no_cell_is_told_nothing_is_closed(run):
    panels = [run(None, MAKE) for _ in range(3)]
    assert all(map(is_open, panels))

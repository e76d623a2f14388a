"""What lesson 00 says in its prose, held to what the package does."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest
from reading import ROOT, code_cells, prose, run_cell, shell

from lessons_lib import dialects, panels, rules
from lessons_lib.checks import lesson_00 as check
from lessons_lib.descent import sweep
from lessons_lib.dialects import call, translate
from lessons_lib.landscapes import himmelblau, ravine
from lessons_lib.plots import cut

LESSON = ROOT / "notebooks" / "00_start_here.ipynb"
TEXT = prose(LESSON)
FRAMEWORKS = {"PyTorch": "torch", "Keras": "keras", "TensorFlow 1": "tf1", "Optax": "optax"}
RULES = {"beta": "momentum", "decay": "rmsprop", "beta1": "adam", "beta2": "adam", "weight_decay": "adamw"}


def table(heading: str) -> list[dict[str, str]]:
    """Read the table whose first line holds a heading: one dict a row."""
    lines = TEXT.splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("|") and f"| {heading} |" in line)
    names, rows = _cells(lines[first]), []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(names, _cells(line), strict=True)))
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


NAMES = [
    pytest.param(row["here"].strip("`"), framework, row[framework], id=f"{row['here']} in {framework}")
    for row in table("often written")
    for framework in FRAMEWORKS
]


@pytest.mark.parametrize(("here", "framework", "told"), NAMES)
def test_the_table_of_names_says_what_the_frameworks_call_a_setting(here, framework, told):
    module = getattr(dialects, FRAMEWORKS[framework])
    own = getattr(module, RULES.get(here, "adam"), None)
    if told == "none":
        assert own is None
        return
    line = call(own, **translate(own, **{here: 0.625}))
    alone, pair = re.search(r"(\w+)=0\.625", line), re.search(r"(\w+)=\((.*?)\)", line)
    place = "" if alone else ", first" if pair[2].startswith("0.625") else ", second"
    expected = f"`{(alone or pair)[1]}`{place}"
    assert told == expected, line


def test_every_setting_of_the_main_rules_is_in_the_table_of_names():
    main = [rules.gradient_descent, rules.momentum, rules.adagrad, rules.rmsprop, rules.adam, rules.adamw]
    tuned = {
        name
        for rule in main
        for name, p in inspect.signature(rule).parameters.items()
        if p.kind == p.KEYWORD_ONLY
    }
    assert {row["here"].strip("`") for row in table("often written")} == tuned


def test_every_memory_of_the_main_rules_is_in_the_table_of_symbols():
    told = set(re.findall(r"`(\w+)`", " ".join(row["in code"] for row in table("in a formula"))))
    for rule in (rules.momentum, rules.adagrad, rules.rmsprop, rules.adam):
        given = inspect.signature(rule).parameters.values()
        assert {p.name for p in given if p.kind == p.POSITIONAL_OR_KEYWORD} <= told
    assert hasattr(ravine(), "eigenvalues") and "condition" in inspect.signature(ravine).parameters


def test_from_wherever_the_ring_is_dropped_the_walk_runs_into_a_hollow():
    ground = himmelblau()
    starts = np.stack(np.meshgrid(*[np.linspace(*side, 101) for side in ground.window]))
    end = sweep(rules.gradient_descent, ground, steps=60, start=starts, learning_rate=0.012)
    assert not end.left.any() and end.loss.max() < 0.1


def test_the_two_dots_beside_a_bottom_are_at_the_same_height():
    x, heights = next(
        line for line in cut(himmelblau(), 2.5).figure.axes[1].get_lines() if line.get_marker() == "o"
    ).get_data()
    order = np.argsort(x)
    heights = heights[order]
    low = [k for k in range(len(x) - 1) if np.isclose(heights[k], heights[k + 1], rtol=1e-3)]
    assert len(low) >= 3  # left bottom, the hump between, right bottom


def test_at_c_the_next_line_is_nearer_than_at_a():
    ground = ravine()
    outer = 1.0  # any height above the 0.8 on which the places lie
    at_a, at_c = np.sqrt(20 * outer) - 4, np.sqrt(outer) - np.sqrt(0.8)
    assert at_c < at_a / 4
    assert float(ground.loss(np.array([4 + at_a, 0]))) == pytest.approx(outer)


def test_an_arrow_stands_at_a_right_angle_to_its_line_and_not_toward_the_star():
    ground, b = ravine(), np.array([2.4, 0.716])
    g = ground.gradient(b)
    along = np.array([-g[1], g[0]]) / np.linalg.norm(g) * 1e-5
    assert abs(ground.loss(b + along) - ground.loss(b)) < 1e-9
    across = abs(g[1]) / np.linalg.norm(g)
    to_star = b @ g / np.linalg.norm(b) / np.linalg.norm(g)
    assert across > 0.98 and to_star < 0.6


def test_the_measured_slope_is_a_little_more_than_two_and_a_shorter_run_comes_closer():
    def loss(w0, w1):
        return w0**2 + w1**2 / 4

    long, short = ((loss(1 + run, 2) - loss(1, 2)) / run for run in (1e-3, 1e-5))
    assert f"{long:.3f}" == "2.001" and 2 < short < long


def test_the_advice_to_return_the_rise_alone_leads_to_its_own_sentence():
    assert "the rise alone" in check.slope(lambda f, x, run=0.001: f(x + run) - f(x)).says


def test_what_the_page_tells_lecturers_to_write_is_accepted():
    ends = dict(view="lecture", explain=False, scenes={"mine": dict(learning_rate=0.5)})
    for name in ends:
        assert name in TEXT and name in inspect.signature(panels.explore).parameters
    panel = panels.explore(rules.gradient_descent, ravine(), **ends)
    assert panel.toolbar.view == "lecture" and panel.toolbar.scenes[0][0] == "mine"


def test_nothing_but_the_first_cell_imports_and_its_first_line_is_the_set_up_check():
    first = code_cells(LESSON)[0].source.splitlines()[0]
    assert first.startswith("import lessons_lib.setup_check as setup_check")


def test_where_a_later_import_fails_the_set_up_check_is_there_all_the_same():
    cells = {cell.id: cell.source for cell in code_cells(LESSON)}
    broken = cells["imports"].replace("from lessons_lib.panels", "from lessons_lib.no_such_thing")
    with shell() as made:
        assert not made.run_cell(broken).success
        assert str(run_cell(made, cells["setup-check"])) == "Everything is there."

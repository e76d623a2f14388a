"""The atlas panel: one walk a cell, the walk of one cell, and what stays the same while one points."""

from __future__ import annotations

import numpy as np
import pytest

import lessons_lib.panels.grids as grids
from lessons_lib import dialects, landscapes, panels, rules, theory
from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine, rosenbrock, saddle
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import landscape_from
from lessons_lib.panels import atlas, live
from lessons_lib.panels.controls import SCALES, Knob
from lessons_lib.panels.sides import places, spread
from lessons_lib.plots.palette import contrast
from lessons_lib.rules import adam, gradient_descent, momentum, nesterov, rmsprop

RATES = {"learning_rate": (0.01, 2)}


@pytest.fixture
def panel():
    return atlas(gradient_descent, ravine, cells=12, steps=60, ends=RATES, learning_rate=0.5)


def again(panel):
    names = {**vars(landscapes), **vars(rules), **vars(panels), "dialects": dialects}
    return eval(panel.line(), names)


def finite(panel):
    for mark in [*panel.canvas.frame["marks"], *panel.canvas.ground["marks"]]:
        points = np.frombuffer(mark["xy"], "<f4")
        assert mark["kind"] == "line" or np.isfinite(points).all()
    return panel.canvas.frame["marks"]


@pytest.mark.parametrize("name", sorted(SCALES))
@pytest.mark.parametrize("cells", [10, 100])
def test_the_values_of_a_side_are_even_on_its_scale_and_end_where_the_slider_ends(name, cells):
    scale = SCALES[name]
    values = spread(scale, cells)
    assert (values[0], values[-1]) == (scale.low, scale.high)
    if scale.kind != "whole":
        assert np.all(np.diff(values) > 0)
        assert np.allclose(places(scale, values), np.linspace(0, 1, cells), atol=0.02 / cells)


def test_every_cell_ends_where_a_walk_with_its_settings_ends():
    panel = atlas(momentum, ravine, y="rotation", cells=10, steps=40, ends=RATES, beta=0.5)
    (_, rates), (_, angles) = panel.walks.sides
    for row, column in ((0, 0), (3, 9), (9, 4), (7, 7)):
        path = run(momentum, ravine(rotation=angles[row]), steps=40, learning_rate=rates[column], beta=0.5)
        assert panel.sweep.left[row, column] == (path.left is not None)
        assert np.allclose(panel.sweep.w[:, row, column], path.w[-1], rtol=1e-9)


@pytest.mark.parametrize("at", [(0.02, 3), (0.9, 50), (1.9, 1000)])
def test_the_cell_pointed_at_shows_the_walk_with_its_settings(panel, at):
    panel.set(cell=at)
    rate, condition = panel.places["cell"]
    path = run(gradient_descent, ravine(condition), steps=60, learning_rate=rate)
    assert np.array_equal(panel.path.w, path.w)
    (_, rates), (_, conditions) = panel.walks.sides
    assert rate in rates and condition in conditions
    trail = panel.canvas.frame["marks"][1]
    assert trail["trail"] and len(trail["xy"]) == 8 * len(path.w)


def test_a_walk_can_begin_where_the_map_says():
    panel = atlas(gradient_descent, saddle(), x="start w0", y="start w1", cells=10, steps=30)
    panel.set(cell=(1.0, 0.5))
    assert panel.path.start.tolist() == list(panel.places["cell"])
    assert [handle["name"] for handle in panel.canvas.frame["points"]] == ["cell"]
    one = atlas(gradient_descent, parabola, x="start w0", y="curvature", cells=10, steps=30)
    assert one.sweep.w.shape == (1, 10, 10)


@pytest.mark.parametrize("rotation", [0, 30])
@pytest.mark.parametrize(("rule", "limit"), [(gradient_descent, 1.0), (momentum, 1.5), (nesterov, 0.75)])
def test_the_limit_of_theory_parts_walks_that_diverge_from_walks_that_do_not(rule, limit, rotation):
    more = {} if rule is gradient_descent else {"beta": 0.5}
    panel = atlas(rule, ravine, cells=40, steps=300, ends=RATES, rotation=rotation, **more)
    line = panel.still.grounds[0].artists[2]
    at = line.get_xdata()[:-1]
    assert len(at) == 40
    assert np.allclose(0.01 * 200**at, limit, rtol=2e-3)
    place = np.linspace(0, 1, 40)
    near = 1.6 / 39  # walks just beyond the limit need more steps to be lost from sight
    for row in range(40):
        assert not panel.sweep.left[row, place < at[row]].any()
        assert panel.sweep.left[row, place > at[row] + near].all()


def test_where_both_are_sides_the_best_pair_of_theory_is_marked():
    panel = atlas(momentum, ravine(), y="beta", cells=10, ends=RATES)
    pair = theory.best_momentum(ravine().eigenvalues)
    (x, y), *_ = panel.still.grounds[0].artists[-2].get_xydata()
    assert 0.01 * 200**x == pytest.approx(pair["learning_rate"])
    assert 1 - 1e-4**y == pytest.approx(pair["beta"])


def test_where_rates_tie_the_map_shows_both_ends_of_the_band_and_they_part_at_the_best_pair():
    panel = atlas(momentum, ravine(), y="beta", cells=60, steps=400, ends=RATES, colour="speed")
    assert list(panel._map().levels) == ["limit", "best rates\n(between)"]
    x = panel.still.grounds[0].artists[3].get_xdata()
    low, high = np.reshape(x, (2, 61))[:, :60]
    (_, rates), (_, betas) = panel.walks.sides
    pair = theory.best_momentum(ravine().eigenvalues)["beta"]
    for row, beta in enumerate(betas):
        inside = (np.linspace(0, 1, 60) > low[row]) & (np.linspace(0, 1, 60) < high[row])
        if beta < pair:
            assert low[row] == pytest.approx(high[row], abs=1e-6)
        elif beta < 0.9:
            assert inside.any()
            assert theory.convergence_rate([0.1, 2.0], rates[inside], beta) == pytest.approx(np.sqrt(beta))
    assert list(atlas(gradient_descent, ravine, cells=10)._map().levels)[1] == "best rate"


@pytest.mark.parametrize("turn", [0.0, 30.0])
def test_of_adam_no_line_is_drawn_and_its_edge_is_measured_on_the_walk_of_the_cell(turn):
    panel = atlas(adam, ravine, y="beta1", cells=10, steps=2000, rotation=turn, cell=(0.01, 0.9), beta2=0.9)
    assert panel._map().levels == {}
    said = panel.canvas.frame["lines"]["theory"]
    met, limit = (
        float(said.split(word)[1].split(end)[0]) for word, end in ((" it is ", ";"), ("beyond ", ":"))
    )
    rate, beta1 = panel.places["cell"]
    assert limit == pytest.approx(float(theory.adam_stability_limit(rate, beta1)), rel=0.01)
    root = np.sqrt(panel.path["v"][-1] / (1 - 0.9**2000)) + 1e-8
    if not turn:
        assert met == pytest.approx((panel.landscape.eigenvalues / root).max(), rel=0.01)
    assert said.endswith("below" if met < limit else "beyond")
    assert "no line" in atlas(adam, rosenbrock(), cells=10).text()


def test_theory_is_silent_where_it_knows_nothing():
    for quiet in (
        atlas(rmsprop, ravine, cells=10),
        atlas(gradient_descent, rosenbrock(), y="start w0", cells=10),
    ):
        assert quiet._map().levels == {} and "theory" not in quiet.text()


def test_pointing_at_a_cell_walks_once_and_sends_one_frame_and_no_map(panel, monkeypatch):
    calls, frames = [], []
    monkeypatch.setattr(grids, "sweep", lambda *args, **kwargs: calls.append(args))
    before = panel.canvas.background, panel.canvas.ground, panel.walks
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    (_, rates), _ = panel.walks.sides
    panel.set(cell=(rates[2], panel.places["cell"][1]))  # along a row: the same landscape
    assert (panel.canvas.background, panel.canvas.ground, panel.walks) == before
    assert len(frames) == 1 and not calls


def test_another_colour_shows_the_same_walks(panel):
    walks, ground = panel.walks, panel.canvas.ground
    panel.set(colour="speed")
    assert panel.walks is walks and panel.canvas.ground != ground
    expected = (panel.path.loss[-1] / panel.path.loss[0]) ** (0.5 / 60)
    (_, rates), (_, conditions) = panel.walks.sides
    row, column = (
        np.argmin(abs(conditions - panel.places["cell"][1])),
        np.argmin(abs(rates - panel.places["cell"][0])),
    )
    assert walks.kept[row, column] == pytest.approx(expected)


def test_a_turned_knob_makes_another_map_with_one_frame_and_keeps_the_axes(panel):
    frames, background, walks = [], panel.canvas.background, panel.walks
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.controls["rotation"].value = 30.0
    assert len(frames) == 1 and panel.walks is not walks
    assert panel.canvas.background == background


def test_diverged_cells_are_grey_and_hatched(panel):
    shade, hatch = panel.still.grounds[0].artists[:2]
    grey = (shade.get_array()[..., :3] == 0xD9).all(axis=-1)
    assert np.array_equal(grey, panel.sweep.left) and grey.any()
    at = np.floor(np.reshape(hatch.get_xdata(), (-1, 3))[:, :2].mean(axis=1) * 11 + 0.5).astype(int)
    up = np.floor(np.reshape(hatch.get_ydata(), (-1, 3))[:, :2].mean(axis=1) * 11 + 0.5).astype(int)
    assert panel.sweep.left[up, at].all()
    assert len(set(zip(up.tolist(), at.tolist(), strict=True))) == panel.sweep.left.sum()
    assert contrast(hatch.get_color(), "#d9d9d9") > 3


def test_a_hovering_mouse_points_and_within_one_cell_nothing_is_sent(panel):
    point = panel.canvas.frame["points"][0]
    assert point["name"] == "cell" and point["hover"]
    left, top, width, height = point["area"]
    assert np.allclose(point["grain"], [width / 12, height / 12])
    frames = []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.canvas.pointer = [left + 2.5 * width / 12, top + 1.5 * height / 12, 1, "cell"]
    (_, rates), (_, conditions) = panel.walks.sides
    assert panel.places["cell"] == (rates[2], conditions[-2])
    assert np.allclose(frames[-1]["points"][0]["xy"], panel.canvas.pointer[:2], atol=0.2)
    panel.canvas.pointer = [left + 2.7 * width / 12, top + 1.4 * height / 12, 2, "cell"]
    assert len(frames) == 1
    panel.canvas.pointer = [left, top + height, 3, "cell"]
    assert panel.places["cell"] == (rates[0], conditions[0])


def test_a_series_of_hovers_is_one_change_however_slow_and_what_is_led_is_not(panel, monkeypatch):
    monkeypatch.setattr(live, "TOGETHER", 0.0)
    left, top, width, height = panel.canvas.frame["points"][0]["area"]
    first = panel.places["cell"]
    for k in range(8):
        panel.canvas.pointer = [left + (k + 0.5) * width / 12, top + 1.5 * height / 12, k, "cell", "hovered"]
    assert len(panel.history) == 1
    panel.controls["steps"].value = 9
    panel.canvas.pointer = [left + 0.5 * width / 12, top + 1.5 * height / 12, 8, "cell", "hovered"]
    assert len(panel.history) == 3
    for k in range(9, 12):
        panel.canvas.pointer = [left + k * width / 12, top + 1.5 * height / 12, k, "cell", "led"]
    assert len(panel.history) == 6
    while panel.history:
        panel.undo()
    assert panel.places["cell"] == first


def test_the_start_can_be_dragged_and_every_walk_begins_there(panel):
    area = panel.canvas.frame["points"][1]["area"]
    panel.canvas.pointer = [area[0] + 0.75 * area[2], area[1] + 0.5 * area[3], 1, "start"]
    assert panel.places["start"] == pytest.approx((2.5, 0.0), abs=0.05)
    assert panel.sweep.start.tolist() == panel.path.start.tolist() == list(panel.places["start"])


@pytest.mark.parametrize(
    "make",
    [
        lambda: atlas(gradient_descent, ravine, cells=10, cell=(0.3, 50), start=(1, 1), ends=RATES),
        lambda: atlas(momentum, ravine(), y="beta", cells=11, colour="speed", view="lecture"),
        lambda: atlas(dialects.torch.rmsprop, rosenbrock(), cells=10),
        lambda: atlas(rmsprop, ravine, x="start w1", y="cache", cache=1.0, cells=10),
    ],
)
def test_line_and_text_make_the_same_state_again(make):
    panel = make()
    assert again(panel).state() == panel.state()
    kept, state = panel.kept(), panel.state()
    name = panel.controls["y"].options[0 if panel.names[0] != panel.controls["y"].options[0] else 1]
    panel.set(y=name, steps=20, view="study")
    assert again(panel).state() == panel.state()
    panel.restore(kept)
    assert panel.state() == state


def test_undo_takes_the_cell_and_the_sides_back(panel):
    first = panel.state()
    panel.set(cell=(1.9, 900))
    second = panel.state()
    panel.controls["y"].value = "rotation"
    assert panel.state() != second
    panel.undo()
    assert panel.state() == second
    panel.undo()
    assert panel.state() == first


def test_a_side_that_takes_what_the_other_has_gives_its_own_for_it(panel):
    panel.controls["x"].value = "condition"
    assert panel.names == ("condition", "learning_rate")
    assert [c.label for c in panel.shown()] == ["x", "y", "colour", "rotation", "steepest", "steps", "cells"]
    assert panel.places["cell"][1] == pytest.approx(0.5, rel=0.3)
    panel.controls["y"].value = "condition"
    assert panel.names == ("learning_rate", "condition")


def test_a_scene_of_other_sides_can_be_asked_for_and_is_recognised(panel):
    shown = atlas(
        momentum,
        ravine,
        cells=10,
        ends=RATES,
        scenes={"beta": dict(y="beta"), "start": dict(x="start w0", y="start w1", cell=(1, 1))},
    )
    for name, scene in shown.scenes.items():
        shown._asked({"do": "scene", "name": name})
        assert shown.state() == scene and shown.toolbar.scene == name
    assert shown.path.start.tolist() == pytest.approx([1, 1], abs=0.6)


@pytest.mark.parametrize("rule", [gradient_descent, momentum, adam])
@pytest.mark.parametrize("landscape", [ravine, rosenbrock()], ids=["ravine", "rosenbrock"])
def test_every_knob_can_go_to_its_ends_and_the_picture_stays_finite(rule, landscape):
    panel = atlas(rule, landscape, cells=10, steps=20, **({} if landscape is ravine else {"y": "start w1"}))
    for name, control in panel.controls.items():
        if isinstance(control, Knob):
            for value in (control.low, control.high):
                panel.set(**{name: value})
                finite(panel)
                assert not panel.refused
            panel.undo()
        else:
            for value in control.options:
                control.value = value
                finite(panel)
                assert not panel.refused and panel.still.png(fine=0.2).startswith(b"\x89PNG")


def test_the_words_say_what_the_map_and_the_cell_show(panel):
    panel.set(cell=(1.6, 20))
    said = panel.text()
    assert said.split("result: ")[1].startswith("learning_rate 2, condition 23.1: diverged: left the map")
    share = round(100 * panel.sweep.left.mean())
    assert f"{share} percent of 144 walks diverged" in said
    alt = panel.still.alt
    assert alt.startswith("A map of 144 walks of gradient_descent: learning_rate across, condition upward")
    panel.set(cell=(0.3, 20))
    assert panel.still.alt != alt
    hard = atlas(gradient_descent, rosenbrock(), y="start w1", cells=10, steps=20)
    assert "; best cell: learning_rate" in hard.text()


def test_a_landscape_of_the_learner_has_no_error_to_speak_of():
    surface = landscape_from(lambda x, y: np.sin(x) + y**2)
    panel = atlas(gradient_descent, surface, x="start w0", y="learning_rate", cells=10, steps=20)
    finite(panel)
    with pytest.raises(Mistake, match="lowest point of this landscape is not known"):
        panel.set(colour="speed")
    panel.controls["colour"].value = "speed"
    assert "lowest point" in panel.controls["colour"].complaint


def test_a_rule_that_takes_single_numbers_only_is_told_why_it_must_take_arrays():
    def choosy(w, g, t, *, learning_rate=0.1, wind=0.5):
        return dict(w=w - (learning_rate if learning_rate < 1 else 1) * g)

    with pytest.raises(Mistake, match="A map walks from all its cells at once"):
        atlas(choosy, ravine(), cells=10)


def test_a_landscape_that_makes_nothing_of_arrays_is_refused_as_a_side():
    def hill(width=1.0):
        width = float(width)
        return landscape_from(lambda x, y: (x / width) ** 2 + y**2)

    with pytest.raises(Mistake, match="hill stopped with TypeError"):
        atlas(gradient_descent, hill, y="width", cells=10)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: atlas(gradient_descent, ravine, x="learning_rte"), "Did you mean learning_rate"),
        (lambda: atlas(gradient_descent, ravine(), y="condition"), "y is 'condition'"),
        (lambda: atlas(gradient_descent, ravine, x="condition", y="condition"), "both 'condition'"),
        (lambda: atlas(gradient_descent, ravine, cells=9), "from 10 to 100"),
        (lambda: atlas(gradient_descent, ravine, cells=20.5), "whole number"),
        (lambda: atlas(gradient_descent, ravine, cells="many"), "number"),
        (lambda: atlas(gradient_descent, ravine, colour="red"), "colour is 'red'"),
        (lambda: atlas(gradient_descent, ravine, cell=(1, 2, 3)), "cell is"),
        (lambda: atlas(gradient_descent, ravine, cell="ab"), "cell is"),
        (lambda: atlas(gradient_descent, ravine, start=(1,)), "Give 2 finite numbers"),
        (lambda: atlas(gradient_descent, ravine, start="ab", x="start w0"), "Give 2 finite numbers"),
        (lambda: atlas(gradient_descent, ravine, rate=1), "no setting 'rate'"),
        (lambda: atlas(gradient_descent, ravine, view="huge"), "study"),
        (lambda: atlas(gradient_descent, 3), "landscape"),
        (lambda: atlas(gradient_descent, ravine, ends={"learning_rate": (0, 1)}), "above zero"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_a_refused_setting_leaves_the_map_as_it_was(panel):
    state, walks = panel.state(), panel.walks
    for wrong in (dict(y="learning_rate"), dict(cell=(1, np.nan)), dict(start=(1, 2, 3)), dict(x="beta")):
        with pytest.raises(Mistake):
            panel.set(**wrong)
        assert panel.state() == state
    assert panel.walks.gap.tolist() == walks.gap.tolist()

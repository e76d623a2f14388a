"""The memory panel shows what a rule recorded, as curves and as squares of that area."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import dialects, landscapes, rules, theory
from lessons_lib.descent import run
from lessons_lib.landscapes import himmelblau, parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import memory, uncorrected
from lessons_lib.plots.palette import COORDINATES, contrast
from lessons_lib.rules import adadelta, adagrad, adam, gradient_descent, lion, momentum, nesterov, rmsprop

NAMES = {
    **{name: getattr(rules, name) for name in rules.__all__},
    **{name: getattr(landscapes, name) for name in ("ravine", "parabola", "rosenbrock", "himmelblau")},
    **dict(dialects=dialects, memory=memory, uncorrected=uncorrected, run=run),
}


def windy(w, g, t, breeze=0.25, *, learning_rate=0.1, wind=0.5):
    breeze = -0.9 * breeze
    return dict(w=w - learning_rate * g + wind * breeze, breeze=breeze)


def made_again(line):
    return eval(line, dict(NAMES))


def marks(panel):
    """The marks of the frame, with their places as numbers; a value that is not there yet has none."""
    return [
        mark | {"xy": np.frombuffer(mark["xy"], "<f4").reshape(-1, 2)} for mark in panel.canvas.frame["marks"]
    ]


def areas(panel):
    """The areas of the squares in pixels, an array (rows,) each: w0 filled, w0 hollow, w1 filled, ..."""
    pages = [mark["xy"].reshape(-1, 4, 2) for mark in marks(panel) if mark["kind"] == "area"]
    return [np.ptp(page[:, :, 0], axis=1) * np.ptp(page[:, :, 1], axis=1) for page in pages]


ALL = [
    *(rule for name, rule in vars(rules).items() if name in rules.__all__ and rule is not gradient_descent),
    dialects.torch.adam,
    dialects.torch.rmsprop_momentum,
    dialects.optax.nadam,
    windy,
]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
def test_every_rule_with_a_memory_has_a_panel_whose_line_and_text_make_it_again(rule):
    panel = memory(rule, ravine())
    first = panel.state()
    panel.set(steps=7, start=(1, 0.5))
    assert memory_of(panel, rule).state() == panel.state()
    text = panel.kept()
    other = memory(rule, ravine())
    other.restore(text)
    assert other.state() == panel.state() and np.array_equal(other.path.w, panel.path.w)
    panel.undo()
    assert panel.state() == first
    assert panel.path.values and panel.still.alt and panel.canvas.frame["marks"]


def memory_of(panel, rule):
    return eval(panel.line(), NAMES | {"windy": windy})


def test_the_line_below_walks_the_walk_on_screen():
    for panel in (
        memory(rmsprop, ravine(), cache=1.0),
        memory(dialects.torch.adam, ravine(), correction=False),
    ):
        path = made_again(panel.lines()["code"])
        assert np.array_equal(path.w, panel.path.w)


@pytest.mark.parametrize("rule", [adagrad, rmsprop, adam, adadelta, momentum, lion])
def test_the_area_of_a_square_is_the_recorded_memory_step_by_step(rule):
    panel = memory(rule, ravine(), steps=40)
    recorded = run(rule, ravine(), steps=40)
    rows = np.array_split(areas(panel), len(panel.names))
    for name, squares in zip(panel.names, rows, strict=True):
        values = np.nan_to_num(recorded[name])
        signed = np.stack([squares[0] - squares[1], squares[2] - squares[3]], axis=1)
        largest = np.abs(values).max()
        assert signed / np.abs(signed).max() == pytest.approx(values / largest, abs=2e-5), name
        assert np.minimum(squares[0], squares[1]).max() == 0  # filled or hollow, never both


def test_the_larger_the_cache_the_smaller_the_rate_and_both_are_told():
    panel = memory(adagrad, ravine(), learning_rate=0.5)
    cache, rate = panel.path["cache"][-1], panel.path["rate"][-1]
    told = panel.lines()["theory"]
    assert f"w1 has {cache[1] / cache[0]:.3g} times the cache of w0 and 1/{rate[0] / rate[1]:.3g}" in told
    filled = [a[-1] for a in areas(panel)]
    assert filled[0] < filled[2] and filled[4] > filled[6]


def test_numbers_below_the_squares_are_the_recorded_ones_for_every_step():
    panel = memory(rmsprop, ravine(), steps=5)
    texts = [
        mark["text"] for mark in marks(panel) if mark["kind"] == "text" and isinstance(mark["text"], list)
    ]
    cache = next(text for text in texts if text[1].startswith("w1: 1.6"))
    assert [float(line.split()[1]) for line in cache] == pytest.approx(panel.path["cache"][:, 1], rel=5e-3)
    assert sum(text[0] == "w0: none yet" for text in texts) == 1  # the rate before the first step


def test_the_curves_show_the_recorded_values_one_point_a_row():
    panel = memory(momentum, ravine(), steps=30)
    axes = next(part.axes for part in panel.still.parts if part.clock)
    clip = [round(float(v), 1) for v in (axes.bbox.x0, axes.figure.bbox.height - axes.bbox.y1)]
    curves = [mark for mark in marks(panel) if mark["trail"] and mark["clip"][:2] == clip and mark["width"]]
    for curve, column in zip(curves, panel.path["velocity"].T, strict=True):
        wanted = axes.transData.transform(np.column_stack([panel.path.t, column]))
        wanted[:, 1] = axes.figure.bbox.height - wanted[:, 1]
        assert curve["xy"] == pytest.approx(wanted, abs=0.01)
    assert panel.canvas.frame["clocks"]


def test_two_coordinates_have_two_looks_that_can_be_read():
    one, other = COORDINATES
    assert one.color != other.color and one.marker != other.marker and one.dash != other.dash
    assert all(contrast(style.color, "white") >= 4.5 for style in COORDINATES)


def test_a_menu_chooses_the_memory_where_there_are_more_than_two_recorded_values():
    panel = memory(adam, ravine())
    assert panel.menu.options == ["m", "v"] and panel.names == ("v", "rate")
    panel.set(show="m")
    assert panel.names == ("m", "rate") and "m remembers about 10 steps" in panel.text()
    assert memory(rmsprop, ravine()).menu is None
    assert memory(nesterov, ravine()).names == ("velocity",)
    assert memory(dialects.torch.rmsprop_momentum, ravine()).names == ("cache", "velocity")


def test_the_switch_is_there_for_rules_that_correct_and_off_is_the_same_walk_without_the_division():
    panel = memory(adam, ravine(), learning_rate=0.1)
    assert "bias correction" in [control.label for control in panel.shown()]
    assert np.array_equal(panel.path.w, run(adam, ravine(), learning_rate=0.1).w) and panel.other is None
    panel.set(correction=False)
    assert np.array_equal(panel.path.w, run(uncorrected(adam), ravine(), learning_rate=0.1).w)
    assert np.array_equal(panel.other.w, run(adam, ravine(), learning_rate=0.1).w)
    assert "not corrected" in panel.still.alt
    assert all(control.label != "bias correction" for control in memory(rmsprop, ravine()).shown())


def test_the_multiplier_of_theory_is_told_at_every_step_where_the_correction_is_on():
    panel = memory(adam, ravine(), beta1=0.8, steps=12)
    said = next(m["text"] for m in marks(panel) if m["kind"] == "text" and "correction" in str(m["text"]))
    expected = theory.correction_multiplier(np.arange(1, 13), 0.8)
    assert [float(line.split("× ")[1]) for line in said[1:]] == pytest.approx(expected, abs=5e-4)
    assert f"multiplies step 1 by {expected[0]:.3f}, step 12 by {expected[-1]:.3f}" in panel.text()
    panel.set(correction=False)
    assert "×" not in str([m.get("text") for m in marks(panel)]) and "multiplies" not in panel.text()


@pytest.mark.parametrize(
    ("rule", "settings", "words"),
    [
        (momentum, dict(beta=0.5), "velocity remembers about 2 steps"),
        (adagrad, {}, "cache never forgets"),
        (rmsprop, dict(decay=0.99), "cache remembers about 100 steps"),
        (adam, {}, "v remembers about 1000 steps"),
        (lion, dict(beta2=0.95), "m remembers about 20 steps"),
        (dialects.torch.rmsprop, dict(alpha=0.8), "cache remembers about 5 steps"),
    ],
)
def test_how_long_a_memory_holds_is_measured_on_the_rule(rule, settings, words):
    assert words in memory(rule, ravine(), **settings).text()


def test_a_scene_is_a_whole_setting_with_menu_and_switch():
    panel = memory(adam, ravine, scenes={"raw": dict(correction=False, show="m", learning_rate=0.5)})
    panel.set(condition=100, start=(1, 1))
    panel._asked({"do": "scene", "name": "raw"})
    state = panel.state()
    assert (state["correction"], state["show"], state["condition"]) == (False, "m", 20)
    assert panel.toolbar.scene == "raw"


@pytest.mark.parametrize("name", ["learning_rate", "beta2", "steps", "correction", "show"])
def test_a_turned_control_sends_one_frame(name):
    panel, frames = memory(adam, ravine()), []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    control = panel.controls[name]
    control.value = {"correction": False, "show": "m", "steps": 58}.get(name, 0.5)
    assert len(frames) == 1


def test_the_background_stays_while_the_curves_stay_in_their_axes():
    panel = memory(adam, ravine(), learning_rate=0.1)
    first = panel.canvas.background
    panel.set(learning_rate=0.11)
    panel.set(beta1=0.85)
    panel.set(start=(-3.9, 1.9))
    assert panel.canvas.background == first
    panel.set(steps=300)
    assert panel.canvas.background != first


@pytest.mark.parametrize(
    ("rule", "problem"), [(adam, ravine), (momentum, parabola()), (adagrad, himmelblau())]
)
def test_at_every_end_of_every_knob_the_picture_is_finite(rule, problem):
    panel = memory(rule, problem)
    for name, knob in panel.desk.knobs.items():
        for value in (knob.low, knob.high):
            panel.set(**{name: value})
            for mark in marks(panel):
                gone = ~np.isfinite(mark["xy"]).all(axis=1)
                assert not gone.any() or mark["trail"], (name, value)  # a curve may lack what was not there
            assert panel.still.alt and panel.text()


def test_values_that_were_not_there_yet_leave_a_gap_in_the_curve_and_nowhere_else():
    panel = memory(rmsprop, ravine(), steps=20)
    gaps = [np.flatnonzero(~np.isfinite(m["xy"]).all(axis=1)).tolist() for m in marks(panel) if m["trail"]]
    assert set(map(tuple, gaps)) == {(), (0,)}  # walk and clock; cache 0 on a log axis and rate


def test_a_start_is_put_where_the_pointer_is_and_the_words_change():
    panel = memory(rmsprop, ravine())
    before = panel.still.alt
    handle = panel.canvas.frame["points"][0]
    walk = next(mark for mark in marks(panel) if mark["trail"])
    assert np.allclose(walk["xy"][0], handle["xy"], atol=0.2)
    left, top, width, height = handle["area"]
    panel.canvas.pointer = [left + width / 2, top + height / 2, 1, "start"]
    assert panel.start == pytest.approx((0, 0), abs=0.05) and panel.still.alt != before


def test_view_and_words_follow_and_a_picture_is_drawn_without_a_browser():
    panel = memory(adam, ravine(), view="lecture")
    assert "view='lecture'" in panel.line()
    panel.set(view="study", correction=False)
    assert "view" not in panel.line() and "correction=False" in panel.line()
    assert panel.still.png(fine=0.3).startswith(b"\x89PNG")
    assert panel.canvas.width == 960


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: memory(gradient_descent, ravine()), "gradient_descent remembers nothing"),
        (lambda: memory(adam, ravine(), show="cache"), "show is 'cache'"),
        (lambda: memory(rmsprop, ravine(), show="m"), "rmsprop has only cache, rate to show"),
        (lambda: memory(rmsprop, ravine(), correction=False), "rmsprop corrects no averages"),
        (lambda: memory(adam, ravine(), correction="no"), "Give True or False"),
        (lambda: memory(adam, ravine(), learning_rte=1), "Did you mean learning_rate"),
        (lambda: memory(adam, ravine(), steps=0), "steps"),
        (lambda: memory(adam, ravine(), start=(1,)), "Give 2 finite numbers"),
        (lambda: memory(adam, 3), "landscape"),
        (lambda: memory(adam, ravine(), view="huge"), "study"),
        (lambda: memory(3, ravine()), "rule"),
        (lambda: memory(adam, ravine(), scenes={"x": dict(speed=1)}), "no slider 'speed'"),
        (lambda: memory(adam, ravine()).set(show="w"), "show is 'w'"),
        (lambda: memory(lambda w, g, t, m=0.0, *, show=1: dict(w=w, m=m), ravine()), "has a setting 'show'"),
        (lambda: memory(adam, ravine()).restore("explore?steps=3"), "of this kind has kept: memory"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words.replace("?", r"\?")):
        call()


def test_a_rule_that_stumbles_leaves_the_picture_and_says_so():
    def stumbling(w, g, t, cache=0.0, *, learning_rate=0.1):
        if learning_rate > 1:
            raise ZeroDivisionError("too fast for me")
        return dict(w=w - learning_rate * g, cache=cache + g**2)

    panel = memory(stumbling, ravine())
    before = panel.canvas.frame["marks"]
    panel.controls["learning_rate"].value = 2.0
    assert "too fast for me" in panel.canvas.frame["lines"]["status"]
    assert panel.canvas.frame["marks"] == before


def test_a_memory_that_overflows_or_stays_zero_is_drawn_without_a_warning():
    def bursting(w, g, t, cache=0.0, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g, cache=np.full(2, 10.0 ** (300 * (t > 5))) * 1e10)

    panel = memory(bursting, ravine())
    assert "out of range" in str([mark.get("text") for mark in marks(panel)])
    memory(adagrad, ravine(), start=(0, 0)).still.png(fine=0.2)


def test_every_clock_has_a_hand_with_a_place_for_every_step():
    panel = memory(rmsprop, ravine())
    for area in panel.canvas.frame["clocks"]:
        hand = next(mark for mark in marks(panel) if mark["trail"] and mark["clip"] == area)
        assert len(hand["xy"]) == 61 and np.all(np.diff(hand["xy"][:, 0]) > 0)

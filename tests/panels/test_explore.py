"""The explore panel: made from a signature, honest in words, safe under a running cell."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from lessons_lib import dialects
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, parabola, ravine, rosenbrock, saddle
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import landscape_from
from lessons_lib.panels import atlas, explore, memory, scheduled
from lessons_lib.panels.explore import reproduce
from lessons_lib.panels.writing import short
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop
from lessons_lib.schedules import step_decay


def windy(w, g, t, breeze=0.25, *, learning_rate=0.1, wind=0.5):
    breeze = 0.9 * breeze
    return dict(w=w - learning_rate * g + wind * breeze, breeze=breeze)


def test_the_sliders_are_the_hyperparameters_of_the_rule_in_its_order():
    assert list(explore(adam, rosenbrock()).desk.knobs) == [
        "learning_rate",
        "beta1",
        "beta2",
        "epsilon",
        "steps",
    ]


def test_a_memory_gets_a_slider_when_its_first_value_is_named():
    panel = explore(rmsprop, ravine(), cache=1.0)
    assert panel.desk.knobs["cache"].value == 1.0
    panel.set(cache=0.0)
    assert panel.path["cache"][0].tolist() == [0.0, 0.0]


def test_a_rule_of_the_learner_gets_sliders_and_a_colour_too():
    panel = explore(windy, ravine())
    assert list(panel.desk.knobs) == ["learning_rate", "wind", "steps"]
    assert panel.desk.knobs["wind"].scale == "log"


def test_a_landscape_given_as_a_function_gets_sliders_for_its_parameters():
    panel = explore(gradient_descent, ravine)
    panel.set(condition=200, rotation=30)
    assert repr(panel.landscape) == repr(ravine(200, 30))


def test_theory_marks_the_slider_of_gradient_descent_on_a_quadratic_and_only_there():
    assert dict(explore(gradient_descent, ravine()).desk.knobs["learning_rate"].limits)["limit"] == 1.0
    assert explore(gradient_descent, rosenbrock()).desk.knobs["learning_rate"].limits == []
    assert explore(adam, ravine()).desk.knobs["learning_rate"].limits == []


def test_with_momentum_the_marks_on_the_rate_move_with_beta():
    panel = explore(momentum, ravine(), beta=0.5)
    assert dict(panel.desk.knobs["learning_rate"].limits)["limit"] == 1.5
    panel.set(beta=0.9)
    assert dict(panel.desk.knobs["learning_rate"].limits)["limit"] == pytest.approx(1.9)
    assert dict(panel.desk.knobs["beta"].limits)["best pair"] == pytest.approx(0.403, abs=5e-4)
    assert "keeps 0.949 of the error in the worst direction, in the long run" in panel.text()


def test_theory_can_be_left_for_the_class_to_find():
    panel = explore(gradient_descent, ravine(), explain=False)
    assert panel.desk.knobs["learning_rate"].limits == []
    assert "theory" not in panel.text() and len(panel.still.parts) == 2


def test_the_bars_belong_to_gradient_descent_on_a_quadratic_alone():
    assert len(explore(gradient_descent, ravine()).still.parts) == 3
    assert len(explore(momentum, ravine()).still.parts) == 2
    assert len(explore(gradient_descent, rosenbrock()).still.parts) == 2


def test_a_start_keeps_its_third_decimal():
    assert explore(gradient_descent, saddle()).start == (-2.0, 0.001)


def test_the_marks_move_with_the_landscape():
    panel = explore(gradient_descent, ravine)
    panel.set(steepest=4.0)
    assert dict(panel.desk.knobs["learning_rate"].limits)["limit"] == 0.5


def test_a_menu_of_schedules_shows_the_sliders_of_the_chosen_one_alone():
    panel = explore(gradient_descent, ravine(), schedule="constant", learning_rate=0.9)
    assert [knob.label for knob in panel.desk.shown()] == ["schedule", "learning_rate", "steps"]
    panel.desk.menu.value = "step_decay"
    assert [knob.label for knob in panel.desk.shown()] == [
        "schedule",
        "learning_rate",
        "steps",
        "factor",
        "every",
    ]
    panel.set(**{"step_decay: every": 5})
    expected = run(gradient_descent, ravine(), learning_rate=step_decay(0.9, factor=0.5, every=5))
    assert np.array_equal(panel.path.w, expected.w)
    assert "learning_rate=step_decay(0.9, factor=0.5, every=5)" in panel.text()


def test_the_text_states_settings_result_and_the_line_that_makes_it_again():
    said = explore(gradient_descent, ravine(), learning_rate=1.2).text()
    assert "settings: learning_rate=1.2, steps=60" in said
    assert "diverged: left the map for good at step 17" in said
    assert "steps=60, start=(-4, 2), learning_rate=1.2)" in said


def test_theory_stands_beside_what_happened():
    said = explore(gradient_descent, ravine(), learning_rate=0.5).text()
    assert "keeps 0.950 of the error in the worst direction (measured 0.950)" in said


def test_without_a_kernel_a_panel_is_a_picture_with_its_text():
    data, metadata = explore(gradient_descent, ravine())._repr_mimebundle_()
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} == set(data)
    assert metadata["image/png"]["width"] == 960


@pytest.mark.parametrize("landscape", [ravine(), rosenbrock(), saddle(), parabola()], ids=repr)
def test_the_starting_point_stands_on_the_first_point_of_the_walk(landscape):
    frame = explore(gradient_descent, landscape, learning_rate=0.001).canvas.frame
    assert np.allclose(np.frombuffer(frame["marks"][0]["xy"], "<f4")[:2], frame["points"][0]["xy"], atol=0.2)


def test_one_dimension_works_too():
    panel = explore(gradient_descent, parabola(), learning_rate=1.9)
    panel.canvas.pointer = [300.0, 100.0, 1, "start"]
    assert panel.path.start.shape == (1,)
    assert "start=(" in panel.text()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: explore(gradient_descent, ravine(), learning_rte=1), "Did you mean learning_rate"),
        (lambda: explore(gradient_descent, ravine(), schedule="step"), "Did you mean step_decay"),
        (lambda: explore(gradient_descent, ravine(), learning_rate=-1.0), "learning_rate is -1"),
        (lambda: explore(gradient_descent, ravine(), start=(1,)), "Give 2 finite numbers"),
        (lambda: explore(gradient_descent, ravine(), start="ab"), "Give 2 finite numbers"),
        (lambda: explore(gradient_descent, ravine(), steps=2.5), "steps"),
        (lambda: explore(gradient_descent, ravine(), ends=dict(learning_rate=(0, 1))), "above zero"),
        (lambda: explore(gradient_descent, ravine(), ends=dict(beta=(0, 1))), "no setting 'beta'"),
        (lambda: explore(gradient_descent, ravine(), view="huge"), "study"),
        (lambda: explore(gradient_descent, 3), "landscape"),
        (lambda: explore(gradient_descent(1, 1, 1), ravine()), "rule"),
        (lambda: explore(gradient_descent, ravine()).set(speed=1), "no slider 'speed'"),
        (lambda: explore(gradient_descent, ravine()).set(learning_rate="fast"), "Give a number"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_a_rule_that_stumbles_at_some_setting_says_so_and_the_picture_stays():
    def stumbling(w, g, t, *, learning_rate=0.1):
        if learning_rate > 1:
            raise ZeroDivisionError("too fast for me")
        return dict(w=w - learning_rate * g)

    panel = explore(stumbling, ravine())
    before = panel.canvas.frame["marks"]
    panel.desk.knobs["learning_rate"].value = 2.0
    assert "too fast for me" in panel.canvas.frame["lines"]["status"]
    assert "refused: stumbling stopped" in panel.text()
    assert panel.canvas.frame["marks"] == before
    panel.set(learning_rate=0.5)
    assert "too fast" not in panel.canvas.frame["lines"]["status"]


def test_a_goal_that_stumbles_is_a_goal_not_reached():
    panel = explore(gradient_descent, ravine(), goals={"row 500 is small": lambda path: path.loss[500] < 1})
    assert panel.met() == set()
    assert "open: row 500 is small" in panel.text()


def test_a_goal_once_reached_stays_reached_on_screen_but_the_text_tells_of_this_walk():
    panel = explore(gradient_descent, ravine(), goals={"off the map": lambda path: path.left is not None})
    panel.set(learning_rate=1.3)
    panel.set(learning_rate=0.3)
    assert panel.canvas.frame["lines"]["goals"] == [["off the map", True]]
    assert "open: off the map" in panel.text()


def test_the_background_is_sent_again_only_when_what_stays_has_changed():
    panel = explore(gradient_descent, ravine)
    first = panel.canvas.background
    panel.set(learning_rate=0.7)
    assert panel.canvas.background == first
    ground = panel.canvas.ground
    panel.set(condition=50, steps=58)
    assert panel.canvas.background == first and panel.canvas.ground != ground
    panel.set(steps=200)
    assert panel.canvas.background != first


def test_a_refused_setting_leaves_everything_as_it_was():
    panel = explore(gradient_descent, ravine, ends=dict(condition=(0.1, 10)), condition=5)
    before = panel.text()
    for wrong in (
        dict(start=(1, 2, 3)),
        dict(condition=0.5),
        dict(learning_rate=float("nan")),
        dict(steps=2.5),
    ):
        with pytest.raises(Mistake):
            panel.set(**wrong)
        assert panel.text() == before
    panel.desk.knobs["condition"].value = 0.5
    assert "condition is 0.5" in panel.canvas.frame["lines"]["status"]


def test_a_scene_is_a_whole_setting_whatever_was_turned_before():
    panel = explore(gradient_descent, ravine, scenes={"zig-zag": dict(learning_rate=0.95)})
    panel._asked({"do": "scene", "name": "zig-zag"})
    fresh = panel.text()
    panel.set(condition=100, start=(1, 1), learning_rate=0.1)
    panel._asked({"do": "scene", "name": "zig-zag"})
    assert panel.text() == fresh


def test_a_misspelt_scene_is_refused_at_once():
    with pytest.raises(Mistake, match="no slider 'learning_rte'"):
        explore(gradient_descent, ravine(), scenes={"x": dict(learning_rte=1)})


def test_a_goal_is_not_reached_by_starting_at_the_star():
    panel = explore(
        gradient_descent, ravine(), goals={"low": lambda path: path.loss[-1] < 1e-4}, learning_rate=0.01
    )
    panel.set(start=(0, 0))
    assert panel.met() == set() and panel.canvas.frame["lines"]["goals"] == [["low", False]]


def test_theory_speaks_of_what_a_rule_does_and_not_of_its_name():
    def sly(w, g, t, velocity=0.0, *, learning_rate=0.1):
        velocity = 0.9 * velocity - learning_rate * g
        return dict(w=w + velocity, velocity=velocity)

    sly.__name__ = "gradient_descent"
    assert "theory" not in explore(sly, ravine()).text()

    def other(w, g, t, *, lr=0.1):
        return dict(w=w - lr * g)

    other.__name__ = "gradient_descent"
    assert "theory" not in explore(other, ravine()).text()


def test_the_same_place_twice_is_two_moves_of_the_start():
    panel = explore(gradient_descent, ravine())
    panel.canvas.pointer = [200.0, 100.0, 1, "start"]
    there = panel.start
    panel.set(start=(1, 1))
    panel.canvas.pointer = [200.0, 100.0, 2, "start"]
    assert panel.start == there


def test_numbers_of_numpy_are_numbers():
    assert (
        explore(gradient_descent, ravine(), steps=np.int64(7), learning_rate=np.float32(0.5)).path.steps == 7
    )


def test_a_turned_knob_sends_one_frame():
    panel = explore(gradient_descent, ravine())
    frames = []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    panel.desk.knobs["learning_rate"].value = 0.33
    assert len(frames) == 1


@pytest.mark.parametrize("view", ["study", "lecture"])
@pytest.mark.parametrize("rate", [0.3, 0.89, 0.9, 1.3])
def test_no_words_stick_out_of_the_picture_and_no_two_titles_meet(view, rate):
    figure = explore(gradient_descent, ravine(), learning_rate=rate, view=view).still.figure
    drawing = figure.canvas.get_renderer()
    figure.draw(drawing)
    whole, (width, height) = figure.get_tightbbox(drawing), figure.get_size_inches()
    assert whole.x0 >= 0 and whole.y0 >= 0
    assert whole.x1 <= width + 0.02 and whole.y1 <= height  # Matplotlib 3.10 sets type two pixels wider
    texts = {text.get_text(): text.get_window_extent(drawing) for text in figure.findobj(Text)}
    assert texts["step"].y0 > texts["one step keeps of the error"].y1
    across = next(words for words in texts if "jumps across" in words) if rate > 0.5 else "step"
    assert texts[across].x1 <= 100 * width + 2


@pytest.mark.parametrize("rate", [0.2, 0.89, 0.9, 1.3])
def test_the_line_where_nothing_shrinks_crosses_no_label_of_a_bar(rate):
    panel = explore(gradient_descent, ravine(), learning_rate=rate)
    drawing, bars = panel.still.figure.canvas.get_renderer(), panel.still.parts[2]
    (line,) = (piece for piece in bars.axes.collections if isinstance(piece, LineCollection))
    for label in bars.artists[2:]:
        box = label.get_window_extent(drawing)
        for piece in line.get_segments():
            (x, low), (_, high) = bars.axes.transData.transform(piece)
            assert x < box.x0 or x > box.x1 or high < box.y0 or low > box.y1


@pytest.mark.parametrize("text", ["3", "x + y", "1e300*x**2", "1e-320*x", "-x**2 - y**2", "abs(x) + abs(y)"])
def test_any_surface_that_can_be_typed_can_be_drawn(text):
    panel = explore(gradient_descent, text)
    for mark in panel.canvas.frame["marks"]:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()
    assert f"formula({text!r})" in panel.text()
    assert panel.still.png(fine=0.2).startswith(b"\x89PNG")


def test_a_formula_is_drawn_and_read_out_in_x_and_y_and_a_landscape_in_w():
    panel = explore(gradient_descent, "x**2/20 + y**2 + 3", learning_rate=0.3)
    under = panel.still.parts[0].axes
    assert (under.get_xlabel(), under.get_ylabel()) == ("$x$", "$y$")
    assert panel.canvas.frame["columns"] == ["x", "y", "loss", "above the lowest"]
    numbers = panel.numbers()
    assert np.allclose(numbers["loss"] - 3, numbers["above the lowest"])
    curve = panel.still.parts[1].artists[0].get_ydata()
    assert np.allclose(curve, numbers["above the lowest"])
    plain = explore(gradient_descent, ravine())
    assert plain.canvas.frame["columns"] == ["w0", "w1", "loss"]
    assert plain.still.parts[0].axes.get_xlabel() == "$w_0$"


def test_where_no_lowest_point_is_known_the_curve_is_the_loss_itself_and_can_be_seen():
    panel = explore(gradient_descent, "x + y", learning_rate=0.01)
    curve = panel.still.parts[1]
    assert (curve.axes.get_yscale(), curve.axes.get_title(loc="left")) == ("linear", "loss, step by step")
    low, high = curve.axes.get_ylim()
    shown = curve.artists[0].get_ydata()
    assert np.array_equal(shown, panel.path.loss) and low < shown.min() and shown.max() < high
    background = panel.canvas.background
    panel.set(formula="x**2 + y**2")
    assert (curve.axes.get_yscale(), curve.axes.get_title(loc="left")[:20]) == ("log", "loss above the lowes")
    assert panel.canvas.background != background


@pytest.mark.parametrize("beyond", ["right", "top", "none"])
def test_a_walk_that_has_left_its_axes_shows_an_arrow_at_their_edge(beyond):
    rate = {"right": 1.02, "top": 1.3, "none": 0.3}[beyond]
    panel = explore(gradient_descent, ravine(), learning_rate=rate)
    for part in panel.still.parts[:2]:
        head, box = part.artists[1], part.axes.bbox
        (place,) = head.get_transform().transform(head.get_xydata()[-1:])
        outside = not box.contains(*place)
        assert outside == (beyond != "none")
        panel.still.figure.draw(panel.still.figure.canvas.get_renderer())
        pixels = np.asarray(panel.still.figure.canvas.buffer_rgba())[::-1, :, :3].astype(int)
        left, low, right, top = (round(v) for v in box.extents)
        room = 0.8 * head.get_markersize() * 100 / 72
        at = np.clip(place, [left + room, low + room], [right - room, top - room]).astype(int)
        around = pixels[at[1] - 3 : at[1] + 4, at[0] - 3 : at[0] + 4].reshape(-1, 3)
        color = np.array([int(head.get_color()[k : k + 2], 16) for k in (1, 3, 5)])
        assert (np.abs(around - color).max(axis=1) < 40).mean() > 0.3 or not outside


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x² + y", "Write \\*\\*2"),
        ("X + y", "Write it small: x"),
        ("log(x)", "log needs more than 0 inside"),
    ],
)
def test_what_is_often_typed_is_answered_with_what_to_type(text, words):
    with pytest.raises(Mistake, match=words):
        explore(gradient_descent, text)


def test_a_line_names_what_was_given_ready_made_and_what_is_left_out():
    panel = explore(
        dialects.torch.adam, "x^2 + y**2", explain=False, ends=dict(lr=(0.01, 1)), lr=step_decay(0.5, every=9)
    )
    assert panel.line().startswith("explore(dialects.torch.adam, 'x^2 + y**2', ")
    assert "lr=step_decay(0.5, factor=0.5, every=9)" in panel.line()
    assert panel.line().endswith("ends={'lr': (0.01, 1)}, explain=False)")
    assert panel.lines()["code"].startswith("run(dialects.torch.adam, formula('x^2 + y**2'), ")


def test_the_name_of_a_long_formula_ends_before_the_next_picture():
    panel = explore(gradient_descent, "x**2" + " + y**2" * 20)
    (*_, name) = panel.still.grounds[0].artists
    right = panel.still.parts[1].axes.get_window_extent().x0
    assert name.get_window_extent(panel.still.figure.canvas.get_renderer()).x1 < right
    assert name.get_text().endswith("…")


def test_an_own_surface_can_be_explored():
    surface = landscape_from(lambda x, y: np.sin(x) + y**2)
    panel = explore(gradient_descent, surface, learning_rate=0.3)
    assert "converged" not in panel.text() and np.isfinite(panel.path.loss).all()


def test_sliders_may_move_on_another_thread_while_a_cell_draws():
    panel = explore(gradient_descent, ravine)
    stop, failures = threading.Event(), []

    def drag():
        try:
            while not stop.is_set():
                for rate in np.linspace(0.1, 1.2, 20):
                    panel.desk.knobs["learning_rate"].value = float(rate)
                panel.set(condition=float(np.random.default_rng(0).uniform(2, 90)))
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=drag)
    thread.start()
    pictures = {explore(gradient_descent, bowl(), learning_rate=0.3).still.png(fine=0.5) for _ in range(4)}
    stop.set()
    thread.join()
    assert not failures
    assert len(pictures) == 1


def test_reproduction_lines_read_as_code():
    path = run(gradient_descent, parabola(), steps=3, learning_rate=0.5)
    assert (
        reproduce(path)
        == "run(gradient_descent, parabola(curvature=1), steps=3, start=(-4,), learning_rate=0.5)"
    )


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("learning_rate", 5),
        ("learning_rate", ("a", "b")),
        ("learning_rate", (0.1,)),
        ("learning_rate", (1.0, 0.1)),
        ("learning_rate", (0.1, float("inf"))),
        ("learning_rate", "ab"),
        ("beta", (0.0, 1)),
    ],
)
def test_ends_that_make_no_slider_are_refused_by_the_name_of_the_setting(name, ends):
    with pytest.raises(Mistake, match=name):
        explore(momentum, ravine(), ends={name: ends})


def hill(tilt=1.0):
    if tilt > 2:
        raise ZeroDivisionError("too steep for me")
    return landscape_from(lambda x, y: tilt * x**2 + y**2)


def test_a_landscape_function_that_stumbles_says_so_and_the_panel_stays_as_it_was():
    panel = explore(gradient_descent, hill)
    before = panel.state()
    with pytest.raises(Mistake, match="hill stopped with ZeroDivisionError in the line `raise"):
        panel.set(tilt=3.0)
    assert panel.state() == before


def test_an_interrupt_leaves_the_panel_as_it_was(monkeypatch):
    panel = explore(gradient_descent, hill)
    before = panel.state()

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(panel, "work", interrupted)
    with pytest.raises(KeyboardInterrupt):
        panel.set(tilt=2.0, view="lecture")
    assert panel.state() == before


@pytest.mark.parametrize("make", [explore, memory, scheduled])
def test_the_surface_of_a_learners_landscape_function_follows_its_slider(make):
    panel = make(rmsprop, hill, steps=5)
    drawn = []
    panel.still.show = lambda landscape: drawn.append(landscape) or True
    panel.set(tilt=1.5)
    assert drawn == [panel.landscape]
    assert "hill(tilt=1.5)" in panel.text()
    panel.set(steps=6)
    assert len(drawn) == 1


def nameless(condition=20.0):
    return replace(ravine(condition=condition), name="mine")


def test_the_surface_of_a_map_follows_the_cell_that_is_pointed_at():
    panel = atlas(rmsprop, nameless, x="condition", cells=10, steps=5)
    drawn = []
    show, panel.still.show = panel.still.show, lambda landscape: drawn.append(landscape) or show(landscape)
    (_, conditions), (_, others) = panel.walks.sides
    panel.set(cell=(conditions[0], others[0]))
    panel.set(cell=(conditions[-1], others[0]))
    assert drawn[-1].eigenvalues[1] / drawn[-1].eigenvalues[0] == pytest.approx(conditions[-1])
    assert repr(drawn[-1]) == f"nameless(condition={short(conditions[-1])})"


def test_a_surface_that_is_infinite_at_its_edge_is_drawn_beside_its_loss():
    def pole(x, y):
        with np.errstate(divide="ignore"):
            return 1 / np.abs(x + 5) + 0.1 * y

    panel = explore(gradient_descent, landscape_from(pole, start=(1.0, 1.0), window=((-5, 5), (-3, 3))))
    assert np.all(np.isfinite(panel.still.parts[1].axes.get_ylim()))

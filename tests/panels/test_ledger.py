"""The ledger: lines read from a rule, numbers marked as they are typed, a state that comes back."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import lessons_lib.landscapes
from lessons_lib import dialects, rules
from lessons_lib.checks.lesson_01_ledger import HINTS, RIGHT, SLIPS
from lessons_lib.landscapes import beale, parabola, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import landscape_from
from lessons_lib.panels import ledger
from lessons_lib.panels.typed import worked_out
from lessons_lib.rules import adam, gradient_descent, lion, momentum, rmsprop

ALL = [getattr(rules, name) for name in rules.__all__]
ALL += [
    getattr(module, name)
    for module in (dialects.torch, dialects.keras, dialects.optax, dialects.tf1)
    for name in module.__all__
]


def crooked(w, g, t, cache=0.0, *, learning_rate=0.1):
    cache = cache + g**2 if t > 1 else g**2
    rate = learning_rate
    if t > 1:
        rate = learning_rate / 2
    return dict(w=w - rate * g, cache=cache)


def moving(w, g, t, *, learning_rate=0.1):
    move = learning_rate * g
    return {"w": w - move}


def answer(panel, line, k, text):
    panel._heard({"do": "answer", "line": line, "k": k, "text": text})
    return panel.cells[line][k]


def sine(x, y):
    return np.sin(x) + y**2


wave = landscape_from(sine, start=(0, 1))


def row(panel, key):
    return next(row for row in panel.canvas.frame["rows"] if row["key"] == key)


def fill(panel):
    panel.set(**{key: tuple(panel.lined[key].value.ravel().tolist()) for key in panel.blanks})


def again(panel):
    names = {"ledger": ledger, "sine": wave, "dialects": dialects, "crooked": crooked, "moving": moving}
    for module in (rules, lessons_lib.landscapes):
        names |= {name: getattr(module, name) for name in module.__all__}
    return eval(panel.line(), names)


def test_the_lines_are_those_of_the_rules_body_after_the_gradient():
    panel = ledger(adam, ravine())
    assert panel.blanks == ("g", "m", "v", "m_hat", "v_hat", "rate", "w")
    assert row(panel, "rate")["code"] == "= learning_rate / (sqrt(v_hat) + epsilon)"
    assert row(panel, "g")["code"] == "= 0.1 * w0, 2 * w1".replace(", ", ",  ")


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
@pytest.mark.parametrize("t", [1, 3])
def test_every_rule_and_dialect_is_read_line_by_line_and_its_own_numbers_are_right(rule, t):
    panel = ledger(rule, ravine(), t=t)
    assert len(panel.lined) > 1 and all(line.trees for line in panel.lined.values())
    fill(panel)
    assert panel.done, panel.text()
    assert np.allclose(panel.lined[list(panel.lined)[-1]].value, panel.path.w[t])


def test_a_line_that_changes_nothing_is_no_blank_but_hidden_until_it_gives_nothing_away():
    panel = ledger(dialects.torch.adam, ravine())
    assert "g" in panel.blanks and "g_2" not in panel.blanks
    assert [cell["text"] for cell in row(panel, "g_2")["cells"]] == ["…", "…"]
    panel.set(g=(-0.4, 4))
    assert [cell["text"] for cell in row(panel, "g_2")["cells"]] == ["-0.4", "4"]
    assert "g_2" in ledger(dialects.torch.adam, ravine(), weight_decay=0.5).blanks


def test_a_rule_of_the_learner_is_read_too():
    panel = ledger(moving, ravine(), learning_rate=0.5)
    assert panel.blanks == ("g", "move", "w")
    fill(panel)
    assert panel.done


def test_a_body_with_branches_leaves_the_lines_that_the_rule_returns():
    panel = ledger(crooked, ravine(), t=2)
    assert panel.blanks == ("g", "cache", "w")
    assert row(panel, "cache")["code"] == "= as the rule works it out"
    fill(panel)
    assert panel.done
    answer(ledger(crooked, ravine()), "cache", 0, "5")  # has no formula to hint at, and no error


def test_the_loss_can_be_a_line_and_the_first_lessons_exercise_is_one_ledger():
    panel = ledger(
        moving,
        ravine(),
        learning_rate=0.5,
        blanks=("g", "move", "w", "loss"),
        slips=SLIPS,
        hints=HINTS,
    )
    for line, right in RIGHT.items():
        for wrong, sentence in SLIPS[line].items():
            panel.set(**{line: wrong})
            assert sentence in row(panel, line)["says"]
        panel.set(**{line: right})
        assert all(cell.mark == "right" for cell in panel.cells[line])
    assert "4 of 4 lines right. The step is done: the loss goes from 4.8 to 0.722." in panel.text()


def test_slips_of_the_lesson_hold_for_the_step_at_which_it_begins():
    panel = ledger(gradient_descent, ravine(), slips={"g": {(1, 1): "Ones."}})
    panel.set(g=(1, 1))
    assert "Ones." in row(panel, "g")["says"]
    panel.set(t=2)
    panel.set(g=(1, 1))
    assert "Ones." not in row(panel, "g")["says"]


@pytest.mark.parametrize(
    ("line", "typed", "sentence"),
    [
        ("g", "0.4", "The sign is turned."),
        ("g", "4", "That is the number of coordinate 1."),
        ("g", "-0.2", "is a factor 2 from differentiating missing?"),
        ("m", "-0.4", "That is g alone."),
        ("m", "-0.36", "1 - beta1 is needed here, not beta1."),
        ("v", "0.16", "The factor 1 - beta2 is forgotten."),
        ("v", "-0.0004", "g is not squared."),
        ("v_hat", "0.00016", "That is v alone."),
        ("rate", "0.00625", "np.sqrt is forgotten.".removeprefix("np.")),
        ("w", "-4", "That is w as it was before this line."),
        ("w", "-4.001", "rate * m_hat should be subtracted, not added."),
        ("w", "-3.6", "The factor rate is forgotten."),
        ("m", "-0.4*3", "Not that number."),
    ],
)
def test_a_wrong_number_is_answered_with_the_slip_that_leads_to_it(line, typed, sentence):
    panel = ledger(adam, ravine())
    assert answer(panel, line, 0, typed).mark == "not yet"
    assert sentence in row(panel, line)["says"]


def test_hints_come_with_wrong_tries_and_end_with_the_numbers():
    panel = ledger(adam, ravine(), beta1=0.75)
    answer(panel, "m", 1, "55")
    assert "It needs g: do that line first." in row(panel, "m")["says"]
    panel.set(g=(-0.4, 4))
    assert "In numbers" not in row(panel, "m")["says"]
    answer(panel, "m", 1, "66")
    assert "In numbers: 0.75 * 0 + (1 - 0.75) * 4." in row(panel, "m")["says"]


@pytest.mark.parametrize(
    "typed", ["-0.4", "−0,4", "-2/5", "0.1*-4", "(0.1 × -4)", "-0.4003", "-sqrt(.16)", "-0.2^0.5+.0472"]
)
def test_a_number_may_be_typed_as_one_likes(typed):
    assert answer(ledger(adam, ravine()), "g", 0, typed).mark == "right"


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "w",
        "__import__('os')",
        "9**9**9",
        "1/0",
        "((",
        "1 2",
        "sqrt(-1)",
        "(-8)**0.5",
        "1e999",
        "0.4;",
        "2(3)",
    ],
)
def test_what_is_no_number_is_answered_by_a_sentence(typed):
    panel = ledger(adam, ravine())
    assert answer(panel, "g", 0, typed).mark == "not yet"
    words = ("is no number. Type one", "cannot be worked out. Look at", "Type a finite number.")
    assert any(each in row(panel, "g")["says"] for each in words)


def test_three_digits_do_and_two_do_not():
    panel = ledger(parabola_thirds, parabola(1 / 3))
    assert answer(panel, "g", 0, "-1.33").mark == "right"
    assert row(panel, "g")["cells"][0]["exact"] == "-1.33333"
    assert answer(ledger(parabola_thirds, parabola(1 / 3)), "g", 0, "-1.3").mark == "not yet"


def parabola_thirds(w, g, t, *, learning_rate=0.5):
    return dict(w=w - learning_rate * g)


def test_what_follows_from_rounded_numbers_is_right_too():
    panel = ledger(moving, parabola(1.00499), learning_rate=1.00499, start=(-1.0,))
    assert answer(panel, "g", 0, "-1.00").mark == "right"  # -1.00499
    assert answer(panel, "move", 0, "-1.00").mark == "right"  # from -1.00: -1.00499; rounded: -1.00
    assert abs(panel.lined["move"].value[0] + 1.01) < 1e-3


def test_a_wrong_number_above_does_not_make_a_wrong_one_below_right():
    panel = ledger(moving, ravine(), learning_rate=0.5)
    answer(panel, "g", 0, "-8")
    assert answer(panel, "move", 0, "-4").mark == "not yet"


def test_show_counts_as_shown_and_not_as_right():
    panel = ledger(momentum, ravine())
    panel._heard({"do": "show", "line": "g"})
    assert [cell.mark for cell in panel.cells["g"]] == ["shown", "shown"]
    assert "0 of 3 lines right, 1 shown." in panel.text()
    assert answer(panel, "velocity", 1, "?").mark == "shown"


def test_the_next_step_waits_for_all_lines_and_carries_the_memory_over():
    panel = ledger(rmsprop, ravine())
    panel._heard({"do": "next"})
    assert panel.step.t == 1 and "Fill in every line" in panel.canvas.frame["status"]
    for t in (1, 2, 3):
        fill(panel)
        assert panel.canvas.frame["done"]
        panel._heard({"do": "next"})
        assert panel.step.t == t + 1
        assert set(panel.state().values()) == {t + 1, "", "study"}
    cells = row(panel, "cache before")["cells"]
    assert cells[1]["text"] == f"{panel.path['cache'][3, 1]:.6g}"
    assert cells[1]["trail"].startswith("0 → 1.6 → ")
    panel.undo()
    assert panel.step.t == 3 and panel.done


def test_a_step_over_the_edge_of_the_map_is_refused_in_a_sentence():
    panel = ledger(gradient_descent, ravine(), t=17, learning_rate=1.2)
    fill(panel)
    panel._heard({"do": "next"})
    assert panel.step.t == 17 and "leaves the map at step 17" in panel.canvas.frame["status"]


def test_the_line_and_the_kept_text_bring_the_same_ledger_back():
    panel = ledger(
        dialects.torch.adam, ravine(condition=5), start=(1, -2), t=2, blanks=("g", "w", "m"), lr=0.05, m=0.5
    )
    panel.set(g=("1/3", -1.5), m="?", view="lecture")
    assert again(panel).state() == panel.state()
    assert again(panel).text() == panel.text()
    other = ledger(
        dialects.torch.adam, ravine(condition=5), start=(1, -2), blanks=("g", "w", "m"), lr=0.05, m=0.5
    )
    other.restore(panel.kept())
    assert other.state() == panel.state()
    whose = "ledger(dialects.torch.adam,ravine(condition=5),start=(1,-2),lr=0.05,m=0.5)"
    assert panel.kept() == f"{whose}?t=2&g=1/3,-1.5&m=%3F&view=lecture"
    for stranger in (ledger(dialects.torch.adam, ravine(condition=5)), ledger(momentum, ravine())):
        with pytest.raises(Mistake, match="belongs to another panel"):
            stranger.restore(panel.kept())


# One ledger a line.
LEDGERS = {
    "plain": lambda: ledger(rmsprop, ravine()),
    "lesson": lambda: ledger(
        moving, ravine(), learning_rate=0.5, blanks=("g", "move", "w", "loss"), slips=SLIPS, hints=HINTS
    ),
    "answers": lambda: ledger(momentum, ravine, t=2, learning_rate=0.5, answers={"g": (-0.4, 4), "w": "?"}),
    "gradient": lambda: ledger(
        gradient_descent, wave, gradient=("cos(w0)", "2 * w1"), hints={"g": ("Look.",)}, start=(0.5, 1)
    ),
    "branches": lambda: ledger(
        crooked, parabola, scenes={"cached": dict(cache="?"), "third": dict(t=3, g=1)}
    ),
}
TYPED = ["1/3", "-0.4", "0.5", "4", "?", "", "x", "-0.5*4"]
few = settings(max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
each_ledger = pytest.mark.parametrize("make", LEDGERS.values(), ids=LEDGERS)


def act(panel, draw):
    """Do one thing that a reader or a cell may do."""
    do = draw(st.sampled_from(["type", "type", "set", "show", "fill", "next", "scene", "undo", "view"]))
    key = draw(st.sampled_from(panel.blanks))
    if do == "type":
        answer(
            panel, key, draw(st.integers(0, panel.lined[key].value.size - 1)), draw(st.sampled_from(TYPED))
        )
    elif do == "set":
        panel.set(**{key: (draw(st.floats(-5, 5)),) * panel.lined[key].value.size})
    elif do == "show":
        panel._heard({"do": "show", "line": key})
    elif do == "fill":
        fill(panel)
    elif do == "next":
        fill(panel)
        panel._heard({"do": "next"})
    elif do == "scene":
        panel._asked({"do": "scene", "name": draw(st.sampled_from([*panel.scenes, "start over"]))})
    else:
        panel._asked({"do": do})


@each_ledger
@few
@given(data=st.data())
def test_a_ledger_can_be_written_down_kept_and_taken_back_whatever_has_been_done(make, data):
    panel = make()
    for _ in range(data.draw(st.integers(0, 6))):
        act(panel, data.draw)
    panel.tries.clear()  # how often someone was wrong before is no part of the state
    panel.show(redraw=True, ground=True)
    twin = make()
    twin.restore(panel.kept())
    for other in (again(panel), twin):
        other.tries.clear()
        other.show(redraw=True, ground=True)
        assert other.state() == panel.state() and other.text() == panel.text()
        assert other.canvas.frame["rows"] == panel.canvas.frame["rows"]  # with what is said to wrong numbers
    for _ in range(len(panel.history)):
        panel.undo()
    assert panel.state() == panel.first and not panel.toolbar.undoable


def test_scenes_fill_lines_in_or_begin_another_step():
    panel = ledger(momentum, ravine(), scenes={"slope known": dict(g=(-0.4, 4)), "step 3": dict(t=3)})
    panel._asked({"do": "scene", "name": "step 3"})
    assert panel.step.t == 3 and panel.toolbar.scene == "step 3"
    panel._asked({"do": "scene", "name": "slope known"})
    assert (
        panel.step.t == 1 and "1 of 3 lines right." in panel.text() and panel.toolbar.scene == "slope known"
    )
    panel.set(w=(1, 1))
    assert panel.toolbar.scene == ""
    with pytest.raises(Mistake, match="There is no line 'q'"):
        ledger(momentum, ravine(), scenes={"odd": dict(q=1)})


def test_the_line_names_slips_hints_and_gradient_that_were_given_and_no_others():
    assert ledger(momentum, ravine()).line() == "ledger(momentum, ravine(condition=20), start=(-4, 2), t=1)"
    line = ledger(
        momentum, ravine(), slips={"g": {(1.0, 1.0): "Ones."}}, gradient=("0.1 * w0", "2 * w1")
    ).line()
    assert "slips={'g': {(1, 1): 'Ones.'}}" in line and "gradient=('0.1 * w0', '2 * w1')" in line


def test_an_answer_is_one_change_to_take_back_and_one_frame():
    panel, frames = ledger(adam, ravine()), []
    panel.canvas.observe(lambda change: frames.append(change), "frame")
    answer(panel, "g", 0, "-0.4")
    assert len(frames) == 1
    answer(panel, "g", 1, "5")
    panel.undo()
    assert panel.places["g"] == "-0.4,"
    panel.undo()
    assert panel.places["g"] == ""
    panel._asked({"do": "scene", "name": "start over"})
    assert panel.state() == panel.first


def test_the_words_of_the_picture_change_with_the_ledger_and_it_has_no_noise_digits():
    panel = ledger(momentum, ravine(), learning_rate=0.5)
    before, picture = panel.still.alt, panel.still.png()
    panel.set(g=(-0.4, 4))
    assert "g = 0.1 * w0,  2 * w1: -0.4 right, 4 right" in panel.still.alt
    assert panel.still.alt != before and panel.still.png() != picture
    assert "image/png" in panel._repr_mimebundle_()[0]


@pytest.mark.parametrize("view", ["study", "lecture"])
def test_nothing_of_the_picture_is_cut_off(view):
    for panel in (ledger(adam, ravine(rotation=30), view=view), ledger(lion, rosenbrock(), view=view)):
        figure = panel.still.figure
        figure.canvas.draw()
        boxes = [(text.get_text(), text.get_window_extent()) for text in figure.texts if text.get_text()]
        for n, (text, box) in enumerate(boxes):
            assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y0 >= 0 and box.y1 <= figure.bbox.y1, text
            assert not [other for other, its in boxes[:n] if its.overlaps(box)], text


def test_where_no_formula_of_the_gradient_is_known_it_is_given():
    panel = ledger(gradient_descent, beale())
    assert panel.blanks == ("w",)
    assert row(panel, "g")["cells"][0]["text"] == f"{panel.path.g[0, 0]:.6g}"


def test_formulas_of_the_gradient_may_be_given_for_a_landscape_of_ones_own():
    panel = ledger(gradient_descent, wave, gradient=("cos(w0)", "2 * w1"))
    assert panel.blanks == ("g", "w")
    assert answer(panel, "g", 1, "3").mark == "not yet"
    assert "2 * w1 with the numbers of coordinate 1" in row(panel, "g")["says"]


def test_a_landscape_may_be_given_as_a_function_and_one_coordinate_has_short_names():
    panel = ledger(gradient_descent, parabola)
    assert panel.canvas.frame["heads"] == ["number"]
    assert row(panel, "g")["cells"][0]["label"] == "g"
    assert row(ledger(adam, ravine()), "m")["cells"][1]["label"] == "m, coordinate 1"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ledger(adam, ravine(), blanks=("q",)), "There is no line 'q'"),
        (lambda: ledger(adam, ravine(), t=0), "t is 0"),
        (lambda: ledger(adam, ravine(), t=1.5), "t is 1.5"),
        (lambda: ledger(adam, ravine(), slips={"mm": {}}), "There is no line 'mm' to fill in"),
        (lambda: ledger(adam, ravine(), hints={"mm": ()}), "There is no line 'mm' to fill in"),
        (lambda: ledger(adam, ravine(), answers={"mm": 1}), "There is no line 'mm'"),
        (lambda: ledger(adam, ravine(), answers={"g": 1}), "Give 2 numbers"),
        (lambda: ledger(adam, ravine(), gradient=("w0", "w1")), "which is not what the landscape measures"),
        (lambda: ledger(adam, ravine(), gradient=("0.1 * w0",)), "Give 2 formulas"),
        (lambda: ledger(adam, ravine(), view="cinema"), "view is 'cinema'"),
        (lambda: ledger(adam, ravine(), lerning_rate=1), "no setting 'lerning_rate'"),
        (lambda: ledger(gradient_descent, ravine(), t=30, learning_rate=1.2), "leaves the map at step 17"),
        (lambda: ledger(7, ravine()), "The rule is 7"),
        (lambda: ledger(adam, "ravine"), "The problem is 'ravine'"),
        (lambda: ledger(adam, ravine()).restore("explore?g=1"), "kept: ledger(adam,rav"),
        (lambda: ledger(adam, ravine()).restore("ledger(adam,ravine(condition=20))?t=two"), "t is 'two'"),
        (lambda: ledger(adam, ravine()).undo(), "nothing to undo"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, words):
    with pytest.raises(Mistake) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "message", [{}, {"do": "answer"}, {"do": "answer", "line": "g", "k": 9}, {"do": "show", "line": "q"}]
)
def test_a_strange_message_changes_nothing(message):
    panel = ledger(adam, ravine())
    panel._heard(message)
    assert panel.state() == panel.first


@pytest.mark.parametrize(
    "name", ["bowl", "himmelblau", "parabola", "plateau", "ravine", "rosenbrock", "saddle", "two_valleys"]
)
def test_the_formulas_of_the_gradients_are_the_landscapes_own(name):
    make = getattr(lessons_lib.landscapes, name)
    count = len(make().start)
    for start in ((0.3, -0.7), (-1.1, 0.4)):
        assert ledger(gradient_descent, make, start=start[:count], learning_rate=1e-3).blanks == ("g", "w")


def test_answers_that_are_given_are_where_the_panel_begins():
    page = ledger(momentum, ravine(), learning_rate=0.5, answers={"g": (-0.4, 4)})
    assert not page.toolbar.undoable and page.history == []
    page.set(w=(-4.2, 0))
    assert page.toolbar.undoable
    page.undo()
    assert page.places["g"] and not page.toolbar.undoable


def test_a_long_text_that_is_no_number_is_refused_at_once():
    began = time.thread_time()
    with pytest.raises(Mistake, match="is no number"):
        worked_out("1" * 16 + "!")
    assert time.thread_time() - began < 0.1

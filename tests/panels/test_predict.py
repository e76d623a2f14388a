"""The predict panel: a choice, a number or a point; the first guess counts, and a bad one does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lessons_lib.checks import NumberQuestion, PointQuestion, Question
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import predict
from lessons_lib.plots import draw
from lessons_lib.plots.palette import contrast
from lessons_lib.rules import momentum

few = settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate])
PATH = run(momentum, ravine(), steps=40, learning_rate=0.1)
STEPS = NumberQuestion("steps", "How many steps?", 40, "So it is.", "steps")
END = PointQuestion("end", "Where does it end?", (0.5, 0.25), "It swings.", 0.5)
WAY = Question("way", "Which way?", ("Up.", "Down."), "Down.", "The loss falls.", once=True)


def point_panel():
    return predict(END, lambda: draw(PATH), picture=draw(run(momentum, ravine(), steps=3)))


def drag(panel, x, y, count=1):
    pixel = panel.axes.transData.transform((x, y))
    panel.canvas.pointer = [pixel[0], panel.still.figure.bbox.height - pixel[1], count, "guess"]


def words(panel):
    return [mark["text"] for mark in panel.canvas.frame["marks"] if mark["kind"] == "text"]


SWING = PointQuestion("swing", "And without momentum?", (-2.5, 0.0), "It creeps.", 0.5)
# One panel a line: what it is made of, how it is made, and guesses that can be made on it.
PANELS = {
    "choice": (dict(question=WAY, reveal=draw(PATH)), ["Up.", "b", "Down."]),
    "number": (dict(question=STEPS, reveal=draw(PATH)), [40, "80/2", 17.25]),
    "choices": (
        dict(
            question=WAY,
            reveal=lambda: draw(PATH),
            scenes={
                "left": (Question("l", "Left?", ("Yes.", "No.", "Who knows?"), "No.", "So."), draw(PATH))
            },
        ),
        ["a", "b"],
    ),
    "point": (
        dict(
            question=END,
            reveal=draw(PATH),
            picture=draw(run(momentum, ravine(), steps=3)),
            scenes={"swing": (SWING, lambda: draw(PATH), draw(run(momentum, ravine(), steps=2)))},
        ),
        [(0.8, 0.65), (-4.0, 2.0)],
    ),
}


def made(parts, **more):
    return predict(parts["question"], parts["reveal"], **{k: parts[k] for k in parts if k in OPTIONS}, **more)


OPTIONS = ("picture", "scenes")
each_kind = pytest.mark.parametrize(("parts", "guesses"), PANELS.values(), ids=PANELS)


def look(panel):
    """All that is on screen, in comparable form."""
    buttons = [(b.done, b.chosen, b.note) for b in getattr(panel, "buttons", [])]
    box = getattr(panel, "box", None)
    typed = (box.value, box.done) if box else ()
    canvas = [panel.canvas.frame["alt"], words(panel)] if panel.canvas in panel.children else []
    kinds = [type(child).__name__ for child in panel.children]
    return panel.state(), panel.text(), buttons, typed, canvas, kinds, panel.said.value, panel.asked.value


@each_kind
@few
@given(data=st.data())
def test_a_prediction_can_be_written_down_kept_and_taken_back_whatever_has_been_done(parts, guesses, data):
    panel = made(parts)
    acts = st.sampled_from(["guess", "guess", "scene", "undo", "view", "again"])
    for _ in range(data.draw(st.integers(1, 6))):
        do, before = data.draw(acts), panel.verdict
        if do == "guess":
            panel.guess(data.draw(st.sampled_from(guesses)))
            assert before is None or panel.verdict is before
        elif do in ("scene", "again"):
            name = data.draw(st.sampled_from([*panel.scenes, panel.over])) if do == "scene" else panel.over
            panel._asked({"do": "scene", "name": name})
            assert panel.verdict is None and not panel.toolbar.complaint
        else:
            panel._asked({"do": do})
        fresh = {**parts, "reveal": lambda: draw(PATH)}  # marks of the one are none of the other's
        line = eval(panel.line(), {**fresh, "predict": predict, "scenes": fresh.get("scenes")})
        assert look(line) == look(panel)
        twin = made(fresh)
        twin.restore(panel.kept())
        assert look(twin) == look(panel)
        for other in (line, twin):
            other._asked({"do": "scene", "name": other.over})  # takes its marks off what they share
    for _ in range(len(panel.history)):
        panel.undo()
    assert panel.state() == panel.first and panel.verdict is None and not panel.toolbar.undoable


@each_kind
def test_two_classes_are_asked_one_after_the_other(parts, guesses):
    panel = made(parts)
    asked = look(panel)
    panel.guess(guesses[0])
    answered = look(panel)
    panel._asked({"do": "scene", "name": panel.over})
    assert look(panel) == asked
    panel.guess(guesses[1])
    assert panel.verdict is not None
    panel.undo()
    panel.undo()
    assert look(panel) == answered
    panel._asked({"do": "scene", "name": panel.over})


def test_to_ask_again_is_not_marked_as_where_one_is_unless_there_is_elsewhere():
    assert made(PANELS["choice"][0]).toolbar.scene == ""
    panel = made(PANELS["choices"][0])
    assert panel.toolbar.scene == panel.over


def test_a_scene_asks_another_question_and_a_prediction_of_another_kind_is_none():
    panel = made(PANELS["choices"][0])
    panel._asked({"do": "scene", "name": "left"})
    assert "Left?" in panel.text() and len(panel.buttons) == 3 and panel.toolbar.scene == "left"
    panel.guess("c")
    assert panel.kept() == "predict(way)?scene=left&guess=c"
    assert panel.line() == "predict(question, reveal, scenes=scenes, scene='left', guess='c')"
    for scenes, sentence in (
        ({"n": (STEPS, draw(PATH))}, "in different ways"),
        ({"n": STEPS}, "The scene 'n' is"),
        ({"n": (STEPS,)}, "Give (question, reveal)"),
        ({"n": (7, draw(PATH))}, "The question is 7"),
    ):
        with pytest.raises(Mistake) as caught:
            predict(WAY, draw(PATH), scenes=scenes)
        assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("predict(way)?guess=a", "belongs to another panel: predict(way)"),
        ("explore(adam,ravine)?steps=3", "belongs to another panel"),
        ("predict(steps)?guess=many", "'many' is no number"),
        ("predict(steps)?scene=left", "There is no scene 'left'"),
        ("predict(steps)?speed=1", "no slider 'speed'"),
        ("steps", "Give one that a panel of this kind has kept: predict(steps)?..."),
    ],
)
def test_a_text_of_another_prediction_is_refused_and_nothing_is_guessed(text, sentence):
    panel = predict(STEPS, draw(PATH))
    panel._asked({"do": "restore", "text": text})
    assert sentence in panel.toolbar.complaint
    assert panel.verdict is None and panel.state() == panel.first and not panel.history


def test_the_lecture_view_is_larger_and_a_guess_stays():
    panel = predict(STEPS, draw(PATH))
    panel.guess(40)
    panel._asked({"do": "view"})
    assert "ll-lecture" in panel._dom_classes and panel.verdict
    panel._asked({"do": "view"})
    assert "ll-lecture" not in panel._dom_classes


def test_a_question_with_several_tries_elsewhere_has_one_here():
    panel = predict(Question("q", "Which?", ("Up.", "Down."), "Down.", "So."), draw(PATH))
    panel.guess("Up.")
    assert "The answer: Down. So." in panel.text()


def test_a_number_is_scored_by_its_factor_and_the_first_one_counts():
    panel = predict(STEPS, draw(PATH))
    panel.guess("42")
    assert "Your guess is 42 steps, the answer is 40: within 5 percent." in panel.text()
    assert panel.verdict and panel.box.done and panel.box.value == "42"
    assert panel.canvas in panel.children and panel.still is not None
    panel.guess(400)
    assert "42 steps" in panel.text() and panel.box.value == "42"


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("abc", "'abc' is no number"),
        ("", "is no number"),
        (None, "Your guess is a NoneType"),
        (-3, "guess a number above zero"),
        ("0", "guess a number above zero"),
        (float("nan"), "not a number"),
        ((1, 2), "where one number should stand"),
        (True, "true or false"),
    ],
)
def test_what_is_no_number_is_answered_by_a_sentence_and_does_not_count(bad, sentence):
    panel = predict(STEPS, draw(PATH))
    with pytest.raises(Mistake) as caught:
        panel.guess(bad)
    assert sentence in str(caught.value)
    assert panel.verdict is None and "No guess yet" in panel.text() and not panel.box.done


def test_in_the_page_a_bad_number_is_told_beside_its_box_until_a_good_one_comes():
    panel = predict(STEPS, draw(PATH))
    panel.box._handle_custom_msg({"do": "guess", "text": "many"}, [])
    assert "'many' is no number" in panel.box.complaint and panel.verdict is None
    panel.box._handle_custom_msg({"do": "guess", "text": "80/2"}, [])
    assert panel.box.complaint == "" and "exactly right" in panel.text()


def test_a_point_is_dragged_committed_and_set_beside_the_answer():
    panel = point_panel()
    assert panel.still is not None and panel.canvas in panel.children
    panel.commit.click()
    assert panel.verdict is None and "Move the point first" in panel.canvas.frame["lines"]["status"]
    drag(panel, 0.8, 0.65)
    assert panel.place == pytest.approx((0.8, 0.65), abs=0.02)
    assert "Your guess: (0.8, 0.65)" in panel.canvas.frame["lines"]["status"]
    order = list(panel.children)
    panel.commit.click()
    assert "0.5 away; the map is 10 wide" in panel.text() and panel.commit.done
    assert list(panel.children) == order, "moving a widget takes the focus away"
    assert "your guess" in words(panel) and "the answer" in words(panel)
    assert panel.canvas.frame["points"] == []
    assert "Your guess is at (0.8, 0.65), the answer at (0.5, 0.25)." in panel.still.alt
    place = panel.place
    drag(panel, -2, 1, 2)
    panel.commit.click()
    assert panel.place == place


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("abc", "text 'abc'"),
        (1.0, "where 2 numbers should stand"),
        ((1, 2, 3), "where 2 numbers should stand"),
        ((1, float("nan")), "not a number"),
        ((1, 30), "off the map"),
        (None, "Give 2 numbers"),
    ],
)
def test_what_is_no_point_of_the_map_does_not_count(bad, sentence):
    panel = point_panel()
    with pytest.raises(Mistake) as caught:
        panel.guess(bad)
    assert sentence in str(caught.value)
    assert panel.verdict is None


def test_a_guess_whose_answer_cannot_be_drawn_does_not_count():
    pictures = [draw(PATH)]
    panel = predict(STEPS, lambda: pictures[1])
    with pytest.raises(IndexError):
        panel.guess(42)
    assert panel.verdict is None and "No guess yet" in panel.text()
    pictures.append(draw(PATH))
    panel.guess(40)
    assert "exactly right" in panel.text() and panel.still is pictures[1]


@pytest.mark.parametrize("guess", [(0.5, 0.25), (-5, -3), (5, 3), (-5, 3), (5, -3), (0.5, 2.9), (0.6, 0.25)])
def test_both_words_stay_on_the_map_and_apart_wherever_the_guess_is(guess):
    panel = point_panel()
    panel.guess(guess)
    part = panel.still.parts[-1]
    area = part.axes.get_window_extent().padded(0.1)  # pixels, for rounding
    texts = [artist for artist in part.artists if hasattr(artist, "get_text")]
    boxes = [text.get_window_extent() for text in texts]
    assert len(boxes) == 2 and not boxes[0].overlaps(boxes[1])
    for text, box in zip(texts, boxes, strict=True):
        assert area.x0 <= box.x0 and box.x1 <= area.x1 and area.y0 <= box.y0 and box.y1 <= area.y1
        assert contrast(text.get_color(), "white") > 4.5
    for mark in panel.canvas.frame["marks"]:
        assert np.isfinite(np.frombuffer(mark["xy"], "<f4")).all()


def test_after_a_choice_every_button_says_that_it_is_done_and_which_was_what():
    panel = predict(WAY, draw(PATH), picture=draw(run(momentum, ravine(), steps=3)))
    assert panel.still is not None
    panel.buttons[0].click()
    assert [button.done for button in panel.buttons] == [True, True]
    assert [button.chosen for button in panel.buttons] == [True, False]
    assert [button.note for button in panel.buttons] == ["✗ your guess", "✓ the answer"]
    panel.buttons[1].click()
    assert panel.verdict.status == "missed"
    right = predict(WAY, draw(PATH))
    right.guess("Down.")
    assert [button.note for button in right.buttons] == ["", "✓ your guess, the answer"]


def test_a_picture_that_shows_an_answer_already_is_not_used_for_another_question():
    shared, fresh = draw(PATH), draw(PATH)
    first, second = predict(END, shared, picture=fresh), predict(END, lambda: shared, picture=draw(PATH))
    first.guess((1, 1))
    for reveal, picture in ((shared, fresh), (fresh, shared), (fresh, first.still)):
        with pytest.raises(Mistake, match="lambda: draw"):
            predict(END, reveal, picture=picture)
    drag(second, 0.8, 0.65)
    second.commit.click()
    assert "Draw a new one" in second.canvas.frame["lines"]["status"] and second.verdict is None
    predict(END, lambda: draw(PATH), picture=fresh).guess((1, 1))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: predict("Which?", draw(PATH)), "The question is 'Which?'"),
        (lambda: predict(STEPS, 7), "The answer is 7"),
        (lambda: predict(STEPS, draw(PATH), picture=7), "The picture is 7"),
        (lambda: predict(END, draw(PATH)), "A point is guessed on a picture"),
        (lambda: predict(WAY, draw(PATH)).guess("Sideways."), "There is no choice 'Sideways.'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(Mistake) as caught:
        make()
    assert sentence in str(caught.value)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, Mistake])
def test_an_answer_that_cannot_be_drawn_leaves_the_one_on_screen_with_its_marks(error):
    def stopped():
        raise error("in the middle")

    ground = draw(run(momentum, ravine(), steps=3))
    panel = predict(END, lambda: draw(PATH), picture=ground, scenes={"b": (SWING, stopped, draw(PATH))})
    panel.guess((0.5, 0.5))
    before = panel.kept(), words(panel), panel.text()
    with pytest.raises(error):
        panel.set(scene="b", guess=(1.0, 1.0))
    assert (panel.kept(), words(panel), panel.text()) == before
    panel.set(view="lecture")
    assert "your guess" in words(panel)


def test_one_number_in_brackets_is_taken_as_a_guess():
    panel = predict(STEPS, draw(PATH))
    panel.guess([40])
    assert panel.places["guess"] == 40.0 and panel.verdict

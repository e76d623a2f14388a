"""Choices, numbers and ledgers: what is right, what is blank, and the first slip by its own sentence."""

import decimal
import fractions

import numpy as np
import pytest

from lessons_lib.checks import Question, check_ledger, check_number
from lessons_lib.checks import lesson_01 as one
from lessons_lib.checks import lesson_02 as two
from lessons_lib.checks import lesson_04 as four
from lessons_lib.checks import lesson_05 as five
from lessons_lib.checks import lesson_06 as six
from lessons_lib.checks import lesson_07 as seven

QUESTION = Question(
    name="way",
    text="Which way?",
    choices=("Uphill.", "Downhill, slowly.", "Nowhere."),
    answer="Downhill, slowly.",
    because="The loss falls there.",
    wrong={"Uphill.": "There it rises."},
    hints=("One.", "Two."),
)


@pytest.mark.parametrize("choice", ["Downhill, slowly.", "downhill,  SLOWLY", "b", "B", " b) ", "(b)", "b."])
def test_a_choice_is_its_text_or_its_letter(choice):
    assert QUESTION.grade(choice)


@pytest.mark.parametrize("blank", [..., None])
def test_a_question_left_blank_is_not_attempted(blank):
    verdict = QUESTION.grade(blank)
    assert verdict.status == "not attempted" and "a, b, c" in verdict.says


@pytest.mark.parametrize("choice", ["d", "", 2, 1.5, ["a"], True, np.ones(2), object()])
def test_what_is_no_choice_is_told_the_letters(choice):
    verdict = QUESTION.grade(choice)
    assert verdict.status == "not yet" and "a, b, c" in verdict.says


def test_a_wrong_choice_says_why_and_does_not_tell_the_answer():
    verdict = QUESTION.grade("a")
    assert verdict.says == "There it rises." and verdict.hints == ("One.",)
    assert QUESTION.grade("c").says == "That is not it." and QUESTION.grade("c").hints == ("One.", "Two.")


def test_a_prediction_tells_the_reason_at_once():
    once = Question("o", "?", ("x", "y"), "y", "Because.", wrong={"x": "No."}, once=True)
    assert str(once.grade("x")) == f"The answer: {once.answer}. Because. Your guess: No."


def test_a_question_shows_its_lettered_choices():
    assert str(QUESTION).splitlines() == [
        "Which way?",
        "  a) Uphill.",
        "  b) Downhill, slowly.",
        "  c) Nowhere.",
    ]


@pytest.mark.parametrize("wrong", [dict(answer="z"), dict(wrong={"z": ""}), dict(wrong={"y": ""})])
def test_a_question_that_contradicts_itself_is_refused(wrong):
    parts = dict(name="q", text="?", choices=("x", "y"), answer="y", because="!") | wrong
    with pytest.raises(ValueError, match="check the choices"):
        Question(**parts)


@pytest.mark.parametrize(
    "given",
    [0.5, np.float32(0.5), np.array(0.5), np.array([0.5]), [0.5], (0.5,), fractions.Fraction(1, 2)]
    + [decimal.Decimal("0.5"), 0.5 + 1e-9],
    ids=repr,
)
def test_a_number_counts_in_every_dress(given):
    assert check_number("n", given, 0.5)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("0.5", "without quotes"),
        (True, "true or false"),
        (float("nan"), "nan, not a number"),
        (float("-inf"), "infinite"),
        ((1, 2), "one number"),
        (abs, "a function"),
        (0.6, "0.6 is not the number"),
        (2.0, "The root is missing."),
    ],
)
def test_a_wrong_number_gets_its_own_sentence(given, sentence):
    verdict = check_number("n", given, 0.5, slips={2.0: "The root is missing."}, hints=("One.", "Two."))
    assert verdict.status == "not yet" and sentence in verdict.says and verdict.hints == ("One.",)


@pytest.mark.parametrize("blank", [..., None])
def test_a_number_left_blank_is_not_attempted(blank):
    assert check_number("n", blank, 0.5).status == "not attempted"


def test_the_tolerance_is_relative_and_the_nearest_slip_counts():
    assert check_number("n", 101.0, 100.0, tolerance=0.02)
    assert not check_number("n", 103.0, 100.0, tolerance=0.02)
    said = check_number("n", 2.01, 5.0, tolerance=0.02, slips={2.04: "far", 2.0: "near"}).says
    assert said == "near"


LEDGER = {"g": (1.0, -2.0), "w": (0.0, 3.0), "loss": 9.0}
SLIPS = {"g": {(-1.0, 2.0): "Signs turned."}, "loss": {3.0: "Not squared."}}


def fill(**given):
    return check_ledger("ledger", given, LEDGER, slips=SLIPS, hints={"g": ("G one.", "G two.")})


@pytest.mark.parametrize("pair", [(0, 3), [0, 3.0], np.array([0.0, 3.0]), (np.float64(0), np.int64(3))])
def test_a_ledger_takes_tuples_lists_arrays_and_numpy_numbers(pair):
    assert fill(g=(1, -2), w=pair, loss=np.float32(9))


def test_a_ledger_says_what_is_right_what_is_blank_and_the_first_wrong():
    assert fill(g=..., w=(..., ...), loss=None).status == fill().status == "not attempted"
    assert fill(g=(1, -2), w=(0, 3), loss=...).says == "g and w are right. Still blank: loss."
    assert fill(g=(1, -2), w=(0, ...), loss=...).says == "g is right. Still blank: part of w, loss."
    assert fill(g=(1, ...)).says == "Still blank: part of g, w, loss."
    assert fill(g=(-1, 2), w=(0, 3)).says == "w is right, g is not yet. Signs turned. Still blank: loss."
    assert fill(g=(1, -2), w=(0, 3), loss=3).says == "g and w are right, loss is not yet. Not squared."
    assert fill(g=(-1, 2), w=(9, 9), loss=3).says == "g is not right yet. Signs turned."


def test_an_answer_with_too_few_digits_is_told_that_it_is_near():
    third = {"w": 1 / 3, "pair": (0.125, 2.0)}
    assert "0.33: nearly. Is it rounded?" in check_ledger("third", {"w": 0.33, "pair": ...}, third).says
    assert "0.12, 2): nearly" not in check_ledger("third", {"w": 1 / 3, "pair": (0.12, 2)}, third).says
    assert "0.123, 2): nearly" in check_ledger("third", {"w": 1 / 3, "pair": (0.123, 2)}, third).says
    assert "nearly" in check_number("number", 0.33, 1 / 3).says
    assert "nearly" not in check_number("whole number", 22.9, 23.0).says


def test_a_decimal_comma_is_told_from_a_pair():
    assert "with a point: 0.25, not 0,25" in check_number("n", (0, 33), 1 / 3).says
    assert "with a point" not in check_number("n", (0.5, 33), 1 / 3).says
    for ask in (one.largest_rate, one.to_the_middle, two.steps_of_an_epoch, four.half_life):
        assert "with a point" in ask(22, 45).says
    for ask in (five.rare_word, six.half_step, seven.first_step):
        assert "with a point" in ask(22, 45).says


def test_a_ledger_of_one_line_does_not_name_it_twice():
    assert check_ledger("one", {"g": 3}, {"g": 2}, slips={"g": {3: "Too large."}}).says == "Too large."


def test_an_unknown_wrong_line_says_which_number_to_look_at():
    assert "You have (1, 5): look at number 2 of it again." in fill(g=(1, 5)).says
    assert "look at every number of it again." in fill(g=(7, 5)).says
    assert "You have 8: work it out once more." in fill(loss=8).says


@pytest.mark.parametrize(
    ("g", "sentence"),
    [
        ("1, -2", "without quotes"),
        (True, "true or false"),
        (1.0, "g holds one number, where 2 numbers"),
        ((1, 2, 3), "g holds 3 numbers, where 2 numbers"),
        ((1, float("nan")), "g is nan"),
        (("1", "-2"), "g holds the text '1'. Write numbers without quotes"),
        (max, "a function"),
    ],
)
def test_a_line_that_is_no_pair_of_numbers_is_refused_kindly(g, sentence):
    verdict = fill(g=g)
    assert verdict.status == "not yet" and sentence in verdict.says and verdict.hints == ("G one.",)


def test_a_line_of_another_name_is_told_the_nearest():
    assert "There is no line called los. Did you mean loss?" in fill(los=9).says

"""Predictions of a number or a point: the score in words, and what is no guess."""

import numpy as np
import pytest

from lessons_lib.checks import NumberQuestion, PointQuestion

STEPS = NumberQuestion("steps", "How many steps?", 20.0, "So it is.", "steps")


@pytest.mark.parametrize(
    ("guess", "score"),
    [
        (20, "exactly right"),
        (20.8, "within 4 percent"),
        (19, "within 5 percent"),
        (30, "within 50 percent"),
        (60, "3 times too large"),
        (0.1, "200 times too small"),
        (1e9, "5e+07 times too large"),
    ],
)
def test_a_number_is_scored_by_percent_nearby_and_by_a_factor_beyond(guess, score):
    assert STEPS.score(guess) == score


@pytest.mark.parametrize(
    ("guess", "status"), [(22, "correct"), (18, "correct"), (22.1, "missed"), (..., "not attempted")]
)
def test_close_decides_what_is_correct(guess, status):
    assert STEPS.grade(guess).status == status


def test_a_miss_says_the_answer_and_how_far_off_the_guess_was_for_there_is_no_second_try():
    assert (
        str(STEPS.grade(25))
        == f"The answer: 20 steps. Your guess of 25 was off by 25 percent. {STEPS.because}"
    )
    assert "Your guess of 60 was 3 times too large." in str(STEPS.grade(60))
    assert "Not yet" not in str(STEPS.grade(60))


def test_an_answer_that_may_be_negative_is_scored_by_distance():
    slope = NumberQuestion("slope", "Which slope?", -2.0, "So.", close=0.5, distance=True)
    assert slope.grade(-1.5) and not slope.grade(2)
    assert "4 away" in slope.grade(2).says


@pytest.mark.parametrize("bad", ["twenty", None, (1, 2), -1, 0, float("inf")])
def test_what_is_no_number_is_refused_in_a_sentence(bad):
    assert STEPS.refuse(bad)[-1] in ".?"
    assert "the answer is" not in STEPS.grade(bad).says


def test_a_point_is_scored_by_its_distance_beside_the_width_of_the_map():
    end = PointQuestion("end", "Where?", (1.0, 2.0), "There.", 0.5)
    assert "5 away; the map is 10 wide. There." in end.grade((4, 6), wide=10).says
    assert end.grade((1.3, 2.4)).status == "correct" and end.grade((1.31, 2.4)).status == "missed"
    assert "exactly right. There." in end.grade((1, 2), wide=10).says
    assert end.grade(...).status == "not attempted"
    assert end.refuse("there") and end.refuse((1, 2, 3)) and not end.refuse((1, 2))


@pytest.mark.parametrize(
    "make",
    [
        lambda: NumberQuestion("a", "?", -1.0, "."),
        lambda: NumberQuestion("a", "?", float("nan"), "."),
        lambda: NumberQuestion("a", "?", 1.0, ".", close=0.0),
        lambda: PointQuestion("a", "?", (1.0,), ".", 0.5),
        lambda: PointQuestion("a", "?", (1.0, 2.0), ".", 0.0),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_when_it_is_written(make):
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize("given", [[17], (17.0,), np.array([[17]])])
def test_one_number_in_brackets_is_one_number(given):
    assert NumberQuestion("a", "How many?", 17, "So it is.").grade(given).status == "correct"

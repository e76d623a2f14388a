"""The exercises of lesson 01: the reference solutions pass, the slips are named, the facts hold."""

import numpy as np
import pytest

from lessons_lib.checks import lesson_01 as check
from lessons_lib.checks.lesson_01_ledger import HINTS, RIGHT, SLIPS
from lessons_lib.checks.lesson_01_walk import GOAL, STEPS
from lessons_lib.checks.turning import measure
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.models import KMeans, Table, lloyd
from lessons_lib.rules import gradient_descent, momentum
from lessons_lib.theory import best_rate, stability_limit

BLANKS = [
    lambda: check.one_step(),
    lambda: check.one_step(g=(..., ...), move=(..., ...), w=(..., ...), loss=...),
    lambda: check.my_rule(),
    lambda: check.my_rule(lambda w, g, t, *, learning_rate=0.1: ...),
    lambda: check.largest_rate(...),
    lambda: check.reach(...),
    lambda: check.mend_rotation(...),
    lambda: check.why_zigzag(...),
    lambda: check.to_the_middle(...),
]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_the_right_ledger_is_what_one_step_really_does():
    path = run(gradient_descent, ravine(), steps=1, learning_rate=0.5)
    assert path.start.tolist() == [-4, 2]
    given = dict(g=path.g[0], move=0.5 * path.g[0], w=path.w[1], loss=path.loss[1])
    assert check.one_step(**given) and check.one_step(**RIGHT)
    assert path.loss.round(6).tolist() == [4.8, 0.722]


@pytest.mark.parametrize(("line", "wrong"), [(line, wrong) for line in SLIPS for wrong in SLIPS[line]])
def test_every_slip_in_the_ledger_is_named(line, wrong):
    verdict = check.one_step(**{**RIGHT, line: wrong})
    assert verdict.status == "not yet" and SLIPS[line][wrong] in verdict.says
    assert verdict.hints == HINTS[line][:1]


def test_a_ledger_given_without_names_or_with_other_names_is_told():
    assert "g=..., move=..." in check.one_step((-0.4, 4.0)).says
    assert "no line called gradient" in check.one_step(gradient=(-0.4, 4.0)).says


def test_my_rule_takes_the_rule_and_refuses_a_slip():
    assert check.my_rule(gradient_descent)
    assert "climbs" in check.my_rule(lambda w, g, t, *, learning_rate=0.1: dict(w=w + learning_rate * g)).says


@pytest.mark.parametrize("rate", [1 / 3, 0.333, 0.3366, 0.3301, np.float64(1 / 3)])
def test_the_largest_rate_is_a_third_within_a_hundredth(rate):
    assert check.largest_rate(rate)


@pytest.mark.parametrize("rate", [0.329, 0.338])
def test_a_rate_further_off_than_a_hundredth_does_not_pass(rate):
    assert not check.largest_rate(rate)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (2 / 3, "coefficient 3"),
        (0.667, "coefficient 3"),
        (1 / 6, "jumps straight to its minimum"),
        (2 / 7, "best rate"),
        (2, "flat direction alone"),
        (1, "the steep one explodes"),
        (0.1, "0.1 is stable"),
        (0.5, "multiplies the error in the steep direction by -2"),
        (-1, "no step downhill"),
        ("1/3", "without quotes"),
    ],
)
def test_other_rates_are_told_what_they_do(rate, words):
    assert words in check.largest_rate(rate).says


def test_the_limit_is_a_third_on_that_very_landscape():
    valley = ravine(condition=6, steepest=6)  # curvatures 1 and 6
    assert valley.eigenvalues.tolist() == [1, 6]
    assert np.isclose(float(stability_limit(valley.eigenvalues)), 1 / 3)
    assert np.isclose(float(best_rate(valley.eigenvalues)), 2 / 7)
    assert run(gradient_descent, valley, steps=2000, learning_rate=0.332).loss[-1] < 1e-3
    assert run(gradient_descent, valley, steps=2000, learning_rate=0.335).left is not None


def walk(rate, steps=STEPS, problem=None, **settings):
    problem = ravine(condition=20) if problem is None else problem
    return run(gradient_descent, problem, steps=steps, learning_rate=rate, **settings)


@pytest.mark.parametrize("rate", [0.82, 0.9, 0.93, 0.94, 0.95, 0.952, 0.954])
def test_the_goal_is_reached_between_these_rates(rate):
    assert walk(rate).loss[-1] <= GOAL and check.reach(walk(rate))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1e-4, "is too small"),
        (0.1, "crawls along the valley: 0.1 is too small"),
        (0.5, "is too small"),
        (0.81, "is too small"),
        (0.956, "zig-zags across the valley: 0.956 is too large"),
        (0.99, "is too large"),
        (1.0, "the limit itself"),
        (1.01, "The loss grew"),
        (1.2, "left the map at step 17"),
        (3.0, "left the map at step"),
    ],
)
def test_a_rate_that_misses_the_goal_is_told_why(rate, words):
    verdict = check.reach(walk(rate))
    assert verdict.status == "not yet" and words in verdict.says


def test_the_learners_own_gradient_descent_serves_as_well():
    def gradient_descent(w, g, t, *, learning_rate=0.94):
        return dict(w=w - learning_rate * g)

    assert check.reach(run(gradient_descent, ravine(condition=20), steps=80))
    assert check.reach(run(gradient_descent, ravine(), steps=79, learning_rate=0.94))


def cheat(w, g, t, *, learning_rate=0.1):
    return dict(w=0 * w)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(0.94, steps=81), "81 steps. The goal allows 80"),
        (walk(0.5, problem=bowl()), "The walk is on bowl"),
        (walk(0.94, problem=ravine(10)), "The walk is on ravine(condition=10)"),
        (walk(0.94, problem=ravine(20, 45)), "rotation=45"),
        (walk(0.94, start=(0.1, 0.1)), "starts at (0.1, 0.1)"),
        (walk(lambda t: 0.94), "a schedule"),
        (run(momentum, ravine(), steps=80, learning_rate=0.94), "Was another rule used?"),
        (run(momentum, ravine(), steps=80, learning_rate=0.9, beta=0.2), "Another rule"),
        (run(cheat, ravine(), steps=80, learning_rate=0.94), "Was another rule used?"),
        (run(lambda w, g, t: dict(w=0 * w), ravine(), steps=80), "Another rule"),
        (0.94, "You gave a float. Give the path"),
        ("path", "You gave a str"),
        (ravine(), "You gave a Landscape"),
    ],
)
def test_another_walk_than_the_one_asked_for_is_told_apart(path, words):
    verdict = check.reach(path)
    assert verdict.status == "not yet" and words in verdict.says


def test_a_short_walk_at_a_good_rate_is_told_that_it_may_go_on():
    assert "up to 80 steps" in check.reach(walk(0.94, steps=30)).says


R = np.sqrt(2)


def given(x, y):
    return (x + y) ** 2 / 20 + (x - y) ** 2


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: ((x + y) / R) ** 2 / 20 + ((x - y) / R) ** 2,
        lambda x, y: ((x - y) / R) ** 2 / 20 + ((x + y) / R) ** 2,
        lambda x, y: ((x + y) ** 2 / 20 + (x - y) ** 2) / 2,
        lambda x, y: float(ravine(rotation=-45).loss(np.array([x, y]))) + 3,
        lambda x, y: ((x + y) * 0.7071) ** 2 / 20 + ((x - y) * 0.7071) ** 2,
    ],
)
def test_a_mended_valley_passes_in_either_direction(f):
    assert check.mend_rotation(f)


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (given, "curvatures are 0.2 and 4, where 0.1 and 2 are wanted: both are twice"),
        (lambda x, y: ((x + y) / 2) ** 2 / 20 + ((x - y) / 2) ** 2, "both are half"),
        (lambda x, y: ((x + y) / R) ** 2 / 20 + (x - y) ** 2, "the steep one is twice too large"),
        (lambda x, y: (x + y) ** 2 / 20 + ((x - y) / R) ** 2, "the flat one is twice too large"),
        (lambda x, y: given(x, y) / R, "inside the square"),
        (lambda x, y: ((x + y) * R) ** 2 / 20 + ((x - y) * R) ** 2, "four times too large"),
        (lambda x, y: x**2 / 20 + y**2, "not turned"),
        (lambda x, y: y**2 / 20 + x**2, "not turned"),
        (lambda x, y: float(ravine(rotation=30).loss(np.array([x, y]))), "lies at 30 degrees"),
        (lambda x, y: 3 * x**2 + y**2, "curvatures are 2 and 6, where 0.1 and 2 are wanted."),
        (lambda x, y: abs(x + y) / 20 + abs(x - y), "no longer a valley"),
        (lambda x, y: given(x - 1, y) / 2, "no longer a valley"),
        (lambda x, y: None if x else 1.0, "returns nothing"),
        (lambda x, y: "deep", "without quotes"),
        (lambda x, y: float("nan"), "nan"),
        (lambda x, y: np.ones(2), "one number"),
        (lambda x, y: 1 / 0, "ZeroDivisionError"),
        (lambda w: w, "cannot take the 2 values"),
        (0.1, "You gave a float, not a function"),
    ],
)
def test_an_unmended_valley_is_told_what_was_measured(f, words):
    verdict = check.mend_rotation(f)
    assert verdict.status == "not yet" and words in verdict.says and len(verdict.hints) == 1


def test_the_given_valley_diverges_at_a_rate_that_should_be_safe():
    curvatures, angle = measure(given)
    assert np.allclose(curvatures, [0.2, 4]) and np.isclose(angle % 90, 45)
    assert float(stability_limit(curvatures)) < 0.6 < float(stability_limit([0.1, 2.0]))


def test_a_zigzag_may_be_right_and_half_the_rate_is_slower():
    losses = [walk(rate, steps=60).loss[-1] for rate in (0.95, 0.475)]
    assert losses[0] < losses[1] / 10
    assert np.isclose(float(best_rate(ravine().eigenvalues)), 0.952, atol=5e-4)
    assert check.why_zigzag("b") and check.why_zigzag(check.zigzag.answer)
    said = {check.why_zigzag(choice).says for choice in ("a", "c")}
    assert len(said) == 2


def test_the_step_predicted_is_the_step_walked():
    path = run(gradient_descent, parabola(), steps=10, start=[4.0], learning_rate=2.1)
    sides, sizes = np.sign(path.w[:, 0]), np.abs(path.w[:, 0])
    assert np.all(sides[1:] == -sides[:-1]) and np.allclose(sizes[1:] / sizes[:-1], 1.1)
    assert check.PREDICT_STEP.grade("d") and "moves away" in check.PREDICT_STEP.answer


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1, "a third of the way"),
        (1 / 3, "share of the flowers"),
        (2, "two thirds of the way"),
        (1.5, "half as steep"),
        (6, "as far away on the other side"),
        (50, "number of its flowers"),
        (150, "number of all flowers"),
        (0.02, "divides by its 50"),
        (2.4, "goes 0.8 of the way"),
        (4, "past the middle, closer than before"),
        (9, "past the middle, and further away"),
        (0, "or nowhere"),
        (-3, "leads away"),
        ("3", "without quotes"),
    ],
)
def test_a_rate_that_misses_the_middle_is_told_where_it_ends(rate, words):
    verdict = check.to_the_middle(rate)
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


def one_centroid_of_fifty():
    """A model of 150 points, 50 of them at 1 or 3 and nearest to a centroid at 0, the others far away."""
    x = np.repeat([1.0, 3.0, 100.0], [25, 25, 100])[:, None]
    return KMeans(Table("mine", x, np.zeros(150)), k=2), np.array([0.0, 100.0])


@pytest.mark.parametrize(
    ("rate", "end"), [(3, 2.0), (1, 2 / 3), (2, 4 / 3), (6, 4.0), (2.4, 1.6), (1 / 3, 2 / 9)]
)
def test_with_a_share_of_a_third_the_rate_three_is_one_round_of_lloyd_and_others_end_where_they_are_told(
    rate, end
):
    model, start = one_centroid_of_fifty()
    path = run(gradient_descent, model, steps=1, start=start, learning_rate=rate)
    assert path.w[1, 0] == pytest.approx(end)
    assert (path.w[1, 0] == pytest.approx(lloyd(model, start, steps=1)[1, 0])) == bool(
        check.to_the_middle(rate)
    )


def steps_to_goal(problem, start=None):
    rate = float(best_rate(problem.eigenvalues))
    path = run(gradient_descent, problem, steps=2000, start=start, learning_rate=rate)
    return int(np.argmax(path.loss <= 1e-6))


def test_only_the_condition_number_makes_it_ten_times_as_long():
    before = steps_to_goal(ravine())
    changed = {
        "Turning": steps_to_goal(ravine(rotation=45)),
        "Starting": steps_to_goal(ravine(), start=(-40.0, 20.0)),
        "A condition": steps_to_goal(ravine(condition=200)),
        "Doubling": steps_to_goal(ravine(steepest=4)),
    }
    for words, after in changed.items():
        choice = next(text for text in check.PREDICT_RAVINE.choices if text.startswith(words))
        assert bool(check.PREDICT_RAVINE.grade(choice)) == (8 < after / before < 12), (words, before, after)
    assert changed["Starting"] - before == 23
    assert changed["Turning"] <= 1.15 * before and changed["Doubling"] <= 1.1 * before


@pytest.mark.parametrize("question", [check.zigzag, check.PREDICT_STEP, check.PREDICT_RAVINE])
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


def test_hints_come_one_at_a_time():
    assert [len(check.reach(walk(0.1)).hints) for _ in range(3)] == [1, 2, 2]
    assert [len(check.why_zigzag("a").hints) for _ in range(2)] == [1, 2]
    assert check.mend_rotation(given).hints != check.mend_rotation(given).hints

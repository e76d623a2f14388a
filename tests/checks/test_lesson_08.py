"""The exercises of lesson 08: the reference solutions pass, the slips are named, the answers hold."""

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.checks import lesson_08 as check
from lessons_lib.checks.lesson_08_hunt import PATIENTS, SLOPES, line_up
from lessons_lib.checks.lesson_08_questions import TROUBLES
from lessons_lib.checks.slips import adam as slips
from lessons_lib.descent import ranked, run
from lessons_lib.landscapes import ravine
from lessons_lib.rules import adam, gradient_descent, lion, momentum, rmsprop


def blank_rule(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return ...


BLANKS = [
    lambda: check.by_hand(one_try=(..., ...), two_tries=(..., ...), three_tries=(..., ...)),
    lambda: check.why_unfair(...),
    lambda: check.read_rate(...),
    lambda: check.my_rule(),
    lambda: check.my_rule(blank_rule),
    lambda: check.why_lines(m=..., v=..., m_hat=..., v_hat=..., epsilon=...),
    lambda: check.line_up(A=..., B=..., C=..., D=..., E=...),
    lambda: check.mend_precedence(),
    lambda: check.mend_memory(),
    lambda: check.mend_epsilon(),
    lambda: check.enter(),
    lambda: check.enter(blank_rule),
]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def pairs(losses):
    return [min(a, b) for k, a in enumerate(losses) for b in losses[k + 1 :]]


def test_the_sum_by_hand_is_the_mean_over_all_choices_of_rates():
    both = ([1, 8, 9], [2, 3, 4])
    one, two = (tuple(float(np.mean(of(x))) for x in both) for of in (list, pairs))
    assert check.by_hand(one_try=one, two_tries=two, three_tries=(1, 2))
    assert check.by_hand(one_try=(6, 3), two_tries=(3.33, 2.33), three_tries=(1, 2))
    assert not check.by_hand(one_try=(6, 3), two_tries=(3.3, 2.3), three_tries=(1, 2))


@pytest.mark.parametrize(
    ("line", "given", "words"),
    [
        ("one_try", (1, 2), "best losses"),
        ("one_try", (18, 9), "Divide by three"),
        ("one_try", (3, 6), "swapped"),
        ("two_tries", (6, 3), "Of two tries you keep the better"),
        ("two_tries", (17 / 3, 10 / 3), "the larger one of each pair"),
        ("two_tries", (10, 7), "Divide by three"),
        ("three_tries", (6, 3), "tried everything"),
        ("three_tries", (9, 4), "the worst"),
    ],
)
def test_a_wrong_line_of_the_sum_is_told_where_it_comes_from(line, given, words):
    right = dict(one_try=(6, 3), two_tries=(10 / 3, 7 / 3), three_tries=(1, 2))
    verdict = check.by_hand(**right | {line: given})
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


@pytest.mark.parametrize("rate", [0.15, 0.2, 0.33, 0.6])
def test_a_rate_of_the_band_is_taken(rate):
    assert check.read_rate(rate)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.1, "too slow"), (0.98, "is too large"), (0, "above zero"), (-1, "above zero"), ("0.3", "quotes")],
)
def test_a_rate_outside_of_the_band_is_told_on_which_side(rate, words):
    verdict = check.read_rate(rate)
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


def test_my_rule_takes_adam_and_names_its_slips():
    assert check.my_rule(adam)
    assert check.my_rule(slips.uncorrected).says == slips.uncorrected.__doc__


RIGHT = dict(m="b", v="d", m_hat="c", v_hat="e", epsilon="a")


def test_each_line_is_there_against_one_trouble():
    assert check.why_lines(**RIGHT) and sorted(RIGHT.values()) == sorted(TROUBLES)
    assert all(f"{letter}) {text}" in str(check.lines) for letter, text in TROUBLES.items())


@pytest.mark.parametrize("line", RIGHT)
def test_a_line_that_is_given_another_trouble_is_told_so_by_itself(line):
    wrong = "a" if RIGHT[line] != "a" else "b"
    verdict = check.why_lines(**RIGHT | {line: wrong})
    assert verdict.status == "not yet" and verdict.says.startswith(f"{line} is not {wrong}.")
    assert verdict.says.endswith(check.lines.marks[line]) and verdict.hints


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(m="f"), "give one of a to e"),
        (dict(w="a"), "no line w. The lines are m, v, m_hat, v_hat and epsilon."),
        (dict(m="b"), "Still blank: v, m_hat, v_hat, epsilon"),
    ],
)
def test_what_is_no_answer_about_the_lines_is_told_so(given, words):
    verdict = check.why_lines(**given)
    assert verdict.status == "not yet" and words in verdict.says


NAMED = {letter: names[0] for letter, names in line_up.answers.items()}


def test_the_five_slips_are_told_apart_by_their_names():
    assert check.line_up(**NAMED)
    for letter in NAMED:
        other = next(name for name in line_up.known if name != NAMED[letter])
        verdict = check.line_up(**NAMED | {letter: other})
        assert not verdict and verdict.says.endswith(line_up.marks[letter])
    assert "give one of the five names" in check.line_up(A="bracket").says


def test_no_two_of_the_five_show_the_same_steps():
    rows = check.symptoms().splitlines()[1:]
    assert len(rows) == len(SLOPES) * (1 + len(PATIENTS))
    shown = ["\n".join(row[8:] for row in rows[k : k + 3]) for k in range(0, len(rows), 3)]
    assert len(set(shown)) == 1 + len(PATIENTS)


def test_the_marks_tell_what_is_in_the_table():
    rows = [row[8:].split()[1:] for row in check.symptoms().splitlines()[1:]]
    of = {letter: rows[k : k + 3] for letter, k in zip(PATIENTS, range(3, len(rows), 3), strict=True)}
    assert of["A"][0][0] == "3.16" and of["D"][0][0] == "31.62"
    assert of["B"][0] == ["1.00", "0.24", "0.00", "0.00"]
    assert of["C"][0] == ["1.00"] * 4 and of["C"][2] == ["nan"] * 4
    assert of["E"][1] == ["nan"] * 4 and "nan" not in of["E"][0] + of["E"][2]
    assert 0.1 / 0.001**0.5 == pytest.approx(3.16, abs=5e-3)
    assert 1 / 0.001**0.5 == pytest.approx(31.62, abs=5e-3)


MENDS = [
    (check.mend_precedence, slips.epsilon_on_weights, "it gets something added", "order of operations"),
    (check.mend_memory, slips.remembers_corrected, "they come back in step two", "one name for two things"),
    (check.mend_epsilon, slips.epsilon_hat_power, "only a large epsilon shows", "half a translation"),
]


@pytest.mark.parametrize(("mend", "given", "differs", "kind"), MENDS)
def test_a_given_rule_is_told_what_differs_and_a_mended_one_its_kind_of_slip(mend, given, differs, kind):
    verdict = mend(given)
    assert verdict.status == "not yet" and differs in verdict.says
    assert [len(verdict.hints), len(mend(given).hints)] == [1, 2]
    assert mend(adam) and kind in mend(adam).says
    assert mend(slips.uncorrected).says == slips.uncorrected.__doc__


def short(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return dict(w=w - rate * m / (np.sqrt(v) + epsilon * np.sqrt(1 - beta2**t)), m=m, v=v)


def test_the_short_form_with_the_root_over_its_epsilon_is_adam():
    assert check.mend_epsilon(short)
    assert check.mend_epsilon(slips.epsilon_hat).says == slips.epsilon_hat.__doc__


@pytest.mark.parametrize(
    "rule", [gradient_descent, momentum, rules.nesterov, rules.adagrad, rmsprop, adam, lion]
)
def test_every_rule_of_the_series_may_enter(rule):
    verdict = check.enter(rule)
    assert verdict and "the digits network" in verdict.says and "Adam" in verdict.says


def climbs(w, g, t, *, learning_rate=0.1):
    return dict(w=w + learning_rate * g)


def stays(w, g, t, *, learning_rate=0.1):
    return dict(w=1.0 * w)


def untuned(w, g, t, *, pace=0.1):
    return dict(w=w - pace * g)


def one_number(w, g, t, *, learning_rate=0.1):
    return dict(w=w[0] - learning_rate * g[0])


def not_a_number(w, g, t, *, learning_rate=0.1):
    return dict(w=w - learning_rate * np.sqrt(g))


def changes(w, g, t, *, learning_rate=0.1):
    w -= learning_rate * g
    return dict(w=w)


def fails_later(w, g, t, *, learning_rate=0.1):
    if t > 50:
        raise ValueError("too far")
    return dict(w=w - learning_rate * g)


def crawls(w, g, t, *, learning_rate=0.1):
    return dict(w=w - 1e-9 * learning_rate * g)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (climbs, "But on the bowl"),
        (crawls, "But on the bowl"),
        (stays, "never moves"),
        (untuned, "your rule has none"),
        (one_number, "Keep the shape"),
        (not_a_number, "not a finite number at step"),
        (changes, "in place"),
        (fails_later, "fails_later stopped with ValueError"),
        (3, "Give a function"),
    ],
)
def test_what_cannot_be_raced_is_told_why(rule, words):
    verdict = check.enter(rule)
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


@pytest.mark.parametrize(("rule", "words"), [(gradient_descent, "grows with"), (adam, "does not depend on")])
def test_an_entry_is_told_whether_the_scale_of_the_loss_matters_to_it(rule, words):
    assert f"first step {words} the scale" in check.enter(rule).says


FOUR = [gradient_descent, momentum, rmsprop, adam]


def raced(rate):
    return {rule.__name__: run(rule, ravine(), learning_rate=rate) for rule in FOUR}


def test_each_goal_of_the_rigged_race_can_be_met_and_none_is_met_at_first():
    for goal, rate in zip(check.GOALS.values(), (0.7, 1.0, 0.01), strict=True):
        assert goal(raced(rate)) and not goal(raced(0.1))


def test_one_rate_for_all_can_make_any_of_the_four_win():
    assert {ranked(raced(rate))[0] for rate in (0.03, 0.1, 0.7, 1.0)} == {rule.__name__ for rule in FOUR}


QUESTIONS = [check.unfair, check.PREDICT_RACE, check.PREDICT_TRIES]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


def test_hints_come_one_at_a_time():
    assert [len(check.why_unfair("a").hints) for _ in range(3)] == [1, 2, 2]
    assert [len(check.line_up(A="brackets").hints) for _ in range(2)] == [1, 2]
    assert [len(check.enter(stays).hints) for _ in range(2)] == [1, 2]

"""A rule that is no rule, or answers wrongly, is told what to change, by name and line."""

import functools
import inspect

import numpy as np
import pytest
from refusals import both, refused

from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import bowl
from lessons_lib.rules import adam, gradient_descent
from lessons_lib.signatures import TAKEN, signature


@both
def test_a_rule_that_is_called_instead_of_given_is_refused(walk):
    answer = gradient_descent(np.ones(2), np.ones(2), 1)
    assert "without calling it" in refused(walk, answer, bowl())
    assert "without calling it" in refused(walk, "adam", bowl())


def shape_only(w, g):
    return dict(w=w)


def any_arguments(*args, **kwargs):
    return dict(w=args[0])


def no_first_value(w, g, t, velocity):
    return dict(w=w, velocity=velocity)


def no_default(w, g, t, *, learning_rate):
    return dict(w=w)


def no_t(w, g, velocity=0.0, *, learning_rate=0.1):
    return dict(w=w, velocity=velocity)


@both
@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (shape_only, "shape_only must begin `def shape_only(w, g, t, ...)`"),
        (any_arguments, "any_arguments must begin"),
        (no_first_value, "velocity has no value to begin with. Give it a first value, such as velocity=0.0."),
        (no_default, "learning_rate has no value to begin with. Give it a default"),
        (no_t, "no_t must take `w, g, t` first, before velocity"),
        (max, "max cannot be read as a rule"),
        (dict, "cannot be read as a rule"),
    ],
)
def test_a_signature_that_is_no_rule_is_refused(walk, rule, sentence):
    assert sentence in refused(walk, rule, bowl())
    assert sentence in refused(signature, rule)


def hides_steps(w, g, t, *, steps=3):
    return dict(w=w - 0.1 * steps * g)


def hides_start(w, g, t, start=0.0):
    return dict(w=w - start, start=start)


def hides_every(w, g, t, *, every=3):
    return dict(w=w)


def hides_problem(w, g, t, *, problem=3):
    return dict(w=w)


def hides_rule(w, g, t, rule=0.0):
    return dict(w=w, rule=rule)


@both
@pytest.mark.parametrize("rule", [hides_steps, hides_start, hides_every, hides_problem, hides_rule])
def test_a_rule_whose_settings_run_would_keep_to_itself_is_refused(walk, rule):
    taken = rule.__name__.removeprefix("hides_")
    assert refused(walk, rule, bowl()) == (
        f"{rule.__name__} has something called {taken}, and so has run, which would keep it to itself. "
        f"Rename it in the rule, such as my_{taken}."
    )


def test_every_argument_of_the_walks_is_one_that_no_rule_may_have():
    for walk in (run, sweep):
        names = inspect.signature(walk).parameters
        assert {name for name in names if name != "settings"} <= set(TAKEN)


def test_a_partial_rule_is_a_rule():
    bold = functools.partial(adam, learning_rate=0.5)
    assert repr(run(bold, bowl(), steps=2)).startswith("Path of adam on")
    np.testing.assert_array_equal(run(bold, bowl()).w, run(adam, bowl(), learning_rate=0.5).w)
    assert "adam has no setting" in refused(run, bold, bowl(), rate=1)


def forgets_w(w, g, t, velocity=0.0):
    return dict(velocity=velocity)


def returns_nothing(w, g, t):
    w - g


def returns_an_array(w, g, t):
    return w - g


def forgets_velocity(w, g, t, velocity=0.0):
    return dict(w=w - g)


def forgets_velocity_later(w, g, t, velocity=0.0):
    return dict(w=w) if t == 3 else dict(w=w, velocity=velocity)


def forgets_the_star(w, g, t, learning_rate=0.1):
    return dict(w=w - learning_rate * g)


def adds_up(w, g, t):
    return dict(w=np.sum(w - g))


def grows_later(w, g, t):
    return dict(w=w if t < 3 else np.append(w, 0.0))


def returns_text(w, g, t):
    return dict(w=["a", "b"])


def returns_complex(w, g, t):
    return dict(w=w * 1j)


def stops(w, g, t, *, learning_rate=0.1):
    return dict(w=w - learning_rat * g)  # noqa: F821


def stops_later(w, g, t):
    return dict(w=w - [0.1, 0.2][t - 1] * g)


@both
@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (forgets_w, "forgets_w returned a dict with velocity. It must return the new position"),
        (returns_nothing, "returns_nothing returned NoneType. It must return the new position"),
        (returns_an_array, "returns_an_array returned ndarray. It must return"),
        (forgets_velocity, "remembers velocity but does not return it. Add it: `return dict(w=..., velo"),
        (forgets_velocity_later, "remembers velocity but does not return it"),
        (forgets_the_star, "If learning_rate is to be tuned, write it right of a star."),
        (adds_up, "adds_up turned w of shape (2,) into shape (). Keep the shape."),
        (grows_later, "grows_later turned w of shape (2,) into shape (3,). Keep the shape."),
        (returns_text, "returns_text returned a w that is no array of real numbers"),
        (returns_complex, "returns_complex returned a w that is no array of real numbers"),
        (stops, "stops stopped with NameError in the line `return dict(w=w - learning_rat * g)"),
        (stops_later, "stops_later stopped with IndexError in the line `return dict(w=w - [0.1, 0.2][t - 1]"),
    ],
)
def test_a_rule_that_answers_wrongly_is_told_what_to_return(walk, rule, sentence):
    assert sentence in refused(walk, rule, bowl())


def changes_w(w, g, t):
    w -= g
    return dict(w=w)


def changes_g(w, g, t):
    g *= 0.1
    return dict(w=w - g)


def changes_memory(w, g, t, velocity=0.0):
    velocity -= 0.1 * g
    return dict(w=w + velocity, velocity=velocity)


def changes_w_later(w, g, t):
    if t == 1:
        return dict(w=list(w - g))
    w -= g
    return dict(w=w)


def changes_an_element(w, g, t):
    w[0] = 0.0
    return dict(w=w)


@both
@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (changes_w, "w -= g"),
        (changes_g, "g *= 0.1"),
        (changes_memory, "velocity -= 0.1 * g"),
        (changes_w_later, "w -= g"),
        (changes_an_element, "w[0] = 0.0"),
    ],
)
def test_a_rule_that_works_in_place_is_shown_its_line(walk, rule, line):
    told = refused(walk, rule, bowl())
    assert told.startswith(f"{rule.__name__} changes an array in place (ValueError in the line `{line}`")
    assert told.endswith("Make a new one: `w = w - ...`, not `w -= ...`.")


def test_a_position_returned_as_a_list_is_locked_too():
    assert "in place" in refused(run, changes_w_later, bowl(), steps=2)


def test_first_memory_and_settings_are_safe_from_a_rule_that_works_in_place():
    velocity, rate = np.ones(2), np.array([0.1, 0.2])
    assert "in place" in refused(run, changes_memory, bowl(), velocity=velocity)

    def changes_rate(w, g, t, *, learning_rate=0.1):
        learning_rate *= 0.5
        return dict(w=w - learning_rate * g)

    assert "in place" in refused(sweep, changes_rate, bowl(), learning_rate=rate)
    assert velocity.tolist() == [1.0, 1.0]
    assert rate.tolist() == [0.1, 0.2]


def keeps_a_table(w, g, t):
    return dict(w=w, table=np.outer(g, [1, 2, 3]))


def keeps_text(w, g, t):
    return dict(w=w, note="hello")


@pytest.mark.parametrize(("rule", "name"), [(keeps_a_table, "table"), (keeps_text, "note")])
def test_what_cannot_be_recorded_is_named(rule, name):
    told = refused(run, rule, bowl())
    assert told.startswith(f"{rule.__name__} returned a {name} that cannot be recorded.")


@both
def test_an_interrupt_stays_an_interrupt(walk):
    def tired(w, g, t):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walk(tired, bowl())

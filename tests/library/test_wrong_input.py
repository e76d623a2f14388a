"""Everything wrong that can be given to the loop gets a sentence that says what to change."""

import functools
import types

import numpy as np
import pytest

from lessons_lib.descent import descend, run, sweep
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop
from lessons_lib.signatures import signature

both = pytest.mark.parametrize("walk", [run, sweep])


def refused(walk, *args, **kwargs):
    with pytest.raises(Mistake) as caught:
        walk(*args, **kwargs)
    sentence = str(caught.value)
    assert " at 0x" not in sentence
    assert "\n" not in sentence
    return sentence


def model(**parts):
    usual = dict(loss=lambda w: (w**2).sum(axis=0), gradient=lambda w, t: 2 * w, start=(1.0, 2.0))
    return types.SimpleNamespace(**usual | parts)


@both
def test_an_unknown_name_gets_the_nearest_one(walk):
    assert refused(walk, gradient_descent, bowl(), learning_rte=0.1) == (
        "gradient_descent has no setting 'learning_rte'. Did you mean learning_rate? It knows: learning_rate."
    )
    sentence = refused(walk, adam, bowl(), beta_1=0.5)
    assert "Did you mean beta1? It knows: learning_rate, beta1, beta2, epsilon, m, v." in sentence
    assert "no setting 'w'" in refused(walk, adam, bowl(), w=(1, 2))
    assert "no setting 'gradient'" in refused(walk, adam, bowl(), gradient=None)


@both
@pytest.mark.parametrize("steps", [2.5, "3", True, -1, None, np.nan, 3.0, [3], np.array([3])], ids=repr)
def test_steps_must_be_a_whole_number(walk, steps):
    assert "Give a whole number, zero or more" in refused(walk, adam, bowl(), steps=steps)


@both
def test_whole_numbers_of_numpy_count_as_steps(walk):
    assert walk(adam, bowl(), steps=np.int64(3)).steps == 3


OUT_OF_RANGE = [
    (gradient_descent, "learning_rate", -0.1, "It must be zero or more."),
    (momentum, "beta", 1.0, "It must be a share: from 0 up to, but not including, 1."),
    (momentum, "beta", -0.1, "It must be a share"),
    (adam, "beta1", 1, "It must be a share"),
    (adam, "beta2", 1.5, "It must be a share"),
    (rmsprop, "decay", 1.0, "It must be a share"),
    (adam, "epsilon", -1e-8, "It must be zero or more."),
    (rmsprop, "cache", -1.0, "It must be zero or more."),
    (adam, "v", -1.0, "It must be zero or more."),
    (adam, "learning_rate", np.nan, "Give a finite number."),
    (adam, "learning_rate", np.inf, "Give a finite number."),
    (momentum, "velocity", np.nan, "Give a finite number."),
    (adam, "learning_rate", "0.1", "Give a number, an array of numbers or a schedule."),
    (adam, "learning_rate", None, "Give a number"),
    (adam, "learning_rate", 1j, "Give a number"),
    (adam, "learning_rate", np.array([1j]), "Give a number"),
    (adam, "learning_rate", {}, "Give a number"),
    (adam, "learning_rate", [[1], [1, 2]], "Give a number"),
    (momentum, "velocity", gradient_descent, "It is a first value: give a number, no schedule."),
]


@both
@pytest.mark.parametrize(("rule", "name", "value", "sentence"), OUT_OF_RANGE)
def test_a_setting_that_makes_no_sense_is_refused_by_name(walk, rule, name, value, sentence):
    told = refused(walk, rule, bowl(), **{name: value})
    assert told.startswith(f"{name} is ")
    assert sentence in told
    assert refused(next, descend(rule, lambda w, t: w, np.ones(2), **{name: value})) == told


def test_one_bad_value_in_a_grid_is_enough():
    told = refused(sweep, adam, bowl(), learning_rate=np.array([0.1, -0.1]))
    assert told == "learning_rate is -0.1 in one place. It must be zero or more."
    told = refused(sweep, adam, bowl(), beta1=np.array([[0.5], [np.nan]]))
    assert told == "beta1 is nan in one place. Give a finite number."


@both
@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (np.nan, "learning_rate is nan at step 2. Give a finite number."),
        (np.inf, "learning_rate is inf at step 2. Give a finite number."),
        (-1.0, "learning_rate is -1 at step 2. It must be zero or more."),
        (1j, "learning_rate is 1j at step 2. Give a number"),
        ("fast", "learning_rate is 'fast' at step 2. Give a number"),
        (None, "learning_rate is None at step 2. Give a number"),
    ],
)
def test_a_schedule_is_checked_at_every_step(walk, value, sentence):
    told = refused(walk, gradient_descent, bowl(), learning_rate=lambda t: 0.1 if t < 2 else value)
    assert told.startswith(sentence)


@both
def test_a_schedule_that_raises_is_named_with_its_line(walk):
    def rate(t):
        return 1 / t

    told = refused(walk, gradient_descent, bowl(), learning_rate=rate)
    assert told == "rate stopped with ZeroDivisionError in the line `return 1 / t`: division by zero."


@both
@pytest.mark.parametrize(
    "start",
    [(1,), (1, 2, 3), 5, "here", (1, "x"), (1, np.nan), (np.inf, 0), ((1, 2),), (1j, 2), (1, None)],
)
def test_a_start_that_does_not_fit_is_refused_with_one_that_does(walk, start):
    told = refused(walk, gradient_descent, bowl(), start=start)
    assert told.endswith("Give 2 finite numbers, such as start=(-4.0, 2.0).")


def test_a_grid_of_starts_is_for_sweep_and_not_for_run():
    assert "Give 2 finite numbers" in refused(run, gradient_descent, bowl(), start=np.ones((2, 3)))
    assert "far off the map" in refused(sweep, gradient_descent, bowl(), start=[[1, 1e4], [1, 1]])
    told = refused(sweep, adam, bowl(), start=np.ones((2, 3)), beta1=[0.1, 0.2])
    assert told == "The settings have shapes [(3,), (2,)], which do not form a grid together."


@both
def test_a_start_off_the_map_is_refused(walk):
    assert "far off the map" in refused(walk, gradient_descent, bowl(), start=(1e4, 0))


@both
def test_the_start_of_a_large_model_is_not_spelled_out(walk):
    told = refused(walk, gradient_descent, model(start=np.zeros(1000)), start=(1, 2))
    assert told == "start is (1, 2). Give 1000 finite numbers."


@both
def test_a_landscape_without_its_brackets_is_named(walk):
    assert refused(walk, gradient_descent, ravine) == (
        "The problem is ravine, which has no loss. Give a landscape, such as ravine(), with its brackets."
    )
    assert "has no loss" in refused(walk, gradient_descent, "ravine")
    assert "The problem is <object object>" in refused(walk, gradient_descent, object())


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


def test_first_memory_and_settings_are_safe_from_a_rule_that_works_in_place():
    velocity, rate = np.ones(2), np.array([0.1, 0.2])
    assert "in place" in refused(run, changes_memory, bowl(), velocity=velocity)

    def changes_rate(w, g, t, *, learning_rate=0.1):
        learning_rate *= 0.5
        return dict(w=w - learning_rate * g)

    assert "in place" in refused(sweep, changes_rate, bowl(), learning_rate=rate)
    assert velocity.tolist() == [1.0, 1.0]
    assert rate.tolist() == [0.1, 0.2]


@both
@pytest.mark.parametrize(
    ("gradient", "sentence"),
    [
        (lambda w, t: w[0], "The gradient has shape () and w has shape (2,). They must be the same."),
        (lambda w, t: w[:, None], "The gradient has shape (2, 1)"),
        (lambda w, t: w if t < 2 else w[:1], "The gradient has shape (1,)"),
        (lambda w, t: None, "The gradient is None. It must be an array of numbers"),
        (lambda w, t: 1j * w, "It must be an array of numbers"),
        (lambda w: w, "takes 1 positional argument but 2 were given"),
        (lambda w, t: w / [], "stopped with ValueError in the line `(lambda w, t: w / []"),
    ],
)
def test_a_gradient_that_does_not_fit_is_refused(walk, gradient, sentence):
    assert sentence in refused(walk, gradient_descent, model(gradient=gradient))


@both
@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        (lambda w: w, "It must give one number a position"),
        (lambda w: None, "The loss gives no number"),
        (lambda w: w[7], "stopped with IndexError"),
    ],
)
def test_a_loss_that_does_not_fit_is_refused(walk, loss, sentence):
    assert sentence in refused(walk, gradient_descent, model(loss=loss))


def test_a_loss_that_adds_up_everything_is_refused():
    assert "add up over the first axis only" in refused(run, gradient_descent, model(loss=np.sum))


def test_a_grid_is_for_sweep_and_not_for_run():
    for grid in ([0.1, 0.2], np.ones((2, 1)), np.ones(5)):
        told = refused(run, gradient_descent, bowl(), learning_rate=grid)
        assert told.startswith("learning_rate has shape")
        assert told.endswith("Give one number, or use sweep for a grid.")
    assert "use sweep for the grid" in refused(run, gradient_descent, ravine(np.array([2.0, 3.0])))
    assert "velocity has shape (3,). Give one number, or 2 of them." in refused(
        run, momentum, bowl(), velocity=np.ones(3)
    )
    for t in (0, 2):
        told = refused(run, momentum, bowl(), beta=lambda now, t=t: np.zeros(2) if now == t else 0.0)
        assert told == "beta has shape (2,). Give one number, or use sweep for a grid."


def test_a_sweep_takes_lists_and_refuses_shapes_that_form_no_grid():
    together = sweep(adam, parabola(), beta1=[0.5, 0.9], learning_rate=[0.1, 0.2])
    assert together.loss.shape == (2,)
    told = refused(sweep, momentum, bowl(), learning_rate=[0.1, 0.2, 0.3], beta=[0.1, 0.2])
    assert told == "The settings have shapes [(3,), (2,)], which do not form a grid together."


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

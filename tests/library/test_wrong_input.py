"""Everything wrong that can be given to the loop gets a sentence that says what to change."""

import re

import numpy as np
import pytest
from refusals import both, model, refused

from lessons_lib import schedules
from lessons_lib.descent import descend, run, sweep
from lessons_lib.landscapes import Landscape, bowl, parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.models import KMeans
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop


@both
def test_an_unknown_name_gets_the_nearest_one(walk):
    assert refused(walk, gradient_descent, bowl(), learning_rte=0.1) == (
        "gradient_descent has no setting 'learning_rte'. Did you mean learning_rate? "
        f"It knows: learning_rate, steps, start{', every' * (walk is run)}."
    )
    sentence = refused(walk, adam, bowl(), bta1=0.5)
    assert (
        "Did you mean beta1? It knows: learning_rate, beta1, beta2, epsilon, m, v, steps, start" in sentence
    )
    assert "no setting 'w'" in refused(walk, adam, bowl(), w=(1, 2))
    assert "no setting 'gradient'" in refused(walk, adam, bowl(), gradient=None)


def test_what_only_run_takes_is_offered_by_run_alone():
    assert "Did you mean every?" in refused(run, adam, bowl(), evry=5)
    assert "every" not in refused(sweep, adam, bowl(), evry=5)


@both
@pytest.mark.parametrize("truth", [True, np.True_, np.array([True, False]), [True, False], lambda t: t > 3])
def test_what_is_true_or_false_is_no_number(walk, truth):
    assert re.search("learning_rate is .*. Give a number", refused(walk, adam, bowl(), learning_rate=truth))


@both
@pytest.mark.parametrize(
    "maker", [getattr(schedules, name) for name in schedules.__all__ if name != "Schedule"]
)
def test_a_maker_of_schedules_is_no_schedule_yet(walk, maker):
    name = maker.__name__
    example = "cosine(0.1)" if name == "warmup_then" else "0.1"
    assert refused(walk, momentum, bowl(), learning_rate=maker) == (
        f"learning_rate is {name}, which makes a schedule. "
        f"Give one that it made: learning_rate={name}({example})."
    )
    assert f"beta={name}(" in refused(walk, momentum, bowl(), beta=maker)
    with pytest.raises(Mistake, match=f"^warmup_then: schedule is {name}, which makes a schedule"):
        schedules.warmup_then(maker)


@both
@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (
            gradient_descent,
            "gradient_descent, which cannot be asked for the rate of a step (missing a required",
        ),
        (lambda: 0.1, "(too many positional arguments). Write a schedule as `lambda t: ...`"),
        (lambda t, loss: 0.1, "(missing a required argument: 'loss')"),
        (lambda losses, t: 0.1, "(multiple values for argument 'losses')"),
        (lambda t, losses: losses, "Give one number a step: losses[t], say, not losses."),
        (lambda t, losses: losses[t:], "learning_rate has shape (1,). Give one number a step"),
        (lambda t, losses: np.diff(losses), "learning_rate has shape (0,). Give one number a step"),
        (lambda t, losses: (losses[t], t), "learning_rate"),
        (lambda t, losses: "0.1", "learning_rate is '0.1' at step 0. Give a number"),
        (dict, "dict stopped with TypeError"),
    ],
)
def test_what_cannot_be_asked_for_a_rate_is_told_how_to_be(walk, schedule, words):
    assert words in refused(walk, gradient_descent, bowl(), learning_rate=schedule)


@both
def test_an_if_about_an_array_is_told_how_to_choose(walk):
    def slope(w, t):
        return 2 * w if w > 0 else w

    told = refused(walk, gradient_descent, model(gradient=slope), learning_rate=0.1)
    assert "slope was given an array" in told and "`return 2 * w if w > 0 else w`" in told
    assert told.endswith("Write np.where(t < 5, 0.1, 0.01), not `0.1 if t < 5 else 0.01`.")


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
        "The problem is ravine, a function. Write ravine(), with its brackets."
    )
    assert refused(walk, gradient_descent, KMeans) == (
        "The problem is KMeans, a class. Write KMeans(), with its brackets."
    )
    assert "Write Landscape(...), with its" in refused(walk, gradient_descent, Landscape)
    for other in (adam, lambda: 3):  # what must not be called, or has no name to call it by
        assert refused(walk, gradient_descent, other).endswith(
            "which has no loss. Give a landscape, such as ravine(), with its brackets."
        )
    assert "has no loss" in refused(walk, gradient_descent, "ravine")
    assert "The problem is <object object>" in refused(walk, gradient_descent, object())


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


@pytest.mark.parametrize("every", [0, -1, 2.5, True, "10", np.nan])
def test_every_must_be_a_whole_number(every):
    assert "Give a whole number, one or more, such as every=10." in refused(run, adam, bowl(), every=every)


@both
def test_steps_misspelt_is_recognised(walk):
    assert "Did you mean steps?" in refused(walk, gradient_descent, bowl(), step=80)

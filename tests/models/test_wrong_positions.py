"""A `w` or a step that makes no sense gets a sentence from every model, and no warning."""

import re

import numpy as np
import pytest
from refusals import refused
from wrong_values import (
    AT_ONE,
    FACTORS,
    LETTERS,
    LINE,
    MIDDLES,
    NETWORK,
    NO_COUNTS,
    NO_POSITIONS,
    OF_EXAMPLES,
    OVER_GRIDS,
    TWO,
    assert_same,
    named,
)

from lessons_lib.descent import run
from lessons_lib.mistakes import Mistake
from lessons_lib.models import (
    DigitsNetwork,
    LinearRegression,
    batch,
    baum_welch,
    epoch_order,
)
from lessons_lib.rules import gradient_descent

every_view = pytest.mark.parametrize(("model", "view"), OVER_GRIDS + AT_ONE + OF_EXAMPLES, ids=named)


def view_of(model, name):
    """A method of `w` alone; examples are added where it wants them."""
    method = getattr(model, name)
    if (model, name) not in OF_EXAMPLES:
        return method
    examples = (model.test if model is NETWORK else model.data).x[:3]
    return lambda w: method(w, examples)


# Positions


@every_view
@pytest.mark.parametrize("bad", NO_POSITIONS)
def test_what_is_no_position_is_refused(model, view, bad):
    told = refused(view_of(model, view), NO_POSITIONS[bad](len(model.start)))
    assert re.match("w (is|has shape) ", told)
    assert f"has {len(model.start)} weights on its first axis." in told


def test_a_lying_grid_is_told_to_turn():
    assert refused(LINE.loss, np.zeros((5, 2))).endswith("has 2 weights on its first axis. Turn it: w.T.")


def test_a_path_is_told_to_name_one_of_its_positions():
    path = run(gradient_descent, TWO, steps=2)
    told = refused(TWO.accuracy, path)
    assert told.endswith("has 3 weights on its first axis. Give a position of that path: path.w[-1].")
    assert TWO.accuracy(path.w[-1]) >= 0


@every_view
@pytest.mark.parametrize("kind", [list, tuple, np.float32])
def test_a_plain_list_of_the_right_length_is_a_position(model, view, kind):
    w = np.asarray(model.start, dtype=np.float32).astype(float)
    given = kind(w.tolist()) if isinstance(kind(), (list, tuple)) else w.astype(kind)
    look = view_of(model, view)
    assert_same(look(given), look(w))


@pytest.mark.parametrize(("model", "view"), [*AT_ONE, (NETWORK, "score")], ids=named)
def test_a_view_of_one_position_refuses_a_grid(model, view):
    n = len(model.start)
    told = refused(view_of(model, view), np.zeros((n, 2)))
    assert told == f"w has shape ({n}, 2). Give one position, {n} numbers, such as path.w[-1]."


@pytest.mark.parametrize(
    ("model", "view"), [(LINE, "predict"), (TWO, "chance"), (NETWORK, "read")], ids=named
)
def test_predictions_over_a_grid_are_those_of_each_position(model, view):
    w = model.start[:, None] + np.linspace(-0.1, 0.1, 3)
    look = view_of(model, view)
    np.testing.assert_array_equal(look(w), np.stack([look(column) for column in w.T], axis=-1))


FAR_OFF = {
    "nan": lambda start: start * np.nan,
    "inf": lambda start: start + np.inf,
    "one inf": lambda start: np.where(np.arange(len(start)) == 0, np.inf, start),
    "large": lambda start: 1e5 * np.cos(np.arange(len(start))),
    "largest": lambda start: 1e308 * np.cos(np.arange(len(start))),
}


@every_view
@pytest.mark.parametrize("far", FAR_OFF)
def test_far_off_there_is_an_answer_or_a_refusal_and_no_warning(model, view, far):
    look = view_of(model, view)
    try:
        look(FAR_OFF[far](model.start))
    except Mistake as told:
        assert "\n" not in str(told)


CHOOSES = [
    (TWO, "misread"),
    (NETWORK, "read"),
    (NETWORK, "misread"),
    (MIDDLES, "nearest"),
    (LETTERS, "decode"),
    (LETTERS, "groups"),
]


@pytest.mark.parametrize(("model", "view"), CHOOSES, ids=named)
@pytest.mark.parametrize("far", ["nan", "inf"])
def test_nothing_is_chosen_among_numbers_that_are_none(model, view, far):
    assert re.search(
        r"Take (an earlier one|finite ones|others)\.$",
        refused(view_of(model, view), FAR_OFF[far](model.start)),
    )


@pytest.mark.parametrize("model", [TWO, NETWORK], ids=named)
def test_the_accuracy_of_a_walk_that_left_is_not_a_number(model):
    w = np.column_stack([model.start, model.start * np.nan, model.start + np.inf])
    assert np.isnan(model.accuracy(w)).tolist() == [False, True, True]


def test_letters_that_cannot_be_cost_infinitely_much():
    w = np.zeros(len(LETTERS.start))
    w[2 + 4 :] = 1e4 * np.eye(27)[[1, 1]].ravel()  # both states show nothing but `a`
    assert LETTERS.loss(w) == np.inf
    assert np.isnan(LETTERS.gradient(w)).any()
    assert "its letters cannot be" in refused(LETTERS.groups, w)
    assert "its letters cannot be" in refused(LETTERS.counts, LETTERS.chances(w))
    assert "where the loss is not finite. Start closer." in refused(baum_welch, LETTERS, w)


# Steps and minibatches


@pytest.mark.parametrize(
    "model",
    [LINE, LinearRegression(batch_size=7), TWO, NETWORK, DigitsNetwork(3, None), MIDDLES, FACTORS, LETTERS],
    ids=repr,
)
@pytest.mark.parametrize("t", NO_COUNTS, ids=repr)
def test_a_step_must_be_a_whole_number(model, t):
    told = refused(model.gradient, model.start, t)
    assert told.startswith("The step: t is ")
    assert told.endswith("Give a whole number, at least 0.")


@pytest.mark.parametrize("model", [LinearRegression(batch_size=7), NETWORK, FACTORS, LETTERS], ids=repr)
def test_whole_numbers_of_numpy_count_as_steps(model):
    np.testing.assert_array_equal(model.gradient(model.start, np.int64(5)), model.gradient(model.start, 5))


@pytest.mark.parametrize("value", NO_COUNTS, ids=repr)
@pytest.mark.parametrize("place", range(4))
def test_a_batch_of_what_is_no_number_is_refused(place, value):
    good = [10, 3, 0, 1]
    if place == 1 and value is None:
        return
    name = ("examples", "size", "seed", "t")[place]
    assert f": {name} is " in refused(batch, *good[:place], value, *good[place + 1 :])
    if place != 1:
        good = [10, 0, 1]
        place = min(place, max(place - 1, 0))
        name = ("examples", "seed", "epoch")[place]
        assert f"epoch_order: {name} is " in refused(epoch_order, *good[:place], value, *good[place + 1 :])


@pytest.mark.parametrize(("place", "least"), [(0, 1), (1, 1)])
def test_nothing_is_no_batch(place, least):
    good = [10, 3, 0, 1]
    assert f"at least {least}" in refused(batch, *good[:place], 0, *good[place + 1 :])
    assert "at most" in refused(batch, 10**30, 3, 0, 1)

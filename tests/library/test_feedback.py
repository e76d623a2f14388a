"""Schedules that ask for the losses are told them by run and sweep; no rule knows of it."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as told
from hypothesis import strategies as some
from refusals import both, model, refused

from lessons_lib.descent import descend, run, sweep
from lessons_lib.feedback import wants_losses
from lessons_lib.landscapes import bowl, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.schedules import constant, cosine, reduce_on_plateau, warmup_then


def halves(t, losses):
    return 0.5 ** len(losses)


def test_who_asks_is_read_from_the_signature():
    assert all(map(wants_losses, [halves, lambda t, losses=None: 1, functools.partial(halves)]))
    assert wants_losses(reduce_on_plateau(0.1)) and wants_losses(warmup_then(reduce_on_plateau(0.1)))
    assert not any(map(wants_losses, [constant(0.1), warmup_then(cosine(0.1)), min, dict, 0.5]))


def test_at_step_t_the_losses_are_those_of_the_path_up_to_where_it_stands():
    seen = []

    def watching(t, losses):
        seen.append(losses.tolist())
        return 0.1

    path = run(momentum, ravine(), steps=5, learning_rate=watching)
    assert seen == [path.loss[: t + 1].tolist() for t in range(5)]


def test_a_schedule_that_meddles_with_the_losses_changes_nothing():
    def meddling(t, losses):
        losses[:] = -1.0
        return 0.1

    np.testing.assert_array_equal(
        run(momentum, ravine(), learning_rate=meddling).w, run(momentum, ravine(), learning_rate=0.1).w
    )


@told(derandomize=True, max_examples=40, deadline=None)
@given(
    rate=some.floats(0.1, 1.3),
    factor=some.floats(0.1, 1.0),
    patience=some.integers(1, 8),
    cooldown=some.integers(0, 4),
)
def test_the_walk_has_the_rates_that_its_losses_call_for(rate, factor, patience, cooldown):
    chosen = reduce_on_plateau(rate, factor=factor, patience=patience, cooldown=cooldown)
    path = run(gradient_descent, ravine(), steps=40, learning_rate=chosen)
    rates = chosen(np.arange(path.steps), losses=path.loss)
    np.testing.assert_array_equal(path.setting("learning_rate"), rates)
    np.testing.assert_allclose(
        np.diff(path.w, axis=0), -rates[:, None] * path.g, atol=1e-12 * np.abs(path.w).max()
    )


def test_on_a_plateau_the_rate_is_cut_and_the_walk_that_swung_for_ever_arrives():
    assert run(gradient_descent, ravine(), steps=300, learning_rate=1.0).loss[-1] > 1.0
    path = run(gradient_descent, ravine(), steps=300, learning_rate=reduce_on_plateau(1.0, factor=0.5))
    assert path.loss[-1] < 1e-6
    assert path.setting("learning_rate")[0] == 1.0 > path.setting("learning_rate")[-1]


def test_the_setting_of_a_path_is_what_the_rule_was_given_step_by_step():
    path = run(gradient_descent, bowl(), steps=8, learning_rate=lambda t, losses: losses[-1] / (100 + t))
    np.testing.assert_array_equal(path.setting("learning_rate"), path.loss[:-1] / (100 + np.arange(8)))
    np.testing.assert_allclose(-np.diff(path.w[:, 0]) / path.g[:, 0], path.setting("learning_rate"))


def test_any_hyperparameter_may_watch_and_several_share_one_record():
    calls = []
    problem = ravine()
    counted = model(
        loss=lambda w: calls.append(1) or problem.loss(w), gradient=problem.gradient, start=problem.start
    )
    share = reduce_on_plateau(0.9, factor=0.5, patience=3)
    path = run(momentum, counted, steps=20, learning_rate=reduce_on_plateau(0.5, patience=2), beta=share)
    assert len(calls) == 20 + 1  # one a step for the record, one for the whole path
    np.testing.assert_array_equal(path.setting("beta"), share(np.arange(20), losses=path.loss))


@both
def test_a_cheaper_loss_of_the_problem_is_watched_instead_and_the_path_keeps_the_whole_one(walk):
    seen, calls = [], []
    problem = model(
        loss=lambda w: calls.append(1) or (w**2).sum(axis=0), watched_loss=lambda w: np.abs(w).max(axis=0)
    )

    def watching(t, losses):
        seen.append(losses.tolist())
        return 0.1 / (1 + losses[t])

    path = walk(gradient_descent, problem, steps=3, learning_rate=watching)
    assert len(calls) == 1
    assert [len(losses) for losses in seen] == [1, 2, 3] and seen[0] == [2.0]
    np.testing.assert_array_equal(path.loss, (path.w**2).sum(axis=-1))
    if walk is run:
        assert seen[-1] == np.abs(path.w[:-1]).max(axis=1).tolist()
        told = path.setting("learning_rate")
        np.testing.assert_allclose(-np.diff(path.w[:, 0]) / path.g[:, 0], told, rtol=1e-12)


@both
def test_a_watched_loss_that_goes_wrong_is_named(walk):
    def half(w):
        return w[:1]

    wrong = model(watched_loss=half)
    assert "one number a position" in refused(walk, adam, wrong, learning_rate=reduce_on_plateau(0.1))


def test_two_walks_never_share_a_record():
    chosen = reduce_on_plateau(1.0, factor=0.5, patience=3)
    first, second = (run(gradient_descent, ravine(), learning_rate=chosen) for _ in range(2))
    np.testing.assert_array_equal(first.w, second.w)


def test_in_a_sweep_every_walk_watches_its_own_losses():
    conditions = np.array([[2.0, 9.0], [30.0, 80.0]])
    chosen = warmup_then(reduce_on_plateau(1.0, factor=0.5, patience=3), over=4)
    grid = sweep(gradient_descent, ravine(conditions), steps=50, learning_rate=chosen)
    for i, k in np.ndindex(2, 2):
        alone = run(gradient_descent, ravine(float(conditions[i, k])), steps=50, learning_rate=chosen)
        np.testing.assert_allclose(grid.w[:, i, k], alone.w[-1], rtol=1e-12)


def test_the_settings_of_a_path_are_as_given_and_walk_again():
    chosen = reduce_on_plateau(1.0, factor=0.5)
    path = run(gradient_descent, ravine(), learning_rate=chosen)
    assert path.settings == {"learning_rate": chosen}
    np.testing.assert_array_equal(run(gradient_descent, ravine(), **path.settings).w, path.w)


def test_without_a_schedule_that_asks_the_loss_is_measured_once():
    calls = []
    counted = model(loss=lambda w: calls.append(1) or (w**2).sum(axis=0))
    run(adam, counted, steps=20, learning_rate=cosine(0.1))
    assert len(calls) == 1


def test_the_loop_by_itself_knows_no_losses_and_says_so():
    walk = descend(gradient_descent, lambda w, t: w, np.ones(2), learning_rate=reduce_on_plateau(0.1))
    with pytest.raises(Mistake, match="^reduce_on_plateau needs the losses so far. Hand it to run"):
        next(walk)


def looks_ahead(t, losses):
    return losses[t + 1]


def gives_nothing(t, losses):
    return None


def gives_less_than_nothing(t, losses):
    return 1.0 - losses[t]


@both
@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (looks_ahead, "looks_ahead stopped with IndexError in the line `return losses[t + 1]`"),
        (gives_nothing, "learning_rate is None at step 0. Give a number"),
        (gives_less_than_nothing, "at step 0. It must be zero or more."),
    ],
)
def test_a_watching_schedule_that_goes_wrong_is_told_what_and_where(walk, schedule, words):
    assert words in refused(walk, gradient_descent, bowl(), learning_rate=schedule)


@both
def test_a_gradient_that_goes_wrong_is_still_named_by_its_line(walk):
    def slope(w, t):
        return w / [1, 2, 3][t + 5]

    told = refused(walk, gradient_descent, model(gradient=slope), learning_rate=reduce_on_plateau(0.1))
    assert told.startswith("slope stopped with IndexError in the line `return w / [1, 2, 3][t + 5]`")


@both
def test_a_loss_of_the_wrong_shape_is_named_when_it_is_watched(walk):
    wrong = model(loss=lambda w: w**2)
    assert "one number a position" in refused(walk, adam, wrong, learning_rate=reduce_on_plateau(0.1))


def test_a_setting_that_the_rule_has_not_is_no_setting_of_its_path():
    path = run(momentum, bowl(), steps=3)
    with pytest.raises(Mistake, match="momentum has no hyperparameter 'bta'. Did you mean beta"):
        path.setting("bta")
    with pytest.raises(Mistake, match="no hyperparameter 'velocity'"):
        path.setting("velocity")

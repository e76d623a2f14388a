"""The loop: what it records, who sees which t, and diverging walks as results."""

import itertools
import types

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.descent import descend, run, sweep
from lessons_lib.landscapes import beale, bowl, parabola, plateau, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.rules import adagrad, adam, gradient_descent, momentum, rmsprop
from lessons_lib.schedules import exponential_decay, step_decay
from lessons_lib.signatures import signature

ALL = [getattr(rules, name) for name in rules.__all__]


def seen(steps, walk):
    """Record the t that rules, gradients and schedules see."""
    rule_t, gradient_t, schedule_t = [], [], []

    def rule(w, g, t, *, learning_rate=0.1):
        rule_t.append(t)
        return dict(w=w - learning_rate * g)

    def gradient(w, t):
        gradient_t.append(t)
        return w

    def rate(t):
        schedule_t.append(t)
        return 0.1

    problem = types.SimpleNamespace(loss=lambda w: (w**2).sum(axis=0), gradient=gradient, start=(1.0, 2.0))
    walk(rule, problem, steps=steps, learning_rate=rate)
    return rule_t, gradient_t, schedule_t


@pytest.mark.parametrize("walk", [run, sweep])
def test_rules_count_from_one_schedules_and_gradients_from_zero(walk):
    assert seen(4, walk) == ([1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 2, 3])


def test_descend_is_endless_and_yields_slope_and_answer():
    walk = descend(gradient_descent, lambda w, t: 2 * w, [8.0], learning_rate=0.25)
    taken = list(itertools.islice(walk, 3))
    assert [float(g[0]) for g, _ in taken] == [16.0, 8.0, 4.0]
    assert [float(step["w"][0]) for _, step in taken] == [4.0, 2.0, 1.0]
    assert next(walk)[1]["w"] == [0.5]


@pytest.mark.parametrize("rule", ALL)
def test_the_record_is_what_the_bare_loop_computes(rule):
    problem = rosenbrock()
    path = run(rule, problem, steps=25, learning_rate=0.0005)
    w, memory = np.array(problem.start), signature(rule).memory
    for name, first in memory.items():
        np.testing.assert_array_equal(path[name][0], [first, first])
    for t in range(25):
        np.testing.assert_array_equal(path.w[t], w)
        g = problem.gradient(w, t)
        np.testing.assert_array_equal(path.g[t], g)
        assert path.loss[t] == problem.loss(w)
        step = rule(w, g, t + 1, **memory, learning_rate=0.0005)
        for name in set(step) - {"w"}:
            np.testing.assert_array_equal(path[name][t + 1], step[name])
        w, memory = step["w"], {name: step[name] for name in memory}
    np.testing.assert_array_equal(path.w[25], w)


def test_a_path_has_its_shapes_and_knows_how_it_was_made():
    problem = ravine()
    path = run(adam, problem, steps=7, start=(1, -1), learning_rate=0.5)
    assert path.w.shape == path["m"].shape == path["rate"].shape == (8, 2)
    assert path.loss.shape == (8,)
    assert path.g.shape == (7, 2)
    assert list(path.values) == ["m", "v", "rate"]
    assert np.isnan(path["rate"][0]).all()
    assert path.steps == path.planned == 7
    assert path.rule is adam
    assert path.problem is problem
    assert path.settings == {"learning_rate": 0.5}
    np.testing.assert_array_equal(path.start, [1.0, -1.0])
    assert repr(path).startswith("Path of adam on ravine(condition=20): ")


@pytest.mark.parametrize("rule", [adam, momentum])
@pytest.mark.parametrize(("every", "rows"), [(1, range(24)), (5, [0, 5, 10, 15, 20, 23]), (50, [0, 23])])
def test_a_thinner_record_holds_rows_of_the_full_one(rule, every, rows):
    full = run(rule, rosenbrock(), steps=23, learning_rate=0.0005)
    thin = run(rule, rosenbrock(), steps=23, learning_rate=0.0005, every=every)
    rows = list(rows)
    assert thin.t.tolist() == rows
    assert thin.steps == thin.planned == 23
    np.testing.assert_array_equal(thin.w, full.w[rows])
    np.testing.assert_array_equal(thin.loss, full.loss[rows])
    np.testing.assert_array_equal(thin.g, full.g[rows[:-1]])
    for name in full.values:
        np.testing.assert_array_equal(thin[name], full[name][rows])
    assert "every" not in thin.settings


@pytest.mark.parametrize("every", [1, 3, 100])
def test_a_thinner_record_ends_at_the_very_step_at_which_the_walk_left(every):
    path = run(gradient_descent, parabola(), steps=200, learning_rate=3.0, every=every)
    assert path.left == path.steps == path.t[-1] == 7
    assert len(path.w) == len(path.t) == len(path.g) + 1
    assert "step 7" in repr(path)


def test_a_problem_may_ask_for_a_thinner_record():
    model = types.SimpleNamespace(loss=lambda w: w[0] ** 2, gradient=lambda w, t: w, start=[1.0], every=4)
    assert run(gradient_descent, model, steps=10).t.tolist() == [0, 4, 8, 10]
    assert run(gradient_descent, model, steps=2, every=1).t.tolist() == [0, 1, 2]


def test_the_verdict_counts_steps_also_in_a_thinner_record():
    path = run(gradient_descent, bowl(), steps=60, learning_rate=0.5, every=8)
    assert "after 16 steps" in repr(path)  # the first recorded row after 10


def test_without_a_start_a_walk_begins_where_the_problem_says():
    np.testing.assert_array_equal(run(adam, beale(), steps=0).start, beale().start)


def test_no_steps_are_a_path_of_one_point():
    path = run(momentum, parabola(), steps=0)
    assert path.w.tolist() == [[-4.0]]
    assert path.g.shape == (0, 1)
    assert path["velocity"].tolist() == [[0.0]]
    assert path.left is None
    together = sweep(momentum, bowl(), steps=0, learning_rate=np.array([0.1, 0.2]))
    assert together.w.tolist() == [[-4.0, -4.0], [2.0, 2.0]]
    assert together.loss.tolist() == [10.0, 10.0]


def test_first_values_can_be_overridden():
    one = run(rmsprop, ravine(), steps=3, cache=1.0)
    np.testing.assert_array_equal(one["cache"][0], [1.0, 1.0])
    g = ravine().gradient(one.start)
    np.testing.assert_allclose(one["cache"][1], 0.9 + 0.1 * g**2)
    two = run(momentum, ravine(), steps=1, velocity=[0.5, -0.5], learning_rate=0.0)
    np.testing.assert_allclose(two.w[1] - two.w[0], [0.45, -0.45])
    grid = sweep(rmsprop, ravine(), steps=3, cache=np.array([0.0, 1.0]))
    np.testing.assert_allclose(grid.w[:, 1], one.w[-1], rtol=1e-14)


def test_a_schedule_sets_the_rate_of_its_step():
    path = run(gradient_descent, parabola(), steps=5, learning_rate=step_decay(0.5, every=2))
    np.testing.assert_allclose(path.w[1:] / path.w[:-1], 1 - np.array([[0.5, 0.5, 0.25, 0.25, 0.125]]).T)
    together = sweep(
        momentum, ravine(), steps=9, learning_rate=exponential_decay(0.3), beta=np.array([0.5, 0.8])
    )
    alone = run(momentum, ravine(), steps=9, learning_rate=exponential_decay(0.3), beta=0.8)
    np.testing.assert_allclose(together.w[:, 1], alone.w[-1], rtol=1e-12)


def test_every_hyperparameter_may_be_a_schedule():
    def beta(t):
        return 0.5 if t < 2 else 0.0

    path = run(momentum, bowl(), steps=3, beta=beta)
    np.testing.assert_allclose(path.w[3] - path.w[2], -0.1 * path.g[2])


def test_a_rule_may_return_a_hyperparameter_and_values_that_come_and_go():
    def mine(w, g, t, *, learning_rate=0.1):
        step = dict(w=w - learning_rate * g, learning_rate=learning_rate)
        return step | dict(size=np.sqrt((g**2).sum())) if t > 1 else step

    path = run(mine, bowl(), steps=3, learning_rate=exponential_decay(0.2, decay=0.5))
    np.testing.assert_allclose(path["learning_rate"][:, 0], [np.nan, 0.2, 0.1, 0.05])
    assert np.isnan(path["size"][:2]).all()
    np.testing.assert_allclose(path["size"][2, 0], np.linalg.norm(path.g[1]))


def test_memory_may_begin_as_nothing():
    def mine(w, g, t, last=None, *, learning_rate=0.1):
        last = g if last is None else 0.5 * last + g
        return dict(w=w - learning_rate * last, last=last)

    path = run(mine, bowl(), steps=4)
    assert np.isnan(path["last"][0]).all()
    np.testing.assert_allclose(path["last"][1], path.g[0])


# Diverging walks are results, not warnings; the suite turns every warning into an error.


def test_a_diverging_walk_ends_at_the_step_at_which_it_left():
    path = run(gradient_descent, parabola(), steps=200, learning_rate=3.0)  # doubles and flips
    distances = 4 * 2.0 ** np.arange(201)
    assert path.left == int(np.argmax(distances > 500)) == 7
    assert path.steps == 7
    assert path.planned == 200
    np.testing.assert_allclose(np.abs(path.w[:, 0]), distances[:8])
    assert path.g.shape == (7, 1)
    assert path.loss.shape == (8,)


@pytest.mark.parametrize("rate", [1e6, 1e200, 1e308])
@pytest.mark.parametrize("rule", ALL)
@pytest.mark.parametrize("problem", [rosenbrock(), ravine(), beale()], ids=repr)
def test_overflow_within_a_step_is_a_result(rule, rate, problem):
    path = run(rule, problem, steps=30, learning_rate=rate)
    assert path.left in (1, 2)
    assert path.steps == path.left
    assert len(path.values.get("m", path.w)) == path.left + 1
    assert "diverged" in repr(path)
    together = sweep(rule, problem, steps=30, learning_rate=np.array([rate, 0.0]))
    assert together.left.tolist() == [True, False]


def test_infinite_positions_have_left_even_a_map_without_bounds():
    model = types.SimpleNamespace(loss=lambda w: w[0], gradient=lambda w, t: -1e300 * (1 + w**2), start=[1.0])
    assert run(gradient_descent, model, steps=5).left == 2
    assert sweep(gradient_descent, model, steps=2, learning_rate=np.array([0.1])).left.tolist() == [True]


def test_a_cell_that_left_and_came_back_has_left_in_a_sweep_as_in_a_run():
    alone = run(adagrad, bowl(), steps=300, learning_rate=600.0)
    together = sweep(adagrad, bowl(), steps=300, learning_rate=np.array([600.0, 0.5]))
    assert alone.left == 1
    assert together.left.tolist() == [True, False]
    np.testing.assert_allclose(together.w[:, 0], alone.w[-1])
    np.testing.assert_allclose(together.loss[0], alone.loss[-1])


def test_cells_that_leave_at_different_steps_each_keep_the_place_at_which_they_did():
    def mine(w, g, t, *, learning_rate=0.1, lost=99):
        return dict(w=np.where(t == lost, np.nan, w - learning_rate * g))  # nan comes at once, from inside

    rates, losses = np.array([0.5, 1.2, 1.5, 3.0]), np.array([[99], [2], [30]])
    together = sweep(mine, ravine(), steps=40, learning_rate=rates, lost=losses)
    for i, k in np.ndindex(3, 4):
        alone = run(mine, ravine(), steps=40, learning_rate=rates[k], lost=losses[i, 0])
        assert together.left[i, k] == (alone.left is not None)
        np.testing.assert_array_equal(together.w[:, i, k], alone.w[-1])
    assert together.left.any() and not together.left.all()


def test_a_gradient_may_change_later_what_it_gave_before():
    given = []

    def gradient(w, t):
        for old in given:
            old[...] = 1e9
        given.append(w.copy())
        return given[-1]

    def lasting(w, g, t, last=0.0, *, learning_rate=0.1):
        return dict(w=w - learning_rate * (g + last), last=g)

    model = types.SimpleNamespace(loss=lambda w: (w**2).sum(axis=0), gradient=gradient, start=(1.0, 2.0))
    plain = types.SimpleNamespace(loss=model.loss, gradient=lambda w, t: w.copy(), start=model.start)
    np.testing.assert_array_equal(run(lasting, model, steps=9).w, run(lasting, plain, steps=9).w)
    np.testing.assert_array_equal(run(lasting, model, steps=9).g, run(lasting, plain, steps=9).g)


def test_a_sweep_has_its_shapes():
    together = sweep(
        adam, ravine(np.array([2.0, 9.0])), steps=5, learning_rate=np.array([[0.1], [0.2], [0.3]])
    )
    assert together.w.shape == (2, 3, 2)
    assert together.loss.shape == together.left.shape == (3, 2)
    assert together.steps == 5
    np.testing.assert_array_equal(together.start, ravine().start)
    single = sweep(adam, ravine(), steps=5, learning_rate=0.1)
    assert single.w.shape == (2,)
    assert np.shape(single.loss) == ()


def test_a_sweep_takes_a_grid_of_starts():
    starts, rates = np.random.default_rng(0).normal(size=(2, 3, 1)), np.array([0.1, 0.4])
    together = sweep(momentum, rosenbrock(), steps=3, start=starts, learning_rate=rates * 0.001)
    assert together.w.shape == (2, 3, 2)
    for i, k in np.ndindex(3, 2):
        alone = run(momentum, rosenbrock(), steps=3, start=starts[:, i, 0], learning_rate=rates[k] * 0.001)
        np.testing.assert_allclose(together.w[:, i, k], alone.w[-1], rtol=1e-12)


# Nothing is changed behind anyone's back.


def test_what_is_given_is_left_as_it_was():
    start, velocity, rate = np.array([1.0, 2.0]), np.array([0.1, 0.2]), np.array([0.1, 0.2])
    run(momentum, bowl(), start=start, velocity=velocity)
    sweep(momentum, bowl(), start=start, learning_rate=rate)
    assert start.tolist() == [1.0, 2.0]
    assert velocity.tolist() == rate.tolist() == pytest.approx([0.1, 0.2])
    assert start.flags.writeable
    assert velocity.flags.writeable
    assert rate.flags.writeable


def test_a_problem_that_reuses_its_arrays_is_recorded_rightly():
    start, slope = np.array([1.0, 2.0]), np.empty(2)

    def gradient(w, t):
        slope[:] = w
        return slope

    model = types.SimpleNamespace(loss=lambda w: (w**2).sum(axis=0), gradient=gradient, start=start)
    path = run(gradient_descent, model, steps=5)
    np.testing.assert_array_equal(path.g, path.w[:-1])
    together = sweep(gradient_descent, model, steps=0)
    assert not np.shares_memory(path.w, start)
    assert not np.shares_memory(together.start, start)
    assert start.flags.writeable


def test_a_rule_that_returns_views_of_its_own_array_is_recorded_rightly():
    store = np.zeros((2, 2))

    def mine(w, g, t, velocity=0.0, *, learning_rate=0.1):
        store[0] = 0.5 * velocity - learning_rate * g
        store[1] = w + store[0]
        return dict(w=store[1], velocity=store[0])

    def clean(w, g, t, velocity=0.0, *, learning_rate=0.1):
        velocity = 0.5 * velocity - learning_rate * g
        return dict(w=w + velocity, velocity=velocity)

    path, expected = run(mine, ravine(), steps=9), run(clean, ravine(), steps=9)
    np.testing.assert_array_equal(path.w, expected.w)
    np.testing.assert_array_equal(path["velocity"], expected["velocity"])


def test_running_twice_gives_the_same():
    one, two = run(adam, plateau(), steps=30), run(adam, plateau(), steps=30)
    np.testing.assert_array_equal(one.w, two.w)


def test_a_path_knows_only_what_the_rule_recorded():
    path = run(adam, ravine(), steps=2)
    with pytest.raises(Mistake, match="adam recorded no 'cach'"):
        path["cach"]
    with pytest.raises(Mistake, match="It knows: m, v, rate"):
        path[0]
    with pytest.raises(Mistake, match="It knows: m, v, rate"):
        path[1:3]


def test_a_rate_that_watched_the_losses_cannot_be_told_from_a_thin_record():
    from lessons_lib.schedules import reduce_on_plateau

    path = run(gradient_descent, bowl(), steps=20, every=5, learning_rate=reduce_on_plateau(0.1))
    with pytest.raises(Mistake, match="every=1"):
        path.setting("learning_rate")

"""The rules: their arithmetic, first steps, names and manners."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons_lib import rules
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import beale, bowl, himmelblau, plateau, ravine, rosenbrock, saddle, two_valleys
from lessons_lib.signatures import signature

ALL = [getattr(rules, name) for name in rules.__all__]
HOUSE = {"w", "g", "t", "velocity", "cache", "m", "v", "v_max", "moved"}
TUNED = {"learning_rate", "beta", "decay", "epsilon", "beta1", "beta2", "weight_decay"}
steady = settings(derandomize=True, max_examples=100, deadline=None)
rates = st.floats(1e-4, 2.0)
shares = st.floats(0.0, 0.9999)
slopes = st.floats(-1e3, 1e3).filter(lambda g: abs(g) > 1e-3)


def two_steps(rule, **hyperparameters):
    """Take two steps from (1, -2) with the slopes (2, -4) and (1, 3)."""
    memory = signature(rule).memory
    w = np.array([1.0, -2.0])
    for t, g in enumerate([np.array([2.0, -4.0]), np.array([1.0, 3.0])], start=1):
        step = rule(w, g, t, **memory, **hyperparameters)
        w, memory = step["w"], {name: step[name] for name in memory}
    return step


def same(got, *expected):
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_gradient_descent_by_hand():
    step = two_steps(rules.gradient_descent, learning_rate=0.5)
    same(step["w"], -0.5, -1.5)  # 1 - 1 - 0.5, -2 + 2 - 1.5


def test_momentum_by_hand():
    step = two_steps(rules.momentum, learning_rate=0.5, beta=0.5)
    # first velocity (-1, 2), so w (0, 0); then 0.5 * (-1, 2) - (0.5, 1.5)
    same(step["velocity"], -1.0, -0.5)
    same(step["w"], -1.0, -0.5)


def test_nesterov_by_hand():
    step = two_steps(rules.nesterov, learning_rate=0.5, beta=0.5)
    # first velocity (-1, 2), w = (1, -2) + (-0.5, 1) - (1, -2) = (-0.5, 1)
    # then velocity (-1, -0.5), w = (-0.5, 1) + (-0.5, -0.25) - (0.5, 1.5)
    same(step["velocity"], -1.0, -0.5)
    same(step["w"], -1.5, -0.75)


def test_adagrad_by_hand():
    step = two_steps(rules.adagrad, learning_rate=0.5, epsilon=11.0)
    # cache (4, 16), then (5, 25); roots sqrt(15), sqrt(27), then 4 and 6
    same(step["cache"], 5.0, 25.0)
    same(step["rate"], 0.125, 0.5 / 6)
    same(step["w"], 1 - 1 / 15**0.5 - 0.125, -2 + 2 / 27**0.5 - 0.25)


def test_rmsprop_by_hand():
    step = two_steps(rules.rmsprop, learning_rate=0.5, decay=0.75, epsilon=3.0)
    # cache (1, 4), then (0.75 + 0.25, 3 + 2.25); roots 2, sqrt(7), then 2, sqrt(8.25)
    same(step["cache"], 1.0, 5.25)
    same(step["rate"], 0.25, 0.5 / 8.25**0.5)
    same(step["w"], 1 - 0.5 - 0.25, -2 + 2 / 7**0.5 - 1.5 / 8.25**0.5)


def test_adam_by_hand():
    step = two_steps(rules.adam, learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=2.0)
    # m (1, -2), then (1, 0.5); v (1, 4), then (1, 5.25)
    # corrected: m (2, -4), then (4/3, 2/3); v (4, 16), then 16/7 and 12
    same(step["m"], 1.0, 0.5)
    same(step["v"], 1.0, 5.25)
    first, second = 0.5 / ((16 / 7) ** 0.5 + 2), 0.5 / (12**0.5 + 2)
    same(step["rate"], first, second)
    same(step["w"], 1 - 0.5 * 2 / 4 - first * 4 / 3, -2 + 0.5 * 4 / 6 - second * 2 / 3)


def test_adadelta_by_hand():
    step = two_steps(rules.adadelta, learning_rate=0.5, decay=0.75, epsilon=3.0)
    # cache (1, 4), then (1, 5.25); moved 0, so ratios sqrt(3)/2 and sqrt(3/7); moved 0.25 * (3, 48/7)
    moved = np.array([0.75, 12 / 7])
    ratio = np.sqrt((moved + 3) / [4.0, 8.25])
    same(step["cache"], 1.0, 5.25)
    same(step["moved"], *(0.75 * moved + 0.25 * (ratio * [1.0, 3.0]) ** 2))
    same(step["rate"], *(0.5 * ratio))
    first = np.array([1 - 0.5 * 3**0.5, -2 + 0.5 * 4 * (3 / 7) ** 0.5])
    same(step["w"], *(first - 0.5 * ratio * [1.0, 3.0]))


def test_amsgrad_by_hand():
    step = two_steps(rules.amsgrad, learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=2.0)
    # as adam, but the corrected v of the first step, (4, 16), is larger than the second, (16/7, 12)
    same(step["v"], 1.0, 5.25)
    same(step["v_max"], 4.0, 16.0)
    same(step["rate"], 0.5 / 4, 0.5 / 6)
    same(step["w"], 1 - 0.5 * 2 / 4 - 4 / 3 / 8, -2 + 0.5 * 4 / 6 - 2 / 3 / 12)


def test_adamw_by_hand():
    step = two_steps(rules.adamw, learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=2.0, weight_decay=0.25)
    # each step also takes an eighth of where it stood
    one, other = 1 - 0.5 * 2 / 4 - 1 / 8, -2 + 0.5 * 4 / 6 + 2 / 8
    first, second = 0.5 / ((16 / 7) ** 0.5 + 2), 0.5 / (12**0.5 + 2)
    same(step["m"], 1.0, 0.5)
    same(step["w"], one * 7 / 8 - first * 4 / 3, other * 7 / 8 - second * 2 / 3)


def test_nadam_by_hand():
    step = two_steps(rules.nadam, learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=2.0)
    # m (1, -2), then (1, 0.5); ahead: 0.5 m / (3/4) + 0.5 g / (1/2), then 0.5 m / (7/8) + 0.5 g / (3/4)
    first, second = 0.5 / ((16 / 7) ** 0.5 + 2), 0.5 / (12**0.5 + 2)
    one, other = 1 - (2 / 3 + 2) / 8, -2 + (4 / 3 + 4) / 12
    same(step["w"], one - first * (4 / 7 + 2 / 3), other - second * (2 / 7 + 2))


def test_lion_by_hand():
    step = two_steps(rules.lion, learning_rate=0.5, beta1=0.75, beta2=0.5, weight_decay=0.5)
    # m 0, so signs (1, -1), w (1, -2) * 3/4 - (0.5, -0.5) = (0.25, -1), m (1, -2);
    # then 0.75 m + 0.25 g = (1, -0.75), w (0.25, -1) * 3/4 - (0.5, -0.5), m (1, 0.5)
    same(step["m"], 1.0, 0.5)
    same(step["w"], 0.1875 - 0.5, -0.75 + 0.5)


@steady
@given(seed=st.integers(0, 10**6), beta2=st.floats(0.1, 0.9999))
def test_the_rate_of_amsgrad_never_grows(seed, beta2):
    memory, last = dict(m=0.0, v=0.0, v_max=0.0), np.inf
    for t, g in enumerate(np.random.default_rng(seed).normal(size=(30, 2)) ** 3, start=1):
        step = rules.amsgrad(np.zeros(2), g, t, **memory, beta2=beta2)
        assert np.all(step["rate"] <= last)
        last, memory = step["rate"], {name: step[name] for name in memory}


@steady
@given(g=slopes, h=slopes, rate=rates)
def test_lion_moves_every_coordinate_by_one_rate(g, h, rate):
    step = rules.lion(np.zeros(2), np.array([g, h]), 1, learning_rate=rate)
    np.testing.assert_array_equal(np.abs(step["w"]), rate)


@pytest.mark.parametrize("rule", ALL)
def test_inputs_are_left_as_they_were(rule):
    known = signature(rule)
    given_ = [np.array([1.0, -2.0]), np.array([3.0, 4.0]), *(np.array([0.5, 0.25]) for _ in known.memory)]
    w, g, *memory = given_
    copies = [array.copy() for array in given_]
    step = rule(w, g, 3, *memory)
    for array, copy in zip(given_, copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    for value in step.values():
        assert not any(np.shares_memory(value, array) for array in given_)


@pytest.mark.parametrize("rule", ALL)
def test_a_rule_returns_its_memory_the_position_and_perhaps_a_rate(rule):
    names = set(two_steps(rule))
    expected = {"w", *signature(rule).memory}
    adaptive = rule.__name__ not in ("gradient_descent", "momentum", "nesterov", "lion")
    assert names == (expected | {"rate"} if adaptive else expected)


@pytest.mark.parametrize("rule", ALL)
def test_signatures_keep_the_convention_and_the_house_names(rule):
    parameters = inspect.signature(rule).parameters
    assert list(parameters)[:3] == ["w", "g", "t"]
    for name, p in list(parameters.items())[3:]:
        assert p.default is not p.empty
        assert p.kind is p.KEYWORD_ONLY or p.default == 0.0
        listed, words = ("TUNED", TUNED) if p.kind is p.KEYWORD_ONLY else ("HOUSE", HOUSE)
        assert name in words, (
            f"{name} of {rule.__name__} is a new word. Take one of {', '.join(sorted(words))}; "
            f"if none says it, add {name} to {listed} here. CONTRIBUTING.md says where else."
        )
    assert not {"alpha", "gamma", "lr", "eps", "momentum"} & set(inspect.signature(rule).parameters)


DEFAULTS = [
    ("gradient_descent", {}, {"learning_rate": 0.1}),
    ("momentum", {"velocity": 0.0}, {"learning_rate": 0.1, "beta": 0.9}),
    ("nesterov", {"velocity": 0.0}, {"learning_rate": 0.1, "beta": 0.9}),
    ("adagrad", {"cache": 0.0}, {"learning_rate": 0.1, "epsilon": 1e-8}),
    ("rmsprop", {"cache": 0.0}, {"learning_rate": 0.01, "decay": 0.9, "epsilon": 1e-8}),
    (
        "adam",
        {"m": 0.0, "v": 0.0},
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    ),
    (
        "amsgrad",
        {"m": 0.0, "v": 0.0, "v_max": 0.0},
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    ),
    (
        "adamw",
        {"m": 0.0, "v": 0.0},
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
    ),
    (
        "nadam",
        {"m": 0.0, "v": 0.0},
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    ),
    (
        "lion",
        {"m": 0.0},
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
    ),
    (
        "adadelta",
        {"cache": 0.0, "moved": 0.0},
        {"learning_rate": 1.0, "decay": 0.95, "epsilon": 1e-6},
    ),
]


@pytest.mark.parametrize("rule", rules.__all__)
def test_every_rule_is_worked_out_by_hand_and_has_its_defaults_stated(rule):
    test = f"test_{rule}_by_hand"
    assert test in globals(), f"Two steps of {rule} worked out with a pencil are missing here: write {test}."
    assert rule in [name for name, *_ in DEFAULTS], f"{rule} is missing from DEFAULTS: state its own there."


@pytest.mark.parametrize(("rule", "memory", "tuned"), DEFAULTS)
def test_defaults_are_those_the_lessons_state(rule, memory, tuned):
    assert signature(getattr(rules, rule)) == (memory, tuned)


@pytest.mark.parametrize("rotation", [0.0, 17.0, 45.0, 120.0])
@pytest.mark.parametrize("rate", [0.05, 0.5, 0.95])
def test_gradient_descent_follows_the_closed_form_on_turned_quadratics(rotation, rate):
    problem = ravine(condition=13, rotation=rotation)
    path = run(rules.gradient_descent, problem, steps=40, learning_rate=rate)
    angle = np.deg2rad(rotation)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    for k, w in enumerate(path.w):
        expected = (1 - rate * 2 / 13) ** k * (along @ path.start) * along
        expected = expected + (1 - rate * 2) ** k * (across @ path.start) * across
        np.testing.assert_allclose(w, expected, rtol=0, atol=1e-13)


@steady
@given(rate=rates, g=slopes, h=slopes)
def test_first_step_of_adagrad_is_the_rate_whatever_the_slope(rate, g, h):
    slope = np.array([g, h])
    step = rules.adagrad(np.zeros(2), slope, 1, learning_rate=rate, epsilon=0.0)
    np.testing.assert_allclose(step["w"], -rate * np.sign(slope), rtol=1e-12)


@steady
@given(rate=rates, beta1=shares, beta2=shares, g=slopes, h=slopes)
def test_first_step_of_adam_is_the_rate_whatever_the_slope_and_betas(rate, beta1, beta2, g, h):
    slope = np.array([g, h])
    step = rules.adam(np.zeros(2), slope, 1, learning_rate=rate, beta1=beta1, beta2=beta2, epsilon=0.0)
    np.testing.assert_allclose(step["w"], -rate * np.sign(slope), rtol=1e-10)


@steady
@given(rate=rates, decay=shares, g=slopes)
def test_first_step_of_rmsprop_grows_with_its_memory(rate, decay, g):
    step = rules.rmsprop(np.zeros(1), np.array([g]), 1, learning_rate=rate, decay=decay, epsilon=0.0)
    np.testing.assert_allclose(step["w"], [-rate / np.sqrt(1 - decay) * np.sign(g)], rtol=1e-10)


@steady
@given(
    rule=st.sampled_from(ALL),
    grid=st.sampled_from([(), (3,), (2, 3)]),
    seed=st.integers(0, 10**6),
    rate=rates,
    share=shares,
)
def test_answers_are_finite_and_keep_the_shape(rule, grid, seed, rate, share):
    noise = np.random.default_rng(seed)
    w, g = noise.normal(size=(2, 2, *grid))
    tuned = {
        name: np.full(grid, rate) if name == "learning_rate" else np.full(grid, share)
        for name in signature(rule).hyperparameters
        if name != "epsilon"
    }
    step = rule(w, g, 1, **tuned)
    for value in step.values():
        assert value.shape == w.shape
        assert np.all(np.isfinite(value))


LANDSCAPES = [bowl(), ravine(), ravine(50, 30), saddle(), plateau(), two_valleys(), rosenbrock(), beale()]


@pytest.mark.parametrize("rule", ALL)
def test_a_sweep_equals_single_runs(rule):
    """50 random cells a rule, 300 in all: the same positions, losses and exits.

    Processors round a power of an array and of a number differently in the last digit, and a few of these
    walks multiply that by 1e8: what the last digit of the settings makes of a walk is no difference.
    """
    noise = np.random.default_rng(list(rule.__name__.encode()))
    agreed = 0
    for problem in [*LANDSCAPES, himmelblau(), ravine(5, -60, 1)]:
        grid = {
            name: 10 ** noise.uniform(-3, 0.3, 5) if name == "learning_rate" else noise.uniform(0, 0.99, 5)
            for name in signature(rule).hyperparameters
        }
        steps = int(noise.integers(1, 60))
        together = sweep(rule, problem, steps=steps, **grid)
        for k in range(5):
            alone, next_to_it = (
                run(rule, problem, steps=steps, **{name: float(v[k]) * by for name, v in grid.items()})
                for by in (1, 1 + np.finfo(float).eps)
            )
            assert together.left[k] == (alone.left is not None)
            with np.errstate(invalid="ignore"):
                for one, other, nudged in [
                    (together.w[:, k], alone.w[-1], next_to_it.w[-1]),
                    (together.loss[k], alone.loss[-1], next_to_it.loss[-1]),
                ]:
                    last_digit = np.nan_to_num(np.abs(nudged - other).max(), posinf=0)
                    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-300 + last_digit)
            agreed += 1
    assert agreed == 50


def test_a_sweep_takes_two_grids_and_a_grid_of_landscapes_at_once():
    conditions, rates_ = np.array([[3.0], [30.0]]), np.array([0.1, 0.4, 0.7])
    together = sweep(rules.adam, ravine(conditions), steps=25, learning_rate=rates_)
    for i, condition in enumerate(conditions[:, 0]):
        for k, rate in enumerate(rates_):
            alone = run(rules.adam, ravine(float(condition)), steps=25, learning_rate=float(rate))
            np.testing.assert_allclose(together.w[:, i, k], alone.w[-1], rtol=1e-12)

"""Schedules: pure functions of the step, named by the call that makes them again."""

import ast

import numpy as np
import pytest

from lessons_lib import schedules
from lessons_lib.mistakes import Mistake

EXAMPLES = [
    schedules.constant(0.3),
    schedules.constant(0),
    schedules.step_decay(0.8, factor=0.25, every=7),
    schedules.step_decay(1, factor=1, every=1),
    schedules.exponential_decay(0.9, decay=0.93),
    schedules.exponential_decay(np.float64(0.1) * 3, decay=np.float64(0.7)),
]


def again(name):
    """Make a schedule anew from its name, reading the call without running it."""
    call = ast.parse(name, mode="eval").body
    make = getattr(schedules, call.func.id)
    args = [ast.literal_eval(value) for value in call.args]
    return make(*args, **{k.arg: ast.literal_eval(k.value) for k in call.keywords})


@pytest.mark.parametrize("schedule", EXAMPLES, ids=str)
def test_a_schedule_asked_twice_gives_the_same_rate(schedule):
    forwards = [float(schedule(t)) for t in range(50)]
    backwards = [float(schedule(t)) for t in reversed(range(50))]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("schedule", EXAMPLES, ids=str)
def test_an_array_of_steps_gives_the_rates_of_the_single_steps(schedule):
    steps = np.arange(60).reshape(3, 20)
    rates = schedule(steps)
    assert rates.shape == steps.shape
    np.testing.assert_allclose(rates.ravel(), [float(schedule(t)) for t in range(60)], rtol=1e-14)
    np.testing.assert_array_equal(steps, np.arange(60).reshape(3, 20))


@pytest.mark.parametrize("schedule", EXAMPLES, ids=str)
def test_its_name_is_the_call_that_makes_it_again(schedule):
    twin = again(schedule.__name__)
    assert twin.__name__ == schedule.__name__ == schedule.__qualname__
    np.testing.assert_array_equal(twin(np.arange(40)), schedule(np.arange(40)))


def test_names_read_like_code():
    assert schedules.constant(0.5).__name__ == "constant(0.5)"
    assert schedules.step_decay(0.8).__name__ == "step_decay(0.8, factor=0.5, every=20)"
    assert schedules.exponential_decay(0.5).__name__ == "exponential_decay(0.5, decay=0.95)"


def test_exponential_decay_halves_after_its_half_life():
    for decay in (0.5, 0.9, 0.999):
        half_life = np.log(0.5) / np.log(decay)
        assert schedules.exponential_decay(0.8, decay=decay)(half_life) == pytest.approx(0.4, rel=1e-12)
    assert np.log(0.5) / np.log(0.9) == pytest.approx(6.58, abs=0.005)


def test_all_rates_of_exponential_decay_sum_to_the_budget():
    rates = schedules.exponential_decay(0.3, decay=0.9)(np.arange(2000))
    assert rates.sum() == pytest.approx(0.3 / (1 - 0.9))


def test_step_decay_drops_at_every_and_not_before():
    rates = schedules.step_decay(0.8, factor=0.1, every=3)(np.arange(7))
    np.testing.assert_allclose(rates, [0.8, 0.8, 0.8, 0.08, 0.08, 0.08, 0.008])


BAD = [np.nan, np.inf, -0.1, "0.5", None, True, 1j, [0.1, 0.2], np.array([0.1])]


@pytest.mark.parametrize("value", BAD, ids=repr)
@pytest.mark.parametrize("make", [schedules.constant, schedules.step_decay, schedules.exponential_decay])
def test_a_rate_that_makes_no_sense_is_refused_by_name(make, value):
    with pytest.raises(Mistake, match=rf"^{make.__name__}: learning_rate is .*(finite|positive)"):
        make(value)


@pytest.mark.parametrize("value", [*BAD, 0, 1.5], ids=repr)
def test_a_share_that_makes_no_sense_is_refused_by_name(value):
    with pytest.raises(Mistake, match="^exponential_decay: decay is "):
        schedules.exponential_decay(0.1, decay=value)
    with pytest.raises(Mistake, match="^step_decay: factor is "):
        schedules.step_decay(0.1, factor=value)


@pytest.mark.parametrize("value", [*BAD, 0, 0.5, 2.5], ids=repr)
def test_an_interval_that_counts_no_steps_is_refused(value):
    with pytest.raises(Mistake, match="^step_decay: every is "):
        schedules.step_decay(0.1, every=value)


def test_a_growing_rate_is_refused_with_its_reason():
    with pytest.raises(Mistake, match="would grow"):
        schedules.exponential_decay(0.1, decay=1.01)

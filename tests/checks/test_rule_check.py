"""A rule is compared with its reference; every classic slip is caught, and named by its own sentence."""

import inspect
from types import SimpleNamespace

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.checks import check_rule, rule_check
from lessons_lib.checks.battery import battery
from lessons_lib.checks.slips import SLIPS
from lessons_lib.dialects import torch
from lessons_lib.signatures import signature

NAMES = list(SLIPS)
EVERY = [(name, slip) for name in NAMES for slip in SLIPS[name]]
IDS = [f"{name}-{slip.__name__}" for name, slip in EVERY]


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_of_every_rule_passes(name):
    rule = getattr(rules, name)
    verdict = check_rule(rule, rule)
    assert verdict and name in verdict.says


@pytest.mark.parametrize(("name", "slip"), EVERY, ids=IDS)
def test_every_slip_is_caught_and_named_by_its_own_sentence(name, slip):
    verdict = check_rule(slip, getattr(rules, name))
    assert verdict.status == "not yet"
    assert verdict.says == slip.__doc__
    assert len(verdict.hints) == 1


@pytest.mark.parametrize("name", NAMES)
def test_there_are_at_least_ten_slips_of_every_rule_each_with_its_own_sentence(name):
    sentences = [slip.__doc__ for slip in SLIPS[name]]
    assert len(set(sentences)) == len(sentences) >= 10
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)


@pytest.mark.parametrize("name", NAMES)
def test_every_written_slip_is_in_the_catalogue_and_has_the_form_of_its_rule(name):
    module = inspect.getmodule(SLIPS[name][0])
    written = [each for _, each in inspect.getmembers(module, inspect.isfunction)]
    assert set(written) == set(SLIPS[name])
    assert all(signature(slip) == signature(getattr(rules, name)) for slip in SLIPS[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_battery_has_first_and_later_steps_several_settings_and_a_grid(name):
    walks = battery(getattr(rules, name))
    assert {walk.w.shape for walk in walks} == {(2,), (2, 3)}
    assert min(len(walk.gradients) for walk in walks) >= 4
    for hyperparameter in signature(getattr(rules, name)).hyperparameters:
        assert len({str(walk.settings[hyperparameter]) for walk in walks}) >= 3
    assert all(np.all(walk.gradients != 0) for walk in walks)


def sign_descent(w, g, t):
    """A rule with nothing to tune."""
    return dict(w=w - 0.1 * np.sign(g))


def halved(w, g, t, m=0.0, *, beta=0.9):
    """A rule with a share to tune, and no rate."""
    m = beta * m + (1 - beta) * g
    return dict(w=w - 0.5 * m, m=m)


@pytest.mark.parametrize(
    "reference", [sign_descent, halved, torch.sgd, torch.adam], ids=lambda rule: rule.__name__
)
def test_a_reference_needs_no_learning_rate(reference):
    def wrong(w, g, t, *memory, **settings):
        step = reference(w, g, t, *memory, **settings)
        return step | dict(w=step["w"] + 1e-3)

    wrong.__signature__ = inspect.signature(reference)
    assert check_rule(reference, reference)
    assert check_rule(wrong, reference).status == "not yet"
    walks = battery(reference)
    assert len({walk.label for walk in walks}) == len(walks)
    assert walks[-1].w.shape == (2, 3)
    assert sum(np.shape(value) == (3,) for value in walks[-1].settings.values()) == bool(walks[0].settings)


def test_a_correct_rule_may_be_written_another_way():
    def mine(position, slope, step, m=0, v=0, *, epsilon=1e-8, beta2=0.9, beta1=0.8, learning_rate=1):
        m = m + (1 - beta1) * (slope - m)
        v = v + (1 - beta2) * (slope * slope - v)
        root = np.sqrt(v / (1 - beta2**step))
        return {"v": v, "m": m, "w": position - learning_rate / (root + epsilon) * m / (1 - beta1**step)}

    assert check_rule(mine, rules.adam)


def test_extra_knobs_and_extra_memory_do_not_matter():
    def mine(w, g, t, count=0, *, learning_rate=0.1, unused=3):
        return dict(w=w - learning_rate * g, count=count + 1)

    assert check_rule(mine, rules.gradient_descent)


def test_the_tolerance_is_a_billionth():
    def off_by(share):
        return lambda w, g, t, *, learning_rate=0.1: dict(w=(w - learning_rate * g) * (1 + share))

    assert check_rule(off_by(1e-11), rules.gradient_descent)
    assert not check_rule(off_by(1e-8), rules.gradient_descent)


def unknown_slip(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * np.abs(g) ** 3
    return dict(w=w - learning_rate * m, m=m, v=v)


def test_an_unknown_slip_names_what_agrees_and_what_differs_first():
    verdict = check_rule(unknown_slip, rules.adam)
    assert verdict.says.startswith("m agrees, v does not: is the gradient squared")
    assert verdict.says.endswith("First seen at step 1, with its defaults.")


def test_what_differs_only_later_is_said_to():
    def mine(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
        velocity = beta * velocity - learning_rate * g * (1 if t < 4 else 0.5)
        return dict(w=w + velocity, velocity=velocity)

    assert "First seen at step 4" in check_rule(mine, rules.momentum).says


def test_what_differs_only_with_other_settings_is_said_to():
    def mine(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
        velocity = 0.9 * velocity - learning_rate * g
        return dict(w=w + velocity, velocity=velocity)

    said = check_rule(mine, rules.momentum).says
    assert said.startswith("velocity is not what it should be") and "with learning_rate=0.3, beta=0.6" in said
    assert said.endswith("`beta` is never used: does a number stand in its place?")


def test_a_memory_that_nothing_changes_is_said_to_stay():
    def mine(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
        return dict(w=w - learning_rate * g / np.sqrt(cache + epsilon), cache=cache)

    assert check_rule(mine, rules.adagrad).says.startswith("cache stays as it was. Is there a line")


def test_a_setting_that_is_used_is_not_called_unused():
    def mine(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
        velocity = beta * velocity - learning_rate * g
        return dict(w=w + velocity * (1 if beta == 0.9 else 2), velocity=velocity)

    assert "never used" not in check_rule(mine, rules.momentum).says


def test_a_setting_that_is_loaded_together_with_another_is_not_called_unused(monkeypatch):
    steps = [SimpleNamespace(opname="LOAD_FAST_LOAD_FAST", argval=("beta", "velocity"))]
    monkeypatch.setattr(rule_check.dis, "get_instructions", lambda code: steps)
    assert rule_check._unused(rules.momentum, dict(beta=0.9)) == ""
    assert rule_check._unused(rules.momentum, dict(learning_rate=0.1)).startswith("`learning_rate` is never")


def test_an_effective_rate_is_compared_where_it_is_returned():
    def mine(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
        cache = cache + g**2
        rate = learning_rate / np.sqrt(cache + epsilon)
        return dict(w=w - rate * g, cache=cache, rate=2 * rate)

    assert "cache and w agree, rate does not" in check_rule(mine, rules.adagrad).says


def test_a_first_value_that_differs_is_named():
    def mine(w, g, t, cache=1.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
        return rules.rmsprop(w, g, t, cache, learning_rate=learning_rate, decay=decay, epsilon=epsilon)

    assert "cache begins at 1.0 in your rule. Here it begins at 0.0." in check_rule(mine, rules.rmsprop).says


def test_hints_come_one_then_two_and_begin_anew_after_a_correct_answer():
    wrong, right = SLIPS["adam"][0], rules.adam
    assert [len(check_rule(wrong, right).hints) for _ in range(3)] == [1, 2, 2]
    assert check_rule(right, right)
    assert len(check_rule(wrong, right).hints) == 1

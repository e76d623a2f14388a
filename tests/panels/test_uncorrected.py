"""The rule without its correction is the rule, but for the correction."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import dialects, theory
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import uncorrected
from lessons_lib.panels.uncorrected import corrects, multiplier
from lessons_lib.rules import adagrad, adam, adamw, amsgrad, gradient_descent, lion, momentum, nadam, rmsprop
from lessons_lib.signatures import signature


def adam_without(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m, v
    rate = learning_rate / (np.sqrt(v_hat) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def adamw_without(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01
):
    step = adam_without(w, g, t, m, v, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
    return step | dict(w=w - step["rate"] * step["m"] - learning_rate * weight_decay * w)


def nadam_without(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = beta1 * m + (1 - beta1) * g
    rate = learning_rate / (np.sqrt(v) + epsilon)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def amsgrad_without(
    w, g, t, m=0.0, v=0.0, v_max=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    v_max = np.maximum(v_max, v)
    rate = learning_rate / (np.sqrt(v_max) + epsilon)
    return dict(w=w - rate * m, m=m, v=v, v_max=v_max, rate=rate)


@pytest.mark.parametrize(
    ("rule", "written_out"),
    [(adam, adam_without), (adamw, adamw_without), (nadam, nadam_without), (amsgrad, amsgrad_without)],
)
@pytest.mark.parametrize("settings", [{}, dict(learning_rate=0.1, beta1=0.5, beta2=0.9), dict(beta1=0.0)])
def test_it_walks_as_the_formula_with_m_and_v_in_place_of_m_hat_and_v_hat(rule, written_out, settings):
    one, other = (run(each, ravine(), steps=80, **settings) for each in (uncorrected(rule), written_out))
    assert np.array_equal(one.w, other.w)
    for name in other.values:
        assert np.array_equal(one[name], other[name], equal_nan=True), name
    assert not np.array_equal(one.w, run(rule, ravine(), steps=80, **settings).w)


@pytest.mark.parametrize(
    "rule", [adam, dialects.torch.adam, dialects.tf1.adam, dialects.keras.adam, dialects.optax.adam]
)
def test_on_the_same_past_its_step_is_shorter_or_longer_by_the_multiplier_of_theory(rule):
    g, w = np.array([3.0, -0.5]), np.zeros(2)
    m, v = np.array([0.2, -0.1]), np.array([0.04, 0.25])
    for t in (1, 2, 12, 300):
        with_, without = (each(w, g, t, m=m, v=v)["w"] for each in (rule, uncorrected(rule)))
        assert with_ / without == pytest.approx(theory.correction_multiplier(t), rel=1e-4)
        assert multiplier(rule, np.array([t]), {}) == pytest.approx([theory.correction_multiplier(t)])


def test_it_has_the_memory_and_the_settings_of_the_rule_and_a_name_that_is_code():
    bare = uncorrected(dialects.torch.adamw)
    assert signature(bare) == signature(dialects.torch.adamw)
    assert bare.__name__ == "uncorrected(adamw)"
    assert uncorrected(adam) is uncorrected(adam)


def test_a_rule_of_the_learner_that_corrects_its_averages_is_known_by_its_steps():
    def mine(w, g, t, m=0.0, v=0.0, *, learning_rate=0.1, beta1=0.8, beta2=0.99):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        return dict(w=w - learning_rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t)), m=m, v=v)

    assert corrects(mine)
    assert multiplier(mine, np.array([1]), {"beta1": 0.5, "beta2": 0.75}) == pytest.approx([1.0])


def fading(w, g, t, m=0.0, v=0.0, *, learning_rate=0.1, beta1=0.9, beta2=0.9):
    step = adam_without(w, g, t, m, v, learning_rate=learning_rate / np.sqrt(t), beta1=beta1, beta2=beta2)
    return step


def counting(w, g, t, m=0.0, v=0.0, *, beta1=0.9, beta2=0.9):
    return dict(w=w - sum(g / k for k in range(1, t + 1)), m=m, v=v)


@pytest.mark.parametrize(
    "rule",
    [
        adam_without,
        fading,
        counting,
        rmsprop,
        adagrad,
        momentum,
        lion,
        gradient_descent,
        dialects.torch.nadam,
    ],
)
def test_a_rule_that_uses_the_step_otherwise_or_not_at_all_corrects_nothing(rule):
    assert not corrects(rule)
    with pytest.raises(Mistake, match="has no correction of m and v to leave out"):
        uncorrected(rule)


def test_no_multiplier_is_told_where_none_holds_for_every_step():
    assert corrects(amsgrad) and multiplier(amsgrad, np.array([1]), {}) is None
    assert corrects(nadam) and multiplier(nadam, np.array([1]), {}) is None

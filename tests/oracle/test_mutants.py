"""The oracle tells a rule from every wrong version of it."""

import re

import mutants
import oracle_cases as cases
import pytest
from test_oracle import CLOSE, DIALECTS, PAIRS, compared, in_the_names_of, rate_name

from lessons_lib import rules
from lessons_lib.dialects.calls import first_and_tuned, required

# (what is wrong, where, the piece of source, what stands there instead)
BY_HAND = [
    ("epsilon inside the root", "torch.adagrad", "np.sqrt(cache) + eps", "np.sqrt(cache + eps)"),
    ("epsilon inside the root", "torch.rmsprop", "np.sqrt(cache) + eps", "np.sqrt(cache + eps)"),
    ("epsilon inside the root", "torch.rmsprop_momentum", "np.sqrt(cache) + eps", "np.sqrt(cache + eps)"),
    ("epsilon inside the root", "torch.rmsprop_centered", "- m**2) + eps", "- m**2 + eps)"),
    ("epsilon inside the root", "torch.adam", "np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)"),
    ("epsilon outside the root", "keras.adagrad", "np.sqrt(cache + epsilon)", "(np.sqrt(cache) + epsilon)"),
    ("epsilon outside the root", "keras.rmsprop", "np.sqrt(cache + epsilon)", "(np.sqrt(cache) + epsilon)"),
    ("epsilon outside the root", "optax.rmsprop", "np.sqrt(cache + eps)", "(np.sqrt(cache) + eps)"),
    ("epsilon outside the root", "tf1.rmsprop", "np.sqrt(cache + epsilon)", "(np.sqrt(cache) + epsilon)"),
    ("epsilon outside the root", "rules.rmsprop", "np.sqrt(cache + epsilon)", "(np.sqrt(cache) + epsilon)"),
    ("an epsilon at all", "tf1.adagrad", "np.sqrt(cache)", "np.sqrt(cache + 1e-10)"),
    ("both epsilons outside", "optax.adam", "v_hat + eps_root) + eps", "v_hat) + eps_root + eps"),
    (
        "epsilon instead of epsilon hat",
        "keras.adam",
        "np.sqrt(v) + epsilon",
        "np.sqrt(v) + epsilon * np.sqrt(1 - beta_2**t)",
    ),
    (
        "epsilon instead of epsilon hat",
        "tf1.adam",
        "np.sqrt(v) + epsilon",
        "np.sqrt(v) + epsilon * np.sqrt(1 - beta2**t)",
    ),
    (
        "epsilon hat",
        "rules.adam",
        "np.sqrt(v_hat) + epsilon",
        "np.sqrt(v_hat) + epsilon / np.sqrt(1 - beta2**t)",
    ),
    (
        "epsilon hat with the wrong power",
        "keras.adam",
        "np.sqrt(v) + epsilon",
        "np.sqrt(v) + epsilon * (1 - beta_2**t)",
    ),
    ("first cache 0.1", "torch.adagrad", "cache=0.0", "cache=0.1"),
    ("first cache 0", "keras.adagrad", "cache=0.1", "cache=0.0"),
    ("first cache 0", "optax.adagrad", "cache=0.1", "cache=0.0"),
    ("first cache 0", "tf1.adagrad", "cache=0.1", "cache=0.0"),
    ("first cache 0", "tf1.rmsprop", "cache=1.0", "cache=0.0"),
    ("first cache 1", "keras.rmsprop", "cache=0.0", "cache=1.0"),
    ("first cache 1", "torch.rmsprop", "cache=0.0", "cache=1.0"),
    (
        "the velocity of the last step",
        "rules.nesterov",
        "w + beta * velocity - ",
        "w + beta * (velocity + learning_rate * g) / beta - ",
    ),
    ("plain momentum", "torch.nesterov", "g + momentum * velocity", "velocity"),
    (
        "looks ahead from the old gradient",
        "keras.nesterov",
        "w + momentum * velocity - learning_rate * g",
        "w + velocity + momentum * velocity",
    ),
    (
        "the rate inside the velocity",
        "torch.momentum",
        "w - lr * velocity, velocity=velocity",
        "w - velocity, velocity=velocity",
    ),
    (
        "the rate outside the velocity",
        "keras.momentum",
        "velocity = momentum * velocity - learning_rate * g",
        "velocity = momentum * velocity - g; w = w + (learning_rate - 1) * velocity",
    ),
    (
        "the rate outside the velocity",
        "rules.momentum",
        "velocity = beta * velocity - learning_rate * g",
        "velocity = beta * velocity - g; w = w + (learning_rate - 1) * velocity",
    ),
    (
        "the rate outside the velocity",
        "optax.rmsprop_momentum",
        "velocity + learning_rate * g / np.sqrt(cache + eps)\n    return dict(w=w - velocity",
        "velocity + g / np.sqrt(cache + eps)\n    return dict(w=w - learning_rate * velocity",
    ),
    ("dampening on the first step too", "torch.momentum", "dampening * (t > 1)", "dampening"),
    ("an average instead of a sum", "torch.momentum", "velocity + (1 -", "velocity + (1 - momentum) * (1 -"),
    ("m not corrected", "rules.adam", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
    ("v not corrected", "rules.adam", "v_hat = v / (1 - beta2**t)", "v_hat = v"),
    ("corrected by beta1 twice", "torch.adam", "v_hat = v / (1 - beta2**t)", "v_hat = v / (1 - beta1**t)"),
    ("steps counted from 0", "optax.adam", "m_hat = m / (1 - b1**t)", "m_hat = m / (1 - b1 ** (t + 1))"),
    ("the correction without its root", "tf1.adam", "np.sqrt(1 - beta2**t) /", "(1 - beta2**t) /"),
    (
        "the largest average before its correction",
        "optax.amsgrad",
        "np.maximum(v_max, v_hat)",
        "np.maximum(v_max * (1 - b2 ** (t - 1)), v) / (1 - b2**t)",
    ),
    (
        "the largest corrected average",
        "torch.amsgrad",
        "np.maximum(v_max, v)",
        "np.maximum(v_max * (1 - beta2**t) / (1 - beta2 ** max(t - 1, 1)), v)",
    ),
    ("only the newest average", "keras.amsgrad", "np.maximum(v_max, v)", "v"),
    (
        "decay through the averages",
        "torch.adamw",
        "w = w - lr * weight_decay * w",
        "g = g + weight_decay * w",
    ),
    ("decay past the averages", "torch.adam", "g = g + weight_decay * w", "w = w - lr * weight_decay * w"),
    ("decay without the rate", "rules.adamw", "- learning_rate * weight_decay * w", "- weight_decay * w"),
    (
        "decay after the step",
        "keras.sgd",
        "w=w - learning_rate * g",
        "w=w - learning_rate * g * (1 - learning_rate * weight_decay)",
    ),
    (
        "decay inside the sign",
        "optax.lion",
        "np.sign(b1 * m + (1 - b1) * g)",
        "np.sign(b1 * m + (1 - b1) * (g + weight_decay * w))",
    ),
    (
        "the average first, then the sign",
        "rules.lion",
        "direction = np.sign(beta1 * m + (1 - beta1) * g)\n    m = beta2 * m + (1 - beta2) * g",
        "m = beta2 * m + (1 - beta2) * g\n    direction = np.sign(beta1 * m + (1 - beta1) * g)",
    ),
    ("the schedule of PyTorch", "keras.nadam", "0.96**t)", "0.96 ** (t * 0.004))"),
    (
        "the product one step ahead",
        "torch.nadam",
        "(1 - now) * g / (1 - product)",
        "(1 - now) * g / (1 - product * ahead)",
    ),
    (
        "a constant beta1",
        "torch.nadam",
        "now = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))",
        "now = beta1",
    ),
    ("corrected for this step only", "optax.nadam", "b1 ** (t + 1)", "b1**t"),
    ("the rate inside what moved", "rules.adadelta", "(ratio * g) ** 2", "(learning_rate * ratio * g) ** 2"),
    (
        "what moved, one step too new",
        "torch.adadelta",
        "rate = lr * ratio",
        "rate = lr * np.sqrt(moved + eps) / np.sqrt(cache + eps)",
    ),
    ("times 2 instead of squared", "rules.adagrad", "g**2", "g * 2"),
    ("the variance not centered", "tf1.rmsprop_centered", "cache - m**2 + epsilon", "cache + epsilon"),
    ("the mean not squared", "optax.rmsprop_centered", "cache - m**2", "cache - m"),
    ("the rate falls from step 1", "torch.adagrad", "(t - 1) * lr_decay", "t * lr_decay"),
]


def found(where):
    """Return (rule, the framework or `rules`, its name) for a place such as `torch.adam`."""
    home, name = where.split(".")
    return getattr(rules if home == "rules" else cases.FRAMEWORKS[home], name), home, name


def caught(mutant, home, name):
    """Say whether a mutant differs from what the frameworks recorded, at the first walk that tells."""
    homes = [each for rule, *each in PAIRS if rule == name] if home == "rules" else [(home, name)]
    for framework, variant in homes:
        rate = "learning_rate" if home == "rules" else rate_name(framework)
        settings = (
            in_the_names_of(mutant, framework, variant)
            if home == "rules"
            else enumerate(cases.SETTINGS[framework][variant])
        )
        for k, each in list(settings):
            for walk in cases.WALKS:
                if _differs(mutant, (framework, variant, k, walk), rate, each):
                    return True
    return False


def _differs(mutant, case, rate, settings):
    start, rows, recorded = compared(*case)
    try:
        got = cases.walk(mutant, case[-1], rate, **settings)
    except ZeroDivisionError:
        return True
    return not cases.error(got[rows], recorded[rows], start) <= CLOSE


@pytest.mark.parametrize(("wrong", "where", "old", "new"), BY_HAND, ids=lambda value: None)
def test_a_wrong_version_is_caught(wrong, where, old, new):
    rule, home, name = found(where)
    assert caught(mutants.by_hand(rule, old, new), home, name), f"{where} with {wrong} passes"


EVERYWHERE = [f"rules.{name}" for name in dict.fromkeys(rule for rule, *_ in PAIRS)]
EVERYWHERE += [".".join(each) for each in DIALECTS]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_every_small_slip_is_caught(where):
    """One operator, number, function, line or default changed: each such version is told apart."""
    rule, home, name = found(where)
    memory, tuned = first_and_tuned(rule)
    # Defaults of our own rules are tested elsewhere; Optax and TensorFlow have none for the rate.
    seen = set() if home == "rules" else {*memory, *tuned} - (required(rule) & {"learning_rate"})
    slips = list(mutants.all_small_slips(rule, defaults=seen))
    assert len(slips) >= 2
    survivors = [words for words, mutant in slips if not caught(mutant, home, name)]
    if name == "rmsprop_centered":  # m enters squared: a mirrored m walks alike; test_dialects looks at it
        survivors = [words for words in survivors if not re.fullmatch(r".* \* m \+ .*: Sub instead", words)]
    assert not survivors


@pytest.mark.parametrize("where", ["rules.adam", "torch.nadam", "keras.adagrad", "optax.lion", "tf1.rmsprop"])
def test_an_unchanged_rule_is_not_caught(where):
    rule, home, name = found(where)
    assert not caught(mutants.by_hand(rule, "w=w - ", "w=+w - "), home, name)

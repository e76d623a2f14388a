"""What the oracle is asked: the walks, the settings, and how an answer is measured against it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lessons_lib import dialects
from lessons_lib.landscapes import beale, ravine, rosenbrock

RECORDED = Path(__file__).parent / "recorded"
FRAMEWORKS = {name: getattr(dialects, name) for name in ("torch", "keras", "optax", "tf1")}

# An explicit list of gradients tells look-alike rules apart. Four coordinates: ordinary slopes; rare ones;
# slopes so small that epsilon decides; none at first, then steep ones, then none again.
_noise = np.random.Generator(np.random.PCG64(2015))
GRADIENTS = np.column_stack(
    [
        _noise.uniform(-0.5, 1.5, 24),
        1e-2 * _noise.uniform(0.2, 1.0, 24) * (np.arange(24) % 5 == 1),
        1e-7 * _noise.uniform(-0.3, 1.0, 24),
        np.where((np.arange(24) < 3) | (np.arange(24) > 19), 0.0, _noise.uniform(-10.0, 30.0, 24)),
    ]
).round(12)
ORIGIN = np.array([1.0, -0.5, 0.0, 0.0])
RATES = np.repeat([0.1, 0.01, 0.05, 0.002], 6)  # a rate that changes tells momentum conventions apart

PROBLEMS = {"quadratic": ravine(20, rotation=30), "rosenbrock": rosenbrock(), "beale": beale()}
STEPS = 200
KEPT = np.array([1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 200])  # all 200 steps are walked, these are kept

# Framework -> variant -> at least three settings, the framework's defaults first.
SETTINGS = {
    "torch": {
        "sgd": [{}, {"lr": 5e-4}, {"lr": 2e-4, "weight_decay": 0.3}],
        "momentum": [
            {},
            {"lr": 2e-4, "momentum": 0.5, "dampening": 0.3},
            {"lr": 1e-4, "momentum": 0.95, "dampening": 0.9, "weight_decay": 0.2},
        ],
        "nesterov": [{}, {"lr": 2e-4, "momentum": 0.5}, {"lr": 1e-4, "momentum": 0.95, "weight_decay": 0.2}],
        "adagrad": [
            {},
            {"lr": 0.5, "lr_decay": 0.05, "eps": 1e-3},
            {"lr": 0.1, "cache": 0.1, "weight_decay": 0.2},
        ],
        "rmsprop": [
            {},
            {"lr": 2e-3, "alpha": 0.9, "eps": 1e-3},
            {"lr": 3e-3, "alpha": 0.999, "weight_decay": 0.1},
        ],
        "rmsprop_momentum": [
            {},
            {"lr": 5e-4, "alpha": 0.9, "eps": 1e-3, "momentum": 0.5},
            {"lr": 3e-4, "momentum": 0.8, "weight_decay": 0.1},
        ],
        "rmsprop_centered": [
            {},
            {"lr": 1e-3, "alpha": 0.9, "eps": 1.0},
            {"lr": 2e-3, "alpha": 0.95, "weight_decay": 0.1},
        ],
        "adam": [
            {},
            {"lr": 0.02, "beta1": 0.8, "beta2": 0.99, "eps": 1e-3},
            {"lr": 0.01, "weight_decay": 0.1},
        ],
        "adamw": [
            {},
            {"lr": 0.02, "beta1": 0.8, "beta2": 0.99, "eps": 1e-3},
            {"lr": 0.01, "weight_decay": 0.3},
        ],
        "amsgrad": [
            {},
            {"lr": 0.02, "beta1": 0.8, "beta2": 0.9, "eps": 1e-3},
            {"lr": 0.01, "beta2": 0.5, "weight_decay": 0.1},
        ],
        "nadam": [
            {},
            {"lr": 0.02, "beta1": 0.8, "beta2": 0.99, "eps": 1e-3, "momentum_decay": 0.5},
            {"lr": 0.01, "momentum_decay": 1.0, "weight_decay": 0.1},
        ],
        "adadelta": [
            {},
            {"lr": 0.5, "rho": 0.95, "eps": 1e-4},
            {"lr": 2.0, "eps": 1e-7, "weight_decay": 0.1},
        ],
    },
    "keras": {
        "sgd": [
            {},
            {"learning_rate": 5e-4},
            {"learning_rate": 2e-4, "weight_decay": 0.3},
        ],
        "momentum": [
            {},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
            {"learning_rate": 1e-4, "momentum": 0.95, "weight_decay": 0.2},
        ],
        "nesterov": [
            {},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
            {"learning_rate": 1e-4, "momentum": 0.95, "weight_decay": 0.2},
        ],
        "adagrad": [
            {},
            {"learning_rate": 0.1, "cache": 0.0, "epsilon": 1e-3},
            {"learning_rate": 0.1, "cache": 1.0, "weight_decay": 0.2},
        ],
        "rmsprop": [
            {},
            {"learning_rate": 2e-3, "rho": 0.99, "epsilon": 1e-3},
            {"learning_rate": 3e-3, "rho": 0.999, "weight_decay": 0.1},
        ],
        "rmsprop_momentum": [
            {},
            {"learning_rate": 5e-4, "rho": 0.99, "epsilon": 1e-3, "momentum": 0.5},
            {"learning_rate": 3e-4, "momentum": 0.8, "weight_decay": 0.1},
        ],
        "rmsprop_centered": [
            {},
            {"learning_rate": 2e-3, "rho": 0.99, "epsilon": 1e-3},
            {"learning_rate": 2e-3, "rho": 0.95, "weight_decay": 0.1},
        ],
        "adam": [
            {},
            {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3},
            {"learning_rate": 0.01, "weight_decay": 0.1},
        ],
        "adamw": [
            {},
            {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3},
            {"learning_rate": 0.01, "weight_decay": 0.3},
        ],
        "amsgrad": [
            {},
            {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3},
            {"learning_rate": 0.01, "beta_2": 0.5, "weight_decay": 0.1},
        ],
        "nadam": [
            {},
            {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3},
            {"learning_rate": 0.01, "weight_decay": 0.1},
        ],
        "adadelta": [
            {},
            {"learning_rate": 0.2, "rho": 0.9, "epsilon": 1e-4},
            {"learning_rate": 2.0, "weight_decay": 0.1},
        ],
        "lion": [
            {},
            {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.95},
            {"learning_rate": 3e-3, "weight_decay": 0.1},
        ],
    },
    "optax": {
        "sgd": [{}, {"learning_rate": 5e-4}, {"learning_rate": 2e-4}],
        "momentum": [
            {"learning_rate": 1e-4},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
        ],
        "nesterov": [
            {"learning_rate": 1e-4},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
        ],
        "adagrad": [
            {},
            {"learning_rate": 0.1, "cache": 0.0, "eps": 1e-3},
            {"learning_rate": 0.1, "cache": 0.0, "eps": 0.0},
            {"learning_rate": 0.1, "cache": 1.0},
        ],
        "rmsprop": [
            {},
            {"learning_rate": 2e-3, "decay": 0.99, "eps": 1e-3},
            {"learning_rate": 3e-3, "decay": 0.999, "cache": 1.0},
        ],
        "rmsprop_momentum": [
            {},
            {"learning_rate": 5e-4, "decay": 0.99, "eps": 1e-3, "momentum": 0.5},
            {"learning_rate": 3e-4, "momentum": 0.8, "cache": 1.0},
        ],
        "rmsprop_centered": [
            {},
            {"learning_rate": 2e-3, "decay": 0.99, "eps": 1e-3},
            {"learning_rate": 2e-3, "decay": 0.95, "cache": 1.0},
        ],
        "adam": [
            {},
            {"learning_rate": 0.02, "b1": 0.8, "b2": 0.99, "eps": 1e-3},
            {"learning_rate": 0.01, "eps_root": 1e-3},
        ],
        "adamw": [
            {},
            {"learning_rate": 0.02, "b1": 0.8, "b2": 0.99, "eps": 1e-3, "eps_root": 1e-4},
            {"learning_rate": 0.01, "weight_decay": 0.3},
        ],
        "amsgrad": [
            {},
            {"learning_rate": 0.02, "b1": 0.8, "b2": 0.9, "eps": 1e-3},
            {"learning_rate": 0.01, "b2": 0.5},
            {"learning_rate": 0.01, "b2": 0.5, "eps_root": 1e-3},
        ],
        "nadam": [
            {},
            {"learning_rate": 0.01, "b1": 0.5},
            {"learning_rate": 0.02, "b1": 0.8, "b2": 0.99, "eps": 1e-3},
            {"learning_rate": 0.01, "eps_root": 1e-3},
        ],
        "adadelta": [
            {},
            {"learning_rate": 0.5, "rho": 0.95, "eps": 1e-4},
            {"learning_rate": 2.0, "eps": 1e-7, "weight_decay": 0.1},
        ],
        "lion": [
            {},
            {"learning_rate": 0.01, "b1": 0.8, "b2": 0.95, "weight_decay": 0.0},
            {"learning_rate": 3e-3, "weight_decay": 0.1},
        ],
    },
    "tf1": {
        "sgd": [{}, {"learning_rate": 5e-4}, {"learning_rate": 2e-4}],
        "momentum": [
            {"learning_rate": 1e-4},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
        ],
        "nesterov": [
            {"learning_rate": 1e-4},
            {"learning_rate": 2e-4, "momentum": 0.5},
            {"learning_rate": 1e-4, "momentum": 0.95},
        ],
        "adagrad": [{}, {"learning_rate": 0.1, "cache": 1.0}, {"learning_rate": 0.5, "cache": 1e-3}],
        "rmsprop": [
            {},
            {"learning_rate": 2e-3, "decay": 0.99, "epsilon": 1e-3},
            {"learning_rate": 3e-3, "decay": 0.999, "epsilon": 1e-2},
        ],
        "rmsprop_momentum": [
            {},
            {"learning_rate": 5e-4, "decay": 0.99, "epsilon": 1e-3, "momentum": 0.5},
            {"learning_rate": 3e-4, "momentum": 0.8},
        ],
        "rmsprop_centered": [
            {},
            {"learning_rate": 2e-3, "decay": 0.99, "epsilon": 1e-3},
            {"learning_rate": 2e-3, "decay": 0.95},
        ],
        "adam": [
            {},
            {"learning_rate": 0.02, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3},
            {"learning_rate": 0.01, "epsilon": 0.1},
        ],
        "adadelta": [
            {},
            {"learning_rate": 0.5, "rho": 0.9, "epsilon": 1e-4},
            {"learning_rate": 2.0, "epsilon": 1e-7},
        ],
    },
}

MORE = "tests/oracle/README.md says how to add a rule."
OVERFLOW = 1e100
# Where a rule is chaotic: one rounding more at the start is worth more than 1e-12 at the end, so no two
# programs agree that far. These walks are compared up to the step named (a test shows the chaos).
CHAOTIC = {
    ("keras", "rmsprop_centered", 0, "rosenbrock"): 144,
    ("optax", "rmsprop_centered", 0, "rosenbrock"): 144,
    ("tf1", "rmsprop_centered", 0, "rosenbrock"): 144,
}


def listed(w: np.ndarray, t: int) -> np.ndarray:
    """Give the gradients of the list one after another, wherever the walk stands."""
    return GRADIENTS[t]


# How a walk is asked for: (start, gradient, rates or None, steps, rows to keep).
WALKS = {
    "listed": (ORIGIN, listed, None, len(GRADIENTS), np.arange(1, len(GRADIENTS) + 1)),
    "changing": (ORIGIN, listed, RATES, len(GRADIENTS), np.arange(1, len(GRADIENTS) + 1)),
} | {
    name: (np.array(problem.start), problem.gradient, None, STEPS, KEPT) for name, problem in PROBLEMS.items()
}


def walk(rule: Callable, name: str, rate: str, **settings: float) -> np.ndarray:
    """Walk as the oracle was asked to, and keep the same rows; `rate` names the rule's learning rate."""
    w, gradient, rates, steps, rows = WALKS[name]
    memory, tuned = dialects.calls.first_and_tuned(rule)
    memory |= {key: value for key, value in settings.items() if key in memory}
    tuned |= {key: value for key, value in settings.items() if key in tuned}
    positions = [w]
    with np.errstate(all="ignore"):  # a mutant may divide by zero
        for t in range(steps):
            if rates is not None:
                tuned[rate] = rates[t]
            step = rule(w, gradient(w, t), t + 1, **memory, **tuned)
            w, memory = step["w"], {key: step[key] for key in memory}
            positions.append(w)
    return np.array(positions)[rows]


def error(got: np.ndarray, recorded: np.ndarray, start: np.ndarray) -> float:
    """Return the worst difference of a coordinate, in units of the farthest from zero it has been so far.

    A walk that diverges is compared until its numbers overflow, and must overflow at the same step.
    """
    with np.errstate(all="ignore"):
        lost, gone = (~(np.abs(w) < OVERFLOW) for w in (got, recorded))
        size = np.maximum(np.abs(start), np.maximum.accumulate(np.abs(recorded), axis=0))
        gap = np.where(lost & gone, 0.0, np.where(lost ^ gone, np.inf, np.abs(got - recorded)))
        return float(np.max(np.where(gap == 0, 0.0, gap / size)))


@functools.cache
def recorded(framework: str) -> tuple[dict[str, np.ndarray], dict]:
    """Read what a framework answered: variant.walk -> array (settings, rows, coordinates), and the notes."""
    with np.load(RECORDED / f"{framework}.npz") as arrays:
        return dict(arrays), json.loads((RECORDED / "notes.json").read_text())[framework]


def lacking(framework: str, variant: str) -> str:
    """Say what a dialect lacks before it can be compared; nothing if it lacks nothing."""
    name, settings = f"{framework}.{variant}", SETTINGS[framework].get(variant)
    if settings is None:
        return f"{name} has no SETTINGS: write three in oracle_cases.py, its defaults first. {MORE}"
    answers = recorded(framework)[0]
    if any(len(answers.get(f"{variant}.{each}", ())) != len(settings) for each in WALKS):
        record = f".venv-oracle/bin/python tests/oracle/record.py {framework}"
        return f"{name} is not recorded with these SETTINGS: run make oracle, or {record}. {MORE}"
    return ""

"""The part of the bench that needs no browser: a step of run, an update of a panel, the import."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import ravine, rosenbrock
from lessons_lib.panels import explore
from lessons_lib.panels.encode import encode
from lessons_lib.rules import adam, gradient_descent, momentum

STEPS = 2000
BASE = "numpy, matplotlib.backends.backend_agg, matplotlib.figure, ipywidgets, anywidget"
CLOCK = f"""
import time
began = time.perf_counter()
import {BASE}
between = time.perf_counter()
import lessons_lib.panels
print(between - began, time.perf_counter() - between)
"""


def bare_gradient_descent(gradient: Callable, w: np.ndarray, *, learning_rate: float) -> np.ndarray:
    """Walk as one would in a script: nothing but the arithmetic and a list of positions."""
    walk = [w]
    for t in range(STEPS):
        w = w - learning_rate * gradient(w, t)
        walk.append(w)
    return np.array(walk)


def bare_adam(
    gradient: Callable,
    w: np.ndarray,
    *,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> np.ndarray:
    """Walk Adam as one would in a script."""
    walk, m, v = [w], 0.0, 0.0
    for t in range(STEPS):
        g = gradient(w, t)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1 ** (t + 1))
        v_hat = v / (1 - beta2 ** (t + 1))
        w = w - learning_rate / (np.sqrt(v_hat) + epsilon) * m_hat
        walk.append(w)
    return np.array(walk)


def clock(work: Callable[[], object]) -> float:
    """Time one call, in seconds, without the collector stepping in."""
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
    finally:
        gc.enable()


def steps(repeats: int = 9) -> dict[str, dict[str, list[float]]]:
    """Microseconds a step: run, and a bare loop that walks the very same way."""
    problem = rosenbrock()
    found = {}
    for rule, bare, rate in ((gradient_descent, bare_gradient_descent, 0.0005), (adam, bare_adam, 0.01)):
        ways = {
            "run": lambda rule=rule, rate=rate: run(rule, problem, steps=STEPS, learning_rate=rate).w,
            "bare": lambda bare=bare, rate=rate: bare(
                problem.gradient, np.array(problem.start, float), learning_rate=rate
            ),
        }
        walks = [way() for way in ways.values()]
        if not np.array_equal(*walks):
            raise RuntimeError(f"{rule.__name__}: run and the bare loop do not walk the same way.")
        found[rule.__name__] = {name: [] for name in ways}
        for _ in range(repeats):
            for name, way in ways.items():
                found[rule.__name__][name].append(clock(way) / STEPS * 1e6)
    return found


def maps(side: int = 100, count: int = 300, repeats: int = 9) -> dict[str, dict[str, list[float]]]:
    """Milliseconds for a grid of walks: sweep, and a bare loop that broadcasts the same arithmetic.

    The bare loop neither looks for walks that left nor checks anything. Every pair ends in equal values.
    """
    np.zeros(2**21)  # the allocator then keeps blocks of this size, as it does once a picture is drawn
    rates, valleys = np.geomspace(0.01, 0.9, side), ravine(np.geomspace(1, 100, side)[:, None])
    start = np.multiply.outer(valleys.start, np.ones((side, side)))

    def bare(rule: Callable, first: dict[str, float]) -> np.ndarray:
        w, memory = start, first
        for t in range(count):
            step = rule(w, valleys.gradient(w, t), t + 1, **memory, learning_rate=rates)
            w, memory = step["w"], {name: step[name] for name in memory}
        return w

    found = {}
    rules = ((gradient_descent, {}), (momentum, {"velocity": 0.0}), (adam, {"m": 0.0, "v": 0.0}))
    for rule, first in rules:
        ways = {
            "sweep": lambda rule=rule: sweep(rule, valleys, steps=count, learning_rate=rates).w,
            "bare": lambda rule=rule, first=first: bare(rule, first),
        }
        if not np.array_equal(*(way() for way in ways.values())):
            raise RuntimeError(f"{rule.__name__}: sweep and the bare loop do not end at the same places.")
        found[rule.__name__] = {name: [] for name in ways}
        for _ in range(repeats):
            for name, way in ways.items():
                found[rule.__name__][name].append(1000 * clock(way))
    return found


def updates(repeats: int = 50) -> dict[str, list[float]]:
    """Milliseconds of the parts of one update, and of all of it, with nothing listening."""
    panel = explore(gradient_descent, ravine(), steps=200)
    rates = np.linspace(0.1, 0.9, repeats)
    parts = {
        "run": lambda rate: run(gradient_descent, ravine(), steps=200, learning_rate=rate),
        "moving the artists": lambda rate: panel.still.follow(panel.path),
        "encoding them": lambda rate: encode(panel.still.figure, panel.still.artists),
        "all: a slider is set, its frame is ready": lambda rate: panel.set(learning_rate=float(rate)),
    }
    return {name: [1000 * clock(lambda: part(rate)) for rate in rates] for name, part in parts.items()}  # noqa: B023


def imports(repeats: int = 9) -> dict[str, list[float]]:
    """Milliseconds that importing the panels adds, after what they are built on, in fresh interpreters.

    As after the first time: the modules are compiled, wherever this interpreter keeps what it compiles.
    """
    base, added = [], []
    with tempfile.TemporaryDirectory() as compiled:
        usual = os.environ.items()
        environment = {name: value for name, value in usual if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        for _ in range(repeats + 1):
            command = [sys.executable, "-c", CLOCK]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            for found, seconds in zip((base, added), done.stdout.split(), strict=True):
                found.append(1000 * float(seconds))
    return {f"import {BASE}": base[1:], "import lessons_lib.panels": added[1:]}  # the first one compiles

"""Time the same walks in PyTorch and JAX: Adam on Rosenbrock, and a grid of settings at once.

Run by `make bench` in the environment of `make oracle`, if there is one; the lessons need neither.
All walks are in float64 from the same start, and are held to the same end before anything is timed.
Times are medians; JAX is timed with compilation (the first call) and without (the later ones).
"""

from __future__ import annotations

import pathlib
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from lessons_lib.descent import run, sweep  # noqa: E402
from lessons_lib.landscapes import rosenbrock  # noqa: E402
from lessons_lib.rules import adam  # noqa: E402

STEPS, RATE, GRID, GRID_STEPS = 2000, 0.01, 100, 300
PROBLEM = rosenbrock()


def clock(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of some calls, in milliseconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def ours() -> np.ndarray:
    """Walk as the lessons do, with everything recorded."""
    return run(adam, PROBLEM, steps=STEPS, learning_rate=RATE).w[-1]


def torch_walk(*, by_hand: bool) -> np.ndarray:
    """Walk with torch.optim.Adam; the slope by autograd, or given by hand."""
    import torch

    w = torch.tensor(PROBLEM.start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=RATE)
    for t in range(STEPS):
        if by_hand:
            w.grad = torch.from_numpy(PROBLEM.gradient(w.detach().numpy(), t))
        else:
            optimizer.zero_grad()
            ((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2).backward()
        optimizer.step()
    return w.detach().numpy()


def jax_walk() -> Callable:
    """Return a compiled walk of (start, rates), of one point or of a grid of them."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def gradient(w: jnp.ndarray) -> jnp.ndarray:
        x, y = w
        return jnp.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])

    def walk(start: jnp.ndarray, rate: jnp.ndarray, steps: int) -> jnp.ndarray:
        def step(state: tuple, t: jnp.ndarray) -> tuple:
            w, m, v = state
            g = gradient(w)
            m = 0.9 * m + (1 - 0.9) * g
            v = 0.999 * v + (1 - 0.999) * g**2
            m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
            return (w - rate / (jnp.sqrt(v_hat) + 1e-8) * m_hat, m, v), None

        first = (start, jnp.zeros_like(start), jnp.zeros_like(start))
        return jax.lax.scan(step, first, jnp.arange(1.0, steps + 1))[0][0]

    return jax.jit(walk, static_argnums=2)


def report(rows: list[tuple[str, float, float]]) -> None:
    """Print names, times and what they are of the first one."""
    for name, value, base in rows:
        print(f"  {name:62} {value:7.1f} ms  {value / base:8.4f} x")


def one_walk() -> None:
    """Time one walk in all ways."""
    rows = [("run(adam, rosenbrock()), everything recorded", clock(ours))]
    base = rows[0][1]
    for name, by_hand in (("slope by autograd", False), ("slope by hand", True)):
        assert np.allclose(torch_walk(by_hand=by_hand), ours(), rtol=1e-6), name
        rows.append((f"torch.optim.Adam, {name}", clock(lambda by_hand=by_hand: torch_walk(by_hand=by_hand))))
    walk = jax_walk()
    start, rate = np.array(PROBLEM.start, dtype=float), np.array(RATE)
    first = clock(lambda: walk(start, rate, STEPS).block_until_ready(), 1)
    assert np.allclose(walk(start, rate, STEPS), ours(), rtol=1e-6)
    rows.append(("JAX, jitted scan, compilation included", first))
    rows.append(
        ("JAX, jitted scan, compiled before", clock(lambda: walk(start, rate, STEPS).block_until_ready()))
    )
    print(f"One walk of Adam on rosenbrock, {STEPS:,} steps, median of 5; the last column against run")
    report([(name, value, base) for name, value in rows])


def many_walks() -> None:
    """Time a whole grid of learning rates."""
    rates = np.geomspace(1e-4, 0.1, GRID * GRID).reshape(GRID, GRID)
    base = clock(lambda: sweep(adam, PROBLEM, steps=GRID_STEPS, learning_rate=rates), 3)
    walk = jax_walk()
    start = np.broadcast_to(np.reshape(PROBLEM.start, (2, 1, 1)), (2, GRID, GRID)).astype(float)
    first = clock(lambda: walk(start, rates, GRID_STEPS).block_until_ready(), 1)
    ends = sweep(adam, PROBLEM, steps=GRID_STEPS, learning_rate=rates)
    assert np.allclose(np.asarray(walk(start, rates, GRID_STEPS)), ends.w, rtol=1e-6)
    again = clock(lambda: walk(start, rates, GRID_STEPS).block_until_ready(), 3)
    print(f"A grid of {GRID} x {GRID} walks, {GRID_STEPS} steps, median of 3; the last column against sweep")
    rows = [("sweep", base), ("JAX, compilation included", first), ("JAX, compiled before", again)]
    report([(name, value, base) for name, value in rows])


if __name__ == "__main__":
    one_walk()
    many_walks()

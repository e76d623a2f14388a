"""Ask PyTorch, Keras, Optax and TensorFlow for their walks, in float64, and write down the answers.

Run by `make oracle`, in an environment of its own (requirements.txt beside this file)::

    python tests/oracle/record.py            # all four
    python tests/oracle/record.py torch      # one of them

Every optimizer is made by evaluating the very call that `dialects.call` writes, so that a printed call that
did not exist, or had another default, would be noticed here.

Precision. TensorFlow turns Python numbers into float32, so every number in its call becomes a float64
tensor, and Keras runs on PyTorch. PyTorch keeps the product of NAdam in its default type, which is set to
float64. JAX needs 64 bits switched on before its first use.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
import oracle_cases as cases
from oracle_versions import installed

from lessons_lib import dialects

Walker = Callable[[str, np.ndarray, Callable, np.ndarray | None], Iterator[np.ndarray]]


def torch_walk(call: str, w: np.ndarray, gradient: Callable, rates: np.ndarray | None) -> Iterator:
    """Step for ever with an optimizer of PyTorch."""
    import torch

    torch.set_default_dtype(torch.float64)
    place = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    optimizer = eval(call, {"torch": torch, "params": [place]})
    for t in _count():
        if rates is not None:
            for group in optimizer.param_groups:
                group["lr"] = float(rates[t])
        place.grad = torch.tensor(gradient(place.detach().numpy().copy(), t))
        optimizer.step()
        yield place.detach().numpy().copy()


def keras_walk(call: str, w: np.ndarray, gradient: Callable, rates: np.ndarray | None) -> Iterator:
    """Step for ever with an optimizer of Keras, on PyTorch."""
    import keras
    import torch

    torch.set_default_dtype(torch.float64)
    keras.config.set_floatx("float64")
    place = keras.Variable(w, dtype="float64")
    optimizer = eval(call, {"keras": keras})
    optimizer.build([place])
    for t in _count():
        if rates is not None:
            optimizer.learning_rate = float(rates[t])
        here = place.value.detach().numpy().copy()
        optimizer.apply([torch.tensor(gradient(here, t))])
        yield place.value.detach().numpy().copy()


def optax_walk(call: str, w: np.ndarray, gradient: Callable, rates: np.ndarray | None) -> Iterator:
    """Step for ever with an optimizer of Optax; a changing rate is given as its kind of schedule."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import optax

    names = {"optax": optax}
    if rates is not None:
        call = re.sub(r"learning_rate=[^,)]+", "learning_rate=schedule", call)
        table = jax.numpy.asarray(rates)
        names["schedule"] = lambda count: table[count]
    optimizer = eval(call, names)
    place = jax.numpy.asarray(w)
    state = optimizer.init(place)
    update = jax.jit(optimizer.update)
    for t in _count():
        change, state = update(jax.numpy.asarray(gradient(np.array(place), t)), state, place)
        place = optax.apply_updates(place, change)
        yield np.array(place)


def tf1_walk(call: str, w: np.ndarray, gradient: Callable, rates: np.ndarray | None) -> Iterator:
    """Step for ever with an optimizer of TensorFlow 1, every number a float64 tensor."""
    import tensorflow as tf

    rate = [None]
    made = _Tensors().visit(ast.parse(call, mode="eval"))
    names = {"tf": tf, "f64": lambda x: tf.constant(x, tf.float64)}
    optimizer = eval(compile(ast.fix_missing_locations(made), "call", "eval"), names)
    if rates is not None:
        (attribute,) = {"_lr", "_learning_rate"} & set(vars(optimizer))
        setattr(optimizer, attribute, lambda: tf.constant(rate[0], tf.float64))
    place = tf.Variable(w, dtype=tf.float64)
    for t in _count():
        rate[0] = None if rates is None else rates[t]
        optimizer.apply_gradients([(tf.constant(gradient(place.numpy(), t)), place)])
        yield place.numpy()


class _Tensors(ast.NodeTransformer):
    """Wrap numbers in float64 tensors, except first values, which take the type of the variable."""

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        if node.arg != "initial_accumulator_value" and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, float):
                node.value = ast.Call(ast.Name("f64", ast.Load()), [node.value], [])
        return node


def _count() -> Iterator[int]:
    return iter(range(10**9))


WALKERS: dict[str, Walker] = {
    "torch": torch_walk,
    "keras": keras_walk,
    "optax": optax_walk,
    "tf1": tf1_walk,
}
PACKAGES = {
    "torch": ["torch"],
    "keras": ["keras", "torch"],
    "optax": ["optax", "jax", "jaxlib"],
    "tf1": ["tensorflow"],
}


def asked(framework: str, variant: str, settings: dict) -> str:
    """Write the call for some settings; TensorFlow's gets every number, lest a default be a float32."""
    dialect = getattr(cases.FRAMEWORKS[framework], variant)
    if framework == "tf1":
        settings = dialects.calls.first_and_tuned(dialect)[1] | settings
    return dialects.call(dialect, **settings)


def record(framework: str) -> dict[str, np.ndarray]:
    """Ask one framework for all its walks."""
    answers = {}
    for variant, several in cases.SETTINGS[framework].items():
        for name, (start, gradient, rates, steps, rows) in cases.WALKS.items():
            answers[f"{variant}.{name}"] = np.array(
                [
                    _rows(WALKERS[framework](asked(framework, variant, each), start, gradient, rates), steps)[
                        rows - 1
                    ]
                    for each in several
                ]
            )
        print(f"{framework}.{variant}", flush=True)
    return answers


def _rows(steps: Iterator[np.ndarray], many: int) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.array([next(steps) for _ in range(many)])


def main(frameworks: list[str]) -> None:
    """Record the frameworks named, or all."""
    os.environ |= {"KERAS_BACKEND": "torch", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3"}
    cases.RECORDED.mkdir(exist_ok=True)
    file = cases.RECORDED / "notes.json"
    notes = json.loads(file.read_text()) if file.exists() else {}
    for framework in frameworks or list(WALKERS):
        np.savez_compressed(cases.RECORDED / f"{framework}.npz", **record(framework))
        notes[framework] = {
            "versions": installed(*PACKAGES[framework], "numpy"),
            "calls": {
                variant: [asked(framework, variant, each) for each in several]
                for variant, several in cases.SETTINGS[framework].items()
            },
        }
    file.write_text(json.dumps({name: notes[name] for name in WALKERS if name in notes}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Record what the schedules of PyTorch, Keras and Optax really give, in float64.

``make oracle`` runs it in an environment of its own, never the learner's.

It writes ``schedules.json`` beside itself: versions, and for every case the framework, the call, its
arguments and the rate at steps 0, 1, 2, .... A schedule that watches losses has them under ``losses``:
rate k is the one in force once losses 0 to k are known.
"""

import json
import os
import pathlib
import types
import warnings

os.environ["KERAS_BACKEND"] = "torch"  # its other backends round Python numbers to float32
warnings.filterwarnings("ignore")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import optax  # noqa: E402
import torch  # noqa: E402
from oracle_versions import installed  # noqa: E402

keras.config.set_floatx("float64")
jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)

HERE = pathlib.Path(__file__).parent
STEPS = 60
FALLING = [8.0, 5.0, 3.0, 2.0, 1.5, 1.2, 1.1]
STUCK = [1.1, 1.09, 1.12, 1.1, 1.0899, 1.2, 1.3, 1.09, 1.4, 1.11, 1.1, 1.08, 1.1, 1.1]
CREEPING = [1.0 - 0.00002 * k for k in range(20)]
AGAIN = [0.9, 0.7, 0.7, 0.71, 0.7, 0.72, 0.69999, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
LOSSES = FALLING + STUCK + CREEPING + AGAIN


def torch_optimizer(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, momentum=0.9)


def torch_rates(name, rate, **arguments):
    optimizer = torch_optimizer(rate)
    schedule = getattr(torch.optim.lr_scheduler, name)(optimizer, **arguments)
    rates = []
    for _ in range(arguments.get("total_steps", STEPS)):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        schedule.step()
    return rates


def torch_sequence(rate, warmup, then, milestone):
    """A linear warm-up and then a cosine, composed as PyTorch does it."""
    optimizer = torch_optimizer(rate)
    first = torch.optim.lr_scheduler.LinearLR(optimizer, **warmup)
    second = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, **then)
    both = torch.optim.lr_scheduler.SequentialLR(optimizer, [first, second], milestones=[milestone])
    rates = []
    for _ in range(STEPS):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        both.step()
    return rates


def torch_plateau(rate, **arguments):
    optimizer = torch_optimizer(rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **arguments)
    rates = []
    for loss in LOSSES:
        schedule.step(loss)
        rates.append(float(optimizer.param_groups[0]["lr"]))
    return rates


def keras_rates(name, **arguments):
    schedule = getattr(keras.optimizers.schedules, name)(**arguments)
    return [float(schedule(t)) for t in range(STEPS)]


def keras_plateau(rate, **arguments):
    model = types.SimpleNamespace(optimizer=keras.optimizers.SGD(rate))
    watcher = keras.callbacks.ReduceLROnPlateau(monitor="loss", **arguments)
    watcher.set_model(model)
    watcher.on_train_begin()
    rates = []
    for epoch, loss in enumerate(LOSSES):
        watcher.on_epoch_end(epoch, {"loss": loss})
        rates.append(float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
    return rates


def optax_rates(name, **arguments):
    if "boundaries_and_scales" in arguments:  # JSON knows only text as keys
        arguments["boundaries_and_scales"] = dict(arguments["boundaries_and_scales"])
    schedule = getattr(optax, name)(**arguments)
    return [float(schedule(jnp.asarray(t, jnp.float64))) for t in range(STEPS)]


def optax_plateau(rate, **arguments):
    watcher = optax.contrib.reduce_on_plateau(**arguments)
    weights = {"w": jnp.zeros(1)}
    state = watcher.init(weights)
    rates = []
    for loss in LOSSES:
        _, state = watcher.update(weights, state, value=jnp.asarray(loss))
        rates.append(rate * float(state.scale))
    return rates


CASES = [
    ("torch", "ConstantLR", torch_rates, dict(rate=0.3, factor=1.0)),
    ("torch", "StepLR", torch_rates, dict(rate=0.8, step_size=7, gamma=0.3)),
    ("torch", "StepLR", torch_rates, dict(rate=0.1, step_size=30)),
    ("torch", "MultiStepLR", torch_rates, dict(rate=0.8, milestones=[5, 20, 45], gamma=0.3)),
    ("torch", "MultiStepLR", torch_rates, dict(rate=0.8, milestones=[10, 10], gamma=0.5)),
    ("torch", "ExponentialLR", torch_rates, dict(rate=0.8, gamma=0.9)),
    ("torch", "PolynomialLR", torch_rates, dict(rate=0.8, total_iters=40, power=1.0)),
    ("torch", "PolynomialLR", torch_rates, dict(rate=0.8, total_iters=33, power=2.5)),
    ("torch", "CosineAnnealingLR", torch_rates, dict(rate=0.8, T_max=40)),
    ("torch", "CosineAnnealingLR", torch_rates, dict(rate=0.8, T_max=25, eta_min=0.2)),
    ("torch", "LinearLR", torch_rates, dict(rate=0.8)),
    ("torch", "LinearLR", torch_rates, dict(rate=0.8, start_factor=0.01, total_iters=17)),
    ("torch", "OneCycleLR", torch_rates, dict(rate=0.1, max_lr=0.8, total_steps=60)),
    (
        "torch",
        "OneCycleLR",
        torch_rates,
        dict(rate=0.1, max_lr=0.8, total_steps=47, pct_start=0.4, div_factor=10.0, final_div_factor=100.0),
    ),
    ("torch", "CyclicLR", torch_rates, dict(rate=0.1, base_lr=0.1, max_lr=0.8, step_size_up=8)),
    (
        "torch",
        "CyclicLR",
        torch_rates,
        dict(rate=0.1, base_lr=0.1, max_lr=0.8, step_size_up=5, step_size_down=11, mode="triangular2"),
    ),
    (
        "torch",
        "SequentialLR",
        torch_sequence,
        dict(rate=0.8, warmup=dict(start_factor=0.1, total_iters=10), then=dict(T_max=50), milestone=10),
    ),
    (
        "keras",
        "ExponentialDecay",
        keras_rates,
        dict(initial_learning_rate=0.8, decay_steps=10, decay_rate=0.5),
    ),
    (
        "keras",
        "ExponentialDecay",
        keras_rates,
        dict(initial_learning_rate=0.8, decay_steps=10, decay_rate=0.5, staircase=True),
    ),
    (
        "keras",
        "PiecewiseConstantDecay",
        keras_rates,
        dict(boundaries=[5, 20, 45], values=[0.8, 0.4, 0.2, 0.1]),
    ),
    (
        "keras",
        "InverseTimeDecay",
        keras_rates,
        dict(initial_learning_rate=0.8, decay_steps=10, decay_rate=0.5),
    ),
    ("keras", "PolynomialDecay", keras_rates, dict(initial_learning_rate=0.8, decay_steps=40)),
    (
        "keras",
        "PolynomialDecay",
        keras_rates,
        dict(initial_learning_rate=0.8, decay_steps=33, end_learning_rate=0.2, power=2.5),
    ),
    ("keras", "CosineDecay", keras_rates, dict(initial_learning_rate=0.8, decay_steps=40)),
    ("keras", "CosineDecay", keras_rates, dict(initial_learning_rate=0.8, decay_steps=33, alpha=0.25)),
    (
        "keras",
        "CosineDecay",
        keras_rates,
        dict(initial_learning_rate=0.0, decay_steps=33, warmup_target=0.8, warmup_steps=10),
    ),
    (
        "keras",
        "CosineDecay",
        keras_rates,
        dict(initial_learning_rate=0.2, decay_steps=33, alpha=0.25, warmup_target=0.8, warmup_steps=10),
    ),
    ("optax", "constant_schedule", optax_rates, dict(value=0.3)),
    (
        "optax",
        "exponential_decay",
        optax_rates,
        dict(init_value=0.8, transition_steps=10, decay_rate=0.5),
    ),
    (
        "optax",
        "exponential_decay",
        optax_rates,
        dict(init_value=0.8, transition_steps=10, decay_rate=0.5, staircase=True),
    ),
    (
        "optax",
        "piecewise_constant_schedule",
        optax_rates,
        dict(init_value=0.8, boundaries_and_scales=[(5, 0.3), (20, 0.3), (45, 0.3)]),
    ),
    (
        "optax",
        "polynomial_schedule",
        optax_rates,
        dict(init_value=0.8, end_value=0.2, power=2.5, transition_steps=33),
    ),
    ("optax", "linear_schedule", optax_rates, dict(init_value=0.2, end_value=0.8, transition_steps=17)),
    ("optax", "cosine_decay_schedule", optax_rates, dict(init_value=0.8, decay_steps=40)),
    ("optax", "cosine_decay_schedule", optax_rates, dict(init_value=0.8, decay_steps=33, alpha=0.25)),
    (
        "optax",
        "warmup_cosine_decay_schedule",
        optax_rates,
        dict(init_value=0.2, peak_value=0.8, warmup_steps=10, decay_steps=43, end_value=0.2),
    ),
    ("optax", "cosine_onecycle_schedule", optax_rates, dict(transition_steps=50, peak_value=0.8)),
    (
        "optax",
        "cosine_onecycle_schedule",
        optax_rates,
        dict(transition_steps=47, peak_value=0.8, pct_start=0.4, div_factor=10.0, final_div_factor=100.0),
    ),
    ("torch", "ReduceLROnPlateau", torch_plateau, dict(rate=0.8)),
    ("torch", "ReduceLROnPlateau", torch_plateau, dict(rate=0.8, factor=0.5, patience=2)),
    (
        "torch",
        "ReduceLROnPlateau",
        torch_plateau,
        dict(rate=0.8, factor=0.5, patience=1, cooldown=3, min_lr=0.2),
    ),
    (
        "torch",
        "ReduceLROnPlateau",
        torch_plateau,
        dict(rate=0.8, factor=0.5, patience=2, threshold=0.05, threshold_mode="abs"),
    ),
    ("keras", "ReduceLROnPlateau", keras_plateau, dict(rate=0.8)),
    ("keras", "ReduceLROnPlateau", keras_plateau, dict(rate=0.8, factor=0.5, patience=3)),
    (
        "keras",
        "ReduceLROnPlateau",
        keras_plateau,
        dict(rate=0.8, factor=0.5, patience=2, cooldown=4, min_lr=0.2),
    ),
    ("keras", "ReduceLROnPlateau", keras_plateau, dict(rate=0.8, factor=0.5, patience=3, min_delta=0.05)),
    ("optax", "reduce_on_plateau", optax_plateau, dict(rate=0.8)),
    ("optax", "reduce_on_plateau", optax_plateau, dict(rate=0.8, factor=0.5, patience=3)),
    (
        "optax",
        "reduce_on_plateau",
        optax_plateau,
        dict(rate=0.8, factor=0.5, patience=2, cooldown=3, min_scale=0.25),
    ),
    (
        "optax",
        "reduce_on_plateau",
        optax_plateau,
        dict(rate=0.8, factor=0.5, patience=3, rtol=0.01, atol=0.05),
    ),
]


def record(framework, call, rates, arguments):
    named = {} if rates in (torch_sequence, torch_plateau, keras_plateau, optax_plateau) else {"name": call}
    case = dict(framework=framework, call=call, arguments=arguments, rates=rates(**named, **arguments))
    return case | (dict(losses=LOSSES) if "lateau" in call else {})


def main():
    versions = installed("torch", "keras", "optax", "jax", "jaxlib", "numpy")
    cases = [json.dumps(record(*case)) for case in CASES]
    text = f'{{"versions": {json.dumps(versions)}, "cases": [\n' + ",\n".join(cases) + "\n]}\n"
    (HERE / "schedules.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

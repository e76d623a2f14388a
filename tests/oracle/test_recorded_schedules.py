"""Schedules against what PyTorch, Keras and Optax really gave (see record_schedules.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from lessons_lib import schedules

RECORDED = json.loads(Path(__file__).with_name("schedules.json").read_text(encoding="utf-8"))
CASES = RECORDED["cases"]
EXACT = 1e-12


def torch(call, a):
    """Our schedule for a call of PyTorch's, and up to which step it stands for it."""
    rate = a["rate"]
    match call:
        case "ConstantLR":
            return schedules.constant(rate * a["factor"])
        case "StepLR":
            return schedules.step_decay(rate, factor=a.get("gamma", 0.1), every=a["step_size"])
        case "MultiStepLR":
            return schedules.multi_step(rate, at=a["milestones"], factor=a["gamma"])
        case "ExponentialLR":
            return schedules.exponential_decay(rate, decay=a["gamma"])
        case "PolynomialLR":
            return schedules.polynomial(rate, over=a["total_iters"], power=a["power"])
        case "CosineAnnealingLR":
            return schedules.cosine(rate, over=a["T_max"], last=a.get("eta_min", 0.0) / rate)
        case "LinearLR":
            first, over = a.get("start_factor", 1 / 3), a.get("total_iters", 5)
            return schedules.linear_warmup(rate, over=over, first=first)
        case "OneCycleLR":
            over, share = a["total_steps"] - 1, a.get("pct_start", 0.3)
            first = 1 / a.get("div_factor", 25.0)
            return schedules.one_cycle(
                a["max_lr"],
                over=over,
                rise=(share * (over + 1) - 1) / over,
                first=first,
                last=first / a.get("final_div_factor", 1e4),
            )
        case "CyclicLR":
            up, down = a["step_size_up"], a.get("step_size_down", a["step_size_up"])
            return schedules.cyclic(
                a["max_lr"],
                every=up + down,
                rise=up / (up + down),
                lowest=a["base_lr"] / a["max_lr"],
                factor=0.5 if a.get("mode") == "triangular2" else 1.0,
            )
        case "SequentialLR":
            warmup, then = a["warmup"], a["then"]
            falling = schedules.cosine(rate, over=then["T_max"])
            return schedules.warmup_then(falling, over=warmup["total_iters"], first=warmup["start_factor"])
        case "ReduceLROnPlateau":
            threshold, absolute = a.get("threshold", 1e-4), a.get("threshold_mode") == "abs"
            return schedules.reduce_on_plateau(
                rate,
                factor=a.get("factor", 0.1),
                patience=a.get("patience", 10) + 1,  # it acts when more than its patience were bad
                relative=0.0 if absolute else threshold,
                absolute=threshold if absolute else 0.0,
                cooldown=a.get("cooldown", 0),
                lowest=a.get("min_lr", 0.0) / rate,
            )


def keras(call, a):
    rate = a.get("warmup_target") or a.get("initial_learning_rate")
    match call:
        case "ExponentialDecay" if a.get("staircase"):
            return schedules.step_decay(rate, factor=a["decay_rate"], every=a["decay_steps"])
        case "ExponentialDecay":
            return schedules.exponential_decay(rate, decay=a["decay_rate"] ** (1 / a["decay_steps"]))
        case "PiecewiseConstantDecay":
            highest, lower, *_ = a["values"]
            drops = [boundary + 1 for boundary in a["boundaries"]]  # it drops one step after each
            return schedules.multi_step(highest, at=drops, factor=lower / highest)
        case "InverseTimeDecay":
            return schedules.inverse_time(rate, half_at=a["decay_steps"] / a["decay_rate"])
        case "PolynomialDecay":
            last = a.get("end_learning_rate", 1e-4) / rate
            return schedules.polynomial(rate, over=a["decay_steps"], power=a.get("power", 1.0), last=last)
        case "CosineDecay":
            falling = schedules.cosine(rate, over=a["decay_steps"], last=a.get("alpha", 0.0))
            if "warmup_steps" not in a:
                return falling
            first = a["initial_learning_rate"] / rate
            return schedules.warmup_then(falling, over=a["warmup_steps"], first=first)
        case "ReduceLROnPlateau":
            return schedules.reduce_on_plateau(
                a["rate"],
                factor=a.get("factor", 0.1),
                patience=a.get("patience", 10),
                relative=0.0,
                absolute=a.get("min_delta", 1e-4),
                cooldown=max(a.get("cooldown", 0) - 1, 0),  # it counts again one loss earlier
                lowest=a.get("min_lr", 0.0) / a["rate"],
            )


def optax(call, a):
    rate = a.get("peak_value") or a.get("init_value")
    match call:
        case "constant_schedule":
            return schedules.constant(a["value"])
        case "exponential_decay" if a.get("staircase"):
            return schedules.step_decay(rate, factor=a["decay_rate"], every=a["transition_steps"])
        case "exponential_decay":
            return schedules.exponential_decay(rate, decay=a["decay_rate"] ** (1 / a["transition_steps"]))
        case "piecewise_constant_schedule":
            drops, factors = zip(*a["boundaries_and_scales"], strict=True)
            return schedules.multi_step(rate, at=drops, factor=factors[0])
        case "polynomial_schedule":
            last = a["end_value"] / rate
            return schedules.polynomial(rate, over=a["transition_steps"], power=a["power"], last=last)
        case "linear_schedule":
            rate, first = a["end_value"], a["init_value"] / a["end_value"]
            return schedules.linear_warmup(rate, over=a["transition_steps"], first=first)
        case "cosine_decay_schedule":
            return schedules.cosine(rate, over=a["decay_steps"], last=a.get("alpha", 0.0))
        case "warmup_cosine_decay_schedule":
            warmup = a["warmup_steps"]  # counted in
            falling = schedules.cosine(rate, over=a["decay_steps"] - warmup, last=a["end_value"] / rate)
            return schedules.warmup_then(falling, over=warmup, first=a["init_value"] / rate)
        case "cosine_onecycle_schedule":
            over, first = a["transition_steps"], 1 / a.get("div_factor", 25.0)
            rise = int(a.get("pct_start", 0.3) * over) / over
            last = first / a.get("final_div_factor", 1e4)
            return schedules.one_cycle(rate, over=over, rise=rise, first=first, last=last)
        case "reduce_on_plateau":
            return schedules.reduce_on_plateau(
                a["rate"],
                factor=a.get("factor", 0.1),
                patience=a.get("patience", 10),
                relative=a.get("rtol", 1e-4),
                absolute=a.get("atol", 0.0),
                cooldown=a.get("cooldown", 0),
                lowest=a.get("min_scale", 0.0),
            )


OURS = dict(torch=torch, keras=keras, optax=optax)


def ours(case):
    return OURS[case["framework"]](case["call"], case["arguments"])


def rates_of(schedule, case):
    steps = np.arange(len(case["rates"]))
    return schedule(steps, losses=case["losses"]) if "losses" in case else schedule(steps)


def the(framework, call, **arguments):
    """The recorded rates of one case."""
    found = [
        case
        for case in CASES
        if (case["framework"], case["call"]) == (framework, call)
        and arguments.items() <= case["arguments"].items()
    ]
    return found[0]


def name(case):
    return f"{case['framework']}-{case['call']}-{','.join(map(str, case['arguments'].values()))}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_schedule_gives_what_the_framework_gave(case):
    until = case["arguments"].get("T_max", len(case["rates"]))  # PyTorch's cosine rises again after T_max
    found, given = rates_of(ours(case), case), np.array(case["rates"])
    highest = np.max(given)
    np.testing.assert_allclose(found[:until], given[:until], rtol=EXACT, atol=EXACT * highest)


def test_every_schedule_of_ours_was_compared_with_every_framework_that_has_it():
    compared = {(ours(case).__name__.partition("(")[0], case["framework"]) for case in CASES}
    assert {what for what, _ in compared} == set(schedules.__all__) - {"Schedule"}
    for what in ("step_decay", "multi_step", "exponential_decay", "polynomial", "cosine", "warmup_then"):
        assert {framework for which, framework in compared if which == what} == {"torch", "keras", "optax"}
    assert {framework for which, framework in compared if which == "reduce_on_plateau"} == set(OURS)


@pytest.mark.parametrize(("call", "later"), [("torch", 0), ("optax", 0), ("keras", 1)])
def test_keras_alone_drops_one_step_after_the_boundary(call, later):
    names = dict(torch="MultiStepLR", optax="piecewise_constant_schedule", keras="PiecewiseConstantDecay")
    rates = np.array(the(call, names[call])["rates"])
    np.testing.assert_array_equal(np.flatnonzero(np.diff(rates)) + 1, np.array([5, 20, 45]) + later)


def test_the_cosine_of_torch_rises_again_and_ours_holds():
    case = the("torch", "CosineAnnealingLR", T_max=25)
    given, found = np.array(case["rates"]), rates_of(ours(case), case)
    assert given[25] == pytest.approx(0.2, rel=EXACT)
    assert np.all(np.diff(given[25:50]) > 0)
    assert np.all(found[25:] == found[25])


def test_one_cycle_of_torch_peaks_and_ends_a_step_before_that_of_optax():
    torch_rates = np.array(the("torch", "OneCycleLR", total_steps=60)["rates"])
    optax_rates = np.array(the("optax", "cosine_onecycle_schedule", transition_steps=50)["rates"])
    assert np.argmax(torch_rates) == 0.3 * 60 - 1
    assert np.argmax(optax_rates) == 0.3 * 50
    assert torch_rates[59] == pytest.approx(0.8 / 25 / 1e4, rel=1e-9, abs=0)
    assert optax_rates[49] > 2 * optax_rates[50] == pytest.approx(2 * 0.8 / 25 / 1e4, rel=1e-9, abs=0)


def test_keras_counts_the_warmup_outside_the_decay_and_optax_inside():
    keras_rates = the("keras", "CosineDecay", alpha=0.25, warmup_steps=10, decay_steps=33)["rates"]
    optax_rates = the("optax", "warmup_cosine_decay_schedule", warmup_steps=10, decay_steps=43)["rates"]
    np.testing.assert_allclose(keras_rates, optax_rates, rtol=EXACT)


@pytest.mark.parametrize("wrong", [-1, 1])
def test_a_patience_or_a_cooldown_off_by_one_would_be_seen(wrong):
    for case in (case for case in CASES if "losses" in case and len(set(case["rates"])) > 2):
        settings = eval(ours(case).__name__.partition("(")[2].rstrip(")").join(["dict(learning_rate=", ")"]))
        for setting in ("patience", "cooldown"):
            if settings[setting] + wrong < (setting == "patience"):
                continue
            changed = settings | {setting: settings[setting] + wrong}
            off = schedules.reduce_on_plateau(changed.pop("learning_rate"), **changed)
            assert not np.allclose(rates_of(off, case), case["rates"], rtol=1e-6), (name(case), setting)

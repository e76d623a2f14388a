"""The controls of the train panel, and the plan that they describe."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from .. import rules as library
from ..dialects.calls import series_name, title
from ..mistakes import Mistake, called, nearest
from ..models import DigitsNetwork
from ..rules import adagrad, adam, adamw, gradient_descent, momentum, nesterov, rmsprop
from ..signatures import settle, signature
from .controls import Choice, Control, knob
from .desk import SCHEDULES, parameters
from .training import Plan

RULES = (gradient_descent, momentum, nesterov, adagrad, rmsprop, adam, adamw)
# Rules that give every coordinate its own rate take a network too far with the 0.1 of the rest.
FIRST_RATES = {
    rmsprop: 0.01,
    adam: 0.01,
    adamw: 0.01,
    library.nadam: 0.01,
    library.amsgrad: 0.01,
    library.lion: 0.001,
}
NETWORK = {"hidden": 32, "batch_size": 64, "seed": 0}
SIZES = {"hidden": [4, 8, 16, 32, 64, 128, (32, 16)], "batch_size": [4, 16, 64, 256, None]}
ENDS = {"steps": (1, 2000), "over": (1, 2000), "every": (1, 500)}


class Pick(Choice):
    """One of a few numbers, as a menu; pairs of numbers and None as well."""

    @property
    def chosen(self) -> Any:
        """What is chosen, as Python has it."""
        return ast.literal_eval(self.value)

    def accept(self, value: Any) -> str:
        """Return the entry of the menu for a value."""
        return super().accept(str(value))

    read = accept


def menu_of(rule: Callable, rules: Sequence[Callable]) -> dict[str, Callable]:
    """Name the rules of the menu; one that is not among them comes first.

    Examples
    --------
    >>> list(menu_of(adam, (momentum, adam))), list(menu_of(adam, (momentum,)))
    (['momentum', 'adam'], ['adam', 'momentum'])
    """
    listed = rules if isinstance(rules, (tuple, list)) else [rules]
    listed = listed if rule in listed else [rule, *listed]
    for each in listed:
        signature(each)  # refuses what is no rule
    named = {title(each): each for each in listed}
    if len(named) < len(listed):
        names = [title(each) for each in listed]
        twice = next(name for name in names if names.count(name) > 1)
        raise Mistake(f"Two of the rules are called {twice}. Give each a name of its own.")
    return named


def usual(menu: dict[str, Callable], steps: int) -> dict[str, Any]:
    """Where every setting of the rules and the schedules stands if nothing else is said."""
    tuned = {
        f"{name}: {key}": FIRST_RATES.get(rule, value) if key == "learning_rate" else value
        for name, rule in menu.items()
        for key, value in signature(rule).hyperparameters.items()
    }
    details = {
        f"{name}: {key}": _stretched(key, value, steps)
        for name, make in SCHEDULES.items()
        for key, value in parameters(make).items()
    }
    return tuned | details


def _stretched(key: str, value: float, steps: int) -> float:
    """Stretch a setting of a schedule, meant for about a hundred steps, to a training of many more."""
    if key in ("over", "every", "half_at"):
        return type(value)(max(1, value * steps // 100))
    return round(value ** (100 / max(steps, 100)), 3) if key == "decay" else value


def make_controls(
    menu: dict[str, Callable], rule: Callable, *, steps: int, schedule: str, settings: dict[str, Any]
) -> dict[str, Control]:
    """Make the controls, in reading order.

    Raises
    ------
    Mistake
        If a setting or a schedule is unknown, or a value makes no sense.

    Examples
    --------
    >>> controls = make_controls({"adam": adam}, adam, steps=500, schedule="constant", settings={})
    >>> list(controls)[:5]
    ['rule', 'adam: learning_rate', 'adam: beta1', 'adam: beta2', 'adam: epsilon']
    """
    if schedule not in SCHEDULES:
        raise Mistake(f"There is no schedule {schedule!r}. {nearest(schedule, SCHEDULES)}")
    first = usual(menu, steps) | NETWORK
    given = {full(title(rule), rule, name): value for name, value in settings.items()}
    for name in given:
        if name not in first:
            raise Mistake(f"{called(rule)} has no setting {name!r}. {nearest(name, first, most=3)}")
    values = first | given
    DigitsNetwork(**{name: values[name] for name in NETWORK})  # refuses what makes no network
    for title_of, each in menu.items():
        settle(each, {name: values[f"{title_of}: {name}"] for name in signature(each).hyperparameters})
    controls: dict[str, Control] = {
        "rule": Choice(label="rule", options=list(menu), value=title(rule)),
        "schedule": Choice(label="schedule", options=list(SCHEDULES), value=schedule),
        "steps": knob("steps", steps, ends=ENDS["steps"]),
        "seed": knob("seed", values["seed"]),
    }
    for name, sizes in SIZES.items():
        sizes = sizes if values[name] in sizes else [values[name], *sizes]
        words = {"hidden": "hidden units"}.get(name, name)
        controls[name] = Pick(label=words, options=[str(size) for size in sizes], value=str(values[name]))
    for name, value in values.items():
        if name not in NETWORK:
            label = name.partition(": ")[2]
            controls[name] = knob(label, value, ends=ENDS.get(label))
    return dict(sorted(controls.items(), key=lambda item: _place(item[0], menu)))


def _place(name: str, menu: dict[str, Callable]) -> int:
    """Say where a control stands: rule and its settings, schedule and its settings, the network, steps."""
    order = ["rule", "", "schedule", ":", "batch_size", "hidden", "steps", "seed"]
    whose, mark, _ = name.partition(": ")
    return order.index(name) if not mark else order.index("" if whose in menu else ":")


def full(chosen: str, rule: Callable, name: str) -> str:
    """Write the name of a setting in full: a rule's own begins with the rule.

    Examples
    --------
    >>> full("adam", adam, "beta1"), full("adam", adam, "steps")
    ('adam: beta1', 'steps')
    """
    return f"{chosen}: {name}" if name in signature(rule).hyperparameters else name


def plan_of(controls: dict[str, Control], menu: dict[str, Callable]) -> Plan:
    """Put together what the controls describe.

    Raises
    ------
    Mistake
        If the schedule or the rule refuses its settings.
    """
    name = controls["rule"].setting
    rule = menu[name]
    settings = {key: controls[f"{name}: {key}"].setting for key in signature(rule).hyperparameters}
    form = controls["schedule"].setting
    if form != "constant":
        rate = next((key for key in settings if series_name(rule, key) == "learning_rate"), None)
        if rate is None:
            raise Mistake(f"{name} has no learning_rate to put on a schedule. Choose the schedule constant.")
        make = SCHEDULES[form]
        details = {key: controls[f"{form}: {key}"].setting for key in parameters(make)}
        settings[rate] = make(settings[rate], **details)
    settle(rule, settings)
    model = DigitsNetwork(**chosen(controls))
    return Plan(rule, code(rule), model, controls["steps"].setting, settings)


def chosen(controls: dict[str, Control]) -> dict[str, Any]:
    """Return the numbers of the network that the controls describe."""
    picked = {name: controls[name].chosen for name in SIZES}
    return {**picked, "seed": controls["seed"].setting}


def code(rule: Callable) -> str:
    """Write a rule as code.

    Examples
    --------
    >>> from lessons_lib.dialects import torch
    >>> code(adam), code(torch.adam)
    ('adam', 'dialects.torch.adam')
    """
    name = title(rule)
    return f"dialects.{name}" if "." in name else name

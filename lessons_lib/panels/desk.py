"""The knobs of a panel, made from signatures, and what they say is to be run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from .. import schedules
from ..landscapes import Landscape
from ..mistakes import Mistake, called, nearest
from ..signatures import settle, signature, unknown
from .controls import Knob, knob, plain_number

SCHEDULES = {  # those whose settings are all numbers
    make.__name__: make
    for make in (
        schedules.constant,
        schedules.step_decay,
        schedules.exponential_decay,
        schedules.inverse_time,
        schedules.polynomial,
        schedules.cosine,
        schedules.linear_warmup,
        schedules.one_cycle,
        schedules.cyclic,
        schedules.reduce_on_plateau,
    )
}

VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True)
class Desk:
    """Everything that can be set, by name.

    Parameters
    ----------
    rule : function
    make : Landscape, or a function that makes one from knobs
    knobs : dict of Knob
        Settings of the rule, parameters of the landscape, ``steps``; those of a schedule are named
        ``"step_decay: every"``.
    fixed : dict
        Schedules given ready-made.
    menu : Dropdown or None
        Chooses the schedule of the learning rate.
    """

    rule: Callable
    make: Landscape | Callable[..., Landscape]
    knobs: dict[str, Knob]
    fixed: dict[str, Callable]
    menu: widgets.Dropdown | None

    def landscape(self) -> Landscape:
        """Make the landscape that the knobs describe."""
        if isinstance(self.make, Landscape):
            return self.make
        return self.make(**{name: self.knobs[name].setting for name in parameters(self.make)})

    def settings(self) -> dict[str, Any]:
        """Collect what the rule is to be run with."""
        known = signature(self.rule)
        names = [name for name in (*known.hyperparameters, *known.memory) if name in self.knobs]
        return {name: self.knobs[name].setting for name in names} | self.fixed | self._schedule()

    def _schedule(self) -> dict[str, Callable]:
        if self.menu is None or self.menu.value == "constant":
            return {}
        make = SCHEDULES[self.menu.value]
        details = {name: self.knobs[f"{make.__name__}: {name}"].setting for name in parameters(make)}
        return {"learning_rate": make(self.knobs["learning_rate"].setting, **details)}

    def shown(self) -> list[Knob]:
        """List the knobs that matter now: those of other schedules stay out of sight."""
        chosen = f"{self.menu.value}:" if self.menu else ""
        return [control for name, control in self.knobs.items() if ":" not in name or name.startswith(chosen)]

    def positions(self) -> dict[str, float]:
        """List where every knob stands."""
        return {name: control.setting for name, control in self.knobs.items()}

    def check(self, values: dict[str, float]) -> None:
        """Refuse a setting without a knob, and what is no number."""
        for name, value in values.items():
            if name not in self.knobs:
                raise Mistake(f"There is no slider {name!r}. {nearest(name, self.knobs)}")
            if plain_number(name, value) % 1 and self.knobs[name].scale == "whole":
                raise Mistake(f"{name} is {value}. Give a whole number.")

    def turn(self, values: dict[str, float]) -> None:
        """Turn several knobs; a value beyond an end stops there."""
        for name, value in values.items():
            control = self.knobs[name]
            control.value = min(max(value, control.low), control.high)


def make_desk(
    rule: Callable,
    make: Landscape | Callable[..., Landscape],
    *,
    steps: int,
    schedule: str | None,
    settings: dict[str, Any],
    ends: dict[str, tuple[float, float]],
) -> Desk:
    """Make a knob for all that a rule, a landscape and a schedule let one set, in reading order.

    Raises
    ------
    Mistake
        If a setting or a schedule is unknown.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import momentum
    >>> desk = make_desk(momentum, ravine, steps=60, schedule=None, settings={}, ends={})
    >>> list(desk.knobs)
    ['learning_rate', 'beta', 'condition', 'rotation', 'steepest', 'steps']
    """
    if schedule is not None and schedule not in SCHEDULES:
        raise Mistake(f"There is no schedule {schedule!r}. {nearest(schedule, SCHEDULES)}")
    if not callable(make) and not isinstance(make, Landscape):
        raise Mistake(f"The landscape is {make!r}. Give one, such as ravine(), or a function that makes one.")
    known, own = signature(rule), parameters(make)
    names = [*known.hyperparameters, *known.memory, *own]
    if isinstance(make, Landscape) and make.grid:
        raise Mistake(f"{make!r} is a whole grid of landscapes. A panel shows one: give single numbers.")
    if schedule and "learning_rate" not in known.hyperparameters:
        raise Mistake(f"{called(rule)} has no learning_rate to put on a schedule. Leave `schedule` out.")
    if schedule and callable(settings.get("learning_rate")):
        raise Mistake("learning_rate is a schedule already. Give it a number, or leave the menu out.")
    for name in (*settings, *ends):
        if name not in (*names, "steps"):
            raise unknown(called(rule), name, (settings | ends)[name], names)
    settle(rule, {name: value for name, value in settings.items() if name not in own})  # refuses bad values
    memory = {name: first for name, first in known.memory.items() if name in settings}
    values = {**known.hyperparameters, **memory, **own} | settings | {"steps": steps}
    fixed = {name: value for name, value in values.items() if callable(value)}
    knobs = {name: knob(name, x, ends=ends.get(name)) for name, x in values.items() if name not in fixed}
    for form in SCHEDULES.values() if schedule else ():
        for name, value in parameters(form).items():
            knobs[f"{form.__name__}: {name}"] = knob(name, value)
    menu = (
        widgets.Dropdown(options=list(SCHEDULES), value=schedule, description="schedule")
        if schedule
        else None
    )
    return Desk(rule, make, knobs, fixed, menu)


def parameters(make: Any) -> dict[str, float]:
    """Read the defaults of a function that makes a landscape or a schedule.

    Examples
    --------
    >>> parameters(schedules.step_decay)
    {'factor': 0.5, 'every': 20}
    """
    if isinstance(make, Landscape) or not callable(make):
        return {}
    listed = [p for p in inspect.signature(make).parameters.values() if p.kind not in VARIABLE]
    unset = [p.name for p in listed if p.default is p.empty]
    if unset and make not in SCHEDULES.values():
        raise Mistake(f"{called(make)}: {unset[0]} has no value to begin with. Give it one: {unset[0]}=1.0.")
    return {p.name: p.default for p in listed if p.default is not p.empty}

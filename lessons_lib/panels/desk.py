"""The knobs of a panel, made from signatures, and what they say is to be run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .. import landscapes, schedules
from ..formula import formula
from ..landscapes import Landscape
from ..mistakes import Mistake, called, carefully, nearest
from ..noise import noisy
from ..signatures import settle, signature, unknown
from .controls import Choice, Control, Entry, Knob, knob
from .writing import call

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

LIBRARY = (*landscapes.__all__, formula.__name__, noisy.__name__)  # what makes a landscape there
VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True)
class Desk:
    """Everything that can be set, by name.

    Parameters
    ----------
    rule : function
    make : Landscape, a function that makes one from knobs, or a formula
    knobs : dict of Knob
        Settings of the rule, parameters of the landscape, ``steps``; those of a schedule are named
        ``"step_decay: every"``.
    fixed : dict
        Schedules given ready-made.
    menu : Choice or None
        Chooses the schedule of the learning rate.
    entry : Entry or None
        Holds the formula of the landscape, if it is one that is typed.
    ends : dict
        Ends of sliders that were given.
    """

    rule: Callable
    make: Landscape | Callable[..., Landscape] | str
    knobs: dict[str, Knob]
    fixed: dict[str, Callable]
    menu: Choice | None
    entry: Entry | None
    ends: dict[str, tuple[float, float]]

    def landscape(self) -> Landscape:
        """Make the landscape that the knobs, or a formula, describe."""
        return formula(self.entry.value) if self.entry else made(self.make, self.knobs)

    def ground(self, at: dict[str, Any] | None = None) -> dict[str, Any]:
        """Collect what decides the landscape, its formula or its parameters, where `at` may replace some.

        Two landscapes of one function may bear one name, so a change shows here and not there.
        """
        typed = {"formula": self.entry.value} if self.entry else {}
        own = {name: self.knobs[name].setting for name in parameters(self.make)}
        return typed | own | {name: value for name, value in (at or {}).items() if name in own}

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

    @property
    def controls(self) -> dict[str, Control]:
        """The formula and the menu, if there are such, and the knobs."""
        named = {"formula": self.entry, "schedule": self.menu}
        return {name: control for name, control in named.items() if control} | self.knobs

    def shown(self) -> list[Control]:
        """List the controls that matter now: the knobs of other schedules stay out of sight."""
        chosen = f"{self.menu.value}:" if self.menu else ""
        return [
            control for name, control in self.controls.items() if ":" not in name or name.startswith(chosen)
        ]

    def usual(self) -> dict[str, Any]:
        """Collect where the sliders stand if nobody says otherwise."""
        rule = {name: x for name, x in signature(self.rule).hyperparameters.items() if name in self.knobs}
        return rule | parameters(self.make) | (self.details() if self.menu else {})

    def details(self) -> dict[str, Any]:
        """Collect the settings of all schedules where they stand by themselves."""
        return {
            f"{name}: {detail}": value
            for name, make in SCHEDULES.items()
            for detail, value in parameters(make).items()
        }

    def told(self, state: dict[str, Any]) -> dict[str, Any]:
        """Choose of a state what makes this desk again: it need not name what stands there by itself."""
        usual = self.details()
        told = {name: value for name, value in state.items() if name not in usual or usual[name] != value}
        told.pop("formula", None)  # it is the landscape, and stands where landscapes stand
        return told | self.fixed | ({"ends": self.ends} if self.ends else {})


def make_desk(
    rule: Callable,
    make: Landscape | Callable[..., Landscape] | str,
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
    if not isinstance(make, str):
        refuse_ground(make)
    known, own = signature(rule), parameters(make)
    details = {f"{f}: {d}": x for f, form in SCHEDULES.items() for d, x in parameters(form).items()}
    names = [*known.hyperparameters, *known.memory, *own, *(details if schedule else ())]
    if schedule and "learning_rate" not in known.hyperparameters:
        raise Mistake(f"{called(rule)} has no learning_rate to put on a schedule. Leave `schedule` out.")
    if schedule and callable(settings.get("learning_rate")):
        raise Mistake("learning_rate is a schedule already. Give it a number, or leave the menu out.")
    for name in (*settings, *ends):
        if name not in (*names, "steps"):
            raise unknown(called(rule), name, (settings | ends)[name], names)
    settle(rule, {name: x for name, x in settings.items() if name not in (*own, *details)})  # refuses
    memory = {name: first for name, first in known.memory.items() if name in settings}
    plain = {name: value for name, value in settings.items() if name not in details}
    values = {**known.hyperparameters, **memory, **own} | plain | {"steps": steps}
    fixed = {name: value for name, value in values.items() if callable(value)}
    knobs = {name: knob(name, x, ends=ends.get(name)) for name, x in values.items() if name not in fixed}
    for name, value in details.items() if schedule else ():
        knobs[name] = knob(name.partition(": ")[2], settings.get(name, value))
    menu = Choice(label="schedule", options=list(SCHEDULES), value=schedule) if schedule else None
    entry = Entry(label="f(x, y)", value=make) if isinstance(make, str) else None
    return Desk(rule, make, knobs, fixed, menu, entry, ends)


def refuse_ground(make: Any) -> None:
    """Refuse what is neither one landscape nor a function that makes one."""
    if not callable(make) and not isinstance(make, Landscape):
        raise Mistake(
            f"The landscape is {make!r}. Give one, such as ravine(), a function that makes one, or, "
            "to explore, a formula such as 'x**2/20 + y**2'."
        )
    if isinstance(make, Landscape) and make.grid:
        raise Mistake(f"{make!r} is a whole grid of landscapes. A panel shows one: give single numbers.")


def made(make: Landscape | Callable[..., Landscape], knobs: dict[str, Control]) -> Landscape:
    """Make the landscape that knobs describe, those of other things being among them."""
    if isinstance(make, Landscape):
        return make
    return built(make, {name: knobs[name].setting for name in parameters(make)})


def built(make: Callable[..., Landscape], values: dict[str, Any]) -> Landscape:
    """Make a landscape, or a grid of them; an own surface is named by the learner's function that made it.

    Examples
    --------
    >>> from lessons_lib.own_landscape import landscape_from
    >>> def hill(tilt=1.0):
    ...     return landscape_from(lambda x, y: tilt * x**2 + y**2)
    >>> built(hill, {"tilt": 3.0})
    hill(tilt=3)
    """
    landscape, name = carefully(make, **values), called(make)
    if not isinstance(landscape, Landscape) or landscape.grid or not name.isidentifier():
        return landscape
    known = landscape.name.partition("(")[0] in LIBRARY  # a call already
    return landscape if known else replace(landscape, name=call(name, [], values))


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

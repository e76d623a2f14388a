"""The one place that turns the name of a setting into a control."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets

from ..mistakes import Mistake, nearest
from .page import STYLE, script


class Scale(NamedTuple):
    """How a setting is spread over its slider.

    ``log`` by factors, ``log1m`` by factors of 1 - x (0.9, 0.99, 0.999), ``linear``, ``whole`` numbers.
    """

    kind: str
    low: float
    high: float


SCALES = {
    "learning_rate": Scale("log", 1e-4, 10.0),
    "beta": Scale("log1m", 0.0, 0.9999),
    "beta1": Scale("log1m", 0.0, 0.9999),
    "beta2": Scale("log1m", 0.0, 0.9999),
    "decay": Scale("log1m", 0.0, 0.9999),
    "epsilon": Scale("log", 1e-10, 1.0),
    "weight_decay": Scale("linear", 0.0, 0.1),
    "lr": Scale("log", 1e-4, 10.0),
    "momentum": Scale("log1m", 0.0, 0.9999),
    "rho": Scale("log1m", 0.0, 0.9999),
    "b1": Scale("log1m", 0.0, 0.9999),
    "b2": Scale("log1m", 0.0, 0.9999),
    "beta_1": Scale("log1m", 0.0, 0.9999),
    "beta_2": Scale("log1m", 0.0, 0.9999),
    "eps": Scale("log", 1e-10, 1.0),
    "eps_root": Scale("linear", 0.0, 0.01),
    "lr_decay": Scale("linear", 0.0, 0.1),
    "dampening": Scale("linear", 0.0, 1.0),
    "momentum_decay": Scale("linear", 0.0, 1.0),
    "steps": Scale("whole", 1, 300),
    "cells": Scale("whole", 10, 100),
    "seed": Scale("whole", 0, 99),
    "tries": Scale("whole", 2, 21),
    "velocity": Scale("linear", -2.0, 2.0),
    "m": Scale("linear", -2.0, 2.0),
    "cache": Scale("linear", 0.0, 2.0),
    "v": Scale("linear", 0.0, 2.0),
    "v_max": Scale("linear", 0.0, 2.0),
    "moved": Scale("linear", 0.0, 2.0),
    "product": Scale("linear", 0.0, 1.0),
    "condition": Scale("log", 1.0, 1000.0),
    "rotation": Scale("linear", 0.0, 90.0),
    "steepest": Scale("log", 0.1, 10.0),
    "curvature": Scale("log", 0.1, 10.0),
    "factor": Scale("linear", 0.05, 1.0),
    "every": Scale("whole", 1, 100),
    "over": Scale("whole", 1, 300),
    "half_at": Scale("log", 1.0, 1000.0),
    "power": Scale("log", 0.1, 10.0),
    "rise": Scale("linear", 0.05, 0.95),
    "first": Scale("linear", 0.0, 1.0),
    "last": Scale("linear", 0.0, 1.0),
    "lowest": Scale("linear", 0.0, 1.0),
    "patience": Scale("whole", 1, 50),
    "cooldown": Scale("whole", 0, 50),
    "relative": Scale("log", 1e-8, 0.1),
    "absolute": Scale("linear", 0.0, 1.0),
    "noise": Scale("linear", 0.0, 1.0),
}


def scale_of(name: str, value: float) -> Scale:
    """Return the scale for a setting: by its name, or guessed from the value of a learner's own.

    Examples
    --------
    >>> scale_of("beta2", 0.999)
    Scale(kind='log1m', low=0.0, high=0.9999)
    >>> scale_of("wind", 0.5)
    Scale(kind='log', low=0.005, high=50.0)
    >>> scale_of("alpha", 0.99)  # nearly 1: a share, such as the memory of PyTorch's RMSProp
    Scale(kind='log1m', low=0.0, high=0.9999)
    """
    if name in SCALES:
        return SCALES[name]
    if 0.9 <= value < 1:
        return SCALES["decay"]
    if value > 0:
        return Scale("log", value / 100, value * 100)
    reach = 2 * abs(value) or 1.0
    return Scale("linear", -reach, reach)


class Knob(anywidget.AnyWidget):
    """One setting: a slider, a number box with an accessible name, and limits marked on the track."""

    _esm = script("knob.js")
    _css = STYLE

    label = traitlets.Unicode().tag(sync=True)
    value = traitlets.Float().tag(sync=True)
    scale = traitlets.Enum(["linear", "log", "log1m", "whole"]).tag(sync=True)
    low = traitlets.Float().tag(sync=True)
    high = traitlets.Float().tag(sync=True)
    limits = traitlets.List(help="Words and values to mark on the track.").tag(sync=True)

    @property
    def setting(self) -> float | int:
        """The value as a rule or `run` takes it."""
        return int(self.value) if self.scale == "whole" else self.value

    def accept(self, value: Any) -> float:
        """Return what the slider would stand at.

        Raises
        ------
        Mistake
            If it is no number, no whole one where only those make sense, or beyond the ends of the slider.
        """
        value = plain_number(self.label, value)
        if value % 1 and self.scale == "whole":
            raise Mistake(f"{self.label} is {value}. Give a whole number.")
        if not self.low <= value <= self.high:
            raise Mistake(
                f"{self.label} is {value:.10g}. Its slider goes from {self.low:.10g} to {self.high:.10g}: "
                "give a number from there."
            )
        return value

    def read(self, text: str) -> float:
        """Read a value from a kept text."""
        try:
            value = float(text)
        except ValueError:
            raise Mistake(f"{self.label} is {text!r}. Give a number.") from None
        return self.accept(value)


class Field(anywidget.AnyWidget):
    """One setting that is no number; what it may be, each kind says itself."""

    _esm = script("field.js")
    _css = STYLE

    kind = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    complaint = traitlets.Unicode(help="Why the value cannot be.").tag(sync=True)

    @property
    def setting(self) -> Any:
        """What is chosen or typed."""
        return self.value

    def accept(self, value: Any) -> Any:
        """Return the value, if it can be one."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """Read a value from a kept text."""
        return self.accept(text)


class Choice(Field):
    """One setting out of a few names, as a menu."""

    kind = traitlets.Unicode("menu").tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)

    def accept(self, value: Any) -> str:
        """Return a name, if it is one of the menu's."""
        if value not in self.options:
            raise Mistake(f"{self.label} is {value!r}. {nearest(value, self.options)}")
        return value


class Switch(Field):
    """One setting that is on or off."""

    kind = traitlets.Unicode("switch").tag(sync=True)
    value = traitlets.Bool().tag(sync=True)

    def accept(self, value: Any) -> bool:
        """Return True or False, if it is one of them."""
        if value not in (True, False):
            raise Mistake(f"{self.label} is {value!r}. Give True or False.")
        return bool(value)

    def read(self, text: str) -> bool:
        """Read on or off from a kept text."""
        return self.accept({"True": True, "False": False}.get(text, text))


class Entry(Field):
    """One setting that is typed, such as a formula."""

    kind = traitlets.Unicode("text").tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)

    def accept(self, value: Any) -> str:
        """Return the text, if it is one."""
        if not isinstance(value, str):
            raise Mistake(f"{self.label} is {value!r}. Give a text.")
        return value


Control = Knob | Field


def plain_number(name: str, value: Any) -> float:
    """Return a slider's value, if it is one finite number."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise Mistake(f"{name} is {value!r}. A slider needs one finite number. Give a number, such as 0.1.")
    return int(value) if isinstance(value, Integral) else float(value)


def knob(name: str, value: float, *, ends: tuple[float, float] | None = None) -> Knob:
    """Make the control for a setting.

    Parameters
    ----------
    name : str
        Decides the scale.
    value : float
        Where it stands at first; the ends give way to it.
    ends : (low, high), optional
        Other ends for the slider.

    Raises
    ------
    Mistake
        If the ends make no scale.

    Examples
    --------
    >>> knob("learning_rate", 0.1).scale
    'log'
    """
    value = plain_number(name, value)
    kind, low, high = scale_of(name, value)
    if kind == "whole" and value != int(value):
        raise Mistake(f"{name} is {value}. Give a whole number.")
    if ends is not None:
        low, high = _two_ends(name, ends)
    low, high = min(low, value), max(high, value)
    if not low < high or (kind == "log" and low <= 0):
        raise Mistake(
            f"{name} cannot go from {low} to {high}. Give (low, high), low above zero on a log scale."
        )
    if kind == "log1m" and value >= 1:
        raise Mistake(f"{name} is {value:g}. It must be below 1: give a number such as 0.9.")
    if kind == "log1m" and high >= 1:
        raise Mistake(f"{name} cannot go up to {high}: its slider ends below 1. Give an end such as 0.9999.")
    return Knob(label=name, value=value, scale=kind, low=low, high=high)


def _two_ends(name: str, ends: Any) -> tuple[float, float]:
    """Return the ends of a slider, if they are two finite numbers, the lower one first."""
    pair = tuple(ends) if isinstance(ends, (tuple, list, np.ndarray)) else ()
    numbers = [x for x in pair if isinstance(x, Real) and not isinstance(x, bool) and math.isfinite(x)]
    if len(pair) != 2 or len(numbers) != 2 or not pair[0] < pair[1]:
        raise Mistake(
            f"The ends of {name} are {ends!r}. Give two finite numbers, the lower first, such as (0.01, 1)."
        )
    return numbers[0], numbers[1]

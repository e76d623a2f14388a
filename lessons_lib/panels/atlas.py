"""Atlas: any two settings against each other, one walk a cell, and the walk of the cell pointed at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .. import theory
from ..descent import Sweep, run, verdict
from ..landscapes import Landscape
from ..mistakes import Mistake, called, nearest
from ..plots.maps import DEEP, Map, atlas_picture, loss_scale, share_scale
from ..plots.picture import Picture, describe
from ..signatures import floats
from .canvas import Handle, start_handle
from .controls import Choice, Control, knob, plain_number
from .desk import Desk, make_desk
from .edge import adam_edge
from .encode import clip_box
from .explore import reproduce, theory_of
from .grids import STARTS, given, levels, scales, walk_all
from .known import known_as
from .live import Live
from .places import refuse_unseen, rounded_place
from .sides import places, side, spread
from .writing import written_rule

__all__ = ["Atlas", "atlas"]

COLOURS = ("final loss", "speed")
FEW, MANY = 10, 100  # cells a side


def atlas(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape],
    *,
    x: str | None = None,
    y: str | None = None,
    cells: int = 60,
    steps: int = 200,
    colour: str = "final loss",
    cell: Sequence[float] | None = None,
    start: Sequence[float] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    view: str = "study",
    ends: dict[str, tuple[float, float]] | None = None,
    **settings: float,
) -> Atlas:
    """Make a live map of a whole grid of walks: point at a cell and its walk appears.

    Parameters
    ----------
    rule : function
        A rule of :mod:`lessons_lib.rules` or your own; it must take arrays of settings.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters can be sides of the map.
    x : str, optional
        What grows to the right: a setting of the rule, a parameter of the landscape, ``"start w0"`` or
        ``"start w1"``. The first setting of the rule if not given.
    y : str, optional
        What grows upward. If not given, ``"condition"`` if the landscape has one, or else the next setting.
    cells : int, default 60
        How many a side, from 10 to 100.
    steps : int, default 200
        How many steps each walk takes.
    colour : "final loss" or "speed"
        ``"speed"`` is the share of the error that a step keeps, as a mean over the walk.
    cell : (x, y), optional
        Where to point at first: the nearest cell is taken.
    start : sequence of float, optional
        Where every walk begins; the landscape's own start if not given.
    scenes : dict, optional
        Named presets, ``{"momentum": dict(x="learning_rate", y="beta")}``: a button each.
    view : "study" or "lecture"
        Sizes of type and lines.
    ends : dict, optional
        Other ends for a slider, and for a side of the map: ``{"learning_rate": (0.01, 2)}``.
    **settings
        First positions of sliders. Naming a memory, such as ``cache=1.0``, adds its slider.

    Returns
    -------
    Atlas
        The last line of a cell shows it. ``.sweep`` holds the ends of all walks, ``.path`` the walk pointed
        at, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> panel = atlas(gradient_descent, ravine, cells=10, ends={"learning_rate": (0.01, 2)})
    >>> panel.sweep.left.shape, panel.set(cell=(1.9, 20))
    ((10, 10), None)
    >>> panel.places["cell"], panel.path.left
    ((2.0, 21.5), 6)
    """
    desk = make_desk(rule, landscape, steps=steps, schedule=None, settings=settings, ends=ends or {})
    return Atlas(
        desk,
        menus={"x": x, "y": y, "colour": colour},
        cells=cells,
        places={"cell": cell, "start": start},
        scenes=scenes or {},
        view=view,
        ends=ends or {},
    )


class Atlas(Live):
    """The panel that :func:`atlas` makes: a desk of knobs, a map of sweeps, and the walk of one cell."""

    kind = "atlas"

    def __init__(
        self,
        desk: Desk,
        *,
        menus: dict[str, str | None],
        cells: int,
        places: dict,
        scenes: dict,
        view: str,
        ends: dict,
    ) -> None:
        self.desk, self.ends, self.known = desk, ends, known_as(desk.rule)
        self.landscape, self._ground = desk.landscape(), desk.ground()
        self.scales = scales(desk, self.landscape)
        for name in ("x", "y", "colour", "cells", "cell", "start"):
            if name in desk.knobs:
                raise Mistake(f"A setting is called {name!r}, as one of the map. Give it another name.")
        self.controls = _menus(list(self.scales), **menus) | desk.knobs | {"cells": _cells(cells)}
        self.made: dict = {}  # the state of which the map was made
        start = self.landscape.start if places["start"] is None else places["start"]
        cell = self._usual(self.names, start) if places["cell"] is None else places["cell"]
        super().__init__(self.controls, places={"cell": cell, "start": start}, scenes=scenes, view=view)

    @property
    def names(self) -> tuple[str, str]:
        """What stands on the sides of the map."""
        return self.controls["x"].setting, self.controls["y"].setting

    @property
    def sweep(self) -> Sweep:
        """The ends of all walks."""
        return self.walks.result

    def work(self) -> bool:
        """Walk from the cell that is pointed at; from all of them only if more than that has changed."""
        state, names = self.state(), self.names
        sides = self._sides(names, state["cells"])
        cell = _snapped(state["cell"], sides, [self.scales[name] for name in names])
        at = dict(zip(names, cell, strict=True))
        landscape, start, settings = given(self.desk, state["start"], at)
        path = run(self.desk.rule, landscape, steps=state["steps"], start=start, **settings)
        refuse_unseen(landscape, path.start)
        if state["colour"] == "speed" and landscape.lowest is None:
            raise Mistake(
                "The lowest point of this landscape is not known, so neither is the error. "
                "Colour it by final loss."
            )
        made = {
            name: value for name, value in state.items() if name not in (*names, "cell", "colour", "view")
        }
        if made != self.made:
            self.walks = walk_all(self.desk, state["start"], sides, state["steps"])
            self.made = made
        ground = self.desk.ground(at)
        other = ground != self._ground
        self.landscape, self._ground, self.path = landscape, ground, path
        self.places |= {"cell": cell, "start": tuple(float(w) for w in state["start"])}
        return other

    def _sides(self, names: tuple[str, str], cells: int) -> tuple:
        """Spread the values of two sides."""
        if names[0] == names[1]:
            raise Mistake(f"x and y are both {names[0]!r}. Give each side of the map something of its own.")
        return tuple((name, spread(self.scales[name], cells)) for name in names)

    def _usual(self, names: tuple[str, str], start: Sequence[float]) -> tuple[float, ...]:
        """Point where the sliders stand that the sides of the map replace."""
        start = self.landscape.start if floats(start) is None else start  # the walk says what is wrong
        begin = dict(zip(STARTS, start, strict=False))
        return tuple(begin[name] if name in begin else self.desk.knobs[name].setting for name in names)

    def picture(self) -> Picture:
        """Draw the map, the walk of a cell and its loss."""
        still, self.chart = atlas_picture(self.landscape, self.desk.rule, view=self.view)
        self.charted: Any = None
        return still

    def shown(self) -> list[Control]:
        """List the controls; the sliders that the sides of the map replace stay out of sight."""
        return [control for name, control in self.controls.items() if name not in self.names]

    def told(self) -> dict[str, Any]:
        """Name everything, and the ends that a side of the map may have been given."""
        return self.state() | ({"ends": self.ends} if self.ends else {})

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        return "atlas", [written_rule(self.desk.rule), called(self.desk.make)]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves."""
        return self.desk.usual()

    def dragged(self, name: str) -> tuple[float, ...]:
        """Return where the reader has put the start, or the cell that is pointed at."""
        if name == "start":
            return rounded_place(
                self.canvas.place(self.still, self.still.parts[1].axes), self.landscape.window
            )
        across = self.canvas.place(self.still, self.chart.axes)
        return tuple(
            float(values[_at(place, len(values))])
            for (_, values), place in zip(self.walks.sides, across, strict=True)
        )

    def _dragged(self, change: dict) -> None:
        """Let a mouse that moves within one cell change nothing."""
        if change["new"][3] != "cell" or self.dragged("cell") != self.places["cell"]:
            super()._dragged(change)

    def _turned(self, name: str) -> None:
        """Follow a control; a side of the map that takes what the other one has gives its own for it."""
        if name in ("x", "y") and not self.busy:
            with self.lock:
                x, y = self.names
                if x == y:
                    before = dict(zip(("x", "y"), (side for side, _ in self.walks.sides), strict=True))
                    self._put({"y" if name == "x" else "x": before[name]})
                self.places["cell"] = self._usual(self.names, self.places["start"])
        super()._turned(name)

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Accept values; a cell is taken to its grid, and other sides without one begin at their sliders."""
        accepted = super()._accepted(values)
        state = self.state() | accepted
        names = state["x"], state["y"]
        if {"x", "y"} & set(accepted) and values.get("cell") is None:
            begin = state | dict(zip(STARTS, state["start"], strict=False))
            state["cell"] = tuple(begin[name] for name in names)
        if {"x", "y", "cell", "cells"} & set(accepted):
            sides = self._sides(names, int(state["cells"]))
            accepted["cell"] = _snapped(state["cell"], sides, [self.scales[name] for name in names])
        return accepted

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the map if it has changed, and the walk as it now is."""
        redraw = (ground and self.still.show(self.landscape)) or redraw
        redraw = self.still.follow(self.path) or redraw
        charted = (self.walks, self.controls["colour"].setting)
        if charted != self.charted:
            redraw = self.chart.show(self._map()) or redraw
            self.charted, ground = charted, True
        self.chart.point(*self._place())
        self.still.alt = self._alt()
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            points=self._handles(),
            table=np.column_stack([self.path.w, self.path.loss]),
            columns=(*self.landscape.coordinates[: self.path.w.shape[1]], "loss"),
            lines=self.lines(),
        )

    def _map(self) -> Map:
        """Choose the colours of the map, and what theory says of it."""
        walks, speed = self.walks, self.controls["colour"].setting == "speed"
        (x, xs), (y, ys) = walks.sides
        what = "error kept a step" if speed else "loss"
        return Map(
            x=side(x, self.scales[x], len(xs)),
            y=side(y, self.scales[y], len(ys)),
            values=walks.kept if speed else walks.gap,
            lost=walks.result.left,
            title=f"{what}, {walks.result.steps} steps",
            words="kept" if speed else "loss",
            scale=share_scale() if speed else loss_scale(self._top()),
            levels=levels(self.known, walks),
            stars=self._stars(),
        )

    def _top(self) -> float:
        """Choose the upper end of the colours: a power of ten above the loss of every start."""
        return float(10.0 ** np.ceil(np.log10(max(float(self.walks.first.max()), 1e-12))))

    def _stars(self) -> dict[str, tuple[float, float]]:
        """Mark the best pair of learning rate and beta where theory knows one and the map has both."""
        eigenvalues = self.landscape.eigenvalues
        if set(self.names) != {"learning_rate", "beta"} or not theory.limits(self.known, eigenvalues):
            return {}
        best = (theory.best_momentum if self.known == "momentum" else theory.best_nesterov)(eigenvalues)
        return {"best pair": tuple(float(places(self.scales[name], best[name])) for name in self.names)}

    def _place(self) -> tuple[float, float]:
        """Where the cell that is pointed at stands on the map, from 0 to 1."""
        pairs = zip(self.walks.sides, self.places["cell"], strict=True)
        return tuple(_nearest(values, value) / (len(values) - 1) for (_, values), value in pairs)

    def _handles(self) -> list[Handle]:
        """List the points that a reader moves: the cell, and the start unless it is a side of the map."""
        area, count = clip_box(self.chart.axes), self.controls["cells"].setting
        grain = (area[2] / count, area[3] / count)
        handles = [
            Handle("cell", self._place(), self.chart.axes, f"Cell at {self._said_cell()}", grain, True)
        ]
        if set(STARTS) & set(self.names):
            return handles
        return [*handles, start_handle(self.path, self.still.parts[1].axes)]

    def _said_cell(self) -> str:
        return _said(self.names, self.places["cell"])

    def _alt(self) -> str:
        """Say what the picture shows."""
        x, y = self.names
        colour = self.controls["colour"].setting
        words = (
            f"A map of {self.walks.gap.size:,} walks of {called(self.desk.rule)}: {x} across, {y} upward, "
        )
        return f"{words}colour for the {colour}. {self._summary()} Pointed at: {describe(self.path)}"

    def _summary(self) -> str:
        """Say how many walks diverged, and which went best."""
        walks = self.walks
        share = f"{100 * np.mean(walks.result.left):.0f} percent of {walks.gap.size:,} walks diverged"
        gap = np.where(walks.result.left | ~np.isfinite(walks.gap), np.inf, walks.gap)
        deep = float(np.mean(gap < DEEP * self._top()))
        if deep:
            return f"{share}; {100 * deep:.0f} percent end below {DEEP * self._top():.0e}."
        row, column = np.unravel_index(np.argmin(gap), gap.shape)
        best = [values[k] for (_, values), k in zip(walks.sides, (column, row), strict=True)]
        return f"{share}; best cell: {_said(self.names, best)}, loss {walks.result.loss[row, column]:.3g}."

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: the cell, the map, theory, the line of its walk."""
        status = f"{self._said_cell()}: {verdict(self.path)}; {self._summary()}"
        say = adam_edge if self.known == "adam" else partial(theory_of, name=self.known)
        return {
            "status": self.refused or status,
            "theory": "" if self.refused else say(self.path),
            "code": reproduce(self.path),
        }


def _menus(names: list[str], *, x: str | None, y: str | None, colour: str) -> dict[str, Control]:
    """Make the menus of the sides and of the colours."""
    if len(names) < 2:
        raise Mistake("There is nothing to set but one thing; a map has two sides.")
    x = names[0] if x is None else x
    y = next(name for name in ("condition", *names) if name in names and name != x) if y is None else y
    menus = {"x": (x, names), "y": (y, names), "colour": (colour, list(COLOURS))}
    for label, (value, options) in menus.items():
        if value not in options:
            raise Mistake(f"{label} is {value!r}. {nearest(value, options)}")
    return {
        label: Choice(label=label, value=value, options=options) for label, (value, options) in menus.items()
    }


def _cells(value: Any) -> Control:
    """Make the slider for the cells a side."""
    if not FEW <= plain_number("cells", value) <= MANY:
        raise Mistake(f"cells is {value}. Give a whole number from {FEW} to {MANY}: so many cells a side.")
    return knob("cells", value)


def _at(place: float, cells: int) -> int:
    """Return the number of the cell at a place from 0 to 1."""
    return min(max(round(place * (cells - 1)), 0), cells - 1)


def _nearest(values: np.ndarray, value: float) -> int:
    """Return the number of the cell that has a value."""
    return int(np.argmin(np.abs(values - value)))


def _snapped(cell: Any, sides: tuple, scales: Sequence) -> tuple[float, ...]:
    """Return the values of the cell nearest to a place, on the scales of the sides."""
    plain = floats(cell)
    if plain is None or plain.shape != (2,) or not np.all(np.isfinite(plain)):
        raise Mistake(f"cell is {cell!r}. Give two numbers: one for {sides[0][0]}, one for {sides[1][0]}.")
    inside = [min(max(value, scale.low), scale.high) for value, scale in zip(plain, scales, strict=True)]
    found = zip(inside, sides, scales, strict=True)
    return tuple(
        float(values[_at(float(places(scale, value)), len(values))]) for value, (_, values), scale in found
    )


def _said(names: Sequence[str], values: Sequence[float]) -> str:
    """Write what a cell stands for."""
    return ", ".join(f"{name} {value:.4g}" for name, value in zip(names, values, strict=True))

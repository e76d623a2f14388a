"""Memory: what a rule remembers, step by step and coordinate by coordinate, as curves and as squares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import theory
from ..descent import Path, run, verdict
from ..landscapes import Landscape
from ..mistakes import Mistake, called
from ..plots.memory import NEVER_NEGATIVE, Remembered, memory_picture
from ..plots.picture import Picture, describe
from ..signatures import signature
from .canvas import start_handle
from .controls import Choice, Switch
from .desk import Desk, make_desk
from .live import Live
from .places import refuse_unseen, rounded_place
from .uncorrected import corrects, multiplier, uncorrected
from .writing import call, written_rule

__all__ = ["Memory", "memory"]

FIRST = ("v", "cache")  # shown first where there is a choice
OWN = ("show", "correction")  # controls that belong to the panel, not to the rule


def memory(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape],
    *,
    steps: int = 60,
    start: Sequence[float] | None = None,
    show: str | None = None,
    correction: bool = True,
    scenes: dict[str, dict[str, Any]] | None = None,
    ends: dict[str, tuple[float, float]] | None = None,
    view: str = "study",
    **settings: float,
) -> Memory:
    """Make a live panel of what a rule remembers: curves over the steps, and squares that grow with them.

    The area of a square is the memory of one coordinate at the step shown; below it, in the same way, its
    effective learning rate, where the rule returns one as ``rate``.

    Parameters
    ----------
    rule : function
        A rule that remembers something or returns a ``rate``: one of :mod:`lessons_lib.rules`, a dialect,
        or your own.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
    steps : int, default 60
        How many steps at first.
    start : sequence of float, optional
        Where to begin; the landscape's own start if not given.
    show : str, optional
        Which memory to show at first, for a rule that has several: it gets a menu.
    correction : bool, default True
        Whether m and v are corrected for their start. A rule that corrects them, such as ``adam``, gets a
        switch: off, it takes the same steps without the division.
    scenes : dict, optional
        Named presets, ``{"long memory": dict(decay=0.999)}``: a button each.
    ends : dict, optional
        Other ends for a slider, ``{"learning_rate": (0.01, 2)}``.
    view : "study" or "lecture"
        Sizes of type and lines.
    **settings
        First positions of sliders. Naming a memory, such as ``cache=1.0``, adds its slider.

    Returns
    -------
    Memory
        The last line of a cell shows it. ``.path`` is the walk on screen, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If the rule remembers nothing, a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import adagrad
    >>> panel = memory(adagrad, ravine(), learning_rate=0.5)
    >>> panel.names
    ('cache', 'rate')
    >>> panel.path["cache"][1]
    array([ 0.16, 16.  ])
    """
    taken = [name for name in OWN if name in signature(rule).hyperparameters]
    if taken:
        raise Mistake(
            f"{called(rule)} has a setting {taken[0]!r}, and so has the panel itself. Rename it in the rule."
        )
    desk = make_desk(rule, landscape, steps=steps, schedule=None, settings=settings, ends=ends or {})
    if desk.knobs["steps"].setting < 1:
        raise Mistake(f"steps is {steps}. Before the first step there is nothing to show: give 1 or more.")
    return Memory(desk, start=start, show=show, correction=correction, scenes=scenes or {}, view=view)


class Memory(Live):
    """The panel that :func:`memory` makes: a desk of knobs, a walk, and what the rule remembered on it."""

    kind = "memory"

    def __init__(
        self, desk: Desk, *, start: Any, show: str | None, correction: Any, scenes: dict, view: str
    ) -> None:
        self.desk = desk
        self.landscape, self._ground = desk.landscape(), desk.ground()
        self.corrects = corrects(desk.rule)
        begin = self.landscape.start if start is None else start
        recorded = self._recorded(begin)
        self.menu = _menu(recorded, show, desk.rule)
        self._fixed = recorded  # shown where there is no menu
        switch = _switch(correction, self.corrects, desk.rule)
        own = {name: control for name, control in zip(OWN, (self.menu, switch), strict=True) if control}
        super().__init__(desk.controls | own, places={"start": begin}, scenes=scenes, view=view)

    @property
    def start(self) -> tuple[float, ...]:
        """Where the walk begins."""
        return self.places["start"]

    @property
    def corrected(self) -> bool:
        """Whether the rule's averages are corrected in the walk on screen."""
        return self.corrects and self.controls["correction"].setting

    @property
    def names(self) -> tuple[str, ...]:
        """The recorded values on screen, from the top."""
        if self.menu is None:
            return self._fixed
        return (self.menu.setting, *(["rate"] if "rate" in self._fixed else []))

    def work(self) -> bool:
        """Walk with what is set; without the correction, walk with it too."""
        landscape, ground = self.desk.landscape(), self.desk.ground()
        rule = self.desk.rule
        whole = self._walk(rule, landscape, self.start)
        refuse_unseen(landscape, whole.start)
        bare = self.corrects and not self.controls["correction"].setting
        path = self._walk(uncorrected(rule), landscape, self.start) if bare else whole
        for name in self.names:
            path[name]  # a rule may return something else at another setting; then it says so
        other = ground != self._ground
        self.landscape, self._ground, self.path = landscape, ground, path
        self.other = whole if bare else None
        self.factors = None if bare else self._factors()
        self.places["start"] = tuple(path.start.tolist())
        return other

    def picture(self) -> Picture:
        """Draw the walk, its memory over the steps, and the squares."""
        return memory_picture(self.landscape, self.desk.rule, len(self.names), view=self.view)

    def told(self) -> dict[str, Any]:
        """Choose what of the state the line of code has to name."""
        return self.desk.told(self.state())

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        return "memory", [written_rule(self.desk.rule), called(self.desk.make)]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves."""
        return self.desk.usual()

    def dragged(self, name: str) -> tuple[float, ...]:
        """Return where the reader has put the start."""
        return rounded_place(self.canvas.place(self.still, self.still.grounds[0].axes), self.landscape.window)

    def _recorded(self, start: Any) -> tuple[str, ...]:
        """List what the rule records, the effective rate last."""
        path = self._walk(self.desk.rule, self.landscape, start)
        names = sorted(path.values, key=lambda name: name == "rate")
        if not names:
            raise Mistake(
                f"{called(self.desk.rule)} remembers nothing, so there is nothing to show. "
                "Give a rule with a memory, such as rmsprop."
            )
        return tuple(names)

    def _walk(self, rule: Callable, landscape: Landscape, start: Any) -> Path:
        steps = self.desk.knobs["steps"].setting
        return run(rule, landscape, steps=steps, start=start, **self.desk.settings())

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the walk as it now is, and of the picture only what has changed."""
        path, names = self.path, self.names
        redraw = (ground and self.still.show(self.landscape)) or redraw
        redraw = self.still.follow(Remembered(path, names, self.factors, self.other)) or redraw
        self.still.alt = f"{self._described()} {_last(path, names)}"
        remembered = [name for name in names if name != "rate"]  # the rate has no value before a step
        columns = [f"{name} of w{k}" for name in remembered for k in range(len(self.start))]
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            points=[start_handle(self.path, self.still.grounds[0].axes)],
            table=np.column_stack([path.w, *(path[name] for name in remembered)]),
            columns=(*(f"w{k}" for k in range(len(self.start))), *columns),
            lines=self.lines(),
        )

    def _factors(self) -> np.ndarray | None:
        """Say what the correction multiplies each step by, row by row."""
        constant = {k: v for k, v in self.path.settings.items() if not callable(v)}
        found = multiplier(self.desk.rule, self.path.t[1:], constant)
        return None if found is None else np.array([np.nan, *found])

    def _described(self) -> str:
        words = describe(self.path)
        return words if self.corrected or not self.corrects else f"{words} Its averages are not corrected."

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: status, what the numbers mean, and the line that walks again."""
        said = [*_lengths(self.path, self.names), *self._correction(), *self._rates(), *self._signs()]
        settings = {"steps": self.path.planned, "start": self.start, **self.path.settings}
        rule = written_rule(self.desk.rule)
        if self.corrects and not self.corrected:
            rule = f"uncorrected({rule})"
        return {
            "status": self.refused or verdict(self.path),
            "theory": "" if self.refused else "; ".join(said),
            "goals": [],
            "code": call("run", [rule, repr(self.path.problem)], settings),
        }

    def _correction(self) -> list[str]:
        """Say what the correction does at the first step and at the last."""
        factors = self.factors
        if factors is None:
            return []
        last = f", step {len(factors) - 1} by {factors[-1]:.3f}" if len(factors) > 2 else ""
        return [f"the correction multiplies step 1 by {factors[1]:.3f}{last}"]

    def _rates(self) -> list[str]:
        """Compare the coordinates: the larger the memory, the smaller the rate."""
        name, *rest = self.names
        if rest != ["rate"] or self.path.w.shape[1] != 2 or name not in ("cache", "v", "v_max"):
            return []
        memory, rate = self.path[name][-1], self.path["rate"][-1]
        if not (np.isfinite([*memory, *rate]).all() and memory.min() > 0 and rate.min() > 0):
            return []
        large, small = (0, 1) if memory[0] > memory[1] else (1, 0)
        many, few = memory[large] / memory[small], rate[small] / rate[large]
        return [f"w{large} has {many:.3g} times the {name} of w{small} and 1/{few:.3g} of its rate"]

    def _signs(self) -> list[str]:
        """Say how a square shows a sign, where there is one to show."""
        signed = [name for name in self.names if name not in NEVER_NEGATIVE]
        return [f"a hollow square: {' or '.join(signed)} below zero"] if signed else []


def _menu(recorded: tuple[str, ...], show: str | None, rule: Callable) -> Choice | None:
    """Make the menu of a rule that records more than the picture has rows for."""
    names = [name for name in recorded if name != "rate"]
    if len(recorded) <= 2:
        if show is not None and show not in names:
            raise Mistake(f"show is {show!r}. {called(rule)} has only {', '.join(recorded)} to show.")
        return None
    first = next((name for name in FIRST if name in names), names[0])
    menu = Choice(label="show", options=names, value=first)
    if show is not None:
        menu.value = menu.accept(show)
    return menu


def _switch(correction: Any, corrects: bool, rule: Callable) -> Switch | None:
    """Make the switch of a rule that corrects its averages."""
    switch = Switch(label="bias correction", value=True)
    switch.value = switch.accept(correction)
    if not corrects and not switch.value:
        raise Mistake(f"{called(rule)} corrects no averages. Leave `correction` out.")
    return switch if corrects else None


def _last(path: Path, names: Sequence[str]) -> str:
    """Say what is remembered at the end."""
    told = [f"{name} {', '.join(f'{x:.3g}' for x in path[name][-1])}" for name in names]
    return f"At the last step, coordinate by coordinate: {'; '.join(told)}."


def _lengths(path: Path, names: Sequence[str]) -> list[str]:
    """Say how many steps each memory on screen holds, measured on the rule itself."""
    said = []
    for name in names:
        share = _survives(path, name)
        if share == 1:
            said.append(f"{name} never forgets")
        elif share is not None:
            said.append(f"{name} remembers about {float(f'{theory.memory_length(share):.3g}'):g} steps")
    return said


def _survives(path: Path, name: str) -> float | None:
    """Measure which share of a memory is left after a step without a slope; None if that has no meaning."""
    known = signature(path.rule)
    if name not in known.memory:
        return None
    nothing = np.zeros(path.w.shape[1])
    settings = {word: x for word, x in path.settings.items() if word in known.hyperparameters}
    settings |= {word: 0.1 for word, x in settings.items() if callable(x)}
    memory = {word: x for word, x in known.memory.items() if word != name and x is not None}
    try:
        with np.errstate(all="ignore"):
            one, two = (
                np.asarray(path.rule(nothing, nothing, 1, **memory, **{name: nothing + x}, **settings)[name])
                for x in (1.0, 2.0)
            )
    except Exception:  # a learner's rule may do anything; then nothing is said
        return None
    steady = one.shape == nothing.shape and np.allclose(two, 2 * one) and np.ptp(one) == 0
    share = round(float(one[0]), 12) if steady else np.nan
    return share if 0 <= share <= 1 else None

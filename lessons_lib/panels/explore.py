"""Explore: one rule on one landscape, with everything it has to tune on sliders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from .. import theory
from ..descent import Path, run, verdict
from ..landscapes import Landscape
from ..mistakes import Mistake, called
from ..plots.picture import describe, explore_picture
from .canvas import Canvas
from .desk import Desk, make_desk
from .known import known_as
from .panel import Panel

__all__ = ["Explore", "explore"]


def explore(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape],
    *,
    steps: int = 60,
    start: Sequence[float] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[Path], bool]] | None = None,
    ends: dict[str, tuple[float, float]] | None = None,
    schedule: str | None = None,
    explain: bool = True,
    view: str = "study",
    **settings: float,
) -> Explore:
    """Make a live panel: drag a slider and the walk follows; drag the start and it begins there.

    Parameters
    ----------
    rule : function
        A rule of :mod:`lessons_lib.rules` or your own. Its signature decides the sliders.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
    steps : int, default 60
        How many steps at first.
    start : sequence of float, optional
        Where to begin; the landscape's own start if not given.
    scenes : dict, optional
        Named presets, ``{"too small": dict(learning_rate=0.01)}``: a button each.
    goals : dict, optional
        Things to reach, ``{"loss below 0.001": lambda path: path.loss[-1] < 0.001}``.
    ends : dict, optional
        Other ends for a slider, ``{"learning_rate": (0.01, 2)}``.
    schedule : str, optional
        Show a menu of schedules for the learning rate, beginning with this one.
    explain : bool, default True
        Show what theory says: ticks under the sliders, the bars, a line of words. Turn it off for a class
        that is to find out by itself.
    view : "study" or "lecture"
        Sizes of type and lines.
    **settings
        First positions of sliders. Naming a memory, such as ``cache=1.0``, adds its slider.

    Returns
    -------
    Explore
        The last line of a cell shows it. ``.path`` is the walk on screen, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> panel = explore(gradient_descent, ravine(), learning_rate=1.2)
    >>> panel.path.left
    17
    """
    desk = make_desk(rule, landscape, steps=steps, schedule=schedule, settings=settings, ends=ends or {})
    return Explore(desk, start=start, scenes=scenes or {}, goals=goals or {}, explain=explain, view=view)


class Explore(Panel):
    """The panel that :func:`explore` makes: a desk of knobs, a canvas, and the walk they describe."""

    def __init__(
        self, desk: Desk, *, start: Any, scenes: dict, goals: dict, explain: bool, view: str
    ) -> None:
        self.desk, self.goals, self.view = desk, goals, view
        self.explain = explain
        self.known = known_as(desk.rule) if explain else ""
        self.canvas, self.column = Canvas(), widgets.VBox(desk.shown())
        self.reached: set[str] = set()  # goals once reached stay so on screen
        self.busy = False  # true while several knobs turn at once
        self.refused = ""  # why the knobs, as they stand, make no walk
        self.landscape = desk.landscape()
        self.start = self.landscape.start if start is None else start
        self.path = self._walk(self.landscape, self.start)
        self.start = tuple(self.path.start.tolist())
        self.first = (self.start, desk.positions())
        bars = self.known == "gradient_descent" and self.landscape.eigenvalues is not None
        self.still = explore_picture(self.landscape, desk.rule, view=view, bars=bars)
        super().__init__([*self._top(scenes), self.column, self.canvas])
        self._show(redraw=True, ground=True)
        for control in desk.knobs.values():
            control.observe(self._turned, "value")
        self.canvas.observe(self._dragged, "pointer")

    def _top(self, scenes: dict[str, dict]) -> list[widgets.Widget]:
        """Make the buttons of the scenes, each a whole setting, and the menu of schedules."""
        buttons = []
        for name, scene in (scenes | {"start over": {}} if scenes else {}).items():
            self.desk.check({key: value for key, value in scene.items() if key != "start"})
            button = widgets.Button(description=name, tooltip=_words(scene))
            button.on_click(lambda _, scene=scene: self.set(**self._whole(scene)))
            buttons.append(button)
        row = [widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))] if buttons else []
        if self.desk.menu is None:
            return row
        self.desk.menu.observe(self._rescheduled, "value")
        return [*row, self.desk.menu]

    def _whole(self, scene: dict[str, Any]) -> dict[str, Any]:
        """Complete a scene: what it does not name stands as it first stood."""
        start, positions = self.first
        return {"start": start, **positions, **scene}

    def set(self, *, start: Sequence[float] | None = None, **values: float) -> None:
        """Turn knobs and move the start, all at once; a value beyond a slider's end stops there.

        Raises
        ------
        Mistake
            If there is no such slider, a value is no number, or they make no walk; nothing has moved then.
        """
        with self.lock:
            self.desk.check(values)
            before = self.desk.positions()
            self._turn(values)
            if not self._follow(self.start if start is None else start):
                sentence = self.refused
                self._turn(before)
                self._follow(self.start)
                raise Mistake(sentence)

    def _turn(self, values: dict[str, float]) -> None:
        self.busy = True
        try:
            self.desk.turn(values)
        finally:
            self.busy = False

    def _turned(self, change: dict) -> None:
        with self.lock:
            if not self.busy:
                self._follow(self.start)

    def _rescheduled(self, change: dict) -> None:
        with self.lock:
            self.column.children = self.desk.shown()
            self._follow(self.start)

    def _dragged(self, change: dict) -> None:
        with self.lock:
            x, y, _ = change["new"]
            axes = self.still.parts[0].axes
            place = axes.transData.inverted().transform((x, self.still.figure.bbox.height - y))
            self._follow(_rounded(place, self.landscape.window))

    def _walk(self, landscape: Landscape, start: Any) -> Path:
        steps = self.desk.knobs["steps"].setting
        return run(self.desk.rule, landscape, steps=steps, start=start, **self.desk.settings())

    def _follow(self, start: Any) -> bool:
        """Walk again with what is set; a walk that cannot be leaves everything as it was and says why."""
        try:
            landscape = self.desk.landscape()
            path = self._walk(landscape, start)
        except Mistake as mistake:
            self.refused = str(mistake)
            self.canvas.say(self.refused)
            return False
        other = repr(landscape) != repr(self.landscape)
        self.landscape, self.path, self.refused = landscape, path, ""
        self.start = tuple(path.start.tolist())
        self._show(redraw=other and self.still.show(landscape), ground=other)
        return True

    def _show(self, *, redraw: bool, ground: bool) -> None:
        """Send the walk as it now is, and of the picture only what has changed."""
        self.reached |= self.met()
        redraw = self.still.follow(self.path) or redraw
        self.still.alt = describe(self.path)
        if self.known:
            marks = theory.limits(self.known, self.landscape.eigenvalues, self.path.settings)
            for name, control in self.desk.knobs.items():
                control.limits = [list(mark) for mark in marks.get(name, {}).items()]
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            point=self._pixel(),
            table=np.column_stack([self.path.w, self.path.loss]),
            columns=(*(f"w{k}" for k in range(len(self.start))), "loss"),
            lines=self.lines(),
        )

    def _mark(self) -> None:
        """Mark on the sliders what theory knows of them, as things are set."""
        marks = theory.limits(self.desk.rule.__name__, self.landscape.eigenvalues, self.path.settings)
        for name, control in self.desk.knobs.items():
            control.limits = [list(mark) for mark in marks.get(name, {}).items()]

    def _pixel(self) -> tuple[float, float]:
        """Where the start stands on the picture, in pixels from the top left."""
        flat = len(self.start) == 2
        place = self.start if flat else (self.start[0], float(self.path.loss[0]))
        x, y = self.still.parts[0].axes.transData.transform(place)
        return round(float(x), 1), round(self.still.figure.bbox.height - float(y), 1)

    def met(self) -> set[str]:
        """Which goals the walk on screen meets, from the panel's own start: moving that is no solution."""
        if self.start != self.first[0]:
            return set()
        return {text for text, test in self.goals.items() if _met(test, self.path)}

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: status, theory, goals and the line that makes it again."""
        return {
            "status": self.refused or verdict(self.path),
            "theory": _theory(self.path, self.known) if not self.refused else "",
            "goals": [[text, text in self.reached] for text in self.goals],
            "code": reproduce(self.path),
        }

    def text(self) -> str:
        """Settings and results, for where no picture can be."""
        said = self.lines()
        goals = [f"{'reached' if words in self.met() else 'open'}: {words}" for words in self.goals]
        knobs = [f"{control.label}={control.setting:g}" for control in self.desk.shown()]
        rows = [
            f"settings: {', '.join(knobs)}",
            f"{'refused' if self.refused else 'result'}: {said['status']}",
            said["theory"],
            *goals,
            said["code"],
        ]
        return "\n".join(row for row in rows if row)


def _rounded(place: Sequence[float], window: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Keep as many decimals of a place as can be seen, so that the line that makes it again is short."""
    digits = [2 - int(np.floor(np.log10((high - low) / 4))) for low, high in window]
    return tuple(round(float(x), max(k, 0)) + 0.0 for x, k in zip(place, digits, strict=False))


def _words(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_short(value)}" for name, value in settings.items())


def _short(value: Any) -> str:
    """Write a setting as code."""
    if callable(value):
        return value.__name__
    return f"{value:.10g}" if isinstance(value, float) else repr(value)


def reproduce(path: Path) -> str:
    """Write the line of code that makes a path again.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> reproduce(run(gradient_descent, bowl(), steps=5, learning_rate=0.5))
    'run(gradient_descent, bowl(curvature=1), steps=5, start=(-4, 2), learning_rate=0.5)'
    """
    start = ", ".join(f"{x:.10g}" for x in path.start) + ("," if len(path.start) == 1 else "")
    settings = "".join(f", {name}={_short(value)}" for name, value in path.settings.items())
    return f"run({called(path.rule)}, {path.problem!r}, steps={path.planned}, start=({start}){settings})"


def _met(test: Callable[[Path], bool], path: Path) -> bool:
    """Ask whether a goal is reached; a test that stumbles over a short walk means no."""
    try:
        return bool(test(path))
    except Exception:
        return False


def _theory(path: Path, name: str) -> str:
    """Set what theory says of a walk beside what it did."""
    eigenvalues = path.problem.eigenvalues
    kept = theory.predicted(name, eigenvalues, path.settings)
    if kept is None:
        return ""
    marks = theory.limits(name, eigenvalues, path.settings)["learning_rate"]
    words = f"theory: a step keeps {kept:.3f} of the error in the worst direction"
    measured = _measured(path) if name == "gradient_descent" else None
    words += f" (measured {measured:.3f})" if measured else ""
    words += "" if name == "gradient_descent" else ", in the long run"  # with momentum it swings on its way
    rates = {"best": "best rate", "best pair": "best rate of all"}
    return f"{words}; {', '.join(f'{rates.get(word, word)} {value:.3g}' for word, value in marks.items())}"


def _measured(path: Path, over: int = 5) -> float | None:
    """Measure by what factor the distance to the minimum shrank a step, at the end of a walk."""
    gap = path.loss[-1 - over :] - path.problem.lowest
    if len(gap) <= over or not np.all(np.isfinite(gap)) or gap.min() < 1e-28:
        return None
    return float((gap[-1] / gap[0]) ** (0.5 / over))

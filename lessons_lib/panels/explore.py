"""Explore: one rule on one landscape, with everything it has to tune on sliders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from .. import theory
from ..descent import Path, run, verdict
from ..landscapes import Landscape
from ..mistakes import Mistake
from ..plots.picture import describe, explore_picture
from .canvas import Canvas
from .desk import Desk, make_desk, parameters
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
    size: str = "study",
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
    size : "study" or "lecture"
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
    return Explore(desk, start=start, scenes=scenes or {}, goals=goals or {}, size=size)


class Explore(Panel):
    """The panel that :func:`explore` makes: a desk of knobs, a canvas, and the walk they describe."""

    def __init__(self, desk: Desk, *, start: Any, scenes: dict, goals: dict, size: str) -> None:
        self.desk, self.goals, self.size = desk, goals, size
        self.canvas, self.column = Canvas(), widgets.VBox()
        self.start = _rounded(desk.landscape().start if start is None else start)
        self.busy = False  # true while several knobs turn at once
        super().__init__([*self._top(scenes), self.column, self.canvas])
        self._draw()
        for control in desk.knobs.values():
            control.observe(self._turned, "value")
        self.canvas.observe(self._dragged, "pointer")

    def _top(self, scenes: dict[str, dict]) -> list[widgets.Widget]:
        buttons = [widgets.Button(description=name, tooltip=_words(scene)) for name, scene in scenes.items()]
        for button, scene in zip(buttons, scenes.values(), strict=True):
            button.on_click(lambda _, scene=scene: self.set(**scene))
        row = [widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap"))] if buttons else []
        if self.desk.menu is None:
            return row
        self.desk.menu.observe(lambda change: self._draw(), "value")
        return [*row, self.desk.menu]

    def set(self, *, start: Sequence[float] | None = None, **values: float) -> None:
        """Turn knobs and move the start, all at once; a value beyond a slider's end stops there.

        Raises
        ------
        Mistake
            If there is no such slider, or a value is no number.
        """
        with self.lock:
            self.busy = True
            try:
                self.desk.turn(values)
                self.start = self.start if start is None else _rounded(start)
            finally:
                self.busy = False
            self._show_again(values)

    def _turned(self, change: dict) -> None:
        with self.lock:
            if not self.busy:
                self._show_again([change["owner"].label])

    def _show_again(self, turned: Iterable[str]) -> None:
        """Draw everything if the landscape is another one now, otherwise only what moves."""
        if set(turned) & set(parameters(self.desk.make)):
            self._draw()
        else:
            self._follow()

    def _dragged(self, change: dict) -> None:
        with self.lock:
            x, y = change["new"]
            axes = self.still.parts[0].axes
            place = axes.transData.inverted().transform((x, self.canvas.height - y))
            self.start = _rounded(place[: len(self.start)])
            self._follow()

    def _draw(self) -> None:
        """Draw everything anew, for another landscape or another set of knobs."""
        with self.lock:
            self.landscape = self.desk.landscape()
            self.still = explore_picture(self.landscape, self.desk.rule, size=self.size)
            self.column.children = self.desk.shown()
            self._follow(redraw=True)

    def _follow(self, redraw: bool = False) -> None:
        """Walk again with what is set, and send what moved."""
        steps = self.desk.knobs["steps"].setting
        try:
            settings = self.desk.settings()
            self.path = run(self.desk.rule, self.landscape, steps=steps, start=self.start, **settings)
        except Mistake as mistake:
            if not hasattr(self, "path"):
                raise
            self.canvas.say(str(mistake))
            return
        self._mark()
        redraw = self.still.follow(self.path) or redraw
        self.still.alt = describe(self.path)
        self.canvas.show(
            self.still,
            redraw=redraw,
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
        return round(float(x), 1), round(self.canvas.height - float(y), 1)

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: status, theory, goals and the line that makes it again."""
        return {
            "status": verdict(self.path),
            "theory": _theory(self.path),
            "goals": [[text, _met(test, self.path)] for text, test in self.goals.items()],
            "code": reproduce(self.path),
        }

    def text(self) -> str:
        """Settings and results, for where no picture can be."""
        said = self.lines()
        goals = [f"{'reached' if met else 'open'}: {words}" for words, met in said["goals"]]
        knobs = [f"{control.label}={control.setting:g}" for control in self.desk.shown()]
        rows = [
            f"settings: {', '.join(knobs)}",
            f"result: {said['status']}",
            said["theory"],
            *goals,
            said["code"],
        ]
        return "\n".join(row for row in rows if row)


def _rounded(place: Sequence[float]) -> tuple[float, ...]:
    """Keep two decimals of a place, so that the line that makes it again is short and exact."""
    try:
        return tuple(round(float(x), 2) + 0.0 for x in place)
    except (TypeError, ValueError):
        raise Mistake(f"start is {place!r}. Give one number a coordinate, such as start=(-4, 2).") from None


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
    start = ", ".join(f"{x:g}" for x in path.start) + ("," if len(path.start) == 1 else "")
    settings = "".join(f", {name}={_short(value)}" for name, value in path.settings.items())
    return f"run({path.rule.__name__}, {path.problem!r}, steps={path.planned}, start=({start}){settings})"


def _met(test: Callable[[Path], bool], path: Path) -> bool:
    """Ask whether a goal is reached; a test that stumbles over a short walk means no."""
    try:
        return bool(test(path))
    except Exception:
        return False


def _theory(path: Path) -> str:
    """Set what theory says of a walk beside what it did."""
    eigenvalues, name = getattr(path.problem, "eigenvalues", None), path.rule.__name__
    kept = theory.predicted(name, eigenvalues, path.settings)
    if kept is None:
        return ""
    marks = theory.limits(name, eigenvalues, path.settings)["learning_rate"]
    words = f"theory: a step keeps {kept:.3f} of the error in the slowest direction"
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

"""Explore: one rule on one landscape, with everything it has to tune on sliders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import theory
from ..descent import Path, run, verdict
from ..landscapes import Landscape
from ..plots.picture import Picture, describe, explore_picture
from ..signatures import signature
from .canvas import start_handle
from .controls import Control
from .desk import Desk, make_desk
from .goals import listed, met
from .known import known_as
from .live import Live
from .places import refuse_unseen, rounded_place
from .writing import call, short, written_rule

__all__ = ["Explore", "explore"]


def explore(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape] | str,
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
    landscape : Landscape, a function that makes one, or a formula
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
        Given as a formula, such as ``"x**2/20 + y**2"``, it can be typed anew in the panel; what a formula
        may hold is listed at :func:`lessons_lib.formula.formula`.
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


class Explore(Live):
    """The panel that :func:`explore` makes: a desk of knobs, a canvas, and the walk they describe."""

    kind = "explore"

    def __init__(
        self, desk: Desk, *, start: Any, scenes: dict, goals: dict, explain: bool, view: str
    ) -> None:
        self.desk, self.goals, self.explain = desk, goals, explain
        self.known = known_as(desk.rule) if explain else ""
        self.reached: set[str] = set()  # goals once reached stay so on screen
        self.landscape, self._ground, self.bars = desk.landscape(), desk.ground(), False
        places = {"start": self.landscape.start if start is None else start}
        super().__init__(desk.controls, places=places, scenes=scenes, view=view)

    @property
    def start(self) -> tuple[float, ...]:
        """Where the walk begins."""
        return self.places["start"]

    def work(self) -> bool:
        """Walk with what is set."""
        landscape, ground = self.desk.landscape(), self.desk.ground()
        path = self._walk(landscape, self.start)
        refuse_unseen(landscape, path.start)
        other = ground != self._ground
        self.landscape, self._ground, self.path = landscape, ground, path
        self.places["start"] = tuple(path.start.tolist())
        return other

    def picture(self) -> Picture:
        """Draw the walk, its loss and, for gradient descent on a quadratic, what a step keeps."""
        self.bars = self.has_bars()
        return explore_picture(self.landscape, self.desk.rule, view=self.view, bars=self.bars)

    def has_bars(self) -> bool:
        """Whether to show what a step keeps of the error: theory knows it of gradient descent alone."""
        return self.known == "gradient_descent" and self.landscape.eigenvalues is not None

    def shown(self) -> list[Control]:
        """List the knobs that matter now."""
        return self.desk.shown()

    def told(self) -> dict[str, Any]:
        """Choose what of the state the line of code has to name."""
        return self.desk.told(self.state()) | ({} if self.explain else {"explain": False})

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        entry = self.desk.entry
        return "explore", [written_rule(self.desk.rule), short(entry.value if entry else self.desk.make)]

    def belongs(self) -> list[str]:
        """Name the rule, and the landscape unless it is typed."""
        return self.given()[1][: 1 if self.desk.entry else 2]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves."""
        return self.desk.usual()

    def dragged(self, name: str) -> tuple[float, ...]:
        """Return where the reader has put the start."""
        return rounded_place(self.canvas.place(self.still, self.still.parts[0].axes), self.landscape.window)

    def _walk(self, landscape: Landscape, start: Any) -> Path:
        steps = self.desk.knobs["steps"].setting
        return run(self.desk.rule, landscape, steps=steps, start=start, **self.desk.settings())

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the walk as it now is, and of the picture only what has changed."""
        self.reached |= self.met()
        if self.bars != self.has_bars():  # a function may make one landscape after another kind
            self.still, redraw, ground = self.picture(), True, True
        redraw = (ground and self.still.show(self.landscape)) or redraw
        redraw = self.still.follow(self.path) or redraw
        self.still.alt = describe(self.path)
        self._mark()
        numbers = self.numbers()
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            points=[start_handle(self.path, self.still.parts[0].axes)],
            table=np.column_stack(list(numbers.values())),
            columns=tuple(numbers),
            lines=self.lines(),
        )

    def numbers(self) -> dict[str, np.ndarray]:
        """List what is read out as the walk plays: a number a row, by name."""
        read = {**dict(zip(self.landscape.coordinates, self.path.w.T, strict=False)), "loss": self.path.loss}
        lowest = self.landscape.lowest
        return read | ({"above the lowest": self.path.loss - lowest} if lowest else {})  # as the curve has it

    def _mark(self) -> None:
        """Mark on the sliders what theory knows of them, as things are set."""
        if not self.known:
            return
        marks = theory.limits(self.known, self.landscape.eigenvalues, self.path.settings)
        for name, control in self.desk.knobs.items():
            control.limits = [list(mark) for mark in marks.get(name, {}).items()]

    def met(self) -> set[str]:
        """Which goals the walk on screen meets, from the panel's own start: moving that is no solution."""
        return met(self.goals, self.path) if self.start == self.first["start"] else set()

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: status, theory, goals and the line that makes it again."""
        return {
            "status": self.refused or verdict(self.path),
            "theory": theory_of(self.path, self.known) if not self.refused else "",
            "goals": [[text, text in self.reached] for text in self.goals],
            "code": reproduce(self.path),
        }

    def more(self) -> list[str]:
        """Add to the text which goals this walk meets."""
        return listed(self.goals, self.met())


def reproduce(path: Path) -> str:
    """Write the line of code that makes a path again.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> reproduce(run(gradient_descent, bowl(), steps=5, learning_rate=0.5))
    'run(gradient_descent, bowl(curvature=1), steps=5, start=(-4, 2), learning_rate=0.5)'
    """
    settings = {"steps": path.planned, "start": tuple(path.start.tolist()), **path.settings}
    return call("run", [written_rule(path.rule), repr(path.problem)], settings)


def theory_of(path: Path, name: str) -> str:
    """Set what theory says of a walk beside what it did.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> theory_of(run(gradient_descent, bowl(), steps=9, learning_rate=0.5), "gradient_descent")
    'theory: a step keeps 0.500 of the error in the worst direction (measured 0.500); best rate 1, limit 2'
    """
    eigenvalues = path.problem.eigenvalues
    kept = theory.predicted(name, eigenvalues, path.settings)
    if kept is None:
        return ""
    marks = theory.limits(name, eigenvalues, path.settings)["learning_rate"]
    words = f"theory: a step keeps {kept:.3f} of the error in the worst direction"
    measured = _measured(path) if name == "gradient_descent" else None
    words += f" (measured {measured:.3f})" if measured else ""
    words += "" if name == "gradient_descent" else ", in the long run"  # with momentum it swings on its way
    pair = theory.best_momentum(eigenvalues) if name == "momentum" else {}
    beta = path.settings.get("beta", signature(path.rule).hyperparameters.get("beta"))
    many = bool(pair) and beta > pair["beta"]  # then all directions swing, and rates tie
    rates = {"best": "one of many best rates:" if many else "best rate", "best pair": "best rate of all"}
    return f"{words}; {', '.join(f'{rates.get(word, word)} {value:.3g}' for word, value in marks.items())}"


def _measured(path: Path, over: int = 5) -> float | None:
    """Measure by what factor the distance to the minimum shrank a step, at the end of a walk."""
    gap = path.loss[-1 - over :] - path.problem.lowest
    if len(gap) <= over or not np.all(np.isfinite(gap)) or gap.min() < 1e-28:
        return None
    return float((gap[-1] / gap[0]) ** (0.5 / over))

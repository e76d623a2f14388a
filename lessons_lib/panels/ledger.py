"""Ledger: one step of a rule by hand, every number checked as it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..descent import run
from ..landscapes import Landscape
from ..mistakes import Mistake, called, nearest
from ..plots.ledger import ledger_picture
from ..plots.picture import Picture
from .desk import parameters
from .hand import LATEST, Line, read_step, step_number, worth
from .live import Live
from .marking import Cell, mark, settled
from .rows import blank_row, given_row, given_rows, label, says
from .sheet import Sheet
from .slopes import slopes_of
from .typed import LONGEST, SHOWN, answer_text, tidy
from .writing import short, written_rule

__all__ = ["Ledger", "ledger"]

WIDEST = 4  # coordinates
WORDS = {"right": "right", "not yet": "not yet", "shown": "shown", "": "blank"}


def ledger(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape],
    *,
    start: Sequence[float] | None = None,
    t: int = 1,
    blanks: Sequence[str] | None = None,
    gradient: Sequence[str] | None = None,
    slips: Mapping[str, Mapping[Any, str]] | None = None,
    hints: Mapping[str, tuple[str, ...]] | None = None,
    answers: Mapping[str, Any] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    view: str = "study",
    **settings: Any,
) -> Ledger:
    """Make a ledger: one step of a rule as a table, to fill in by hand, line by line.

    The lines are those of the rule's body, after one for the gradient. Every number is checked at once:
    three significant digits will do, and 1/3 or 0.9*2 is a number too. A wrong one is answered with the
    slip that leads to it. "Show" fills a line in. When all lines are done, "Next step" carries on from there.

    Parameters
    ----------
    rule : function
        A rule of :mod:`lessons_lib.rules`, a dialect or your own. Where its body is more than a list of
        formulas, the lines are what it returns.
    landscape : Landscape, or a function that makes one
    start : sequence of float, optional
        Where the walk begins; the landscape's own start if not given.
    t : int, default 1
        The first step to work out.
    blanks : sequence of str, optional
        The lines to fill in; all lines that change anything if not given. ``"loss"`` adds one for the loss
        after the step.
    gradient : sequence of str, optional
        The gradient as formulas, one a coordinate, ``("0.1 * w0", "2 * w1")``. The landscapes of the
        package bring theirs; where none is known, the gradient is given as numbers.
    slips : mapping of line to {wrong numbers: sentence}, optional
        What to say to wrong numbers at the first step; the rest is told by the formula itself.
    hints : mapping of line to hints, optional
        Shown one by one with wrong tries, in place of those made from the formula.
    answers : mapping of line to numbers, optional
        What is filled in already: ``{"g": (-0.4, 4)}``; ``"?"`` shows the line.
    scenes : dict, optional
        Named presets, ``{"gradient done": dict(g=(-0.4, 4)), "step 3": dict(t=3)}``: a button each.
    view : "study" or "lecture"
    **settings
        Hyperparameters and first values of memory.

    Returns
    -------
    Ledger
        The last line of a cell shows it. ``.set(g=(-0.4, 4))`` does what typing does.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import momentum
    >>> page = ledger(momentum, ravine(), learning_rate=0.5, answers={"g": (-0.4, 4), "w": (-4.2, 0)})
    >>> print(page)
    result: 1 of 3 lines right.
    step 1 of momentum on ravine(condition=20): learning_rate = 0.5, beta = 0.9
    w: -4, 2
    velocity: 0, 0
    g = 0.1 * w0,  2 * w1: -0.4 right, 4 right
    velocity = beta * velocity - learning_rate * g: blank, blank
    w = w + velocity: -4.2 not yet, 0 right
    """
    problem = landscape
    if callable(landscape) and not isinstance(landscape, Landscape):
        problem = landscape(**parameters(landscape))
    return Ledger(
        rule,
        problem,
        start=start,
        t=t,
        blanks=(blanks,) if isinstance(blanks, str) else blanks,
        gradient=None if gradient is None else tuple(gradient),
        slips=slips or {},
        hints=hints or {},
        answers=answers or {},
        scenes=scenes or {},
        view=view,
        settings=settings,
    )


class Ledger(Live):
    """The panel that :func:`ledger` makes. Its state is the step and what is typed, line by line."""

    kind = "ledger"

    def __init__(
        self,
        rule: Callable,
        problem: Any,
        *,
        start: Any,
        t: int,
        blanks: Sequence[str] | None,
        gradient: tuple[str, ...] | None,
        slips: Mapping,
        hints: Mapping,
        answers: Mapping,
        scenes: dict[str, dict],
        view: str,
        settings: dict[str, Any],
    ) -> None:
        self.rule, self.problem, self.settings, self.formulas = rule, problem, settings, gradient
        self.gradient = slopes_of(problem) if gradient is None else gradient
        self.slips, self.hints, self.begun = slips, hints, step_number(t)
        self.asked = None if blanks is None else tuple(blanks)
        self.tries: Counter = Counter()  # wrong answers so far, by step, line and coordinate
        self.last = ""  # what became of the last answer
        self.step, self.start = None, start
        self._read_step(self.begun)
        self.start = tuple(self.path.start.tolist())
        self.blanks = self._blanks()
        for given in (slips, hints, answers):
            for name in given:
                self._known(name)
        places = {"t": self.begun, **dict.fromkeys(self.blanks, ""), **self._written(answers)}
        super().__init__({}, places=places, scenes=scenes, view=view)

    def _read_step(self, t: int) -> None:
        """Walk to step `t` and read it."""
        if self.step is not None and self.step.t == t:
            return
        path = run(self.rule, self.problem, steps=t, start=self.start, every=1, **self.settings)
        if len(path.start) > WIDEST:
            raise Mistake(
                f"{path.problem!r} has {len(path.start)} coordinates. A ledger has room for {WIDEST}."
            )
        if path.steps < t:
            raise Mistake(f"The walk leaves the map at step {path.left}. Choose a step up to there.")
        step = read_step(path, t, self.gradient)
        loss = Line("loss", "loss", "the loss at the new w", np.asarray(path.loss[t]))
        lines = (*step.lines, loss) if "loss" in (self.asked or ()) else step.lines
        if not all(np.all(np.isfinite(line.value)) for line in lines):
            raise Mistake(
                f"At step {t} not all numbers are finite. Choose an earlier step, or other settings."
            )
        if self.step is not None and [line.key for line in lines] != list(self.lined):
            raise Mistake(f"{called(self.rule)} takes step {t} with other lines than the first.")
        self.path, self.step, self.lined = path, step, {line.key: line for line in lines}

    def _blanks(self) -> tuple[str, ...]:
        """Choose the lines to fill in, in their order."""
        if self.asked is not None:
            for name in self.asked:
                if name not in self.lined:
                    raise Mistake(f"There is no line {name!r}. {nearest(name, [*self.lined, 'loss'])}")
            return tuple(key for key in self.lined if key in self.asked)
        return tuple(key for key, line in self.lined.items() if worth(line))

    def _known(self, name: str) -> None:
        if name not in self.blanks:
            raise Mistake(f"There is no line {name!r} to fill in. {nearest(name, self.blanks)}")

    def surface(self) -> Sheet:
        """Show the result as a table."""
        return Sheet()

    def listen(self) -> None:
        """Hear what is typed and pressed in the table."""
        self.canvas.on_msg(lambda widget, message, buffers: self._heard(message))

    def work(self) -> bool:
        """Read the step, and mark all that is typed, from the top: a line may use those above it."""
        self._read_step(self.places["t"])
        self.cells: dict[str, list[Cell]] = {}
        for key in self.blanks:
            slips = self.slips.get(key) if self.step.t == self.begun else None
            self.cells[key] = mark(self.lined[key], self._typed(key), self.cells, slips)
        return False

    def _typed(self, key: str) -> list[str]:
        text = self.places[key]
        return text.split(",") if "," in text or text else [""] * self.lined[key].value.size

    def settled(self, key: str) -> bool:
        """Whether a line's numbers are there: filled in, or given and no longer guarded."""
        if key in self.blanks:
            return settled(self.cells[key])
        return all(self.settled(each) for each in self.lined[key].uses.values())

    @property
    def done(self) -> bool:
        """Whether no blank is left."""
        return all(map(settled, self.cells.values()))

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Write answers as text; another step begins with blanks."""
        own = {name: x for name, x in values.items() if name in self.places and x is not None}
        rest = {name: x for name, x in values.items() if name == "view"}
        for name in values:
            if name not in self.places and name != "view":
                raise Mistake(f"There is no line {name!r}. {nearest(name, [*self.blanks, 't', 'view'])}")
        accepted = super()._accepted(rest)
        if "t" in own:
            accepted["t"] = step_number(own.pop("t"))
            if accepted["t"] != self.places["t"]:
                accepted |= dict.fromkeys(self.blanks, "")
        return accepted | self._written(own)

    def _written(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """Write answers as text."""
        return {name: answer_text(name, x, self.lined[name].value.size) for name, x in answers.items()}

    def _read(self, name: str, text: str) -> Any:
        """Read one value of a kept text."""
        if name != "t":
            return text
        return int(text) if text.isdecimal() else text

    def _heard(self, message: dict) -> None:
        """Do what is typed or pressed in the table."""
        with self.lock:
            key, k = message.get("line"), message.get("k", 0)
            match message.get("do"):
                case "answer" if key in self.blanks and k in range(self.lined[key].value.size):
                    self._answer(key, k, tidy(message.get("text", ""))[:LONGEST])
                case "show" if key in self.blanks:
                    self.last = f"{key} is shown."
                    self.set(**{key: SHOWN})
                case "next" if self.done and self.step.t < LATEST:
                    self._go_on()
                case "next":
                    self.canvas.say("Fill in every line, or let it be shown, before you go on.")

    def _answer(self, key: str, k: int, text: str) -> None:
        """Take one number; count it if it is wrong."""
        typed = self._typed(key)
        if SHOWN in typed:
            return
        typed[k] = text
        self.places[key] = SHOWN if SHOWN in typed else ",".join(typed) if any(typed) else ""
        self.work()
        cell = self.cells[key][k] if SHOWN not in typed else Cell("", "shown")
        self.tries[self.step.t, key, k] += cell.mark == "not yet"
        self.last = f"{label(self.lined[key], k, self._place(key))}: {WORDS[cell.mark]}."
        self._follow()
        self._remember("")

    def _go_on(self) -> None:
        """Begin the next step, with what the rule remembers."""
        self.last = ""
        try:
            self.set(t=self.step.t + 1)
        except Mistake as mistake:
            self.canvas.say(str(mistake))

    def picture(self) -> Picture:
        """Draw the table as it stands."""
        rows = [
            (
                row["name"],
                row["code"],
                [(cell["text"], cell["mark"]) for cell in row["cells"]],
                not row["given"],
            )
            for row in self.rows()
        ]
        return ledger_picture(self.caption(), self.heads(), rows, self.alt(), view=self.view)

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the table as it stands."""
        self.still = self.picture()
        self.canvas.frame = {
            "caption": self.caption(),
            "heads": self.heads(),
            "rows": self.rows(),
            "status": f"{self.last} {self.lines()['status']}".strip(),
            "t": self.step.t,
            "next": f"Step {self.step.t + 1}",
            "done": self.done,
        }

    def caption(self) -> str:
        """Name the step and its settings."""
        settings = ", ".join(f"{name} = {value:g}" for name, value in self.step.settings.items())
        rule = written_rule(self.rule).removeprefix("dialects.")
        return f"Step {self.step.t} of {rule} on {called(self.problem)}: {settings}"

    def heads(self) -> list[str]:
        """Head the columns of numbers."""
        count = len(self.step.w)
        return [f"coordinate {k}" for k in range(count)] if count > 1 else ["number"]

    def rows(self) -> list[dict[str, Any]]:
        """List the rows: what is given first, then line by line."""
        return [*given_rows(self.path, self.step), *map(self._row, self.lined)]

    def _row(self, key: str) -> dict[str, Any]:
        line = self.lined[key]
        if key not in self.blanks:
            return given_row(line, seen=self.settled(key))
        cells = self.cells[key]
        tries = [self.tries[self.step.t, key, k] for k in range(len(cells))]
        waits = [name for name, each in line.uses.items() if not self.settled(each)]
        sentence = says(line, cells, tries, self.hints.get(key, ()), waits)
        return blank_row(line, self._place(key), cells, sentence)

    def _place(self, key: str) -> int:
        """Count a line among the others, from 1."""
        return list(self.lined).index(key) + 1

    def lines(self) -> dict[str, Any]:
        """Say how far the ledger is."""
        right = sum(all(cell.mark == "right" for cell in cells) for cells in self.cells.values())
        shown = sum(any(cell.mark == "shown" for cell in cells) for cells in self.cells.values())
        told = f"{right} of {len(self.blanks)} lines right" + (f", {shown} shown" if shown else "")
        end = (
            f" The step is done: the loss goes from {self.path.loss[self.step.t - 1]:.3g} to "
            if self.done
            else ""
        )
        return {
            "status": self.refused or f"{told}.{end}" + (f"{self.path.loss[self.step.t]:.3g}." if end else "")
        }

    def more(self) -> list[str]:
        """List the lines with what is filled in."""
        listed = [self.caption()[0].lower() + self.caption()[1:]]
        for row in self.rows():
            cells = ", ".join(
                cell["text"] if row["given"] else f"{cell['text']} {WORDS[cell['mark']]}".strip()
                for cell in row["cells"]
            )
            listed.append(f"{row['name']}{'' if row['code'][0] != '=' else ' ' + row['code']}: {cells}")
        return listed

    def alt(self) -> str:
        """Say in words what the picture of the table shows."""
        return f"A table. {'. '.join(self.more())}. {self.lines()['status']}"

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        return "ledger", [written_rule(self.rule), called(self.problem)]

    def told(self) -> dict[str, Any]:
        """Name all that makes the same ledger again."""
        t, asked = self.places["t"], self.asked
        begun = t == self.begun  # slips are those of the first step, and it decides on the blanks
        told = {"start": self.start, "t": t, "blanks": asked if begun or asked else self.blanks}
        told |= {"gradient": self.formulas, **self.settings}
        told |= {"slips": dict(self.slips) if begun else {}, "hints": dict(self.hints)}
        told["answers"] = {key: self.places[key] for key in self.blanks if self.places[key]}
        told["view"] = self.view
        return {name: value for name, value in told.items() if value is not None and value != {}}

    def belongs(self) -> list[str]:
        """Name rule and landscape, the start if it is not the landscape's own, and the settings."""
        own = self.start == tuple(float(x) for x in self.problem.start)
        start = [] if own else [f"start={short(self.start)}"]
        return [*self.given()[1], *start, *(f"{name}={short(x)}" for name, x in self.settings.items())]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Lines are blank by themselves."""
        return dict.fromkeys(self.blanks, "")

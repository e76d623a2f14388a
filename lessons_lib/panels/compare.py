"""Compare: several rules in a race on one landscape, with one set of sliders for all or one each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..descent import Path
from ..landscapes import Landscape
from ..mistakes import called
from .controls import Control
from .race import Race
from .racers import STEPS, WHOSE, Racer, Table, make_table, read_racers, refuse_linked

__all__ = ["Compare", "compare"]

Entry = Callable | tuple[Callable, dict[str, Any]]


def compare(
    rules: Sequence[Entry] | dict[str, Entry],
    landscape: Landscape | Callable[..., Landscape],
    *,
    steps: int = STEPS,
    start: Sequence[float] | None = None,
    linked: bool = True,
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[dict[str, Path]], bool]] | None = None,
    view: str = "study",
    **settings: Any,
) -> Compare:
    """Make a live panel in which two to eight rules race from one start.

    Parameters
    ----------
    rules : list, or dict of names
        Rules of :mod:`lessons_lib.rules`, dialects or your own. A rule with settings of its own is given as
        ``(rmsprop, dict(cache=1.0))``: these have sliders that stay its own.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
    steps : int, default 60
        How many steps at first.
    start : sequence of float, optional
        Where all begin; the landscape's own start if not given.
    linked : bool, default True
        Whether one slider moves all rules that have such a setting. Names of a framework that mean the same,
        such as ``lr``, count as the name of the series. A switch on the panel changes it.
    scenes : dict, optional
        Named presets, ``{"too fast": dict(learning_rate=1.2)}``: a button each.
    goals : dict, optional
        Things to reach: ``{"adam is ahead": lambda paths: ...}``, given the paths by the names of the rules.
    view : "study" or "lecture"
        Sizes of type and lines.
    **settings
        First positions of sliders, in the names of the series; a slider that is not named begins at the
        default of the first rule that has it. Naming a memory, such as ``cache=1.0``, adds its slider. Where
        each rule has sliders of its own, ``**{"adam: learning_rate": 0.1}`` sets one of them.

    Returns
    -------
    Compare
        The last line of a cell shows it. ``.paths`` holds the walks by name, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent, momentum
    >>> panel = compare([gradient_descent, momentum], ravine(), learning_rate=1.2)
    >>> panel.paths["gradient_descent"].left
    17
    >>> print(panel.text())
    settings: linked=True, learning_rate=1.2, beta=0.9, steps=60
    result: after 60 steps: momentum 0.0033, gradient_descent diverged at step 17
    compare([gradient_descent, momentum], ravine(condition=20), learning_rate=1.2)
    """
    table = make_table(read_racers(rules), landscape, steps=steps, linked=linked, settings=settings)
    return Compare(table, start=start, scenes=scenes or {}, goals=goals or {}, view=view)


class Compare(Race):
    """The panel that :func:`compare` makes."""

    kind = "compare"

    def __init__(self, table: Table, *, start: Any, scenes: dict, goals: dict, view: str) -> None:
        self.table = table
        super().__init__(table.make, table.controls, start=start, scenes=scenes, goals=goals, view=view)

    def racers(self) -> Sequence[Racer]:
        """List the rules of the race."""
        return self.table.racers

    def settings(self, racer: Racer) -> dict[str, Any]:
        """Collect what a rule is to be run with."""
        return self.table.settings(racer)

    def shown(self) -> list[Control]:
        """List the controls that matter now."""
        return self.table.shown()

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rules and the landscape."""
        return "compare", [self.table.written(), called(self.make)]

    def told(self) -> dict[str, Any]:
        """Choose what of the state the line of code has to name."""
        return self.brief(self.table.told(self.state()))

    def state(self) -> dict[str, Any]:
        """Everything that decides what is on screen; what is linked stands where the linked slider stands."""
        state = super().state()
        return state | self.table.mirror(state) if state["linked"] else state

    def whole(self, values: dict[str, Any], rest: dict[str, Any] | None = None) -> dict[str, Any]:
        """Complete what a scene or a kept text names to a whole state."""
        state = super().whole(values, rest)
        return state | self.table.mirror(state) if state["linked"] else state

    def belongs(self) -> list[str]:
        """Name the rules and the landscape."""
        return [*(racer.name for racer in self.table.racers), called(self.make)]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves: those of single rules where the linked ones stand."""
        usual = self.table.usual | {WHOSE: self.table.racers[0].name, "linked": True}
        return usual | self.table.mirror(self.first | usual | state)

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse what cannot be; where links end, all go on from where the linked sliders stood."""
        was, values = self.table.linked, super()._accepted(values)
        state = self.state() | values
        mirror = self.table.mirror(state)
        if state["linked"]:
            for key in self.table.links.keys() & values:
                refuse_linked(key, self.table.links[key], values[key], mirror[key])
        return mirror | values if was and not state["linked"] else values

    def _turned(self, name: str) -> None:
        with self.lock:
            if name == "linked" and not self.busy and not self.table.linked:
                now = {key: control.value for key, control in self.controls.items()}
                self._put(self.table.mirror(now))  # all go on from where the linked sliders stood
        super()._turned(name)

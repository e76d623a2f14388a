"""Tournament: a fair race of rules over learning rates and seeds, small at once, and full while one waits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..entries import Entry, numbered, read_entries
from ..landscapes import ravine, rosenbrock
from ..mistakes import Mistake, called, nearest, title
from ..models import DigitsNetwork
from ..noise import noisy
from ..plots.picture import Picture
from ..plots.tuning import tournament_picture
from ..races import SIZES, Heat, Race, heats, spaced
from ..races.grounds import written
from .controls import Choice, knob
from .goals import listed, met
from .working import Working
from .writing import call, written_rule

__all__ = ["Tournament", "tournament"]

MOST = 8  # rules in a picture
TRIES = 2, 21  # learning rates
EXAMPLE = "tournament([gradient_descent, adam])"
FULL = "Run the full race"
ON = "Go on with the {} race"
BACK = "Back to the small race"


def tournament(
    entries: Any,
    problems: Any = None,
    *,
    problem: str | None = None,
    tries: int | None = None,
    size: str = "small",
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[Race], bool]] | None = None,
    view: str = "study",
) -> Tournament:
    """Make a live panel that holds a fair race: every rule tries the same learning rates on a problem.

    What comes up at once is the small race. A button runs the full one, with more seeds and more steps, which
    takes minutes: a bar shows how far it is, the picture fills, and a stopped race goes on where it was.
    ``panel.set(size="full", tries=21)`` in a cell does the same.

    Parameters
    ----------
    entries : list of rules, or dict of names
        As for :func:`lessons_lib.races.hold`.
    problems : list of problems, or dict of names, optional
        What the menu offers: landscapes and models. If not given a ravine, Rosenbrock's valley, a noisy
        ravine and the digits network.
    problem : str, optional
        Which of them comes first, by its name there.
    tries : int from 2 to 21, optional
        How many learning rates every rule tries, from 0.0001 to 10; as `size` says if not given.
    size : "small" or "full"
        Decides seeds and steps, see ``lessons_lib.races.SIZES``.
    scenes : dict, optional
        Named presets, ``{"three tries": dict(tries=3)}``: a button each.
    goals : dict, optional
        Things to reach: ``{"momentum wins": lambda race: race.ranking()[0] == "momentum"}``.
    view : "study" or "lecture"
        Sizes of type and lines.

    Returns
    -------
    Tournament
        The last line of a cell shows it. ``.race`` is the :class:`lessons_lib.races.Race` on screen.

    Raises
    ------
    Mistake
        If a name is unknown, or something given makes no race.

    Examples
    --------
    >>> from lessons_lib.rules import gradient_descent, momentum
    >>> panel = tournament([gradient_descent, momentum], [ravine()])
    >>> panel.race.ranking(), panel.race.best("gradient_descent").rate
    (('momentum', 'gradient_descent'), 0.316)
    >>> panel.set(tries=6)
    >>> panel.race.best("gradient_descent").rate
    0.1
    """
    read = read_entries(entries, 1, MOST, EXAMPLE)
    named = _named(_usual() if problems is None else problems)
    if size not in SIZES:
        raise Mistake(f"size is {size!r}. {nearest(str(size), SIZES)}")
    if problem is not None and problem not in named:
        raise Mistake(f"problem is {problem!r}. {nearest(str(problem), named)}")
    tries = SIZES[size].rates if tries is None else tries
    low, high = TRIES
    if isinstance(tries, bool) or not isinstance(tries, (int, np.integer)) or not low <= tries <= high:
        raise Mistake(f"tries is {tries!r}. Give a whole number from {low} to {high}.")
    controls = {
        "problem": Choice(label="problem", options=list(named), value=problem or next(iter(named))),
        "tries": knob("tries", int(tries)),
        "size": Choice(label="size", options=list(SIZES), value=size),
    }
    return Tournament(read, named, controls, scenes=scenes or {}, goals=goals or {}, view=view)


def _usual() -> tuple:
    return ravine(), rosenbrock(), noisy(ravine()), DigitsNetwork()


def _named(problems: Any) -> dict[str, Any]:
    """Name the problems of the menu."""
    if not isinstance(problems, (dict, list, tuple)) or not problems:
        raise Mistake(f"problems is {called(problems)}. Give landscapes or models in a list: [ravine()].")
    if isinstance(problems, dict):
        for name in problems:
            if not isinstance(name, str) or not name.strip():
                raise Mistake(f"A problem is named {name!r}. Give a name in letters.")
        return dict(problems)
    return dict(zip(numbered([written(each) for each in problems]), problems, strict=True))


@dataclass(frozen=True, eq=False)
class Held:
    """A race as far as it has come: walks done, of so many, and whether it goes on.

    Parameters
    ----------
    race : Race
    done, total : int
    end : "going", "done" or "stopped"
    """

    race: Race
    done: int
    total: int
    end: str


class Tournament(Working):
    """The panel that :func:`tournament` makes."""

    kind, noun = "tournament", "race"
    long = 0.3

    def __init__(
        self,
        entries: Sequence[Entry],
        problems: dict[str, Any],
        controls: dict[str, Any],
        *,
        scenes: dict,
        goals: dict,
        view: str,
    ) -> None:
        self.entries, self.problems = tuple(entries), problems
        super().__init__(controls, scenes=scenes, goals=goals, view=view)

    @property
    def race(self) -> Race:
        """The race on screen, when it has come to its end or was stopped."""
        return self.finished().race

    def plan(self) -> dict[str, Any]:
        """Say which race is to be held."""
        return dict(
            entries={entry.name: (entry.rule, entry.own) for entry in self.entries},
            problem=self.problems[self.controls["problem"].setting],
            rates=spaced(self.controls["tries"].setting),
            size=self.controls["size"].setting,
        )

    def bits(self, plan: dict[str, Any]) -> Iterator[Callable[..., Held]]:
        """Hold the race, walk by walk."""
        for heat in heats(**plan):
            yield functools.partial(_held, heat)

    def shown(self) -> list[Any]:
        """List the menu and the slider; the size is what the button below the picture is for."""
        return [self.controls["problem"], self.controls["tries"]]

    def told_to(self, do: str | None) -> None:
        """Stop, run the full race, go on with it, or come back from it."""
        super().told_to(do)
        if do == "more":
            with self._impatient():
                self._more()

    def _more(self) -> None:
        if self.job:
            return
        if self.result.end == "stopped":
            self.go_on()
        elif self.controls["size"].setting == "small":
            self.set(size="full", tries=max(SIZES["full"].rates, self.controls["tries"].setting))
        else:
            self.set(size="small", tries=SIZES["small"].rates)

    def offer(self) -> str:
        """Name what the button below the picture does."""
        size = self.controls["size"].setting
        if self.result.end == "stopped":
            return ON.format(size)
        return FULL if size == "small" else BACK

    def picture(self) -> Picture:
        """Draw the losses against the rates, and how the rules finish."""
        return tournament_picture(self.result.race, view=self.view)

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the race as far as it has come."""
        held = self.result
        self.reached |= self.met()
        redraw = self.still.follow(held.race) or redraw
        self.still.alt = repr(held.race)
        self.canvas.show(
            self.still,
            redraw=redraw,
            lines=self.lines(),
            progress=self.progress(held.done, held.total),
            offer=self.offer(),
        )

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen."""
        status, *rest = self._sentences()
        return {
            "status": self.refused or status,
            "theory": "" if self.refused else " ".join(rest),
            "goals": [[words, words in self.reached] for words in self.goals],
            "code": self.line(),
        }

    def _sentences(self) -> list[str]:
        """Say how the race goes or went; while it goes on always the same, for it may be read aloud.

        How near each rule came at which rate, the picture says.
        """
        race = self.result.race
        if self.result.end == "going":
            return [f"racing on {race.problem}: {self.result.total} walks ..."]
        widths = ", ".join(f"{name} {race.width(name)}" for name in race.ranking())
        widths = f"Of the {len(race.rates)} rates, so many come within twice the rule's best: {widths}."
        return [race.heading(), widths, *race.caution()]

    def met(self) -> set[str]:
        """Which goals the race on screen meets, once it is done."""
        return met(self.goals, self.result.race) if self.result.end == "done" else set()

    def more(self) -> list[str]:
        """Add to the text what the picture says of each rule, and which goals this race meets."""
        race = self.result.race
        return [*map(race.told, race.ranking()), *listed(self.goals, self.met())]

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rules, and with the problems if they are others than usual."""
        usual = {name: called(each) for name, each in _named(_usual()).items()}
        own = {name: called(each) for name, each in self.problems.items()}
        return "tournament", [_written(self.entries), *([] if own == usual else [_menu(self.problems)])]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where menu and slider stand by themselves."""
        small = state.get("size", "small")
        return {"problem": next(iter(self.problems)), "size": "small", "tries": SIZES[small].rates}

    def told(self) -> dict[str, Any]:
        """Leave out what stands where it stands by itself."""
        state = self.state()
        usual = self.usual(state)
        return {name: value for name, value in state.items() if usual.get(name) != value}


def _held(heat: Heat, *, stopped: bool = False) -> Held:
    """Look at a race."""
    end = "done" if heat.done == heat.total else "stopped" if stopped else "going"
    return Held(heat.race(), heat.done, heat.total, end)


def _written(entries: Sequence[Entry]) -> str:
    """Write the rules as code."""
    rules = [
        f"({written_rule(entry.rule)}, {call('dict', [], entry.own)})"
        if entry.own
        else written_rule(entry.rule)
        for entry in entries
    ]
    names = [entry.name for entry in entries]
    if names == numbered([title(entry.rule) for entry in entries]):
        return f"[{', '.join(rules)}]"
    return f"{{{', '.join(f'{name!r}: {rule}' for name, rule in zip(names, rules, strict=True))}}}"


def _menu(problems: dict[str, Any]) -> str:
    """Write the problems as code."""
    if list(problems) == list(_named(list(problems.values()))):
        return f"[{', '.join(map(called, problems.values()))}]"
    return f"{{{', '.join(f'{name!r}: {called(each)}' for name, each in problems.items())}}}"

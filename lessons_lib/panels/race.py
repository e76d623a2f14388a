"""What all races share: several walks from one start on one landscape, taken again only where they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import Landscape
from ..plots.palette import looks_of
from ..plots.picture import Picture
from ..plots.race import describe_race, race_picture, ranking
from .canvas import start_handle
from .controls import Control
from .desk import made, parameters
from .goals import listed, met
from .live import Live
from .places import refuse_unseen, rounded_place
from .racers import Racer

__all__ = ["Race"]


class Race(Live):
    """A panel with several walks on one surface; ``paths`` holds them by name.

    A race of its own kind has ``racers()`` and ``settings(racer)``, besides what `Live` asks for.
    """

    def __init__(
        self,
        make: Landscape | Callable[..., Landscape],
        controls: dict[str, Control],
        *,
        start: Any,
        scenes: dict[str, dict],
        goals: dict[str, Callable],
        view: str,
    ) -> None:
        self.make, self.goals = make, goals
        self.reached: set[str] = set()  # goals once reached stay so on screen
        self.paths: dict[str, Path] = {}
        self._wishes: dict[str, tuple] = {}  # what the walks on screen were asked to do
        self.landscape, self._ground = made(make, controls), None
        places = {"start": self.landscape.start if start is None else start}
        super().__init__(controls, places=places, scenes=scenes, view=view)

    def racers(self) -> Sequence[Racer]:
        """List the rules that run now."""
        raise NotImplementedError

    def settings(self, racer: Racer) -> dict[str, Any]:
        """Collect what a rule is to be run with."""
        raise NotImplementedError

    @property
    def start(self) -> tuple[float, ...]:
        """Where all walks begin."""
        return self.places["start"]

    def work(self) -> bool:
        """Walk, with those rules for which something has changed."""
        ground = {name: self.controls[name].setting for name in parameters(self.make)}
        other = ground != self._ground
        landscape = made(self.make, self.controls) if other else self.landscape
        steps = self.controls["steps"].setting
        asked = {r.name: (r.rule, ground, steps, self.settings(r)) for r in self.racers()}
        paths = {
            name: self.paths[name]
            if self._wishes.get(name) == wish and self._from_here(self.paths[name])
            else run(wish[0], landscape, steps=steps, start=self.start, **wish[3])
            for name, wish in asked.items()
        }
        refuse_unseen(landscape, next(iter(paths.values())).start)
        self.landscape, self._ground, self.paths, self._wishes = landscape, ground, paths, asked
        self.places["start"] = tuple(next(iter(paths.values())).start.tolist())
        return other

    def brief(self, told: dict[str, Any]) -> dict[str, Any]:
        """Leave the start out of a line of code where it is the landscape's own."""
        own = self.start == tuple(float(x) for x in self.landscape.start)
        return {name: x for name, x in told.items() if not (name == "start" and own)}

    def _from_here(self, path: Path) -> bool:
        return isinstance(self.start, tuple) and self.start == tuple(path.start.tolist())

    def picture(self) -> Picture:
        """Draw the surface with all walks, their losses, and a list of who is who."""
        looks = looks_of([path.rule for path in self.paths.values()])  # a refused choice is not among them
        self.drawn = list(self.paths)
        return race_picture(self.landscape, dict(zip(self.drawn, looks, strict=True)), view=self.view)

    def dragged(self, name: str) -> tuple[float, ...]:
        """Return where the reader has put the start."""
        return rounded_place(self.canvas.place(self.still, self.still.parts[0].axes), self.landscape.window)

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the walks as they now are, and of the picture only what has changed."""
        if self.drawn != list(self.paths):
            self.still = self.picture()
            redraw = ground = True
        self.reached |= self.met()
        redraw = (ground and self.still.show(self.landscape)) or redraw
        redraw = self.still.follow(list(self.paths.values())) or redraw
        self.still.alt = describe_race(self.paths)
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            points=[start_handle(next(iter(self.paths.values())), self.still.parts[0].axes)],
            table=_losses(self.paths),
            columns=tuple(self.paths),
            lines=self.lines(),
        )

    def met(self) -> set[str]:
        """Which goals the race on screen meets, from the panel's own start: moving that is no solution."""
        return met(self.goals, self.paths) if self.start == self.first["start"] else set()

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: who is ahead, the goals, and the line that makes it again."""
        return {
            "status": self.refused or ranking(self.paths),
            "goals": [[text, text in self.reached] for text in self.goals],
            "code": self.line(),
        }

    def more(self) -> list[str]:
        """Add to the text which goals this race meets."""
        return listed(self.goals, self.met())


def _losses(paths: dict[str, Path]) -> np.ndarray:
    """Lay the losses of all walks side by side, a row a step; infinite from where one has left."""
    rows = max(len(path.loss) for path in paths.values())
    table = np.full((rows, len(paths)), np.inf)
    for k, path in enumerate(paths.values()):
        table[: len(path.loss), k] = path.loss
    return table

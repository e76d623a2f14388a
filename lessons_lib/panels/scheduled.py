"""Scheduled: a walk whose learning rate follows a schedule, with the rate beside it, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import theory
from ..landscapes import Landscape
from ..mistakes import Mistake
from ..plots.picture import Picture
from ..plots.scheduled import scheduled_picture
from ..plots.settling import floors_of, rates_of
from .desk import SCHEDULES, make_desk, parameters
from .explore import Explore

__all__ = ["Scheduled", "scheduled"]


def scheduled(
    rule: Callable,
    landscape: Landscape | Callable[..., Landscape],
    *,
    schedule: str = "cosine",
    steps: int = 100,
    start: Sequence[float] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable] | None = None,
    ends: dict[str, tuple[float, float]] | None = None,
    explain: bool = True,
    view: str = "study",
    **settings: float,
) -> Scheduled:
    """Make a live panel of a schedule: the walk, the rate of every step, and the sum of the rates.

    A step chosen on one of the pictures is the step shown on all of them.

    Parameters
    ----------
    rule : function
        A rule with a ``learning_rate``: one of :mod:`lessons_lib.rules` or your own.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
    schedule : str, default "cosine"
        What the menu of schedules begins with.
    steps : int, default 100
        How many steps at first.
    start, scenes, goals, ends, explain, view
        As for :func:`~lessons_lib.panels.explore`.
    **settings
        First positions of sliders; those of a schedule as ``**{"step_decay: every": 5}``.

    Returns
    -------
    Scheduled
        The last line of a cell shows it. ``.path`` is the walk on screen, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> panel = scheduled(gradient_descent, ravine(), learning_rate=0.5)
    >>> float(panel.sums[-1].round(6))  # half of a hundred rates of 0.5, and half of one more
    25.25
    """
    if schedule is None:
        raise Mistake("schedule is None. Name the one to begin with, such as schedule='cosine'.")
    desk = make_desk(rule, landscape, steps=steps, schedule=schedule, settings=settings, ends=ends or {})
    return Scheduled(desk, start=start, scenes=scenes or {}, goals=goals or {}, explain=explain, view=view)


class Scheduled(Explore):
    """The panel that :func:`scheduled` makes: an explore panel whose picture tells of the rates."""

    kind = "scheduled"

    @property
    def sums(self) -> np.ndarray:
        """The sum of the rates up to each row of the walk."""
        return np.concatenate([[0.0], np.cumsum(self.path.setting("learning_rate"))])

    def picture(self) -> Picture:
        """Draw the walk, and beside it the rate, the sum of the rates and the loss."""
        return scheduled_picture(self.landscape, self.desk.rule, view=self.view)

    def has_bars(self) -> bool:
        """There is no room for them beside the rate and its sum."""
        return False

    def numbers(self) -> dict[str, np.ndarray]:
        """List what is read out as the walk plays."""
        return {"loss": self.path.loss, "rate": rates_of(self.path), "sum of rates": self.sums}

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        return "scheduled", super().given()[1]

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen, with the sum of the rates."""
        said = super().lines()
        if not self.refused:
            said["status"] = f"{said['status']}; sum of rates {self.sums[-1]:.3g}{self._for_ever()}"
            said["theory"] = (self._settles() or self._bound()) if self.explain else ""
        return said

    def _for_ever(self) -> str:
        """Say what the rates would sum to if the walk never ended, where that is known."""
        form = self.desk.menu.setting
        details = {key: self.desk.knobs[f"{form}: {key}"].setting for key in parameters(SCHEDULES[form])}
        try:
            total = theory.sum_of_rates(form, self.desk.knobs["learning_rate"].setting, **details)
        except Mistake:  # no closed form is known
            return ""
        return ", without end if it went on" if np.isinf(total) else f", {total:.3g} if it went on for ever"

    def _settles(self) -> str:
        """Set the floor of the last rate beside the loss at the end, averaged over all noise."""
        path, floors = self.path, floors_of(self.path)
        if floors is None or self.known != "gradient_descent":
            return ""
        errors = np.asarray(self.landscape.directions) @ (path.start - self.landscape.minima[0])
        rates, curvatures = path.setting("learning_rate"), self.landscape.eigenvalues
        ends = theory.expected_loss(rates, curvatures, errors, self.landscape.sigma)[-1]
        last = f"; the last rate would settle at {floors[-1]:.3g}" if np.isfinite(floors[-1]) else ""
        return f"theory, averaged over all noise: the loss ends at {ends:.3g}{last} (dashed line)"

    def _bound(self) -> str:
        """Set what the sum of the rates allows beside what is left of the error in the flattest direction."""
        landscape, rates = self.landscape, self.path.setting("learning_rate")
        if self.known != "gradient_descent" or landscape.eigenvalues is None or not len(rates):
            return ""
        flattest = float(landscape.eigenvalues[0])
        left = abs(float(theory.error_left(flattest, rates)[-1]))
        words = f"theory, error in the flattest direction (curvature {flattest:.3g}): {left:.3g} is left"
        if rates.max() * flattest <= 1:
            sums = float(self.sums[-1])
            most = f"exp(-{flattest:.3g} x {sums:.3g}) = {np.exp(-flattest * sums):.3g}"
            words += f", their sum alone says at most {most}"
        return words

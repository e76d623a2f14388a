"""Floor: a walk on noisy gradients, its cloud and its loss, beside the noise floor that theory predicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import theory
from ..descent import Path
from ..mistakes import Mistake, called
from ..noise import Noisy
from ..plots.floor import describe_floor, floor_picture, measured_floor, predicted_floor
from ..plots.picture import Picture
from .desk import Desk, make_desk
from .explore import Explore

__all__ = ["Floor", "floor"]


def floor(
    rule: Callable,
    landscape: Noisy | Callable[..., Noisy],
    *,
    steps: int = 1000,
    start: Sequence[float] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[Path], bool]] | None = None,
    ends: dict[str, tuple[float, float]] | None = None,
    view: str = "study",
    **settings: float,
) -> Floor:
    r"""Make a live panel of a walk on noisy gradients: where it settles, measured beside predicted.

    Each direction of a quadratic settles at the variance of :func:`lessons_lib.theory.noise_floor`, and the
    mean loss at

    .. math:: \sum_i \lambda_i \, variance_i / 2

    Parameters
    ----------
    rule : function
        :func:`lessons_lib.rules.gradient_descent` or :func:`lessons_lib.rules.momentum`, or your own that
        steps like one of them: theory knows no other floor.
    landscape : Noisy, or a function that makes one
        A noisy quadratic of two coordinates. Given as a function, its parameters become sliders.
    steps : int, default 1000
        How many steps at first.
    start, scenes, goals, ends, view, **settings
        As for :func:`lessons_lib.panels.explore`.

    Raises
    ------
    Mistake
        If the floor of such a walk is not known, a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.noise import noisy
    >>> from lessons_lib.rules import gradient_descent
    >>> panel = floor(gradient_descent, noisy(bowl(), sigma=0.5), learning_rate=0.1)
    >>> panel.lines()["theory"]
    'mean loss of the second half: 0.0138 measured, 0.0132 predicted'
    """
    desk = make_desk(rule, landscape, steps=steps, schedule=None, settings=settings, ends=ends or {})
    return Floor(desk, start=start, scenes=scenes or {}, goals=goals or {}, explain=True, view=view)


class Floor(Explore):
    """The panel that :func:`floor` makes: an explore panel whose picture shows the predicted floor."""

    kind = "floor"

    def __init__(self, desk: Desk, **rest: Any) -> None:
        landscape = desk.landscape()
        if not isinstance(landscape, Noisy) or landscape.eigenvalues is None or len(landscape.start) != 2:
            raise Mistake(f"{landscape!r} has no known floor. Give a noisy bowl: noisy(bowl(), sigma=0.5).")
        super().__init__(desk, **rest)
        if self.known not in ("gradient_descent", "momentum"):
            name = called(desk.rule)
            raise Mistake(f"The floor of {name} is not known. Give gradient_descent or momentum.")

    def picture(self) -> Picture:
        """Draw the cloud with the predicted ring, and the loss with the predicted floor."""
        return floor_picture(self.landscape, self.desk.rule, view=self.view)

    def has_bars(self) -> bool:
        """The loss has the room."""
        return False

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the walk as it now is."""
        super().show(redraw=redraw, ground=ground)
        self.still.alt = describe_floor(self.path)

    def _mark(self) -> None:
        """Mark the limit alone: what is best without noise is not best with it."""
        marks = theory.limits(self.known, self.landscape.eigenvalues, self.path.settings)
        limit = marks.get("learning_rate", {}).get("limit")
        self.desk.knobs["learning_rate"].limits = [] if limit is None else [["limit", limit]]

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule and the landscape."""
        return "floor", super().given()[1]

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen, with the floor."""
        said = super().lines()
        if not self.refused:
            said["theory"] = self._floors()
        return said

    def _floors(self) -> str:
        measured, predicted = measured_floor(self.path), predicted_floor(self.path)
        return f"mean loss of the second half: {measured:.3g} measured, {predicted:.3g} predicted"

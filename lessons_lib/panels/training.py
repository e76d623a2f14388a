"""A training that can be watched: what is to be trained, and what is measured on the way."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..descent import Moment, Path, grow
from ..models import DigitsNetwork
from ..models.data import Table
from ..models.network import cross_entropy
from .writing import call

__all__ = ["Plan", "Trained", "training"]

ROWS = 50  # rows of a record: each is measured on all the images
DOTS = 300  # minibatches whose own loss is noted


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be trained: a rule with its settings on a network, for so many steps.

    Parameters
    ----------
    rule : function
    title : str
        The rule as code.
    model : DigitsNetwork
    steps : int
    settings : dict
    """

    rule: Callable
    title: str
    model: DigitsNetwork
    steps: int
    settings: dict[str, Any]

    @property
    def every(self) -> int:
        """Steps between two rows."""
        return max(1, round(self.steps / ROWS))

    def line(self) -> str:
        """Write the line of code that trains so."""
        settings = {"steps": self.steps, "every": self.every, **self.settings}
        return call("run", [self.title, repr(self.model)], settings)


@dataclass(frozen=True, eq=False)
class Trained:
    """A training as far as it has come.

    Parameters
    ----------
    plan : Plan
    moment : Moment
        Where it stands.
    t : array of shape (rows,)
        After how many steps each row was measured.
    loss, kept_loss : arrays of shape (rows,)
        Over all the images to learn from, and over those kept aside.
    learned, kept : arrays of shape (rows,)
        Share of each that is read rightly.
    noise : array of shape (dots, 2)
        A step, and the loss over its minibatch alone.
    end : "going", "done", "left" or "stopped"
    """

    plan: Plan
    moment: Moment
    t: np.ndarray
    loss: np.ndarray
    kept_loss: np.ndarray
    learned: np.ndarray
    kept: np.ndarray
    noise: np.ndarray
    end: str

    @functools.cached_property
    def path(self) -> Path:
        """The walk of the weights."""
        return self.moment.path()

    @property
    def looked_at(self) -> int:
        """How many images the steps so far have looked at, one that is seen twice twice."""
        return self.plan.model.looked_at(self.moment.t)

    def budget(self) -> str:
        """Say what the training has cost, in images looked at."""
        seen, of = self.looked_at, len(self.plan.model.train)
        epochs = f"{seen / of:.1f}" if seen >= of / 10 else f"{seen / of:.2f}"
        return f"images looked at: {seen:,}, that is {epochs} epochs of {of:,}"

    def verdict(self) -> str:
        """Say how far it has come and how well it reads, in numbers that no machine's rounding changes."""
        n, of = self.moment.t, self.plan.steps
        began = {
            "going": f"training for {of} steps ...",
            "done": f"trained for {n} step{'s' if n != 1 else ''}",
            "left": f"diverged: left the map for good at step {n}",
            "stopped": f"stopped at step {n} of {of}",
        }[self.end]
        kept, learned = (f"{math.floor(100 * x[-1])}%" for x in (self.kept, self.learned))  # 100% is all
        aside = len(self.plan.model.test)
        if self.end == "going":  # said once, not at every step: it may be read aloud
            return began
        return f"{began}; reads {kept} of the {aside} digits held out, {learned} of those it learns from"


def training(plan: Plan) -> Iterator[Callable[..., Trained]]:
    """Train, and after every step yield a function that tells how far it is.

    Examples
    --------
    >>> from lessons_lib.rules import adam
    >>> plan = Plan(adam, "adam", DigitsNetwork(hidden=8), 60, dict(learning_rate=0.03))
    >>> for so_far in training(plan):
    ...     pass
    >>> so_far().t[-1], so_far().end, bool(so_far().kept[-1] > 0.8)
    (np.int64(60), 'done', True)
    """
    rows, noise = [], []
    skip = -(-plan.steps // DOTS)
    for moment in grow(plan.rule, plan.model, steps=plan.steps, every=plan.every, **plan.settings):
        with np.errstate(all="ignore"):  # weights that fly off are a result
            if moment.t % plan.every == 0:
                rows.append(_row(plan.model, moment))
            if skip and moment.t % skip == 0 and moment.t < plan.steps:
                noise.append((moment.t, plan.model.batch_loss(moment.w, moment.t)))
        yield functools.partial(_so_far, plan, moment, rows, noise)


def _row(model: DigitsNetwork, moment: Moment) -> tuple[float, ...]:
    """Measure weights on all the images: step, losses, shares read rightly."""
    seen, kept = _measured(model, moment.w, model.train), _measured(model, moment.w, model.test)
    return moment.t, seen[0], kept[0], seen[1], kept[1]


def _measured(model: DigitsNetwork, w: np.ndarray, data: Table) -> tuple[float, float]:
    score = model.score(w, data.x)
    return float(cross_entropy(score, data.y).mean()), float((score.argmax(axis=1) == data.y).mean())


def _so_far(plan: Plan, moment: Moment, rows: list, noise: list, *, stopped: bool = False) -> Trained:
    """Put together what has been measured; weights between two rows are measured now."""
    with np.errstate(all="ignore"):
        rows = rows if rows[-1][0] == moment.t else [*rows, _row(plan.model, moment)]
    far = not (np.abs(moment.w) <= plan.model.far).all()
    end = "left" if far else "done" if moment.t == plan.steps else "stopped" if stopped else "going"
    t, *columns = np.array(rows).T
    return Trained(plan, moment, t.astype(int), *columns, np.reshape(noise, (-1, 2)), end)

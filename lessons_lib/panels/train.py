"""Train: the digits network learns anew at every turn of a slider, and the newest turn wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..mistakes import Mistake
from ..models import DigitsNetwork
from ..plots.picture import Picture
from ..plots.training import describe_training, training_picture
from ..rules import adam
from .controls import Control
from .goals import listed, met
from .training import Plan, Trained, training
from .training_desk import NETWORK, RULES, chosen, code, full, make_controls, menu_of, plan_of, usual
from .working import Working

__all__ = ["Train", "train"]


def train(
    model: DigitsNetwork | None = None,
    *,
    rule: Callable = adam,
    rules: Sequence[Callable] = RULES,
    steps: int = 500,
    schedule: str = "constant",
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[Trained], bool]] | None = None,
    view: str = "study",
    **settings: Any,
) -> Train:
    """Make a live panel in which a small network learns to read digits, anew at every turn of a slider.

    A turn from the page trains on another thread: a newer one puts an end to it, so that there is never
    a queue. ``set``, ``undo`` and ``restore`` called from a cell come back when the training is done.

    Parameters
    ----------
    model : DigitsNetwork, optional
        Its numbers are where ``hidden``, ``batch_size`` and ``seed`` stand at first.
    rule : function, default adam
        The rule that is chosen at first: one of :mod:`lessons_lib.rules`, a dialect, or your own.
    rules : list of functions
        What the menu offers. Each keeps its own settings while others are tried.
    steps : int, default 500
        How many steps at first.
    schedule : str, default "constant"
        The schedule of the learning rate at first.
    scenes : dict, optional
        Named presets, ``{"too fast": dict(rule="adam", learning_rate=0.3)}``: a button each.
    goals : dict, optional
        Things to reach, ``{"reads 90%": lambda trained: trained.kept[-1] >= 0.9}``: a test of a
        :class:`lessons_lib.panels.training.Trained` that has come to its end.
    view : "study" or "lecture"
        Sizes of type and lines.
    **settings
        First positions: settings of `rule` by their names, those of others as ``"adam: beta1"``, of a
        schedule as ``"step_decay: every"``, of the network as ``hidden``, ``batch_size``, ``seed``.

    Returns
    -------
    Train
        The last line of a cell shows it. ``.path`` is the walk of the weights on screen.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> panel = train(steps=100, hidden=8, learning_rate=0.03)
    >>> panel.path.steps, panel.path.settings["learning_rate"]
    (100, 0.03)
    """
    if model is not None and not isinstance(model, DigitsNetwork):
        raise Mistake(f"The model is {model!r}. Give a network, such as DigitsNetwork(hidden=16).")
    own = {} if model is None else {name: getattr(model, name) for name in NETWORK}
    menu = menu_of(rule, rules)
    controls = make_controls(menu, rule, steps=steps, schedule=schedule, settings=own | settings)
    return Train(menu, controls, scenes=scenes or {}, goals=goals or {}, view=view)


class Train(Working):
    """The panel that :func:`train` makes: controls, a canvas, and the network that has been trained."""

    kind, noun = "train", "training"

    def __init__(
        self,
        menu: dict[str, Callable],
        controls: dict[str, Control],
        *,
        scenes: dict,
        goals: dict,
        view: str,
    ) -> None:
        self.menu = menu
        super().__init__(controls, scenes=scenes, goals=goals, view=view)

    @property
    def trained(self) -> Trained:
        """The training on screen, as far as it has come."""
        return self.result

    @property
    def path(self) -> Any:
        """The walk of the weights, with a row every so many steps."""
        return self.finished().path

    def plan(self) -> Plan:
        """Say what is to be trained."""
        return plan_of(self.controls, self.menu)

    def bits(self, plan: Plan) -> Iterator[Callable[..., Trained]]:
        """Train step by step."""
        return training(plan)

    def deciding(self) -> list[str]:
        """Name the controls that decide what is trained: those in sight."""
        return self._shown()

    def picture(self) -> Picture:
        """Draw the losses, the shares read rightly, the filters and the misread digits."""
        return training_picture(self.view)

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the training as far as it has come."""
        trained = self.trained
        self.reached |= self.met()
        redraw = self.still.follow(trained) or redraw
        self.still.alt = describe_training(trained)
        self.canvas.show(
            self.still,
            redraw=redraw,
            table=np.column_stack([trained.loss, trained.learned, trained.kept]),
            columns=("loss", "training", "held out"),
            steps=trained.t,
            lines=self.lines(),
            progress=self.progress(trained.moment.t, trained.plan.steps),
        )

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen."""
        return {
            "status": self.refused or self.trained.verdict(),
            "theory": "" if self.refused else self.trained.budget(),
            "goals": [[words, words in self.reached] for words in self.goals],
            "code": self.trained.plan.line(),
        }

    def met(self) -> set[str]:
        """Which goals the training on screen meets, once it is done."""
        return met(self.goals, self.trained) if self.trained.end == "done" else set()

    def more(self) -> list[str]:
        """Add to the text which goals this training meets."""
        return listed(self.goals, self.met())

    def shown(self) -> list[Control]:
        """List the controls that matter now: the settings of other rules and schedules stay out of sight."""
        return [self.controls[name] for name in self._shown()]

    def _shown(self) -> list[str]:
        whose = (self.controls["rule"].setting, self.controls["schedule"].setting)
        return [name for name in self.controls if ": " not in name or name.split(": ")[0] in whose]

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the rule, and with the menu if it is one of its own."""
        rule, listed = self.menu[self.controls["rule"].setting], tuple(self.menu.values())
        words = [] if rule is adam else [f"rule={code(rule)}"]
        if menu_of(rule, RULES) != self.menu or tuple(menu_of(rule, RULES)) != tuple(self.menu):
            words.append(f"rules=({', '.join(map(code, listed))},)")
        return "train", words

    def belongs(self) -> list[str]:
        """Name the rules of the menu, if it is one of its own."""
        return [] if tuple(self.menu) == tuple(menu_of(adam, RULES)) else list(self.menu)

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves in a training of so many steps."""
        network = {"hidden": str(NETWORK["hidden"]), "batch_size": str(NETWORK["batch_size"])}
        first = usual(self.menu, state.get("steps", self.first["steps"])) | NETWORK | network
        return first | {"schedule": "constant"}

    def told(self) -> dict[str, Any]:
        """Leave out what stands where it stands by itself."""
        state = self.state() | chosen(self.controls)
        plain = usual(self.menu, state["steps"]) | NETWORK | {"schedule": "constant", "rule": state["rule"]}
        return {name: value for name, value in state.items() if name not in plain or plain[name] != value}

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Take a rule itself for its name, and the plain names of the chosen rule's settings."""
        values = {
            n: code(v).removeprefix("dialects.") if n == "rule" and callable(v) else v
            for n, v in values.items()
        }
        name = self.controls["rule"].accept(values.get("rule", self.controls["rule"].setting))
        return super()._accepted({full(name, self.menu[name], n): v for n, v in values.items()})

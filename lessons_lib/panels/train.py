"""Train: the digits network learns anew at every turn of a slider, and the newest turn wins."""

from __future__ import annotations

import collections
import contextlib
import contextvars
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..mistakes import Mistake
from ..models import DigitsNetwork
from ..plots.picture import Picture
from ..plots.training import describe_training, training_picture
from ..rules import adam
from .controls import Control
from .live import Live
from .training import Plan, Trained, training
from .training_desk import NETWORK, RULES, chosen, code, full, make_controls, menu_of, plan_of, usual

__all__ = ["Train", "train"]

QUIET = 0.3  # seconds after which a training shows how far it has come
PACE = 0.15  # seconds between two such pictures
LONG = 1.0  # seconds after which there is a progress bar and a way to stop


def train(
    model: DigitsNetwork | None = None,
    *,
    rule: Callable = adam,
    rules: Sequence[Callable] = RULES,
    steps: int = 500,
    schedule: str = "constant",
    scenes: dict[str, dict[str, Any]] | None = None,
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
    return Train(menu, controls, scenes=scenes or {}, view=view)


@dataclass(eq=False)
class Job:
    """A training on its way on a thread of its own."""

    plan: Plan
    key: dict[str, Any]
    began: float = field(default_factory=time.monotonic)
    stop: bool = False


class Train(Live):
    """The panel that :func:`train` makes: controls, a canvas, and the network that has been trained."""

    kind = "train"

    def __init__(
        self, menu: dict[str, Callable], controls: dict[str, Control], *, scenes: dict, view: str
    ) -> None:
        self.menu, self.trained, self.key = menu, None, {}
        self.job: Job | None = None  # what is being trained on another thread
        self.patient = True  # whether to wait for the end, as code in a cell wants it
        self.next_look = 0.0  # when to show how far a training has come
        super().__init__(controls, places={}, scenes=scenes, view=view)
        self.at_rest = threading.Condition(self.lock)
        self.canvas.on_msg(lambda widget, message, buffers: self.stop())

    @property
    def path(self) -> Any:
        """The walk of the weights, with a row every so many steps."""
        return self.finished().path

    def finished(self) -> Trained:
        """Wait for the training that goes on, if any, and return what is on screen."""
        with self.lock:
            self.wait()
            return self.trained

    def wait(self, seconds: float = 600.0) -> bool:
        """Wait until nothing is being trained; say whether that came about in time."""
        with self.at_rest:
            return self.at_rest.wait_for(lambda: self.job is None, seconds)

    def stop(self) -> None:
        """Stop the training that goes on, and keep what has been learned."""
        job = self.job  # without the lock: a cell that trains may hold it
        if job:
            job.stop = True

    def close(self) -> None:
        """Put an end to the training that goes on, and close the panel."""
        if self.job:
            with self.lock:
                self._rest()
        super().close()

    def work(self) -> bool:
        """Train to the end, here and now, if the picture is not of this training already."""
        if self.job:
            self._rest()
        plan, key = plan_of(self.controls, self.menu), self._matters()
        if key != self.key:
            so_far = collections.deque(training(plan), maxlen=1).pop()
            self.trained, self.key = so_far(), key
        return False

    def _matters(self) -> dict[str, Any]:
        """Collect the settings that decide what is trained."""
        return {name: self.controls[name].setting for name in self._shown()}

    def _follow(self, by: str = "") -> bool:
        """Train here, or begin to on another thread."""
        if self.patient:
            return super()._follow(by)
        if self._resized():
            self.show(redraw=True, ground=True)  # as far as it has come
        try:
            plan, key = plan_of(self.controls, self.menu), self._matters()
        except Mistake as mistake:
            self._rest()
            self._refuse(mistake)
            return False
        if self.job and self.job.key == key:
            return True
        if key == self.key:
            return super()._follow(by)
        if self.job is None:  # while a slider is dragged, look on at the pace of before
            self.next_look = time.monotonic() + QUIET
        self.job = Job(plan, key)
        run = contextvars.copy_context().run  # messages then belong to the turn that asked for them
        threading.Thread(target=run, args=(self._train, self.job), daemon=True).start()
        return True

    def _train(self, job: Job) -> None:
        """Train on a thread of its own, until done, stopped, or overtaken by a newer turn."""
        try:
            for so_far in training(job.plan):
                if self.job is not job:
                    return
                if job.stop:
                    break
                if time.monotonic() > self.next_look and (look := so_far()).end == "going":
                    self._deliver(job, look)
            self._deliver(job, so_far(stopped=job.stop), last=True)
        except Exception as error:  # nothing else would tell the reader, or take the bar away
            with self.lock:
                if self.job is job:
                    self._refuse(error if isinstance(error, Mistake) else _stopped(error))
        finally:
            with self.lock:
                if self.job is job:
                    self._rest()

    def _deliver(self, job: Job, trained: Trained, *, last: bool = False) -> None:
        """Show how far a training has come, unless a newer one has begun."""
        with self.lock:
            if self.job is not job:
                return
            self.trained, self.refused, self.key = trained, "", job.key if last else {}
            self.show(redraw=False, ground=False)
            if last:  # only now: what goes wrong in showing is this training's to tell
                self._rest()

    def _rest(self) -> None:
        self.job = None
        self.at_rest.notify_all()

    def _refuse(self, mistake: Mistake) -> None:
        self.refused = str(mistake)
        self.canvas.say(self.refused)

    @contextlib.contextmanager
    def _impatient(self) -> Iterator[None]:
        """Do not wait for trainings: the reader may turn on."""
        with self.lock:
            self.patient, before = False, self.patient
            try:
                yield
            finally:
                self.patient = before

    def _turned(self, name: str) -> None:
        with self._impatient():
            super()._turned(name)

    def _asked(self, message: dict) -> None:
        with self._impatient():
            super()._asked(message)

    def picture(self) -> Picture:
        """Draw the losses, the shares read rightly, the filters and the misread digits."""
        return training_picture(self.view)

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the training as far as it has come."""
        trained, job = self.trained, self.job
        redraw = self.still.follow(trained) or redraw
        self.still.alt = describe_training(trained)
        now = time.monotonic()
        self.next_look = now + PACE
        long = job is not None and trained.end == "going" and now - job.began > LONG
        self.canvas.show(
            self.still,
            redraw=redraw,
            table=np.column_stack([trained.loss, trained.learned, trained.kept]),
            columns=("loss", "training", "held out"),
            steps=trained.t,
            lines=self.lines(),
            progress=(trained.moment.t, trained.plan.steps) if long else None,
        )

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen."""
        return {"status": self.refused or self.trained.verdict(), "code": self.trained.plan.line()}

    def shown(self) -> list[Control]:
        """List the controls that matter now: the settings of other rules and schedules stay out of sight."""
        return [self.controls[name] for name in self._shown()]

    def _shown(self) -> list[str]:
        whose = (self.controls["rule"].setting, self.controls["schedule"].setting)
        return [name for name in self.controls if ": " not in name or name.split(": ")[0] in whose]

    def text(self) -> str:
        """Settings and results of the training when it is done."""
        with self.lock:
            self.wait()
            return super().text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        with self.lock:
            self.wait()
            return super()._repr_mimebundle_(**kwargs)

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


def _stopped(error: Exception) -> Mistake:
    """Turn what went wrong in a training into a sentence."""
    return Mistake(f"The training stopped: {type(error).__name__}: {error}. Try other settings.")

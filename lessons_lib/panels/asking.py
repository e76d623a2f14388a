"""What all predictions share: a question is asked, guessed once, answered, and asked of the next class."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import ipywidgets as widgets

from ..mistakes import Mistake, nearest
from ..plots.guess import without_guess
from ..plots.picture import Picture
from .live import Live
from .panel import close_whole
from .writing import kept

__all__ = ["FIRST", "Ask", "Predict", "Question"]

FIRST = "first question"  # the scene of a panel as it is made
BLANK = ""  # no guess


class Question(Protocol):
    """What is asked: a text, and a verdict on a guess.

    A question with ``choices`` is answered by one of them; one whose ``answer`` is two numbers by a point
    of the picture; any other by a number, in its ``unit``. The last two have a method ``refuse(guess)``,
    which says what is wrong with a guess that cannot be one.
    """

    text: str
    answer: Any

    def grade(self, guess: Any) -> Any:
        """Return a verdict on a guess, which shows itself as text and HTML."""


class Ask(NamedTuple):
    """A question, what answers it, and what is shown with it."""

    question: Question
    reveal: Picture | Callable[[], Picture]
    picture: Picture | None


class Predict(Live):
    """The panel that :func:`predict` makes: the question, a way to guess, then verdict and picture.

    Its state is which question is asked and what is guessed. A kind of its own has ``ways()``, the widgets
    that a guess is made with, ``read(value, ask)``, which raises `Mistake` for what is no guess,
    ``told_guess(guess)``, the guess as the question takes it, ``finish(guess)``, which shows that there is
    no more to guess, and ``reopen()``, that there is.
    """

    kind = "predict"

    def __init__(self, asks: dict[str, Ask], *, scene: str, guess: Any, view: str) -> None:
        self.asks, self.verdict, self.still = asks, None, None
        self._made: tuple = ()  # the scene and the guess on screen
        self.said, self.asked, self.answers = widgets.HTML(), widgets.HTML(), []
        self.over = "ask again" if len(asks) == 1 else FIRST
        others = [name for name in asks if name != FIRST]
        places = {"scene": FIRST, "guess": BLANK}
        super().__init__({}, places=places, scenes={name: {"scene": name} for name in others}, view=view)
        again = "Without a guess" if len(asks) == 1 else asks[FIRST].question.text
        hints = {name: asks[name].question.text for name in others} | {self.over: again}
        self.toolbar.scenes = [list(hint) for hint in hints.items()]
        if scene != FIRST or guess is not None:
            self.set(scene=scene, guess=guess)
            self.begin_here()

    @property
    def ask(self) -> Ask:
        """What is asked now."""
        return self.asks[self.places["scene"]]

    @property
    def question(self) -> Question:
        """The question that is asked now."""
        return self.ask.question

    def ways(self) -> list[widgets.Widget]:
        """Make what a guess is made with."""
        raise NotImplementedError

    def read(self, value: Any, ask: Ask) -> Any:
        """Return a guess as the state holds it, if it can be one."""
        raise NotImplementedError

    def told_guess(self, guess: Any) -> Any:
        """Return a guess as the question takes it."""
        return guess

    def finish(self, guess: Any) -> None:
        """Show what was guessed, and that it counts."""
        raise NotImplementedError

    def reopen(self) -> None:
        """Show that a guess can be made."""
        raise NotImplementedError

    def grade(self, ask: Ask, guess: Any) -> Any:
        """Return the verdict on a guess."""
        return ask.question.grade(self.told_guess(guess))

    def answered(self, ask: Ask, guess: Any) -> Picture:
        """Return the picture that answers."""
        return ask.reveal if isinstance(ask.reveal, Picture) else ask.reveal()

    def guess(self, value: Any) -> None:
        """Commit to a guess: the first one counts, and the picture appears.

        Raises
        ------
        Mistake
            If it cannot be a guess; it does not count then.
        """
        guess = self.read(value, self.ask)
        with self.lock:
            if self.verdict is None:
                self.set(guess=guess)

    def listen(self) -> None:
        """Hear nothing: what a guess is made with is heard by itself."""

    def work(self) -> bool:
        """Answer the guess, if there is one."""
        scene, guess = made = self.places["scene"], self.places["guess"]
        if made == self._made:
            return False
        ask, self._made = self.asks[scene], ()  # if an answer fails, the way back draws the old one anew
        if self.verdict is not None:
            without_guess(self.still)  # the next answer may be drawn on the same picture
        verdict, still = None, ask.picture
        if guess != BLANK:
            verdict, still = self.grade(ask, guess), self.answered(ask, guess)  # either may fail
        self.verdict, self.still, self._made = verdict, still, made
        return True

    def picture(self) -> Picture | None:
        """Return the picture of the question or of its answer; the page sizes it."""
        return self.still

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Bring question, buttons, verdict and picture up to the state."""
        before = [] if self._asks_already() else self.answers
        if not self._asks_already():
            self.answers, self.laid = self.ways(), self.places["scene"]
            self.asked.value = f"<p class='ll-question'><b>Predict.</b> {html.escape(self.question.text)}</p>"
        answer = self.verdict is not None
        self.finish(self.places["guess"]) if answer else self.reopen()
        (self.add_class if answer else self.remove_class)("ll-answered")  # slides make room then
        self.said.value = self.verdict._repr_mimebundle_()["text/html"] if answer else ""
        if self.still:
            self.draw()
        wanted = [self.toolbar, self.asked, *self.answers, self.said]
        if self.still:  # with its question above the buttons, where it stays: moving it would take the focus
            wanted.insert(2 if self.ask.picture else len(wanted), self.canvas)
        if wanted != list(self.children):
            self.children = wanted
        for widget in before:
            close_whole(widget)

    def _asks_already(self) -> bool:
        return bool(self.answers) and self.laid == self.places["scene"]

    def draw(self) -> None:
        """Send the picture."""
        self.canvas.show(self.still, redraw=True, ground=True)

    def lines(self) -> dict[str, Any]:
        """Say how it went."""
        return {"status": self.refused or (str(self.verdict) if self.verdict is not None else "")}

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with what the panel was given, by the names of `predict`."""
        ask = self.asks[FIRST]
        words = ["question", "reveal", *(["picture=picture"] if ask.picture else [])]
        return "predict", words + (["scenes=scenes"] if len(self.asks) > 1 else [])

    def belongs(self) -> list[str]:
        """Name the question."""
        question = self.asks[FIRST].question
        return [str(getattr(question, "name", question.text))]

    def told(self) -> dict[str, Any]:
        """Name the scene and the guess, where there are such."""
        return self._named(self.state())

    def kept(self) -> str:
        """Write question, scene, guess and view as one short text."""
        named = {name: value for name, value in self.told().items() if (name, value) != ("view", "study")}
        return kept(self.identity(), named)

    def _named(self, state: dict[str, Any]) -> dict[str, Any]:
        plain = {"scene": FIRST, "guess": BLANK}
        return {name: value for name, value in state.items() if name not in plain or value != plain[name]}

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is no question of the panel, or no guess; another question begins without one."""
        own = {name: values[name] for name in ("scene", "guess") if name in values}
        accepted = super()._accepted({name: x for name, x in values.items() if name not in own})
        scene = own.get("scene", self.places["scene"])
        if scene not in self.asks:
            raise Mistake(f"There is no scene {scene!r}. {nearest(scene, self.asks)}")
        if scene != self.places["scene"]:
            accepted |= {"scene": scene, "guess": BLANK}
        if "guess" in own:
            blank = own["guess"] is None or isinstance(own["guess"], str) and own["guess"] == BLANK
            accepted["guess"] = BLANK if blank else self.read(own["guess"], self.asks[scene])
        return accepted

    def _read(self, name: str, text: str) -> Any:
        """Read one value of a kept text; a guess is read when the question is known."""
        return text

    def text(self) -> str:
        """The question with its choices, and the verdict once there is one."""
        end = "No guess yet: make one." if self.verdict is None else str(self.verdict)
        return "\n".join([f"Predict. {self.question.text}", *self.listed(), end])

    def listed(self) -> list[str]:
        """List what can be chosen."""
        return []

    def owned(self) -> list[widgets.Widget]:
        """Add what may not be in sight."""
        return [*super().owned(), self.canvas, self.column]

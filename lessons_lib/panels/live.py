"""What all live panels share: a state that can be set, taken back, kept and restored, and a picture of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets

from ..mistakes import Mistake, nearest
from ..plots.palette import SIZES
from ..plots.picture import Picture
from .canvas import Canvas
from .controls import Control
from .panel import Panel
from .toolbar import Toolbar
from .writing import call, kept, parted

__all__ = ["Live"]

TOGETHER = 0.7  # seconds: turns of one knob that follow each other faster are one change to take back
REMEMBERED = 200  # changes
HOVERED = "hovered"  # what a mouse does that only hovers


class Live(Panel):
    """A panel whose picture and words follow from its state.

    The state is where the controls stand, the places that a reader can move on the picture, and the view.
    A panel of its own kind has

    - ``work()``: do what the state says and keep the result; return whether the landscape has changed;
      raise `Mistake` if it cannot be done, before anything is kept.
    - ``picture()``: draw a new picture in the panel's view.
    - ``show(redraw, ground)``: bring the picture up to the result and send it.
    - ``lines()``: the words below the picture.
    - ``given()``: how the line of code begins, what stands before its settings.
    - ``belongs()``: what tells the panel from others of its kind, if not all of that.
    - ``usual(state)``: what a kept text need not name.
    - ``shown()``: the controls that matter now, if not all.
    """

    kind = "live"
    over = "start over"  # the scene of the beginning

    def __init__(
        self, controls: dict[str, Control], *, places: dict[str, Any], scenes: dict[str, dict], view: str
    ) -> None:
        if view not in SIZES:
            raise Mistake(f"view is {view!r}. Choose one of: {', '.join(SIZES)}.")
        self.controls, self.places, self.view = controls, places, view
        self.busy = False  # true while several controls turn at once
        self.refused = ""  # why the state, as it is, makes no result
        self.history: list[dict] = []
        self._last_change = ("", 0.0)
        self.work()
        self.first = self._now = self.state()
        self.scenes = {name: self.whole(self._accepted(scene)) for name, scene in scenes.items()}
        self.still: Picture = self.picture()
        self._drawn_view = view
        self.canvas, self.toolbar, self.column = self.surface(), Toolbar(), widgets.VBox(self.shown())
        self.column.add_class("ll-pairs")
        hints = [[name, ", ".join(f"{k}={v}" for k, v in scene.items())] for name, scene in scenes.items()]
        self.toolbar.scenes = [*hints, [self.over, "everything as it was at first"]]
        super().__init__([self.toolbar, self.column, self.canvas])
        self.show(redraw=True, ground=True)
        self._tell()
        for name, control in controls.items():
            control.observe(lambda change, name=name: self._turned(name), "value")
        self.listen()
        self.toolbar.on_msg(lambda widget, message, buffers: self._asked(message))

    def surface(self) -> Any:
        """Make what shows the result: a canvas, or another widget with a method ``say(sentence)``."""
        return Canvas()

    def listen(self) -> None:
        """Hear what the reader does there."""
        self.canvas.observe(self._dragged, "pointer")

    def work(self) -> bool:
        """Do what the state says; return whether the landscape has changed."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """Draw a new picture in the panel's view."""
        raise NotImplementedError

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Bring the picture up to the result and send what has changed."""
        raise NotImplementedError

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen."""
        raise NotImplementedError

    def given(self) -> tuple[str, list[str]]:
        """Name the function that makes such a panel, and what it is given before its settings."""
        raise NotImplementedError

    def shown(self) -> list[Control]:
        """List the controls that matter now."""
        return list(self.controls.values())

    def dragged(self, name: str) -> Any:
        """Return the place, as the state has it, to which the reader has moved a point."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """Everything that decides what is on screen, by name."""
        settings = {name: control.setting for name, control in self.controls.items()}
        return {**settings, **self.places, "view": self.view}

    def set(self, **values: Any) -> None:
        """Set several things at once: controls, places, ``view``.

        Raises
        ------
        Mistake
            If there is no such setting, or the values make no sense or lie beyond the ends of a slider;
            nothing has moved then.
        """
        with self.lock:
            with self._or_back():
                self._put(self._accepted(values))
                if not self._follow():
                    raise Mistake(self.refused)
            self._remember("")

    def undo(self) -> None:
        """Take the last change back.

        Raises
        ------
        Mistake
            If there is none.
        """
        with self.lock:
            if not self.history:
                raise Mistake("There is nothing to undo: the panel is as it was at first.")
            last = self.history[-1]
            with self._or_back():
                self._put(last)
                self._follow()
            self.history = [each for each in self.history if each is not last]  # the page may have added more
            self._now, self._last_change = self.state(), ("", 0.0)
            self._tell()

    def _resize(self, view: str) -> None:
        """Change the view alone, and keep nothing to take back: slides begin and end by themselves."""
        with self._or_back():
            self._put(self._accepted({"view": view}))
            self._follow()
        self._now = self.state()
        self._tell()

    @contextlib.contextmanager
    def _or_back(self) -> Iterator[None]:
        """Move nothing at all if something goes wrong, be it no mistake of a learner, or an interrupt."""
        before = self._now
        try:
            yield
        except BaseException:
            self._go_back(before)
            raise

    def _go_back(self, before: dict[str, Any]) -> None:
        self._put(before)
        with contextlib.suppress(Exception):
            self._follow()

    def whole(self, values: dict[str, Any], rest: dict[str, Any] | None = None) -> dict[str, Any]:
        """Complete what a scene or a kept text names to a whole state: the rest is as it was at first."""
        return self.first | (rest or {}) | values

    def line(self) -> str:
        """Write the line of code that makes this panel again, as it stands."""
        settings = {k: v for k, v in self.told().items() if k != "view" or v != "study"}
        return call(*self.given(), settings)

    def told(self) -> dict[str, Any]:
        """Choose what of the state the line of code has to name."""
        return self.state()

    def kept(self) -> str:
        """Write which panel this is, and its whole state but for what is usual, as one short text."""
        state = self.state()
        usual = {"view": "study"} | self.usual(state)
        return kept(self.identity(), {k: v for k, v in state.items() if k not in usual or v != usual[k]})

    def identity(self) -> str:
        """Write what tells this panel from others: its kind, and what it was made of."""
        return f"{self.kind}({','.join(self.belongs())})".replace(" ", "")

    def belongs(self) -> list[str]:
        """List what the panel was made of and no control changes."""
        return self.given()[1]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where things stand that a kept text does not name; it must not depend on how the panel began."""
        return {}

    def restore(self, text: str) -> None:
        """Set the panel as a text says that :meth:`kept` wrote.

        Raises
        ------
        Mistake
            If the text is of another panel, or names what this panel has not.
        """
        values = {name: self._read(name, text) for name, text in parted(self.identity(), text).items()}
        usual = {"view": "study"} | self.usual(values)
        self.set(**self.whole(values, {name: v for name, v in usual.items() if name in self.first}))

    def text(self) -> str:
        """Settings and results, for where no picture can be."""
        said = self.lines()
        settings = ", ".join(f"{c.label}={_plain(c.setting)}" for c in self.shown())
        came = f"{'refused' if self.refused else 'result'}: {said.get('status', '')}"
        rows = [settings and f"settings: {settings}", came, said.get("theory", "")]
        return "\n".join(row for row in [*rows, *self.more(), said.get("code", "")] if row)

    def more(self) -> list[str]:
        """Add lines of one's own to the text."""
        return []

    def _accepted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse names and values that cannot be."""
        accepted = {}
        for name, value in values.items():
            if name in self.controls:
                accepted[name] = self.controls[name].accept(value)
            elif name == "view":
                if value not in SIZES:
                    raise Mistake(f"view is {value!r}. Choose one of: {', '.join(SIZES)}.")
                accepted[name] = value
            elif name in self.places:
                value = value.tolist() if hasattr(value, "tolist") else value
                accepted[name] = self.places[name] if value is None else _fixed(value)
            else:
                raise Mistake(f"There is no slider {name!r}. {nearest(name, self.first, most=3)}")
        return accepted

    def _read(self, name: str, text: str) -> Any:
        """Read one value of a kept text."""
        if name in self.controls:
            return self.controls[name].read(text)
        if name not in self.places:
            return text
        try:
            return tuple(float(part) for part in text.split(","))
        except ValueError:
            raise Mistake(f"{name} is {text!r}. Give numbers with commas between them.") from None

    def _put(self, values: dict[str, Any]) -> None:
        """Move controls and places without doing the work yet."""
        self.busy = True
        try:
            for name, value in values.items():
                if name in self.controls:
                    self.controls[name].value = value
                elif name in self.places:
                    self.places[name] = value
            self.view = values.get("view", self.view)
        finally:
            self.busy = False

    def _resized(self) -> bool:
        """Draw the picture anew if it is to be of another size; say whether it was."""
        if self.view == self._drawn_view:
            return False
        self.still, self._drawn_view = self.picture(), self.view
        return True

    def _turned(self, name: str) -> None:
        with self.lock:
            if not self.busy:
                self.toolbar.complaint = ""
                with self._or_back():
                    self._follow(name)
                self._remember(name)

    def _dragged(self, change: dict) -> None:
        with self.lock:
            *_, name, how = [*change["new"], "led"][:5]
            before, refused = dict(self.places), self.refused
            self.toolbar.complaint = ""
            with self._or_back():
                self.places[name] = self.dragged(name)
                moved = self._follow()
            if not moved:
                self.places.update(before)  # the point goes back, so all is as well, or ill, as before
                self.refused = refused
            self._remember(HOVERED if how == "hovered" else name)

    def _asked(self, message: dict) -> None:
        """Do what a button of the toolbar asks for; a text that cannot be restored is answered there."""
        complaint = ""
        try:
            with self.lock:
                match message.get("do"):
                    case "scene":
                        self.set(**(self.scenes.get(message.get("name"), self.first) | {"view": self.view}))
                    case "undo" if self.history:
                        self.undo()
                    case "view":
                        self.set(view="study" if self.view == "lecture" else "lecture")
                    case "size":
                        self._resize(message.get("view", self.view))
                    case "restore":
                        self.restore(message.get("text", ""))
                    case "keep":
                        self._tell()
        except Mistake as mistake:
            complaint = str(mistake)
        self.toolbar.complaint = complaint

    def _follow(self, by: str = "") -> bool:
        """Do the work; what cannot be done leaves the picture as it was and says why.

        A control that has a place for words, and is to blame, says it itself.
        """
        try:
            ground = self.work()
        except Mistake as mistake:
            self.refused = str(mistake)
            told = self._complain(by)
            if self._resized():
                self.show(redraw=True, ground=True)  # the last good result, and the refusal among its words
            elif not told:
                self.canvas.say(self.refused)
            return False
        self.refused = ""
        self._complain(by)
        resized = self._resized()
        self.show(redraw=resized, ground=ground or resized)
        return True

    def _complain(self, by: str) -> bool:
        """Put a refusal, or nothing, below the control to blame; False if it has no place for words."""
        places = {name: control for name, control in self.controls.items() if control.has_trait("complaint")}
        for name, control in places.items():
            if not self.refused or name == by:
                control.complaint = self.refused
        return by in places

    def _remember(self, by: str) -> None:
        """Keep the state before a change, so that it can be taken back.

        Quick turns of one knob are one change, and so is all that a hovering mouse does in one go.
        """
        state, now = self.state(), time.monotonic()
        last, when = self._last_change
        together = by == HOVERED or now - when < TOGETHER
        if state != self._now:
            if not (by and by == last and together and self.history):
                self.history = [*self.history[1 - REMEMBERED :], self._now]
            elif self.history[-1] == state:
                self.history.pop()  # turned to and fro: nothing is left to take back
                by = ""
            self._now, self._last_change = state, (by, now)
        self._tell()

    def _tell(self) -> None:
        """Bring the toolbar and the controls in sight up to the state."""
        shown = self.shown()
        if list(self.column.children) != shown:
            self.column.children = shown
        state = self.state() | {"view": self.first["view"]}
        named = {name: scene | {"view": self.first["view"]} for name, scene in self.scenes.items()}
        scenes = [name for name, scene in named.items() if scene == state]
        with self.toolbar.hold_sync():
            # Alone among no scenes it is a thing to do, not a place to be: "ask again" before any question.
            begun = self.over if state == self.first and self.scenes else ""
            self.toolbar.scene = (scenes or [begun])[0]
            self.toolbar.undoable, self.toolbar.view = bool(self.history), self.view
            if self.toolbar.keeping:  # written out only where someone reads it: it takes a message a frame
                self.toolbar.line, self.toolbar.state = self.line(), self.kept()
        (self.add_class if self.view == "lecture" else self.remove_class)("ll-lecture")

    def owned(self) -> list[widgets.Widget]:
        """Add the controls that are out of sight."""
        return [*super().owned(), *self.controls.values()]

    def begin_here(self) -> None:
        """Let what is on screen be the beginning: there is nothing to take back."""
        self.history.clear()
        self._last_change = ("", 0.0)
        self._tell()


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fixed(value: Any) -> Any:
    """Turn a list into a tuple, so that a place equals the same place."""
    return tuple(map(_fixed, value)) if isinstance(value, (list, tuple)) else value

"""What a guess is made with: a button that closes without losing the focus, and a box for a number."""

from __future__ import annotations

from collections.abc import Callable

import anywidget
import traitlets

from .page import STYLE, script


class Press(anywidget.AnyWidget):
    """A button. Once `done` it does nothing more, says so, and keeps the focus."""

    _esm = script("press.js")
    _css = STYLE

    description = traitlets.Unicode().tag(sync=True)
    wide = traitlets.Bool(help="Whether it is one of several choices below each other.").tag(sync=True)
    done = traitlets.Bool().tag(sync=True)
    chosen = traitlets.Bool().tag(sync=True)
    note = traitlets.Unicode(help="What to add once it is done, such as 'the answer'.").tag(sync=True)

    def __init__(self, description: str, heard: Callable[[Press], None], *, wide: bool = False) -> None:
        super().__init__(description=description, wide=wide)
        self.heard = heard
        self.on_msg(lambda widget, message, buffers: self.click())

    def click(self) -> None:
        """Do what a click does."""
        self.heard(self)


class Box(anywidget.AnyWidget):
    """A box for a number with its unit, and a button that commits to it."""

    _esm = script("box.js")
    _css = STYLE

    label = traitlets.Unicode("Your guess").tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    value = traitlets.Unicode(help="What was committed.").tag(sync=True)
    complaint = traitlets.Unicode().tag(sync=True)
    done = traitlets.Bool().tag(sync=True)

    def __init__(self, unit: str, heard: Callable[[str], None]) -> None:
        super().__init__(unit=unit)
        self.on_msg(lambda widget, message, buffers: heard(str(message.get("text", ""))))

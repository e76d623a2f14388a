"""What every live panel can do: its scenes, a step back, its size, a line and a text that keep it."""

from __future__ import annotations

import anywidget
import traitlets

from .page import STYLE, script


class Toolbar(anywidget.AnyWidget):
    """The row above a panel. A click arrives as a message ``{"do": "undo"}``, see `Live`."""

    _esm = script("toolbar.js")
    _css = STYLE

    scenes = traitlets.List(help="Names of presets with what they set, in words.").tag(sync=True)
    scene = traitlets.Unicode(help="The preset on screen, if it is one.").tag(sync=True)
    undoable = traitlets.Bool().tag(sync=True)
    view = traitlets.Unicode("study").tag(sync=True)
    keeping = traitlets.Bool(help="Whether the line and the text are in sight.").tag(sync=True)
    line = traitlets.Unicode(help="The line of code that makes the panel again.").tag(sync=True)
    state = traitlets.Unicode(help="The short text that does the same.").tag(sync=True)
    complaint = traitlets.Unicode(help="Why a text could not be restored.").tag(sync=True)

"""What every panel is: widgets, a picture and words that say the same where no kernel runs."""

from __future__ import annotations

import inspect
import threading
from typing import Any

import ipywidgets as widgets

from ..plots.picture import Picture
from .outlived import seen

# A private method of the comms of ipykernel 7.4: it says which subshell a message goes to.
WAY = "_reply_subshell_for"


def answer_alone(widget: widgets.Widget) -> None:
    """Let a widget, and all it will ever hold, answer the page without ending the cell that runs.

    Otherwise every message ends with what IPython does after a cell, and pyplot's inline backend then
    shows and closes the figures that a running cell is still drawing. Nor does it wait for that cell: the
    kernel would bring the first message to where the widget was made, and so behind whatever runs there.
    """
    if widget.comm is not None:
        widget.comm.handle_msg = widget._handle_msg
        way = getattr(widget.comm, WAY, None)  # other kernels have none, and one of another form is let be
        if inspect.ismethod(way) and list(inspect.signature(way).parameters) == ["data", "default"]:
            setattr(widget.comm, WAY, _as_asked)
    if widget.has_trait("children"):
        widget.observe(_children_alone, "children")  # the same function again is no second observer
        for child in widget.children:
            answer_alone(child)


def _as_asked(data: Any, default: Any) -> Any:
    """Return the subshell that the page asked for."""
    return default


def _children_alone(change: dict) -> None:
    for child in change["new"]:
        answer_alone(child)


def close_whole(widget: widgets.Widget) -> None:
    """Close a widget with its children, and with what says how they are laid out and styled."""
    below = [getattr(widget, name, None) for name in ("layout", "style")]
    for each in (*getattr(widget, "children", ()), *below):
        if isinstance(each, widgets.Widget):
            close_whole(each)
    widget.close()


class Panel(widgets.VBox):
    """A live panel. Where no kernel runs it is its picture; as text, its settings and results.

    A panel has a ``still``, its picture as it stands (None while there is none), and a method ``text()``.
    """

    still: Picture | None

    def __init__(self, children: list[widgets.Widget]) -> None:
        super().__init__(children)
        self.lock = threading.RLock()  # a slider may move on another thread while a cell runs
        answer_alone(self)
        seen(self)

    def owned(self) -> list[widgets.Widget]:
        """List what the panel owns, be it in sight or not."""
        return list(self.children)

    def close(self) -> None:
        """Close the panel and all it is made of: ipywidgets holds on to every widget otherwise."""
        if self.comm is None:  # closed already, or refused before it was made
            return
        for part in self.owned():
            close_whole(part)
        self.layout.close()
        super().close()
        vars(self).pop("_repr_mimebundle_", None)  # ipywidgets takes it away: a picture stays

    def text(self) -> str:
        """Settings and results as lines of text."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        seen(self)
        live = (super()._repr_mimebundle_(**kwargs) or {}) if self.comm is not None else {}
        with self.lock:
            data, metadata = self.still._repr_mimebundle_() if self.still else ({}, {})
            data.pop("text/html", None)  # the live view comes first; without a kernel the image is enough
            return {**live, **data, "text/plain": self.text()}, metadata

    def __repr__(self) -> str:
        return self.text()

"""The renderer: what stays as one image, what moves as marks on a canvas above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets
from matplotlib.axes import Axes

from ..descent import Path
from ..plots.picture import Picture
from .encode import clip_box, encode
from .page import STYLE, script
from .writing import written_place


class Handle(NamedTuple):
    """A point of a picture that a reader can move.

    ``xy`` in units of its axes; ``grain`` how far an arrow key goes, in pixels; ``follows`` whether it
    goes with a mouse that only hovers.
    """

    name: str
    xy: Sequence[float]
    axes: Axes
    words: str
    grain: tuple[float, float] = (5.0, 5.0)
    follows: bool = False


class Canvas(anywidget.AnyWidget):
    """A picture in the browser, with step, play and reset, a point to move, and lines of words.

    The kernel sends a frame; the browser draws the newest one and animates its trails by itself.
    """

    _esm = script("marks.js", "canvas.js")
    _css = STYLE

    width = traitlets.Int(960).tag(sync=True)
    height = traitlets.Int(390).tag(sync=True)
    background = traitlets.Bytes(b"").tag(sync=True)
    ground = traitlets.Dict(help="Marks of the landscape, below those of the frame.").tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)
    pointer = traitlets.List(
        help="Where the reader put a point: [x, y, count, name, how], in pixels; how is 'led' or 'hovered'."
    ).tag(sync=True)

    def show(
        self,
        picture: Picture,
        *,
        redraw: bool,
        ground: bool = False,
        points: Sequence[Handle] = (),
        table: np.ndarray | None = None,
        columns: tuple[str, ...] = (),
        steps: np.ndarray | None = None,
        lines: dict[str, Any] | None = None,
        progress: tuple[int, int] | None = None,
        offer: str = "",
    ) -> None:
        """Send a picture: its marks always, what stays only when it has to be drawn again.

        Parameters
        ----------
        picture : Picture
        redraw : bool
            Whether what stays has changed.
        ground : bool, default False
            Whether the landscape has changed.
        points : list of Handle
            Points that the reader can move, each within its axes.
        table : array, a row of it for a row of the walk
            Numbers that the browser reads out as it plays, under the names in `columns`.
        steps : array of int, optional
            After how many steps each row stands, if not one row a step.
        lines : dict
            Words below the picture: ``status``, ``theory``, ``code``, ``goals``.
        progress : (done, of), optional
            How far work is that goes on: a bar shows it, and a button that sends ``{"do": "stop"}``.
        offer : str
            The words of a button that sends ``{"do": "more"}``, while no work goes on; none if empty.
        """
        with self.hold_sync(), picture.lock:
            if redraw or ground:
                self.ground = {"marks": encode(picture.figure, picture.ground_artists)}
            if redraw:
                self.width, self.height = (int(v) for v in picture.figure.bbox.size)
                self.background = picture.png(moving=False)
            self.frame = {
                "marks": encode(picture.figure, picture.artists),
                "alt": picture.alt,
                "points": [_handle(point) for point in points],
                "clocks": [clip_box(part.axes) for part in picture.parts if part.clock],
                "table": b"" if table is None else np.ascontiguousarray(table, "<f8").tobytes(),
                "columns": list(columns),
                "steps": None if steps is None else [int(t) for t in steps],
                "lines": lines or {},
                "progress": progress and list(progress),
                "offer": offer,
            }

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the status; what is drawn stays."""
        lines = {**self.frame.get("lines", {}), "status": sentence, "theory": ""}
        self.frame = {**self.frame, "lines": lines, "progress": None}  # no work goes on after a refusal

    def place(self, picture: Picture, axes: Axes) -> tuple[float, float]:
        """Return where the reader has put a point, in units of its axes."""
        x, y, *_ = self.pointer
        return tuple(axes.transData.inverted().transform((x, picture.figure.bbox.height - y)).tolist())


def start_handle(path: Path, axes: Axes) -> Handle:
    """Make the handle of a walk's start, on its landscape from above or from the side."""
    start = path.start.tolist()
    place = start if len(start) == 2 else (start[0], float(path.loss[0]))
    return Handle("start", place, axes, f"Starting point at {written_place(start)}")


def _handle(point: Handle) -> dict[str, Any]:
    """Describe a point for the browser, in pixels from the top left."""
    x, y = point.axes.transData.transform(point.xy)
    place = [round(float(x), 1), round(point.axes.figure.bbox.height - float(y), 1)]
    area = clip_box(point.axes)
    return {
        "name": point.name,
        "xy": place,
        "area": area,
        "words": point.words,
        "grain": list(point.grain),
        "hover": point.follows,
    }

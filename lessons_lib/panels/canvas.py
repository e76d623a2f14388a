"""The renderer: what stays as one image, what moves as marks on a canvas above it."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import numpy as np
import traitlets

from ..plots.picture import Picture
from .encode import clip_box, encode

HERE = pathlib.Path(__file__).parent


class Canvas(anywidget.AnyWidget):
    """A picture in the browser, with step, play and reset, a point to move, and lines of words.

    The kernel sends a frame; the browser draws the newest one and animates its trails by itself.
    """

    _esm = HERE / "canvas.js"
    _css = HERE / "panels.css"

    width = traitlets.Int(960).tag(sync=True)
    height = traitlets.Int(390).tag(sync=True)
    background = traitlets.Bytes(b"").tag(sync=True)
    ground = traitlets.Dict(help="Marks of the landscape, below those of the frame.").tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)
    pointer = traitlets.List(help="Where the reader put the point: [x, y, count] in pixels.").tag(sync=True)

    def show(
        self,
        picture: Picture,
        *,
        redraw: bool,
        ground: bool = False,
        point: tuple[float, float] | None = None,
        table: np.ndarray | None = None,
        columns: tuple[str, ...] = (),
        lines: dict[str, Any] | None = None,
    ) -> None:
        """Send a picture: its marks always, what stays only when it has to be drawn again.

        Parameters
        ----------
        picture : Picture
        redraw : bool
            Whether what stays has changed.
        ground : bool, default False
            Whether the landscape has changed.
        point : pixels from the top left
            A point that the reader can move, within the first part of the picture.
        table : array, a row a step
            Numbers that the browser reads out as it plays, under the names in `columns`.
        lines : dict
            Words below the picture: ``status``, ``theory``, ``code``, ``goals``.
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
                "point": point,
                "area": clip_box(picture.parts[0].axes) if point else None,
                "table": b"" if table is None else np.ascontiguousarray(table, "<f8").tobytes(),
                "columns": list(columns),
                "lines": lines or {},
            }

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the status; what is drawn stays."""
        self.frame = {**self.frame, "lines": {**self.frame["lines"], "status": sentence, "theory": ""}}

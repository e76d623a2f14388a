"""The table of a ledger in the browser: given numbers, boxes to fill, a verdict on each."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from .page import STYLE, script


class Sheet(anywidget.AnyWidget):
    """What a reader does arrives as a message.

    ``{"do": "answer", "line": "m", "k": 0, "text": "0.4"}``, ``{"do": "show", "line": "m"}`` or
    ``{"do": "next"}``, see `Ledger`.
    """

    _esm = script("sheet.js")
    _css = STYLE

    frame = traitlets.Dict(
        help="Caption, heads, rows, status and the next step, as `Ledger` makes them."
    ).tag(sync=True)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the status; the table stays."""
        self.frame: dict[str, Any] = {**self.frame, "status": sentence}

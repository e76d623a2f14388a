"""The picture of a ledger: a table with blanks, for where no kernel runs."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from .palette import BAD, GOOD, INK, SOFT, size_of
from .picture import Picture, new_figure

__all__ = ["ledger_picture"]

SIGNS = {
    "right": ("✓ ", GOOD),
    "not yet": ("→ ", BAD),
    "shown": ("", SOFT),
    "given": ("", INK),
    "": ("", INK),
}
NUMBERS = 0.5  # the share of the width where the columns of numbers begin

Row = tuple[str, str, Sequence[tuple[str, str]], bool]


def ledger_picture(
    caption: str, heads: Sequence[str], rows: Sequence[Row], alt: str, *, view: str = "study"
) -> Picture:
    """Draw a ledger: a row a line, a box a number to fill in.

    Parameters
    ----------
    caption : str
    heads : list of str
        Above the columns of numbers.
    rows : list of (name, code, cells, blank)
        A cell is its text and its mark: "given", "right", "not yet", "shown" or "".
    alt : str
        What the picture shows, in words.
    view : "study" or "lecture"

    Examples
    --------
    >>> ledger_picture("Step 1", ["number"], [("g", "2 * w0", [("", "")], True)], "A table.").alt
    'A table.'
    """
    look = size_of(view)
    height = 0.022 * look.text  # inches a row
    figure = new_figure(9.6, height * (len(rows) + 2.3))
    down = height / figure.get_figheight()
    top = 1 - 0.9 * down
    figure.text(0.02, top, caption, fontsize=look.small, color=INK, va="center")
    wide = (0.99 - NUMBERS) / len(heads)
    for k, head in enumerate(heads):
        figure.text(NUMBERS + k * wide, top - down, head, fontsize=look.small, color=SOFT, va="center")
    for n, (name, code, cells, blank) in enumerate(rows):
        y = top - down * (n + 2)
        figure.text(0.02, y, name, fontsize=look.text, color=INK, va="center", weight="bold")
        figure.text(0.12, y, code, fontsize=look.small, color=INK, va="center", family="monospace")
        for k, (text, mark) in enumerate(cells):
            x, (sign, color) = NUMBERS + k * wide, SIGNS[mark]
            if blank:
                box = Rectangle((x, y - 0.4 * down), 0.9 * wide, 0.8 * down, fill=False, ec=SOFT, lw=0.8)
                figure.add_artist(box)
            figure.text(x + 0.01, y, sign + text, fontsize=look.small, color=color, va="center")
    return Picture(figure, alt)

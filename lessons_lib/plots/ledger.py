"""The picture of a ledger: a table with blanks, for where no kernel runs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.patches import Rectangle

from .palette import GOOD, INK, SOFT, size_of
from .picture import Picture, new_figure

__all__ = ["ledger_picture"]

AGAIN = "#8a4b00"  # the colour of "not yet" in every verdict
SIGNS = {
    "right": ("✓ ", GOOD),
    "not yet": ("→ ", AGAIN),
    "shown": ("", SOFT),
    "given": ("", INK),
    "": ("", INK),
}
NAME, CODE, NUMBERS = 0.02, 0.155, 0.56  # where the columns begin, in shares of the width

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
    line = 0.0195 * look.text  # inches
    letters = int((NUMBERS - CODE - 0.01) * 9.6 * 72 / (0.603 * look.small))  # of a fixed width, in a line
    codes = [textwrap.wrap(code, letters) or [""] for _, code, _, _ in rows]
    title = textwrap.wrap(caption.replace(" = ", "\xa0=\xa0"), int(0.95 * 9.6 * 72 / (0.55 * look.small)))
    heights = [line * (len(code) + 0.45) for code in codes]
    above = line * (len(title) + 1.6)
    figure = new_figure(9.6, above + sum(heights) + 0.1)
    whole = figure.get_figheight()
    words = dict(fontsize=look.small, va="center")
    for n, part in enumerate(title):
        figure.text(NAME, 1 - line * (n + 0.6) / whole, part, color=INK, **words)
    wide = (0.99 - NUMBERS) / len(heads)
    for k, head in enumerate(heads):
        figure.text(NUMBERS + k * wide, 1 - (above - 0.5 * line) / whole, head, color=SOFT, **words)
    for n, (name, _, cells, blank) in enumerate(rows):
        y = 1 - (above + sum(heights[:n]) + heights[n] / 2) / whole
        figure.text(NAME, y, name, color=INK, weight="bold", **words)
        figure.text(CODE, y, "\n".join(codes[n]), color=INK, family="monospace", **words)
        for k, (text, mark) in enumerate(cells):
            x, (sign, color) = NUMBERS + k * wide, SIGNS[mark]
            if blank:
                low = y - 0.6 * line / whole
                box = Rectangle((x, low), 0.94 * wide, 1.2 * line / whole, fill=False, ec=SOFT, lw=0.8)
                figure.add_artist(box)
            figure.text(x + 0.01, y, sign + text, color=color, **words)
    return Picture(figure, alt)

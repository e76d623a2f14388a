"""What a check answers: correct, not yet, missed, or not attempted, in a sentence that helps."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass

from ..progress import record

__all__ = ["Verdict", "correct", "forget_tries", "missed", "not_attempted", "not_yet"]

# status -> symbol, word, colour of the edge; each colour has a contrast above 5:1 with the white box.
LOOKS = {
    "correct": ("✓", "Correct.", "#00695c"),
    "not yet": ("→", "Not yet.", "#8a4b00"),
    "missed": ("→", "The answer:", "#8a4b00"),
    "not attempted": ("○", "Not attempted yet.", "#404040"),
}
BOX = (
    "color:#1a1a1a;background:#fff;border:1px solid #767676;border-left:6px solid {edge};border-radius:4px;"
    "padding:6px 12px;margin:4px 0;max-width:60em;font:15px/1.5 system-ui,sans-serif"
)
CODE = "color:#1a1a1a;background:#eef0f2;padding:0 3px;border-radius:3px"

_tries: Counter[str] = Counter()  # wrong answers so far in this session, by the name of the exercise


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer to one try. It shows itself in a notebook, and is true only when the try is correct.

    Parameters
    ----------
    status : str
        "correct", "not yet", "missed" (there is no second try) or "not attempted".
    says : str
        One plain sentence, or two. Code stands between backticks.
    hints : tuple of str
        The hints to show now.
    name : str, default ""
        The exercise. Once a reader sees that it is correct, it counts as passed: see `lessons_lib.progress`.

    Examples
    --------
    >>> Verdict("not yet", "The sign is lost.", ("Which way is downhill?",))
    Not yet. The sign is lost. Hint: Which way is downhill?
    >>> bool(Verdict("correct", "That is it.")), bool(Verdict("not attempted", "It is your turn."))
    (True, False)
    """

    status: str
    says: str
    hints: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        if self.status not in LOOKS:
            raise ValueError(f"status is {self.status!r}. It must be one of: {', '.join(LOOKS)}.")

    def __bool__(self) -> bool:
        return self.status == "correct"

    def __str__(self) -> str:
        return " ".join([LOOKS[self.status][1], self.says, *(f"Hint: {hint}" for hint in self.hints)])

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Give a notebook the same words twice, as text and as a small box: what a reader sees counts."""
        if self:
            record(self.name)
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        symbol, word, edge = LOOKS[self.status]
        hints = "".join(f"<br><b>Hint:</b> {_marked(hint)}" for hint in self.hints)
        return (
            f'<div role="status" style="{BOX.format(edge=edge)}">'
            f'<b style="color:{edge}"><span aria-hidden="true">{symbol}</span> {word}</b> '
            f"{_marked(self.says)}{hints}</div>"
        )


def _marked(sentence: str) -> str:
    """Escape a sentence for HTML and show what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", rf'<code style="{CODE}">\1</code>', html.escape(sentence))


def correct(name: str, says: str) -> Verdict:
    """Return a verdict of correct, and begin the hints of this exercise anew."""
    _tries.pop(name, None)
    return Verdict("correct", says, name=name)


def not_yet(name: str, says: str, hints: tuple[str, ...] = ()) -> Verdict:
    """Return a verdict of not yet: with one hint at the first wrong try, with two from the second on.

    Examples
    --------
    >>> hints = ("Look at the sign.", "Downhill is against the gradient.")
    >>> not_yet("an example", "That goes up.", hints)
    Not yet. That goes up. Hint: Look at the sign.
    >>> not_yet("an example", "That goes up.", hints).hints == hints
    True
    >>> correct("an example", "It goes down.")
    Correct. It goes down.
    """
    _tries[name] += 1
    return Verdict("not yet", says, tuple(hints)[: min(_tries[name], 2)])


def missed(says: str) -> Verdict:
    """Return the verdict on the one and only try, where it is wrong: the answer, then what was amiss.

    Examples
    --------
    >>> missed("17 steps. Your guess of 20 was off by 18 percent.")
    The answer: 17 steps. Your guess of 20 was off by 18 percent.
    """
    return Verdict("missed", says)


def not_attempted(says: str) -> Verdict:
    """Return a verdict of not attempted; it counts as no try."""
    return Verdict("not attempted", says)


def forget_tries() -> None:
    """Begin the hints of every exercise anew."""
    _tries.clear()

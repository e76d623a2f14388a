"""Answers that give a name to each of several things: which walk is whose, which line is there for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .attempts import is_blank
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = ["Matching"]


@dataclass(frozen=True)
class Matching:
    """An exercise that is solved by names: one for each of several things.

    Parameters
    ----------
    name : str
        The exercise, for counting tries.
    thing : str
        What is to be named: "walk", "line".
    answers : mapping of thing to tuple of str
        The names that are right for it, in small letters.
    known : tuple of str
        All names that may be given.
    marks : mapping of thing to sentence
        What to look at, where it has been given a wrong name.
    ask : str
        How to answer; said where nothing is filled in.
    stranger : str
        What to give instead of a name that is not known: "give one of ...".
    because : str
        What to say when all are right.
    hints : tuple of str
    text : str, default ""
        What is asked, for a print; how to answer, if left out.

    Examples
    --------
    >>> legs = Matching("legs", "animal", {"A": ("hen",), "B": ("cat",)}, ("hen", "cat"),
    ...                 {"A": "It has two legs.", "B": "It has four legs."},
    ...                 "Name A and B.", "give hen or cat.", "Two legs and four.")
    >>> legs.grade(A="cat")
    Not yet. A is not cat. It has two legs.
    >>> legs.grade(A="Hen", B="cat")
    Correct. Two legs and four.
    """

    name: str
    thing: str
    answers: Mapping[str, tuple[str, ...]]
    known: tuple[str, ...]
    marks: Mapping[str, str]
    ask: str
    stranger: str
    because: str
    hints: tuple[str, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        return self.text or self.ask

    def grade(self, *unnamed: Any, **given: Any) -> Verdict:
        """Return the verdict on the names given, by thing."""
        things = list(self.answers)
        if unnamed:
            call = ", ".join(f"{each}=..." for each in things)
            return not_yet(self.name, f"Say which is whose: `{call}`.")
        unknown = [each for each in given if each not in things]
        if unknown:
            listed = " and ".join(filter(None, (", ".join(things[:-1]), things[-1])))
            return not_yet(
                self.name, f"There is no {self.thing} {unknown[0]}. The {self.thing}s are {listed}."
            )
        if all(is_blank(given.get(each)) for each in things):
            return not_attempted(self.ask)
        told = {each: _plain(name) for each, name in given.items() if not is_blank(name)}
        for each, name in told.items():
            if name not in self.known:
                return not_yet(self.name, f"{each} is {_shown(given[each])}: {self.stranger}")
        wrong = [each for each in things if each in told and told[each] not in self.answers[each]]
        if wrong:
            first = wrong[0]
            return not_yet(self.name, f"{first} is not {given[first]}. {self.marks[first]}", self.hints)
        blank = [each for each in things if each not in told]
        if blank:
            return not_yet(self.name, f"So far it is right. Still blank: {', '.join(blank)}.", self.hints)
        return correct(self.name, self.because)


def _plain(name: Any) -> str:
    return " ".join(name.lower().split()).strip("().") if isinstance(name, str) else ""


def _shown(name: Any) -> str:
    """Write what was given, if it is of a kind that can be written without asking it."""
    return repr(name) if isinstance(name, (str, int, float)) else f"of type {type(name).__name__}"

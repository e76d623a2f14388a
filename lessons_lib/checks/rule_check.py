"""Compare a learner's rule with a rule of the package, and name the first thing that differs."""

from __future__ import annotations

import difflib
import dis
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..mistakes import Mistake, called
from ..signatures import check_answer, signature
from .attempts import Attempt, attempt, is_blank
from .battery import Walk, battery, follow
from .slips import SLIPS
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = ["check_rule", "mend_rule", "try_rule"]

TOLERANCE = 1e-9  # relative
NOTHING = 1e-14  # below this a difference is rounding
ASK = {
    ("gradient_descent", "w"): "what is subtracted from w?",
    ("momentum", "velocity"): "which share of the old velocity survives, and which way does the slope push?",
    ("momentum", "w"): "is the new velocity added?",
    ("nesterov", "velocity"): "which share of the old velocity survives, and which way does the slope push?",
    ("nesterov", "w"): "does it look ahead with the new velocity, and then correct?",
    ("adagrad", "cache"): "is the gradient squared, and added to the old cache?",
    ("rmsprop", "cache"): "is the gradient squared, and which shares do old and new get?",
    ("adam", "m"): "which shares do the old m and the gradient get, and by which beta?",
    ("adam", "v"): "is the gradient squared, and is it beta2?",
    ("adam", "w"): "look at the correction, the root and epsilon. Which is corrected, and by which beta?",
}
ROOT = "what stands under the root, and which way does the step go?"
HINTS = {
    "gradient_descent": (
        "Say it in words first: the new w is the old w minus what?",
        "A longer step on a steeper slope: the learning rate times the gradient.",
    ),
    "momentum": (
        "There are two lines: first the new velocity, then the new w.",
        "The velocity keeps the share beta of itself, and the slope pushes it downhill.",
    ),
    "nesterov": (
        "The velocity is that of momentum. What differs is how w moves.",
        "w moves by the share beta of the new velocity, and then down the slope.",
    ),
    "adagrad": (
        "There are two lines: first the cache, then the step.",
        "The cache adds up squares; the step is divided by the root of the cache plus epsilon.",
    ),
    "rmsprop": (
        "There are two lines: first the cache, then the step.",
        "The cache is an average of squares: decay for the old, the rest for the new.",
    ),
    "adam": (
        "Go line by line: m, v, both corrected, then the step.",
        "Each average is divided by 1 minus its beta to the power t.",
    ),
}


class _Stop(Exception):
    """The learner's rule gave no answer that can be compared."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.says)
        self.attempt = attempt


def check_rule(
    mine: Callable,
    reference: Callable,
    *,
    name: str | None = None,
    hints: tuple[str, ...] | None = None,
    seconds: float = 2.0,
) -> Verdict:
    """Say whether a learner's rule does what a rule of the package does.

    Parameters
    ----------
    mine : function
        The learner's rule, of the shape of :mod:`lessons_lib.rules`.
    reference : function
        The rule it should be, such as ``adam``.
    name : str, optional
        The exercise, for counting tries; the name of the rule if not given.
    hints : tuple of str, optional
        Others than those of the rule.
    seconds : float, default 2.0
        How long one call may take.

    Examples
    --------
    >>> from lessons_lib.rules import gradient_descent
    >>> def mine(w, g, t, *, learning_rate=0.1):
    ...     return dict(w=w + learning_rate * g)
    >>> check_rule(mine, gradient_descent).says
    'The step is added, so the walk climbs: the gradient points uphill.'
    >>> check_rule(gradient_descent, gradient_descent)
    Correct. Your rule does what gradient_descent does, on 6 walks and 40 steps.
    """
    rule = called(reference)
    name, hints = name or f"rule {rule}", HINTS.get(rule, ()) if hints is None else hints
    try:
        _read_form(mine, reference)
        walks = battery(reference)
        own = _follow_learner(mine, reference, walks, seconds)
    except _Stop as stop:
        if stop.attempt.status == "not attempted":
            return not_attempted(stop.attempt.says)
        return not_yet(name, stop.attempt.says, hints)
    memory = list(signature(reference).memory)
    target = [_follow_trusted(reference, walk, memory) for walk in walks]
    wrong = _first_difference(own, target, walks, memory)
    if wrong is None:
        steps = sum(len(walk.gradients) for walk in walks)
        return correct(name, f"Your rule does what {rule} does, on {len(walks)} walks and {steps} steps.")
    says = _slip(own, rule, walks, memory)
    if not says:
        # Right with the defaults: perhaps they are written into the formula.
        fixed = _unused(mine, walks[0].settings) if wrong[0] else ""
        says = f"{_sentence(wrong, rule, own, target, walks)} {fixed}".strip()
    return not_yet(name, says, hints)


def mend_rule(
    mine: Callable, reference: Callable, *, name: str, hints: tuple[str, ...], given: Callable, says: str
) -> Verdict:
    """Say whether a learner has mended a rule that was given with a known slip.

    Parameters
    ----------
    mine, reference, name, hints
        As for :func:`check_rule`.
    given : function
        The slip, of :mod:`lessons_lib.checks.slips`; its own sentence would be the answer.
    says : str
        What is said of it instead.
    """
    verdict = check_rule(mine, reference, name=name, hints=hints)
    return replace(verdict, says=says) if verdict.says == given.__doc__ else verdict


def try_rule(mine: Any, *, seconds: float = 2.0) -> Attempt:
    """Say whether a function can serve as a rule, whatever rule it is.

    It has to keep the shape of w, return numbers, leave what it is given alone, and answer the same when it
    is asked the same again. It is tried with its own defaults.

    Parameters
    ----------
    mine : function
        The learner's own.
    seconds : float, default 2.0
        How long one call may take.

    Returns
    -------
    Attempt
        Its value: a list of walks, each a list of (w, gradient, answer), a row a step.

    Examples
    --------
    >>> from lessons_lib.rules import lion
    >>> try_rule(lion).status
    'answered'
    >>> def first_alone(w, g, t, *, learning_rate=0.1):
    ...     return dict(w=w[0] - learning_rate * g[0])
    >>> try_rule(first_alone).says
    'first_alone turned w of shape (2,) into shape (). Keep the shape.'
    """
    try:
        _read_form(mine, mine)
        defaults = signature(mine).hyperparameters
        single = [walk for walk in battery(mine) if walk.w.ndim == 1 and not walk.memory]
        walks = [replace(walk, settings=defaults) for walk in single]
        own = _follow_learner(mine, mine, walks, seconds)
    except _Stop as stop:
        return stop.attempt
    return Attempt("answered", value=[_rows(walk, answers) for walk, answers in zip(walks, own, strict=True)])


def _rows(walk: Walk, answers: list[dict]) -> list[tuple]:
    """Lay where each step began, its gradient and its answer beside each other."""
    begun = [walk.w, *(answer["w"] for answer in answers[:-1])]
    return list(zip(begun, walk.gradients, answers, strict=True))


def _read_form(mine: Any, reference: Callable) -> None:
    """Stop with a sentence if the learner's first line cannot serve."""
    if is_blank(mine):
        raise _Stop(Attempt("not attempted", "Write your rule, then give its name."))
    try:
        own = signature(mine)
    except Mistake as mistake:
        raise _Stop(Attempt("not yet", str(mistake))) from None
    known = signature(reference)
    wrong = _misplaced(own, known) or _missing(own, known) or _other_start(own, known)
    if wrong:
        raise _Stop(Attempt("not yet", wrong))


def _misplaced(own: Any, known: Any) -> str:
    """Name what stands on the wrong side of the star."""
    for name in known.hyperparameters:
        if name in own.memory:
            form = f"def my_rule(w, g, t, ..., *, {name}=...)"
            return f"{name} is to be tuned, so it stands right of a star: `{form}`."
    for name in known.memory:
        if name in own.hyperparameters:
            form = f"def my_rule(w, g, t, {name}=0.0, *, ...)"
            return f"{name} is remembered, so it stands left of the star: `{form}`."
    return ""


def _missing(own: Any, known: Any) -> str:
    """Name what the learner's first line lacks, and what it may be called there instead."""
    mine = [*own.memory, *own.hyperparameters]
    for name in [*known.memory, *known.hyperparameters]:
        if name not in mine:
            strangers = [each for each in mine if each not in [*known.memory, *known.hyperparameters]]
            likely = _likely(name, strangers)
            instead = f" Yours has `{likely}`: is that it? Then call it `{name}`." if likely else ""
            where = "left of the star" if name in known.memory else "right of the star"
            return f"The first line of your rule has no `{name}`, {where}.{instead}"
    return ""


def _likely(name: str, strangers: list[str]) -> str:
    """Find which unknown name was meant: one spelled alike, its initials, or the only one there is."""
    initials = "".join(part[0] for part in name.split("_"))
    for each in strangers:
        if each.lower() in (initials, name.lower()) or name.startswith(each.lower()):
            return each
    alike = difflib.get_close_matches(name, strangers, n=1, cutoff=0.5)
    return alike[0] if alike else strangers[0] if len(strangers) == 1 else ""


def _other_start(own: Any, known: Any) -> str:
    """Compare the first values of the memory."""
    for name, first in known.memory.items():
        mine = own.memory[name]
        if mine is not None and not _equal(mine, first):
            return f"{name} begins at {_shown(mine)} in your rule. Here it begins at {first}."
    return ""


def _shown(value: Any) -> str:
    """Write a first value, whatever it is."""
    try:
        return str(value)
    except Exception:  # an object that cannot even be printed
        return f"a {type(value).__name__}"


def _equal(mine: Any, first: float) -> bool:
    """Compare first values; one that cannot be compared is another one."""
    try:
        return np.array_equal(mine, first)
    except Exception:  # such as a text, for NumPy 2.0
        return False


def _follow_learner(mine: Callable, reference: Callable, walks: list[Walk], seconds: float) -> list:
    """Walk the learner's rule over the battery; let it print at its first call only."""
    memory, calls = list(signature(reference).memory), []

    def ask(w: Any, g: Any, t: int, **settings: Any) -> dict:
        tried = attempt(mine, w, g, t, seconds=seconds, quiet=bool(calls), **settings)
        calls.append(t)
        if tried.status != "answered":
            raise _Stop(tried)
        return _usable(mine, tried.value, w, list(signature(mine).memory))

    own = [follow(ask, walk, memory) for walk in walks]
    again = follow(ask, walks[0], memory)
    if not all(_agree(one[key], two[key]) for one, two in zip(own[0], again, strict=True) for key in one):
        raise _Stop(
            Attempt(
                "not yet",
                "Your rule gives another answer when it is asked the same again. Does it keep "
                "something outside itself, or draw at random? Let it remember only what it returns.",
            )
        )
    return own


def _usable(mine: Callable, answer: Any, w: np.ndarray, memory: list[str]) -> dict:
    """Return a rule's answer as arrays of its own, or stop with what it lacks."""
    if isinstance(answer, dict) and any(value is Ellipsis for value in answer.values()):
        raise _Stop(Attempt("not attempted", "It is your turn: put your own line where the `...` stands."))
    try:
        copied = (
            {key: np.array(value) for key, value in answer.items()} if isinstance(answer, dict) else answer
        )
        answer = check_answer(mine, copied, dict.fromkeys(memory), w)
    except Mistake as mistake:
        raise _Stop(Attempt("not yet", str(mistake))) from None
    except ValueError:
        raise _Stop(
            Attempt("not yet", "Your rule returned rows of different lengths. Return arrays.")
        ) from None
    except Exception:  # whatever a strange object does when it is read as an array
        raise _Stop(Attempt("not yet", "Your rule returned what is no array of numbers.")) from None
    for key, value in answer.items():
        if np.asarray(value).dtype.kind not in "biuf":
            raise _Stop(Attempt("not yet", f"{key} is no number in what your rule returns. Return numbers."))
    return answer


def _follow_trusted(rule: Callable, walk: Walk, memory: list[str]) -> list[dict]:
    with np.errstate(all="ignore"):
        return follow(rule, walk, memory)


def _agree(mine: Any, target: Any) -> bool:
    """Say whether two answers are the same up to rounding; nan agrees with nan."""
    return np.shape(mine) == np.shape(target) and np.allclose(
        mine, target, TOLERANCE, NOTHING, equal_nan=True
    )


def _first_difference(own: list, target: list, walks: list[Walk], memory: list[str]) -> tuple | None:
    """Find the first walk, step and name that differ; memory before w, w before what is optional."""
    for n in range(len(walks)):
        for t, (mine, right) in enumerate(zip(own[n], target[n], strict=True), start=1):
            for key in [*memory, "w", *(key for key in right if key not in (*memory, "w"))]:
                if key in mine and not _agree(mine[key], right[key]):
                    return n, t, key
    return None


def _slip(own: list, rule: str, walks: list[Walk], memory: list[str]) -> str | None:
    """Find the classic slip that gives the learner's very answers; one walk at a time is enough.

    A dialect of the same name has other settings: the slips of the rule do not speak of it.
    """
    single = [n for n, walk in enumerate(walks) if walk.w.ndim == 1]

    def gives_the_same(slip: Callable, n: int) -> bool:
        wrong = _follow_trusted(slip, walks[n], memory)
        return _first_difference([own[n]], [wrong], [walks[n]], memory) is None

    for slip in SLIPS.get(rule, ()):
        known = signature(slip)
        speaks = [*known.memory] == memory and known.hyperparameters.keys() == walks[0].settings.keys()
        if speaks and all(gives_the_same(slip, n) for n in single):
            return slip.__doc__
    return None


def _unused(mine: Callable, settings: dict[str, Any]) -> str:
    """Name a setting of the first line that the learner's formula never reads."""
    code = getattr(mine, "__code__", None)
    read = set()
    for step in dis.get_instructions(code) if code else ():
        if "LOAD" in step.opname and step.opname != "LOAD_CONST":  # from Python 3.13 on one step may load two
            read.update(step.argval if isinstance(step.argval, tuple) else (step.argval,))
    name = next((name for name in settings if code and name not in read), None)
    return f"`{name}` is never used: does a number stand in its place?" if name else ""


def _sentence(wrong: tuple, rule: str, own: list, target: list, walks: list[Walk]) -> str:
    """Say what agrees, what does not, where, and what to look at."""
    n, t, key = wrong
    mine, right = own[n][t - 1], target[n][t - 1]
    if np.shape(mine[key]) != np.shape(right[key]):
        if np.array_equal(mine[key], walks[n].memory.get(key, 0.0)):
            return f"{key} stays as it was. Is there a line that gives `{key}` its new value?"
        return (
            f"{key} has shape {np.shape(mine[key])}, where {np.shape(right[key])} is expected. "
            "Everything is element-wise: is something summed, or picked out?"
        )
    if not np.all(np.isfinite(mine[key])):
        return (
            f"{key} is not a finite number at step {t}, {walks[n].label}. "
            "Is something divided by zero, or a root taken of a negative number?"
        )
    ordered = sorted(right, key=lambda name: name == "w")  # memory before w
    others = [name for name in ordered if name in mine and name != key and _agree(mine[name], right[name])]
    agrees = f"{' and '.join(others)} {'agrees' if len(others) == 1 else 'agree'}, " if others else ""
    question = ASK.get((rule, key), ROOT)
    differs = f"{key} does not" if others else f"{key} is not what it should be"
    return f"{agrees}{differs}: {question} First seen at step {t}, {walks[n].label}."

"""The one error a learner sees: a sentence, never a traceback from inside the package."""

from __future__ import annotations

import difflib
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

# What the frameworks call the settings of the series. No name means two things to two of them.
SYNONYMS = {
    "lr": "learning_rate",
    "momentum": "beta",
    "alpha": "decay",
    "rho": "decay",
    "beta_1": "beta1",
    "beta_2": "beta2",
    "b1": "beta1",
    "b2": "beta2",
    "eps": "epsilon",
}

# What Python or NumPy says -> the same for who has never met a "core dimension".
PLAINLY = {
    r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))": (
        r"arrays of shape \1 and \2 do not fit together number by number"
    ),
    r"matmul: .*\(size (\d+) is different from (\d+)\)": (
        r"in `a @ b` a row of a has \2 numbers, a column of b has \1, and the two should be as long"
    ),
    r"shapes (\(.*?\)) and (\(.*?\)) not aligned": (
        r"arrays of shape \1 and \2 do not fit together as rows times columns"
    ),
    r"matmul: .* does not have enough dimensions": (
        "`@` multiplies rows with columns, and one side is a single number: multiply it with `*`"
    ),
    r"cannot convert dictionary update sequence": "each value in `dict` needs a name: `dict(w=...)`",
    r"unhashable type: 'numpy.ndarray'": "a name between braces stands in quotes: `{'w': ...}`",
    r"(size-1|length-1|0-dimensional) arrays can be converted": (
        "a function for one number was given an array: take NumPy's own, such as `np.sqrt`"
    ),
    r"'bitwise_xor'|for \^": "`^` is no power in Python: a square is `g**2`",
    r"can't multiply sequence by non-int": "a tuple does not multiply as an array: make it `np.array(...)`",
    r"unsupported operand .*'ellipsis'": "there is still a `...` in the formula: put your own in its place",
    r"unsupported operand .*function": "a function stands where a number should: are its brackets missing?",
}
OF_NUMPY = ("abs", "array", "cos", "exp", "log", "maximum", "mean", "sign", "sin", "sqrt", "where", "zeros")


class Mistake(ValueError):
    """Something a learner can mend: what was given, what was expected, what to do.

    In a notebook it is shown as its sentence alone. Elsewhere it is an ordinary ``ValueError``.

    Examples
    --------
    >>> raise Mistake("steps is 2.5. It must be a whole number: try steps=2.")
    Traceback (most recent call last):
    ...
    lessons_lib.mistakes.Mistake: steps is 2.5. It must be a whole number: try steps=2.
    """

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what to print; it looks for this method on every exception."""
        return [f"Mistake: {self}"]


def nearest(name: object, known: Iterable[str], *, most: int | None = None) -> str:
    """Say which of the known names was probably meant, and list them; where there are many, the nearest few.

    Examples
    --------
    >>> nearest("learning_rte", ["learning_rate", "beta"])
    'Did you mean learning_rate? It knows: learning_rate, beta.'
    >>> nearest("lr", ["learning_rate", "beta"])
    'Did you mean learning_rate? It knows: learning_rate, beta.'
    >>> nearest("beta3", ["steps", "beta1", "seed", "beta2", "epsilon"], most=3)
    'Did you mean beta2? The nearest are: beta2, beta1, seed.'
    """
    known = list(known)
    meant = SYNONYMS.get(str(name)) if name != "alpha" else None  # to many that is a learning rate
    guess = [meant] if meant in known else difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    hint = f"Did you mean {guess[0]}? " if guess else ""
    if most and len(known) > most:
        return hint + f"The nearest are: {', '.join(_closest(str(name), known, guess)[:most])}."
    return hint + (f"It knows: {', '.join(known)}." if known else "It has none to set.")


def _closest(name: str, known: list[str], first: list[str]) -> list[str]:
    """Sort names by their likeness to one; of those of single rules (``"adam: beta1"``) the end counts."""
    alike = {
        each: max(difflib.SequenceMatcher(None, name, part).ratio() for part in (each, each.split(": ")[-1]))
        for each in known
    }
    return [*first, *sorted((each for each in known if each not in first), key=lambda each: -alike[each])]


def called(thing: object) -> str:
    """Write a function as its name and anything else as Python shows it, without an address.

    Examples
    --------
    >>> called(nearest), called(2.5), called(object())
    ('nearest', '2.5', '<object object>')
    """
    thing = unwrapped(thing)
    name = getattr(thing, "__name__", None)
    return name if isinstance(name, str) else " ".join(re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing)).split())


def unwrapped(thing: Any) -> Any:
    """Return the function of which a `functools.partial` is made, and anything else as it is."""
    while hasattr(thing, "func"):
        thing = thing.func
    return thing


def is_dialect(rule: object) -> bool:
    """Say whether a function is a dialect: its module lists the call for which it stands."""
    name, home = getattr(rule, "__name__", None), getattr(rule, "__module__", None)
    ours = isinstance(name, str) and isinstance(home, str) and home.startswith("lessons_lib.dialects.")
    return ours and name in getattr(sys.modules.get(home), "CALLS", {})


def title(rule: object) -> str:
    """Name a rule by its framework and function: ``torch.rmsprop``; any other as it is called.

    Examples
    --------
    >>> from lessons_lib import dialects, rules
    >>> title(dialects.torch.rmsprop), title(rules.rmsprop)
    ('torch.rmsprop', 'rmsprop')
    """
    rule = unwrapped(rule)
    return f"{rule.__module__.split('.')[-1]}.{called(rule)}" if is_dialect(rule) else called(rule)


def kind_of(thing: object) -> str:
    """Name the kind of a thing, with its article: ``an int``, ``a function``.

    Examples
    --------
    >>> kind_of(2), kind_of([2]), kind_of(abs)
    ('an int', 'a list', 'a function')
    """
    if callable(thing):
        return "a function"
    name = type(thing).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def ended(sentence: str) -> str:
    """Let a sentence end as it should: with its question mark, or with one point.

    Examples
    --------
    >>> ended("It stopped"), ended("Did it stop?")
    ('It stopped.', 'Did it stop?')
    """
    sentence = sentence.rstrip(" .:")
    return sentence if sentence.endswith("?") else f"{sentence}."


def uncalled(thing: object) -> str:
    """Say of a class, or of a function that can be called as it is, that its brackets are missing.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> uncalled(ravine), uncalled(ravine())
    ('a function. Write ravine(), with its brackets.', '')
    """
    try:
        inspect.signature(thing).bind()
        inside = ""
    except (TypeError, ValueError):  # it wants something, or does not say what
        inside = "..."
    name, kind = called(thing), "a class" if isinstance(thing, type) else "a function"
    if not isinstance(thing, type) and (inside or not name.isidentifier()):
        return ""
    return f"{kind}. Write {name}({inside}), with its brackets."


def carefully(function: Callable, /, *args: Any, **kwargs: Any) -> Any:
    """Call a learner's function; turn an error inside it into a sentence that names the line.

    Examples
    --------
    >>> carefully(round, 2.5)
    2
    """
    try:
        return function(*args, **kwargs)
    except Exception as error:
        stop(function, error)


def stop(function: object, error: Exception) -> NoReturn:
    """Raise an error inside a learner's function again, as a sentence that names the line."""
    if isinstance(error, Mistake):
        raise error
    told = blame(error, function)
    if "read-only" in str(error):
        raise Mistake(
            f"{title(function)} changes an array in place ({told}). "
            "Make a new one: `w = w - ...`, not `w -= ...`."
        ) from error
    if "truth value of an array" in str(error):
        raise Mistake(
            f"{title(function)} was given an array, and an array has many answers to one question "
            f"({told}). Write np.where(t < 5, 0.1, 0.01), not `0.1 if t < 5 else 0.01`."
        ) from error
    raise Mistake(f"{title(function)} stopped with {ended(told)}") from error


def blame(error: BaseException, function: object) -> str:
    """Describe an error raised inside a learner's own function, with the line that raised it.

    Examples
    --------
    >>> blame(NameError("name 'lr' is not defined", name="lr"), lambda w, learning_rate: w)
    "NameError: name 'lr' is not defined. Did you mean `learning_rate`?"
    """
    function = inspect.unwrap(function)
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename and frame.line]
    where = f" in the line `{own[-1].line.strip()}`" if own else ""
    return f"{type(error).__name__}{where}: {_plainly(error, getattr(code, 'co_varnames', ()))}"


def _plainly(error: BaseException, names: Iterable[str]) -> str:
    """Put a frequent error into words for a newcomer, and anything else as Python does."""
    told = " ".join(str(error).split())
    if isinstance(error, NameError) and error.name:
        return f"{told}. {_meant(error.name, list(names))}".rstrip(" .")
    for sign, words in PLAINLY.items():
        found = re.search(sign, told)
        if found:
            return found.expand(words)
    return told


def _meant(name: str, names: list[str]) -> str:
    """Ask whether an unknown name was meant to be one of a function's own, or one of NumPy."""
    if name in OF_NUMPY:
        return f"Did you mean `np.{name}`?"
    meant = SYNONYMS.get(name)
    guess = [meant] if meant in names else difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"Did you mean `{guess[0]}`?" if guess else ""

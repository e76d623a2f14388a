"""Run a learner's function so that nothing it does can break the check, and say what went wrong."""

from __future__ import annotations

import contextlib
import copy
import dis
import inspect
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..mistakes import blame, called, ended, kind_of
from ..signatures import floats
from .time_limit import TooLong, within

__all__ = ["Attempt", "attempt", "is_blank", "read_numbers"]

# What the interpreter does in a function whose body is only `pass`, `...` or a text.
NOTHING = {"RESUME", "NOP", "LOAD_CONST", "POP_TOP", "RETURN_VALUE", "RETURN_CONST", "COPY_FREE_VARS"}


@dataclass(frozen=True)
class Attempt:
    """What came of calling a learner's function.

    Parameters
    ----------
    status : str
        "answered", "not yet" or "not attempted".
    says : str
        Unless it answered: what happened, and what to do.
    value : object
        Its answer.
    """

    status: str
    says: str = ""
    value: Any = None


class _Silence(io.TextIOBase):
    """Takes what is printed and keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


def is_blank(value: object) -> bool:
    """Say whether something was left as the exercise gave it: ``...`` or None.

    Examples
    --------
    >>> is_blank(...), is_blank(None), is_blank(0.0)
    (True, True, False)
    """
    return value is None or value is Ellipsis


def attempt(
    function: Callable, *args: Any, seconds: float = 2.0, quiet: bool = False, **kwargs: Any
) -> Attempt:
    """Call a learner's function with copies, under a time limit; return what came of it, and never raise.

    Parameters
    ----------
    function : function
        The learner's own; anything else gets a sentence, too.
    *args, **kwargs
        What to call it with. It is given copies of arrays.
    seconds : float, default 2.0
        How long it may take.
    quiet : bool, default False
        Drop what it prints.

    Examples
    --------
    >>> attempt(lambda w: 2 * w, 3.0).value
    6.0
    >>> attempt(2.5).says
    "You gave a float, not a function. Give the function's name, without brackets."
    """
    refused = _refuse(function, args, kwargs)
    if refused:
        return refused
    given = copy.deepcopy((args, kwargs))
    try:
        with _contained(quiet):
            value = within(seconds, lambda: function(*given[0], **given[1]))
    except KeyboardInterrupt:  # the learner's own wish to stop
        raise
    except NotImplementedError:
        return Attempt("not attempted", "Your function still says that it is not written.")
    except BaseException as error:
        return Attempt("not yet", _told(error, function, seconds))
    return _judge(function, value, _changed(function, (args, kwargs), given))


def _refuse(function: Any, args: tuple, kwargs: dict) -> Attempt | None:
    """Answer for what cannot be called like this at all."""
    if is_blank(function):
        return Attempt("not attempted", "Write your function, then give its name.")
    if not callable(function):
        kind = kind_of(function)
        return Attempt(
            "not yet", f"You gave {kind}, not a function. Give the function's name, without brackets."
        )
    form = _form(function)
    try:
        if form:
            form.bind(*args, **kwargs)
    except TypeError as error:
        count = len(args) + len(kwargs)
        values = "1 value" if count == 1 else f"{count} values"
        return Attempt(
            "not yet",
            f"Your function cannot take the {values} that it is given here: {error}. Mend its first line.",
        )
    return None


def _form(function: Callable) -> inspect.Signature | None:
    """Return a function's signature, or None if there is none to read, as of many written in C."""
    try:
        return inspect.signature(function)
    except Exception:
        return None


@contextlib.contextmanager
def _contained(quiet: bool) -> Any:
    """Let no warning out, and nothing printed if it should be quiet."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(np.errstate(all="ignore"))
        if quiet:
            stack.enter_context(contextlib.redirect_stdout(_Silence()))
            stack.enter_context(contextlib.redirect_stderr(_Silence()))
        yield


def _told(error: BaseException, function: Callable, seconds: float) -> str:
    """Put what stopped a function into words."""
    if isinstance(error, TooLong):
        return (
            f"Your function was still running after {seconds:g} seconds. "
            "Does a loop never end? Look at what should stop it."
        )
    if isinstance(error, SystemExit):
        return "Your function asks Python to exit, which would end your session. Take that line out."
    if isinstance(error, RecursionError):
        return "Your function calls itself without end (RecursionError). A formula is enough here."
    try:
        told = blame(error, function)
    except Exception:  # an exception that cannot even be printed
        told = type(error).__name__
    return f"Your function stopped with {ended(told)}"


def _changed(function: Callable, before: tuple, after: tuple) -> list[str]:
    """Name the arguments that a function changed in place."""
    form = _form(function)
    names = list(form.bind(*before[0], **before[1]).arguments) if form else []
    names = [*names, *(f"value {n + 1}" for n in range(len(names), len(before[0])))]
    pairs = [*zip(names, before[0], after[0], strict=False)]
    pairs += [(name, value, after[1][name]) for name, value in before[1].items()]
    return [name for name, old, new in pairs if isinstance(old, np.ndarray) and _differ(old, new)]


def _differ(old: np.ndarray, new: np.ndarray) -> bool:
    return old.shape != new.shape or not np.array_equal(old, new, equal_nan=old.dtype.kind in "fc")


def _judge(function: Callable, value: Any, changed: list[str]) -> Attempt:
    """Tell a blank from a forgotten return, and refuse an answer that came with a changed input."""
    if inspect.iscoroutine(value):
        value.close()
        return Attempt("not yet", "Your function is `async`. Write it with a plain `def`.")
    if value is Ellipsis or (value is None and _does_nothing(function)):
        return Attempt("not attempted", "It is your turn: put your own line where the `...` stands.")
    if changed:
        return Attempt(
            "not yet",
            f"Your function changes {' and '.join(changed)} in place, so the caller's array changes too. "
            f"Make a new array: `{changed[0]} = {changed[0]} ...`, without `+=`, `-=` or `*=`.",
        )
    if value is None:
        return Attempt("not yet", "Your function returns nothing. End it with a line that begins `return`.")
    return Attempt("answered", value=value)


def _does_nothing(function: Callable) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and {step.opname for step in dis.get_instructions(code)} <= NOTHING


def read_numbers(
    value: Any, what: str, shape: tuple[int, ...] | None = None
) -> tuple[np.ndarray | None, str]:
    """Read an answer as numbers, or say kindly why it is none.

    Parameters
    ----------
    value : object
        A number, or a tuple, list or array of numbers.
    what : str
        How to call it in the sentence.
    shape : tuple of int, optional
        The shape that it must have; one number in brackets counts as one number.

    Returns
    -------
    (array, "") or (None, sentence)

    Examples
    --------
    >>> read_numbers((1, 2), "g", (2,))
    (array([1., 2.]), '')
    >>> read_numbers("2", "loss", ())
    (None, "loss is the text '2'. Write the number without quotes.")
    """
    if isinstance(value, str | bytes):
        return None, f"{what} is the text {called(value)}. Write the number without quotes."
    if isinstance(value, bool | np.bool_) or (isinstance(value, np.ndarray) and value.dtype.kind == "b"):
        return None, f"{what} is {called(value)}, which is true or false. Give a number."
    array = _floats(value)
    if array is None:
        texts = [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []
        if texts:
            return None, f"{what} holds the text {called(texts[0])}. Write numbers without quotes."
        return None, f"{what} is {kind_of(value)}. Give {_wanted(shape)}."
    if shape == () and array.size == 1:
        array = array.reshape(())
    if shape is not None and array.shape != shape:
        had = f"numbers in shape {array.shape}" if array.ndim > 1 else _wanted(array.shape)
        return None, f"{what} holds {had}, where {_wanted(shape)} should stand."
    if np.isnan(array).any():
        return None, f"{what} is nan, not a number: somewhere 0 / 0 or the root of a negative was taken."
    if np.isinf(array).any():
        return None, f"{what} is infinite. Was something divided by zero, or did it grow without end?"
    return array, ""


def _floats(value: Any) -> np.ndarray | None:
    """Return real numbers as an array; fractions and decimals count, truth values do not."""
    if isinstance(value, list | tuple) and any(isinstance(each, bool | np.bool_ | str) for each in value):
        return None
    try:
        array = floats(value)
        return np.array(value, dtype=float) if array is None and _is_exact(value) else array
    except Exception:  # whatever a strange object does when it is read as a number
        return None


def _is_exact(value: Any) -> bool:
    """Say whether something holds fractions or decimals, which numpy leaves as objects."""
    array = np.array(value)
    return array.dtype == object and all(hasattr(each, "__float__") for each in array.flat)


def _wanted(shape: tuple[int, ...] | None) -> str:
    if not shape or shape == (1,):
        return "numbers" if shape is None else "one number"
    return f"{shape[0]} numbers" if len(shape) == 1 else f"numbers in shape {shape}"

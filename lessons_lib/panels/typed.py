"""Read a number that a learner types: plain, a fraction, or a little arithmetic."""

from __future__ import annotations

import ast
import math
import operator
import re
from typing import Any

import numpy as np

from ..mistakes import Mistake
from .writing import short

__all__ = ["SHOWN", "answer_text", "tidy", "worked_out"]

SHOWN = "?"  # typed in place of a number, it shows the line
LONGEST = 80  # characters
TOKENS = re.compile(  # possessive: what a token has taken it keeps, so that no text takes for ever to refuse
    r"(?:\s++|sqrt\b|\d++\.?\d*+(?:[eE][+-]?\d++)?|\.\d++(?:[eE][+-]?\d++)?|\*\*|[-+*/()])*+"
)
SPELLED = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/", "√": "sqrt", ",": "."})
ACTS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


def tidy(text: str) -> str:
    """Spell a typed number as Python does: a comma becomes a point, a raised dot a star.

    Examples
    --------
    >>> tidy("−0,5 × 2^2")
    '-0.5 * 2**2'
    """
    return " ".join(str(text).translate(SPELLED).replace("^", "**").split())


def worked_out(text: str) -> float:
    """Work out a typed number: digits, ``+ - * / **``, brackets and ``sqrt``, and nothing else.

    Parameters
    ----------
    text : str

    Raises
    ------
    Mistake
        If it is anything else, or no finite number.

    Examples
    --------
    >>> worked_out("1/4"), worked_out("0.9*2"), worked_out("-(3 - 1)**2"), worked_out("sqrt(16)")
    (0.25, 1.8, -4.0, 4.0)
    """
    spelled = tidy(text)
    brief = spelled if len(spelled) <= 24 else f"{spelled[:20]} ..."
    if not spelled or len(spelled) > LONGEST or not TOKENS.fullmatch(spelled):
        raise Mistake(f"{brief!r} is no number. Type one, such as -0.4, 1/3 or 0.9*2.")
    try:
        value = _value(ast.parse(spelled, mode="eval").body)
    except (
        SyntaxError,
        ValueError,
        TypeError,
    ):  # TypeError: two numbers side by side, one called with the other
        raise Mistake(f"{brief!r} cannot be worked out. Look at its signs and brackets.") from None
    except ZeroDivisionError:
        raise Mistake(f"{brief!r} divides by zero. Type a finite number.") from None
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Mistake(f"{brief!r} is too large. Type a finite number.")
    return value


def _value(node: ast.AST) -> float:
    """Work out one part of it; whole numbers become floats first, so that no power takes for ever."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=op, operand=inner):
            return ACTS[type(op)](_value(inner))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ACTS:
            return _real(ACTS[type(op)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
            return math.sqrt(_value(inner))
    raise ValueError


def _real(value: Any) -> float:
    if isinstance(value, complex):  # a root of a negative number, written as a power
        raise ValueError
    return value


def answer_text(name: str, value: Any, count: int) -> str:
    """Write a line's numbers as one text, with commas between them.

    Parameters
    ----------
    name : str
        The line.
    value : number, sequence of numbers, or text
        A text is taken as typed; ``...`` and None are blanks.
    count : int
        How many numbers the line has.

    Raises
    ------
    Mistake
        If there are more or fewer.

    Examples
    --------
    >>> answer_text("g", (-0.4, 4), 2), answer_text("g", "1/3", 1), answer_text("g", "?", 2)
    ('-0.4,4', '1/3', '?')
    """
    if isinstance(value, str):
        parts = [tidy(part) for part in value.split(",")]
    else:
        array = np.atleast_1d(np.asarray(value, dtype=object))
        parts = [
            "" if x in (None, ...) else tidy(short(x) if isinstance(x, float) else x) for x in array.flat
        ]
    if SHOWN in parts:
        return SHOWN
    if not any(parts):
        return ""
    if len(parts) != count:
        words = "one number" if count == 1 else f"{count} numbers"
        raise Mistake(f"{name} is {value!r}. Give {words}, or {SHOWN!r} to have the line shown.")
    return ",".join(part[:LONGEST] for part in parts)

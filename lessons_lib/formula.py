"""A landscape from a formula that is typed: read sign by sign, never run as code; its slope is exact.

A formula is kept as a tree of plain data: a number, ``"x"`` or ``"y"``, or a tuple such as
``("+", left, right)`` or ``("sin", inside)``. What is not on the lists below is refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .landscapes import Landscape
from .mistakes import Mistake, nearest
from .own_landscape import landscape_from, numerical_gradient

__all__ = ["formula"]

Tree = float | str | tuple

LONGEST = 200  # signs
DEEPEST = 40  # one thing inside another
START, WINDOW = (-4.0, 2.0), ((-5.0, 5.0), (-3.0, 3.0))
DRAWN = 121  # points a side that a picture shows

CONSTANTS = {"pi": float(np.pi), "e": float(np.e)}
FUNCTIONS = {
    name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sign")
}
OPERATORS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power}
TYPED = [name for name in FUNCTIONS if name != "sign"]  # sign is there for the slope of abs alone
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+(?![\w.]))?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|[-+*/^()]))",
    re.ASCII,
)


class Token(NamedTuple):
    """A number, a name or a sign of a formula, and where it begins."""

    text: str
    kind: str
    at: int


def formula(
    text: str,
    *,
    start: Sequence[float] = START,
    window: Sequence[Sequence[float]] = WINDOW,
) -> Landscape:
    """Make a landscape from a formula in x and y, given as text.

    The text is read, not run: it may hold numbers, ``x``, ``y``, ``pi``, ``e``, ``+ - * / **``, round
    brackets, and ``sin cos tan exp log sqrt abs tanh``. ``^`` means ``**``. The slope is worked out by the
    rules for derivatives. The lowest point inside the window, if there is one, is searched for.

    Parameters
    ----------
    text : str
        Such as ``"x**2/20 + y**2"``.
    start : two numbers, default (-4, 2)
        Where walks begin.
    window : two pairs (low, high), default ((-5, 5), (-3, 3))
        What to draw. The formula has to be finite there.

    Returns
    -------
    Landscape

    Raises
    ------
    Mistake
        If the text is no such formula, or the surface jumps or is not finite in the window.

    Examples
    --------
    >>> surface = formula("x**2/20 + y^2")
    >>> surface.gradient(np.array([1.0, 2.0]))
    array([0.1, 4. ])
    >>> surface
    formula('x**2/20 + y^2')
    """
    try:
        return _made(text, tuple(start), tuple(map(tuple, window)))
    except TypeError:  # nothing that could be remembered: the checks below say what is wrong with it
        return _made.__wrapped__(text, start, window)


@lru_cache(maxsize=64)  # a panel asks for the same surface again with every turn of a slider
def _made(text: str, start: Sequence, window: Sequence) -> Landscape:
    tree = parsed(text)
    height = compiled(tree)

    def loss(w: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return height(w[0], w[1]) + np.zeros(np.shape(w[0]))

    slopes = [compiled(derivative(tree, by)) for by in ("x", "y")]

    def gradient(w: np.ndarray, t: int = 0) -> np.ndarray:
        with np.errstate(all="ignore"):
            zero = np.zeros(np.shape(w[0]))
            slope = np.array([part(w[0], w[1]) + zero for part in slopes])
            gaps = np.isnan(slope)  # the tip of a cone has no slope: it is measured across the tip
            return np.where(gaps, numerical_gradient(loss, w), slope) if gaps.any() else slope

    try:
        checked = landscape_from(lambda x, y: loss((x, y)), start=start, window=window)
    except Mistake as mistake:
        raise Mistake(f"{mistake} {ROOM}" if "not finite" in str(mistake) else str(mistake)) from None
    _check_drawing(loss, checked.window)
    others = {"start": (checked.start, START), "window": (checked.window, WINDOW)}
    unusual = [f", {word}={_short(value)}" for word, (value, usual) in others.items() if value != usual]
    return replace(
        checked,
        name=f"formula({text.strip()!r}{''.join(unusual)})",
        loss=loss,
        gradient=gradient,
        minima=_lowest(loss, checked.window),
        coordinates=("x", "y"),
    )


def parsed(text: str) -> Tree:
    """Read a formula into a tree.

    Examples
    --------
    >>> parsed("2 * x ^ 2 + sin(y)")
    ('+', ('*', 2.0, ('**', 'x', 2.0)), ('sin', 'y'))
    """
    if not isinstance(text, str):
        raise Mistake(f"The formula is {text!r}. Give a text, such as 'x**2/20 + y**2'.")
    if len(text) > LONGEST:
        raise Mistake(f"The formula has {len(text)} signs. Give one of at most {LONGEST}.")
    tokens = _tokens(text)
    if not tokens:
        raise Mistake("The formula is empty. Type one, such as x**2/20 + y**2.")
    _check_neighbours(tokens)
    spaced = " ".join(_plain(token) for token in tokens)
    try:
        expression = ast.parse(spaced, mode="eval").body
    except SyntaxError:
        raise Mistake(_unfinished(tokens)) from None
    except (RecursionError, MemoryError):
        raise Mistake("The formula has too many brackets inside each other. Use fewer.") from None
    return _tree(expression, spaced, 0)


def _tokens(text: str) -> list[Token]:
    """Cut a formula into numbers, names and signs; refuse everything else, and show where it stands."""
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            wrong = text[at:].lstrip()[0]
            if wrong in POWERS:
                raise Mistake(
                    f"{wrong!r}{_after(tokens)} cannot be read. Write **{POWERS.index(wrong)} for it."
                )
            raise Mistake(f"{wrong!r}{_after(tokens)} is no part of a formula. {KNOWN}")
        token = Token(found[found.lastgroup], found.lastgroup, found.start(found.lastgroup))
        if token.kind == "name" and token.text not in ("x", "y", *CONSTANTS, *TYPED):
            raise Mistake(f"`{token.text}`{_after(tokens)} is not known. {_guess(token.text)}")
        if token.kind == "number" and not np.isfinite(float(token.text)):
            raise Mistake(f"The number {token.text} is too large. Give one below 1e308.")
        tokens.append(token)
        at = found.end()
    return tokens


ROOM = "log needs more than 0 inside, sqrt 0 or more, as log(1 + x**2) has; nothing is divided by 0."
POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
KNOWN = f"Use x, y, numbers, pi, e, + - * / **, round brackets and {' '.join(TYPED)}."


def _plain(token: Token) -> str:
    """Write a token as Python's reader takes it."""
    if token.text.isdigit():
        return token.text.lstrip("0") or "0"
    return "**" if token.text == "^" else token.text


def _guess(name: str) -> str:
    """Say what a name was probably meant to be."""
    known = ["x", "y", *CONSTANTS, *TYPED]
    letters = re.fullmatch(r"[xy]{2,}", name)
    if name.lower() in known:
        return f"Write it small: {name.lower()}."
    return f"Write {'*'.join(name)} for the product." if letters else nearest(name, known)


def _after(tokens: Sequence[Token]) -> str:
    """Say after which part of a formula something stands."""
    return f" after `{_joined(tokens)}`" if tokens else " at the beginning"


def _joined(tokens: Sequence[Token]) -> str:
    """Write the end of the tokens down as they were typed, but for blanks."""
    words = "".join(token.text for token in tokens)
    return words if len(words) <= 24 else f"...{words[-24:]}"


def _check_neighbours(tokens: list[Token]) -> None:
    """Refuse two values without a sign between them, and functions without brackets."""
    for k, token in enumerate(tokens):
        following = tokens[k + 1] if k + 1 < len(tokens) else Token("", "end", 0)
        opens = following.text == "("
        if token.text in FUNCTIONS:
            if not opens:
                raise Mistake(f"`{token.text}`{_after(tokens[:k])} needs brackets: {token.text}(x).")
        elif token.text == "(":
            if following.text == ")":
                raise Mistake(f"The brackets{_after(tokens[:k])} are empty. Put a number, x or y into them.")
        elif token.kind in ("number", "name") or token.text == ")":
            if opens or following.kind in ("number", "name"):
                before = _joined(tokens[: k + 1])
                raise Mistake(f"Between `{before}` and `{following.text}` a sign is missing, such as *.")


def _unfinished(tokens: list[Token]) -> str:
    """Find what makes the tokens no formula, and say where."""
    depth = 0
    for k, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth < 0:
            return f"The bracket `)`{_after(tokens[:k])} closes nothing. Take it away or open one before it."
        before = tokens[k - 1].text if k else "("
        if token.text in ("*", "/", "**", "^") and before in ("(", "+", "-", "*", "/", "**", "^"):
            return f"`{token.text}`{_after(tokens[:k])} has nothing on its left. Put a number, x or y there."
        if token.text == ")" and before in ("(", "+", "-", "*", "/", "**", "^"):
            return f"Something is missing after `{_joined(tokens[:k])}`. Put a number, x or y there."
    if tokens[-1].kind == "sign" and tokens[-1].text != ")":
        return f"Something is missing after `{_joined(tokens)}`. Put a number, x or y there."
    if depth:
        return f"A bracket of `{_joined(tokens)}` stays open. Close it with `{')' * depth}`."
    return f"`{_joined(tokens)}` is no formula. {KNOWN}"


def _tree(node: ast.expr, text: str, depth: int) -> Tree:
    """Turn what Python's own reader makes of a formula into a tree of plain data."""
    if depth > DEEPEST:
        raise Mistake(
            f"The formula goes more than {DEEPEST} levels deep. Use fewer brackets or signs in a row."
        )
    match node:
        case ast.Constant(value=int() | float()):
            return float(node.value)
        case ast.Name(id=name) if name not in FUNCTIONS:
            return CONSTANTS.get(name, name)
        case ast.BinOp() if type(node.op) in SIGNS:
            parts = [_tree(part, text, depth + 1) for part in (node.left, node.right)]
            tree = _node(SIGNS[type(node.op)], *parts)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            inside = _tree(node.operand, text, depth + 1)
            tree = _node("*", -1.0, inside) if isinstance(node.op, ast.USub) else inside
        case ast.Call(func=ast.Name(id=name), args=[inside], keywords=[]) if name in FUNCTIONS:
            tree = _node(name, _tree(inside, text, depth + 1))
        case _:
            raise Mistake(f"`{ast.get_source_segment(text, node)}` is no part of a formula. {KNOWN}")
    if isinstance(tree, float) and not np.isfinite(tree):
        words = ast.get_source_segment(text, node).replace(" ", "")
        raise Mistake(f"`{words}` is no finite number. Give one between -1e308 and 1e308.")
    return tree


def _node(sign: str, *parts: Tree) -> Tree:
    """Join parts under a sign; numbers alone become a number, and 0 and 1 vanish where they do nothing."""
    if all(isinstance(part, float) for part in parts):
        with np.errstate(all="ignore"):
            return float((OPERATORS.get(sign) or FUNCTIONS[sign])(*map(np.float64, parts)))
    match sign, *parts:
        case ("*", 0.0, _) | ("*", _, 0.0) | ("/", 0.0, _):
            return 0.0
        case ("+", 0.0, rest) | ("+" | "-", rest, 0.0) | ("*", 1.0, rest) | ("*" | "/" | "**", rest, 1.0):
            return rest
        case ("-", 0.0, rest):
            return _node("*", -1.0, rest)
    return (sign, *parts)


def derivative(tree: Tree, by: str) -> Tree:
    """Work out a derivative by the rules.

    Examples
    --------
    >>> derivative(("**", "x", 3.0), "x")
    ('*', 3.0, ('**', 'x', 2.0))
    """
    if not isinstance(tree, tuple):
        return 1.0 if tree == by else 0.0
    sign, u, *rest = tree
    du = derivative(u, by)
    if not rest:
        return _node("*", OUTER[sign](u), du) if du != 0.0 else 0.0
    (v,) = rest
    dv = derivative(v, by)
    match sign:
        case "+" | "-":
            return _node(sign, du, dv)
        case "*":
            return _node("+", _node("*", du, v), _node("*", u, dv))
        case "/":
            return _node("-", _node("/", du, v), _node("/", _node("*", u, dv), _node("*", v, v)))
    if isinstance(v, float):  # u**v
        return _node("*", _node("*", v, _node("**", u, v - 1.0)), du)
    along = _node("*", dv, _node("log", u)) if dv != 0.0 else 0.0
    return _node("*", tree, _node("+", along, _node("/", _node("*", v, du), u)))


OUTER = {  # the derivative of a function of u, before it is multiplied by that of u
    "sin": lambda u: _node("cos", u),
    "cos": lambda u: _node("*", -1.0, _node("sin", u)),
    "tan": lambda u: _node("/", 1.0, _node("**", _node("cos", u), 2.0)),
    "exp": lambda u: _node("exp", u),
    "log": lambda u: _node("/", 1.0, u),
    "sqrt": lambda u: _node("/", 0.5, _node("sqrt", u)),
    "abs": lambda u: _node("sign", u),
    "tanh": lambda u: _node("-", 1.0, _node("**", _node("tanh", u), 2.0)),
}


def compiled(tree: Tree) -> Callable:
    """Make a function of x and y that works a tree out, in floats alone.

    Examples
    --------
    >>> float(compiled(parsed("9 - x*y"))(2.0, 3.0))
    3.0
    """
    if isinstance(tree, float):
        number = np.float64(tree)
        return lambda x, y: number
    if isinstance(tree, str):
        return (lambda x, y: x) if tree == "x" else (lambda x, y: y)
    sign, *parts = tree
    if len(parts) == 1:
        act, inside = FUNCTIONS[sign], compiled(parts[0])
        return lambda x, y: act(inside(x, y))
    act, left, right = OPERATORS[sign], *map(compiled, parts)
    return lambda x, y: act(left(x, y), right(x, y))


def _check_drawing(loss: Callable, window: Sequence) -> None:
    """Refuse a surface that is not finite on one of the points that a picture shows."""
    points = np.stack(np.meshgrid(*(np.linspace(low, high, DRAWN) for low, high in window)))
    _check_finite(points, loss(points))


def _check_finite(points: np.ndarray, heights: np.ndarray) -> None:
    bad = ~np.isfinite(heights)
    if bad.any():
        x, y = points[:, bad][:, 0]
        raise Mistake(
            f"Your surface is not finite at ({x:.2f}, {y:.2f}). Mend it there or choose another window. "
            f"{ROOM}"
        )


def _lowest(loss: Callable, window: Sequence, rounds: int = 12) -> tuple[tuple[float, float], ...]:
    """Look for the lowest point on ever finer grids; none if it lies on the edge of the window.

    A hole between the points of the picture is refused where the search comes upon it.
    """
    ends = np.array(window)
    middle, half = ends.mean(axis=1), np.ptp(ends, axis=1) / 2
    for k in range(rounds):
        sides = [
            np.clip(m + h * np.linspace(-1, 1, DRAWN if k == 0 else 21), *e)
            for m, h, e in zip(middle, half, ends, strict=True)
        ]
        points = np.stack(np.meshgrid(*sides)).reshape(2, -1)
        heights = loss(points)
        _check_finite(points, heights)
        middle = points[:, np.argmin(heights)]
        half = half * (0.02 if k == 0 else 0.2)
    if np.any(np.isclose(middle[:, None], ends, rtol=0, atol=1e-6 * np.ptp(ends))):
        return ()
    tidy = np.round(middle, 6) + 0.0
    return (tuple((tidy if loss(tidy) <= loss(middle) else middle).tolist()),)


def _short(value: float | tuple) -> str:
    """Write numbers, or tuples of them, without needless digits."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)

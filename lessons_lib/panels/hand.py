"""One step of a rule as lines to work out by hand, read from the rule's own body."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..descent import Path
from ..mistakes import Mistake
from ..signatures import signature

__all__ = ["LATEST", "Line", "Step", "read_step", "step_number", "work_out", "worth"]

LATEST = 1000  # step

RESERVED = ("t", "view", "loss")  # names that mean something else to a ledger


@dataclass(frozen=True)
class Line:
    """One line of a step: ``name = code``.

    Parameters
    ----------
    key : str
        Its own name; a second line with the name ``g`` has the key ``g_2``.
    name, code : str
        As the rule writes them.
    value : array of shape () or (n,)
        The right numbers; shape () where there is one number for all coordinates.
    before : array or None
        What the name stood for before this line, at the position where the step began.
    trees : tuple of ast.expr
        The formula: one for all coordinates, or one a coordinate; () where none is known.
    scope : dict
        What the names in the formula mean.
    uses : dict
        Which of those names are lines themselves: name to key.
    """

    key: str
    name: str
    code: str
    value: np.ndarray
    before: np.ndarray | None = None
    trees: tuple[ast.expr, ...] = ()
    scope: dict[str, Any] = field(default_factory=dict, repr=False)
    uses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step: what is given, and the lines to work out, in their order."""

    t: int
    w: np.ndarray
    memory: dict[str, Any]
    settings: dict[str, float]
    lines: tuple[Line, ...]


def work_out(tree: ast.expr, scope: dict[str, Any]) -> np.ndarray:
    """Compute a formula out of a rule's own body."""
    code = compile(ast.fix_missing_locations(ast.Expression(tree)), "<the rule>", "eval")
    with np.errstate(all="ignore"):
        return np.asarray(eval(code, dict(scope)), dtype=float)  # noqa: S307 -- the rule's code, as its call runs it


def read_step(path: Path, t: int, slopes: Sequence[str] = ()) -> Step:
    """Read step `t` of a walk as lines to work out.

    Parameters
    ----------
    path : Path
        Every step of it recorded, up to `t` at least.
    t : int
        1 at the first.
    slopes : sequence of str
        The gradient's formulas, one a coordinate, in w0, w1, ....

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import rmsprop
    >>> step = read_step(run(rmsprop, ravine(), steps=1), 1, ("0.1 * w0", "2 * w1"))
    >>> [f"{line.name} = {line.code}" for line in step.lines][1:]
    ['cache = decay * cache + (1 - decay) * g**2', \
'rate = learning_rate / sqrt(cache + epsilon)', 'w = w - rate * g']
    """
    known = signature(path.rule)
    tuned = {name: float(path.setting(name)[t - 1]) for name in known.hyperparameters}
    memory = _memory(path, t)
    w, g = path.w[t - 1], path.g[t - 1]
    gradient = _gradient_line(w, g, slopes)
    scope = {"w": w, "g": g, "t": t, **memory, **tuned}
    after = {name: column[t] for name, column in path.values.items()} | {"w": path.w[t]}
    lines = _body_lines(path.rule, scope, after) or _returned_lines(known.memory, memory, after)
    return Step(t, w, memory, tuned, (gradient, *lines))


def _memory(path: Path, t: int) -> dict[str, Any]:
    """Return what the rule remembers as step `t` begins, in the shapes in which it returned it."""
    first = signature(path.rule).memory
    memory = {name: path.settings.get(name, value) for name, value in first.items()}
    tuned = {name: path.setting(name) for name in signature(path.rule).hyperparameters}
    with np.errstate(all="ignore"):
        for k in range(t - 1):
            now = {name: values[k] for name, values in tuned.items()}
            answer = path.rule(path.w[k], path.g[k], k + 1, **memory, **now)
            memory = {name: answer[name] for name in first}
    return memory


def _gradient_line(w: np.ndarray, g: np.ndarray, slopes: Sequence[str]) -> Line:
    """Make the line of the gradient; formulas that do not give it are the caller's mistake."""
    code = ",  ".join(slopes) if slopes else "the slope of the loss at w"
    if not slopes:
        return Line("g", "g", code, g)
    scope = {f"w{k}": x for k, x in enumerate(w)} | {
        name: getattr(np, name) for name in ("exp", "sin", "cos", "sqrt", "log", "abs", "tanh")
    }
    try:
        trees = tuple(ast.parse(text, mode="eval").body for text in slopes)
        agrees = np.allclose([work_out(tree, scope) for tree in trees], g)
    except Exception:  # whatever a strange formula does
        agrees = False
    if not agrees or len(slopes) != len(w):
        names = ", ".join(f"w{k}" for k in range(len(w)))
        raise Mistake(
            f"The gradient is given as {code}, which is not what the landscape measures at the start. "
            f"Give {len(w)} formulas in {names}."
        )
    return Line("g", "g", code, g, None, trees, scope)


def _body_lines(rule: Callable, scope: dict[str, Any], after: dict[str, np.ndarray]) -> list[Line]:
    """Follow the body of a rule line by line; [] if it is no plain list of formulas, or does not agree."""
    lines, scope, keys = [], _around(rule) | scope, {"g": "g"}
    known = set(scope)
    try:
        for name, code, tree in _formulas(rule):
            value = work_out(tree, scope)
            read = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
            uses = {each: keys[each] for each in read if each in keys}
            before = (
                np.asarray(scope[name], dtype=float) if name in known and scope[name] is not None else None
            )
            key = _fresh(name, {"g", *(line.key for line in lines)})
            lines.append(Line(key, name, code, value, before, (tree,), dict(scope), uses))
            scope[name], keys[name] = value, key
        told = {line.name: line.value for line in lines}
        right = all(
            np.allclose(told.get(name, scope.get(name)), after[name], equal_nan=True) for name in after
        )
    except Exception:  # whatever a learner's own rule does: then its lines are what it returns
        return []
    width = after["w"].shape
    return lines if right and all(line.value.shape in ((), width) for line in lines) else []


def _returned_lines(names: Any, memory: dict, after: dict[str, np.ndarray]) -> list[Line]:
    """Make a line of everything that a rule returned, the position last."""
    ordered = [*names, *(name for name in after if name not in names and name != "w"), "w"]
    lines = []
    for name in ordered:
        first = memory.get(name)
        before = None if first is None else np.asarray(first, dtype=float)
        key = _fresh(name, {"g", *(line.key for line in lines)})
        lines.append(Line(key, name, "as the rule works it out", after[name], before))
    return lines


def _around(rule: Callable) -> dict[str, Any]:
    """What the names in a rule's body mean outside it."""
    own = inspect.unwrap(rule)
    around = inspect.getclosurevars(own).nonlocals if inspect.isfunction(own) else {}
    return {**getattr(own, "__globals__", {}), **around}


def _fresh(name: str, taken: set[str]) -> str:
    key, n = f"{name}_" if name in RESERVED else name, 2
    while key in taken:
        key, n = f"{name}_{n}", n + 1
    return key


def _formulas(rule: Callable) -> list[tuple[str, str, ast.expr]]:
    """List what a rule's body assigns, as name, code and formula; the new position last."""
    source = textwrap.dedent(inspect.getsource(rule))
    (function,) = ast.parse(source).body
    if not isinstance(function, ast.FunctionDef):
        raise ValueError
    found = []
    for node in function.body:
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=tree)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as tree)
            ):
                found.append((name, _written(source, tree), tree))
            case ast.Return(value=ast.expr() as answer):
                found += [
                    (name, _written(source, tree), tree)
                    for name, tree in _answer(answer)
                    if not (isinstance(tree, ast.Name) and tree.id == name)
                ]
            case _:
                raise ValueError
    return found


def _answer(tree: ast.expr) -> list[tuple[str, ast.expr]]:
    """Take ``dict(w=...)`` or ``{"w": ...}`` apart, w last: the lines after it would read the new one."""
    match tree:
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words) if all(word.arg for word in words):
            parts = [(word.arg, word.value) for word in words]
        case ast.Dict(keys=keys, values=values) if all(isinstance(key, ast.Constant) for key in keys):
            parts = [(str(key.value), value) for key, value in zip(keys, values, strict=True)]
        case _:
            raise ValueError
    return sorted(parts, key=lambda part: part[0] == "w")


def _written(source: str, tree: ast.expr) -> str:
    return " ".join((ast.get_source_segment(source, tree) or ast.unparse(tree)).replace("np.", "").split())


def worth(line: Line) -> bool:
    """Whether a line is worth a blank: it can be worked out, and changes something.

    Examples
    --------
    >>> worth(Line("w", "w", "w - 0 * g", np.zeros(2), np.zeros(2)))
    False
    """
    if line.key == "g":
        return bool(line.trees)
    return line.before is None or not np.array_equal(
        np.broadcast_to(line.before, line.value.shape), line.value
    )


def step_number(t: Any) -> int:
    """Return the number of a step, if it is one.

    Examples
    --------
    >>> step_number(3)
    3
    """
    if isinstance(t, bool) or not isinstance(t, (int, np.integer)) or not 1 <= t <= LATEST:
        raise Mistake(f"t is {t!r}. Give the number of a step, from 1 to {LATEST}.")
    return int(t)

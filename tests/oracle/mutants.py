"""Wrong versions of a rule, made from its source: what the oracle must not mistake for the right one."""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
from collections.abc import Callable, Iterator

SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}


def compiled(tree: ast.Module, rule: Callable) -> Callable:
    """Turn the changed source of a rule into a function beside the others of its module."""
    names = dict(vars(inspect.getmodule(rule)))
    exec(compile(ast.fix_missing_locations(tree), f"<{rule.__name__}>", "exec"), names)
    return names[rule.__name__]


def by_hand(rule: Callable, old: str, new: str) -> Callable:
    """Replace a piece of a rule's source, which must be there."""
    source = inspect.getsource(rule)
    assert old in source, f"{rule.__name__} no longer says {old!r}: write the mutant anew"
    return compiled(ast.parse(source.replace(old, new)), rule)


def all_small_slips(rule: Callable, *, defaults: set[str]) -> Iterator[tuple[str, Callable]]:
    """Make every mutant that differs in one operator, number, function, statement or default.

    Left out is what cannot be seen in a walk: the recorded `rate`, and two statements in the other order of
    which neither uses the other. `defaults` names the parameters whose default is to be changed.
    """
    tree = ast.parse(inspect.getsource(rule))
    body = tree.body[0].body
    del body[:1]  # the docstring
    for number, node in enumerate(ast.walk(tree)):
        for words, change in _changes(node, defaults):
            other = copy.deepcopy(tree)
            change(next(itertools.islice(ast.walk(other), number, None)))
            yield f"{ast.unparse(node)[:60]}: {words}", compiled(other, rule)
    for k, statement in enumerate(body[:-1]):
        if isinstance(statement, ast.Assign) and statement.targets[0].id in _uses(statement):
            other = copy.deepcopy(tree)
            del other.body[0].body[k]
            yield f"{ast.unparse(statement)}: left out", compiled(other, rule)
        after = body[k + 1]
        if isinstance(after, ast.Assign) and _runs_before(after, statement):
            other = copy.deepcopy(tree)
            lines = other.body[0].body
            lines[k], lines[k + 1] = lines[k + 1], lines[k]
            yield f"{ast.unparse(after)}: one line earlier", compiled(other, rule)


def _changes(node: ast.AST, defaults: set[str]) -> Iterator[tuple[str, Callable]]:
    """List the ways to change one node of a rule's source: (words, a function that does it in place)."""
    if isinstance(node, ast.BinOp):
        other = SWAPS[type(node.op)]
        yield f"{other.__name__} instead", lambda found: setattr(found, "op", other())
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        for k in range(len(node.args)):
            yield f"only argument {k}", lambda found, k=k: _replace(found, found.args[k])
    if isinstance(node, ast.FunctionDef):
        args = node.args
        positional = (
            list(zip(args.args[-len(args.defaults) :], args.defaults, strict=True)) if args.defaults else []
        )
        for arg, value in [*positional, *zip(args.kwonlyargs, args.kw_defaults, strict=True)]:
            if arg.arg in defaults:
                k = (positional and [a for a, _ in positional].index(arg)) if arg in args.args else None
                yield (
                    f"{arg.arg}={value.value} changed",
                    lambda found, arg=arg, k=k: _shift(_default(found.args, arg.arg, k)),
                )
    if isinstance(node, (ast.Assign, ast.Return)):
        for k, inner in enumerate(_numbers(node)):
            yield f"number {inner.value} changed", lambda found, k=k: _shift(_numbers(found)[k])


def _numbers(statement: ast.AST) -> list[ast.Constant]:
    return [node for node in ast.walk(statement) if isinstance(node, ast.Constant)]


def _default(args: ast.arguments, name: str, k: int | None) -> ast.Constant:
    if k is not None:
        return args.defaults[k]
    return args.kw_defaults[[arg.arg for arg in args.kwonlyargs].index(name)]


def _shift(constant: ast.Constant) -> None:
    value = constant.value
    constant.value = value + 1 if isinstance(value, int) else value * 0.9 if value else 0.01


def _replace(node: ast.AST, other: ast.AST) -> None:
    """Let a call become one of its arguments: a product of it and 1, which rounds nothing."""
    node.func = ast.parse("np.multiply", mode="eval").body
    node.args = [other, ast.Constant(1.0)]


def _uses(statement: ast.Assign) -> set[str]:
    return {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}


def _runs_before(after: ast.Assign, before: ast.AST) -> bool:
    """Say whether `after` uses what `before` changes, and could do so before it."""
    name = before.targets[0].id if isinstance(before, ast.Assign) else ""
    return name in _uses(after) and name in _uses(before)

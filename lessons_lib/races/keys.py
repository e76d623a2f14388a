"""What decides how a walk ends, as a short key: the same key, the same end."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

VERSION = 1  # to be raised when the same walk ends elsewhere than before: other data, another network
DEEP = 12  # functions that call functions: further than anyone writes


class Unreadable(Exception):
    """Something of which nobody can say whether it is still the same; what depends on it is not kept."""


def key(*parts: Any) -> str | None:
    """Return a key for all that decides a result, or None if some of it cannot be read.

    A function counts with its source, its defaults, and all that it uses: another function of the same
    notebook, a number, an array. So a rule that was edited, or calls one that was, has another key.

    Examples
    --------
    >>> from lessons_lib.rules import adam
    >>> key(adam, 0.1) == key(adam, 0.1), key(adam, 0.1) == key(adam, 0.2)
    (True, False)
    >>> key(object()) is None
    True
    """
    try:
        text = "\n".join([f"version {VERSION}", *(_told(part, 0) for part in parts)])
    except (Unreadable, RecursionError):
        return None
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _told(thing: Any, depth: int) -> str:
    """Write a thing so that whatever behaves otherwise is written otherwise."""
    if depth > DEEP:
        raise Unreadable
    if thing is None or isinstance(thing, (bool, int, float, str, bytes)):
        return repr(thing)
    if isinstance(thing, (np.ndarray, np.generic)):
        return _array(np.asarray(thing))
    if isinstance(thing, (tuple, list)):
        return f"{type(thing).__name__}({','.join(_told(each, depth + 1) for each in thing)})"
    if isinstance(thing, dict):
        return f"dict({','.join(_told(pair, depth + 1) for pair in thing.items())})"
    if isinstance(thing, types.ModuleType) and _lasting(thing.__name__, "lessons_lib"):
        return f"module {thing.__name__}"
    if isinstance(thing, functools.partial):
        return f"partial({_told([thing.func, thing.args, thing.keywords], depth + 1)})"
    home = getattr(thing, "__module__", None) or "numpy"  # a ufunc names none
    if callable(thing) and hasattr(thing, "__name__") and _lasting(home):
        return f"{home}.{getattr(thing, '__qualname__', thing.__name__)}"
    if isinstance(thing, types.FunctionType):
        return _function(thing, depth)
    if dataclasses.is_dataclass(thing) and type(thing).__module__.startswith("lessons_lib."):
        fields = [(field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing)]
        return f"{type(thing).__qualname__}({_told(fields, depth + 1)})"
    raise Unreadable


def _lasting(home: str, *more: str) -> bool:
    """Say whether a module is of those that stay as they are while one works on a notebook."""
    return home.partition(".")[0] in {*sys.stdlib_module_names, "numpy", *more}


def _array(array: np.ndarray) -> str:
    if array.dtype.hasobject:
        raise Unreadable
    return f"{array.dtype.str}{array.shape}{hashlib.sha256(np.ascontiguousarray(array)).hexdigest()}"


def _function(function: types.FunctionType, depth: int) -> str:
    """Write a function with all that it uses; one that is wrapped as what is inside, too.

    Two functions of one line, and those of a decorator, share their source: so the code counts as well.
    """
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        raise Unreadable from None
    parts: list[Any] = [source, _code(function.__code__), function.__qualname__]
    parts += [function.__defaults__, function.__kwdefaults__]
    if not function.__module__.startswith("lessons_lib."):
        parts.append(dict(_used(function)))
    parts += map(_content, function.__closure__ or ())
    return f"function({','.join(_told(part, depth + 1) for part in parts)})"


def _code(code: types.CodeType) -> list[Any]:
    """List what a function does, without where it stands."""
    consts = [_code(each) if isinstance(each, types.CodeType) else repr(each) for each in code.co_consts]
    return [code.co_code, code.co_names, code.co_varnames, code.co_freevars, consts]


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is not bound yet
        return None


def _used(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    """List the names of its module that a function uses, but for itself."""
    for name in sorted(set(_names(function.__code__))):
        value = function.__globals__.get(name)
        if value is not None and value is not function:
            yield name, value


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for inside in code.co_consts:
        if isinstance(inside, types.CodeType):
            yield from _names(inside)

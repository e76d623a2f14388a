"""Close the panels that a cell made before it was run again; ipywidgets would keep each of them alive.

A panel is let go once every cell that made or showed it has been run again, and no name of the notebook
holds it any more. Where the page does not say which cell runs, nothing is closed.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython

__all__ = ["seen"]

_places = weakref.WeakKeyDictionary()  # panel -> the cells that made or showed it, each with its run
_latest: dict[str, str] = {}  # cell -> its latest run in which a panel was made or shown


def seen(panel: widgets.Widget) -> None:
    """Remember the cell that makes or shows a panel; have others closed if it was run before.

    Parameters
    ----------
    panel : Widget
        With a method ``close``.
    """
    shell = get_ipython()
    cell, run = _running(shell)
    if not cell:
        return
    _places.setdefault(panel, {})[cell] = run
    if _latest.get(cell, run) != run:  # after the cell: by then its names hold what it made
        shell.events.register("post_run_cell", _let_go)
    _latest[cell] = run


def _running(shell: Any) -> tuple[str, str]:
    """Return the id of the cell that runs, and of this run; "" where there is none, or none is told."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return (parent.get("metadata") or {}).get("cellId") or "", (parent.get("header") or {}).get("msg_id", "")


def _let_go(result: object = None) -> None:
    """Close what is no longer on the page and held by no name."""
    shell = get_ipython()
    shell.events.unregister("post_run_cell", _let_go)
    held = {id(value) for value in _named(shell.user_ns)}
    for panel, places in list(_places.items()):
        gone = all(_latest[cell] != run for cell, run in places.items())
        if gone and id(panel) not in held:
            del _places[panel]
            panel.close()
            _forget(panel, shell)


def _named(names: dict[str, Any]) -> Iterator[Any]:
    """Yield what the names of a notebook stand for, and what lists, dicts and boxes among them hold."""
    for name, value in list(names.items()):
        if not name.startswith("_") and name not in ("In", "Out"):
            yield value
            inside = value.children if isinstance(value, widgets.Box) else value
            inside = inside.values() if isinstance(inside, dict) else inside
            yield from list(inside) if isinstance(inside, (dict, list, tuple, set)) else ()


def _forget(panel: widgets.Widget, shell: Any) -> None:
    """Take a panel out of the results that IPython keeps, ``Out[3]`` and ``_3``, for good."""
    for key in [key for key, value in shell.user_ns.get("_oh", {}).items() if value is panel]:
        del shell.user_ns["_oh"][key]
        for names in (shell.user_ns, shell.user_ns_hidden):  # IPython remembers which names are its own
            names.pop(f"_{key}", None)

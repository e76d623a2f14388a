"""Read the notebooks, and run one inside the test's own process."""

from __future__ import annotations

import ast
import contextlib
import io
import pathlib
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell

ROOT = pathlib.Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path: pathlib.Path) -> nbformat.NotebookNode:
    """Load a notebook."""
    return nbformat.read(path, as_version=4)


def code_cells(path: pathlib.Path) -> list[nbformat.NotebookNode]:
    """List the cells that run."""
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path: pathlib.Path) -> str:
    """Join everything that is written, not run."""
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def solutions(path: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Yield the code of every closed solution, with the id of its cell."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and "<details>" in cell.source:
            for block in re.findall(r"```python\n(.*?)```", cell.source, flags=re.DOTALL):
                yield cell.id, block


_calls: list[str] | None = None  # what was asked of the network, while someone listens
NEAR = ("127.", "::1", "localhost", "0.0.0.0")


def _hear(event: str, args: tuple) -> None:
    """Refuse, before it happens, what leaves this machine: Python tells of it by its audit events."""
    if _calls is None or event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        return
    place = args[0] if event == "socket.getaddrinfo" else args[1]
    host = place[0] if isinstance(place, tuple) else place  # a text or bytes: a socket in the file system
    if event == "socket.getaddrinfo" or isinstance(place, tuple):
        if host and not str(host).startswith(NEAR):
            _calls.append(f"{event} {place!r}")
            raise ConnectionRefusedError(f"A lesson asks the network: {place!r}")


sys.addaudithook(_hear)  # there is no way to take one off again: it listens only inside `offline`


@contextlib.contextmanager
def offline() -> Iterator[list[str]]:
    """Let nothing out to the network, and list what wanted to go there."""
    global _calls
    _calls = []
    try:
        yield _calls
    finally:
        _calls = None


class Showing(DisplayHook):
    """Keep what a cell shows as the value of its last line; write nothing."""

    def write_output_prompt(self) -> None:
        """Write no "Out[3]:"."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Keep all forms of the value, as a kernel would send them."""
        self.shown = format_dict, md_dict or {}


@contextlib.contextmanager
def shell() -> Iterator[InteractiveShell]:
    """Give a fresh shell."""
    made = InteractiveShell(user_ns={}, displayhook_class=Showing)
    made.history_manager.enabled = False
    yield made


def run_cell(made: InteractiveShell, source: str) -> Any:
    """Run a cell and return its last value; an error in it fails the test."""
    return _run(made, source)[0]


def relive(made: InteractiveShell, cell: nbformat.NotebookNode) -> Any:
    """Run a cell, give it what it printed and its last value as outputs, and return the value.

    A kernel would store warnings and `display` as well: nbval finds those, and no cell has them.
    """
    value, said, shown = _run(made, cell.source)
    cell.outputs = [nbformat.v4.new_output("stream", text=said)] if said else []
    if shown:
        data, metadata = map(nbformat.from_dict, shown)
        count = {"execution_count": cell.execution_count}
        cell.outputs.append(nbformat.v4.new_output("execute_result", data=data, metadata=metadata, **count))
    return value


def _run(made: InteractiveShell, source: str) -> tuple[Any, str, tuple[dict, dict] | None]:
    """Run a cell and return its last value, what it printed, and the forms and alternatives of the value."""
    made.displayhook.shown = None
    with contextlib.redirect_stdout(io.StringIO()) as said:
        result = made.run_cell(source)
    result.raise_error()
    return result.result, said.getvalue(), made.displayhook.shown


def cells_behind(path: pathlib.Path, wanted: Callable[[str], bool]) -> list[nbformat.NotebookNode]:
    """List the cells that are wanted, by their source, and those that define what these use; no others."""
    chosen, names = [], set()
    for cell in reversed(code_cells(path)):
        uses, defines = _names(ast.parse(cell.source))
        if wanted(cell.source) or defines & names:
            chosen.append(cell)
            names = (names - defines) | uses
    return chosen[::-1]


def _names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return the names that a cell uses, and those that it defines."""
    uses, defines = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (uses if isinstance(node.ctx, ast.Load) else defines).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            defines.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            defines |= {name.asname or name.name.split(".")[0] for name in node.names}
    return uses, defines

"""Read the notebooks, and run one inside the test's own process."""

from __future__ import annotations

import ast
import contextlib
import io
import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
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


@contextlib.contextmanager
def shell() -> Iterator[InteractiveShell]:
    """Give a fresh shell."""
    made = InteractiveShell(user_ns={})
    made.history_manager.enabled = False
    yield made


def run_cell(made: InteractiveShell, source: str) -> Any:
    """Run a cell, whose displays go nowhere, and return its last value; an error in it fails the test."""
    with contextlib.redirect_stdout(io.StringIO()):
        result = made.run_cell(source)
    result.raise_error()
    return result.result


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

"""Read the notebooks, and run one inside the test's own process."""

from __future__ import annotations

import contextlib
import io
import pathlib
import re
from collections.abc import Iterator
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
    """Give a fresh shell whose displays go nowhere."""
    made = InteractiveShell(user_ns={})
    made.history_manager.enabled = False
    with contextlib.redirect_stdout(io.StringIO()):
        yield made


def run_cell(made: InteractiveShell, source: str) -> Any:
    """Run a cell and return its last value; an error in it fails the test."""
    result = made.run_cell(source)
    result.raise_error()
    return result.result

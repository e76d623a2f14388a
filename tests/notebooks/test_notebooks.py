"""Every notebook keeps the form that the series promises."""

from __future__ import annotations

import ast
import functools
import inspect
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import textwrap
import urllib.request
from typing import Any, NamedTuple

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from reading import NOTEBOOKS, code_cells, offline, prose, read, relive, run_cell, shell, solutions

import notebooks
from lessons_lib import progress, rules
from lessons_lib.checks import Verdict
from lessons_lib.checks.verdicts import forget_tries
from lessons_lib.plots.picture import Picture

WITH_EXERCISES = [path for path in NOTEBOOKS if re.match(r"\d\d_", path.name)]
LESSONS = [path for path in WITH_EXERCISES if not path.name.startswith("00")]
HEADINGS = [
    "Where the last rule fails",
    "The idea",
    "The rule",
    "One step by hand",
    "Watch it move",
    "Turn the knobs",
    "Where it breaks",
    "In the frameworks",
    "Exercises",
    "Remember",
]
RULES = {  # what is taught where
    "01_gradient_descent": {"gradient_descent"},
    "02_stochastic_gradient_descent": {"gradient_descent"},
    "03_momentum": {"momentum", "nesterov"},
    "04_learning_rate_schedules": {"gradient_descent"},
    "05_adagrad": {"adagrad"},
    "06_rmsprop": {"rmsprop"},
    "07_adam": {"adam"},
    "08_choosing_an_optimizer": {"lion"},
}
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
each_with_exercises = pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert NOTEBOOKS


@each_lesson
def test_a_lesson_asks_one_question_and_has_the_fixed_headings_in_order(path):
    lines = prose(path).splitlines()
    titles = [line for line in lines if line.startswith("# ")]
    assert len(titles) == 1 and titles[0].count("?") == 1
    assert [line[3:] for line in lines if line.startswith("## ")] == HEADINGS


@each_notebook
def test_cells_are_short(path):
    lengths = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in code_cells(path)]
    assert statistics.median(lengths) <= 4
    assert max(lengths) <= 15


@each_notebook
def test_the_notebook_is_stored_executed_and_without_anything_that_differs_from_run_to_run(path):
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"slideshow", "tags"}
        for output in cell.get("outputs", []):
            assert output.output_type in ("execute_result", "display_data", "stream"), cell.id
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


@each_notebook
def test_outputs_hold_no_addresses_paths_or_times(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            said = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert not re.search(r"0x[0-9a-f]{6,}|/home/|/t[m]p/|\d\d:\d\d:\d\d", said), cell.id


@each_notebook
def test_cell_ids_are_words_and_unique(path):
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)


@each_notebook
def test_every_picture_has_a_text_alternative(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert len(output.data["text/plain"]) > 40, cell.id
                assert len(output.metadata["image/png"]["alt"]) > 40, cell.id


@each_notebook
def test_every_picture_in_the_prose_has_a_text_alternative(path):
    assert not re.search(r"!\[\s*\]\(", prose(path))
    assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", prose(path)))


@each_notebook
def test_imports_stand_in_one_cell_and_no_cell_holds_plotting_plumbing(path):
    importing = [
        cell.id for cell in code_cells(path) if re.search(r"^(import|from) ", cell.source, re.MULTILINE)
    ]
    assert len(importing) == 1
    assert not any(re.search(r"matplotlib|pyplot|plt\.|ipywidgets", cell.source) for cell in code_cells(path))


@each_notebook
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)]+)\)", prose(path)):
        if target.startswith("http"):
            assert target.startswith("https://"), target
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in _anchors(file), target


def _anchors(file: pathlib.Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


@each_notebook
def test_the_prose_uses_no_filler(path):
    found = re.findall(
        r"\b(simply|just|obviously|clearly|of course|powerful|amazing)\b", prose(path), re.IGNORECASE
    )
    assert not found


def _formula(function: ast.FunctionDef) -> str:
    """Write a function without its docstring and type hints."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    arguments = function.args
    for argument in [*arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    return f"{ast.unparse(arguments)}\n" + "\n".join(ast.unparse(line) for line in body)


def _functions(source: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


@each_notebook
def test_a_rule_in_a_lesson_is_the_rule_of_the_library(path):
    taught = [f for cell in code_cells(path) for f in _functions(cell.source) if f.name in rules.__all__]
    for function in taught:
        source = textwrap.dedent(inspect.getsource(getattr(rules, function.name)))
        assert _formula(function) == _formula(_functions(source)[0]), function.name
    expected = RULES.get(path.stem, set())
    assert expected <= {function.name for function in taught}


class Lived(NamedTuple):
    """A notebook whose cells have been run once, from top to bottom."""

    path: pathlib.Path
    notebook: nbformat.NotebookNode  # with what its cells have printed and shown
    shell: InteractiveShell
    values: dict[str, Any]
    calls: list[str]  # to the network


@pytest.fixture(scope="module")
def lived(request, tmp_path_factory):
    """Run a notebook, once for all tests that follow it; its races are kept, as on a learner's machine."""
    with shell() as made, offline() as calls, pytest.MonkeyPatch.context() as patch:
        forget_tries()  # hints come one a try: here everyone begins
        patch.setenv("LESSONS_RACES", str(tmp_path_factory.mktemp("races") / "races.json"))
        notebook = read(request.param)
        values = {cell.id: relive(made, cell) for cell in notebook.cells if cell.cell_type == "code"}
        yield Lived(request.param, notebooks.normalise(notebook), made, values, calls)


each_lived = pytest.mark.parametrize("lived", NOTEBOOKS, ids=lambda path: path.stem, indirect=True)
each_lived_with_exercises = pytest.mark.parametrize(
    "lived", WITH_EXERCISES, ids=lambda path: path.stem, indirect=True
)


@each_lived
def test_rebuilding_the_notebook_changes_no_word_and_no_picture_visibly(lived):
    assert notebooks.differences(read(lived.path), lived.notebook) == []


def test_rebuilding_the_notebook_in_a_kernel_of_its_own_says_that_nothing_has_changed():
    told = subprocess.run(
        [sys.executable, notebooks.__file__, "--check", str(NOTEBOOKS[0])], capture_output=True, text=True
    )
    assert told.returncode == 0 and "nothing has changed" in told.stdout, told.stdout + told.stderr


@each_lived_with_exercises
def test_there_are_at_least_three_exercises_each_with_a_check_and_a_closed_solution(lived):
    verdicts = [value for value in lived.values.values() if isinstance(value, Verdict)]
    assert len(verdicts) >= 3
    assert prose(lived.path).count("<details><summary>Solution</summary>") >= len(verdicts)
    assert not any(verdict.status == "correct" for verdict in verdicts)


@each_lived_with_exercises
def test_every_solution_passes_its_check(lived):
    checks = {}
    for cell in code_cells(lived.path):
        found = re.search(r"^check\.(?!PREDICT)\w+\(.*", cell.source, re.MULTILINE | re.DOTALL)
        if found:
            checks[found.group(0).split("(")[0]] = found.group(0)
    solved = set()
    for name, block in solutions(lived.path):
        verdict = run_cell(lived.shell, block)
        if not isinstance(verdict, Verdict):  # a solution that only defines what the check looks at
            call = next(c for c in checks.values() if any(f.name in c for f in _functions(block)))
            verdict = run_cell(lived.shell, call)
        assert isinstance(verdict, Verdict) and verdict.status == "correct", name
        solved.add(verdict.name)
    assert len(solved) >= 3
    assert solved == _counted(lived.path.stem[:2])


def _counted(number: str) -> set[str]:
    """Name the exercises of a lesson that count as progress."""
    return {f"{number} {name}" for name in progress.SERIES[number].exercises}


@each_lived
def test_cells_can_be_run_again_from_the_last_to_the_first(lived, monkeypatch):
    # Pictures are looked at when the cells run for the first time: coarse ones will do now.
    monkeypatch.setattr(Picture, "png", functools.partialmethod(Picture.png, fine=0.2))
    for cell in reversed(code_cells(lived.path)[1:]):
        run_cell(lived.shell, cell.source)


@each_lived
def test_no_network_is_touched(lived):
    assert lived.calls == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection(("192.0.2.1", 9), timeout=1),
        lambda: socket.create_connection(("lessons.invalid", 80), timeout=1),
        lambda: urllib.request.urlopen("http://lessons.invalid/", timeout=1),
    ],
    ids=["address", "name", "page"],
)
def test_a_call_to_the_network_is_refused_and_noticed(call):
    with offline() as calls:
        with pytest.raises(OSError):
            call()
        assert len(calls) == 1
        with socket.create_server(("127.0.0.1", 0)) as near:
            socket.create_connection(near.getsockname()).close()
        assert len(calls) == 1

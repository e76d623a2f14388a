"""Which module may import which, read from the imports themselves; and importing changes nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "lessons_lib"

# A module or folder of the package -> what it may import besides the standard library, `mistakes` and itself.
CORE = {"rules", "signatures", "schedules", "descent", "landscapes", "own_landscape", "formula", "theory"}
CORE |= {"noise", "entries", "races"}
LAYERS = {
    "__init__": set(),
    "mistakes": set(),
    "own_files": set(),
    "progress": {"platformdirs", "own_files"},
    "setup_check": {"panels"},
    "signatures": {"numpy", "feedback"},
    "rules": {"numpy"},
    "feedback": {"numpy"},
    "schedules": {"numpy", "feedback"},
    "landscapes": {"numpy"},
    "own_landscape": {"numpy", "landscapes"},
    "counterexamples": {"numpy", "landscapes"},
    "formula": {"numpy", "landscapes", "own_landscape"},
    "noise": {"numpy", "landscapes"},
    "models": {"numpy", "signatures"},
    "paths": {"numpy", "signatures", "feedback"},
    "descent": {"numpy", "signatures", "feedback", "paths"},
    "entries": {"signatures"},
    "races": {"numpy", "platformdirs", "own_files", "entries", "descent", "landscapes", "noise"}
    | {"rules", "signatures", "paths"},
    "theory": {"numpy"},
    "dialects": {"numpy", "signatures", "feedback"},
    "plots": {"matplotlib", "numpy", "signatures", "descent", "feedback", "landscapes", "theory", "races"},
    "panels": {"ipywidgets", "anywidget", "traitlets", "matplotlib", "numpy", "plots", "models", "dialects"}
    | {"IPython"}
    | CORE,
    "checks": {
        "numpy",
        "rules",
        "signatures",
        "descent",
        "landscapes",
        "models",
        "own_landscape",
        "theory",
        "progress",
        "races",
        "noise",
    },
}
WITHOUT_MISTAKES = {"rules", "mistakes", "__init__"}
FILES = sorted(PACKAGE.rglob("*.py"))


def layer(file: Path) -> str:
    """The module or folder of the package to which a file belongs."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(source: str, file: Path) -> set[str]:
    """Every outside package, and every layer of ours, that a file imports anywhere in it."""
    home = ["lessons_lib", *file.relative_to(PACKAGE).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            whole = base == ["lessons_lib"]  # from . import rules
            names = [".".join([*base, alias.name] if whole else base) for alias in node.names]
        else:
            continue
        for name in names:
            first, *rest = name.split(".")
            found.add(f"own {(rest or ['__init__'])[0]}" if first == "lessons_lib" else first)
    return found


def forbidden(source: str, file: Path) -> set[str]:
    """What a file imports though the table does not allow it."""
    here = layer(file)
    may = LAYERS[here] | {here} | (set() if here in WITHOUT_MISTAKES else {"mistakes"})
    outside = {"numpy", "matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", "platformdirs"} & may
    allowed = {f"own {name}" for name in may - outside} | outside | set(sys.stdlib_module_names)
    return {name.removeprefix("own ") for name in imports(source, file) - allowed}


@pytest.mark.parametrize("name", sorted({layer(file) for file in FILES}))
def test_every_module_has_its_place_in_the_table(name):
    assert name in LAYERS, (
        f"lessons_lib/{name} is new. Add it to LAYERS in tests/test_layers.py, with what it may import, "
        "and to the table of modules in the design."
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_layer_may(file):
    if layer(file) in LAYERS:
        wrong = forbidden(file.read_text(encoding="utf-8"), file)
        assert not wrong, f"{file.relative_to(PACKAGE.parent)} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize(
    ("file", "source", "wrong"),
    [
        ("rules/adam_family.py", "import numpy as np\nimport math\nfrom .types import Step", set()),
        ("rules/one_rate.py", "from ..mistakes import Mistake", {"mistakes"}),
        ("rules/own_rates.py", "from ..signatures import number", {"signatures"}),
        ("dialects/calls.py", "from ..mistakes import Mistake\nfrom . import torch", set()),
        ("dialects/torch.py", "import torch", {"torch"}),
        ("dialects/keras.py", "from ..rules import adam", {"rules"}),
        ("dialects/compare.py", "from ..descent import run", {"descent"}),
        ("theory.py", "from . import descent", {"descent"}),
        ("theory.py", "from .mistakes import Mistake", set()),
        ("descent.py", "from lessons_lib.rules import adam", {"rules"}),
        ("descent.py", "import lessons_lib.landscapes", {"landscapes"}),
        ("descent.py", "from lessons_lib import schedules, signatures", {"schedules"}),
        ("schedules.py", "def f():\n    import matplotlib.pyplot as plt", {"matplotlib"}),
        ("plots/one.py", "from ..descent import run\nfrom .two import x\nimport numpy.typing", set()),
        ("plots/one.py", "from ..panels.canvas import x\nfrom ..rules import adam", {"panels", "rules"}),
        ("plots/one.py", "from .. import checks", {"checks"}),
        ("panels/one.py", "from ..plots import x\nfrom ..rules import adam\nimport traitlets", set()),
        ("panels/one.py", "from ..checks import x\nimport pandas", {"checks", "pandas"}),
        ("panels/deep/one.py", "from ...checks import x\nfrom ..controls import y", {"checks"}),
        ("mistakes.py", "import numpy", {"numpy"}),
        ("checks/one.py", "from ..schedules import x", {"schedules"}),
    ],
)
def test_the_reader_of_imports_sees_what_crosses_a_layer(file, source, wrong):
    assert forbidden(source, PACKAGE / file) == wrong


QUIET = """
import importlib, random, sys, warnings
import matplotlib, numpy as np
def state():
    return (
        np.geterr(), np.get_printoptions(), list(dict.items(matplotlib.rcParams)), list(warnings.filters),
        random.getstate(), np.random.get_state()[1].tolist(),
    )
importlib.import_module("ipywidgets"), importlib.import_module("anywidget")
np.random.seed(0)
before = state()
for name in sys.argv[1:]:
    importlib.import_module(name)
    for was, now in zip(before, state()):
        assert repr(was) == repr(now), f"importing {name} changes {was!r} to {now!r}"
    assert "matplotlib.pyplot" not in sys.modules, f"importing {name} imports pyplot"
"""


def test_importing_changes_no_global_state_and_never_imports_pyplot():
    parts = [file.relative_to(PACKAGE.parent).with_suffix("").parts for file in FILES]
    names = [".".join(part).removesuffix(".__init__") for part in parts]
    done = subprocess.run(
        [sys.executable, "-c", QUIET, *names],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
    )
    assert done.returncode == 0, done.stderr.strip().splitlines()[-1]

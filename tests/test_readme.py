"""What the README shows in Python runs, prints what it says, and what it and CONTRIBUTING name is there."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {"__name__": "readme"})
    return out.getvalue().splitlines()


@pytest.mark.parametrize("code", EXAMPLES, ids=["a rule of your own", "a walk without a panel"])
def test_an_example_runs_and_prints_what_stands_below_its_lines(code):
    assert printed(code) == re.findall(r"^# (.*)", code, flags=re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\]\(([\w/.]+)\)", TEXT + GUIDE))))
def test_a_link_leads_to_a_file(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize(
    "folder", sorted(path.parent.name for path in ROOT.glob("lessons_lib/*/__init__.py"))
)
def test_every_part_of_the_package_has_its_place_in_the_layout(folder):
    assert f"`{folder}/`" in GUIDE


@pytest.mark.parametrize("target", [name for name in TARGETS if name not in ("help", "clean", "env-dev")])
def test_every_command_of_the_makefile_is_told(target):
    assert f"`make {target}`" in TEXT + GUIDE


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`make ([a-z-]+)", TEXT + GUIDE))))
def test_every_command_that_is_told_is_in_the_makefile(command):
    assert command in TARGETS

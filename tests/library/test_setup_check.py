"""The set-up check says what is missing, too old, too new or broken, and with what line to mend it."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest

from lessons_lib import setup_check
from lessons_lib.panels.asked import Asked

NEEDS = ["anywidget<0.12,>=0.9.13", "jupyterlab<4.7,>=4.4", "numpy<2.5,>=2.0", 'pytest>=8.3; extra == "test"']


@pytest.fixture
def machine(monkeypatch):
    """A made-up machine on which everything is fine: name -> installed version."""
    versions = {"anywidget": "0.9.13", "jupyterlab": "4.6.9", "numpy": "2.4.1"}
    broken = set()

    def version(name):
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        if isinstance(versions[name], Exception):
            raise versions[name]
        return versions[name]

    def load(name):
        if name in broken:
            raise ImportError("a part is missing")

    class About(dict):
        def get_all(self, name):
            return NEEDS

    monkeypatch.setattr(setup_check.metadata, "version", version)
    monkeypatch.setattr(setup_check.metadata, "metadata", lambda name: About({"Requires-Python": ">=3.11"}))
    monkeypatch.setattr(setup_check.importlib, "import_module", load)
    versions["broken"] = broken
    return versions


def test_where_all_is_fine_nothing_is_said(machine):
    assert setup_check.problems() == []


def test_a_missing_package_is_named_with_the_line_that_installs_it(machine):
    del machine["anywidget"]
    (told,) = setup_check.problems()
    assert told == (
        'anywidget is not installed. Run `%pip install "anywidget<0.12,>=0.9.13"`, then restart JupyterLab.'
    )
    assert repr(setup_check.report()) == f"1 thing to mend:\n- {told}"


@pytest.mark.parametrize(
    ("have", "word"), [("1.26.4", "old"), ("2.5.0", "new"), ("2.10", "new"), ("3", "new")]
)
def test_a_version_outside_the_declared_range_is_told_with_the_line_that_mends_it(machine, have, word):
    machine["numpy"] = have
    (told,) = setup_check.problems()
    assert told == (
        f'numpy {have} is too {word}. Run `%pip install "numpy<2.5,>=2.0"`, then restart the kernel.'
    )


@pytest.mark.parametrize("have", ["2.0", "2.0.0", "2.4.99", "2.1.0rc1", "2"])
def test_a_version_within_the_range_is_fine(machine, have):
    machine["numpy"] = have
    assert setup_check.problems() == []


def test_a_package_that_does_not_start_is_installed_again(machine):
    machine["broken"].add("numpy")
    (told,) = setup_check.problems()
    assert "numpy 2.4.1 is installed but does not start (ImportError)" in told
    assert '`%pip install --force-reinstall "numpy<2.5,>=2.0"`' in told


@pytest.mark.parametrize("answer", [None, KeyError("Version")])
def test_what_an_interrupted_installation_leaves_behind_is_told(machine, answer):
    machine["numpy"] = answer
    (told,) = setup_check.problems()
    assert told.startswith("numpy is there only in part.") and "install --ignore-installed" in told


def test_what_only_the_tests_need_is_not_asked_for(machine):
    assert not any("pytest" in told for told in setup_check.problems())


def test_everything_wrong_is_told_at_once(machine):
    del machine["anywidget"], machine["jupyterlab"]
    machine["numpy"] = "1.0"
    assert repr(setup_check.report()).splitlines()[0] == "3 things to mend:"


def test_an_old_python_is_told(machine, monkeypatch):
    monkeypatch.setattr(setup_check.sys, "version_info", (3, 10, 4))
    (told,) = setup_check.problems()
    assert told.startswith("This is Python 3.10.4, and the lessons need 3.11 or newer.")
    assert "make lab PYTHON=python3.11" in told


def test_without_the_package_itself_the_way_to_start_the_lessons_is_told(machine, monkeypatch):
    def none(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(setup_check.metadata, "metadata", none)
    (told,) = setup_check.problems()
    assert "make lab" in told and "%pip install -e ." in told


def test_in_a_terminal_the_line_is_one_for_a_terminal(machine, capsys):
    assert setup_check.main() == 0 and capsys.readouterr().out == "Everything is there.\n"
    del machine["numpy"]
    assert setup_check.main() == 1
    said = capsys.readouterr().out
    assert f'"{sys.executable}" -m pip install' in said and "%pip" not in said


WITHOUT = """
import sys
for name in ("anywidget", "ipywidgets", "matplotlib", "numpy", "platformdirs"):
    sys.modules[name] = None  # an import of it fails
from lessons_lib import setup_check
print(setup_check.report())
"""


def test_it_answers_where_no_package_at_all_can_be_imported():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "numpy" in done.stdout and "--force-reinstall" in done.stdout


def test_where_all_is_there_a_live_button_is_shown_and_the_words_stay_the_same():
    shown, _ = setup_check.report()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/plain"] == repr(setup_check.report()) == "Everything is there."


def test_something_to_mend_is_shown_without_a_widget(machine):
    del machine["numpy"]
    assert list(setup_check.report()._repr_mimebundle_()) == ["text/plain"]


def test_the_button_answers_what_python_hears():
    asked = Asked("Everything is there.")
    assert not asked.button.done
    asked.button.click()
    assert asked.button.done and "yes" in asked.button.note and repr(asked) == "Everything is there."
    asked.close()

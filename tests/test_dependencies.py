"""pyproject.toml, both requirement files and environment.yml say the same."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN_NAME = PROJECT["name"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    extra: [Requirement(line) for line in lines] for extra, lines in PROJECT["optional-dependencies"].items()
}
THIRD_PARTY_EXTRAS = [each for extra in EXTRAS.values() for each in extra if each.name != OWN_NAME]
REQUIREMENT_FILES = ["requirements.txt", "requirements-present.txt", "requirements-dev.txt"]
CAPPED_AT_FEATURE_RELEASE = ["ipywidgets", "jupyterlab", "matplotlib", "numpy"]


def pin_lines(filename):
    lines = (ROOT / filename).read_text().splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def pins(filename):
    """Return (name, marker) -> version; a package may be pinned once for each kind of machine."""
    found = {}
    for line in pin_lines(filename):
        requirement = Requirement(line.split("  #")[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", f"{filename} must pin with ==, but has: {line}"
        found[requirement.name, str(requirement.marker or "")] = specifier.version
    return found


def conda_packages():
    """Return the requirement lines of environment.yml, and those that it leaves to pip."""
    text = (ROOT / "environment.yml").read_text()
    entries = re.findall(r"^( +)- (.+)$", text.split("dependencies:")[1], flags=re.MULTILINE)
    conda = [entry for indent, entry in entries if len(indent) == 2 and entry != "pip:"]
    pip = [entry for indent, entry in entries if len(indent) > 2]
    return conda, pip


@pytest.mark.parametrize("requirement", RUNTIME, ids=lambda each: each.name)
@pytest.mark.parametrize("filename", REQUIREMENT_FILES)
def test_every_runtime_dependency_is_pinned_within_its_declared_range(requirement, filename):
    versions = [version for (name, _), version in pins(filename).items() if name == requirement.name]
    assert versions, f"{filename} does not pin {requirement.name}: run `make lock`"
    for version in versions:
        assert requirement.specifier.contains(version), f"{requirement} excludes {version}: run `make lock`"


@pytest.mark.parametrize("requirement", THIRD_PARTY_EXTRAS, ids=lambda each: each.name)
def test_every_extra_is_pinned_for_development_alone(requirement):
    versions = [
        version for (name, _), version in pins("requirements-dev.txt").items() if name == requirement.name
    ]
    assert versions, f"requirements-dev.txt does not pin {requirement.name}: run `make lock`"
    for version in versions:
        assert requirement.specifier.contains(version), f"{requirement} excludes {version}: run `make lock`"
    assert requirement.name not in [name for name, _ in pins("requirements.txt")]


@pytest.mark.parametrize("filename", REQUIREMENT_FILES[:2])
def test_a_learner_and_a_lecturer_get_the_very_versions_that_were_tested(filename):
    runtime, dev = pins(filename), pins("requirements-dev.txt")
    differing = {key: (version, dev.get(key)) for key, version in runtime.items() if dev.get(key) != version}
    assert not differing, f"(lab, dev) pins differ, run `make lock`: {differing}"


@pytest.mark.parametrize("filename", REQUIREMENT_FILES)
def test_pins_name_packages_and_never_places(filename):
    for line in (ROOT / filename).read_text().splitlines():
        assert not re.search(r"://|--|^-|@|/[a-z]+/", line.replace("-c requirements-dev.txt", "")), line


@pytest.mark.parametrize("filename", REQUIREMENT_FILES)
def test_no_framework_is_installed_for_a_lesson_on_frameworks(filename):
    heavy = {"torch", "tensorflow", "keras", "jax", "optax"}
    assert heavy.isdisjoint(name for name, _ in pins(filename))


@pytest.mark.parametrize("name", CAPPED_AT_FEATURE_RELEASE)
def test_the_next_feature_release_is_excluded_until_it_is_tested(name):
    (requirement,) = (each for each in RUNTIME if each.name == name)
    (version,) = (version for (pinned, _), version in pins("requirements.txt").items() if pinned == name)
    major, minor = map(int, version.split(".")[:2])
    assert not requirement.specifier.contains(f"{major}.{minor + 1}.0")


def test_the_dev_extra_includes_the_other_extras():
    (own,) = (each for each in EXTRAS["dev"] if each.name == OWN_NAME)
    assert own.extras == set(EXTRAS) - {"dev"}


def test_slides_are_installed_for_those_who_present_and_leave_the_lab_as_it_is():
    lab, present = ({name for name, _ in pins(filename)} for filename in REQUIREMENT_FILES[:2])
    assert {requirement.name for requirement in EXTRAS["present"]} <= present - lab
    assert lab < present
    assert len(present - lab) <= 2


def test_conda_installs_this_project_with_the_pinned_versions_and_names_none_itself():
    conda, pip = conda_packages()
    assert [re.match(r"\w+", entry).group() for entry in conda] == ["python", "pip"]
    assert pip == ["-r requirements.txt", "-e ."]


def test_conda_brings_a_python_that_the_project_allows_in_the_one_form_that_binder_reads():
    python = conda_packages()[0][0].split("  #")[0]
    named = re.fullmatch(r"python=(\d+\.\d+)", python)
    assert named, f"Binder reads no version in {python!r}, and takes a Python of its own choice"
    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{named.group(1)}.0")


def test_lock_entry_script_and_linter_agree_on_the_oldest_python():
    source = (ROOT / "tools" / "lab.py").read_text()
    oldest = ".".join(re.search(r"^NEEDED = \((\d+), (\d+)\)$", source, flags=re.MULTILINE).groups())
    assert PROJECT["requires-python"] == f">={oldest}"
    assert f"--python-version {oldest}" in (ROOT / "Makefile").read_text()
    assert f'target-version = "py{oldest.replace(".", "")}"' in (ROOT / "pyproject.toml").read_text()

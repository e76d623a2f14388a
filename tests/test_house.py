"""House rules that a machine can check, over every file that git would commit."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 400
# Joined here, so that this file does not hold what it forbids.
REGISTRY_HOSTS = [
    "python" + "hosted.org",
    "pypi" + ".org/simple",
    "registry" + ".npmjs",
    "deb" + ".debian",
    "conda" + ".anaconda.org",
]
TOP_FOLDERS = ["tmp", "root", "work", "farm", "home", "Users", "mnt"]
MACHINE_PATH = re.compile(r"(?<![\w.*)}>-])/(?:" + "|".join(TOP_FOLDERS) + r")/\w|\b[A-Z]:\\\\?Users\b")


def house_files():
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout: no list of the project's own files")
    # Files that are about to be added count too; they should fail before they are committed.
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in listing.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path):
    """Return the text that a person wrote or reads in a file; pictures are left out."""
    data = path.read_bytes()
    if b"\0" in data:
        return ""
    text = data.decode()
    return "\n".join(strings_in(json.loads(text))) if path.suffix == ".ipynb" else text


def strings_in(value, key=""):
    """Yield every string of a notebook except encoded pictures, where chance spells anything."""
    if key in ("image/png", "image/jpeg", "attachments"):
        return
    if isinstance(value, str):
        yield re.sub(r"data:image/[a-z+]+;base64,[\w+/=]+", "", value)
    elif isinstance(value, list):
        yield from (found for each in value for found in strings_in(each))
    elif isinstance(value, dict):
        yield from (found for name, each in value.items() for found in strings_in(each, name))


def offences(text):
    """Return the registry hosts and machine paths in a text."""
    hosts = [host for host in REGISTRY_HOSTS if host in text]
    return hosts + [match.group() for match in MACHINE_PATH.finditer(text)]


RUNS_TEXT = {"eval", "exec", "compile", "__import__", "breakpoint"}
# What runs code that stands in a file, or leaves the machine or the process.
REACHES_OUT = {"pickle", "marshal", "shelve", "runpy", "code", "subprocess", "multiprocessing", "webbrowser"}
REACHES_OUT |= {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "requests", "httpx"}


def banned_calls(source):
    """Return the lines that name what runs text as code, by its own name or as a part of builtins."""
    found = []
    for node in ast.walk(ast.parse(source)):
        of_builtins = isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "builtins"
        if (node.attr if of_builtins else getattr(node, "id", "")) in RUNS_TEXT:
            found.append(node.lineno)
    return sorted(found)


def outside(source):
    """Return the modules that a source imports and that lead out of it; addresses are only taken apart."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module)
    return [name for name in names if name.split(".")[0] in REACHES_OUT and name != "urllib.parse"]


def modules():
    return sorted((ROOT / "lessons_lib").rglob("*.py"))


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    found = {str(path.relative_to(ROOT)): offences(text_of(path)) for path in house_files()}
    assert not {name: what for name, what in found.items() if what}


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_a_registry_host_is_noticed(host):
    assert offences(f"--index-url https://{host}/x") == [host]


@pytest.mark.parametrize("folder", TOP_FOLDERS)
@pytest.mark.parametrize("before", ["", " ", '"', "file://", "=", "("])
def test_a_machine_path_is_noticed(folder, before):
    assert offences(f"{before}/{folder}/someone/x.py")


@pytest.mark.parametrize("text", ["https://example.org/home/page", "a/work/b", "./tmp/x", "w/ work"])
def test_a_web_address_or_a_relative_path_is_no_machine_path(text):
    assert not offences(text)


def test_a_machine_path_in_a_notebook_cell_is_noticed_and_one_in_a_picture_is_not():
    path = "/" + "tmp/x"
    notebook = {"cells": [{"source": [path], "outputs": [{"data": {"image/png": path}}]}]}
    assert [found for text in strings_in(notebook) for found in offences(text)] == [path]


def test_modules_are_there_to_be_checked():
    assert modules()


def test_every_module_can_be_read_in_a_sitting():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    too_long = {name: length for name, length in lengths.items() if length > LONGEST_MODULE}
    assert not too_long, (
        f"{too_long}: split along a line a newcomer would guess; at most {LONGEST_MODULE} lines"
    )


def test_no_module_evaluates_text_as_code():
    found = {str(path.relative_to(ROOT)): banned_calls(path.read_text()) for path in modules()}
    of_rules = found.pop("lessons_lib/panels/hand.py")  # a line out of the body of the rule that it is given
    assert len(of_rules) == 2
    assert not {name: lines for name, lines in found.items() if lines}


def test_no_module_can_reach_the_network_or_run_what_a_file_holds():
    found = {str(path.relative_to(ROOT)): outside(path.read_text()) for path in modules()}
    assert not {name: names for name, names in found.items() if names}


def test_what_runs_text_or_reaches_out_is_noticed():
    lines = ["x = 1", "eval('x')", "exec('x')", "model.eval()", "run = eval", "builtins.exec('x')"]
    assert banned_calls("\n".join([*lines, "re.compile('x')"])) == [2, 3, 5, 6]
    lines = ["import urllib.request", "from urllib.parse import quote", "from http import client"]
    assert outside("\n".join(lines)) == ["urllib.request", "http"]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr

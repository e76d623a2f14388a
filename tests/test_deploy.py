"""What a course needs to run the lessons says the same everywhere, lets nobody in by default, and fits."""

from __future__ import annotations

import doctest
import importlib.util
import json
import math
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from traitlets.config import Config

from lessons_lib import progress

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
VALUES = yaml.safe_load((DEPLOY / "values.yaml").read_text())
STUDENT = VALUES["singleuser"]
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
UNITS = {"M": 2**20, "G": 2**30}


@pytest.fixture(scope="module")
def hub() -> Config:
    """The configuration of the one server, as JupyterHub would read it."""
    config = Config()
    runpy.run_path(str(DEPLOY / "jupyterhub_config.py"), init_globals={"get_config": lambda: config})
    return config


@pytest.fixture(scope="module")
def link() -> ModuleType:
    """The module that makes the link; it lies in no package."""
    spec = importlib.util.spec_from_file_location("deploy_link", DEPLOY / "link.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def size(text: str) -> int:
    return int(text[:-1]) * UNITS[text[-1]]


def option(words: list[str], name: str) -> str:
    (value,) = (word.partition("=")[2] for word in words if word.partition("=")[0] == f"--{name}")
    return value


# One server and Kubernetes


def test_both_give_a_student_the_same_memory_share_of_a_core_and_time_to_start(hub):
    assert hub.Spawner.mem_limit == STUDENT["memory"]["limit"]
    assert hub.Spawner.cpu_limit == STUDENT["cpu"]["limit"]
    assert hub.Spawner.start_timeout == hub.Spawner.http_timeout == STUDENT["startTimeout"]


def test_what_is_promised_is_less_than_what_is_allowed():
    assert 0 < size(STUDENT["memory"]["guarantee"]) < size(STUDENT["memory"]["limit"])
    assert 0 < STUDENT["cpu"]["guarantee"] < STUDENT["cpu"]["limit"]


def test_both_set_the_same_variables_and_stop_what_is_idle_at_the_same_time(hub):
    assert hub.Spawner.environment == STUDENT["extraEnv"]
    kernels = "MappingKernelManager.cull_idle_timeout"
    assert option(hub.Spawner.args, kernels) == option(STUDENT["cmd"], kernels)
    (culler,) = hub.JupyterHub.services
    assert option(culler["command"], "timeout") == str(VALUES["cull"]["timeout"])


def test_nothing_listens_beyond_the_server_itself(hub):
    assert urlsplit(hub.JupyterHub.bind_url).hostname == "127.0.0.1"
    assert hub.JupyterHub.hub_ip == "127.0.0.1"
    assert not [word for word in hub.Spawner.args if "ip=" in word]


def test_nobody_gets_in_whom_the_teacher_has_not_let_in(hub):
    assert hub.JupyterHub.authenticator_class == "pam"
    assert hub.PAMAuthenticator.allowed_groups
    chosen = VALUES["hub"]["config"]
    assert chosen["JupyterHub"]["authenticator_class"] == "native"
    assert chosen["NativeAuthenticator"]["open_signup"] is False


def test_what_a_kernel_says_goes_over_no_port_that_other_accounts_can_listen_to(hub):
    assert option(hub.Spawner.args, "KernelManager.transport") == "ipc"


def test_the_files_that_the_hub_is_told_of_are_there(hub):
    assert Path(option(hub.Spawner.args, "config")).is_file()
    (proxy,) = hub.ConfigurableHTTPProxy.command
    (dependency,) = json.loads((DEPLOY / "package.json").read_text())["dependencies"]
    assert Path(proxy) == DEPLOY / "node_modules" / ".bin" / dependency


# What a student keeps


def test_every_file_of_a_student_lies_in_their_own_home(hub):
    named = {name: place for name, place in hub.Spawner.environment.items() if name.startswith("LESSONS_")}
    assert all(place.startswith("~/") for place in named.values())
    read = {name for path in (ROOT / "lessons_lib").rglob("*.py") for name in names_of_places(path)}
    assert "LESSONS_PROGRESS" in read
    assert read <= set(named), "lessons_lib reads a variable that names a file: set it in deploy/"


def names_of_places(path: Path) -> list[str]:
    return re.findall(r"\"(LESSONS_\w+)\"", path.read_text(encoding="utf-8"))


def test_two_students_have_two_files_of_progress(hub, monkeypatch, tmp_path):
    monkeypatch.setenv("LESSONS_PROGRESS", hub.Spawner.environment["LESSONS_PROGRESS"])
    places = set()
    for name in ("ada", "bob"):
        monkeypatch.setenv("HOME", str(tmp_path / name))
        monkeypatch.setenv("USERPROFILE", str(tmp_path / name))
        places.add(progress.where())
        assert tmp_path / name in progress.where().parents
    assert len(places) == 2


# The link


def test_the_link_says_what_to_fetch_where_to_and_what_to_open(link):
    made = link.pull_link("https://hub.example.org/", "https://git.example.org/a b", "07_adam.ipynb", "next")
    parts = urlsplit(made)
    assert (parts.netloc, parts.path) == ("hub.example.org", "/hub/user-redirect/git-pull")
    told = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert told == {
        "repo": "https://git.example.org/a b",
        "targetpath": "lessons",
        "urlpath": "lab/tree/lessons/notebooks/07_adam.ipynb",
        "branch": "next",
    }


def test_the_link_opens_a_lesson_that_there_is_and_leaves_the_branch_open(link):
    told = link.pulled("https://git.example.org/lessons")
    assert (ROOT / told["urlpath"].removeprefix("lab/tree/lessons/")).is_file()
    assert "branch" not in told


@pytest.mark.parametrize(
    "words", [["hub.example.org", "https://git.example.org/x"], ["https://x.org", "lessons"]]
)
def test_what_is_no_address_is_refused_in_a_sentence(words):
    done = subprocess.run(
        [sys.executable, str(DEPLOY / "link.py"), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "is no address. Give one such as https://hub.example.org." in done.stderr


def test_the_example_of_a_link_is_what_comes_out(link):
    assert doctest.testmod(link) == (0, 1)


# The image, for a hub and for Binder


@pytest.mark.skipif(os.name == "nt", reason="a file has no mark that says it can be run on Windows")
def test_the_last_step_of_the_image_can_be_run_and_reads_files_that_are_there():
    script = ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    named = re.findall(r"(?<![\w/$])[\w/]+\.(?:txt|py)\b", script.read_text())
    assert named == ["deploy/requirements.txt", "tools/server_config.py"]
    assert all((ROOT / name).is_file() for name in named)
    assert re.search(r"^nbgitpuller==", (DEPLOY / "requirements.txt").read_text(), flags=re.MULTILINE)


# Versions


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", "\n".join(lines), flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["deploy/requirements.txt", "tests/class/requirements.txt"])
def test_a_class_is_measured_with_the_versions_that_the_lessons_are_tested_with(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")]
    (lower,) = (line.removeprefix("-r ") for line in lines if line.startswith("-r "))
    assert ((ROOT / name).parent / lower).resolve().is_file()
    assert len(pins(name)) == len(lines) - 1, "each line but one pins a package with =="
    tested = pins("requirements-dev.txt")
    assert {each: pins(name)[each] for each in pins(name) if each in tested} == {
        each: tested[each] for each in pins(name) if each in tested
    }


def test_no_lesson_installs_what_only_a_server_needs():
    assert not set(pins("deploy/requirements.txt")) & set(pins("requirements-dev.txt"))


def test_the_proxy_is_pinned_with_all_that_it_needs():
    wanted = json.loads((DEPLOY / "package.json").read_text())["dependencies"]
    locked = json.loads((DEPLOY / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in each for name, each in locked.items() if name)


# What was measured


def table(first: str) -> list[dict[str, str]]:
    """The rows of the table in README.md whose head begins with a word, by the words of the head."""
    lines = README[re.search(rf"^\| *{first}", README, re.MULTILINE).start() :].split("\n\n")[0].splitlines()
    head, _, *cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in cells]


MEASURED = [row for row in table("students") if row["MB each"] != "-"]


def test_the_limit_leaves_room_for_a_student_who_closes_no_lesson(hub):
    peaks = [int(row["peak MB"]) for row in table("and this lesson")]
    assert peaks == sorted(peaks)
    assert peaks[-1] * 1e6 < 0.9 * size(hub.Spawner.mem_limit)


def test_what_is_promised_covers_a_student_with_one_lesson():
    assert max(int(row["peak MB"]) for row in MEASURED) * 1e6 < size(STUDENT["memory"]["guarantee"])
    assert max(float(row["drag cores"]) for row in MEASURED) <= STUDENT["cpu"]["guarantee"]


def test_the_readme_names_the_limits_as_they_are(hub):
    limit, guarantee = hub.Spawner.mem_limit, STUDENT["memory"]["guarantee"]
    assert f"the limit is {limit[:-1]} {limit[-1]}B a student" in README
    assert f"keeps {guarantee[:-1]} {guarantee[-1]}B free" in README


def test_the_sizes_of_machines_follow_from_what_was_measured():
    memory = max(int(row["peak MB"]) for row in MEASURED) / 1000
    work, drag = (max(float(row[name]) for row in MEASURED) for name in ("work s", "drag cores"))
    for row in table("a class of"):
        students = int(row["a class of"])
        assert int(row["memory GB"]) == math.ceil(2 + students * memory)
        assert int(row["cores"]) == math.ceil(students * max(drag, work / 120))

"""What `make lab` decides, the sentences it says, and one real start."""

import errno
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import webbrowser
from types import SimpleNamespace

import lab_server
import pytest
import setup_env

# By its path: other folders may have a module of that short name too.
SPEC = importlib.util.spec_from_file_location("tools_lab", setup_env.ROOT / "tools" / "lab.py")
lab = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(lab)

NO_PROXY = urllib.request.ProxyHandler({})
NO_SCREEN = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}


# An old Python


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 99)])
def test_an_old_python_hears_what_was_found_what_is_needed_and_what_to_do(version):
    sentence = lab.complaint(version, "some/python3")
    assert f"some/python3 is Python {version[0]}.{version[1]}." in sentence
    assert "need Python 3.11 or newer" in sentence
    assert "make lab PYTHON=" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 0), (4, 0, 0)])
def test_a_recent_python_is_welcome(version):
    assert lab.complaint(version, "some/python3") is None


def test_the_entry_script_uses_no_syntax_that_an_old_python_cannot_read():
    source = (setup_env.ROOT / "tools" / "lab.py").read_text()
    assert not re.search(r"\bf\"|print |->|:=|\bnonlocal\b|^from __future__", source, flags=re.MULTILINE)
    imports = re.findall(r"^(?:import|from) .*", source, flags=re.MULTILINE)
    assert imports == ["import sys"]


# The environment


@pytest.fixture
def project(tmp_path):
    for name in setup_env.PINS.values():
        (tmp_path / name).write_text("numpy==2.4.6\n")
    return tmp_path


@pytest.fixture
def calls(monkeypatch, project):
    """Record the commands that would be run, and run none of them."""
    recorded = []

    def run(command):
        recorded.append(command)
        if "venv" in command:
            python = setup_env.venv_python(project)
            python.parent.mkdir(parents=True)
            python.touch()
        return "{}.{}".format(*sys.version_info[:2]), 0

    monkeypatch.setattr(setup_env, "_run", run)
    return recorded


def quiet(*_):
    """Say nothing."""


def test_a_second_start_runs_no_command_at_all(project, calls):
    setup_env.prepare("lab", project, quiet)
    assert len(calls) == 3
    calls.clear()
    setup_env.prepare("lab", project, quiet)
    assert calls == []


def test_changed_pins_are_installed_into_the_same_environment(project, calls):
    setup_env.prepare("lab", project, quiet)
    calls.clear()
    (project / "requirements.txt").write_text("numpy==2.4.7\n")
    setup_env.prepare("lab", project, quiet)
    assert not any("venv" in command for command in calls)
    assert any("-r" in command for command in calls)


def test_the_dev_environment_serves_the_lab_and_not_the_other_way_round(project, calls):
    setup_env.prepare("lab", project, quiet)
    assert not setup_env.is_ready("dev", project)
    (setup_env._stamp("lab", project)).unlink()
    setup_env.prepare("dev", project, quiet)
    assert setup_env.is_ready("lab", project)


def test_another_python_or_another_place_makes_the_environment_stale(project, monkeypatch):
    here = setup_env.fingerprint("lab", project)
    moved = project / "moved"
    moved.mkdir()
    (moved / "requirements.txt").write_text((project / "requirements.txt").read_text())
    assert setup_env.fingerprint("lab", moved) != here
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert setup_env.fingerprint("lab", project) != here


def test_a_failed_install_leaves_no_stamp_so_that_the_next_start_goes_on(project, calls, monkeypatch):
    run = setup_env._run
    monkeypatch.setattr(setup_env, "_run", lambda command: ("boom", 1) if "pip" in command else run(command))
    with pytest.raises(setup_env.SetupProblem, match="boom"):
        setup_env.prepare("lab", project, quiet)
    assert not setup_env.is_ready("lab", project)


@pytest.mark.parametrize(
    ("output", "found", "to_do"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "no answer from the network", "proxy"),
        ("ERROR: [Errno 28] No space left on device", "is full", "free some space"),
        ("OSError: [Errno 30] Read-only file system", "cannot be written", "Copy the folder"),
        ("error: metadata-generation-failed", "metadata-generation-failed", "make clean"),
    ],
)
def test_a_failed_command_becomes_a_sentence_that_says_what_to_do(output, found, to_do, tmp_path):
    sentence = setup_env.explain(f"Traceback\n{output}", tmp_path, "installing the packages")
    assert found in sentence
    assert to_do in sentence


def test_a_python_without_venv_support_is_told_which_package_brings_it():
    with pytest.raises(setup_env.SetupProblem) as problem:
        setup_env.check_modules(find=lambda name: None if name == "ensurepip" else object())
    version = "{}.{}".format(*sys.version_info[:2])
    assert f"{sys.executable} has no module ensurepip" in str(problem.value)
    assert f"apt-get install python{version}-venv" in str(problem.value)


def test_a_command_that_filled_the_disk_without_saying_so_is_understood(tmp_path):
    sentence = setup_env.explain(
        "ensurepip returned 1", tmp_path, "making it", usage=lambda _: SimpleNamespace(free=10**6)
    )
    assert "is full" in sentence


@pytest.mark.parametrize(
    ("code", "found"),
    [(errno.EROFS, "cannot be written"), (errno.EACCES, "cannot be written"), (errno.ENOSPC, "is full")],
)
def test_a_folder_that_takes_no_files_is_refused_in_a_sentence(code, found, tmp_path, monkeypatch):
    def refuse(**_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(setup_env.tempfile, "TemporaryFile", refuse)
    with pytest.raises(setup_env.SetupProblem, match=found):
        setup_env.check_folder(tmp_path)


def test_a_nearly_full_disk_is_refused_before_anything_is_installed(tmp_path):
    with pytest.raises(setup_env.SetupProblem, match="has 12 MB left, but the lab needs about"):
        setup_env.check_space("lab", tmp_path, usage=lambda _: SimpleNamespace(free=12 * 10**6))


def test_every_problem_ends_as_a_sentence_and_exit_code_1(monkeypatch, capsys):
    for problem in (setup_env.SetupProblem("plain words"), OSError(errno.ENOSPC, "plain words")):

        def fail(size, problem=problem):
            raise problem

        monkeypatch.setattr(lab_server, "prepare", fail)
        assert lab_server.main([]) == 1
        error = capsys.readouterr().err
        assert "plain words" in error or "is full" in error
        assert "Traceback" not in error


# The server's command line


def test_root_is_allowed_for_root_alone():
    assert "--allow-root" in lab_server.command(8888, False, uid=0)
    assert "--allow-root" not in lab_server.command(8888, False, uid=1000)


def test_the_server_listens_on_this_computer_alone():
    assert "--ServerApp.ip=127.0.0.1" in lab_server.command(8888, False)


def test_the_token_travels_in_the_environment_and_not_on_the_command_line(monkeypatch, tmp_path):
    monkeypatch.setattr(lab_server, "ROOT", tmp_path)
    assert lab_server.environment({"JUPYTER_TOKEN": ""}, "s3cret")["JUPYTER_TOKEN"] == "s3cret"
    options = [word.partition("=")[0].lower() for word in lab_server.command(8888, True)]
    assert not any("token" in option for option in options)


def test_settings_of_other_projects_do_not_reach_the_lab(monkeypatch, tmp_path):
    monkeypatch.setattr(lab_server, "ROOT", tmp_path)
    variables = lab_server.environment({"JUPYTER_CONFIG_DIR": "elsewhere", "HOME": "kept"}, "s3cret")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        assert variables[name].startswith(str(tmp_path))
    assert variables["HOME"] == "kept"


def test_the_address_opens_the_first_lesson_once_it_exists(monkeypatch, tmp_path):
    monkeypatch.setattr(lab_server, "ROOT", tmp_path)
    assert lab_server.address(8890, "abc") == "http://127.0.0.1:8890/lab?token=abc"
    lesson = tmp_path / lab_server.FIRST_LESSON
    lesson.parent.mkdir()
    lesson.touch()
    expected = "http://127.0.0.1:8890/lab/tree/notebooks/00_start_here.ipynb?token=abc"
    assert lab_server.address(8890, "abc") == expected
    assert f"--LabApp.default_url=/lab/tree/{lab_server.FIRST_LESSON}" in lab_server.command(8890, True)


@pytest.mark.parametrize("desktop", [True, False])
def test_the_address_is_printed_once_and_last(desktop):
    words = lab_server.announcement(8888, "abc", desktop).split()
    assert words[-1] == lab_server.address(8888, "abc")
    assert sum("token=" in word for word in words) == 1


# The port


def test_a_free_port_is_used_without_a_word():
    said = []
    assert lab_server.free_port(8888, lambda port: True, said.append) == 8888
    assert said == []


def test_a_busy_port_gives_way_to_the_next_free_one_and_is_named():
    said = []
    assert lab_server.free_port(8888, lambda port: port >= 8890, said.append) == 8890
    assert "8888 is busy" in said[0]
    assert "8890" in said[0]


def test_no_free_port_is_a_sentence():
    with pytest.raises(setup_env.SetupProblem, match="Ports 8888 to 8987 are all busy.*make lab PORT="):
        lab_server.free_port(8888, lambda port: False)


@pytest.mark.parametrize("port", [0, 80, 70000])
def test_an_impossible_port_is_a_sentence(port):
    with pytest.raises(setup_env.SetupProblem, match=f"Port {port} .* from 1024 to 65535"):
        lab_server.free_port(port, lambda port: True)


def test_a_port_with_a_listener_counts_as_busy():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not lab_server.can_listen(port)
    assert lab_server.can_listen(port)


# The desktop


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "a b"}, "linux", False),
        ({"DISPLAY": ":0", "WSL_DISTRO_NAME": "Debian"}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "a b"}, "darwin", False),
        ({}, "win32", True),
    ],
)
def test_a_browser_is_opened_only_where_somebody_sits(variables, platform, expected):
    assert lab_server.has_desktop(variables, platform, lambda: "a browser") is expected


def test_a_desktop_without_a_browser_is_no_desktop():
    def find_none():
        raise webbrowser.Error("none")

    assert not lab_server.has_desktop({"DISPLAY": ":0"}, "linux", find_none)


# One real start


def status(url):
    """Return the status of the first answer; a redirect counts as an answer."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        with urllib.request.build_opener(NO_PROXY, Stay).open(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture
def running_lab():
    """Start the lab where its first port is busy; yield (process, busy port, what it printed)."""
    if not setup_env.is_ready("lab"):
        pytest.skip("the environment of `make test` is not set up, and this test does not set it up")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        busy = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, str(setup_env.ROOT / "tools" / "lab.py"), "--port", str(busy)],
            env={**os.environ, **NO_SCREEN},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed = ""
        for line in process.stdout:
            printed += line
            if "token=" in line:
                break
        yield process, busy, printed
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be asked to stop by a signal on Windows")
def test_the_lab_starts_beside_a_busy_port_asks_for_its_token_and_stops_when_told(running_lab):
    process, busy, printed = running_lab
    assert f"Port {busy} is busy" in printed
    url = re.search(r"http://\S+", printed).group()
    port = int(re.match(r"http://127\.0\.0\.1:(\d+)/lab", url).group(1))
    assert port != busy

    assert status(url) == 200
    without_token = url.split("?")[0]
    assert status(without_token) in (302, 403)
    assert status(f"{without_token}?token=wrong") in (302, 403)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", port), timeout=2).close()

    listed = subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert f"--ServerApp.port={port}" in listed
    assert url.split("token=")[1] not in listed

    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "The lab has stopped" in rest
    assert "token=" not in rest
    assert lab_server.can_listen(port)

"""What `make present` decides: which lesson, which settings, what it says; `make lab` stays as it is."""

import json
import re
import subprocess

import lab_server
import present
import pytest
import setup_env


@pytest.fixture
def folder(tmp_path):
    for name in ("00_start_here", "03_momentum", "panels"):
        (tmp_path / f"{name}.ipynb").touch()
    return tmp_path


@pytest.mark.parametrize("number", ["3", "03", 3])
def test_a_lesson_is_named_by_its_number(number, folder):
    assert present.lesson_of(number, folder).name == "03_momentum.ipynb"


@pytest.mark.parametrize("number", ["4", "momentum", "", "panels", "-3"])
def test_a_lesson_that_is_not_there_is_a_sentence_that_names_those_that_are(number, folder):
    with pytest.raises(setup_env.SetupProblem, match=r"Name one of 00, 03: `make present LESSON=03`"):
        present.lesson_of(number, folder)


@pytest.fixture
def talk(monkeypatch, tmp_path):
    monkeypatch.setattr(present, "write_notes", lambda lesson: present.NOTES / f"{lesson.stem}.html")
    return present.talk("03")


def test_a_talk_opens_its_lesson_with_what_a_lecture_needs(talk):
    command = lab_server.command(8888, False, opening=talk)
    assert "--LabApp.default_url=/lab/tree/notebooks/03_momentum.ipynb" in command
    (option,) = (word for word in command if "extra_labextensions_path" in word)
    assert json.loads((setup_env.ROOT / "tools/present/lessons-present/package.json").read_text())[
        "jupyterlab"
    ]
    assert option.endswith("tools/present")
    assert talk.defaults["@jupyterlab/docmanager-extension:plugin"] == {"autosave": False}


def test_the_last_words_name_the_keys_and_the_notes_and_end_with_the_address(talk):
    words = lab_server.announcement(8888, "abc", False, talk)
    assert "PageDown" in words and "Escape" in words and "build/present/03_momentum.html" in words
    assert words.split()[-1] == "http://127.0.0.1:8888/lab/tree/notebooks/03_momentum.ipynb?token=abc"


def test_talk_and_lab_keep_their_settings_apart(talk, monkeypatch, tmp_path):
    monkeypatch.setattr(lab_server, "ROOT", tmp_path)
    for opening, off in ((talk, False), (lab_server.LAB, True)):
        variables = lab_server.environment({}, "s3cret", opening)
        config = tmp_path / ".venv" / "var" / opening.folder / "config"
        assert variables["JUPYTER_CONFIG_DIR"] == str(config)
        page = json.loads((config / "labconfig" / "page_config.json").read_text())
        assert page["disabledExtensions"].get("jupyterlab-slideshow", False) is off
        assert page["disabledExtensions"][lab_server.NO_NEWS] is True
        overrides = json.loads((config / "labconfig" / "default_setting_overrides.json").read_text())
        assert overrides == opening.defaults


def test_each_lesson_has_windows_of_its_own_so_that_the_last_one_does_not_come_back(
    talk, monkeypatch, tmp_path
):
    monkeypatch.setattr(lab_server, "ROOT", tmp_path)
    openings = [talk, talk._replace(workspace="07_adam"), lab_server.LAB]
    kept = [lab_server.environment({}, "x", each).get("JUPYTERLAB_WORKSPACES_DIR") for each in openings]
    assert kept[0].endswith("03_momentum") and kept[1].endswith("07_adam") and kept[2] is None


def test_what_somebody_has_switched_off_in_the_lab_stays_off(tmp_path):
    page = tmp_path / "page_config.json"
    page.write_text('{"disabledExtensions": {"mine": true}, "other": 1}')
    lab_server.write_settings(tmp_path, lab_server.LAB)
    kept = json.loads(page.read_text())
    assert kept["disabledExtensions"]["mine"] is True and kept["other"] == 1
    assert kept["disabledExtensions"]["jupyterlab-slideshow"] is True


def test_the_environment_for_talks_serves_the_lab_and_the_dev_environment_serves_both(tmp_path):
    for name in setup_env.PINS.values():
        (tmp_path / name).write_text("numpy==2.4.6\n")
    python = setup_env.venv_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    ready = {
        stamped: [size for size in setup_env.PINS if _stamped(stamped, size, tmp_path)]
        for stamped in setup_env.PINS
    }
    assert ready == {"lab": ["lab"], "present": ["lab", "present"], "dev": ["lab", "present", "dev"]}


def _stamped(stamped, size, root):
    stamp = setup_env._stamp(stamped, root)
    stamp.write_text(setup_env.fingerprint(stamped, root))
    try:
        return setup_env.is_ready(size, root)
    finally:
        stamp.unlink()


def test_notes_that_cannot_be_written_are_a_sentence(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, b"Traceback\nNoSuchThing: gone\n")
    monkeypatch.setattr(present.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(setup_env.SetupProblem, match="speaker notes could not be written: NoSuchThing: gone"):
        present.write_notes(present.ROOT / "notebooks" / "03_momentum.ipynb")


def test_a_wrong_number_is_said_before_anything_is_installed(monkeypatch, capsys):
    monkeypatch.setattr(lab_server, "prepare", lambda size: pytest.fail(f"installed {size}"))
    assert lab_server.main(["--present", "99"]) == 1
    assert "There is no lesson '99'" in capsys.readouterr().err


def test_the_keys_that_are_announced_are_those_that_the_page_hears():
    script = (setup_env.ROOT / "tools/present/lessons-present/static/remoteEntry.js").read_text()
    assert all(re.search(rf"\b{key}: \(\) =>", script) for key in ("PageDown", "PageUp", "n"))

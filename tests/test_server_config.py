"""What the lab's own configuration does to a notebook that is opened."""

import asyncio
import runpy
from types import SimpleNamespace

import nbformat
import pytest
import setup_env
from traitlets.config import Config

LIVE = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def configuration(monkeypatch):
    """Read the file as Jupyter does, and leave no configuration behind."""
    from traitlets.config import application, loader

    made = Config()
    for place in (loader, application):
        monkeypatch.setattr(place, "get_config", lambda: made, raising=False)
    monkeypatch.setattr("traitlets.config.get_config", lambda: made)
    return runpy.run_path(str(setup_env.ROOT / "tools" / "server_config.py")), made


@pytest.fixture
def shelf(configuration, tmp_path, monkeypatch):
    """Make the file manager, with one notebook of two outputs, and a kernel that knows one widget."""
    outputs = [
        nbformat.v4.new_output(
            "display_data", {LIVE: {"model_id": name}, "image/png": "aaaa", "text/plain": name}
        )
        for name in ("alive", "dead")
    ]
    outputs.append(nbformat.v4.new_output("display_data", {LIVE: {"model_id": "dead"}}))
    cell = nbformat.v4.new_code_cell("panels", outputs=outputs)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "one.ipynb")
    made = configuration[0]["Shelf"](root_dir=str(tmp_path))
    made.sessions = []

    async def list_sessions():
        return made.sessions

    sessions = SimpleNamespace(list_sessions=list_sessions)
    parent = SimpleNamespace(session_manager=sessions)
    assert made.notary and made.checkpoints  # which ask the parent for their settings
    monkeypatch.setattr(type(made), "parent", parent, raising=False)
    return made


def shown(shelf):
    """Which outputs come with their live form."""
    model = asyncio.run(shelf.get("one.ipynb", content=True, type="notebook"))
    outputs = model["content"]["cells"][0]["outputs"]
    assert [out["data"].get("image/png") for out in outputs] == ["aaaa", "aaaa", None]
    return [LIVE in out["data"] for out in outputs]


def knows(monkeypatch, shelf, widgets):
    async def ask(self, kernel):
        return widgets

    monkeypatch.setattr(type(shelf), "_widgets", ask)
    shelf.sessions = [{"path": "one.ipynb", "kernel": {"id": "k"}}]


def test_the_lab_uses_it(configuration):
    names, made = configuration
    assert made.ServerApp.contents_manager_class is names["Shelf"]
    assert made.ServerApp.kernel_websocket_connection_class is names["PromptConnection"]


def test_without_a_kernel_the_picture_comes_alone_and_what_has_none_stays(shelf):
    assert shown(shelf) == [False, False, True]


def test_what_lives_in_the_kernel_comes_live(shelf, monkeypatch):
    knows(monkeypatch, shelf, {"alive"})
    assert shown(shelf) == [True, False, True]


def test_a_kernel_that_is_too_busy_to_say_keeps_all_as_it_is(shelf, monkeypatch):
    knows(monkeypatch, shelf, None)
    assert shown(shelf) == [True, True, True]


def test_a_kernel_that_has_gone_meanwhile_does_not_keep_the_notebook_from_opening(shelf):
    def get_kernel(name):
        raise KeyError(name)

    shelf.parent.kernel_manager = SimpleNamespace(get_kernel=get_kernel)
    shelf.sessions = [{"path": "one.ipynb", "kernel": {"id": "k"}}]
    assert shown(shelf) == [True, True, True]


def test_another_notebook_s_kernel_does_not_count(shelf, monkeypatch):
    knows(monkeypatch, shelf, {"alive", "dead"})
    shelf.sessions[0]["path"] = "other.ipynb"
    assert shown(shelf) == [False, False, True]


def test_the_file_itself_is_left_as_it_is(shelf, tmp_path):
    before = (tmp_path / "one.ipynb").read_bytes()
    shown(shelf)
    assert (tmp_path / "one.ipynb").read_bytes() == before


def test_a_folder_and_a_text_are_read_as_ever(shelf, tmp_path):
    (tmp_path / "note.txt").write_text("words")
    assert asyncio.run(shelf.get("note.txt"))["content"] == "words"
    assert len(asyncio.run(shelf.get(""))["content"]) == 2

"""The link of deploy/link.py brings the lessons into a home where there were none, and opens the first."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from class_hub import ROOT
from class_student import logged_in

sys.path.insert(0, str(ROOT / "deploy"))
import link  # noqa: E402


@pytest.fixture(scope="module")
def repository(hub):
    """This repository, as a server would offer it."""
    folder = hub.homes.parent / "offered"
    subprocess.run(["git", "clone", "--quiet", "--bare", "--no-hardlinks", ROOT, folder], check=True)
    return folder


def hand_over(folder, home) -> None:
    """Give a repository to the owner of a folder: Git reads none that belongs to another account."""
    subprocess.run(["chown", "-R", f"--reference={home}", folder], check=folder.exists())


async def follow(hub, repository) -> tuple[str, list[dict]]:
    """Click on the link as a new student, and let the page do what it then does."""
    async with logged_in(hub, f"new{repository.name}") as student:
        await student.start_server()
        hand_over(repository, hub.homes / student.name)
        path = link.pull_link(hub.url, str(repository)).removeprefix(hub.url)
        page = (await student.request("GET", path)).decode()
        asked = {name: text for name, text in link.pulled(str(repository)).items() if name != "urlpath"}
        told = (await student.ask("GET", "git-pull/api", params=asked)).decode()
        assert '"phase": "finished"' in told, told
        opened = link.pulled("")["urlpath"].removeprefix("lab/tree/")
        lesson = await student.ask("GET", f"api/contents/{opened}")
        return page, lesson["content"]["cells"]


def test_the_link_fetches_the_lessons_and_opens_the_first(hub, repository):
    page, cells = asyncio.run(follow(hub, repository))
    assert link.pulled("")["urlpath"] in page
    assert cells[0]["source"].startswith("# ")


def rewrite(lesson: Path, words: str) -> None:
    """Put other words into the first cell of a lesson."""
    notebook = json.loads(lesson.read_text())
    notebook["cells"][0]["source"] = words
    lesson.write_text(json.dumps(notebook, indent=1))


def publish(repository, folder) -> None:
    """Offer a new state: the first cell of a lesson is another, and there is one more file."""
    hand_over(repository, folder.parent)
    git = ["git", "-c", "user.name=teacher", "-c", "user.email=teacher@example.org"]
    subprocess.run([*git, "clone", "--quiet", repository, folder], check=True)
    rewrite(folder / "notebooks" / link.FIRST, "# The teacher's words")
    (folder / "news.txt").write_text("a new lesson")
    for words in (["add", "."], ["commit", "--quiet", "--message=news"], ["push", "--quiet"]):
        subprocess.run([*git, *words], cwd=folder, check=True)


def test_what_a_student_has_changed_survives_the_next_fetch(hub, repository, tmp_path):
    asyncio.run(follow(hub, repository))
    lessons = hub.homes / f"new{repository.name}" / link.FOLDER
    rewrite(lessons / "notebooks" / link.FIRST, "# My own words")
    publish(repository, tmp_path / "teacher")
    _, cells = asyncio.run(follow(hub, repository))
    assert cells[0]["source"] == "# My own words"
    assert (lessons / "news.txt").read_text() == "a new lesson"


@pytest.mark.parametrize("part", ["apputils-extension:announcements", "debugger-extension"])
def test_no_student_is_asked_about_a_newsletter_or_opens_a_port_by_a_debugger(two, part):
    page = two.do(two.ada.ask("GET", "lab")).decode()
    settings = json.loads(
        re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL).group(1)
    )
    assert f"@jupyterlab/{part}" in settings["disabledExtensions"]


def test_a_link_to_nowhere_says_so(hub, tmp_path):
    with pytest.raises(AssertionError, match='"phase": "error"'):
        asyncio.run(follow(hub, tmp_path / "nowhere"))

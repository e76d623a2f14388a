"""The link of deploy/link.py brings the lessons into a home where there were none, and opens the first."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys

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
    """Give a repository to the owner of a home: Git reads none from a folder of another account."""
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


def test_the_first_thing_that_a_student_sees_is_no_question_about_a_newsletter(two):
    page = two.do(two.ada.ask("GET", "lab")).decode()
    settings = json.loads(
        re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL).group(1)
    )
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]


def test_a_link_to_nowhere_says_so(hub, tmp_path):
    with pytest.raises(AssertionError, match='"phase": "error"'):
        asyncio.run(follow(hub, tmp_path / "nowhere"))

"""What repo2docker would build, read from its Dockerfile: no image can be built without Docker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from class_hub import ROOT


@pytest.fixture(scope="module")
def dockerfile() -> str:
    """The recipe that repo2docker makes of the files in the repository."""
    command = [str(Path(sys.executable).with_name("repo2docker")), "--no-build", "--debug"]
    command += ["--user-id=1000", "--user-name=jovyan", "--target-repo-dir=/srv/lessons", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def test_the_image_gets_the_python_that_environment_yml_names(dockerfile):
    named = re.search(r"python=(\d+\.\d+)", (ROOT / "environment.yml").read_text()).group(1)
    assert f"Building conda environment for python={named}" in dockerfile
    assert "version unspecified" not in dockerfile


def test_the_lessons_are_there_before_they_are_installed(dockerfile):
    copied = dockerfile.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    installed = dockerfile.index('env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"')
    finished = dockerfile.index("RUN ./postBuild")
    assert copied < installed < finished


def test_nothing_is_fetched_when_the_image_starts(dockerfile):
    """A start script could reach for the network; there is none."""
    (entry,) = re.findall(r"^ENTRYPOINT .*", dockerfile, flags=re.MULTILINE)
    assert entry == 'ENTRYPOINT ["/usr/local/bin/repo2docker-entrypoint"]'
    assert not [name for name in ("start", "binder/start", ".binder/start") if (ROOT / name).exists()]

"""Run the tests with the oldest and with the newest versions that pyproject.toml allows.

`make versions-test` makes an environment for each (`.venv-oldest`, `.venv-newest`), installs into it what the
ranges of pyproject.toml allow today, and runs the tests there. Pins are not looked at: they are what
`make test` uses. `python tools/versions.py oldest` does one of the two; words after it go to pytest.

The oldest versions are the lower bounds of what pyproject.toml names itself; what those need in turn is
as new as they take it, as an installer would choose it.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
NAMED = ("numpy", "matplotlib", "jupyterlab", "ipywidgets", "anywidget", "ipykernel", "hypothesis", "pytest")
LIST = "import sys; from importlib.metadata import version; print(*[(n, version(n)) for n in sys.argv[1:]])"
# Another version of Matplotlib may draw other pixels: stored pictures are compared with the pinned one alone.
PINNED_ONLY = "rebuilding_the_notebook"


def main(words):
    """Test what is asked for, or both; return 0 if all of it holds."""
    asked, rest = [word for word in words if word in RESOLUTIONS], [w for w in words if w not in RESOLUTIONS]
    results = {name: holds(name, rest) for name in asked or RESOLUTIONS}
    print(", ".join(f"{name} versions: {'hold' if well else 'FAIL'}" for name, well in results.items()))
    return 0 if all(results.values()) else 1


def holds(name, words):
    """Install the versions of this name and run the tests with them."""
    python = installed(name)
    print(f"\n{name}: {told(python)}", flush=True)
    command = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
    # A cache of its own each: what one run has failed with says nothing of the other.
    command += ["-o", f"cache_dir=.pytest_cache/{name}", "-k", f"not {PINNED_ONLY}"]
    return subprocess.run([*command, *words], cwd=ROOT, check=False).returncode == 0


def installed(name):
    """Make the environment, if there is none, and bring it to the versions that are asked for."""
    place = ROOT / f".venv-{name}"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
    # Each time, for the first time may have failed.
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    ranges = ["--resolution", RESOLUTIONS[name], "--upgrade", "--editable", ".[dev]"]
    run([python, "-m", "uv", "pip", "install", "--quiet", "--python", python, *ranges])
    return python


def run(command):
    """Run a command in the project's folder; stop if it fails."""
    subprocess.run(list(map(str, command)), cwd=ROOT, check=True)


def told(python):
    """List the versions that matter, as the environment itself reports them."""
    return subprocess.run(
        [python, "-c", LIST, *NAMED], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Create `.venv` with the pinned packages, and leave it alone while it is up to date.

There are three sizes: "lab" is what a learner needs (requirements.txt), "present" is that and what
shows slides (requirements-present.txt), and "dev" is all of it and what it takes to check and change
the lessons (requirements-dev.txt).
"""

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = {"lab": "requirements.txt", "present": "requirements-present.txt", "dev": "requirements-dev.txt"}
MEGABYTES_NEEDED = {"lab": 600, "present": 600, "dev": 900}

NETWORK_SIGNS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "Connection refused",
    "connection broken",
)
FULL_SIGNS = ("No space left on device", "Disk quota exceeded", "not enough space on the disk")
LOCKED_SIGNS = ("Read-only file system", "Permission denied", "Access is denied")


class SetupProblem(Exception):
    """What stands in the way, as a message that says what was found and what to do."""


def venv_python(root=ROOT):
    """Return the path of the environment's own Python."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(size, root=ROOT):
    """Return a hash of all that the environment depends on: pins, Python and place."""
    pins = (root / PINS[size]).read_bytes()
    # The place counts because an editable install remembers it: a moved folder must be installed anew.
    about = "{}.{} {}".format(*sys.version_info[:2], root)
    return hashlib.sha256(pins + about.encode()).hexdigest()


def is_ready(size, root=ROOT):
    """Tell whether `.venv` already holds this size; a larger one holds the smaller ones too."""
    sizes = list(PINS)[list(PINS).index(size) :]
    return venv_python(root).exists() and any(_stamp_fits(each, root) for each in sizes)


def prepare(size, root=ROOT, say=print):
    """Make sure that `.venv` holds the packages of this size."""
    if is_ready(size, root):
        return
    check_modules()
    check_folder(root)
    check_space(size, root)
    say(f"Setting up {root / '.venv'} (once, about a minute on a fast network) ...")
    create_venv(root)
    install(["-r", str(root / PINS[size])], root)
    install(["--no-deps", "--editable", str(root)], root)
    _stamp(size, root).write_text(fingerprint(size, root))


def check_modules(find=importlib.util.find_spec):
    """Refuse a Python that cannot make virtual environments, as Debian splits it off."""
    missing = [name for name in ("venv", "ensurepip") if find(name) is None]
    if missing:
        version = "{}.{}".format(*sys.version_info[:2])
        raise SetupProblem(
            f"{sys.executable} has no module {' and no module '.join(missing)}, "
            "which it needs to make a virtual environment.\n"
            f"On Debian or Ubuntu: `sudo apt-get install python{version}-venv`, then try again.\n"
            "Elsewhere: install a complete Python, then `make lab PYTHON=/path/to/it`."
        )


def check_folder(root=ROOT):
    """Refuse a folder that takes no files."""
    try:
        with tempfile.TemporaryFile(dir=root) as probe:
            probe.write(b"x")
    except OSError as error:
        raise SetupProblem(folder_sentence(error, root)) from error


def folder_sentence(error, root):
    """Say what is wrong with the folder and what to do about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_sentence(root)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return locked_sentence(root)
    return f"The lab could not be set up or started in {root}: {error}."


def full_sentence(root):
    """Say that the disk is full."""
    return (
        f"The disk that holds {root} is full.\n"
        f"The lab needs about {MEGABYTES_NEEDED['lab']} MB there: free some space, or move the folder "
        "to a larger disk, then try again."
    )


def locked_sentence(root):
    """Say that the folder cannot be written."""
    return (
        f"The folder {root} cannot be written, and the lab keeps its packages and your work in it.\n"
        "Copy the folder to a place of your own (your home folder, for example) and start it there."
    )


def check_space(size, root=ROOT, usage=shutil.disk_usage):
    """Refuse a disk that would fill up half-way; an environment that exists has its space already."""
    free = usage(root).free // 10**6
    needed = MEGABYTES_NEEDED[size]
    if free < needed and not venv_python(root).exists():
        raise SetupProblem(
            f"The disk that holds {root} has {free} MB left, but the lab needs about {needed} MB.\n"
            "Free some space, or move the folder to a larger disk, then try again."
        )


def create_venv(root=ROOT):
    """Create `.venv`, from scratch when it belongs to another Python or is broken."""
    if _venv_fits(root):
        return
    # Called from inside the environment that is about to be replaced, its base must do the work.
    base = getattr(sys, "_base_executable", None) or sys.executable
    output, code = _run([base, "-m", "venv", "--clear", str(root / ".venv")])
    if code:
        raise SetupProblem(explain(output, root, "making the virtual environment"))


def install(arguments, root=ROOT):
    """Install with the environment's pip."""
    command = [str(venv_python(root)), "-m", "pip", "install", "--disable-pip-version-check"]
    output, code = _run([*command, "--retries", "2", *arguments])
    if code:
        raise SetupProblem(explain(output, root, "installing the packages"))


def explain(output, root, doing, usage=shutil.disk_usage):
    """Turn the output of a failed command into a message that says what to do."""
    # Python's venv module swallows the reason of a failure, so look at the disk as well.
    if any(sign in output for sign in FULL_SIGNS) or usage(root).free < 20 * 10**6:
        return full_sentence(root)
    if any(sign in output for sign in LOCKED_SIGNS):
        return locked_sentence(root)
    if any(sign in output for sign in NETWORK_SIGNS):
        return (
            "The packages could not be downloaded: no answer from the network.\n"
            "The first start needs the internet (later ones do not). Check the connection, and a proxy "
            "if you are behind one, then try again: what was done so far is kept."
        )
    return f"Something failed while {doing}. The last lines were:\n\n{_tail(output)}\n\n" + (
        "When a package has no build for this computer or this Python, another Python helps "
        "(3.11 to 3.13 are tested): `make lab PYTHON=python3.12`.\n"
        "When you are not sure, run `make clean` and try again."
    )


def _venv_fits(root):
    """Tell whether `.venv` exists, runs, and is of the Python that runs this."""
    if not venv_python(root).exists():
        return False
    try:
        output, code = _run(
            [str(venv_python(root)), "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"]
        )
    except OSError:
        return False
    return code == 0 and output.strip() == "{}.{}".format(*sys.version_info[:2])


def _run(command):
    """Run a command; return its whole output and its exit code."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode(errors="replace"), done.returncode


def _tail(output, lines=8):
    """Return the last lines of an output, indented."""
    return "\n".join("    " + line for line in output.strip().splitlines()[-lines:])


def _stamp(size, root):
    return root / ".venv" / f".installed-{size}"


def _stamp_fits(size, root):
    stamp = _stamp(size, root)
    return stamp.exists() and stamp.read_text() == fingerprint(size, root)

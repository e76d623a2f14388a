"""Start JupyterLab on the first lesson, for this computer alone, and print one address."""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from typing import NamedTuple

from setup_env import PINS, ROOT, SetupProblem, check_folder, folder_sentence, prepare, venv_python

HOST = "127.0.0.1"
FIRST_PORT = 8888
PORTS_TRIED = 100
SECONDS_TO_START = 90
FIRST_LESSON = "notebooks/00_start_here.ipynb"
# Without this the first thing a learner sees is a question about Jupyter's newsletter.
NO_NEWS = "@jupyterlab/apputils-extension:announcements"


class Opening(NamedTuple):
    """What is opened, and with which settings of JupyterLab's, kept apart in a folder of their own."""

    page: str = FIRST_LESSON
    folder: str = "jupyter"
    disabled: tuple[str, ...] = (NO_NEWS, "jupyterlab-slideshow")  # in the study view there are no slides
    defaults: dict = {}
    options: tuple[str, ...] = ()
    words: str = ""
    workspace: str = ""  # which windows are kept; a lecture has its own, or the last one would come back


LAB = Opening()


def main(arguments):
    """Prepare the environment, then serve until Ctrl-C; return the exit code."""
    options = parse(arguments)
    try:
        if options.install or not options.present:
            prepare(options.install or "lab")
            return 0 if options.install else serve(options.port)
        import present  # late: it imports this module

        present.lesson_of(options.present)  # a wrong number is said before anything is installed
        prepare("present")
        return serve(options.port, present.talk(options.present))
    except SetupProblem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{folder_sentence(error, ROOT)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start goes on from here.")
        return 130


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tools/lab.py", description="Open the lessons in JupyterLab.")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try (%(default)s)")
    parser.add_argument("--present", metavar="LESSON", help="open a lesson, such as 03, as slides")
    parser.add_argument("--install", choices=sorted(PINS), help="prepare .venv and stop there")
    return parser.parse_args(arguments)


def serve(first_port, opening=LAB):
    """Run the server on the first free port until it is stopped; return the exit code."""
    stop_on_every_signal()
    check_folder(ROOT)
    port = free_port(first_port)
    token = secrets.token_hex(24)
    desktop = has_desktop()
    log = private_folder(opening) / "lab.log"
    with open(log, "wb") as log_file:
        server = subprocess.Popen(
            command(port, desktop, opening=opening),
            env=environment(os.environ, token, opening),
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=subprocess.STDOUT,
            **own_group(),
        )
    try:
        wait_until_up(server, port, token, log)
        print(announcement(port, token, desktop, opening), flush=True)
        server.wait()
    except KeyboardInterrupt:
        stop(server)
    except SetupProblem:
        stop(server)
        raise
    print("\nThe lab has stopped. Your notebooks are saved as you last saved them.")
    return 0


def stop_on_every_signal():
    """Let `kill` and a closed terminal end the lab like Ctrl-C: the server must not stay behind."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def own_group():
    """Return the options that keep Ctrl-C from the server.

    Without a terminal of its own it would drop everything at once on Ctrl-C, running
    kernels included; it closes them in order when this script ends it instead.
    """
    return {} if os.name == "nt" else {"process_group": 0}


def command(port, desktop, uid=None, opening=LAB):
    """Return the server's command line; it holds no secret, since everybody can list processes."""
    if uid is None:
        uid = os.geteuid() if hasattr(os, "geteuid") else 1000
    line = [
        str(venv_python()),
        "-m",
        "jupyterlab",
        f"--config={ROOT / 'tools' / 'server_config.py'}",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={ROOT}",
        f"--ServerApp.open_browser={desktop}",
        f"--LabApp.default_url={landing_page(opening)}",
        "--Application.log_level=WARN",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *opening.options,
    ]
    return [*line, "--allow-root"] if uid == 0 else line


def environment(variables, token, opening=LAB):
    """Return the server's environment: the token, and folders of its own.

    With its own folders a server, a kernel or a password that the learner has configured
    for other projects cannot get in the way of the lessons.
    """
    own = private_folder(opening)
    places = {"JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces" / opening.workspace)}
    return {
        **variables,
        **(places if opening.workspace else {}),
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
    }


def private_folder(opening=LAB):
    """Return the folder of the server's own files, with its first settings in it."""
    own = ROOT / ".venv" / "var" / opening.folder
    write_settings(own / "config" / "labconfig", opening)
    return own


def write_settings(folder, opening):
    """Say what JupyterLab begins with, and keep what somebody has switched off there since."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "page_config.json"
    kept = json.loads(page.read_text()) if page.exists() else {}
    kept["disabledExtensions"] = kept.get("disabledExtensions", {}) | dict.fromkeys(opening.disabled, True)
    page.write_text(json.dumps(kept, indent=2) + "\n")
    (folder / "default_setting_overrides.json").write_text(json.dumps(opening.defaults, indent=2) + "\n")


def landing_page(opening=LAB):
    """Return the page to open: the first lesson, or the file list while there is none."""
    return f"/lab/tree/{opening.page}" if (ROOT / opening.page).exists() else "/lab"


def free_port(first, is_free=None, say=print):
    """Return the first free port from `first` on; say so when it is another one."""
    is_free = is_free or can_listen
    if not 1024 <= first <= 65535:
        raise SetupProblem(f"Port {first} was asked for; it must be a number from 1024 to 65535.")
    last = min(first + PORTS_TRIED - 1, 65535)
    for port in range(first, last + 1):
        if is_free(port):
            if port != first:
                say(f"Port {first} is busy (another lab, perhaps): this one uses port {port}.")
            return port
    raise SetupProblem(
        f"Ports {first} to {last} are all busy. Stop a server that you no longer need, "
        "or name another port: `make lab PORT=9500`."
    )


def can_listen(port):
    """Tell whether a server could listen on this port."""
    with socket.socket() as probe:
        if os.name != "nt":
            # Without this, a port that was in use a minute ago still counts as busy.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def has_desktop(variables=None, platform=sys.platform, find_browser=webbrowser.get):
    """Tell whether a browser can be opened where the learner sits."""
    variables = os.environ if variables is None else variables
    # Over ssh the browser would open on the wrong machine; inside WSL there is usually none.
    if any(variables.get(name) for name in ("SSH_CONNECTION", "WSL_DISTRO_NAME", "CI")):
        return False
    has_screen = variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY")
    if platform not in ("win32", "darwin") and not has_screen:
        return False
    try:
        find_browser()
    except webbrowser.Error:
        return False
    return True


def address(port, token, opening=LAB):
    """Return the address to click, complete with its token."""
    return f"http://{HOST}:{port}{landing_page(opening)}?token={token}"


def announcement(port, token, desktop, opening=LAB):
    """Return the last words on the screen."""
    begin = "The lab is open in your browser. If not, open" if desktop else "The lab is running. Open"
    where = f"{begin} this address (Ctrl-C here stops the lab):\n\n    {address(port, token, opening)}\n"
    return opening.words + where


def wait_until_up(server, port, token, log):
    """Wait until the server answers with the token and refuses without it."""
    deadline = time.monotonic() + SECONDS_TO_START
    while answer(port, token) != 200:
        if server.poll() is not None:
            raise SetupProblem(
                f"JupyterLab stopped while it was starting (exit code {server.returncode}). It said:\n\n"
                f"    {last_line(log)}\n\nAll of it is in {log}.\n"
                "If packages are damaged, `make clean` and `make lab` set them up anew."
            )
        if time.monotonic() > deadline:
            raise SetupProblem(
                f"JupyterLab did not answer on port {port} within {SECONDS_TO_START} seconds.\n"
                f"What it said is in {log}. Try again, or another port: `make lab PORT=9500`."
            )
        time.sleep(0.1)
    if answer(port, None) == 200:
        raise SetupProblem(
            "JupyterLab answers without its token, so anybody on this computer could run code as you; "
            "it was stopped.\nA configuration file for all users of this computer turns the token off: "
            "`.venv/bin/jupyter --paths` lists where to look."
        )


def answer(port, token):
    """Return the status of a request that needs the token, or None while nobody listens."""
    headers = {"Authorization": f"token {token}"} if token else {}
    request = urllib.request.Request(f"http://{HOST}:{port}/api/status", headers=headers)
    # A proxy that is set for the internet must not be asked for this computer.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def last_line(log):
    """Return the last line of the server's log."""
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "(nothing)"


def stop(server):
    """Let the server close its kernels, and insist when it does not."""
    server.terminate()
    try:
        server.wait(timeout=10)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()

"""Run the JupyterHub of deploy/ on this machine alone, and say what its students' processes take."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "deploy" / "jupyterhub_config.py"


class Hub(NamedTuple):
    """A running hub: where it answers, the password of every student, where their homes are."""

    url: str
    password: str
    homes: Path
    process: psutil.Process


class Cost(NamedTuple):
    """What the server and the kernels of one student take.

    ``memory`` now, a page that several processes use counted in parts; ``peak`` the most that each process
    ever held, added up, as if it shared nothing; both in megabytes. ``cpu`` in seconds so far.
    """

    memory: float
    peak: float
    cpu: float


@contextlib.contextmanager
def running_hub() -> Iterator[Hub]:
    """Start the hub and its proxy; when the block ends, stop them and every server that they started."""
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        Path(folder).chmod(0o711)  # each student passes through to a home that only they can read
        homes, password = Path(folder) / "h", secrets.token_hex(16)
        homes.mkdir(mode=0o711)
        port, hub_port, proxy_port = free_ports(3)
        told = {"CONFIG": CONFIG, "HOMES": homes, "PASSWORD": password, "PORT": port}
        told |= {"HUB_PORT": hub_port, "PROXY_PORT": proxy_port, "NOTEBOOKS": ROOT / "notebooks"}
        told |= {"SEPARATE": "no" if why_together() else "yes"}
        environment = os.environ | {f"CLASS_{name}": str(value) for name, value in told.items()}
        command = [
            sys.executable,
            "-m",
            "jupyterhub",
            f"--config={Path(__file__).parent / 'class_hub_config.py'}",
        ]
        with (Path(folder) / "hub.log").open("w+") as log:
            quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            started = subprocess.Popen(command, cwd=folder, env=environment, **quiet)
            hub = Hub(f"http://127.0.0.1:{port}", password, homes, psutil.Process(started.pid))
            try:
                wait_for(hub, log)
                yield hub
            finally:
                stop(started)


def why_together() -> str:
    """Say why the students have to share one account here; nothing if each has one of their own."""
    if os.geteuid() != 0:
        return "only root can give each student an account"
    for path in (Path(sys.executable).resolve(), Path(sys.prefix), ROOT):
        closed = [str(each) for each in (path, *path.parents) if not each.stat().st_mode & 0o001]
        if closed:
            return f"{closed[0]} is open to its owner alone (make clean, then name another Python: PYTHON=)"
    return ""


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on; all are held until all are found, so they differ."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def wait_for(hub: Hub, log, seconds: float = 60) -> None:
    """Return when the hub answers; otherwise say what it printed last."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and hub.process.is_running() and hub.process.status() != "zombie":
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{hub.url}/hub/api", timeout=2).close()
            return
        time.sleep(0.2)
    log.seek(0)
    raise RuntimeError("JupyterHub did not start. Its last words:\n" + log.read()[-2000:])


def stop(started: subprocess.Popen) -> None:
    """Ask the hub to stop, which stops its servers; end what is left of its processes, each by its id."""
    family = psutil.Process(started.pid).children(recursive=True) if started.poll() is None else []
    started.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        started.wait(timeout=60)
    started.kill()
    started.wait()
    for process in psutil.wait_procs(family, timeout=10)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def costs(hub: Hub) -> dict[str, Cost]:
    """Measure, for each student with a server, all processes of theirs."""
    return {name: cost(server) for server in hub.process.children() if (name := owner(server))}


def owner(server: psutil.Process) -> str:
    """Whose server a process is; of the proxy and of services, nobody's."""
    with contextlib.suppress(psutil.Error):
        return server.environ().get("JUPYTERHUB_USER", "")
    return ""


def cost(server: psutil.Process) -> Cost:
    """Add up a server and all that it has started."""
    found = []
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in (server, *server.children(recursive=True)):
            cpu = process.cpu_times()
            found.append((process.memory_full_info().pss / 1e6, peak(process), cpu.user + cpu.system))
    return Cost(*map(sum, zip(*found, strict=True))) if found else Cost(0, 0, 0)


def peak(process: psutil.Process) -> float:
    """Read the most memory that a process ever held, in megabytes."""
    (line,) = (row for row in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "VmHWM" in row)
    return int(line.split()[1]) * 1024 / 1e6

"""Start a real JupyterLab on this machine alone, and open its notebooks in a real Chromium."""

from __future__ import annotations

import contextlib
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import lab_server

if TYPE_CHECKING:  # the rest of the tests must run where playwright is not installed
    from playwright.sync_api import Browser, Page

ROOT = pathlib.Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "01_gradient_descent.ipynb"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# True once every cell has run and the kernel is at rest.
ALL_RUN = """() => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((p) => p.textContent);
  const state = document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status;
  return state === 'idle' && !prompts.some((p) => p.includes('*'));
}"""


class Lab(NamedTuple):
    """A running server."""

    url: str
    token: str
    folder: pathlib.Path

    def address(self, name: str) -> str:
        """Where a notebook opens in simple mode."""
        return f"{self.url}/doc/tree/{name}?token={self.token}"


def chromium() -> str | None:
    """Find Chromium, or say with None that there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def running_lab(folder: pathlib.Path, *more: str) -> Iterator[Lab]:
    """Serve a folder with JupyterLab, with more of its options, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.port={port}"]
    command += [f"--config={ROOT / 'tools' / 'server_config.py'}"]  # as make lab does
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += more
    settings = folder / ".jupyter" / "labconfig"
    if not settings.exists():  # as make lab does: without slides, whose style sheet Chromium warns of
        lab_server.write_settings(settings, lab_server.LAB)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    places = {name: str(folder / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings")}
    places |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces")}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **places, "JUPYTER_TOKEN": token}, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/api?token={token}", server)
            yield Lab(f"http://127.0.0.1:{port}", token, folder)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.2)
    raise RuntimeError("JupyterLab did not start; see server.log in its folder.")


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium, headless, until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def write_notebook(path: pathlib.Path, *sources: str, metadata: dict | None = None) -> str:
    """Write a small notebook of code cells; return its name."""
    import nbformat

    cells = [nbformat.v4.new_code_cell(source.strip(), metadata=metadata or {}) for source in sources]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path.name


def open_notebook(
    browser: Browser, lab: Lab, name: str, *, width: int = 1400, height: int = 900, kernel: bool = True
) -> Page:
    """Open a notebook in simple mode and wait until its kernel is idle.

    The page gets two lists: ``complaints``, its errors and warnings, and ``comm``, a word for each
    message between a widget and the kernel.
    """
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(15_000)
    _listen(page)
    page.goto(lab.address(name))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    if kernel:
        page.get_by_text("| Idle").wait_for(timeout=60_000)  # the indicator says idle before there is one
    return page


def _listen(page: Page) -> None:
    page.complaints, page.comm = [], []

    def told(message) -> None:
        slow = message.text.startswith("Plugin ") and message.text.endswith("to activate.")  # a busy machine
        foreign = (
            "slider-vertical" in message.text
        )  # the style sheet of jupyterlab-slideshow, loaded though it is off
        if message.type in ("error", "warning") and not slow and not foreign:
            page.complaints.append(f"{message.type}: {message.text}")

    def note(way: str, payload: str | bytes) -> None:
        if b"comm_msg" in (payload.encode() if isinstance(payload, str) else payload):
            page.comm.append(way)

    def connected(socket) -> None:
        socket.on("framesent", lambda payload: note("sent", payload))
        socket.on("framereceived", lambda payload: note("received", payload))

    page.on("console", told)
    page.on("pageerror", lambda error: page.complaints.append(f"page error: {error}"))
    page.on("websocket", connected)


def start_all(page: Page) -> None:
    """Run every cell from the menu; do not wait."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def run_all(page: Page, timeout: float = 180_000) -> None:
    """Run every cell from the menu and wait for the last."""
    start_all(page)
    page.wait_for_function(ALL_RUN, timeout=timeout)


def run_cell(page: Page, cell: int, *, wait: bool = True) -> None:
    """Run one code cell by its number; wait until nothing runs any more, unless told not to."""
    page.locator(".jp-CodeCell").nth(cell).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    if wait:
        page.wait_for_timeout(100)  # until the page knows that it runs
        page.wait_for_function(ALL_RUN, timeout=60_000)


def choose(page: Page, menu: str, entry: str, *, sure: bool = False) -> None:
    """Choose an entry of a menu, and say yes to the question that it asks."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.locator(".lm-Menu-item", has_text=entry).first.click()
    if sure:
        page.locator(".jp-Dialog .jp-mod-accept").click()

"""A lecture hall: JupyterLab with all that `make present` adds to it, and lessons opened as slides."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator

import lab as driver
import lab_server
import present


@contextlib.contextmanager
def running_hall(folder: pathlib.Path) -> Iterator[driver.Lab]:
    """Serve a folder as `make present` does, until the block ends."""
    talk = lab_server.Opening(disabled=(lab_server.NO_NEWS,), defaults=present.DEFAULTS)
    lab_server.write_settings(folder / ".jupyter" / "labconfig", talk)
    with driver.running_lab(folder, *present.OPTIONS) as running:
        yield running


def open_slides(
    browser, hall: driver.Lab, name: str, width: int = 1280, height: int = 720, fresh: bool = True
):
    """Open a notebook as slides, alone unless told otherwise, and wait until all of it has run."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(240_000)
    driver._listen(page)
    page.goto(f"{hall.url}/lab/tree/{name}?{'reset&' if fresh else ''}token={hall.token}")
    page.wait_for_function("document.body.dataset.lesson === 'run'")
    return page

"""Every slide of every lesson on a small and a large projector, in a real page: all in sight, and live."""

from __future__ import annotations

import pathlib
import shutil

import lab_server
import nbformat
import present
import pytest
import slides

ROOT = pathlib.Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PROJECTORS = [(1280, 720), (1920, 1080)]
KNOWN = ("slider-vertical", "Cannot go")  # what jupyterlab-slideshow says on the console
WRONG = pathlib.Path(__file__).with_name("wrong_on_slide.js").read_text(encoding="utf-8")
ACTIVE = """() => {
  const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
  return [cells.findIndex((cell) => cell.matches(".jp-mod-active")), document.body.dataset.slide];
}"""
STILL = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A running JupyterLab with all that `make present` adds to it."""
    import lab as driver

    if driver.chromium() is None:
        pytest.skip("The browser tests need Chromium, and none was found on the PATH.")
    folder = tmp_path_factory.mktemp("hall")
    opening = lab_server.Opening(disabled=(lab_server.NO_NEWS,), defaults=present.DEFAULTS)
    lab_server.write_settings(folder / ".jupyter" / "labconfig", opening)
    with driver.running_lab(folder, *present.OPTIONS) as running:
        yield running


def open_slides(browser, hall, path):
    """Open a lesson as `make present` does, and wait until all of it has run."""
    import lab as driver

    shutil.copy(path, hall.folder)
    page = browser.new_page(viewport=dict(zip(("width", "height"), PROJECTORS[0], strict=True)))
    page.set_default_timeout(240_000)
    driver._listen(page)
    page.goto(f"{hall.url}/lab/tree/{path.name}?token={hall.token}")
    page.wait_for_function("document.body.dataset.lesson === 'run'")
    return page


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def walked(request, browser, hall):
    """A lesson on its first slide."""
    page = open_slides(browser, hall, request.param)
    yield page, request.param
    page.close()


def wrong_now(page, size):
    """List what is wrong on one projector, once the page has come to rest."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function(STILL)
    for _ in range(20):  # a panel takes a few frames to find its size, longer on a busy machine
        found = page.evaluate(WRONG)
        if not found:
            return []
        page.wait_for_timeout(150)
    return found


def test_every_slide_shows_all_of_itself_on_every_projector(walked, shot):
    page, path = walked
    steps = sum(len(slide.cells) for slide in slides.story(nbformat.read(path, as_version=4)))
    wrong, seen = [], set()
    for step in range(steps):
        cell, slide = page.evaluate(ACTIVE)
        seen.add(cell)
        for size in PROJECTORS if step % 2 else PROJECTORS[::-1]:  # half as many changes of size
            found = wrong_now(page, size)
            if found:
                shot(page, f"{path.stem[:2]}-{step:02}-{size[0]}")
            wrong += [f"{slide} at {size[0]}: {what}" for what in found]
        page.keyboard.press("PageDown")
    assert len(seen) == steps  # every step shows another cell
    assert wrong == []
    assert [said for said in page.complaints if not any(word in said for word in KNOWN)] == []

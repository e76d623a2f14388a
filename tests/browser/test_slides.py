"""Every slide of every lesson on a small and a large projector, in a real page: all in sight, and live."""

from __future__ import annotations

import pathlib
import shutil

import nbformat
import pytest
import slides

ROOT = pathlib.Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PROJECTORS = [(1280, 720), (1920, 1080)]
KNOWN = (
    "Cannot go",  # jupyterlab-slideshow at the last slide
    "removeChild",  # JupyterLab's toolbar, which slides hide, when the window changes its size
    "Failed to initialize model",  # anywidget, after two busy seconds; a dead panel is found by its pixels
)
WRONG = pathlib.Path(__file__).with_name("wrong_on_slide.js").read_text(encoding="utf-8")
ACTIVE = """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")]
  .findIndex((cell) => cell.matches(".jp-mod-active"))"""
NOT_RUN = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
  .filter((prompt) => !/\\d/.test(prompt.textContent)).length"""
ASKED = """() => ![...document.querySelectorAll(".jp-deck-mod-onscreen")]
  .some((cell) => !cell.getClientRects().length || cell.querySelector(".ll-answered"))"""
STILL = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    import lab as driver
    from hall import running_hall

    if driver.chromium() is None:
        pytest.skip("The browser tests need Chromium, and none was found on the PATH.")
    with running_hall(tmp_path_factory.mktemp("hall")) as running:
        yield running


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def walked(request, browser, hall):
    """A lesson on its first slide."""
    from hall import open_slides

    shutil.copy(request.param, hall.folder)
    page = open_slides(browser, hall, request.param.name)
    assert page.evaluate(NOT_RUN) == 0  # an empty slide would have nothing wrong with it
    yield page, request.param
    page.close()


def wrong_now(page, size):
    """List what is wrong on one projector, once the page has come to rest."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function(STILL)
    for _ in range(50):  # a panel takes a few frames to find its size, seconds on a busy machine
        found = page.evaluate(WRONG)
        if not found:
            return []
        page.wait_for_timeout(200)
    return found


def reveal(page, cells):
    """Go through the steps of a slide; return which cells were active."""
    seen = []
    for step in range(cells):
        if step:
            page.keyboard.press("PageDown")
        seen.append(page.evaluate(ACTIVE))
    return seen


def guess(page):
    """Answer what is asked on a slide, as someone in a hurry does; return whether anything was."""
    asked = page.locator(".jp-deck-mod-visible .jp-OutputArea-output:has(.ll-question)")
    for panel in asked.all():
        canvas = panel.locator(".ll-panel")
        drawn = int(canvas.get_attribute("data-painted") or 0) if canvas.count() else 0
        if panel.locator(".ll-point").count():  # it must be moved
            panel.locator(".ll-point").press("ArrowUp")
        if panel.get_by_role("textbox", name="Your guess").count():
            panel.get_by_role("textbox", name="Your guess").fill("1")
            panel.get_by_role("textbox", name="Your guess").press("Enter")
        else:
            panel.locator(".ll-press button").first.click()
        panel.locator(".widget-html [role=status]").wait_for()
        canvas.wait_for()
        page.wait_for_function(
            "([e, n]) => Number(e.dataset.painted) > n", arg=[canvas.element_handle(), drawn]
        )
    return asked.count() > 0


def looked_at(page, where, sizes, shot):
    """List what is wrong on projectors of these sizes, each with a picture."""
    wrong = []
    for size in sizes:
        found = wrong_now(page, size)
        if found:
            shot(page, f"{where}-{size[0]}")
        wrong += [f"{where} at {size[0]}: {what}" for what in found]
    return wrong


def again(page, cells):
    """Go a step back and forth, as a speaker does, and have the question asked of the next class."""
    if cells > 1:
        page.keyboard.press("PageUp")
        assert wrong_now(page, PROJECTORS[0]) == []
        page.keyboard.press("PageDown")
    page.keyboard.press("1")
    page.wait_for_function(ASKED)


def test_every_slide_shows_all_of_itself_on_every_projector_before_and_after_a_guess(walked, shot):
    page, path = walked
    told = slides.story(nbformat.read(path, as_version=4))
    asking = [any("predict(" in c.source for c in slide.cells if c.cell_type == "code") for slide in told]
    wrong, seen, guessed = [], set(), []
    for number, slide in enumerate(told, 1):
        where = f"{path.stem[:2]}-{number:02}-{slide.cells[0].id}"
        seen.update(reveal(page, len(slide.cells)))
        wrong += looked_at(page, where, PROJECTORS, shot)
        guessed.append(guess(page))
        if guessed[-1]:
            wrong += looked_at(page, f"{where}-answered", PROJECTORS[::-1], shot)
            again(page, len(slide.cells))
        page.keyboard.press("PageDown")
    assert len(seen) == sum(len(slide.cells) for slide in told)  # every step shows another cell
    assert guessed == asking and sum(asking) >= 2
    assert wrong == []
    assert [said for said in page.complaints if not any(word in said for word in KNOWN)] == []

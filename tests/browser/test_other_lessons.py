"""Every lesson in a real page: it runs to its end, and everybody can read it."""

from __future__ import annotations

import pathlib

import pytest
from panel import until
from test_lesson import CONTRASTS, OVERFLOWS

FOLDER = pathlib.Path(__file__).parents[2] / "notebooks"
# The first lesson has tests of its own, the gallery too.
OTHERS = [path.name for path in sorted(FOLDER.glob("0*.ipynb")) if not path.name.startswith("01")]


@pytest.fixture(scope="module", params=OTHERS, ids=lambda name: name.removesuffix(".ipynb"))
def page(request, lab, browser):
    """A lesson with all cells run."""
    import lab as driver

    (lab.folder / request.param).write_bytes((FOLDER / request.param).read_bytes())
    page = driver.open_notebook(browser, lab, request.param, height=1100)
    driver.run_all(page)
    yield page
    page.close()


def test_every_cell_of_the_lesson_runs(page, shot):
    shot(page, "lesson")
    errors = page.locator('[data-mime-type="application/vnd.jupyter.error"]')
    warnings = page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
    assert errors.all_inner_texts() + warnings.all_inner_texts() == []
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
    assert [prompt for prompt in prompts if not prompt.strip("[]:").isdigit()] == []


def test_every_picture_and_every_canvas_of_the_lesson_has_words(page):
    pictures = page.locator(".jp-OutputArea-output img:not(.ll-stage img)").all()
    words = [picture.get_attribute("alt") for picture in pictures]
    canvases = page.locator(".jp-OutputArea-output canvas:not([aria-hidden=true])").all()
    words += [canvas.get_attribute("aria-label") for canvas in canvases]
    assert words
    assert all(text and len(text) > 20 for text in words)


def test_all_text_of_the_lesson_stands_out_from_its_ground(page):
    assert [line for line in page.evaluate(CONTRASTS) if line[1] < 4.5] == []


@pytest.mark.parametrize("width", [800, 1280])
def test_nothing_of_the_lesson_sticks_out(page, width):
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    try:
        stages = page.locator(".ll-stage")
        until(
            page, lambda: stages.evaluate_all(f"all => all.every(s => s.clientWidth < {width})"), "the width"
        )
        outputs = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel")).all()
        assert [found for output in outputs for found in output.evaluate(OVERFLOWS)] == []
    finally:
        page.set_viewport_size(before)


def test_the_main_panel_answers_a_key(page):
    panel = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel"))
    panel = panel.filter(has=page.locator(".ll-knob")).first
    panel.scroll_into_view_if_needed()
    picture = panel.locator("canvas[role=img]").first
    before = picture.get_attribute("aria-label")
    panel.locator(".ll-knob input[type=range]").first.press("PageUp")
    until(page, lambda: picture.get_attribute("aria-label") != before, "other words for the picture", 40)

"""A lecture in a real page: keys, scenes and notes, and the study view when it is over."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from panel import until

PANEL = """
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent

scenes = {"slow": dict(learning_rate=0.1), "quick": dict(learning_rate=0.9)}
explore(gradient_descent, "x**2/20 + y**2", learning_rate=0.3, scenes=scenes)
"""
CELLS = [  # id, kind, source, slide type
    ("title", "markdown", "# What if?\n\nA question.\n\nWords to read at home.", "slide"),
    ("hidden", "code", "answer = 6 * 7", "skip"),
    ("lead", "markdown", "Drag.", "slide"),
    ("panel", "code", PANEL.strip(), "fragment"),
    ("numbers", "code", "print(answer)", "slide"),
    ("end", "markdown", "## Remember\n\n1. This.\n\n**Sources.** None.", "fragment"),
]
NAME = "talk.ipynb"
KINDS = """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")]
  .map((cell) => cell.className.match(/jp-(\\w+)Cell/)[1])"""


def write_talk(path):
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    notebook = nbformat.v4.new_notebook(cells=[make[kind](source) for _, kind, source, _ in CELLS])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for cell, (name, *_, slide) in zip(notebook.cells, CELLS, strict=True):
        cell.id = name
        cell.metadata["slideshow"] = {"slide_type": slide, "notes": f"Say {name}."}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    import lab as driver
    from hall import running_hall

    if driver.chromium() is None:
        pytest.skip("The browser tests need Chromium, and none was found on the PATH.")
    folder = tmp_path_factory.mktemp("hall")
    write_talk(folder / NAME)
    notes = folder / "build" / "present" / "talk.html"
    notes.parent.mkdir(parents=True)
    notes.write_text('<section id="title">a</section><section id="lead">b</section>')
    with running_hall(folder) as running:
        yield running


@pytest.fixture
def page(browser, hall):
    """The talk on its first slide; each test begins in a window of its own."""
    from hall import open_slides

    page = open_slides(browser, hall, NAME)
    page.set_default_timeout(30_000)
    yield page
    # What jupyterlab-slideshow says of its own style sheet, and where there is no next slide.
    page.complaints[:] = [
        said for said in page.complaints if not re.search("slider-vertical|Cannot go", said)
    ]
    page.close()


def slide(page):
    return page.evaluate("document.body.dataset.slide")


def turn(page, key, to):
    page.keyboard.press(key)
    until(page, lambda: slide(page) == to, f"slide {to} after {key}")


def words(page, text):
    """What a reader sees of a cell of prose, not its source."""
    return page.locator(".jp-RenderedMarkdown").get_by_text(text)


def rate(page):
    return page.get_by_role("spinbutton", name="learning_rate, number").input_value()


def test_a_lesson_opens_on_its_first_slide_with_everything_run(page, shot):
    assert slide(page) == "1 / 3"
    assert page.locator(".jp-deck-mod-visible").count() == 1
    assert page.get_by_role("heading", name="What if?").is_visible()
    assert words(page, "Words to read at home.").is_hidden()
    turn(page, "PageDown", "2 / 3")
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="slow").wait_for()
    until(page, lambda: page.locator(".ll-lecture").count() == 1, "the size for a hall")
    shot(page, "talk")
    turn(page, "PageDown", "3 / 3")
    assert page.get_by_text("42").is_visible()
    page.keyboard.press("PageDown")
    assert words(page, "This.").is_visible() and words(page, "Sources.").is_hidden()


def test_a_scene_is_one_key_away_and_the_keys_of_a_remote_turn_slides_from_anywhere(page):
    turn(page, "PageDown", "2 / 3")
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="quick").wait_for()
    page.keyboard.press("2")
    until(page, lambda: rate(page) == "0.9", "the second scene")
    knob = page.get_by_role("slider", name="learning_rate", exact=True)
    knob.focus()
    page.keyboard.press("ArrowLeft")
    until(page, lambda: float(rate(page)) < 0.9, "the arrow to move the slider")
    assert slide(page) == "2 / 3"
    page.keyboard.press("3")
    until(page, lambda: rate(page) == "0.3", "the beginning")
    knob.focus()
    turn(page, "PageDown", "3 / 3")
    page.keyboard.press("PageUp")
    until(page, lambda: slide(page) == "2 / 3", "back")


def test_a_number_typed_into_a_box_is_a_number_and_no_scene(page):
    turn(page, "PageDown", "2 / 3")
    page.keyboard.press("PageDown")
    box = page.get_by_role("spinbutton", name="learning_rate, number")
    box.fill("")
    box.press_sequentially("0.2")
    box.press("Enter")
    until(
        page,
        lambda: page.get_by_role("button", name="start over").get_attribute("aria-pressed") == "false",
        "0.2",
    )
    assert rate(page) == "0.2"


def test_keys_that_edit_cells_do_nothing_on_slides(page):
    before = page.evaluate(KINDS)
    for key in "1dd2xyamrbvz":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.evaluate(KINDS) == before
    assert slide(page) == "1 / 3"


def test_the_notes_open_in_a_window_of_their_own_and_follow_the_slides(page, hall):
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    until(page, lambda: notes.url.endswith("/build/present/talk.html#title"), "the notes of the first slide")
    page.bring_to_front()
    turn(page, "PageDown", "2 / 3")
    until(page, lambda: notes.url.endswith("#lead"), "the notes of the second slide")


def test_leaving_brings_the_study_view_back_and_a_reload_keeps_it(page, hall):
    turn(page, "PageDown", "2 / 3")
    until(page, lambda: page.locator(".ll-lecture").count() == 1, "the size for a hall")
    page.keyboard.press("Escape")
    until(page, lambda: page.locator(".jp-Deck").count() == 0, "the end of the slides")
    until(page, lambda: page.locator(".ll-lecture").count() == 0, "the size for one reader")
    assert page.locator(".ll-code").is_visible()  # what slides leave out
    assert words(page, "Words to read at home.").is_visible()
    assert page.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"
    page.reload()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.wait_for_timeout(3000)  # a start of the slides would have come by then
    assert page.locator(".jp-Deck").count() == 0
    kept = json.loads((hall.folder / NAME).read_text())
    assert [cell.get("outputs", []) for cell in kept["cells"]].count([]) == len(CELLS)  # as it was written


def test_another_lesson_starts_although_the_last_one_is_still_open(browser, hall):
    from hall import open_slides

    write_talk(hall.folder / "second.ipynb")
    for name in (NAME, "second.ipynb"):
        page = open_slides(browser, hall, name, fresh=False)
        turn(page, "PageDown", "2 / 3")
        page.keyboard.press("PageDown")
        page.get_by_role("button", name="quick").wait_for()
        assert page.locator(".ll-stage:visible").count() == 1
        page.complaints.clear()
        page.close()


def test_a_reload_in_the_middle_of_the_slides_comes_back_to_them(page):
    turn(page, "PageDown", "2 / 3")
    page.reload()
    page.wait_for_function("document.body.dataset.lesson === 'run'")
    assert page.locator(".jp-Deck").count() == 1 and slide(page) == "1 / 3"
    turn(page, "PageDown", "2 / 3")
    gone = "Comm not found"  # of the panels before, as JupyterLab says after every reload
    page.complaints[:] = [said for said in page.complaints if gone not in said]


def test_escape_leaves_the_slides_also_while_a_slider_has_the_focus(page):
    turn(page, "PageDown", "2 / 3")
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="quick").wait_for()
    page.get_by_role("slider", name="learning_rate", exact=True).focus()
    page.keyboard.press("Escape")
    until(page, lambda: page.locator(".jp-Deck").count() == 0, "the end of the slides")


def test_a_click_on_the_leftmost_button_presses_it_and_folds_nothing(page):
    turn(page, "PageDown", "2 / 3")
    page.keyboard.press("PageDown")
    reset = page.get_by_role("button", name="Reset", exact=True)
    reset.wait_for()
    reset.click(timeout=5000)  # Playwright refuses where something else lies over it
    assert page.locator(".ll-bar output").inner_text().startswith("step 0 of")
    assert page.locator(".jp-mod-outputsScrolled").count() == 0


def test_slides_that_were_never_left_do_not_come_up_in_the_lab(browser, tmp_path):
    import lab as driver
    import lab_server

    lab_server.write_settings(tmp_path / ".jupyter" / "labconfig", lab_server.LAB)
    left = tmp_path / ".settings" / "jupyterlab-slideshow" / "plugin.jupyterlab-settings"
    left.parent.mkdir(parents=True)
    left.write_text('{"active": true}')
    write_talk(tmp_path / NAME)
    with driver.running_lab(tmp_path) as lab:
        page = driver.open_notebook(browser, lab, NAME)
        page.wait_for_timeout(2000)
        assert page.locator(".jp-Deck").count() == 0
        assert page.locator("body").get_attribute("data-jp-deck-mode") is None
        page.close()

"""All panels on one page: each lives, by keyboard too, at every width, in the dark and when presented."""

from __future__ import annotations

import json
import pathlib
import re

import pytest
from panel import until
from test_lesson import CONTRASTS, OVERFLOWS

GALLERY = pathlib.Path(__file__).parents[2] / "notebooks" / "panels.ipynb"
CELLS = [
    cell["id"]
    for cell in json.loads(GALLERY.read_text(encoding="utf-8"))["cells"]
    if cell["id"].endswith("-panel")
]
DRAWN = [name for name in CELLS if name != "predict-panel"]  # a question shows its picture afterwards
TURNED = [name for name in DRAWN if name != "ledger-panel"]  # nothing is to be turned in a ledger
PLAYED = [name for name in TURNED if name != "tournament-panel"]  # and a race has no steps to play


# Plots as a cell does that knows nothing of panels, until a file of this name is there.
ENOUGH = "enough"
PLOTS = f"""
import pathlib
import time

import matplotlib.pyplot as plt

ended = time.monotonic() + 90
k = 0
while k % 4 or not pathlib.Path("{ENOUGH}").exists() and time.monotonic() < ended:
    plt.figure(figsize=(1.5, 1))
    plt.plot([0, 1, 2], [0, k % 4, 1])
    time.sleep(0.2)
    plt.title(f"figure {{k % 4}}")
    plt.show()
    k += 1
for k in range(4 * (k == 0)):
    plt.figure(figsize=(1.5, 1))
    plt.plot([0, 1, 2], [0, k, 1])
    plt.title(f"figure {{k}}")
    plt.show()
print("drawn")
"""


@pytest.fixture(scope="module")
def page(lab, browser):
    """The gallery with all cells run, and a cell that plots at its end."""
    import lab as driver
    import nbformat

    gallery = nbformat.read(GALLERY, as_version=4)
    gallery.cells.append(nbformat.v4.new_code_cell(PLOTS.strip()))
    nbformat.write(gallery, lab.folder / GALLERY.name)
    (lab.folder / ENOUGH).touch()
    page = driver.open_notebook(browser, lab, GALLERY.name, height=1000)
    driver.run_all(page)
    yield page
    page.close()


def output(page, name):
    """The output of a cell, in view."""
    made = page.locator(".jp-CodeCell").nth(1 + CELLS.index(name)).locator(".jp-OutputArea-output").first
    made.scroll_into_view_if_needed()
    made.locator(".ll-question, .ll-press, .ll-panel[data-painted], .ll-sheet").first.wait_for()
    return made


def painted(panel) -> int:
    return int(panel.locator(".ll-panel").get_attribute("data-painted") or 0)


def alt(panel) -> str:
    return panel.locator("canvas[role=img]").get_attribute("aria-label")


@pytest.mark.parametrize("name", TURNED)
def test_a_key_on_the_first_slider_changes_the_picture_and_its_words(page, name, shot):
    panel = output(page, name)
    until(
        page, lambda: panel.locator(".ll-code").inner_text(), "a line of code"
    )  # it comes after the picture
    before = (alt(panel), panel.locator(".ll-code").inner_text())
    slider = panel.locator(".ll-knob input[type=range]").first
    slider.focus()
    page.keyboard.press("PageUp")
    until(page, lambda: alt(panel) != before[0], "other words for the picture", 40)
    until(page, lambda: panel.locator(".ll-code").inner_text() != before[1], "another line of code", 40)
    shot(panel, f"gallery-{name}")
    panel.get_by_role("button", name="Undo").click()
    until(page, lambda: alt(panel) == before[0], f"the words of before: {before[0]}", 40)
    until(page, lambda: panel.locator(".ll-code").inner_text() == before[1], f"the code: {before[1]}", 40)


@pytest.mark.parametrize("name", PLAYED)
def test_play_runs_without_the_kernel_and_a_pause_holds_it(page, name):
    panel = output(page, name)
    panel.get_by_role("button", name="Reset").click()
    play, time = panel.locator(".ll-play"), panel.get_by_role("slider", name="step shown")
    until(page, lambda: time.input_value() == "0", "the first step")
    page.comm.clear()
    play.click()
    until(page, lambda: int(time.input_value()) >= 2, "some steps")
    play.click()
    held = time.input_value()
    page.wait_for_timeout(250)
    assert time.input_value() == held
    assert page.comm == []


def test_a_slider_of_each_panel_answers_while_a_cell_plots_and_leaves_its_figures_alone(page, lab):
    cell = page.locator(".jp-CodeCell").nth(1 + len(CELLS))
    pictures = cell.locator(".jp-OutputArea-output img")

    def sources():
        return pictures.evaluate_all("all => all.map((image) => image.src)")

    cell.scroll_into_view_if_needed()
    undisturbed = sources()
    assert len(set(undisturbed)) == 4
    (lab.folder / ENOUGH).unlink()
    try:
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        cell.get_by_text("drawn", exact=True).wait_for(state="detached")
        for name in PLAYED:
            panel = output(page, name)
            before = panel.locator(".ll-code").inner_text()
            panel.locator(".ll-knob input[type=range]").first.focus()
            page.keyboard.press("PageUp")
            until(
                page, lambda p=panel, b=before: p.locator(".ll-code").inner_text() != b, f"{name} to move", 40
            )
        assert cell.locator(".jp-InputPrompt").inner_text() == "[*]:", "the cell was over too soon"
    finally:
        (lab.folder / ENOUGH).touch()
    cell.get_by_text("drawn", exact=True).wait_for(timeout=60_000)
    drawn = sources()
    assert len(drawn) >= 8 and drawn == undisturbed * (len(drawn) // 4)
    for name in PLAYED:
        panel = output(page, name)
        before = panel.locator(".ll-code").inner_text()
        panel.get_by_role("button", name="Undo").click()
        until(
            page, lambda p=panel, b=before: p.locator(".ll-code").inner_text() != b, f"{name} to go back", 40
        )


@pytest.mark.parametrize("name", DRAWN)
def test_larger_and_smaller_lead_there_and_back(page, name, shot):
    panel = output(page, name)
    width = panel.locator(".ll-tools").bounding_box()["width"]
    panel.get_by_role("button", name="Larger", exact=True).click()
    panel.get_by_role("button", name="Smaller", exact=True).wait_for()
    until(page, lambda: panel.locator(".ll-tools").bounding_box()["width"] >= width, "the larger view")
    page.wait_for_timeout(300)
    shot(panel, f"gallery-{name}-lecture")
    assert panel.evaluate(OVERFLOWS) == []
    panel.get_by_role("button", name="Smaller", exact=True).click()
    panel.get_by_role("button", name="Larger", exact=True).wait_for()


@pytest.mark.parametrize("width", [700, 1000, 1920])
def test_no_panel_sticks_out_of_the_page(page, width):
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    try:
        for name in CELLS:
            panel = output(page, name)
            until(page, lambda panel=panel: panel.bounding_box()["width"] <= width, "the new width")
            assert panel.evaluate(OVERFLOWS) == [], name
    finally:
        page.set_viewport_size(before)


def test_presenting_changes_no_panel_s_picture(page, shot):
    panel = output(page, "compare-panel")
    before = panel.locator("canvas[role=img]").evaluate("canvas => canvas.toDataURL()")

    def present():
        page.get_by_role("menuitem", name="View", exact=True).click()
        page.locator(".lm-Menu-item", has_text=re.compile("^Appearance$")).click()
        page.locator(".lm-Menu-item", has_text=re.compile("^Presentation Mode")).click()

    present()
    try:
        page.wait_for_timeout(500)
        panel = output(page, "compare-panel")
        shot(page, "gallery-presented")
        assert panel.evaluate(OVERFLOWS) == []
        assert panel.locator("canvas[role=img]").evaluate("canvas => canvas.toDataURL()") == before
    finally:
        present()


def test_words_can_be_read_in_the_dark_theme(page, shot):
    def theme(name, scheme):
        page.get_by_role("menuitem", name="Settings", exact=True).click()
        page.locator(".lm-Menu-item", has_text=re.compile("^Theme$")).click()
        page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        is_light = str(scheme == "light").lower()
        page.locator(f'body[data-jp-theme-light="{is_light}"]').wait_for(state="attached")

    theme("JupyterLab Dark", "dark")
    try:
        for name in CELLS:
            shot(output(page, name), f"gallery-{name}-dark")
            assert [line for line in page.evaluate(CONTRASTS) if line[1] < 4.5] == [], name
    finally:
        theme("JupyterLab Light", "light")


def test_every_stored_picture_is_seen_without_a_kernel(lab, browser):
    import lab as driver

    (lab.folder / "stored-gallery.ipynb").write_bytes(GALLERY.read_bytes())
    page = driver.open_notebook(browser, lab, "stored-gallery.ipynb", kernel=False)
    try:
        pictures = page.locator(".jp-OutputArea-output img")
        until(page, lambda: pictures.count() == len(DRAWN), "a picture a panel")
        until(page, lambda: pictures.evaluate_all("all => all.every((i) => i.naturalWidth > 100)"), "pixels")
        assert page.complaints == []
    finally:
        page.close()

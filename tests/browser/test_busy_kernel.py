"""A slider answers while a cell runs, and does not disturb what the cell draws."""

from __future__ import annotations

import pytest
from panel import ExplorePanel, until

PANEL = """
import time

import matplotlib.pyplot as plt
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent

explore(gradient_descent, ravine, learning_rate=0.1)
"""
SLEEP = "time.sleep(6)\nprint('slept')"
FIGURES = """
for k in range(1, 9):
    plt.figure(figsize=(3, 1.5))
    plt.plot([0, 1, 2], [0, k, 1])
    time.sleep(0.2)
    plt.title(f"figure {k}")
    plt.show()
print("drawn")
"""


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "busy.ipynb", PANEL, SLEEP, FIGURES)
    page = driver.open_notebook(browser, lab, name, height=1800)
    yield page
    page.close()


def output(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


def pictures(page):
    return output(page, 2).locator("img").evaluate_all("all => all.map((image) => image.src)")


def run_cell(page, cell):
    import lab as driver

    driver.run_cell(page, cell, wait=False)


def turn(panel):
    panel.slider("learning_rate").focus()
    panel.change(lambda: panel.page.keyboard.press("ArrowRight"))


def test_a_slider_answers_while_a_cell_runs_and_leaves_its_figures_alone(page, shot):
    run_cell(page, 0)
    panel = ExplorePanel(page)
    run_cell(page, 2)
    output(page, 2).get_by_text("drawn").wait_for()
    undisturbed = pictures(page)
    assert len(set(undisturbed)) == 8

    run_cell(page, 1)
    for _ in range(3):
        turn(panel)
        panel.agrees_with_the_library()
    assert output(page, 1).get_by_text("slept").count() == 0, "the slider had to wait for the cell"

    output(page, 1).get_by_text("slept").wait_for()
    run_cell(page, 2)
    output(page, 2).get_by_text("drawn").wait_for(state="detached")
    turns = 0
    while not output(page, 2).get_by_text("drawn").count():
        turn(panel)
        panel.set("condition", 20 + turns % 2)  # draws what stays as well
        turns += 1
    assert turns >= 2
    assert pictures(page) == undisturbed
    shot(page, "busy")

    turn(panel)
    panel.agrees_with_the_library()
    until(page, lambda: page.get_by_text("| Idle").count(), "an idle kernel")
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0

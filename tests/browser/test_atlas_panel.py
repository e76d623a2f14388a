"""The atlas panel in the page: the mouse hovers, a click pins, keys go cell by cell, menus choose."""

from __future__ import annotations

import re

import pytest
from panel import ExplorePanel, until, walk_of

CELL = re.compile(r"Cell at .*\. Arrow keys move it\.")
SOURCE = """from lessons_lib.panels import atlas
from lessons_lib.rules import momentum
from lessons_lib.landscapes import ravine
atlas(momentum, ravine, cells=20, steps=60, beta=0.5, ends={"learning_rate": (0.01, 2)})"""


@pytest.fixture(scope="module")
def shown(lab, browser):
    import lab as driver

    driver.write_notebook(lab.folder / "atlas.ipynb", SOURCE)
    page = driver.open_notebook(browser, lab, "atlas.ipynb", height=1000)
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture
def page(shown):
    return shown


@pytest.fixture
def panel(page):
    panel = ExplorePanel(page, "rotation")
    panel.bring_into_view()
    return panel


def hover(panel, across, down, click=False):
    at = panel.place(across, down)
    panel.page.mouse.move(*at)
    if click:
        panel.page.mouse.click(*at)


def test_hovering_shows_the_walk_of_another_cell_at_once_and_a_click_pins_it(panel):
    before = panel.pixels()
    panel.change(lambda: hover(panel, 0.1, 0.7))
    low = panel.setting("learning_rate")
    assert panel.pixels() != before
    panel.change(lambda: hover(panel, 0.3, 0.3))
    assert panel.setting("learning_rate") > low and panel.status.startswith("learning_rate ")
    panel.change(lambda: hover(panel, 0.2, 0.6, click=True))
    pinned = panel.code
    hover(panel, 0.12, 0.2)
    panel.page.wait_for_timeout(300)
    assert panel.code == pinned
    panel.change(lambda: hover(panel, 0.15, 0.5, click=True))  # the next click lets it follow again
    panel.change(lambda: hover(panel, 0.25, 0.4))
    assert panel.readout()["loss"] == float(f"{walk_of(panel.code).loss[-1]:.3g}")


def test_arrow_keys_go_cell_by_cell(panel):
    handle = panel.root.get_by_role("button", name=CELL)
    rates = [panel.setting("learning_rate")]
    handle.focus()
    for _ in range(2):
        panel.change(lambda: panel.page.keyboard.press("ArrowLeft"))
        rates.append(panel.setting("learning_rate"))
    ratio = 200 ** (1 / 19)
    assert [rates[0] / rates[1], rates[1] / rates[2]] == pytest.approx([ratio, ratio], rel=0.02)
    condition = panel.setting("condition")
    panel.change(lambda: panel.page.keyboard.press("ArrowUp"))
    assert panel.setting("condition") / condition == pytest.approx(1000 ** (1 / 19), rel=0.02)


def test_the_menus_choose_the_sides_and_the_colour(panel, shot):
    ground = "s => s.querySelectorAll('canvas')[0].toDataURL()"
    menu = panel.root.get_by_role("combobox", name="y", exact=True)
    panel.change(lambda: menu.select_option("beta"))
    until(panel.page, lambda: "beta" in panel.status, "beta upward")
    assert panel.slider("beta").count() == 0 and panel.slider("condition").count() == 1
    assert "beta upward" in panel.alt
    before = panel.stage.evaluate(ground)
    panel.root.get_by_role("combobox", name="colour", exact=True).select_option("speed")
    until(panel.page, lambda: panel.stage.evaluate(ground) != before, "other colours")
    shot(panel.root, "atlas")
    panel.root.get_by_role("combobox", name="x", exact=True).select_option("beta")
    until(panel.page, lambda: panel.alt.find("beta across, learning_rate upward") > 0, "sides that swap")
    panel.button("start over").click()
    until(panel.page, lambda: "condition upward" in panel.alt, "the beginning")


def test_a_slider_makes_another_map(panel):
    before = panel.stage.evaluate("s => s.querySelectorAll('canvas')[0].toDataURL()")
    panel.change(lambda: (panel.box("beta").fill("0.9"), panel.box("beta").press("Enter")))
    assert panel.stage.evaluate("s => s.querySelectorAll('canvas')[0].toDataURL()") != before
    assert panel.setting("beta") == 0.9

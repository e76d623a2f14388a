"""A kernel that dies, cells in any order, a closed tab: each ends well, and no work of a learner is lost."""

from __future__ import annotations

import json
import os
import signal

import pytest
from panel import ExplorePanel, until

IMPORTS = """
import os
import time

from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent
"""
RULE = """
def my_rule(w, g, t, *, learning_rate=0.1):
    return dict(w=w - learning_rate * g)
"""
PANEL = "explore(my_rule, ravine)"
# Names that begin with _ are none of the learner's: what stands there keeps no panel.
COUNT = """
from ipywidgets.widgets.widget import _instances as _alive

print(f"pid {os.getpid()}, {len(_alive)} widgets")
"""
LONG = "time.sleep(300)"
CELLS = (IMPORTS, RULE, PANEL, COUNT, LONG)
LOST = "This panel has lost its kernel"


@pytest.fixture
def opened(request, lab, browser):
    """A small notebook in a page, nothing run yet; a function opens it once more."""
    import lab as driver

    name = driver.write_notebook(lab.folder / f"{request.node.name}.ipynb", *CELLS)
    pages = []

    def again(kernel=True):
        while pages:
            pages.pop().close()
        pages.append(driver.open_notebook(browser, lab, name, height=1500, kernel=kernel))
        return pages[0]

    yield again
    while pages:
        pages.pop().close()


@pytest.fixture
def page(opened):
    import lab as driver

    page = opened()
    for cell in (0, 1, 2):
        driver.run_cell(page, cell)
    return page


def output(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


def lost(page):
    return page.locator(".ll-lost").filter(has_text=LOST)


def counted(page):
    """Run the cell that counts; return the kernel's process and its widgets."""
    import lab as driver

    driver.run_cell(page, 3)
    _, pid, widgets, _ = output(page, 3).inner_text().replace(",", "").split()
    return int(pid), int(widgets)


def errors(page):
    return page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')  # JupyterLab shows both alike


def excuse(page):
    """Let pass what JupyterLab itself says of a kernel that goes."""
    page.complaints[:] = [said for said in page.complaints if "Connection lost, reconnecting" not in said]


def save(page):
    page.keyboard.press("Control+s")
    until(page, lambda: page.locator(".jp-mod-dirty").count() == 0, "a saved notebook")
    page.wait_for_timeout(500)


def type_into(page, cell, old, new):
    """Put another word in place of one in a cell."""
    source = page.locator(".jp-CodeCell").nth(cell).locator(".cm-content")
    line = source.locator(".cm-line", has_text=old).last
    line.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(line.inner_text().replace(old, new).strip())


def test_a_killed_kernel_is_told_at_the_panel_and_running_again_brings_it_back(page, shot):
    import lab as driver

    panel = ExplorePanel(page)
    panel.set("learning_rate", 0.3)
    type_into(page, 1, "learning_rate * g", "learning_rate * g * 1.0")
    assert lost(page).count() == 0
    os.kill(counted(page)[0], signal.SIGKILL)
    lost(page).wait_for()
    page.locator(".jp-Dialog").get_by_role("button").last.click()  # the kernel has been started anew
    before = panel.code
    for act in (lambda: panel.slider("learning_rate").press("ArrowRight"), panel.button("Undo").click):
        act()
        page.wait_for_timeout(300)
    panel.button("▶ Play").click()  # the walk that is there plays without a kernel
    until(page, lambda: 0 < panel.readout()["step"] < panel.readout()["last"], "a walk that plays")
    assert panel.code == before
    shot(page, "rough-lost")
    assert "learning_rate * g * 1.0" in page.locator(".jp-CodeCell").nth(1).inner_text()

    for cell in (0, 1, 2):
        driver.run_cell(page, cell)
    assert lost(page).count() == 0
    panel = ExplorePanel(page)
    panel.set("learning_rate", 0.5)
    until(page, lambda: panel.readout()["last"] == 60, "a walk of the new kernel")
    assert errors(page).count() == 0
    excuse(page)


def test_restart_and_run_all_ends_with_panels_that_answer(page):
    import lab as driver

    type_into(page, 4, "300", "0")
    pid, widgets = counted(page)
    driver.choose(page, "Kernel", "Restart Kernel and Run All Cells", sure=True)
    until(page, lambda: str(pid) not in output(page, 3).inner_text(), "another kernel")
    page.wait_for_function(driver.ALL_RUN)
    until(page, lambda: lost(page).count() == 0, "a panel with a kernel")
    ExplorePanel(page).set("learning_rate", 0.4)
    assert counted(page)[1] == widgets
    assert errors(page).count() == 0
    excuse(page)


def test_cells_run_out_of_order_say_what_is_missing_and_then_work(opened):
    import lab as driver

    page = opened()
    driver.run_cell(page, 2)
    assert "name 'explore' is not defined" in errors(page).inner_text()
    for cell in (0, 2):
        driver.run_cell(page, cell)
    assert "name 'my_rule' is not defined" in errors(page).inner_text()
    for cell in (1, 2):
        driver.run_cell(page, cell)
    assert errors(page).count() == 0
    ExplorePanel(page).set("learning_rate", 0.4)


def test_a_cell_run_ten_times_leaves_one_panel_on_the_page_and_in_the_kernel(page):
    import lab as driver

    widgets = counted(page)[1]
    for rate in (0.2, 0.3, 0.4):
        ExplorePanel(page).set("learning_rate", rate)
        for _ in range(3):
            driver.run_cell(page, 2)
    assert page.locator("canvas[role=img]").count() == 1
    assert ExplorePanel(page).box("learning_rate").input_value() == "0.1"
    assert counted(page)[1] == widgets
    assert errors(page).count() == lost(page).count() == 0


def test_a_panel_that_a_name_holds_or_another_cell_shows_outlives_its_cell(page):
    import lab as driver

    type_into(page, 2, "explore(", "panel = explore(")
    type_into(page, 4, "time.sleep(300)", "panel")
    for cell in (2, 4):
        driver.run_cell(page, cell)
    shown = ExplorePanel(page)
    shown.set("learning_rate", 0.3)
    driver.run_cell(page, 2)  # another panel has the name now; the one on the page is still shown below
    shown.set("learning_rate", 0.4)
    driver.run_cell(page, 4)
    assert ExplorePanel(page).box("learning_rate").input_value() == "0.1"
    assert page.locator("canvas[role=img]").count() == 1


def test_an_edited_rule_is_walked_once_its_cells_are_run_again(page):
    import lab as driver

    before = ExplorePanel(page).status
    type_into(page, 1, "learning_rate * g", "3 * learning_rate * g")
    driver.run_cell(page, 1)
    panel = ExplorePanel(page)
    panel.set("steps", 59)
    panel.set("steps", 60)
    assert panel.status == before  # the panel on the page is that of the rule as it was
    driver.run_cell(page, 2)
    panel = ExplorePanel(page)
    until(page, lambda: panel.status != before, "the walk of the new rule")


def test_a_tab_closed_while_it_plays_opens_again_with_the_panel_as_it_was(opened, page):
    panel = ExplorePanel(page)
    save(page)
    panel.set("learning_rate", 0.3)
    status = panel.status
    panel.button("▶ Play").click()
    until(page, lambda: panel.readout()["step"] < panel.readout()["last"], "a walk that plays")
    page = opened()
    panel = ExplorePanel(page)
    assert panel.box("learning_rate").input_value() == "0.3" and panel.status == status
    panel.set("learning_rate", 0.4)
    assert page.complaints == []


def test_a_saved_notebook_opens_with_its_pictures_where_no_panel_lives(opened, page, lab, shot):
    import lab as driver

    save(page)
    name = next(path for path in lab.folder.glob("test_a_saved*.ipynb"))
    kept = json.loads(name.read_text(encoding="utf-8"))["cells"][2]["outputs"][0]["data"]
    assert "application/vnd.jupyter.widget-view+json" in kept and "image/png" in kept
    driver.choose(page, "Kernel", "Shut Down Kernel")
    page.get_by_text("No Kernel").first.wait_for()
    page = opened(kernel=False)
    picture = output(page, 2).locator("img")
    until(page, lambda: picture.count() == 1, "the stored picture")
    until(page, lambda: picture.evaluate("image => image.naturalWidth") > 500, "its pixels")
    assert page.get_by_text("model not found").count() == page.get_by_text("Loading widget").count() == 0
    assert page.complaints == []
    shot(page, "rough-reopened")
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    for cell in (0, 1, 2):
        driver.run_cell(page, cell)
    ExplorePanel(page).set("learning_rate", 0.4)


def test_an_interrupted_cell_leaves_the_panel_as_it_was(page):
    import lab as driver

    driver.run_cell(page, 4, wait=False)
    until(page, lambda: page.get_by_text("| Busy").count(), "a cell that runs")
    panel = ExplorePanel(page)
    panel.set("learning_rate", 0.3)
    driver.choose(page, "Kernel", "Interrupt Kernel")
    output(page, 4).get_by_text("KeyboardInterrupt").first.wait_for()
    panel.set("learning_rate", 0.4)
    assert lost(page).count() == 0

"""The panels of memory and of averages follow mouse, keyboard and clock in the page."""

from __future__ import annotations

import numpy as np
import pytest
from panel import until

from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels import uncorrected
from lessons_lib.rules import adam

CELLS = (
    """
from lessons_lib.landscapes import ravine
from lessons_lib.panels import averages, memory
from lessons_lib.rules import adam
memory(adam, ravine(), learning_rate=0.1, scenes={"raw": dict(correction=False)})
""",
    "averages(scenes={'long': dict(beta=0.99)})",
)
CLOCK = (0.55, 0.25)  # a place within the first curves of the memory panel, in parts of the picture


@pytest.fixture(scope="module")
def opened(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "memory.ipynb", *CELLS)
    page = driver.open_notebook(browser, lab, name, height=1500)
    page.complaints.clear()  # how long the page itself takes to start is not what is tested here
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture
def page(opened):
    return opened


class Shown:
    """One of the two panels, as it began."""

    def __init__(self, page, k):
        self.page = page
        self.root = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel")).nth(k)
        self.canvas = self.root.locator("canvas[role=img]")
        self.canvas.wait_for()
        self.root.get_by_role("button", name="start over").click()
        self.root.scroll_into_view_if_needed()
        self.time = self.root.get_by_role("slider", name="step shown")
        last = f"step {(60, 100)[k]} of {(60, 100)[k]}"
        until(page, lambda: self.time.get_attribute("max") == last.split()[1], "the whole walk")
        self.time.press("End")
        until(page, lambda: self.readout().startswith(last), "the last step")

    def pixels(self):
        return self.canvas.evaluate("canvas => canvas.toDataURL()")

    def readout(self):
        return self.root.locator(".ll-bar output").inner_text()

    def changed(self, act, what):
        before = self.pixels()
        act()
        until(self.page, lambda: self.pixels() != before, what)

    def colour(self, color):
        """How many pixels of the picture have a colour."""
        count = """(canvas, [r, g, b]) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height);
          const ctx = copy.getContext("2d", { willReadFrequently: true });
          ctx.drawImage(canvas, 0, 0);
          const d = ctx.getImageData(0, 0, copy.width, copy.height).data;
          let n = 0;
          for (let k = 0; k < d.length; k += 4) n += d[k] === r && d[k + 1] === g && d[k + 2] === b;
          return n;
        }"""
        return self.canvas.evaluate(count, [int(color[k : k + 2], 16) for k in (1, 3, 5)])


def test_a_click_on_the_curves_shows_that_step_and_keys_go_on_from_there(page, shot):
    panel = Shown(page, 0)
    path = run(adam, ravine(), learning_rate=0.1)
    stage = panel.root.locator(".ll-stage")
    box = stage.bounding_box()
    place = {"x": CLOCK[0] * box["width"], "y": CLOCK[1] * box["height"]}
    panel.changed(lambda: stage.click(position=place), "the squares of another step")
    until(page, lambda: 20 < int(panel.readout().split()[1]) < 40, "the step in the middle")
    step = int(panel.readout().split()[1])
    panel.changed(lambda: page.keyboard.press("ArrowRight"), "the squares of the next step")
    until(page, lambda: panel.readout().split()[1] == str(step + 1), "its number")
    assert panel.readout().split()[-1] == f"{path['v'][step + 1, 1]:.3g}"
    shot(panel.root, "memory-scrubbed")


def test_the_squares_grow_as_the_walk_plays_without_the_kernel(page):
    panel = Shown(page, 0)
    panel.root.get_by_role("button", name="Reset").click()
    until(page, lambda: panel.readout().startswith("step 0"), "the beginning")
    seen = []
    for _ in range(4):
        seen.append(panel.colour("#c43c00"))
        panel.root.get_by_role("button", name="Step", exact=True).click()
        until(page, lambda: panel.readout().startswith(f"step {len(seen)}"), "the next step")
    assert np.all(np.diff(seen) > 0), seen
    page.comm.clear()
    panel.root.locator(".ll-play").click()
    until(page, lambda: panel.readout().startswith("step 60"), "the end")
    assert page.comm == []


def test_the_switch_takes_the_correction_away_by_keyboard_and_a_scene_does_too(page, shot):
    panel = Shown(page, 0)
    switch = panel.root.get_by_role("checkbox", name="bias correction")
    switch.focus()
    panel.changed(lambda: page.keyboard.press("Space"), "the walk without the correction")
    code = panel.root.locator(".ll-code")
    until(page, lambda: code.inner_text().startswith("run(uncorrected(adam), "), "its code")
    path = run(uncorrected(adam), ravine(), learning_rate=0.1)
    until(page, lambda: panel.readout().split()[-1] == f"{path['v'][-1, 1]:.3g}", "its memory")
    switch.press("Space")
    until(page, lambda: not code.inner_text().startswith("run(uncorrected"), "the corrected walk")
    panel.root.get_by_role("button", name="raw").click()
    until(page, lambda: code.inner_text().startswith("run(uncorrected(adam), "), "the scene")
    assert not switch.is_checked()
    shot(panel.root, "memory-uncorrected")


def test_the_menu_shows_another_memory(page):
    panel = Shown(page, 0)
    panel.changed(lambda: panel.root.get_by_label("show", exact=True).select_option("m"), "the curves of m")
    until(page, lambda: "m of w0" in panel.readout(), "the numbers of m")


def test_the_averages_follow_beta_and_their_switch_and_their_weights_the_clock(page, shot):
    panel = Shown(page, 1)
    beta = panel.root.get_by_role("slider", name="beta", exact=True)
    beta.focus()
    panel.changed(lambda: page.keyboard.press("ArrowRight"), "another average")
    panel.root.get_by_role("button", name="long").click()
    status = panel.root.locator(".ll-status")
    until(page, lambda: status.inner_text().startswith("beta 0.99 remembers about 100 steps"), "the scene")
    assert "m_hat" in panel.readout()
    stage = panel.root.locator(".ll-stage")
    box = stage.bounding_box()
    place = {"x": 0.5 * box["width"], "y": 0.3 * box["height"]}
    panel.changed(lambda: stage.click(position=place), "the averages of another step")
    until(page, lambda: 40 < int(panel.readout().split()[1]) < 55, "the step in the middle")
    panel.changed(lambda: panel.time.press("Home"), "no average yet")
    panel.changed(lambda: panel.time.press("PageUp"), "some of the weights")
    shot(panel.root, "averages")
    panel.root.get_by_role("checkbox", name="bias correction").click()
    until(page, lambda: "m_hat" not in panel.readout(), "the uncorrected average alone")

"""The part of the bench that a learner's hand feels: a real JupyterLab in a real Chromium."""

from __future__ import annotations

import asyncio
import pathlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests" / "browser"))

from lab import ALL_RUN, QUIET, Lab, chromium, running_lab, write_notebook  # noqa: E402
from playwright.async_api import Browser, Page, async_playwright  # noqa: E402

__all__ = ["chromium", "measure"]

PAGE = (pathlib.Path(__file__).parent / "bench_page.js").read_text(encoding="utf-8")
WARM_UP = 5
Hand = Callable[[int], tuple[float, float]]  # where a hand is at its k-th move, in pixels of the page
BEAT = 1 / 60  # seconds between two moves of the mouse: a browser merges those within one of its frames

PANEL = """
from lessons_lib.landscapes import ravine
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent

explore(gradient_descent, ravine(), steps=200)
"""
COMPARE = """
from lessons_lib.landscapes import rosenbrock
from lessons_lib.panels import compare
from lessons_lib.rules import adagrad, adam, momentum, nesterov, rmsprop

compare([gradient_descent, momentum, nesterov, adagrad, rmsprop, adam], rosenbrock(), steps=200)
"""
ATLAS = """
from lessons_lib.panels import atlas

atlas(gradient_descent, ravine, x="learning_rate", y="condition", cells=60, steps=200)
"""
INTERACT = """
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from lessons_lib.descent import run

ground = ravine()
x, y = (np.linspace(low, high, 161) for low, high in ground.window)
heights = ground.loss(np.stack(np.meshgrid(x, y)))


def show(learning_rate):
    path = run(gradient_descent, ground, steps=200, learning_rate=learning_rate)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.9))
    left.contourf(x, y, heights, levels=13)
    left.contour(x, y, heights, levels=13, linewidths=0.6)
    left.plot(*path.w.T, "o-", markersize=3)
    right.semilogy(path.loss, "o-", markersize=3)
    plt.show()


slider = widgets.FloatLogSlider(value=0.1, min=-4, max=1, step=0.025)
widgets.interact(show, learning_rate=slider);
"""
ECHO = """
import anywidget
import traitlets


class Echo(anywidget.AnyWidget):
    _esm = '''
    function render({ model, el }) {
      const slider = document.createElement("input");
      slider.className = "echo-slider";
      slider.style.width = "700px";
      Object.assign(slider, { type: "range", min: 0, max: 1, step: 0.005, value: 0.2 });
      const said = document.createElement("output");
      said.className = "echo-said";
      el.append(slider, said);
      el.onkeydown = (event) => event.stopPropagation(); // the notebook would take the arrow key
      slider.oninput = () => {
        model.set("sent", Number(slider.value));
        model.save_changes();
      };
      model.on("change:back", () => (said.textContent = model.get("back")));
    }
    export default { render };
    '''
    sent = traitlets.Float().tag(sync=True)
    back = traitlets.Float().tag(sync=True)

    @traitlets.observe("sent")
    def echo(self, change):
        self.back = change["new"]


Echo()
"""
OUTPUT = ".jp-OutputArea-output:has(.ll-panel)"
SLIDERS = {
    "panel": ".ll-knob input[type=range]",
    "interact": ".widget-interact .noUi-handle",
    "echo": ".echo-slider",
}
OTHERS = {  # what is turned in each of the other panels
    "panel": SLIDERS["panel"],
    "compare": f":nth-match({OUTPUT}, 2) >> .ll-knob input[type=range] >> nth=0",
    "cell": f":nth-match({OUTPUT}, 3) >> .ll-point >> nth=0",
    "map": f":nth-match({OUTPUT}, 3) >> .ll-knob:has-text('steepest') input[type=range]",
    "echo": SLIDERS["echo"],
}
MANY = {"panel": SLIDERS["panel"], "echo": SLIDERS["echo"]}
MUCH = 10  # panels on one page


class Found(NamedTuple):
    """Milliseconds from key to pixels: three ways by turns, other panels, many panels; and some drags."""

    keys: dict[str, list[float]]
    others: dict[str, list[float]]
    many: dict[str, list[float]]
    drags: dict[str, list[dict]]


def measure(*, presses: int, seconds: float) -> Found:
    """Measure on three pages, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folded = {"jupyter": {"source_hidden": True}}  # all of the first page fit on the screen at once
        write_notebook(folder / "keys.ipynb", PANEL, INTERACT, ECHO, metadata=folded)
        write_notebook(folder / "others.ipynb", PANEL, COMPARE, ATLAS, ECHO, metadata=folded)
        write_notebook(folder / "many.ipynb", *[PANEL] * MUCH, ECHO, metadata=folded)
        with running_lab(folder) as lab:
            return asyncio.run(in_browser(lab, presses, seconds))


async def in_browser(lab: Lab, presses: int, seconds: float) -> Found:
    """Open the notebooks, run them, and measure: not step by step, since a mouse does not wait either."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = await opened(browser, lab, "keys.ipynb", [*SLIDERS.values(), ".widget-interact img"])
        keys, drags = await press_keys(page, presses, SLIDERS), await drag(page, seconds)
        await page.close()
        page = await opened(browser, lab, "others.ipynb", list(OTHERS.values()))
        others = await press_keys(page, presses, OTHERS)
        await page.close()
        page = await opened(browser, lab, "many.ipynb", list(MANY.values()))
        many = await press_keys(page, presses, MANY)
        await browser.close()
        return Found(keys, others, many, drags)


async def opened(browser: Browser, lab: Lab, name: str, shown: list[str]) -> Page:
    """Open a notebook, run all of it, and wait until everything is there."""
    page = await browser.new_page(viewport={"width": 1400, "height": 1300})
    await page.goto(lab.address(name))
    await page.get_by_text("| Idle").wait_for(timeout=60_000)
    await page.get_by_role("menuitem", name="Run", exact=True).click()
    await page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for each in shown:
        await page.locator(each).first.wait_for(timeout=60_000)
    await page.wait_for_function(ALL_RUN)
    await page.evaluate(PAGE)
    return page


async def press_keys(page: Page, presses: int, ways: dict[str, str]) -> dict[str, list[float]]:
    """Press a key on each control in turn; drop the first few."""
    samples = {way: [] for way in ways}
    chance = random.Random(1)
    for _ in range(WARM_UP + presses):
        for way, control in ways.items():
            await page.locator(control).first.focus()
            await page.evaluate("way => bench.arm(way)", way)
            await page.keyboard.press("ArrowLeft" if way == "cell" else "ArrowRight")  # there is more room
            samples[way].append(await page.evaluate("() => bench.result"))
            await page.wait_for_timeout(chance.uniform(60, 90))  # the kernel rests; any phase of a frame
    return {way: values[WARM_UP:] for way, values in samples.items()}


async def drag(page: Page, seconds: float, repeats: int = 3) -> dict[str, list[dict]]:
    """Drag the slider, the start on the picture and the bare echo, and count what came meanwhile."""
    track = await page.locator(SLIDERS["panel"]).first.bounding_box()
    floor = await page.locator(SLIDERS["echo"]).bounding_box()
    stage = await page.locator(".ll-stage").bounding_box()

    def along(k: int) -> tuple[float, float]:
        return track["x"] + track["width"] * (0.35 + 0.40 * swing(k, 83)), track["y"] + track["height"] / 2

    def echo(k: int) -> tuple[float, float]:
        return floor["x"] + floor["width"] * (0.1 + 0.8 * swing(k, 83)), floor["y"] + floor["height"] / 2

    def around(k: int) -> tuple[float, float]:
        x, y = 0.12 + 0.36 * swing(k, 247), 0.15 + 0.6 * swing(k, 181)
        return stage["x"] + stage["width"] * x, stage["y"] + stage["height"] * y

    ways = [("panel", along), ("panel", around), ("echo", echo)]
    found = {"the slider": [], "the start on the picture": [], "the floor, the slider of the echo,": []}
    for _ in range(repeats):
        for (way, hand), figures in zip(ways, found.values(), strict=True):
            figures.append(await one_drag(page, way, hand, seconds))
    return found


def swing(k: int, period: int) -> float:
    """Go from 0 to 1 and back, evenly."""
    return 1 - abs(1 - 2 * (k % period) / period)


async def one_drag(page: Page, way: str, hand: Hand, seconds: float) -> dict[str, float]:
    """Hold the mouse down, move it along a path, let go; return what the page has counted."""
    await page.mouse.move(*hand(0))
    await page.evaluate("way => bench.watch(way)", way)
    await page.mouse.down()
    began, k, moves = time.monotonic(), 0, set()
    while time.monotonic() < began + seconds:
        k += 1
        move = asyncio.create_task(page.mouse.move(*hand(k)))
        moves.add(move)
        move.add_done_callback(moves.discard)
        await asyncio.sleep(began + k * BEAT - time.monotonic())
    await asyncio.gather(*moves)
    await page.mouse.up()
    return await page.evaluate("() => bench.counted()")

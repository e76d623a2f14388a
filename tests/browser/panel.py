"""An explore panel as a hand and an eye meet it in the page."""

from __future__ import annotations

import ast
import inspect
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lessons_lib import landscapes, rules
from lessons_lib.descent import Path, run

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

START = re.compile(r"Starting point at .*\. Arrow keys move it\.")


def until(page: Page, check: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"waited {seconds:g} seconds in vain: {what}"
        page.wait_for_timeout(30)


def walk_of(line: str) -> Path:
    """Walk what a reproduction line says, with the library."""
    call = ast.parse(line, mode="eval").body
    rule, problem = call.args
    make = getattr(landscapes, problem.func.id)
    settings = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    ground = make(**{word.arg: ast.literal_eval(word.value) for word in problem.keywords})
    return run(getattr(rules, rule.id), ground, **settings)


class ExplorePanel:
    """The first explore panel of a page that has a slider of a certain name."""

    def __init__(self, page: Page, slider: str = "learning_rate") -> None:
        self.page = page
        outputs = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel"))
        self.root = outputs.filter(has=page.get_by_role("slider", name=slider, exact=True)).first
        self.root.wait_for()
        self.box_of_canvas = self.root.locator(".ll-panel")
        self.canvas = self.root.locator("canvas[role=img]")
        self.stage = self.root.locator(".ll-stage")
        self.start = self.button(START)

    def slider(self, name: str) -> Locator:
        return self.root.get_by_role("slider", name=name, exact=True)

    def box(self, name: str) -> Locator:
        return self.root.get_by_role("spinbutton", name=f"{name}, number", exact=True)

    def button(self, name: str | re.Pattern) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    @property
    def code(self) -> str:
        return self.root.locator(".ll-code").inner_text()

    @property
    def status(self) -> str:
        return self.root.locator(".ll-status").inner_text()

    @property
    def alt(self) -> str:
        return self.canvas.get_attribute("aria-label")

    @property
    def painted(self) -> int:
        return int(self.box_of_canvas.get_attribute("data-painted"))

    def pixels(self) -> str:
        """Everything that the canvas shows."""
        return self.canvas.evaluate("canvas => canvas.toDataURL()")

    def readout(self) -> dict[str, float]:
        """The numbers below the picture, by name."""
        words = self.root.locator(".ll-bar output").inner_text()
        step, last, rest = re.match(r"step (\d+) of (\d+)\s*(.*)", words).groups()
        pairs = rest.split()
        numbers = {name: float(value) for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
        return {"step": int(step), "last": int(last), **numbers}

    def setting(self, name: str) -> float | tuple:
        """What the reproduction line says of a setting, or the landscape's own value if it says nothing."""
        call = ast.parse(self.code, mode="eval").body
        words = {word.arg: word.value for word in [*call.keywords, *call.args[1].keywords]}
        if name in words:
            return ast.literal_eval(words[name])
        make = getattr(landscapes, call.args[1].func.id)
        return inspect.signature(make).parameters[name].default

    def change(self, act: Callable[[], object]) -> None:
        """Do something that changes the walk; wait until its picture is painted."""
        code, painted = self.code, self.painted
        act()
        until(self.page, lambda: self.code != code, "another reproduction line")
        until(self.page, lambda: self.painted > painted, "a new picture")

    def set(self, name: str, value: float) -> None:
        """Type a number into the box of a setting; wait until its picture is painted."""
        box = self.box(name)
        if box.input_value() == f"{value:g}" and self.setting(name) == value:
            return
        self.change(lambda: (box.fill(f"{value:g}"), box.press("Enter")))
        assert self.setting(name) == value

    def show_end(self) -> None:
        """Show the last step of the walk."""
        self.root.get_by_role("slider", name="step shown").press("End")
        until(self.page, lambda: self.readout()["step"] == self.readout()["last"], "the last step")

    def bring_into_view(self) -> None:
        """Scroll until the whole panel is on screen and stays there."""
        scroll = """root => new Promise((done) => {
          const top = () => root.getBoundingClientRect().top;
          const look = (before) => {
            root.scrollIntoView({ block: "center" });
            setTimeout(() => (Math.abs(top() - before) < 1 ? done() : look(top())), 100);
          };
          look(-1e9);
        })"""
        self.root.evaluate(scroll)

    def put_start(self, across: float, down: float) -> None:
        """Click on the picture and wait until the start is there."""
        at = self.place(across, down)
        self.page.mouse.click(*at)
        self.wait_for_start_at(*at)

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Where a point of the stage, in parts of its size, is on the page."""
        box = self.stage.bounding_box()
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def start_on_page(self) -> tuple[float, float]:
        """Where the middle of the starting point's handle is on the page."""
        box = self.start.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def wait_for_start_at(self, x: float, y: float) -> None:
        """Wait until the handle has come to a point of the page."""

        def there() -> bool:
            at = self.start_on_page()
            return abs(at[0] - x) < 2.5 and abs(at[1] - y) < 2.5

        until(self.page, there, f"the start at {x:.0f}, {y:.0f}")

    def agrees_with_the_library(self) -> None:
        """Hold number box, reproduction line and readout to each other and to the library."""
        path = walk_of(self.code)
        assert float(self.box("learning_rate").input_value()) == path.settings["learning_rate"]
        assert float(self.box("steps").input_value()) == path.planned
        until(self.page, lambda: self.readout()["last"] == path.steps, "as many steps as the library takes")
        shown = self.readout()
        row = [*path.w[shown["step"]], path.loss[shown["step"]]]
        assert [shown["w0"], shown["w1"], shown["loss"]] == [float(f"{value:.3g}") for value in row]

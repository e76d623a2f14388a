"""The ledger panel by keyboard and mouse: a number is marked as soon as its box is left."""

from __future__ import annotations

import pytest
from panel import until

CELL = """
from lessons_lib.landscapes import ravine
from lessons_lib.panels import ledger
from lessons_lib.rules import rmsprop

ledger(rmsprop, ravine(), learning_rate=0.1)
"""
FOCUSED = "() => document.activeElement.getAttribute('aria-label')"


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "ledger.ipynb", CELL)
    page = driver.open_notebook(browser, lab, name)
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture
def panel(page):
    """The ledger as it began."""
    panel = page.locator(".jp-OutputArea-output").first
    panel.get_by_role("button", name="start over").click()
    until(page, lambda: status(panel).endswith("0 of 4 lines right."), "the beginning")
    return panel


def box(panel, name):
    return panel.get_by_role("textbox", name=name, exact=True)


def status(panel):
    return panel.get_by_role("status").inner_text()


def test_numbers_are_typed_with_enter_and_tab_and_each_is_marked_at_once(page, panel, shot):
    box(panel, "g, coordinate 0").focus()
    page.keyboard.type("-2/5")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "g, coordinate 1"
    page.keyboard.type("-4")
    page.keyboard.press("Tab")
    until(page, lambda: "g, coordinate 1: not yet." in status(panel), "a word about the second number")
    assert panel.get_by_text("✓ right").count() == 1 and panel.get_by_text("→ not yet").count() == 1
    wrong = box(panel, "g, coordinate 1")
    assert wrong.get_attribute("aria-invalid") == "true"
    told = panel.locator(f"[id='{wrong.get_attribute('aria-describedby')}']")
    assert told.inner_text() == "Coordinate 1: The sign is turned."
    assert not box(panel, "g, coordinate 0").is_editable()
    shot(panel, "ledger-marked")
    wrong.fill("4")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "cache, coordinate 0"
    until(page, lambda: "1 of 4 lines right" in status(panel), "the first line")
    assert wrong.get_attribute("aria-invalid") == "false" and not told.is_visible()


def test_what_is_being_typed_is_not_lost_when_an_answer_comes_back(page, panel):
    box(panel, "g, coordinate 0").focus()
    page.keyboard.type("-0.4")
    page.keyboard.press("Enter")
    until(page, lambda: panel.get_by_text("✓ right").count() == 1, "the mark of the first number")
    page.keyboard.type("3.9")
    panel.get_by_role("button", name="Undo").evaluate("button => button.click()")  # without taking the focus
    until(page, lambda: panel.get_by_text("✓ right").count() == 0, "the first number taken back")
    assert box(panel, "g, coordinate 1").input_value() == "3.9"
    page.keyboard.press("Enter")
    until(page, lambda: "g, coordinate 1: not yet." in status(panel), "the mark of the second number")


def test_lines_are_shown_and_the_next_step_carries_the_memory_over(page, panel, shot):
    onward = panel.get_by_role("button", name="Step 2")
    onward.press("Enter")
    until(page, lambda: "Fill in every line" in status(panel), "what is missing")
    assert onward.get_attribute("aria-disabled") == "true"
    for line in ("g", "cache", "rate", "w"):
        panel.get_by_role("button", name=f"Show {line}", exact=True).click()
    until(page, lambda: "0 of 4 lines right, 4 shown." in status(panel), "all lines shown")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Step 2")
    page.keyboard.press("Enter")
    panel.get_by_text("Step 2 of rmsprop").wait_for()
    assert panel.get_by_role("row", name="cache after step 1").inner_text().split() == [
        *("cache", "after", "step", "1", "0", "→", "0.016", "0", "→", "1.6")
    ]
    until(page, lambda: page.evaluate(FOCUSED) == "g, coordinate 0", "the first blank")
    shot(panel, "ledger-step-2")

"""The toolbar of a panel in a real page: scenes, a step back, a larger view, and what keeps a panel."""

from __future__ import annotations

import re

import pytest
from panel import until

from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent

PANEL = """
from lessons_lib.panels import explore
from lessons_lib.rules import gradient_descent

explore(
    gradient_descent, "x**2/20 + y**2", learning_rate=0.9,
    scenes={"bumps": dict(formula="x^2/8 + y^2/2 + sin(3*x)*cos(2*y)"), "zig-zag": dict(learning_rate=0.98)},
)
"""


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "toolbar.ipynb", PANEL)
    page = driver.open_notebook(browser, lab, name, width=1280, height=1300)
    driver.run_all(page)
    page.locator(".ll-panel").wait_for()
    yield page
    page.close()


@pytest.fixture(autouse=True)
def at_first(page):
    """Begin every test with the panel as it was made, in the study view, with nothing kept in sight."""
    yield
    if page.get_by_role("button", name="Smaller").count():
        press(page, "Smaller", "mouse")
    if page.get_by_role("button", name="Keep").get_attribute("aria-expanded") == "true":
        press(page, "Keep", "mouse")
    press(page, "start over", "mouse")
    until(page, lambda: "formula('x**2/20 + y**2')" in code(page) and "=0.9)" in code(page), "the beginning")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def press(page, name, how):
    button(page, name).click() if how == "mouse" else button(page, name).press("Enter")


def code(page):
    return page.locator(".ll-code").inner_text()


def shows(page, words):
    until(page, lambda: words in code(page), words)


def typed(page, label, text):
    box = page.get_by_label(label, exact=True)
    box.select_text()
    page.keyboard.type(text)  # key by key, as a hand does
    box.press("Enter")


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_scenes_are_set_marked_and_taken_back(page, how):
    assert button(page, "start over").get_attribute("aria-pressed") == "true"
    press(page, "zig-zag", how)
    shows(page, "learning_rate=0.98")
    until(page, lambda: button(page, "zig-zag").get_attribute("aria-pressed") == "true", "the mark")
    press(page, "bumps", how)
    shows(page, "sin(3*x)")
    for words in ("learning_rate=0.98", "learning_rate=0.9)"):
        press(page, "Undo", how)
        shows(page, words)


def test_undo_says_when_there_is_nothing_to_take_back_and_keeps_the_focus(page):
    press(page, "zig-zag", "mouse")
    shows(page, "0.98")
    undo = button(page, "Undo")
    while undo.get_attribute("aria-disabled") == "false":
        undo.press("Enter")
        page.wait_for_timeout(100)
    assert undo.evaluate("button => button === document.activeElement")
    shows(page, "learning_rate=0.9)")


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_larger_makes_type_and_picture_larger_and_smaller_brings_them_back(page, how, shot):
    size = "e => getComputedStyle(e).fontSize"
    before = page.locator(".ll-stage").bounding_box()["width"]
    press(page, "Larger", how)
    button(page, "Smaller").wait_for()
    until(page, lambda: page.locator(".ll-status").evaluate(size) == "19px", "larger words")
    until(page, lambda: page.locator(".ll-stage").bounding_box()["width"] > before, "a larger picture")
    assert page.locator(".ll-tools button").first.evaluate(size) == "19px"
    shot(page, "lecture")
    press(page, "Smaller", how)
    button(page, "Larger").wait_for()
    until(page, lambda: page.locator(".ll-status").evaluate(size) == "14px", "words as before")


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_what_is_kept_brings_the_panel_back(page, how, shot):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "zig-zag", "mouse")
    shows(page, "0.98")
    press(page, "Keep", how)
    line, text = page.get_by_label("as code", exact=True), page.get_by_label("as text", exact=True)
    until(page, lambda: "0.98" in line.input_value() and "0.98" in text.input_value(), "what is kept")
    made = eval(line.input_value(), {"explore": explore, "gradient_descent": gradient_descent})
    assert made.line() == line.input_value()
    press(page, "Copy as code", how)
    read = "() => navigator.clipboard.readText()"
    until(page, lambda: page.evaluate(read) == line.input_value(), "the line in the clipboard")
    kept = text.input_value()
    shot(page, f"kept-{how}")
    press(page, "start over", "mouse")
    shows(page, "learning_rate=0.9)")
    text.fill(kept)
    button(page, "Restore").click() if how == "mouse" else text.press("Enter")
    shows(page, "0.98")


def test_a_wrong_text_is_answered_below_and_nothing_moves(page):
    before = code(page)
    press(page, "Keep", "mouse")
    typed(page, "as text", "explore(gradient_descent)?speed=3")
    page.get_by_text("There is no slider 'speed'.").wait_for()
    assert code(page) == before
    typed(page, "as text", "explore(gradient_descent)?learning_rate=0.5")
    shows(page, "learning_rate=0.5")
    page.get_by_text("There is no slider").wait_for(state="detached")


def test_the_tab_key_goes_through_toolbar_and_settings_in_reading_order(page):
    press(page, "Keep", "mouse")
    page.get_by_label("as code", exact=True).wait_for()
    button(page, "bumps").focus()
    names = []
    for _ in range(14):
        line = page.locator(":focus").aria_snapshot().partition("\n")[0]
        names.append(re.match(r'- (\w+ "[^"]*")', line)[1])
        page.keyboard.press("Tab")
    assert names == [
        *(f'button "{name}"' for name in ("bumps", "zig-zag", "start over", "Undo", "Larger", "Keep")),
        *('textbox "as code"', 'button "Copy as code"', 'textbox "as text"', 'button "Copy as text"'),
        *(
            'button "Restore"',
            'textbox "f(x, y)"',
            'slider "learning_rate"',
            'spinbutton "learning_rate, number"',
        ),
    ]


def test_a_formula_is_typed_refused_below_its_box_and_mended(page, shot):
    painted = page.locator("canvas[role=img]").evaluate("c => c.toDataURL()")
    typed(page, "f(x, y)", "x**2 + import os")
    page.get_by_text("`import` after `x**2+` is not known.").wait_for()
    assert page.get_by_label("f(x, y)").get_attribute("aria-invalid") == "true"
    assert page.locator("canvas[role=img]").evaluate("c => c.toDataURL()") == painted
    shot(page, "formula-refused")
    typed(page, "f(x, y)", "x^2/8 + abs(y)")
    shows(page, "formula('x^2/8 + abs(y)')")
    assert page.get_by_text("is not known").count() == 0
    assert page.get_by_label("f(x, y)").get_attribute("aria-invalid") == "false"
    shot(page, "formula")

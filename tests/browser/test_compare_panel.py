"""The compare and the frameworks panel in the page: a race is set, played, dragged and ended by hand."""

from __future__ import annotations

import pytest
from panel import until

CELLS = (
    """
from lessons_lib.landscapes import ravine
from lessons_lib.panels import compare, frameworks
from lessons_lib.rules import gradient_descent, momentum
compare([gradient_descent, momentum], ravine(), learning_rate=1.2,
        scenes={"each": {"linked": False, "momentum: beta": 0.5}})
""",
    'frameworks("rmsprop", ravine(), steps=20)',
)


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    driver.write_notebook(lab.folder / "race.ipynb", *CELLS)
    page = driver.open_notebook(browser, lab, "race.ipynb", height=1800)
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture
def race(page):
    """The compare panel, as it began."""
    root = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel")).first
    root.get_by_role("button", name="start over").click()
    until(page, lambda: "gradient_descent diverged at step 17" in words(root), "the beginning")
    root.get_by_role("slider", name="step shown").press("End")
    return root


def words(root, of="status"):
    return root.locator(f".ll-{of}").inner_text()


def shown(root):
    return root.locator(".ll-bar output").inner_text()


def pixels(root):
    return root.locator("canvas[role=img]").evaluate("canvas => canvas.toDataURL()")


def test_all_run_at_once_to_the_end_though_one_has_left(page, race, shot):
    until(page, lambda: shown(race).startswith("step 60 of 60"), "the end of the longest walk")
    assert "gradient_descent out of range   momentum 0.00" in shown(race)
    shot(race, "compare")
    race.get_by_role("slider", name="step shown").press("Home")
    until(page, lambda: "step 0 of 60   gradient_descent 4.8   momentum 4.8" == shown(race), "the start")
    race.locator(".ll-play").click()
    until(page, lambda: shown(race).startswith("step 60 of 60"), "the end")


def test_a_click_on_the_losses_chooses_a_step_after_one_has_left(page, race):
    box = race.locator(".ll-stage").bounding_box()
    x = box["x"] + box["width"] * (0.525 + 0.245 * 40 / 61.2)
    page.mouse.click(x, box["y"] + 0.5 * box["height"])
    until(page, lambda: shown(race).startswith("step 40 of 60"), "step 40")


def test_links_end_with_the_keyboard_and_a_menu_chooses_whose_sliders_show(page, race, shot):
    race.get_by_role("checkbox", name="linked").press("Space")
    menu = race.get_by_role("combobox", name="settings of")
    menu.wait_for()
    assert race.get_by_role("slider", name="beta", exact=True).count() == 0
    menu.select_option("momentum")
    beta = race.get_by_role("spinbutton", name="beta, number")
    beta.wait_for()
    beta.fill("0.3")
    beta.press("Enter")
    until(page, lambda: "'momentum: beta': 0.3" in words(race, "code"), "another line of code")
    shot(race, "compare-each")
    race.get_by_role("button", name="each").click()
    until(page, lambda: "'momentum: beta': 0.5" in words(race, "code"), "the scene")


def test_the_start_is_dragged_for_all(page, race):
    before, box = pixels(race), race.locator(".ll-stage").bounding_box()
    start = race.get_by_role("button", name="Starting point at")
    at = start.bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"], steps=4)
    page.mouse.up()
    until(page, lambda: "start=(" in words(race, "code"), "another start")
    until(page, lambda: pixels(race) != before, "a new picture")
    code = words(race, "code")
    start.press("ArrowLeft")
    until(page, lambda: words(race, "code") != code, "a start a little to the left")


def test_another_variant_brings_its_frameworks_and_their_calls(page, shot):
    root = page.locator(".jp-OutputArea-output").filter(has=page.locator(".ll-panel")).last
    assert words(root, "code").split("\n")[0].startswith("torch.optim.RMSprop(params, lr=0.05")
    shot(root, "frameworks")
    root.get_by_role("checkbox", name="own defaults").click()
    until(page, lambda: "keras.optimizers.RMSprop()" in words(root, "code"), "the bare calls")
    root.get_by_role("combobox", name="variant").select_option("lion")
    until(page, lambda: words(root, "code").startswith("keras.optimizers.Lion()"), "the calls of lion")
    until(page, lambda: "keras.lion" in shown(root) and "torch" not in shown(root), "two columns")
    assert root.get_by_role("slider", name="decay", exact=True).count() == 0

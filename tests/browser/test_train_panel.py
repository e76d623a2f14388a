"""The train and the scheduled panel in the page: nothing queues, work shows itself and can be stopped."""

from __future__ import annotations

import pytest
from panel import until

TRAIN = """
from lessons_lib.panels import scheduled, train
from lessons_lib.rules import gradient_descent
from lessons_lib.landscapes import ravine

def slow(w, g, t, *, learning_rate=0.1):
    ends.append((learning_rate, t))
    if learning_rate > 1 and t > 5:
        time.sleep(0.05)
    return dict(w=w - learning_rate * g)

import time
ends = []
scenes = {"slow": dict(learning_rate=2.0), "quick": dict(learning_rate=0.5)}
train(rule=slow, steps=60, hidden=8, scenes=scenes)
"""
COUNT = "print('ends', len([rate for rate, t in ends if t == 60]))"
SCHEDULED = "scheduled(gradient_descent, ravine(), learning_rate=0.9)"


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "train.ipynb", TRAIN, COUNT, SCHEDULED)
    page = driver.open_notebook(browser, lab, name, height=2400)
    driver.run_all(page)
    yield page
    page.close()


def panel(page, nth):
    return page.locator(".jp-CodeCell").nth(nth).locator(".jp-OutputArea-output")


def status(root):
    return root.locator(".ll-status").inner_text()


def test_of_twenty_quick_turns_two_or_three_are_trained_to_the_end(page, shot):
    root = panel(page, 0)
    assert status(root).startswith("trained for 60 steps")
    slider = root.get_by_role("slider", name="learning_rate", exact=True)
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    box = root.get_by_role("spinbutton", name="learning_rate, number", exact=True)
    words = f"learning_rate={box.input_value()})"
    until(page, lambda: words in root.locator(".ll-code").inner_text(), "the last turn")
    until(page, lambda: status(root).startswith("trained"), "the end")
    painted = root.locator(".ll-panel").get_attribute("data-painted")
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    until(page, lambda: "ends" in panel(page, 1).inner_text(), "the count")
    page.wait_for_timeout(400)
    assert int(panel(page, 1).inner_text().split()[1]) <= 1 + 3
    assert root.locator(".ll-panel").get_attribute("data-painted") == painted, "a frame after the last"
    assert words in root.locator(".ll-code").inner_text()
    shot(root, "train")


def test_long_work_shows_how_far_it_is_and_stops_at_a_key(page, shot):
    root = panel(page, 0)
    stop = root.get_by_role("button", name="Stop", exact=True)
    assert stop.count() == 0
    root.get_by_role("button", name="slow", exact=True).click()
    stop.wait_for()
    bar = root.get_by_role("progressbar")
    done = float(bar.evaluate("bar => bar.value"))
    until(page, lambda: float(bar.evaluate("bar => bar.value")) > done, "a bar that grows")
    assert status(root) == "training for 60 steps ..."
    shot(root, "train-working")
    stop.focus()
    page.keyboard.press("Enter")
    until(page, lambda: status(root).startswith("stopped at step"), "the stop")
    assert stop.count() == 0 and root.locator(".ll-play:focus").count() == 1
    root.get_by_role("button", name="quick", exact=True).click()
    until(page, lambda: status(root).startswith("trained for 60 steps"), "another training")


def test_a_step_chosen_on_the_curve_of_rates_is_shown_on_the_walk(page, shot):
    root = panel(page, 2)
    stage = root.locator(".ll-stage")
    box = stage.bounding_box()
    readout = root.locator(".ll-bar output")
    assert "step 100 of 100" in readout.inner_text() and "sum of rates 45.4" in readout.inner_text()
    page.mouse.click(box["x"] + 0.83 * box["width"], box["y"] + 0.17 * box["height"])
    until(page, lambda: "step 100 of 100" not in readout.inner_text(), "another step")
    shot(root, "scheduled")
    root.get_by_label("schedule", exact=True).select_option("inverse_time")
    until(page, lambda: "without end" in status(root), "another schedule")

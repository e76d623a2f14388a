"""The tournament in the page: the full race shows how far it is, stops at a key, and goes on where it was."""

from __future__ import annotations

import pytest
from panel import until

RACE = """
import os
os.environ["LESSONS_RACES"] = os.path.abspath("races.json")
from lessons_lib.landscapes import ravine
from lessons_lib.models import DigitsNetwork
from lessons_lib.panels import tournament
from lessons_lib.rules import adam, gradient_descent, momentum

problems = {"digits": DigitsNetwork(hidden=8), "ravine": ravine()}
goals = {"momentum wins": lambda race: race.ranking()[0] == "momentum"}
scenes = {"three": dict(tries=3)}
tournament([gradient_descent, momentum, adam], problems, tries=6, scenes=scenes, goals=goals)
"""


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "tournament.ipynb", RACE)
    page = driver.open_notebook(browser, lab, name, height=1100)
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture
def root(page):
    return page.locator(".jp-CodeCell").nth(0).locator(".jp-OutputArea-output")


def status(root):
    return root.locator(".ll-status").inner_text()


def value(bar):
    return int(float(bar.evaluate("bar => bar.value")))


def test_the_full_race_shows_how_far_it_is_stops_at_a_key_and_goes_on_where_it_was(page, root, shot):
    assert status(root).startswith("Race on DigitsNetwork(hidden=8, batch_size=64): 6 rates")
    stop, bar = root.get_by_role("button", name="Stop", exact=True), root.get_by_role("progressbar")
    assert stop.count() == bar.count() == 0
    shot(root, "tournament")
    root.get_by_role("button", name="Run the full race", exact=True).press("Enter")
    stop.wait_for()
    assert bar.evaluate("bar => bar.max") == 3 * 21 * 10
    pixels = root.locator("canvas[role=img]").evaluate("canvas => canvas.toDataURL()")
    before = value(bar)
    until(page, lambda: value(bar) > max(before, 20), "a bar that grows")
    assert root.locator("canvas[role=img]").evaluate("canvas => canvas.toDataURL()") != pixels, (
        "a picture that fills"
    )
    assert status(root) == "racing on DigitsNetwork(hidden=8, batch_size=64): 630 walks ..."
    shot(root, "tournament-working")
    done = value(bar)
    page.keyboard.press("Enter")  # Stop has the focus: where the button was, it is
    again = root.get_by_role("button", name="Go on with the full race", exact=True)
    again.wait_for()
    assert bar.count() == 0 and "walks are missing" in root.locator(".ll-theory").inner_text()
    shot(root, "tournament-stopped")
    again.focus()
    page.keyboard.press("Enter")
    stop.wait_for()
    assert value(bar) >= done
    stop.click()
    again.wait_for()


def test_another_problem_a_scene_and_the_way_back_are_a_turn_away(page, root, shot):
    root.get_by_label("problem", exact=True).select_option("ravine")
    back = root.get_by_role("button", name="Back to the small race", exact=True)
    back.wait_for()
    assert "21 rates from 0.0001 to 10, 500 steps, 10 seeds" in status(root)
    shot(root, "tournament-full")
    back.click()
    until(page, lambda: "11 rates from 0.0001 to 10, 200 steps, 3 seeds" in status(root), "the small race")
    root.get_by_role("button", name="three", exact=True).click()
    until(page, lambda: ": 3 rates" in status(root), "three tries")
    root.get_by_role("button", name="Larger", exact=True).click()
    until(page, lambda: root.locator(".ll-lecture").count() > 0, "larger type")
    page.wait_for_timeout(500)
    shot(root, "tournament-lecture")


def test_a_full_race_that_a_cell_asks_for_shows_a_bar_and_stops_at_its_button(lab, browser, shot):
    import lab as driver

    made = RACE.replace('"races.json"', '"asked.json"').replace("tournament([", "panel = tournament([")
    cells = [made.strip() + "\npanel", 'panel.set(size="full", tries=21)', "panel.race.missing"]
    name = driver.write_notebook(lab.folder / "asked.ipynb", *cells)
    page = driver.open_notebook(browser, lab, name, height=1100)
    root, missing = (page.locator(".jp-CodeCell").nth(k).locator(".jp-OutputArea-output") for k in (0, 2))
    driver.start_all(page)
    stop, bar = root.get_by_role("button", name="Stop", exact=True), root.get_by_role("progressbar")
    stop.wait_for()
    until(page, lambda: value(bar) > 20, "a bar that grows")
    shot(root, "tournament-asked")
    stop.click()
    root.get_by_role("button", name="Go on with the full race", exact=True).wait_for()
    missing.wait_for()
    assert int(missing.inner_text()) > 0
    page.close()

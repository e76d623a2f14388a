"""The explore panel of the first lesson follows mouse and keyboard, and says what it shows."""

from __future__ import annotations

import re

import numpy as np
import pytest
from panel import until, walk_of

from lessons_lib.checks import lesson_01 as check

BAR = ("Reset", "Step", "▶ Play")
OUTLINE = "e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth]; }"


def selected_cells(page):
    return page.evaluate(
        """() => [document.querySelector('.jp-Notebook').scrollTop,
          ...[...document.querySelectorAll('.jp-Cell')].flatMap((cell, k) =>
            cell.matches('.jp-mod-selected, .jp-mod-active') ? [k] : [])]"""
    )


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft", "PageUp"])
def test_a_key_on_the_slider_moves_the_walk_and_nothing_else_on_the_page(panel, key):
    before, cells = panel.pixels(), selected_cells(panel.page)
    panel.slider("learning_rate").focus()
    panel.change(lambda: panel.page.keyboard.press(key))
    assert (panel.setting("learning_rate") > 0.3) == (key != "ArrowLeft")
    assert panel.pixels() != before
    assert selected_cells(panel.page) == cells
    panel.agrees_with_the_library()


def test_the_mouse_drags_the_slider_and_the_walk_follows(panel, shot):
    before, mouse = panel.pixels(), panel.page.mouse
    track = panel.slider("learning_rate").bounding_box()
    y = track["y"] + track["height"] / 2
    mouse.move(track["x"] + 0.3 * track["width"], y)
    mouse.down()
    for part in np.linspace(0.3, 0.7, 20):
        mouse.move(track["x"] + part * track["width"], y)
    mouse.up()
    until(panel.page, lambda: panel.setting("learning_rate") == pytest.approx(0.407, rel=0.1), "the end")
    box = panel.box("learning_rate")
    until(panel.page, lambda: panel.setting("learning_rate") == float(box.input_value()), "the last value")
    until(panel.page, lambda: panel.pixels() != before, "new pixels")
    panel.agrees_with_the_library()
    shot(panel.root, "explore")


def test_a_number_can_be_typed(panel):
    before = panel.pixels()
    panel.change(lambda: (panel.box("learning_rate").fill("0.777"), panel.page.keyboard.press("Enter")))
    assert panel.setting("learning_rate") == 0.777
    assert panel.pixels() != before
    panel.agrees_with_the_library()


@pytest.mark.parametrize(("typed", "value"), [("0,5", 0.5), (",25", 0.25), ("5e-1", 0.5)])
def test_a_number_may_have_a_comma_and_none_is_dropped(panel, typed, value):
    panel.box("learning_rate").select_text()
    panel.change(lambda: (panel.page.keyboard.type(typed), panel.page.keyboard.press("Enter")))
    assert panel.setting("learning_rate") == value
    assert panel.box("learning_rate").input_value() == str(value)


def test_arrow_keys_in_the_box_of_a_number_move_its_slider(panel):
    box = panel.box("learning_rate")
    box.focus()
    before = panel.setting("learning_rate")
    panel.change(lambda: panel.page.keyboard.press("ArrowUp"))
    assert float(box.input_value()) == panel.setting("learning_rate") > before
    panel.change(lambda: panel.page.keyboard.press("ArrowDown"))
    assert panel.setting("learning_rate") == pytest.approx(before, rel=0.02)


@pytest.mark.parametrize("typed", ["50", "-1", "1e", "0,5,5", "1.000.000", "0x1"])
def test_a_number_that_cannot_be_is_refused_in_a_sentence_and_the_walk_stays(panel, typed, shot):
    code, before = panel.code, panel.pixels()
    box = panel.box("learning_rate")
    box.select_text()
    panel.page.keyboard.type(typed)
    panel.page.keyboard.press("Enter")
    panel.root.get_by_text("Give a number from 0.01 to 2.").wait_for()
    shot(panel.root, "explore-refused")
    assert (panel.code, panel.pixels()) == (code, before)
    panel.change(lambda: (box.fill("0.5"), panel.page.keyboard.press("Enter")))
    assert panel.root.get_by_text("Give a number").count() == 0


def test_letters_leave_the_number_as_it_is(panel):
    code = panel.code
    panel.box("learning_rate").select_text()
    panel.page.keyboard.type("abc")
    panel.page.keyboard.press("Tab")
    assert panel.box("learning_rate").input_value() == "0.3"
    assert panel.code == code


def test_a_click_on_the_picture_puts_the_start_there(panel):
    before, at = panel.pixels(), panel.place(0.15, 0.3)
    panel.change(lambda: panel.page.mouse.click(*at))
    panel.wait_for_start_at(*at)
    assert panel.pixels() != before
    panel.agrees_with_the_library()


def test_the_start_can_be_dragged_but_not_off_the_map(panel):
    mouse = panel.page.mouse
    mouse.move(*panel.start_on_page())
    mouse.down()
    for part in np.linspace(0, 1, 12):
        mouse.move(*panel.place(0.2 + 0.3 * part, 0.2 + 0.2 * part))
    panel.wait_for_start_at(*panel.place(0.5, 0.4))
    middle = panel.setting("start")
    mouse.move(*panel.place(0.9, 0.4))
    until(panel.page, lambda: panel.setting("start")[0] > middle[0], "the start at the edge")
    mouse.up()
    right = walk_of(panel.code).problem.window[0][1]
    until(panel.page, lambda: panel.setting("start")[0] == pytest.approx(right, abs=0.02), "the edge")
    panel.agrees_with_the_library()


def test_arrow_keys_move_the_start_and_not_the_selection_of_cells(panel):
    panel.put_start(0.3, 0.5)
    cells = selected_cells(panel.page)
    panel.start.focus()
    for key, axis, sign in (("Right", 0, 1), ("Left", 0, -1), ("Up", 1, 1), ("Down", 1, -1)):
        before = panel.setting("start")
        panel.change(lambda key=key: panel.page.keyboard.press(f"Arrow{key}"))
        moved = np.subtract(panel.setting("start"), before)
        assert np.sign(moved).tolist() == [sign * (axis == 0), sign * (axis == 1)], key
    near = panel.setting("start")
    panel.change(lambda: panel.page.keyboard.press("Shift+ArrowRight"))
    assert panel.setting("start")[0] > near[0]
    assert selected_cells(panel.page) == cells
    panel.agrees_with_the_library()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_reset_and_step_show_the_walk_step_by_step(panel, how):
    def press(name):
        button = panel.button(name)
        button.click() if how == "mouse" else button.press("Enter")

    path, seen = walk_of(panel.code), []
    press("Reset")
    for step in range(4):
        until(panel.page, lambda step=step: panel.readout()["step"] == step, f"step {step}")
        panel.agrees_with_the_library()
        seen.append(panel.pixels())
        press("Step")
    assert len(set(seen)) == 4
    time = panel.root.get_by_role("slider", name="step shown")
    time.press("End")
    until(panel.page, lambda: panel.readout()["step"] == path.steps, "the last step")


def test_play_pauses_goes_on_and_ends_at_the_last_step_without_the_kernel(panel):
    panel.button("Reset").click()
    play = panel.root.locator(".ll-play")
    panel.page.comm.clear()
    first = panel.pixels()
    play.click()
    until(panel.page, lambda: panel.readout()["step"] >= 5, "some steps")
    play.press("Space")
    paused = panel.readout()["step"]
    assert play.inner_text() == "▶ Play"
    assert 0 < paused < 60
    middle = panel.pixels()
    panel.page.wait_for_timeout(300)
    assert panel.pixels() == middle != first
    play.press("Enter")
    until(panel.page, lambda: panel.readout()["step"] == 60, "the end")
    assert play.inner_text() == "▶ Play"
    assert panel.pixels() not in (first, middle)
    assert panel.page.comm == []
    panel.agrees_with_the_library()


def test_play_at_the_end_begins_anew(panel):
    panel.set("steps", 8)
    panel.root.locator(".ll-play").click()
    until(panel.page, lambda: panel.readout()["step"] < 8, "an early step")
    until(panel.page, lambda: panel.readout()["step"] == 8, "the end")


@pytest.mark.parametrize("scene", check.SCENES)
def test_a_scene_button_sets_the_scene(panel, scene, shot):
    panel.change(panel.button(scene).click)
    assert {name: panel.setting(name) for name in check.SCENES[scene]} == check.SCENES[scene]
    panel.agrees_with_the_library()
    shot(panel.root, f"explore-{scene.replace(' ', '-')}")


def test_a_goal_says_when_it_is_reached_and_stays_so(panel, shot):
    goals = panel.root.locator(".ll-goals")
    *_, last = check.GOALS  # the one that nothing else in this file reaches
    assert f"○ goal: {last}" in goals.inner_text()
    reached = set()
    for condition, rate in ((20, 0.95), (20, 1.03), (100, 0.95), (20, 0.3)):
        panel.set("condition", condition)
        panel.set("learning_rate", rate)
        reached |= {words for words, test in check.GOALS.items() if test(walk_of(panel.code))}
        shown = goals.inner_text()
        assert [words for words in reached if f"✓ reached: {words}" not in shown] == [], panel.code
        shot(panel.root, f"explore-goals-{condition}-{rate}")
    assert reached == set(check.GOALS)


def test_the_words_of_the_canvas_change_with_the_picture(panel):
    before = panel.alt
    panel.set("learning_rate", 0.9)
    assert panel.alt != before
    assert panel.status in panel.alt


def test_the_panel_can_be_used_without_a_mouse(panel, shot):
    page = panel.page
    panel.button(next(iter(check.SCENES))).focus()
    reached = []
    for _ in range(30):
        focused = page.locator(":focus")
        if not focused.count() or not panel.root.locator(":focus").count():
            break
        name = focused.aria_snapshot().partition("\n")[0]
        style = focused.evaluate(OUTLINE)
        assert style[0] != "none" and float(style[1].removesuffix("px")) >= 1, name
        reached.append(name)
        page.keyboard.press("Tab")
    shot(page, "focus-after-the-panel")
    names = [re.match(r'- (\w+ "[^"]*")', line)[1] for line in reached]
    settings = ("learning_rate", "condition", "rotation", "steps")
    expected = [f'button "{name}"' for name in (*check.SCENES, "start over", "Undo", "Larger", "Keep")]
    expected += [x for s in settings for x in (f'slider "{s}"', f'spinbutton "{s}, number"')]
    expected += [f'button "{name}"' for name in (panel.start.get_attribute("aria-label"), *BAR)]
    assert names == [*expected, 'slider "step shown"']


@pytest.mark.parametrize("part", ["slider", "start", "box"])
def test_a_command_of_the_page_works_while_a_part_of_the_panel_has_the_focus(panel, part):
    page, code = panel.page, panel.code
    {"slider": panel.slider("learning_rate"), "start": panel.start, "box": panel.box("learning_rate")}[
        part
    ].focus()
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.keyboard.press("Control+s")  # JupyterLab saves the notebook
    assert panel.code == code and panel.root.locator(":focus").count()


def test_keys_that_edit_a_number_stay_in_its_box(panel):
    page, box = panel.page, panel.box("learning_rate")
    cells = page.locator(".jp-Cell").count()
    box.focus()
    for key in ("Control+a", "Control+x", "Control+z", "Control+a", "Control+c", "Control+v", "Delete"):
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-Cell.jp-mod-selected").count() <= 1


def test_the_focus_can_be_seen(panel, shot):
    for control, name in ((panel.slider("learning_rate"), "slider"), (panel.start, "start")):
        control.focus()
        panel.page.keyboard.press("Shift+Tab")
        panel.page.keyboard.press("Tab")
        shot(panel.root, f"focus-{name}")
        style = control.evaluate(OUTLINE)
        assert style[0] == "solid" and float(style[1].removesuffix("px")) >= 2

"""The predict panel takes one guess, and then shows."""

from __future__ import annotations

import pytest
from panel import until

from lessons_lib.checks import lesson_01 as check


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_guess_brings_verdict_and_picture_and_closes_the_question(lesson, how, shot):
    question = {"mouse": check.PREDICT_STEP, "keyboard": check.PREDICT_RAVINE}[how]
    asked = lesson.locator(".jp-OutputArea-output").filter(has_text=question.text[:40]).first
    asked.scroll_into_view_if_needed()
    buttons = [asked.locator("button", has_text=text) for text in question.choices]
    assert all(button.is_enabled() for button in buttons)
    assert asked.locator("canvas[role=img]").count() == 0
    shot(asked, f"predict-{how}-asked")
    if how == "mouse":
        buttons[0].click()
    else:
        buttons[0].focus()
        lesson.keyboard.press("Tab")
        lesson.keyboard.press("Enter")
    canvas = asked.locator("canvas[role=img]")
    canvas.wait_for()
    until(lesson, lambda: canvas.get_attribute("aria-label"), "words for the picture")
    until(lesson, lambda: asked.locator(".ll-stage img").evaluate("i => i.naturalWidth") > 100, "the picture")
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v)"
    until(lesson, lambda: canvas.evaluate(drawn), "the walks")
    k = 0 if how == "mouse" else 1
    verdict = str(question.grade(question.choices[k])).splitlines()[0]
    assert verdict.split(".")[0] in asked.inner_text()
    shot(asked, f"predict-{how}-answered")

    said, seen = asked.inner_text(), canvas.evaluate("c => c.toDataURL()")
    assert "ll-chosen" in buttons[k].get_attribute("class")
    buttons[1 - k].click()
    lesson.wait_for_timeout(300)
    assert asked.inner_text() == said
    assert canvas.evaluate("c => c.toDataURL()") == seen
    assert "ll-chosen" not in buttons[1 - k].get_attribute("class")

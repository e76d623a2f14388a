"""The predict panel takes one guess, and then shows."""

from __future__ import annotations

import pytest
from panel import until

from lessons_lib.checks import lesson_01 as check

CELLS = (
    """
from lessons_lib.checks import NumberQuestion, PointQuestion
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels import predict
from lessons_lib.plots import draw
from lessons_lib.rules import momentum

path = run(momentum, ravine(), steps=40, learning_rate=0.1)
predict(NumberQuestion("n", "How many?", 40, "So it is.", "steps"), draw(path))
""",
    """
end = PointQuestion("p", "Where does it end?", (0.5, 0.25), "It swings.", 0.5)
predict(end, lambda: draw(path), picture=draw(run(momentum, ravine(), steps=3)))
""",
)


@pytest.fixture(scope="module")
def page(lab, browser):
    import lab as driver

    name = driver.write_notebook(lab.folder / "predict.ipynb", *CELLS)
    page = driver.open_notebook(browser, lab, name, height=1800)
    driver.run_all(page)
    yield page
    page.close()


def output(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_guess_brings_verdict_and_picture_and_closes_the_question(lesson, how, shot):
    question = {"mouse": check.PREDICT_STEP, "keyboard": check.PREDICT_RAVINE}[how]
    asked = lesson.locator(".jp-OutputArea-output").filter(has_text=question.text[:40]).first
    asked.scroll_into_view_if_needed()
    buttons = [asked.locator("button", has_text=text) for text in question.choices]
    assert all(button.is_enabled() for button in buttons)
    assert {button.get_attribute("aria-disabled") for button in buttons} == {"false"}
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
    assert {button.get_attribute("aria-disabled") for button in buttons} == {"true"}
    assert buttons[k].get_attribute("aria-pressed") == "true"
    assert how == "mouse" or buttons[k].evaluate("button => button === document.activeElement")
    buttons[1 - k].click(force=True)  # it says that it is disabled, and a hand clicks all the same
    lesson.wait_for_timeout(300)
    assert asked.inner_text() == said
    assert canvas.evaluate("c => c.toDataURL()") == seen
    assert "ll-chosen" not in buttons[1 - k].get_attribute("class")


def test_a_number_is_typed_refused_in_words_typed_again_and_scored(page, shot):
    asked = output(page, 0)
    box, commit = asked.get_by_role("textbox", name="Your guess"), asked.get_by_role("button", name="Commit")
    box.fill("many")
    box.press("Enter")
    until(page, lambda: box.get_attribute("aria-invalid") == "true", "a word about the wrong number")
    assert "'many' is no number" in asked.inner_text()
    box.fill("")
    box.press_sequentially("42")  # key by key: none of them may be swallowed
    commit.click()
    asked.locator("canvas[role=img]").wait_for()
    assert "the answer is 40: within 5 percent" in asked.inner_text()
    assert commit.get_attribute("aria-disabled") == "true" and box.get_attribute("aria-invalid") == "false"
    assert commit.evaluate("button => button === document.activeElement")
    assert not box.is_editable()
    shot(asked, "predict-number")


def test_the_next_class_is_asked_again_in_a_larger_view_and_the_first_guess_comes_back(page, shot):
    asked = output(page, 0)
    box, press = (
        asked.get_by_role("textbox", name="Your guess"),
        asked.get_by_role("button", name="ask again"),
    )
    press.click()
    until(page, lambda: asked.locator("canvas[role=img]").count() == 0, "the question without its answer")
    assert box.input_value() == "" and box.is_editable() and "the answer is" not in asked.inner_text()
    assert press.evaluate("button => button === document.activeElement")
    asked.get_by_role("button", name="Larger").click()
    asked.get_by_role("button", name="Keep").click()
    box.fill("80")
    box.press("Enter")
    until(
        page,
        lambda: "The answer: 40 steps. Your guess of 80 was 2 times too large." in asked.inner_text(),
        "it",
    )
    text = asked.get_by_role("textbox", name="as text")
    until(page, lambda: text.input_value() == "predict(n)?guess=80&view=lecture", "the text")
    shot(asked, "predict-lecture")
    text.fill("predict(n)?guess=42")
    asked.get_by_role("button", name="Restore").click()
    until(
        page,
        lambda: "within 5 percent" in asked.inner_text() and box.input_value() == "42",
        "the first guess",
    )
    asked.get_by_role("button", name="Undo").click()
    until(page, lambda: "Your guess of 80" in asked.inner_text(), "the second guess")
    asked.get_by_role("button", name="Smaller").click()
    asked.get_by_role("button", name="Keep").click()


def test_a_point_is_dragged_moved_by_keys_committed_and_shown_beside_the_answer(page, shot):
    asked = output(page, 1)
    asked.evaluate("out => out.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)  # the notebook measures its cells anew once they are in sight
    point = asked.get_by_role("button", name="Your guess at")
    status = asked.locator(".ll-status")
    box = point.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 60, at[1] - 60, steps=4)
    page.mouse.up()
    until(page, lambda: "Press Commit" in status.inner_text(), "the place in words")
    dragged = status.inner_text()
    point.focus()
    page.keyboard.press("ArrowUp")
    until(page, lambda: status.inner_text() != dragged, "another place")
    shot(asked, "predict-point-asked")
    asked.get_by_role("button", name="Commit").click()
    until(page, lambda: "the map is 10 wide" in asked.inner_text(), "the score")
    canvas = asked.locator("canvas[role=img]")
    until(page, lambda: "the answer at (0.5, 0.25)" in canvas.get_attribute("aria-label"), "the words")
    assert asked.get_by_role("button", name="Your guess at").count() == 0
    assert asked.get_by_role("button", name="Commit").get_attribute("aria-disabled") == "true"
    shot(asked, "predict-point-answered")

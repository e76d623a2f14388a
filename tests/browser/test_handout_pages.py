"""What a lecturer takes along, as Chromium shows and prints it, without a network."""

from __future__ import annotations

import pathlib
import re

import handout
import handout_pages
import nbformat
import pytest

PROJECTORS = [(1280, 720), (1920, 1080)]
each_lesson = pytest.mark.parametrize("path", handout.LESSONS, ids=lambda path: path.stem)
TOO_LARGE = """() => [...document.querySelectorAll(".now .slide, .now .step, .now .step > *")]
  .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
  .filter((e) => e.clientHeight)
  .map((e) => `${e.className} ${e.textContent.slice(0, 50)}`)"""
PIXELS = """() => [...document.querySelectorAll(".now img")]
  .every((picture) => picture.naturalWidth > 100 && picture.clientHeight > 60)"""


@pytest.fixture
def offline(browser, tmp_path):
    """Open a page in a browser that reaches nothing; what it asks for is an error."""
    context = browser.new_context(offline=True)
    asked: list[str] = []

    def open_page(text: str):
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(handout.write(tmp_path / "page.html", text).as_uri())
        return page

    yield open_page
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@each_lesson
def test_every_offline_slide_shows_all_of_itself_on_every_projector(path, offline):
    page = offline(handout_pages.slides_page(nbformat.read(path, as_version=4)))
    wrong = []
    for size in PROJECTORS:
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        for number in range(page.evaluate("slides.length")):
            page.evaluate(f"at = {number}; shown = steps({number}); show()")
            wrong += [f"{number + 1} at {size[0]}: {what}" for what in page.evaluate(TOO_LARGE)]
            assert page.evaluate(PIXELS), number + 1
    assert wrong == []


def test_offline_slides_turn_by_the_keys_and_n_shows_the_notes(offline):
    page = offline(handout_pages.slides_page(nbformat.read(handout.LESSONS[3], as_version=4)))
    seen = lambda: page.evaluate("[at, shown]")  # noqa: E731
    assert seen() == [0, 1]
    for key, expected in (("PageDown", [1, 1]), (" ", [1, 2]), ("ArrowRight", [2, 1]), ("PageUp", [1, 2])):
        page.keyboard.press(key)
        assert seen() == expected, key
    assert page.locator("section.now aside").is_hidden()
    page.keyboard.press("n")
    assert page.locator("section.now aside").is_visible()


def test_a_handout_is_printed_with_all_its_pages(tmp_path: pathlib.Path):
    chromium = handout.chromium()
    if chromium is None:
        pytest.skip("A PDF is printed by Chromium, and none was found on the PATH.")
    made = handout.make(handout.LESSONS[3], tmp_path, chromium)
    pdf = made[-1].read_bytes()
    pictures = pdf.count(b"/Subtype /Image") + pdf.count(b"/Subtype/Image")
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 10
    shown = set(re.findall(r'src="(data:[^"]*)"', made[0].read_text(encoding="utf-8")))
    assert pictures >= len(shown) > 5  # two that are the same are stored once

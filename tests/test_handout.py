"""What a lecturer takes along: whole, readable without a network, with room to write, answers at the end."""

import re
from html.parser import HTMLParser
from pathlib import Path

import handout
import handout_pages
import nbformat
import pages
import pytest
import slides

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
KINDS = [handout_pages.handout_page, handout_pages.slides_page, handout_pages.notes_page]
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


class Reader(HTMLParser):
    """Collects what a page loads, its pictures, its anchors and its words."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.images, self.ids, self.inner, self.words = [], [], [], [], []
        self.hidden = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.hidden += tag in ("style", "script")
        self.loads += [value for name, value in attributes if name in ("src", "data", "srcset", "xlink:href")]
        self.loads += [values.get("href")] if tag in ("link", "use", "image") else []
        self.images += [values] if tag == "img" else []
        self.ids += [values["id"]] if "id" in values else []
        self.inner += [values["href"][1:]] if values.get("href", "").startswith("#") else []

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def read(path):
    return nbformat.read(path, as_version=4)


def pictures(cells):
    found = [output.data for cell in cells for output in cell.get("outputs", []) if "data" in output]
    return ["".join(data["image/png"].split()) for data in found if "image/png" in data]


@each_lesson
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_page_loads_nothing_from_anywhere(path, kind):
    text = kind(read(path))
    assert [load[:40] for load in Reader(text).loads if not load.startswith("data:image/png;base64,")] == []
    assert not re.search(r"@import|url\(|<iframe|<object|fetch\(|import\(", text)


@each_lesson
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_formula_is_left_as_it_was_typed(path, kind):
    words = "".join(Reader(re.sub(r"<(pre|code)\b.*?</\1>", "", kind(read(path)), flags=re.DOTALL)).words)
    assert "$" not in words and "\\" not in words


@each_lesson
def test_a_handout_has_every_picture_of_the_lesson_with_its_words(path):
    images = Reader(handout_pages.handout_page(read(path))).images
    assert [image["src"].partition(",")[2] for image in images] == pictures(read(path).cells)
    assert all(len(image["alt"]) > 40 for image in images)


@each_lesson
def test_every_exercise_and_every_guess_has_room_to_write(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    exercises = [cell for cell in cells if slides.MARKS.search(cell.source)]
    guesses = [cell for cell in cells if "predict(check" in cell.source]
    text = handout_pages.handout_page(read(path))
    assert text.count(handout_pages.room(5)) == len(exercises) >= 3
    assert text.count(handout_pages.room(2)) == len(guesses) >= 1


class Tasks(HTMLParser):
    """Collects the classes within each task; a tag that closes out of turn is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tasks = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("meta", "img", "path", "br", "input", "hr"):
            return
        name = dict(attributes).get("class", "")
        self.tasks += [[]] if name == "task" else []
        if any("task" in each for each in self.open):
            self.tasks[-1].append(name or tag)
        self.open.append((tag, name))

    def handle_endtag(self, tag):
        if tag != "path":
            assert self.open.pop()[0] == tag


@each_lesson
def test_words_code_and_room_of_a_task_stand_together(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    asked = [cell for cell in cells if slides.MARKS.search(cell.source) or "predict(check" in cell.source]
    tasks = Tasks(handout_pages.handout_page(read(path))).tasks
    assert len(tasks) == len(asked)
    for task in tasks:
        assert "room" in task and "cell" in task and "code" in task
    assert sum("p" in task for task in tasks) >= len(tasks) - 1  # one may follow another at once


TEXTS = [
    ("# Title\n\nA.\n\n**3. Do it.** Long.\n\nLonger.", True, "**3. Do it.** Long.\n\nLonger."),
    ("A.\n\n## One step\n\nB.\n\n| a |\n| - |\n\nC.", True, "## One step\n\nB.\n\n| a |\n| - |\n\nC."),
    ("A.\n\nB:\n\n- c\n\n- d", False, "B:\n\n- c\n\n- d"),
    ("A.\n\nB:\n\n* c\n\n* d", False, "B:\n\n* c\n\n* d"),
    ("A.\n\nB:\n\n1. c\n2. d", False, "B:\n\n1. c\n2. d"),
    ("A.\n\nB:\n\n> c\n>\n> d", False, "B:\n\n> c\n>\n> d"),
    ("A.\n\n*B*.", False, "*B*."),
    ("A.", False, "A."),
    ("", True, ""),
]


@pytest.mark.parametrize(("words", "whole", "asked"), TEXTS)
def test_an_exercise_keeps_all_its_words_and_a_guess_its_last_paragraph(words, whole, asked):
    before, found = handout_pages.parted(words, whole=whole)
    assert (before + found, found) == (words, asked)


@each_lesson
def test_answers_stand_at_the_end_and_are_led_to(path):
    text = handout_pages.handout_page(read(path))
    before, end = text.split('<h2 class="answers">')
    assert "<details" not in text and "<summary" not in text
    asides = "".join(cell.source for cell in read(path).cells).count("<details>")
    assert Reader(before).inner == Reader(end).ids == [f"answer-{k}" for k in range(1, asides + 1)]
    assert "()" not in re.sub(
        "<pre.*?</pre>", "", end, flags=re.DOTALL
    )  # before the first heading there is none


@each_lesson
def test_offline_slides_are_the_slides_of_the_lesson(path):
    told = slides.story(read(path))
    text = handout_pages.slides_page(read(path))
    assert Reader(text).ids == [f"slide-{number}" for number in range(1, len(told) + 1)]
    assert text.count('<div class="step">') == sum(len(slide.cells) for slide in told)
    shown = [cell for slide in told for cell in slide.cells]
    assert [image["src"].partition(",")[2] for image in Reader(text).images] == pictures(shown)
    assert "<details" not in text


@each_lesson
def test_the_notes_of_a_slide_are_found_by_the_id_of_its_first_cell(path):
    told = slides.story(read(path))
    assert Reader(handout_pages.notes_page(read(path))).ids == [slide.cells[0].id for slide in told]


@pytest.mark.parametrize("tex", [r"\sqrt t", r"\sqrt\kappa - 1", r"\sqrt 2", r"\frac12", r"\hat m", "a < b"])
def test_a_formula_is_outlines_with_its_tex_as_words(tex):
    drawn = pages.formula(tex)
    assert re.search(r'<path d="M[\d. MLQCZ-]{50,}"/>', drawn)
    assert Reader(drawn).words == []
    (label,) = re.findall(r'aria-label="([^"]*)"', drawn)
    assert label == tex.replace("<", "&lt;")


def test_a_formula_on_its_own_line_has_large_fractions():
    heights = [
        float(re.search(r"height:([\d.]+)em", pages.formula(r"\frac{1}{2}", wide=wide))[1])
        for wide in (False, True)
    ]
    assert heights[1] > 1.2 * heights[0]


def test_a_link_leads_to_another_handout_or_to_the_web_or_is_left_as_words():
    text = pages.prose(f"[a](02_x.ipynb), [b](https://example.org), [map]({pages.MAP}), [c](../README.md#x)")
    assert re.findall(r'href="([^"]*)"', text) == ["02_x.html", "https://example.org", "00_start_here.html"]
    assert ">c" not in text and "c</p>" in text


def test_everything_of_a_lesson_is_written_into_one_folder_without_a_browser(tmp_path):
    made = handout.make(LESSONS[0], tmp_path / "new", None)
    assert [path.name for path in made] == [
        f"{LESSONS[0].stem}{end}.html" for end in ("", "_slides", "_notes")
    ]
    assert all(path.read_text(encoding="utf-8").startswith("<!doctype html>") for path in made)


def test_a_browser_that_fails_is_said(tmp_path):
    page = handout.write(tmp_path / "page.html", "<p>x</p>")
    broken = handout.write(tmp_path / "broken", "#!/bin/sh\necho no screen >&2\nexit 1\n")
    broken.chmod(0o755)
    with pytest.raises(RuntimeError, match=r"page.pdf could not be printed: no screen"):
        handout.print_pdf(str(broken), page, tmp_path / "page.pdf")

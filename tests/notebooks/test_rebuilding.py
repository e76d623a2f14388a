"""A change of a notebook is found when it is built again, and storing changes nothing that is seen."""

from __future__ import annotations

import base64
import io

import nbformat
import pytest
from PIL import Image, ImageDraw

import notebooks

BLUE, RED = (0, 90, 160), (200, 60, 10)


def picture(draw=lambda pen: None):
    """Draw a blue line on white, and something more."""
    image, out = Image.new("RGB", (200, 100), "white"), io.BytesIO()
    pen = ImageDraw.Draw(image)
    pen.line([(10, 20), (190, 80)], BLUE, 3)
    draw(pen)
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def book(text="1", png=None):
    """Make a notebook of one cell."""
    data = {"text/plain": text} | ({"image/png": png} if png else {})
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("f()", id="cell", outputs=[output])])


@pytest.mark.parametrize(
    "change",
    [
        lambda pen: pen.line([(10, 20), (190, 80)], "white", 3),
        lambda pen: pen.line([(10, 20), (190, 80)], RED, 3),
        lambda pen: pen.line([(10, 50), (190, 50)], BLUE, 3),
        lambda pen: pen.text((140, 10), "0.5", "black", font_size=20),
        lambda pen: pen.line([(198, 0), (198, 99)], RED, 2),
    ],
    ids=["a line is gone", "it has another colour", "there is one more", "a number", "a line at the edge"],
)
def test_a_picture_that_has_changed_is_found(change):
    assert notebooks.differences(book(png=picture()), book(png=picture())) == []
    found = notebooks.differences(book(png=picture()), book(png=picture(change)))
    assert found == ["cell cell: its picture looks different"]


def test_a_word_that_has_changed_is_found():
    assert notebooks.differences(book("loss 0.12"), book("loss 0.13")) == [
        "cell cell: its text or output has changed"
    ]


def test_storing_keeps_a_rare_colour_beside_many_others():
    def many(pen):
        for x in range(200):
            for y in range(100):
                pen.point((x, y), (x, 100 + y, 255 - y))
        pen.rectangle([4, 4, 6, 6], RED)

    shown = picture(many)
    stored = notebooks.lighten(book(png=shown))
    kept = notebooks.pixels(stored.cells[0].outputs[0].data["image/png"]).getpixel((5, 5))
    assert max(abs(a - b) for a, b in zip(kept, RED, strict=True)) < 16
    assert notebooks.differences(book(png=shown), stored) == []


def test_a_check_of_a_stale_notebook_fails_and_leaves_it_alone(tmp_path, monkeypatch, capsys):
    place = tmp_path / "stale.ipynb"
    cell = nbformat.v4.new_code_cell("1 + 1", id="cell", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "3"}, execution_count=1)]
    stale = nbformat.writes(notebooks.normalise(nbformat.v4.new_notebook(cells=[cell])))
    place.write_text(stale, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["notebooks.py", "--check", str(place)])
    for name in ("LESSONS_PROGRESS", "LESSONS_RACES"):
        monkeypatch.setenv(name, "off")  # what the tool sets is taken back
    assert notebooks.main() == 1
    assert "cell cell: its text or output has changed" in capsys.readouterr().out
    assert place.read_text(encoding="utf-8") == stale

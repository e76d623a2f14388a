"""What the browser is told to draw stands where matplotlib draws it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from lessons_lib import panels
from lessons_lib.descent import run
from lessons_lib.landscapes import ravine
from lessons_lib.panels.encode import encode
from lessons_lib.plots.palette import FRAMEWORKS, OTHERS, RULES, contrast, looks_of, style_of
from lessons_lib.plots.picture import explore_picture, new_figure
from lessons_lib.rules import gradient_descent


def picture():
    made = explore_picture(ravine(), gradient_descent)
    made.follow(run(gradient_descent, ravine(), steps=9, learning_rate=0.95))
    return made


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) / 255


def test_every_point_of_a_trail_has_the_colour_of_its_rule_in_the_static_picture():
    made = picture()
    image = pixels(made.png(fine=1.0))
    line = encode(made.figure, made.artists)[0]
    for x, y in np.frombuffer(line["xy"], "<f4").reshape(-1, 2):
        assert np.allclose(image[int(y), int(x)], to_rgb(style_of(gradient_descent).color), atol=0.05)


def test_the_ground_is_sent_as_an_image_and_lines_that_lie_where_matplotlib_draws_them():
    made = picture()
    kinds = [mark["kind"] for mark in encode(made.figure, made.ground_artists)]
    assert kinds == ["image", "line", "line", "text"]
    shade = encode(made.figure, made.ground_artists)[0]
    columns, rows = shade["shape"]
    sent = np.frombuffer(shade["rgba"], np.uint8).reshape(rows, columns, 4)[..., :3] / 255
    drawn = pixels(made.png(fine=1.0))
    left, top, width, height = shade["clip"]
    for across, down in ((0.1, 0.9), (0.8, 0.2), (0.9, 0.55)):
        here = drawn[int(top + down * height) - 3 : int(top + down * height) + 4, int(left + across * width)]
        told = sent[int(down * rows), int(across * columns)]
        assert np.abs(here - told).max(axis=1).min() < 0.03


@pytest.fixture(autouse=True, scope="module")
def undrawn():
    """Draw every background: here the drawing itself is looked at."""


def test_what_moves_is_not_in_the_background():
    made = picture()
    assert not np.allclose(pixels(made.png(fine=1.0)), pixels(made.png(moving=False, fine=1.0)))
    color = to_rgb(style_of(gradient_descent).color)
    background = pixels(made.png(moving=False, fine=1.0))
    assert np.abs(background - color).max(axis=2).min() > 0.2


def test_two_pictures_of_the_same_path_are_the_same_bytes():
    assert picture().png() == picture().png()


def test_trails_are_told_apart_from_what_stands():
    made = picture()
    kinds = [(mark["kind"], mark["trail"]) for mark in encode(made.figure, made.artists)]
    assert kinds.count(("line", True)) == 4
    assert ("area", False) in kinds and ("text", False) in kinds


def test_an_artist_without_a_form_is_refused_in_words():
    figure = new_figure(2, 2)
    dots = figure.add_axes((0, 0, 1, 1)).scatter([0], [0])
    with pytest.raises(TypeError, match="has no form as a mark"):
        encode(figure, (dots,))


def test_colours_of_rules_stand_out_from_white_and_from_the_darkest_ground():
    for style in (*RULES.values(), *OTHERS, *FRAMEWORKS.values()):
        assert contrast(style.color, "white") >= 4.5
        assert contrast(style.color, "#b9cfe4") >= 3.0


def test_no_two_rules_share_colour_marker_or_line():
    for k in range(3):
        assert len({style[k] for style in RULES.values()}) == len(RULES)
    assert not {style.marker for style in RULES.values()} & {style.marker for style in OTHERS}


def test_the_browser_knows_the_shape_of_every_marker():
    source = (Path(panels.__file__).parent / "marks.js").read_text()
    shapes = re.search(r"const SHAPES = \{(.*?)\n\};", source, flags=re.DOTALL)[1]
    known = set(re.findall(r'^ +"?([^"\s:/])"?:', shapes, flags=re.MULTILINE)) | {"o"}
    assert {style.marker for style in (*RULES.values(), *OTHERS, *FRAMEWORKS.values())} <= known


def test_every_rule_of_the_library_has_a_style_of_its_own():
    from lessons_lib import rules

    assert set(RULES) == set(rules.__all__)


# What is left of light where one kind of cone is missing (Machado, Oliveira and Fernandes, 2009).
MISSING = {
    "red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def seen(color: str, missing: np.ndarray) -> np.ndarray:
    """Return a colour as an eye sees it, in CIELAB: a distance of 2 can barely be told."""
    rgb = np.array(to_rgb(color))
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(np.clip(XYZ @ np.clip(missing @ light, 0, 1), 1e-4, None) / XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", ["full", *MISSING])
def test_frameworks_can_be_told_apart_by_every_eye(eye):
    missing = np.array(MISSING.get(eye, np.eye(3)))
    colors = [seen(style.color, missing) for style in FRAMEWORKS.values()]
    gaps = [np.linalg.norm(one - other) for k, one in enumerate(colors) for other in colors[:k]]
    assert min(gaps) > 20
    for k in range(3):
        assert len({style[k] for style in FRAMEWORKS.values()}) == len(FRAMEWORKS)


def test_no_two_of_several_looks_share_a_colour_or_a_marker():
    from lessons_lib import rules
    from lessons_lib.dialects import keras, torch

    many = [rules.adam, torch.adam, keras.adam, rules.gradient_descent, torch.sgd, rules.adam, print, len]
    looks = looks_of(many)
    assert looks[0] == RULES["adam"] and looks[1] == FRAMEWORKS["torch"]
    assert len({look.color for look in looks}) == len({look.marker for look in looks}) == len(many)
    for rule in (rules.adam, torch.adam):
        assert len(set(looks_of([rule] * 8))) == 8

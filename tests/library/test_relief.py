"""Maps for learning to read a map: places, arrows that are gradients, cuts that agree with the map."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib.landscapes import himmelblau, parabola, ravine, two_valleys
from lessons_lib.mistakes import Mistake
from lessons_lib.plots import cut, relief
from lessons_lib.plots.relief import BAD, CUT, LONGEST


def stars(picture):
    lines = picture.figure.axes[0].get_lines()
    return sum(len(line.get_xdata()) for line in lines if line.get_marker() == "*")


def arrows(picture):
    """The way from tail to tip of each arrow."""
    found = [text for text in picture.figure.axes[0].texts if getattr(text, "arrow_patch", None)]
    return [np.subtract(text.xy, text.xyann) for text in found]


def test_the_stars_are_the_minima_and_can_be_left_out():
    assert stars(relief(two_valleys())) == 2
    hidden = relief(two_valleys(), stars=False)
    assert stars(hidden) == 0 and "star" not in hidden.alt


def test_an_arrow_is_the_gradient_and_the_longest_has_the_fixed_length():
    ground, places = ravine(), {"A": (4, 0), "B": (2.4, 0.716), "C": (0, 0.894)}
    steps = arrows(relief(ground, places, slopes=True))
    slopes = [ground.gradient(np.array(place)) for place in places.values()]
    lengths = np.linalg.norm(steps, axis=1)
    assert np.allclose(lengths / lengths.max(), np.linalg.norm(slopes, axis=1) / np.linalg.norm(slopes[2]))
    assert lengths.max() == pytest.approx(LONGEST * 10)
    for step, slope in zip(steps, slopes, strict=True):
        assert step @ slope == pytest.approx(np.linalg.norm(step) * np.linalg.norm(slope))


def test_the_places_alone_tell_no_slope():
    words = relief(ravine(), {"A": (4, 0)}).alt
    assert "A at (4, 0)." in words and "gradient" not in words


def test_a_place_without_a_slope_has_an_arrow_of_no_length_and_no_warning():
    relief(ravine(), {"A": (0, 0)}, slopes=True).png()


def test_the_dots_of_a_cut_stand_at_the_same_w0_and_on_heights_that_the_map_draws():
    ground = himmelblau()
    above, side = cut(ground, 2.5).figure.axes
    dots = [next(line for line in axes.get_lines() if line.get_marker() == "o") for axes in (above, side)]
    x, heights = dots[1].get_data()
    assert np.allclose(dots[0].get_xdata(), x) and set(dots[0].get_ydata()) == {2.5}
    assert np.allclose(heights, ground.loss(np.array([x, np.full_like(x, 2.5)])), rtol=1e-3)
    levels = np.unique(heights.round(3))
    assert len(levels) < len(x) and dots[0].get_color() == CUT != BAD


def test_a_cut_outside_the_map_is_refused_in_a_sentence():
    with pytest.raises(Mistake, match="w1 is 9, outside the map. Choose from -2.2 to 2.2"):
        cut(two_valleys(), 9)


@pytest.mark.parametrize("draw", [relief, lambda ground: cut(ground, 0.0)])
@pytest.mark.parametrize("ground", [parabola(), "ravine"])
def test_what_is_no_map_is_refused_in_a_sentence(draw, ground):
    with pytest.raises(Mistake, match="no landscape over two coordinates"):
        draw(ground)

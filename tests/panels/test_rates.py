"""Schedules side by side: rates that can be compared, losses with their floor."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import schedules, theory
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.noise import noisy
from lessons_lib.plots import atlas, rates
from lessons_lib.plots.parts import TRAIL
from lessons_lib.rules import gradient_descent


def walks(*chosen, ground=None, steps=40):
    ground = noisy(ravine(), 0.5) if ground is None else ground
    return [run(gradient_descent, ground, steps=steps, learning_rate=rate) for rate in chosen]


def test_each_column_shows_its_rates_as_a_stair_with_their_sum():
    picture = rates(walks(0.5, schedules.step_decay(0.4, every=10)), ["stays", "halves"])
    hand, area, line, said = picture.parts[2].artists
    assert line.get_ydata()[::2].tolist() == [0.4] * 10 + [0.2] * 10 + [0.1] * 10 + [0.05] * 10
    assert said.get_text() == "sum 7.5"
    assert hand.get_xdata().tolist() == list(range(41))
    assert area.get_xy()[:, 1].max() == 0.4


def test_it_plays_as_many_steps_as_the_walk_has():
    picture = rates(walks(0.5), ["stays"])
    trails = [artist for artist in picture.artists if artist.get_gid() == TRAIL]
    assert {len(artist.get_xdata()) for artist in trails} == {41}


def test_all_columns_share_their_scales():
    picture = rates(walks(0.5, 0.01), ["large", "small"])
    above, below = picture.parts[0::2], picture.parts[1::2]
    for group in (above, below):
        assert len({part.axes.get_ylim() for part in group}) == 1
    assert len({part.axes.get_xlim() for part in picture.parts}) == 1


def test_the_floor_is_drawn_where_there_is_noise_and_only_there():
    (part,) = rates(walks(0.5), ["noisy"]).parts[1::2]
    floor = theory.loss_floor(0.5, ravine().eigenvalues, sigma=0.5)
    np.testing.assert_allclose(part.artists[2].get_ydata(), floor)
    (part,) = rates(walks(0.5, ground=parabola()), ["quiet"]).parts[1::2]
    assert len(part.artists[2].get_ydata()) == 0


def test_the_words_tell_rates_sum_and_end_of_each():
    words = rates(walks(0.5, schedules.cosine(0.5, over=40)), ["stays", "falls"]).alt.splitlines()
    assert words[0].startswith("stays: the rate goes from 0.5 to 0.5, the sum of the rates is 20;")
    assert words[1].startswith("falls: the rate goes from 0.5 to") and "after 40 steps" in words[1]


def test_a_walk_without_a_step_is_told_as_such():
    assert rates(walks(0.5, steps=0), ["stands"]).alt.startswith("stands: no step; ")


@pytest.mark.parametrize(
    ("paths", "titles", "words"),
    [
        ([], [], "Give paths"),
        ([0.5], ["a"], "Give paths"),
        (walks(0.5), [], "1 paths and 0 titles"),
        (walks(*[0.5] * 5, steps=2), list("abcde"), "at most 4"),
    ],
)
def test_what_cannot_be_drawn_is_told(paths, titles, words):
    with pytest.raises(Mistake, match=words):
        rates(paths, titles)


def test_the_colours_of_a_map_end_where_they_are_told_to():
    chosen, conditions = np.geomspace(0.1, 1, 4), np.geomspace(1, 10, 3)
    end = sweep(gradient_descent, ravine(conditions[:, None]), steps=20, learning_rate=chosen)
    picture = atlas(end, x=("rate", chosen), y=("condition", conditions), deepest=1e-3)
    mesh = picture.figure.axes[0].collections[0]
    assert mesh.norm.vmin == pytest.approx(1e-3) and mesh.get_array().min() >= 1e-3

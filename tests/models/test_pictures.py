"""The pictures of k-means, matrix factorization and the hidden Markov model beside their classics."""

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import bowl
from lessons_lib.mistakes import Mistake
from lessons_lib.models import (
    Factorization,
    HiddenMarkov,
    KMeans,
    alternating_least_squares,
    baum_welch,
    iris,
    lloyd,
    pixels,
)
from lessons_lib.plots import clusters, factors, letters
from lessons_lib.plots.clusters import GROUPS
from lessons_lib.plots.letters import STATES
from lessons_lib.plots.palette import contrast
from lessons_lib.rules import gradient_descent

FLOWERS = KMeans(k=3)
TABLE = Factorization(pixels(images=20, hidden=0.0), rank=2)
GAPS = Factorization(pixels(images=20, hidden=0.3), rank=2)
TEXT = HiddenMarkov(["banana", "papaya"])
CASES = {
    "clusters": (clusters, FLOWERS, lloyd),
    "factors": (factors, TABLE, alternating_least_squares),
    "factors of a table with gaps": (factors, GAPS, alternating_least_squares),
    "letters": (letters, TEXT, baum_welch),
}
each = pytest.mark.parametrize(("picture", "model", "classic"), CASES.values(), ids=CASES)


def walk(model, **settings):
    return run(gradient_descent, model, **{"steps": 30, "learning_rate": 0.5, **settings})


@each
def test_the_words_tell_the_model_the_settings_and_both_ends(picture, model, classic):
    path, rounds = walk(model), classic(model, steps=5)
    said = picture(path, rounds).alt
    assert type(model).__name__ in said and "learning_rate=0.5" in said and f"{path.steps} steps" in said
    assert f"{path.loss[0]:.3g} at the start, {path.loss[-1]:.3g} after" in said
    assert f"{float(model.loss(rounds[-1])):.3g} after {len(rounds) - 1} rounds" in said


@each
def test_both_losses_are_drawn_from_the_start_to_the_end(picture, model, classic):
    path, rounds = walk(model), classic(model, steps=5)
    lines = {line.get_label(): line.get_ydata() for line in picture(path, rounds).figure.axes[-1].lines}
    assert np.allclose(lines["gradient_descent"], path.loss)
    (name,) = set(lines) & {"Lloyd", "Baum-Welch", "least squares in turn"}
    assert np.allclose(lines[name], model.loss(rounds.T))


@each
def test_a_lecture_has_larger_type_and_the_same_words(picture, model, classic):
    path, rounds = walk(model), classic(model, steps=5)
    study, lecture = picture(path, rounds), picture(path, rounds, view="lecture")
    assert study.alt == lecture.alt
    assert lecture.figure.axes[-1].xaxis.label.get_size() > study.figure.axes[-1].xaxis.label.get_size()


@each
def test_no_word_of_a_picture_is_cut_off_at_its_edge(picture, model, classic):
    for view in ("study", "lecture"):
        figure = picture(walk(model), classic(model, steps=5), view=view).figure
        figure.draw_without_rendering()
        whole = figure.bbox
        for axes in figure.axes:
            box = axes.get_tightbbox()
            assert whole.x0 <= box.x0 and box.x1 <= whole.x1, (view, axes)
            assert whole.y0 <= box.y0 and box.y1 <= whole.y1, (view, axes)


@each
def test_what_does_not_belong_together_is_told(picture, model, classic):
    rounds = classic(model, steps=2)
    with pytest.raises(Mistake, match=r"a walk on bowl.*Give a walk and its classic"):
        picture(walk(bowl()), rounds)
    with pytest.raises(Mistake, match="was given 3"):
        picture(3, rounds)
    with pytest.raises(Mistake, match=r"the rounds have shape .*for the same model"):
        picture(walk(model), rounds[:, :-1])
    with pytest.raises(Mistake, match="the rounds have shape"):
        picture(walk(model), None)
    with pytest.raises(Mistake, match="view is 'large'"):
        picture(walk(model), rounds, view="large")


def test_more_columns_centroids_or_states_than_can_be_drawn_are_refused():
    for model in (KMeans(iris()), KMeans(k=7)):
        with pytest.raises(Mistake, match="two columns and at most 6 centroids"):
            clusters(walk(model, steps=1), lloyd(model))
    model = HiddenMarkov(["banana"], states=4)
    with pytest.raises(Mistake, match="3 states at most, not 4"):
        letters(walk(model, steps=1), baum_welch(model, steps=1))


def test_every_point_is_drawn_in_the_group_of_its_nearest_centroid():
    path = walk(FLOWERS, learning_rate=1.0)
    axes = clusters(path, lloyd(FLOWERS)).figure.axes[0]
    nearest = FLOWERS.nearest(path.w[-1])
    for k, (color, marker) in enumerate(GROUPS[:3]):
        points = axes.lines[k]
        assert (points.get_color(), points.get_marker()) == (color, marker)
        assert np.allclose(points.get_xydata(), FLOWERS.data.x[nearest == k])


def test_the_ways_of_the_centroids_begin_and_end_where_the_walk_does():
    path, rounds = walk(FLOWERS), lloyd(FLOWERS)
    axes = clusters(path, rounds).figure.axes[0]
    ways = [line for line in axes.lines if len(line.get_xdata()) in (len(path.w), len(rounds))]
    ends = np.array([line.get_xydata()[[0, -1]] for line in ways])
    assert len(ways) == 6 and np.allclose(ends[:3, 0].ravel(), FLOWERS.start)
    assert np.allclose(ends[:3, 1].ravel(), path.w[-1]) and np.allclose(ends[3:, 1].ravel(), rounds[-1])


def test_the_table_and_its_guess_are_drawn_and_the_floor_of_the_singular_values():
    path = walk(TABLE)
    figure = factors(path, alternating_least_squares(TABLE, steps=3)).figure
    table, guess = (np.asarray(axes.images[0].get_array()) for axes in figure.axes[:2])
    assert np.allclose(table, TABLE.data.x) and np.allclose(guess, TABLE.guess(path.w[-1]))
    lines = {line.get_label(): line.get_ydata() for line in figure.axes[-1].lines}
    assert np.allclose(lines["lowest, by the SVD"], TABLE.lowest)


def test_a_table_with_gaps_has_no_floor_and_shows_its_gaps():
    figure = factors(walk(GAPS), alternating_least_squares(GAPS, steps=3)).figure
    assert "lowest, by the SVD" not in [line.get_label() for line in figure.axes[-1].lines]
    assert np.array_equal(figure.axes[0].images[0].get_array().mask, ~GAPS.shown)


def test_letters_stand_on_the_tile_of_their_likeliest_state():
    path = walk(TEXT, steps=100, learning_rate=5.0)
    axes = letters(path, baum_welch(TEXT, steps=5)).figure.axes[0]
    tiles = [tile.get_facecolor() for tile in axes.patches]
    states = "".join(TEXT.decode(path.w[-1]))
    assert [text.get_text() for text in axes.texts] == list("bananapapaya")
    assert len({tiles[k] for k in range(12) if states[k] == states[0]}) == 1 < len(set(tiles))


def test_the_bars_are_the_probabilities_of_the_letters_to_one_scale():
    path = walk(TEXT, steps=100, learning_rate=5.0)
    bars = letters(path, baum_welch(TEXT, steps=5)).figure.axes[1].patches
    heights = np.reshape([bar.get_height() for bar in bars], (2, 27))
    chances = TEXT.chances(path.w[-1]).letter
    assert np.allclose(heights / heights.max(), chances / chances.max())


def test_letters_are_readable_on_their_tiles_and_the_tiles_differ_without_colour():
    assert all(contrast(fill, ink) >= 7 for fill, ink in STATES)
    fills = [fill for fill, _ in STATES]
    assert contrast(fills[0], fills[1]) >= 4.5

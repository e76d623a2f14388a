"""The pictures of a race show what it found, in the looks of its rules, and no word lies on another."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from lessons_lib import plots, races
from lessons_lib.landscapes import ravine, rosenbrock
from lessons_lib.plots.palette import style_of
from lessons_lib.plots.tuning import tournament_picture
from lessons_lib.rules import adagrad, adam, gradient_descent, lion, momentum, nadam, nesterov, rmsprop

EIGHT = [gradient_descent, momentum, nesterov, adagrad, rmsprop, adam, lion, nadam]


@pytest.fixture(scope="module")
def race():
    return races.hold(EIGHT, rosenbrock(), steps=100)


def drawn(part, kind):
    return [artist for artist in part.artists if type(artist).__name__ == kind]


def test_a_line_joins_the_medians_in_the_look_of_its_rule_and_a_large_mark_stands_at_the_best(race):
    low, _, _ = plots.tuning(race).parts
    lines = drawn(low, "Line2D")
    bottom, top = low.axes.get_ylim()
    for k, (rule, name) in enumerate(zip(EIGHT, race.names, strict=True)):
        line, best = lines[2 * k : 2 * k + 2]
        assert (to_hex(line.get_color()), line.get_marker()) == style_of(rule)[:2]
        known = np.isfinite(race.medians[k])
        x, y = line.get_data()
        assert np.array_equal(x, race.rates[known])
        inside = (race.medians[k][known] > 2 * bottom) & (race.medians[k][known] < top / 2)
        assert np.array_equal(y[inside], race.medians[k][known][inside])
        assert (
            best.get_xdata() == [race.best(name).rate] and best.get_markersize() > 2 * line.get_markersize()
        )


def test_a_band_holds_every_seed_that_is_on_the_paper(race):
    low, _, _ = plots.tuning(race).parts
    bottom, top = low.axes.get_ylim()
    for k, band in enumerate(drawn(low, "Polygon")):
        corners = band.get_xy()
        for rate, seeds in zip(race.rates, race.losses[k], strict=True):
            across = corners[np.isclose(corners[:, 0], rate), 1]
            for loss in seeds[(seeds > 2 * bottom) & (seeds < top / 2)] if across.size else ():
                assert across.min() <= loss * (1 + 1e-9) and loss <= across.max() * (1 + 1e-9)


def test_a_cross_stands_where_most_seeds_left_and_an_arrow_where_one_did(race):
    _, strip, _ = plots.tuning(race).parts
    for k, line in enumerate(drawn(strip, "Line2D")):
        assert line.get_xdata().tolist() == race.rates[race.medians[k] == np.inf].tolist()
    (part,) = plots.finish(race).parts
    arrows = [line for line in drawn(part, "Line2D") if line.get_marker() == ">"]
    assert [bool(len(arrow.get_xdata())) for arrow in arrows] == [
        race.best(n).high == np.inf for n in race.names
    ]
    assert any(len(arrow.get_xdata()) for arrow in arrows)


def test_the_best_rule_stands_on_top(race):
    (part,) = plots.finish(race).parts
    heights = {text.get_text(): text.get_position()[1] for text in drawn(part, "Text")}
    order = [heights[name] for name in race.ranking()]
    assert order == sorted(order) and part.axes.yaxis_inverted()


@pytest.mark.parametrize("view", ["study", "lecture"])
@pytest.mark.parametrize("draw", [plots.tuning, plots.finish, plots.budget, tournament_picture])
def test_no_words_lie_on_others_or_leave_the_picture(race, draw, view):
    figure = draw(race, view=view).figure
    figure.draw_without_rendering()
    said = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    said += [axes.title for axes in figure.axes] + [axes._left_title for axes in figure.axes]
    said += [tick for axes in figure.axes for tick in axes.get_xticklabels() if axes.axison]
    boxes = [text.get_window_extent() for text in said if text.get_text() and text.get_visible()]
    for box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
    for one, other in itertools.combinations(boxes, 2):
        over = (min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0))
        assert min(over) <= 2.5, "two words overlap"


def test_the_words_of_each_picture_are_those_of_the_race(race):
    assert plots.tuning(race).alt == plots.finish(race).alt == tournament_picture(race).alt == repr(race)
    said = plots.budget(race).alt
    for tries in (1, 3, 11):
        assert f"With {tries} tr" in said and f"momentum {race.expected_best(tries)['momentum']:.2g}" in said


def test_a_picture_follows_another_race_as_if_it_were_drawn_for_it(race):
    other = races.hold(EIGHT, ravine(), steps=100, rates=6)
    picture, fresh = tournament_picture(race), tournament_picture(other)
    assert picture.follow(other) and not picture.follow(other)
    for one, two in zip(picture.artists, fresh.artists, strict=True):
        place = (
            "get_xydata"
            if hasattr(one, "get_xydata")
            else "get_xy"
            if hasattr(one, "get_xy")
            else "get_position"
        )
        assert np.array_equal(getattr(one, place)(), getattr(two, place)())
    assert [a.get_ylim() for a in picture.figure.axes] == [a.get_ylim() for a in fresh.figure.axes]

"""Two books as word counts, and the pictures of rates: whole, rightly drawn, and kind to wrong input."""

import re

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import bowl
from lessons_lib.mistakes import Mistake
from lessons_lib.models import LinearRegression, LogisticRegression, Table, read_before, sentences, two_books
from lessons_lib.plots import fading, words
from lessons_lib.plots.fading import typical_rates
from lessons_lib.plots.log_axes import apart, plain_ticks
from lessons_lib.plots.picture import new_figure
from lessons_lib.rules import adagrad, gradient_descent

READER = LogisticRegression(two_books(), batch_size=1)
READING = run(adagrad, READER, steps=60, learning_rate=0.3)


def test_every_sentence_is_small_letters_of_four_words_or_more_and_no_two_books_share_one():
    assert len(sentences()) == 300 and len(set(sentences())) > 295
    assert all(re.fullmatch(r"[a-z']+( [a-z']+){3,}", line) for line in sentences())
    assert not set(sentences()[:150]) & set(sentences()[150:])


def test_the_counts_are_those_of_the_sentences_and_the_frequent_words_come_first():
    books = two_books()
    for row in (0, 149, 150, 299):
        split = sentences()[row].split()
        told = {word: n for word, n in zip(books.columns, books.x[row], strict=True) if n}
        assert told == {word: split.count(word) for word in split}
    held = (books.x > 0).sum(axis=0)
    assert np.all(np.diff(held) <= 0) and held[-1] == 1
    assert books.y.tolist() == [0] * 150 + [1] * 150


def test_an_example_is_read_with_the_weights_before_it_is_learned_from():
    table = Table("mine", np.array([[1.0], [-1.0]]), [1, 0])
    path = run(gradient_descent, LogisticRegression(table), steps=2, learning_rate=1.0)
    assert read_before(path).tolist() == [False, True, True, True]  # at first all scores are 0: no Holmes


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (3, "was given 3"),
        (run(adagrad, bowl(), steps=2), "Give a walk on a LogisticRegression"),
        (run(gradient_descent, READER, steps=40, learning_rate=1e6), "has left"),
    ],
)
def test_what_cannot_have_been_read_is_told(path, said):
    with pytest.raises(Mistake, match=said):
        read_before(path)


def test_a_dot_stands_for_every_word_that_was_met():
    axes = words(READING).figure.axes[0]
    met = int(np.sum(READING["cache"][-1, 1:] > 0))
    assert len(axes.lines[0].get_xdata()) == met
    assert [text.get_text() for text in axes.texts] == ["the", "alice", "holmes"]


def test_the_rate_of_a_word_is_drawn_from_its_first_appearance_on():
    line = words(READING, ["holmes"]).figure.axes[1].lines[0]
    rates = line.get_ydata()
    assert np.isnan(rates[:48]).all() and np.isfinite(rates[48:]).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((3,), "LogisticRegression of words"),
        ((run(adagrad, LogisticRegression(Table("mine", [[1.0], [2.0]], [0, 1])), steps=2),), "of words"),
        ((run(gradient_descent, READER, steps=2),), "one for each weight"),
        ((run(adagrad, READER, steps=0),), "no steps"),
        ((READING, ["holms"]), "Did you mean"),
        ((READING, []), "one to 4 words, not 0"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments, said):
    with pytest.raises(Mistake, match=said):
        words(*arguments)


def test_typical_rates_are_medians_or_the_learning_rate_of_the_step():
    table = Table("mine", [[2.0, 5.0], [1.0, 9.0], [1.0, 4.0]], [1.0, 2.0, 4.0])
    path = run(adagrad, LinearRegression(table), steps=3, learning_rate=0.1)  # slopes: small, middle, large
    assert typical_rates(path).tolist() == np.sort(path["rate"][1:], axis=1)[:, 1].tolist()
    path = run(gradient_descent, bowl(), steps=3, learning_rate=lambda t: 0.5**t)
    assert typical_rates(path).tolist() == [1, 0.5, 0.25]


def test_fading_draws_every_walk_and_names_it():
    path = run(adagrad, bowl(), steps=9)
    picture = fading([path, path], ["one", "other"], view="lecture")
    loss, rate = picture.figure.axes
    assert [len(axes.lines) for axes in (loss, rate)] == [2, 2]
    assert loss.lines[0].get_color() != loss.lines[1].get_color()
    assert [text.get_text() for text in rate.texts] == ["one", "other"]


@pytest.mark.parametrize(
    ("paths", "titles", "said"),
    [([], [], "Give paths"), ([3], ["a"], "Give paths"), ([READING], [], "1 paths and 0 titles")],
)
def test_fading_tells_what_it_needs(paths, titles, said):
    with pytest.raises(Mistake, match=said):
        fading(paths, titles)


def test_names_at_the_ends_keep_room_and_ticks_are_plain():
    moved = apart(np.array([0.5, np.nan, 0.49, 0.1]), 0.1)
    assert moved[[3, 2, 0]] == pytest.approx([0.1, 0.49, 0.59])
    axes = new_figure(2, 2).add_axes((0, 0, 1, 1))
    axes.set(yscale="log", ylim=(0.4, 0.6))
    plain_ticks(axes)
    assert axes.get_yticks().round(2).tolist() == [0.3, 1.0]

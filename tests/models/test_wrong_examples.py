"""Examples, layers, letters and classics that do not fit get a sentence."""

import re

import numpy as np
import pytest
from refusals import refused
from wrong_values import (
    FACTORS,
    LETTERS,
    LINE,
    MIDDLES,
    NETWORK,
    NO_COUNTS,
    NO_POSITIONS,
    OF_EXAMPLES,
    assert_same,
    named,
)

from lessons_lib.models import (
    Factorization,
    HiddenMarkov,
    KMeans,
    LinearRegression,
    LogisticRegression,
    Table,
    alternating_least_squares,
    backward,
    baum_welch,
    best_low_rank,
    cross_entropy,
    digits,
    forward,
    iris,
    lloyd,
    pixels,
    softmax,
    two_species,
    viterbi,
)
from lessons_lib.models.hidden_markov import Chances

# Examples

NO_EXAMPLES = [
    None,
    "text",
    3.0,
    [],
    ["a"],
    [[1.0], [2.0, 3.0]],
    [[1j, 0.0]],
    np.ones((3, 5)),
    np.ones((2, 0)),
    iris(),
]


@pytest.mark.parametrize(("model", "view"), [*OF_EXAMPLES, (LinearRegression(iris()), "predict")], ids=named)
@pytest.mark.parametrize("x", NO_EXAMPLES, ids=lambda x: str(x).replace("\n", ""))
def test_examples_of_another_shape_are_refused(model, view, x):
    assert re.match("x (is|has shape) .* Give ", refused(getattr(model, view), model.start, x))


def test_a_row_of_numbers_is_no_column_of_examples():
    assert refused(LINE.predict, LINE.start, [1.0, 2.0, 3.0]) == (
        "x has shape (3,). Give one row an example, 1 numbers each: shape (m, 1)."
    )
    assert LINE.predict([1.0, 2.0], [[1.0], [2.0]]).tolist() == [3.0, 5.0]


@pytest.mark.parametrize("shape", [(64,), (8, 8), (1, 8, 8), (1, 64)])
def test_a_single_image_is_read_as_a_row(shape):
    image = digits().x[5]
    expected = NETWORK.read(NETWORK.start, digits().x[:9])[5]
    assert NETWORK.read(NETWORK.start, image.reshape(shape)).tolist() == [expected]
    assert NETWORK.read(NETWORK.start, image.reshape(shape).tolist()).tolist() == [expected]


@pytest.mark.parametrize(
    "x", [np.full(64, np.nan), np.full((2, 64), np.inf), np.ones((1, 1, 8, 8)), np.ones((0, 64))]
)
def test_what_is_no_image_is_not_read(x):
    assert "Give images of finite numbers, a row of 64 pixels or 8 x 8 each." in refused(
        NETWORK.read, NETWORK.start, x
    )


@pytest.mark.parametrize("view", ["loss", "accuracy", "misread"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (digits().x, "the data are ndarray. Give a table"),
        (digits, "the data are digits. Give a table"),
        ("test", "the data are 'test'"),
        (iris(), "iris() has 4 columns. Give images of 64 pixels, such as digits()."),
        (pixels(hidden=0.0), "has shape (100, 64). Give one number an example"),
        (Table("mine", np.ones((2, 64)), [3, 10]), "y of mine must hold the digits 0 to 9 alone."),
        (Table("mine", np.ones((2, 64)), [-1, 3]), "y of mine must hold the digits 0 to 9 alone."),
        (Table("mine", np.ones((2, 64)), [0.5, 3]), "y of mine must hold the digits 0 to 9 alone."),
    ],
)
def test_a_network_looks_at_tables_of_digits_alone(view, data, words):
    assert words in refused(getattr(NETWORK, view), NETWORK.start, data)


@pytest.mark.parametrize("view", ["loss", "accuracy", "misread"])
def test_digits_may_be_written_as_any_numbers(view):
    part = digits().rows(0, 30)
    look = getattr(NETWORK, view)
    again = Table("again", part.x, part.y.astype(float))
    assert_same(look(NETWORK.start, again), look(NETWORK.start, part))


# The parts of the network, and the letters

LAYERS = [(np.ones((2, 3)), np.zeros(3)), (np.ones((3, 2)), np.zeros(2))]
ROWS, RIGHT = np.ones((4, 2)), np.array([0, 1, 0, 1])
SCORE, SEEN = forward(LAYERS, ROWS)
NO_ARRAYS = [
    None,
    "text",
    [],
    3.0,
    True,
    np.nan,
    [1j],
    [None],
    [[1.0], [2.0, 3.0]],
    np.ones((5, 5)),
    np.ones((0, 2)),
    KMeans,
]
PARTS = {
    "forward": (forward, [LAYERS, ROWS]),
    "a layer": (lambda layer: forward([layer], ROWS), [LAYERS[0]]),
    "weights and biases": (lambda *layer: forward([layer], ROWS), LAYERS[0]),
    "cross_entropy": (cross_entropy, [SCORE, RIGHT]),
    "backward": (backward, [LAYERS, SEEN, SCORE, RIGHT]),
    "seen": (lambda *seen: backward(LAYERS, seen, SCORE, RIGHT), SEEN),
}


@pytest.mark.parametrize("bad", NO_ARRAYS, ids=lambda x: str(x).replace("\n", ""))
@pytest.mark.parametrize("part", PARTS)
def test_layers_and_examples_that_do_not_fit_are_refused(part, bad):
    function, good = PARTS[part]
    for place in range(len(good)):
        refused(function, *good[:place], bad, *good[place + 1 :])


@pytest.mark.parametrize("y", [[0, 1, 0, 2], [0, 1, 0, -1], [0, 1, 0, 0.5], [0, 1, 0, np.nan]])
def test_a_class_without_a_score_is_refused(y):
    told = "y holds something that is no class. Give whole numbers from 0 to 1."
    assert refused(cross_entropy, SCORE, y) == refused(backward, LAYERS, SEEN, SCORE, y) == told


def test_the_parts_take_lists():
    layers = [(weights.tolist(), biases.tolist()) for weights, biases in LAYERS]
    assert_same(forward(layers, ROWS.tolist()), (SCORE, SEEN))
    assert_same(cross_entropy(SCORE.tolist(), RIGHT.tolist()), cross_entropy(SCORE, RIGHT))
    assert_same(backward(layers, SEEN, SCORE.tolist(), RIGHT.tolist()), backward(LAYERS, SEEN, SCORE, RIGHT))


@pytest.mark.parametrize("score", [None, "text", [], 3.0, [1j], [None], np.ones((3, 0)), [[1.0], [2.0, 3.0]]])
def test_scores_are_numbers(score):
    assert "Give an array of numbers, one or more." in refused(softmax, score)


def test_scores_may_be_a_list():
    assert softmax([0, 0]).tolist() == [0.5, 0.5]
    assert np.isnan(softmax([np.inf, 0.0])).any()


CHANCES = LETTERS.chances(LETTERS.start)


@pytest.mark.parametrize(
    "letters", [None, "ab", [], 3, [27], [-1], [0.5], [np.nan], [[1, 2]], [1j], [None]], ids=repr
)
def test_letters_are_numbers_that_have_a_chance(letters):
    assert refused(viterbi, CHANCES, letters).endswith("Give one or more whole numbers from 0 to 26.")


@pytest.mark.parametrize(
    "bad", [*NO_ARRAYS, -CHANCES.first, CHANCES.move + 2, CHANCES.letter * np.nan], ids=lambda x: str(x)[:20]
)
@pytest.mark.parametrize("place", range(3))
def test_chances_that_do_not_fit_together_are_refused(place, bad):
    chances = [*CHANCES[:place], bad, *CHANCES[place + 1 :]]
    refused(viterbi, chances, [0, 1])
    refused(LETTERS.counts, chances)
    refused(LETTERS.counts, bad)


def test_chances_of_another_model_are_refused():
    assert "first has shape (3,)" in refused(
        LETTERS.counts, HiddenMarkov(states=3).chances(HiddenMarkov(states=3).start)
    )
    assert viterbi([part.tolist() for part in CHANCES], np.array([0, 1])) == viterbi(CHANCES, [0, 1])


# Classics

CLASSICS = {
    lloyd: MIDDLES,
    alternating_least_squares: FACTORS,
    best_low_rank: Factorization(pixels(images=9, hidden=0.0), rank=2),
    baum_welch: LETTERS,
}
classics = pytest.mark.parametrize("classic", CLASSICS, ids=lambda classic: classic.__name__)


@classics
@pytest.mark.parametrize(
    "given", [*CLASSICS.values(), NETWORK, LINE, KMeans, None, "model", 3, iris(), lloyd], ids=named
)
def test_a_classic_names_the_model_it_takes(classic, given):
    kind = type(CLASSICS[classic]).__name__
    if type(given).__name__ != kind and given is not type(CLASSICS[classic]):
        told = refused(classic, given)
        assert told.startswith(f"{classic.__name__} was given ")
        assert told.endswith(f", but takes a {kind}: such as {kind}(), with its brackets.")


@pytest.mark.parametrize("classic", CLASSICS)
def test_a_classic_given_a_class_asks_for_its_brackets(classic):
    kind = type(CLASSICS[classic])
    name = kind.__name__
    told = f"{classic.__name__} was given {name}, a class. Write {name}(), with its brackets."
    assert refused(classic, kind) == told


def test_a_classic_says_what_it_was_given():
    assert refused(lloyd, iris) == (
        "lloyd was given iris, but takes a KMeans: such as KMeans(), with its brackets."
    )
    assert refused(baum_welch, MIDDLES) == (
        "baum_welch was given KMeans(data=iris('petal_length', 'petal_width'), k=3, bat..., "
        "but takes a HiddenMarkov: such as HiddenMarkov(), with its brackets."
    )


starting = pytest.mark.parametrize("classic", [lloyd, alternating_least_squares, baum_welch])


@starting
@pytest.mark.parametrize("bad", [name for name in NO_POSITIONS if name != "none"])
def test_a_start_that_does_not_fit_a_classic_is_refused(classic, bad):
    model = CLASSICS[classic]
    n = len(model.start)
    assert refused(classic, model, NO_POSITIONS[bad](n)).endswith(f"Give {n} finite numbers.")
    for start in (np.full(n, np.nan), [np.inf] * n):
        assert refused(classic, model, start).endswith(f"Give {n} finite numbers.")


@pytest.mark.parametrize("classic", [lloyd, alternating_least_squares])
def test_a_start_far_off_is_refused(classic):
    model = CLASSICS[classic]
    assert "Start closer." in refused(classic, model, np.full(len(model.start), 1e200))


@starting
def test_a_start_may_be_a_list(classic):
    model = CLASSICS[classic]
    assert_same(classic(model, model.start.tolist(), steps=2), classic(model, steps=2))


@starting
@pytest.mark.parametrize("steps", NO_COUNTS, ids=repr)
def test_rounds_are_a_whole_number(classic, steps):
    told = refused(classic, CLASSICS[classic], steps=steps)
    assert told.startswith(f"{classic.__name__}: steps is ")


@pytest.mark.parametrize("changed", ["move", "letter", "first"])
def test_letters_that_no_states_can_show_are_refused(changed):
    turns = Chances(np.array([1.0, 0.0]), np.array([[0.0, 1.0], [1.0, 0.0]]), np.eye(2))
    assert viterbi(turns, [0, 1, 0]) == [0, 1, 0]
    impossible = turns._replace(
        **{changed: np.eye(2)[0] * [[1], [1]] if changed != "first" else np.eye(2)[1]}
    )
    told = refused(viterbi, impossible, [0, 1, 0])
    assert told == "viterbi: with these probabilities no states can show these letters. Take others."


def test_two_species_are_told_apart_by_answers_in_one_row_alone():
    table = two_species()
    assert LogisticRegression(Table("mine", table.x, table.y)).loss([0.0, 0.0, 0.0]) == pytest.approx(
        np.log(2)
    )
    assert "np.ravel(y)" in refused(LogisticRegression, Table("mine", table.x, table.y[:, None]))

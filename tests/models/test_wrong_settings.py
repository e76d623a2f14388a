"""Settings and tables that make no sense get a sentence."""

import re

import numpy as np
import pytest
from refusals import refused
from wrong_values import (
    LINE,
    MIDDLES,
    NO_COUNTS,
    named,
)

from lessons_lib import models
from lessons_lib.mistakes import called
from lessons_lib.models import (
    DigitsNetwork,
    Factorization,
    HiddenMarkov,
    KMeans,
    LinearRegression,
    LogisticRegression,
    Table,
    digits,
    iris,
    petals,
    pixels,
)

# Settings


@pytest.mark.parametrize(
    ("make", "same"),
    [
        (lambda: DigitsNetwork(hidden=[32, 16]), "DigitsNetwork(hidden=(32, 16), batch_size=64, seed=0)"),
        (lambda: DigitsNetwork(hidden=[5]), "DigitsNetwork(hidden=(5,), batch_size=64, seed=0)"),
        (lambda: DigitsNetwork(np.array([4, 3])), "DigitsNetwork(hidden=(4, 3), batch_size=64, seed=0)"),
        (
            lambda: DigitsNetwork(np.int64(8), np.int32(5), np.uint8(2)),
            "DigitsNetwork(hidden=8, batch_size=5, seed=2)",
        ),
        (lambda: DigitsNetwork((np.int64(8), 4)), "DigitsNetwork(hidden=(8, 4), batch_size=64, seed=0)"),
        (
            lambda: KMeans(k=np.int64(2), batch_size=np.int64(9), seed=np.int64(1)),
            "KMeans(data=iris('petal_length', 'petal_width'), k=2, batch_size=9, seed=1)",
        ),
        (
            lambda: Factorization(
                pixels(np.int64(9), np.float64(0.25), np.int64(1)), np.int64(2), np.int64(3)
            ),
            "Factorization(data=pixels(images=9, hidden=0.25, seed=1), rank=2, seed=3)",
        ),
        (
            lambda: HiddenMarkov(np.array(["ab", "c"]), np.int64(3), np.int64(1)),
            "HiddenMarkov(text=['ab', 'c'], states=3, seed=1)",
        ),
        (
            lambda: LinearRegression(batch_size=np.int64(9), seed=np.int64(1)),
            "LinearRegression(data=petals(), batch_size=9, seed=1)",
        ),
        (lambda: digits().rows(np.int64(3), np.int64(9)), "digits().rows(3, 9)"),
        (lambda: iris().where(np.int64(0), np.int64(2)), "iris().where(0, 2)"),
    ],
)
def test_lists_and_numbers_of_numpy_become_plain_ones(make, same):
    assert repr(make()) == same


NO_SETTINGS = [*NO_COUNTS, {}, (), [[1], [2, 3]], "32", object(), KMeans, np.array([1.5, 2.0]), [2, "x"]]


@pytest.mark.parametrize("value", NO_SETTINGS, ids=called)
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (DigitsNetwork, "hidden"),
        (DigitsNetwork, "batch_size"),
        (DigitsNetwork, "seed"),
        (LinearRegression, "batch_size"),
        (LogisticRegression, "seed"),
        (KMeans, "k"),
        (Factorization, "rank"),
        (Factorization, "seed"),
        (HiddenMarkov, "states"),
        (pixels, "images"),
        (pixels, "seed"),
        (models.lines, "width"),
    ],
)
def test_a_setting_that_is_no_whole_number_is_refused_by_name(make, name, value):
    if name == "batch_size" and value is None:
        return
    if name == "hidden" and isinstance(value, (list, np.ndarray)) and np.size(np.array(value, object)) <= 2:
        value = [*np.ravel(np.array(value, object)), 2.5][-2:]
    told = refused(make, **{name: value})
    assert told.startswith(f"{make.__name__}: {name} is ")


@pytest.mark.parametrize("width", [[44], 44.0, np.array(44)])
def test_a_width_is_no_other_number_even_if_lines_of_that_width_are_known(width):
    models.lines(44)
    assert "width is" in refused(models.lines, width)


@pytest.mark.parametrize("share", [None, "text", [], [0.3], np.array([0.3]), 1j, True, np.nan, -0.1, 1])
def test_a_share_of_hidden_pixels_is_one_number_below_1(share):
    assert "It is a share" in refused(pixels, hidden=share)


@pytest.mark.parametrize(
    "text",
    [
        5,
        b"ab",
        [],
        {},
        {"ab"},
        (line for line in ["ab"]),
        np.array("ab"),
        np.array(3),
        True,
        [[1], [2, 3]],
        [None],
    ],
)
def test_text_is_a_list_of_lines(text):
    assert re.search("must be a list of lines|is no line of small letters", refused(HiddenMarkov, text))


def test_a_text_is_copied():
    text = ["ab", "c"]
    model = HiddenMarkov(text)
    text[0] = "???"
    assert model.lines == ("ab", "c")
    assert repr(model) == "HiddenMarkov(text=['ab', 'c'], states=2, seed=0)"


@pytest.mark.parametrize(
    "column", [None, 5, [], ["petal_length"], np.array(["a", "b"]), b"petal_length"], ids=repr
)
def test_a_column_of_iris_is_a_word(column):
    assert refused(iris, column).startswith("iris has no column ")


# Tables

X, Y = [[1.0], [2.0], [4.0]], [0, 1, 1]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Table(5, X, Y), "Table: the name is 5. Give a word first: Table('mine', x, y)."),
        (lambda: Table(X, Y, "mine"), "Give a word first"),
        (lambda: Table("mine", None, Y), "x holds something that is no finite number: None"),
        (lambda: Table("mine", "text", Y), "x holds something that is no finite number: 'text'"),
        (lambda: Table("mine", X, ["a", "b", "c"]), "y holds something that is no finite number"),
        (lambda: Table("mine", X, [1j, 0, 0]), "y holds something that is no finite number"),
        (lambda: Table("mine", [[None], [1.0], [2.0]], Y), "x holds something that is no finite number"),
        (
            lambda: Table("mine", np.ones((3, 1), dtype=object), Y),
            "x holds something that is no finite number",
        ),
        (lambda: Table("mine", X, [0, [1], 2]), "the rows of y have different lengths"),
        (lambda: Table("mine", 3, Y), "x has shape () and y (3,). Give a row of x and a y for each example."),
        (lambda: Table("mine", [1, 2, 4], Y), "One column is np.reshape(x, (-1, 1))."),
        (lambda: Table("mine", np.ones((3, 1, 1)), Y), "x has shape (3, 1, 1)"),
        (lambda: Table("mine", [], []), "x has shape (0,)"),
        (lambda: Table("mine", [[], []], [0, 1]), "x has shape (2, 0)"),
        (lambda: Table("mine", X, 1), "y ()"),
        (lambda: Table("mine", X, [0, 1]), "y (2,)"),
        (lambda: Table("mine", X, np.ones((1, 3))), "y (1, 3)"),
        (lambda: Table("mine", X, Y, "cm"), "columns is 'cm'. Give words"),
        (lambda: Table("mine", X, Y, (5,)), "columns is (5,). Give words"),
        (lambda: Table("mine", X, Y, None), "columns is None. Give words"),
        (lambda: Table("mine", X, Y, ("a", "b")), "x has 1 columns, but 2 names"),
        (lambda: Table("mine", X, Y, (), "ab"), "classes is 'ab'. Give words"),
        (lambda: iris().rows(5, 5), "stop is 5. Give a whole number, at least 6 and at most 150."),
        (lambda: iris().rows(-3, 5), "start is -3. Give a whole number, at least 0 and at most 149."),
        (lambda: iris().rows(0, 151), "stop is 151"),
        (lambda: iris().rows("a", 5), "start is 'a'"),
        (lambda: iris().rows(0, None), "stop is None"),
        (lambda: iris().where(0, 0), "was given class 0 twice"),
        (lambda: iris().where(0, 1.0), "iris() has no class 1.0. Give 0 to 2."),
        (lambda: iris().where(True, 0), "iris() has no class True"),
        (lambda: iris().where(np.array([0, 1]), 2), "has no class array([0, 1])"),
        (lambda: iris().where([], 2), "has no class []"),
        (lambda: petals().where(0, 1), "petals() has no two classes to choose from"),
        (lambda: pixels().scaled(), "x holds something that is no finite number"),
        (lambda: Table("mine", [[np.inf], [1.0], [2.0]], Y).scaled(), "no finite number"),
        (lambda: Table("mine", [[1e200], [1.0], [2.0]], Y).scaled(), "no finite number"),
        (lambda: Table("mine", [[0.1]] * 3, Y).scaled(), "the same everywhere"),
    ],
)
def test_a_table_that_is_none_is_refused(make, words):
    assert words in refused(make)


NO_DATA = [None, "iris()", [], [[1.0]], 3, np.ones((3, 1)), iris, Table, LINE]


@pytest.mark.parametrize("data", NO_DATA, ids=called)
@pytest.mark.parametrize("make", [LinearRegression, LogisticRegression, KMeans, Factorization])
def test_a_model_wants_a_table(make, data):
    told = refused(make, data)
    assert told.startswith(f"{make.__name__}: the data are ")
    assert told.endswith("Give a table, such as iris(), or your own: Table('mine', x, y).")


def test_a_table_without_its_brackets_is_named():
    assert "the data are iris." in refused(LinearRegression, iris)


def test_a_table_of_ours_without_its_brackets_is_told_to_write_them():
    assert refused(KMeans, "iris").startswith("KMeans: the data are 'iris'. Give a table, such as iris(), ")
    network = DigitsNetwork(hidden=3)
    told = refused(network.accuracy, network.start, digits)
    assert told.startswith("DigitsNetwork: the data are digits. Give a table, such as digits(), or your own")


@pytest.mark.parametrize("make", [LinearRegression, LogisticRegression, KMeans])
def test_answers_that_are_no_row_of_numbers_are_refused_and_not_spread(make):
    told = refused(make, Table("mine", X, np.reshape(Y, (3, 1))))
    assert told == (
        f"{make.__name__}: y of mine has shape (3, 1). Give one number an example, shape (3,): "
        "a single column is np.ravel(y)."
    )
    assert "y of mine has shape (3, 2)" in refused(make, Table("mine", X, np.ones((3, 2))))


@pytest.mark.parametrize("y", [Y, np.reshape(Y, (3, 1)), np.ones((3, 3))], ids=np.shape)
def test_all_values_of_a_factorization_have_the_shape_of_those_shown(y):
    told = refused(Factorization, Table("mine", np.ones((3, 2)), y), rank=1)
    assert told.startswith(f"Factorization: x of mine has shape (3, 2) and y {np.shape(y)}.")


@pytest.mark.parametrize("large", [np.inf, -np.inf, np.nan, 1e200, -1e200])
@pytest.mark.parametrize("make", [LinearRegression, LogisticRegression, KMeans])
def test_numbers_that_would_overflow_are_refused(make, large):
    told = f"{make.__name__}: mine holds something that is no finite number."
    assert refused(make, Table("mine", [[1.0], [large], [4.0]], Y)).startswith(told)
    assert refused(make, Table("mine", X, [0, large, 1])).startswith(told)


@pytest.mark.parametrize("large", [np.inf, -np.inf, 1e200])
def test_a_factorization_refuses_them_shown_or_hidden(large):
    x = np.array([[1.0, 2.0], [large, 3.0]])
    assert "Hide them: write nan." in refused(Factorization, Table("mine", x, np.eye(2)), rank=1)
    shown = np.where(x == large, np.nan, x)
    assert "y of mine holds something" in refused(Factorization, Table("mine", shown, x), rank=1)
    assert Factorization(Table("mine", shown, np.eye(2)), rank=1).shown.sum() == 3


@pytest.mark.parametrize("kind", [np.uint8, np.int8, bool, np.float16])
def test_small_numbers_do_not_wrap_around(kind):
    x = np.array([[100, 3], [3, 100], [9, 9]]).astype(kind)
    small, wide = KMeans(Table("mine", x, Y), k=2), KMeans(Table("mine", x.astype(float), Y), k=2)
    assert small.loss(small.start) == wide.loss(wide.start) < 1e4
    y = np.array(Y).astype(kind)
    answers = LogisticRegression(Table("mine", x, y)), LogisticRegression(Table("mine", x.astype(float), Y))
    np.testing.assert_array_equal(*(model.gradient(model.start) for model in answers))


@pytest.mark.parametrize(
    "model", [MIDDLES, Factorization(Table("mine", np.eye(3), np.eye(3)), rank=1)], ids=named
)
def test_only_images_are_shown_as_pictures(model):
    told = refused(model.pictures, model.start)
    assert told.endswith("columns. Pictures need the 64 pixels of digits, such as digits() or pixels().")

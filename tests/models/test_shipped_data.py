"""The data that are shipped: whole, small, and with their licence beside them."""

import re
from importlib.resources import files

import numpy as np
import pytest

from lessons_lib.mistakes import Mistake
from lessons_lib.models import (
    DigitsNetwork,
    LinearRegression,
    Table,
    digits,
    iris,
    lines,
    petals,
    pixels,
    two_species,
)

DATA = files("lessons_lib") / "data"


def test_the_digits_are_whole():
    table = digits()
    assert table.x.shape == (1797, 64)
    assert np.bincount(table.y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert table.x.min() == 0.0
    assert table.x.max() == 1.0
    assert round(16 * table.x.sum()) == 561718


def test_the_digits_to_test_with_are_not_learned_from():
    model = DigitsNetwork()
    assert (len(model.train), len(model.test)) == (1437, 360)
    seen = {row.tobytes() for row in model.train.x}
    assert not any(row.tobytes() in seen for row in model.test.x)
    for part in (model.train, model.test):
        assert np.bincount(part.y).min() > 0.07 * len(part)


def test_the_flowers_are_those_of_the_paper():
    table = iris()
    assert table.x.shape == (150, 4)
    assert table.x.mean(axis=0).round(4).tolist() == [5.8433, 3.0573, 3.758, 1.1993]
    assert table.x[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]
    assert np.bincount(table.y).tolist() == [50, 50, 50]
    assert table.classes == ("setosa", "versicolor", "virginica")
    np.testing.assert_array_equal(petals().y, table.x[:, 3])
    np.testing.assert_array_equal(two_species().x, table.x[50:, 2:])


def test_lines_hold_small_letters_and_spaces_and_lose_no_word():
    assert all(re.fullmatch("[a-z ]+", line) and len(line) <= 44 for line in lines())
    assert len(" ".join(lines()).split()) == 257


def test_pixels_hide_what_they_say_and_keep_the_truth():
    table = pixels(images=20, hidden=0.25, seed=3)
    hidden = np.isnan(table.x)
    assert hidden.sum() == 320
    np.testing.assert_array_equal(table.x[~hidden], table.y[~hidden])
    np.testing.assert_array_equal(table.y, digits().x[:20])
    assert not np.array_equal(hidden, np.isnan(pixels(images=20, hidden=0.25, seed=4).x))


def test_every_file_has_its_source_and_licence():
    words = (DATA / "README.md").read_text(encoding="utf-8")
    for file in DATA.iterdir():
        if file.name != "README.md":
            assert f"`{file.name}`" in words
    assert sum(len(file.read_bytes()) for file in DATA.iterdir()) < 100_000


def test_a_table_of_ones_own_is_copied_and_may_be_lists():
    x = np.array([[1.0], [2.0], [3.0]])
    model = LinearRegression(Table("mine", x, [3, 5, 7]))
    x[:] = 0.0
    np.testing.assert_allclose(model.minima[0], [1.0, 2.0])
    assert x.flags.writeable
    with pytest.raises(Mistake, match="rows of x have different lengths"):
        Table("mine", [[1], [2, 3]], [0, 1])

"""Landscapes: slopes, minima, curvatures, names, and grids of them."""

import ast

import numpy as np
import pytest

from lessons_lib import landscapes
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.rules import gradient_descent

QUADRATIC = [
    parabola(),
    parabola(0.3),
    bowl(),
    bowl(7.0),
    ravine(),
    ravine(condition=1),
    ravine(condition=100, rotation=45),
    ravine(condition=20.123456789, rotation=-30.5, steepest=0.4),
]
OTHERS = [
    getattr(landscapes, name)()
    for name in landscapes.__all__
    if name not in ("Landscape", "parabola", "bowl", "ravine")
]
EVERY = QUADRATIC + OTHERS
every = pytest.mark.parametrize("surface", EVERY, ids=repr)
quadratic = pytest.mark.parametrize("surface", QUADRATIC, ids=repr)


def inside(surface, count, seed=0):
    """Draw points in the window, coordinates first."""
    low, high = np.array(surface.window).T[:, :, None]
    return np.random.default_rng(seed).uniform(low, high, (len(surface.window), count))


def central(function, w, h):
    """Differentiate along every coordinate, on a new first axis."""
    steps = np.eye(len(w)) * h
    return np.stack([(function(w + step) - function(w - step)) / (2 * h) for step in steps])


def hessian(surface, w):
    return central(lambda p: surface.gradient(p, 0), np.asarray(w, float), 1e-5)


@every
def test_the_gradient_is_the_slope_of_the_loss(surface):
    for w in inside(surface, 40).T:
        measured = central(surface.loss, w, 1e-5)
        scale = 1 + np.abs(measured).max()
        np.testing.assert_allclose(surface.gradient(w, 0), measured, rtol=0, atol=3e-7 * scale)


@every
def test_many_points_at_once_give_what_single_points_give(surface):
    w = inside(surface, 12).reshape(-1, 3, 4)
    loss, slope = surface.loss(w), surface.gradient(w, 0)
    assert loss.shape == (3, 4)
    assert slope.shape == w.shape
    for index in np.ndindex(3, 4):
        point = w[(slice(None), *index)]
        assert loss[index] == pytest.approx(float(surface.loss(point)), rel=1e-13)
        np.testing.assert_allclose(slope[(slice(None), *index)], surface.gradient(point, 0), rtol=1e-13)


@every
def test_points_are_left_as_they_were_and_answers_are_new(surface):
    w = inside(surface, 5)
    copy = w.copy()
    surface.loss(w)
    slope = surface.gradient(w, 0)
    np.testing.assert_array_equal(w, copy)
    assert not np.shares_memory(slope, w)


@every
def test_minima_are_flat_and_curve_up_and_lie_lower_than_around(surface):
    assert surface.minima
    circle = np.stack([np.cos(np.arange(16) * np.pi / 8), np.sin(np.arange(16) * np.pi / 8)])
    for point in surface.minima:
        w = np.array(point)
        np.testing.assert_allclose(surface.gradient(w, 0), 0, atol=1e-12 * 10 ** (len(surface.minima) > 3))
        assert np.linalg.eigvalsh(hessian(surface, w)).min() > 0
        around = w[:, None] + 0.01 * (circle if len(w) == 2 else np.array([[-1.0, 1.0]]))
        assert np.all(surface.loss(around) > surface.loss(w))
        assert all(low < x < high for x, (low, high) in zip(point, surface.window, strict=True))


@every
def test_the_first_minimum_is_the_lowest_in_the_window(surface):
    assert surface.lowest == float(surface.loss(np.array(surface.minima[0])))
    assert surface.loss(inside(surface, 4000)).min() >= surface.lowest
    assert all(surface.loss(np.array(point)) >= surface.lowest - 1e-20 for point in surface.minima)


def test_surfaces_with_several_minima_list_them_all():
    counts = {surface.name: len(surface.minima) for surface in OTHERS if len(surface.minima) > 1}
    assert counts == {"saddle()": 2, "two_valleys()": 2, "himmelblau()": 4}


@every
def test_the_start_lies_in_the_window_and_off_the_minima(surface):
    assert len(surface.start) == len(surface.window)
    assert all(low < x < high for x, (low, high) in zip(surface.start, surface.window, strict=True))
    assert surface.loss(np.array(surface.start)) > surface.lowest


@every
def test_its_name_is_the_call_that_makes_it_again(surface):
    call = ast.parse(surface.name, mode="eval").body
    parameters = {k.arg: ast.literal_eval(k.value) for k in call.keywords}
    twin = getattr(landscapes, call.func.id)(**parameters)
    assert twin.name == surface.name == repr(surface)
    w = inside(surface, 9)
    np.testing.assert_array_equal(twin.loss(w), surface.loss(w))


@quadratic
def test_eigenvalues_are_those_of_the_curvature_with_directions(surface):
    for w in inside(surface, 3).T:
        matrix = hessian(surface, w)
        np.testing.assert_allclose(np.linalg.eigvalsh(matrix), surface.eigenvalues, rtol=1e-6)
        for value, direction in zip(surface.eigenvalues, surface.directions, strict=True):
            np.testing.assert_allclose(matrix @ direction, value * direction, atol=1e-6)
    unit = surface.directions @ surface.directions.T
    np.testing.assert_allclose(unit, np.eye(len(unit)), atol=1e-15)


@pytest.mark.parametrize("rotation", [0, 10, 45, 90, -135, 720])
def test_turning_leaves_both_curvatures_alone(rotation):
    np.testing.assert_allclose(
        np.linalg.eigvalsh(hessian(ravine(rotation=rotation), [0.3, 0.4])), [0.1, 2.0], rtol=1e-6
    )
    np.testing.assert_allclose(ravine(rotation=rotation).eigenvalues, [0.1, 2.0], rtol=1e-15)


def test_turning_is_counter_clockwise_in_degrees():
    direction = ravine(rotation=30).directions[0]
    np.testing.assert_allclose(direction, [np.cos(np.pi / 6), 0.5])


def test_the_default_ravine_is_the_formula_of_the_lesson():
    w = inside(ravine(), 20)
    np.testing.assert_allclose(ravine().loss(w), w[0] ** 2 / 20 + w[1] ** 2)


def test_arrays_of_parameters_equal_single_landscapes():
    conditions, rotations = np.array([[2.0], [30.0]]), np.array([0.0, 25.0, 45.0])
    many = ravine(conditions, rotations)
    assert many.grid == (2, 3)
    w = np.array([1.5, -0.5])
    wide = np.broadcast_to(w[:, None, None], (2, 2, 3))
    for (i, k), condition in np.ndenumerate(np.broadcast_to(conditions, (2, 3))):
        one = ravine(float(condition), float(rotations[k]))
        assert many.loss(wide)[i, k] == pytest.approx(float(one.loss(w)), rel=1e-14)
        np.testing.assert_allclose(many.gradient(wide)[:, i, k], one.gradient(w), rtol=1e-14)
        np.testing.assert_allclose(many.eigenvalues[:, i, k], one.eigenvalues)
        np.testing.assert_allclose(many.directions[:, :, i, k], one.directions)


@pytest.mark.parametrize("make", [parabola, bowl])
def test_lists_of_curvatures_make_a_grid(make):
    many = make([1.0, 3.0])
    assert many.grid == (2,)
    assert many.name == f"{make.__name__}(curvature=<2 values>)"
    n = len(many.window)
    np.testing.assert_allclose(many.gradient(np.ones((n, 2))), np.broadcast_to([1.0, 3.0], (n, 2)))
    np.testing.assert_allclose(many.loss(np.ones((n, 2))), [0.5 * n, 1.5 * n])


@pytest.mark.parametrize("value", [0, -1.0, np.nan, np.inf, "2", None, 1j, True, [1.0, 0.0], [[1], [1, 2]]])
@pytest.mark.parametrize(
    ("make", "name"),
    [(parabola, "curvature"), (bowl, "curvature"), (ravine, "condition"), (ravine, "steepest")],
)
def test_a_curvature_that_is_not_positive_is_refused_by_name(make, name, value):
    with pytest.raises(Mistake, match=f"^{make.__name__}: {name} is .*positive number"):
        make(**{name: value})


def test_other_impossible_ravines_are_refused():
    with pytest.raises(Mistake, match="condition is 0.5. .* so 1 or more"):
        ravine(condition=0.5)
    for rotation in ("45", None, np.nan, 1j):
        with pytest.raises(Mistake, match="rotation is .* an angle in degrees"):
            ravine(rotation=rotation)
    with pytest.raises(Mistake, match=r"shapes \[\(3,\), \(2,\), \(\)\], which form no grid"):
        ravine(condition=[1, 2, 3], rotation=[1, 2])


@every
def test_the_bounds_of_the_map_are_a_hundred_windows_away(surface):
    assert surface.far == 100 * np.abs(surface.window).max()


@every
def test_a_landscape_can_be_compared_and_looked_up(surface):
    assert surface in {surface}
    assert surface != bowl(2.0)


def test_from_its_start_the_saddle_is_passed():
    path = run(gradient_descent, landscapes.saddle(), steps=200)
    assert np.abs(path.w[40]).max() < 0.2  # it lingers there first
    np.testing.assert_allclose(path.w[-1], [0.0, 1.0], atol=1e-6)


RATES = np.arange(0.94, 0.966, 0.001)


def test_the_famous_zigzag_is_nearly_the_best_rate():
    """On x^2/20 + y^2 the best rate is .952 and the limit 1."""
    ends = {r: run(gradient_descent, ravine(), steps=900, learning_rate=r).loss[-1] for r in RATES}
    assert min(ends, key=ends.get) == pytest.approx(2 / 2.1, abs=0.002)
    assert 2 / 2.1 == pytest.approx(0.952, abs=0.0005)
    assert run(gradient_descent, ravine(), steps=4000, learning_rate=0.998).loss[-1] < 1e-6
    assert run(gradient_descent, ravine(), steps=4000, learning_rate=1.002).left is not None


def test_turning_without_dividing_by_the_root_of_two_doubles_the_curvatures():
    """The slip of a rotated ravine: u = x + y, v = y - x, and a safe rate diverges."""

    class Slip:
        start = (-4.0, 2.0)
        far = 500.0

        @staticmethod
        def loss(w):
            return (w[0] + w[1]) ** 2 / 20 + (w[1] - w[0]) ** 2

        @staticmethod
        def gradient(w, t=0):
            along, across = (w[0] + w[1]) / 10, 2 * (w[1] - w[0])
            return np.stack([along - across, along + across])

    np.testing.assert_allclose(np.linalg.eigvalsh(hessian(Slip, [0.0, 0.0])), [0.2, 4.0], rtol=1e-6)
    assert run(gradient_descent, Slip, steps=300, learning_rate=0.6).left is not None
    assert run(gradient_descent, ravine(rotation=45), steps=300, learning_rate=0.6).loss[-1] < 1e-9

"""Surfaces to walk on: loss, gradient, minima, a window to draw and a good start.

A landscape is plain data, a :class:`Landscape`, made by the functions below. ``loss(w)`` and
``gradient(w, t)`` take `w` with its coordinates on the first axis, ``(2,)`` or ``(2, *grid)``.
The quadratic ones also take their own parameters as arrays, for a grid of landscapes in one call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .mistakes import Mistake

__all__ = [
    "Landscape",
    "beale",
    "bowl",
    "himmelblau",
    "parabola",
    "plateau",
    "ravine",
    "rosenbrock",
    "saddle",
    "two_valleys",
]

FAR = 100.0  # a walk this many windows away has left, and will not be drawn again


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss over one or two coordinates, with what is needed to walk on it and to draw it.

    Parameters
    ----------
    name : str
        The call that makes it again, such as ``"ravine(condition=20)"``.
    loss : function of w
        Height at `w`.
    gradient : function of (w, t)
        Slope at `w`, in the shape of `w`. The step `t` matters only where there is noise.
    start : tuple of float
        A good place to start from.
    window : tuple of (low, high), one pair a coordinate
        What to draw.
    minima : tuple of points
        Where the gradient is zero and the loss lowest nearby; the lowest first. May be empty.
    eigenvalues : array or None
        Curvatures of a quadratic, smallest first; with directions, the rows of a rotation.
    coordinates : tuple of str
        What they are called where they are drawn and read out.
    """

    name: str
    loss: Callable
    gradient: Callable
    start: tuple[float, ...]
    window: tuple[tuple[float, float], ...]
    minima: tuple[tuple[float, ...], ...] = ()
    eigenvalues: np.ndarray | None = None
    directions: np.ndarray | None = None
    coordinates: tuple[str, ...] = ("w0", "w1")

    @property
    def lowest(self) -> float | None:
        """The loss at the deepest known minimum, or None where none is known."""
        return float(np.min(self.loss(np.array(self.minima[0])))) if self.minima else None

    @property
    def far(self) -> float:
        """How far from the origin a coordinate may go before the walk counts as lost."""
        return FAR * max(abs(end) for side in self.window for end in side)

    @property
    def grid(self) -> tuple[int, ...]:
        """The shape of its parameters: () for one landscape."""
        return () if self.eigenvalues is None else np.shape(self.eigenvalues[0])

    def __repr__(self) -> str:
        return self.name


def parabola(curvature: float = 1.0) -> Landscape:
    r"""A bowl over one coordinate.

    .. math:: loss(w) = \tfrac12 \, curvature \cdot w^2

    Parameters
    ----------
    curvature : float, default 1.0
        The second derivative, its only eigenvalue.

    Examples
    --------
    >>> parabola(2.0).gradient(np.array([3.0]))
    array([6.])
    """
    _positive("parabola", curvature=curvature)
    curvature = np.asarray(curvature, dtype=float)
    return Landscape(
        name=_call("parabola", curvature=curvature),
        loss=lambda w: 0.5 * curvature * w[0] ** 2,
        gradient=lambda w, t=0: curvature * w,
        start=(-4.0,),
        window=((-5.0, 5.0),),
        minima=((0.0,),),
        eigenvalues=curvature[None],
        directions=np.eye(1),
    )


def bowl(curvature: float = 1.0) -> Landscape:
    r"""A round bowl: the same curvature in every direction.

    .. math:: loss(w) = \tfrac12 \, curvature \cdot (w_0^2 + w_1^2)

    Parameters
    ----------
    curvature : float, default 1.0
        The second derivative in every direction.

    Examples
    --------
    >>> bowl().gradient(np.array([3.0, -1.0]))
    array([ 3., -1.])
    """
    _positive("bowl", curvature=curvature)
    return _quadratic(_call("bowl", curvature=curvature), curvature, curvature, 0.0, (-4.0, 2.0))


def ravine(condition: float = 20.0, rotation: float = 0.0, steepest: float = 2.0) -> Landscape:
    r"""A long valley: steep across, nearly flat along.

    .. math:: loss(w) = \tfrac12 (\lambda_1 u^2 + \lambda_n v^2), \quad
              \lambda_n = steepest, \quad \lambda_1 = steepest / condition

    with ``(u, v)`` the coordinates along and across. The default is ``w0**2 / 20 + w1**2``.

    Parameters
    ----------
    condition : float or array, 1 or more, default 20.0
        How many times steeper it is across than along: the condition number.
    rotation : float or array, default 0.0
        Turns the valley, in degrees, counter-clockwise. Turning leaves both curvatures alone.
    steepest : float or array, default 2.0
        The curvature across.

    Raises
    ------
    Mistake
        If a curvature is not positive or the condition number is below one.

    Examples
    --------
    >>> float(ravine().loss(np.array([2.0, 1.0])))
    1.2
    >>> ravine(rotation=45).eigenvalues
    array([0.1, 2. ])
    """
    _positive("ravine", condition=condition, steepest=steepest)
    if np.any(np.asarray(condition) < 1):
        raise Mistake(f"ravine: condition is {condition}. It is steepest / flattest, so 1 or more.")
    if not _real(rotation):
        raise Mistake(f"ravine: rotation is {rotation!r}. Give an angle in degrees.")
    shapes = [np.shape(values) for values in (condition, rotation, steepest)]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise Mistake(f"ravine: the parameters have shapes {shapes}, which form no grid together.") from None
    name = _call(
        "ravine", condition=condition, **_unusual(rotation=(rotation, 0.0), steepest=(steepest, 2.0))
    )
    return _quadratic(name, np.true_divide(steepest, condition), steepest, rotation, (-4.0, 2.0))


def _quadratic(name: str, along: float, across: float, rotation: float, start: tuple) -> Landscape:
    """Build half of ``along * u**2 + across * v**2``, with (u, v) turned by `rotation` degrees."""
    angle = np.deg2rad(rotation)
    cos, sin = np.cos(angle), np.sin(angle)
    along, across, cos, sin = np.broadcast_arrays(*(np.asarray(a, float) for a in (along, across, cos, sin)))
    a = along * cos**2 + across * sin**2  # the matrix [[a, b], [b, c]] of second derivatives
    b = (along - across) * cos * sin
    c = along * sin**2 + across * cos**2
    return Landscape(
        name=name,
        loss=lambda w: 0.5 * (a * w[0] ** 2 + c * w[1] ** 2) + b * w[0] * w[1],
        gradient=lambda w, t=0: np.array([a * w[0] + b * w[1], b * w[0] + c * w[1]]),
        start=start,
        window=((-5.0, 5.0), (-3.0, 3.0)),
        minima=((0.0, 0.0),),
        eigenvalues=np.array([along, across]),
        directions=np.array([[cos, sin], [-sin, cos]]),
    )


def saddle() -> Landscape:
    r"""A pass between two valleys: down along one coordinate, up along the other.

    .. math:: loss(w) = \tfrac12 w_0^2 + \tfrac14 w_1^4 - \tfrac12 w_1^2

    The gradient is zero at the origin, which is no minimum. Minima lie at ``(0, 1)`` and ``(0, -1)``.

    Examples
    --------
    >>> saddle().gradient(np.array([0.0, 0.0]))
    array([0., 0.])
    """
    return Landscape(
        name="saddle()",
        loss=lambda w: 0.5 * w[0] ** 2 + 0.25 * w[1] ** 4 - 0.5 * w[1] ** 2,
        gradient=lambda w, t=0: np.array([w[0], w[1] ** 3 - w[1]]),
        start=(-2.0, 0.001),
        window=((-2.5, 2.5), (-1.6, 1.6)),
        minima=((0.0, 1.0), (0.0, -1.0)),
    )


def plateau() -> Landscape:
    r"""A hole in a flat field: far from it there is almost no slope to follow.

    .. math:: loss(w) = 1 - e^{-(w_0^2 + w_1^2)/2}

    Examples
    --------
    >>> plateau().gradient(np.array([4.0, 0.0])).round(4)
    array([0.0013, 0.    ])
    """
    return Landscape(
        name="plateau()",
        loss=lambda w: -np.expm1(-0.5 * (w[0] ** 2 + w[1] ** 2)),
        gradient=lambda w, t=0: w * np.exp(-0.5 * (w[0] ** 2 + w[1] ** 2)),
        start=(-3.0, 1.0),
        window=((-5.0, 5.0), (-3.0, 3.0)),
        minima=((0.0, 0.0),),
    )


def two_valleys() -> Landscape:
    r"""Two valleys side by side, the right one deeper.

    .. math:: loss(w) = \tfrac1{16} (w_0^2 - 4)^2 - \tfrac14 w_0 + \tfrac12 w_1^2

    Examples
    --------
    >>> round(two_valleys().lowest, 3)
    -0.515
    """
    # the slope along w0 is (w0^3 - 4 w0 - 1) / 4; its outer roots are the minima
    left, _, right = np.sort(np.roots([1.0, 0.0, -4.0, -1.0]).real)
    return Landscape(
        name="two_valleys()",
        loss=lambda w: (w[0] ** 2 - 4) ** 2 / 16 - w[0] / 4 + 0.5 * w[1] ** 2,
        gradient=lambda w, t=0: np.array([(w[0] ** 3 - 4 * w[0] - 1) / 4, w[1] + 0.0 * w[0]]),
        start=(-0.6, 1.8),
        window=((-3.5, 3.5), (-2.2, 2.2)),
        minima=((float(right), 0.0), (float(left), 0.0)),
    )


def rosenbrock() -> Landscape:
    r"""A curved valley with a flat floor, the classic hard case.

    .. math:: loss(w) = (1 - w_0)^2 + 100 (w_1 - w_0^2)^2

    References
    ----------
    Rosenbrock, H. (1960). An automatic method for finding the greatest or least value of a function.

    Examples
    --------
    >>> rosenbrock().gradient(np.array([1.0, 2.0]))
    array([-400.,  200.])
    """
    return Landscape(
        name="rosenbrock()",
        loss=lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        gradient=lambda w, t=0: np.array(
            [-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)]
        ),
        start=(-1.2, 1.0),
        window=((-2.0, 2.0), (-1.0, 3.0)),
        minima=((1.0, 1.0),),
    )


def beale() -> Landscape:
    r"""Steep corners around a flat middle.

    .. math:: loss(w) = \sum_{k=1}^{3} \left(c_k - w_0 (1 - w_1^k)\right)^2, \quad c = 1.5, 2.25, 2.625

    References
    ----------
    Beale, E. (1958). On an iterative method for finding a local minimum of a function of more than
    one variable.

    Examples
    --------
    >>> float(beale().loss(np.array([3.0, 0.5])))
    0.0
    """
    targets = ((1.5, 1), (2.25, 2), (2.625, 3))

    def gradient(w: np.ndarray, t: int = 0) -> np.ndarray:
        x, y = w
        misses = [(c - x * (1 - y**k), k) for c, k in targets]
        dx = sum(-2 * miss * (1 - y**k) for miss, k in misses)
        dy = sum(2 * miss * x * k * y ** (k - 1) for miss, k in misses)
        return np.array([dx, dy])

    return Landscape(
        name="beale()",
        loss=lambda w: sum((c - w[0] * (1 - w[1] ** k)) ** 2 for c, k in targets),
        gradient=gradient,
        start=(1.0, -1.5),
        window=((-4.5, 4.5), (-3.0, 3.0)),
        minima=((3.0, 0.5),),
    )


def himmelblau() -> Landscape:
    r"""Four valleys of the same depth.

    .. math:: loss(w) = (w_0^2 + w_1 - 11)^2 + (w_0 + w_1^2 - 7)^2

    References
    ----------
    Himmelblau, D. (1972). Applied nonlinear programming.

    Examples
    --------
    >>> himmelblau().loss(np.array([3.0, 2.0]))
    np.float64(0.0)
    """

    def gradient(w: np.ndarray, t: int = 0) -> np.ndarray:
        first, second = w[0] ** 2 + w[1] - 11, w[0] + w[1] ** 2 - 7
        return np.array([4 * w[0] * first + 2 * second, 2 * first + 4 * w[1] * second])

    return Landscape(
        name="himmelblau()",
        loss=lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
        gradient=gradient,
        start=(-0.5, -1.0),
        window=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
    )


def _positive(name: str, **numbers: float) -> None:
    """Refuse curvatures and condition numbers that are no positive numbers."""
    for key, value in numbers.items():
        if not _real(value) or not np.all(np.asarray(value) > 0):
            raise Mistake(f"{name}: {key} is {value!r}. It must be a positive number.")


def _real(value: object) -> bool:
    """Say whether a value is a finite number or an array of them."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return False
    return array.dtype.kind in "iuf" and bool(np.all(np.isfinite(array)))


def _call(name: str, **parameters: float) -> str:
    """Write the call that makes a landscape again; a grid of parameters is shown by its shape."""
    words = [
        f"{key}={_short(value)}"
        if np.ndim(value) == 0
        else f"{key}=<{'x'.join(map(str, np.shape(value)))} values>"
        for key, value in parameters.items()
    ]
    return f"{name}({', '.join(words)})"


def _unusual(**pairs: tuple) -> dict:
    """Keep the parameters that differ from their default, given as (value, default)."""
    return {key: value for key, (value, default) in pairs.items() if np.ndim(value) or value != default}


def _short(value: float) -> str:
    """Write a number without needless digits, but so that it reads back as the same number."""
    value = float(value)
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)

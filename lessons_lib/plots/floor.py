"""The picture of a noise floor: the cloud of a noisy walk, and its loss, beside what theory predicts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from ..descent import Path
from ..landscapes import Landscape
from ..mistakes import Mistake, called
from ..signatures import signature
from ..theory import loss_floor, noise_floor
from .palette import INK, Size, size_of
from .parts import Part, ground, loss_curve, trail
from .picture import Picture, describe, new_figure

__all__ = ["cloud", "floor_picture", "measured_floor", "predicted_variances"]

WIDE = 2.0  # standard deviations: a normal cloud in the plane has 1 - exp(-2) = 86% of its points within
CORNERS = 73  # of the ring
DASH = (0, (4, 2))


def predicted_variances(path: Path) -> np.ndarray:
    """Predict the variance at which a noisy walk settles, one number a direction; inf where it does not.

    Parameters
    ----------
    path : Path
        Of gradient descent or momentum on a :class:`lessons_lib.noise.Noisy` quadratic.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> from lessons_lib.noise import noisy
    >>> from lessons_lib.rules import gradient_descent
    >>> predicted_variances(run(gradient_descent, noisy(parabola()), steps=5, learning_rate=0.5)).round(4)
    array([0.3333])
    """
    return noise_floor(curvature=np.asarray(path.problem.eigenvalues), **_noise(path))


def predicted_floor(path: Path) -> float:
    """Predict the mean loss at which a noisy walk settles, above the lowest."""
    return float(loss_floor(eigenvalues=path.problem.eigenvalues, **_noise(path)))


def _noise(path: Path) -> dict[str, float]:
    """Collect what theory needs to know of a walk, besides the curvatures."""
    known = signature(path.rule).hyperparameters | path.settings
    settings = {name: known[name] for name in ("learning_rate", "beta") if name in known}
    return settings | {"sigma": getattr(path.problem, "sigma", 0.0)}


def measured_floor(path: Path) -> float:
    """Measure the mean loss over the second half of a walk, above the lowest."""
    return float(np.mean(path.loss[len(path.loss) // 2 :]) - path.problem.lowest)


def cloud(path: Path, *, view: str = "study") -> Picture:
    """Draw a noisy walk with the ring and the floor that theory predicts.

    Parameters
    ----------
    path : Path
        Of gradient descent or momentum on a noisy quadratic of two coordinates.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is no path over a noisy quadratic of two coordinates, or of a rule whose floor is not known.
    """
    noisy = isinstance(path, Path) and hasattr(path.problem, "sigma") and path.problem.eigenvalues is not None
    if not noisy or len(path.start) != 2:
        raise Mistake("Give a path over a noisy bowl: run(gradient_descent, noisy(bowl()), steps=200).")
    if not _has_floor(path.rule):
        raise Mistake(
            f"The floor of {called(path.rule)} is not known. Give a path of gradient_descent or momentum."
        )
    picture = floor_picture(path.problem, path.rule, view=view)
    picture.follow(path)
    picture.alt = describe_floor(path)
    return picture


def _has_floor(rule: Callable) -> bool:
    """Say whether theory knows the floor of a rule; one written in a cell is taken for what it is set by."""
    ours = rule.__module__.startswith(__name__.partition(".")[0] + ".")
    known = not ours or called(rule) in ("gradient_descent", "momentum")
    return known and set(signature(rule).hyperparameters) <= {"learning_rate", "beta"}


def floor_picture(landscape: Landscape, rule: Callable, *, view: str = "study") -> Picture:
    """Draw the picture of the floor panel: what it shows comes with a walk."""
    look = size_of(view)
    figure = new_figure(9.6, 3.8)
    where = figure.add_axes((0.055, 0.13, 0.50, 0.78))
    loss = figure.add_axes((0.655, 0.13, 0.33, 0.78))
    under = ground(where, landscape, look)
    parts = (
        _fine(trail(where, rule, look)),
        _ring(where, look),
        _fine(loss_curve(loss, rule, look, "loss; dashed: predicted floor")),
        _line(loss, look),
    )
    return Picture(figure, "", parts, (under,))


def describe_floor(path: Path) -> str:
    """Say in words what the picture of a noise floor shows."""
    predicted, measured = predicted_floor(path), measured_floor(path)
    words = f"{describe(path)} The mean loss of its second half is {measured:.3g}"
    return f"{words}; a dashed line at {predicted:.3g} and a ring mark what theory predicts."


def _fine(part: Part) -> Part:
    """Draw a walk of many steps in one place so finely that a ring on it can be seen."""
    line = part.artists[0]
    line.set(lw=0.5, ms=2.2, color=to_rgba(line.get_color(), 0.6), markeredgewidth=0, ls="-")
    return part


def _ring(axes: Axes, size: Size) -> Part:
    """Draw two standard deviations of the predicted cloud about the minimum."""
    (ring,) = axes.plot([], [], color=INK, lw=size.line * 1.4, ls=DASH, zorder=7)

    def follow(path: Path) -> bool:
        wide = np.sqrt(np.clip(predicted_variances(path), 0, 1e6)) * WIDE
        turn = np.linspace(0, 2 * np.pi, CORNERS)
        around = np.column_stack([np.cos(turn), np.sin(turn)]) * wide
        ring.set_data(*(np.array(path.problem.minima[0]) + around @ np.asarray(path.problem.directions)).T)
        return False

    return Part(axes, (ring,), follow)


def _line(axes: Axes, size: Size) -> Part:
    """Draw the predicted floor across the axes of the loss."""
    (line,) = axes.plot([], [], color=INK, lw=size.line * 1.4, ls=DASH, zorder=7)

    def follow(path: Path) -> bool:
        height = float(np.clip(predicted_floor(path), 1e-30, 1e30))
        line.set_data(axes.get_xlim(), [height, height])
        return False

    return Part(axes, (line,), follow)

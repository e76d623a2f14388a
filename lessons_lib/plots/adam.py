"""Pictures of what is peculiar to Adam: its warm-up, its edge of stability, and where it drifts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ..descent import Path
from ..mistakes import Mistake, called
from ..theory import adam_stability_limit, correction_multiplier
from .palette import BAD, GOOD, INK, SOFT, Size, dress, size_of, style_of
from .picture import Picture, new_figure

__all__ = ["drift", "edge", "warm_up"]

NEARLY = 0.95  # of its full length, a step counts as no longer warming up
STEPS = 5000  # what the warm-up picture shows
RIGHT, BELOW, LEFT = ("left", (8, 3)), ("center", (0, -15)), ("right", (-14, 0))  # of a dot, for its words


def warm_up(beta1: float = 0.9, beta2: float = 0.999, *, view: str = "study") -> Picture:
    r"""Draw what the correction multiplies each step by, and the steps with and without it.

    .. math:: \sqrt{1 - beta2^t} / (1 - beta1^t)

    The steps are those under a constant gradient, counted in learning rates.

    Parameters
    ----------
    beta1, beta2 : float, default 0.9 and 0.999
    view : "study" or "lecture"

    Examples
    --------
    >>> warm_up().alt[:79]
    'What the correction multiplies each step by: 0.316 at step 1, 0.152 at step 12,'
    """
    look, figure = size_of(view), new_figure(9.6, 3.2)
    left, right = figure.add_axes((0.07, 0.16, 0.40, 0.73)), figure.add_axes((0.565, 0.16, 0.40, 0.73))
    t = np.arange(1, STEPS + 1)
    factor = correction_multiplier(t, beta1, beta2)
    lowest = int(np.argmin(factor))
    late = np.flatnonzero((factor >= NEARLY) & (t > t[lowest]))
    color = style_of("adam").color
    left.semilogx(t, factor, color=color, lw=look.line)
    left.set_ylim(0, 1.08)
    dress(left, look, title="the correction multiplies a step by", x="step")
    for k, beside in zip([0, lowest, *late[:1]], (RIGHT, BELOW, LEFT), strict=False):
        _mark(left, t[k], factor[k], f"{factor[k]:.3g} at step {t[k]}", look, beside)
    right.semilogx(t, 1 / factor, color=BAD, lw=look.line, ls=(0, (4, 1.5)))
    right.semilogx(t, np.ones(len(t)), color=GOOD, lw=look.line)
    right.set_ylim(0, 1.15 / factor[lowest])
    dress(right, look, title="steps under a constant gradient, in learning rates", x="step")
    _mark(right, t[lowest], 1 / factor[lowest], f"{1 / factor[lowest]:.3g} at step {t[lowest]}", look, RIGHT)
    right.text(t[0], 0.35, "corrected", color=GOOD, fontsize=look.text)
    right.text(40, 0.85 / factor[lowest], "uncorrected", color=BAD, fontsize=look.text)
    alt = f"What the correction multiplies each step by: {factor[0]:.3f} at step 1, {factor[lowest]:.3f} at "
    alt += f"step {t[lowest]}, its lowest, {factor[-1]:.3f} at step {t[-1]}. Under a constant gradient every "
    alt += (
        f"corrected step is one learning rate; uncorrected the first is {1 / factor[0]:.3g} and the longest "
    )
    return Picture(figure, f"{alt}{1 / factor[lowest]:.3g}, at step {t[lowest]}.")


def _mark(axes: Axes, x: float, y: float, words: str, look: Size, beside: tuple) -> None:
    """Put a dot on a curve, and words beside it."""
    side, place = beside
    axes.plot(x, y, "o", color=INK, ms=look.dot + 2, zorder=5)
    axes.annotate(words, (x, y), place, textcoords="offset points", ha=side, fontsize=look.small, color=INK)


def edge(path: Path, *, view: str = "study") -> Picture:
    r"""Draw the loss of Adam in a bowl, and below it the curvature that Adam feels beside its limit.

    .. math:: \frac{\lambda}{\sqrt{\hat v} + epsilon} \quad\text{against}\quad
              \frac{2 + 2 \, beta1}{(1 - beta1) \, \text{learning\_rate}}

    Parameters
    ----------
    path : Path
        A walk of Adam over one coordinate of a quadratic.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If it is another walk.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> from lessons_lib.rules import adam
    >>> walk = run(adam, parabola(), steps=400, learning_rate=0.05, beta2=0.95)
    >>> edge(walk).alt[:94]
    'A walk of Adam at learning rate 0.05: it feels more than the limit of 760 first at step 353. T'
    """
    felt, limit = _felt(path)
    look, figure = size_of(view), new_figure(9.6, 4.4)
    above, below = figure.add_axes((0.10, 0.56, 0.86, 0.37)), figure.add_axes((0.10, 0.11, 0.86, 0.33))
    color = style_of("adam").color
    above.semilogy(path.t, np.maximum(path.loss, 1e-300), color=color, lw=0.8 * look.line)
    dress(above, look, title="loss")
    below.semilogy(path.t[1:], felt, color=color, lw=0.8 * look.line)
    below.axhline(limit, color=BAD, lw=look.line, ls=(0, (4, 2)))
    dress(below, look, title="curvature that Adam feels (dashed: its limit)", x="step")
    over = felt > limit
    for axes in (above, below):
        axes.fill_between(
            path.t[1:], 0, 1, where=over, transform=axes.get_xaxis_transform(), color=BAD, alpha=0.15
        )
        axes.set_xlim(0, path.t[-1])
    return Picture(
        figure,
        f"A walk of Adam at learning rate {path.settings['learning_rate']:g}: {_told(path, over, limit)}",
    )


def _told(path: Path, over: np.ndarray, limit: float) -> str:
    """Say when the limit was passed first, and what the loss did around that step."""
    if not over.any():
        return f"it never feels more than the limit of {limit:.3g}; last loss {path.loss[-1]:.2g}."
    first = int(np.argmax(over)) + 1
    peak = first + int(np.argmax(path.loss[first : first + 100]))
    low, high = path.loss[:first].min(), path.loss[peak]
    said = f"it feels more than the limit of {limit:.3g} first at step {path.t[first]}. The loss, down to "
    return f"{said}{low:.2g} before, then rises to {high:.2g} at step {path.t[peak]}."


def _felt(path: Path) -> tuple[np.ndarray, float]:
    """Return the curvature divided by the root of `v`, step by step, and the limit for it."""
    one = isinstance(path, Path) and path.w.shape[1] == 1 and path.problem.eigenvalues is not None
    if not one or "rate" not in path.values or "v" not in path.values:
        raise Mistake(
            f"edge was given {called(path)}. Give a walk of adam in one dimension: run(adam, parabola())."
        )
    rate = path.setting("learning_rate")
    if np.ptp(rate) > 0:
        raise Mistake("The learning rate changes on the way. Give a walk at one rate: the limit is for one.")
    limit = adam_stability_limit(float(rate[0]), float(path.setting("beta1")[0]))
    return path.problem.eigenvalues[0] * path["rate"][1:, 0] / rate[0], float(limit)


def drift(paths: Sequence[Path], titles: Sequence[str], *, view: str = "study") -> Picture:
    """Draw where walks over one weight are, step by step.

    Parameters
    ----------
    paths : list of Path
        Walks over one weight.
    titles : list of str
        One a walk.
    view : "study" or "lecture"

    Raises
    ------
    Mistake
        If a walk has more weights than one, or the titles are too few or too many.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> from lessons_lib.rules import adam
    >>> drift([run(adam, parabola(), steps=2, learning_rate=0.5)], ["adam"]).alt
    'Positions over the steps. adam: from -4 to -3 in 2 steps.'
    """
    if len(paths) != len(titles) or any(path.w.shape[1] != 1 for path in paths):
        raise Mistake("Give walks over one weight, such as those on parabola(), and one title a walk.")
    look, figure = size_of(view), new_figure(9.6, 2.9)
    axes = figure.add_axes((0.07, 0.17, 0.75, 0.73))
    for path, title in zip(paths, titles, strict=True):
        style = style_of(title)
        axes.plot(path.t, path.w[:, 0], color=style.color, lw=0.8 * look.line)  # dashes would hide the teeth
        axes.annotate(
            f" {title}",
            (path.t[-1], path.w[-1, 0]),
            color=style.color,
            fontsize=look.text,
            va="center",
            annotation_clip=False,
        )
    axes.axhline(0, color=SOFT, lw=0.6)
    axes.set_xlim(0, max(path.t[-1] for path in paths))
    dress(axes, look, title="where the weight is", x="step")
    words = [
        f"{title}: from {path.w[0, 0]:.3g} to {path.w[-1, 0]:.3g} in {path.steps} steps"
        for path, title in zip(paths, titles, strict=True)
    ]
    return Picture(figure, f"Positions over the steps. {'; '.join(words)}.")

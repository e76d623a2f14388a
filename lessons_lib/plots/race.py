"""The picture of a race: several walks from one start on one surface, their losses, and who is who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes

from ..descent import Path, converged_at, ranked, verdict
from ..landscapes import Landscape
from .palette import BAD, INK, SOFT, Size, Style, size_of
from .parts import Part, ground, loss_curve, trail
from .picture import DPI, Picture, new_figure

__all__ = ["describe_race", "race_picture", "ranked"]

WIDE = 0.62  # of its size: how wide a letter is, on the safe side


def race_picture(landscape: Landscape, looks: dict[str, Style], *, view: str = "study") -> Picture:
    """Draw a race: the surface with all walks, their losses, and beside them a list of who is who.

    Parameters
    ----------
    landscape : Landscape
        One or two coordinates.
    looks : dict
        The look of every walk, by its name. The picture follows a list of paths in the same order.
    view : "study" or "lecture"
    """
    look = size_of(view)
    figure = new_figure(9.6, 3.6)
    where = figure.add_axes((0.055, 0.13, 0.405, 0.78))
    curve = figure.add_axes((0.525, 0.13, 0.245, 0.78))
    names = figure.add_axes((0.785, 0.13, 0.215, 0.78))
    under = ground(where, landscape, look)
    walks = [trail(where, style, look) for style in looks.values()]
    losses = [loss_curve(curve, style, look, "loss above the lowest") for style in looks.values()]
    for part in losses:
        part.artists[0].set_marker("")  # a dot a step is for the surface; here it would hide the dashes
    for part in (walks, losses):
        _layer(part)
    return Picture(figure, "", (_all(walks), _all(losses), who(names, looks, look, _ends)), (under,))


def _layer(parts: Sequence[Part]) -> None:
    """Draw the first widest and each further one thinner, so that walks that coincide are all seen."""
    for k, part in enumerate(parts):
        wider = 1 + 0.45 * (len(parts) - 1 - k) / (len(parts) - 1)
        line, head = part.artists
        line.set(linewidth=wider * line.get_linewidth(), markersize=wider * line.get_markersize())
        head.set_markersize((0.6 + 0.4 * wider) * head.get_markersize())


def _all(parts: Sequence[Part]) -> Part:
    """Make one part of several on the same axes, which follows as many paths."""

    def follow(paths: Sequence[Path]) -> bool:
        return any([part.follow(path) for part, path in zip(parts, paths, strict=True)])

    artists = tuple(artist for part in parts for artist in part.artists)
    return Part(parts[0].axes, artists, follow, clock=parts[0].clock)


def who(axes: Axes, looks: dict[str, Style], size: Size, say: Callable[[Any], Sequence]) -> Part:
    """List those who take part with their looks; below each name stands how it went.

    Parameters
    ----------
    axes : Axes
    looks : dict
        By name.
    size : Size
    say : function
        Is given what the picture follows; returns for each name some words, and whether it has failed.
    """
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    pitch = min(1 / len(looks), 0.2)
    room = 0.8 * axes.get_position().width * axes.figure.bbox.width * 72 / DPI
    high = pitch * axes.get_position().height * axes.figure.bbox.height * 72 / DPI
    letter, off = min(size.small, 0.42 * high), min(0.035, 0.22 * pitch)
    told = []
    for k, (name, style) in enumerate(looks.items()):
        y = 1 - (k + 0.5) * pitch
        dash = "-" if not style.dash else (0, style.dash)
        axes.plot([0.01, 0.16], [y, y], color=style.color, lw=size.line, ls=dash, clip_on=False)
        axes.plot(
            [0.085], [y], style.marker, color=style.color, ms=size.head, mec="white", mew=1.2, clip_on=False
        )
        fit = min(letter, room / (WIDE * len(name)))
        axes.text(0.2, y + off, name, fontsize=fit, color=INK, va="center", parse_math=False)
        told.append(axes.text(0.2, y - off, "", fontsize=0.9 * letter, color=SOFT, va="center"))

    def follow(what: Any) -> bool:
        for text, (words, failed) in zip(told, say(what), strict=True):
            text.set_text(words)
            text.set_color(BAD if failed else SOFT)
        return False

    return Part(axes, tuple(told), follow)


def _ends(paths: Sequence[Path]) -> list[tuple[str, bool]]:
    return [(how(path), path.left is not None) for path in paths]


def how(path: Path) -> str:
    """Say in a few words how a walk of a race went."""
    if path.left is not None:
        return f"diverged at step {path.left}"
    arrived = converged_at(path)
    return f"loss {path.loss[-1]:.2g}" if arrived is None else f"converged at step {arrived}"


def ranking(paths: dict[str, Path]) -> str:
    """Say in words who is ahead at the end of a race."""
    steps = next(iter(paths.values())).planned
    told = [f"{name} {how(paths[name]).removeprefix('loss ')}" for name in ranked(paths)]
    return f"after {steps} step{'s' * (steps != 1)}: {', '.join(told)}"


def describe_race(paths: dict[str, Path]) -> str:
    """Say in words what the picture of a race shows."""
    first = next(iter(paths.values()))
    start = ", ".join(f"{x:.3g}" for x in first.start)
    told = "; ".join(f"{name} {verdict(path)}" for name, path in paths.items())
    return f"A race of {len(paths)} rules on {first.problem!r} from ({start}): {told}."

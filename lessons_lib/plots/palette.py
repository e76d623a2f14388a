"""One colour, marker and line style per rule, and one set of sizes, for the whole series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from ..mistakes import Mistake

INK = "#1a1a1a"  # text
SOFT = "#595959"  # axes, secondary text; 7:1 on white
GOOD = "#00695c"
BAD = "#b00020"
HEIGHT = LinearSegmentedColormap.from_list("height", ["#b9cfe4", "#dde8f2", "#f4f7fa", "#fdfdfd"])
SPEED = LinearSegmentedColormap.from_list("speed", ["#0b3c5d", "#2a7fa5", "#8cc3cf", "#f0f4e8"])


class Style(NamedTuple):
    """How a rule looks, everywhere. Line and marker vary with colour, so colour never stands alone."""

    color: str
    marker: str
    dash: tuple[float, ...]  # lengths on and off, in line widths; () is a solid line


RULES = {
    "gradient_descent": Style("#c43c00", "o", ()),
    "momentum": Style("#0063a6", "s", (6, 2)),
    "nesterov": Style("#00796b", "D", (6, 2, 1, 2)),
    "adagrad": Style("#8a5a00", "^", (3, 2)),
    "rmsprop": Style("#7b3294", "v", (8, 2, 2, 2)),
    "adam": Style("#1a1a1a", "P", (4, 1)),
    "adadelta": Style("#6b4c3b", "<", (3, 1, 1, 1)),
    "amsgrad": Style("#5c6670", ">", (1, 2)),
    "adamw": Style("#2e3fb5", "d", (10, 2)),
    "nadam": Style("#9c1c4a", "X", (6, 1, 1, 1, 1, 1)),
    "lion": Style("#3f6b1f", "p", (2, 2)),
}
OTHERS = [
    Style("#b0176b", "8", (2, 1)),
    Style("#37598c", "H", (5, 1, 1, 1)),
    Style("#4f6b00", "h", (1, 1)),
]
FRAMEWORKS = {  # dark and light in turn, so that they can be told apart without colour too
    "torch": Style("#c43c00", "o", ()),
    "keras": Style("#4a0d67", "s", (7, 2)),
    "optax": Style("#0072b2", "^", (3, 1.5)),
    "tf1": Style("#1a1a1a", "D", (1, 1.5)),
}


def style_of(rule: Callable | str | Style) -> Style:
    """Return the look of a rule; a learner's own rule always gets the same spare one for its name.

    Examples
    --------
    >>> style_of("gradient_descent").marker
    'o'
    """
    if isinstance(rule, Style):
        return rule
    name = rule if isinstance(rule, str) else getattr(rule, "__name__", "")
    return RULES.get(name) or OTHERS[sum(map(ord, name)) % len(OTHERS)]


def framework_of(rule: Callable) -> str:
    """Name the framework whose dialect a rule is, or "" if it is none.

    Examples
    --------
    >>> framework_of(print)
    ''
    """
    home, _, name = str(getattr(rule, "__module__", "")).rpartition(".")
    return name if home.endswith(".dialects") and name in FRAMEWORKS else ""


def looks_of(rules: Sequence[Callable]) -> list[Style]:
    """Return a look for each of several rules in one picture: no two share a colour or a marker.

    A rule has its own look unless another one in the picture has it already, a dialect that of its framework.

    Examples
    --------
    >>> from lessons_lib.rules import adam, momentum
    >>> [style.marker for style in looks_of([adam, momentum, adam])]
    ['P', 's', '8']
    """
    own = [FRAMEWORKS.get(framework_of(rule)) or style_of(rule) for rule in rules]
    spare = [*OTHERS, *(style for style in (*RULES.values(), *FRAMEWORKS.values()) if style not in own)]
    looks: list[Style] = []
    for first in own:
        taken = {part for style in looks for part in style[:2]}
        looks.append(next(style for style in (first, *spare) if not taken.intersection(style[:2])))
    return looks


COORDINATES = (Style("#0b7285", "o", ()), Style("#c43c00", "s", (4, 1.5)))  # w0 and w1, where both are shown


class Size(NamedTuple):
    """Font sizes and line widths in points."""

    text: float
    small: float
    line: float
    dot: float
    head: float


SIZES = {
    "study": Size(text=10.5, small=9.5, line=1.6, dot=3.6, head=9.0),
    "lecture": Size(text=14.0, small=12.5, line=2.6, dot=5.5, head=13.0),
}


def size_of(name: str) -> Size:
    """Look up the sizes for a purpose.

    Examples
    --------
    >>> size_of("lecture").text
    14.0
    """
    if name not in SIZES:
        raise Mistake(f"view is {name!r}. Choose one of: {', '.join(SIZES)}.")
    return SIZES[name]


def dress(axes: Axes, size: Size, *, title: str = "", x: str = "", y: str = "") -> None:
    """Give axes the look of the series: quiet frame, readable labels, the title at the left."""
    axes.set_title(title, loc="left", fontsize=size.text, color=INK, pad=6)
    axes.set_xlabel(x, fontsize=size.small, color=INK, labelpad=2)
    axes.set_ylabel(y, fontsize=size.small, color=INK, labelpad=2)
    axes.tick_params(labelsize=size.small, colors=SOFT, length=3, pad=2)
    for side, spine in axes.spines.items():
        spine.set_color("#b5b5b5")
        spine.set_visible(side in ("left", "bottom"))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("white", "black"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

"""A picture: a figure that stays, artists that move, and words that say the same."""

from __future__ import annotations

import base64
import html
import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..descent import Path, verdict
from ..landscapes import Landscape
from ..mistakes import Mistake, called
from .palette import size_of
from .parts import Ground, Part, ground, loss_curve, shrink_bars, trail

DPI = 100  # a figure's inch is this many pixels of a page
FINE = 2.0  # drawn this much finer, for sharp screens


@dataclass
class Picture:
    """A figure with its text alternative; shown by a notebook as an image, and as words where there is none.

    Parameters
    ----------
    figure : Figure
    alt : str
        What the picture shows, in words.
    parts : tuple of Part
        What moves with a path; empty for a picture that only stands.
    grounds : tuple of Ground
        What changes with the landscape.
    """

    figure: Figure
    alt: str
    parts: tuple[Part, ...] = ()
    grounds: tuple[Ground, ...] = ()
    lock: threading.RLock = field(
        default_factory=threading.RLock, repr=False
    )  # it may be shown in two places

    @property
    def artists(self) -> tuple[Artist, ...]:
        """Everything that moves with a path."""
        return tuple(artist for part in self.parts for artist in part.artists)

    @property
    def ground_artists(self) -> tuple[Artist, ...]:
        """Everything that changes with the landscape."""
        return tuple(artist for ground in self.grounds for artist in ground.artists)

    def show(self, landscape: Landscape) -> bool:
        """Put another landscape under the walk; True if what stays must be drawn again."""
        with self.lock:
            return any([ground.show(landscape) for ground in self.grounds])

    def follow(self, path: Path) -> bool:
        """Move every part to a new path; True if what stays must be drawn again."""
        with self.lock:
            return any([part.follow(path) for part in self.parts])

    def png(self, *, moving: bool = True, fine: float = FINE) -> bytes:
        """Draw the picture; without what moves and the ground it is the background of a panel."""
        with self.lock:
            changing = self.artists + self.ground_artists
            for artist in changing:
                artist.set_visible(moving)
            try:
                out = io.BytesIO()
                self.figure.savefig(out, format="png", dpi=DPI * fine, metadata={"Software": None})
                return out.getvalue()
            finally:
                for artist in changing:
                    artist.set_visible(True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        width, height = (round(inches * DPI) for inches in self.figure.get_size_inches())
        png = base64.b64encode(self.png()).decode()
        # JupyterLab shows a bare image without its alternative text, so it gets the page's own element
        tag = f'<img alt="{html.escape(self.alt)}" width="{width}" src="data:image/png;base64,{png}">'
        data = {"text/plain": self.alt, "text/html": tag, "image/png": png}
        return data, {"image/png": {"width": width, "height": height, "alt": self.alt}}

    def __repr__(self) -> str:
        return self.alt


def new_figure(width: float, height: float) -> Figure:
    """Make a figure outside pyplot, so that it belongs to its picture alone."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


PLACES = {  # of the axes in the explore panel, in parts of the figure; larger type needs more room
    "study": {
        "height": 3.6,
        "map": (0.055, 0.13, 0.53, 0.78),
        "curve": (0.675, 0.13, 0.31, 0.78),
        "above bars": (0.675, 0.53, 0.31, 0.38),
        "bars": (0.675, 0.085, 0.31, 0.255),
        "title": "",
    },
    "lecture": {
        "height": 4.1,
        "map": (0.06, 0.14, 0.515, 0.77),
        "curve": (0.65, 0.14, 0.325, 0.77),
        "above bars": (0.65, 0.58, 0.325, 0.33),
        "bars": (0.65, 0.085, 0.325, 0.265),
        "title": "loss above the lowest",
    },
}


def explore_picture(
    landscape: Landscape, rule: Callable, *, view: str = "study", bars: bool = True
) -> Picture:
    """Draw the picture of the explore panel: the walk, its loss, and the shrinking of the error.

    Parameters
    ----------
    landscape : Landscape
        One or two coordinates.
    rule : function
        Gives the colour.
    view : "study" or "lecture"
    bars : bool
        Whether to show what theory says of each eigen-direction; for quadratics only.
    """
    look, places = size_of(view), PLACES[view]
    figure = new_figure(9.6, places["height"])
    bars = bars and landscape.eigenvalues is not None
    where = figure.add_axes(places["map"])
    curve = figure.add_axes(places["above bars" if bars else "curve"])
    under = ground(where, landscape, look)
    parts = [trail(where, rule, look), loss_curve(curve, rule, look, title=places["title"])]
    if bars:
        below = figure.add_axes(places["bars"])
        parts.append(shrink_bars(below, len(landscape.eigenvalues), look))
    return Picture(figure, "", tuple(parts), (under,))


def describe(path: Path) -> str:
    """Say in words what a picture of this path shows."""
    here = ", ".join(f"{x:.3g}" for x in path.w[-1])
    start = ", ".join(f"{x:.3g}" for x in path.start)
    name = called(path.rule)
    return f"{name} on {path.problem!r} from ({start}): {verdict(path)}. Last position ({here})."


def one_title_each(paths: Sequence[Path], titles: Sequence[str], most: int | None = None) -> None:
    """Refuse titles that are not one a path, and more paths than can be read side by side."""
    if len(titles) != len(paths) or (most and len(paths) > most):
        limit = f", and at most {most} of them" if most else ""
        raise Mistake(f"There are {len(paths)} paths and {len(titles)} titles. Give one title a path{limit}.")

"""The one place that turns matplotlib artists into marks that a browser can draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from ..plots.parts import TRAIL
from ..plots.picture import DPI

POINT = DPI / 72  # a typographic point in pixels of the page


def encode(figure: Figure, artists: tuple[Artist, ...]) -> list[dict[str, Any]]:
    """Describe artists as marks: pixels from the top left, colours, widths, dashes, a box to clip to.

    Parameters
    ----------
    figure : Figure
        The figure they stand on.
    artists : tuple of Line2D, Patch, Text or AxesImage
        What moves. Other kinds have no such form. An image covers the limits of its axes.

    Returns
    -------
    list of dict
        Coordinates as little-endian float32 bytes, everything else as plain data.

    Raises
    ------
    TypeError
        For a kind of artist that has no form as a mark.

    Examples
    --------
    >>> figure = Figure(figsize=(2, 1), dpi=100)
    >>> (line,) = figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1], lw=1.0)
    >>> _ = line.axes.set(xlim=(0, 1), ylim=(0, 1))
    >>> mark = encode(figure, (line,))[0]
    >>> mark["kind"], mark["width"], np.frombuffer(mark["xy"], "f4").round().tolist()
    ('line', 1.39, [0.0, 100.0, 200.0, 0.0])
    """
    height = figure.bbox.height
    return [_mark(artist, height) for artist in artists if artist.get_visible()]


def _mark(artist: Artist, height: float) -> dict[str, Any]:
    for kind, describe in ((Line2D, _line), (Patch, _area), (Text, _text), (AxesImage, _image)):
        if isinstance(artist, kind):
            return {
                "clip": clip_box(artist.axes),
                "trail": artist.get_gid() == TRAIL,
                **describe(artist, height),
                **_pages(artist, height),
            }
    raise TypeError(
        f"{type(artist).__name__} has no form as a mark; use a line, a patch, a text or an image."
    )


def _pages(artist: Artist, height: float) -> dict[str, Any]:
    """Describe an artist that has a form for every row of a walk: see `give_pages` in the parts."""
    pages = getattr(artist, "pages", None)
    if pages is None:
        return {}
    rows, points, _ = pages.shape
    xy = artist.axes.transData.transform(np.reshape(pages, (-1, 2)))
    return {"xy": _pixels(xy, height), "page": points}


def clip_box(axes: Axes) -> list[float]:
    """Return the box of some axes: left, top, width and height, in pixels from the top left."""
    box, height = axes.get_window_extent(), axes.figure.bbox.height
    return [round(float(v), 1) for v in (box.x0, height - box.y1, box.width, box.height)]


def _pixels(xy: np.ndarray, height: float) -> bytes:
    flipped = np.column_stack([xy[:, 0], height - xy[:, 1]])
    with np.errstate(over="ignore"):
        return np.clip(flipped, -1e5, 1e5).astype("<f4").tobytes()


def _color(color: Any, alpha: float | None = None) -> str:
    red, green, blue, opaque = to_rgba(color, alpha)
    return f"rgba({red * 255:.0f},{green * 255:.0f},{blue * 255:.0f},{opaque:.3g})"


def _px(points: float) -> float:
    return round(points * POINT, 2)


def _line(line: Line2D, height: float) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        xy = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float).reshape(-1, 2))
    drawn = line.get_linestyle() not in ("None", "none", " ", "")
    offset, dash = line._dash_pattern if drawn else (0, None)  # the only way to read it back
    return {
        "kind": "line",
        "xy": _pixels(xy, height),
        "color": _color(line.get_color(), line.get_alpha()),
        "width": _px(line.get_linewidth()) if drawn else 0,
        "dash": [_px(length) for length in dash or ()],
        "marker": None if line.get_marker() in ("None", "none", "", " ", None) else line.get_marker(),
        "size": _px(line.get_markersize()),
        "fill": _color(line.get_markerfacecolor()),
        "edge": _color(line.get_markeredgecolor()),
        "edgeWidth": _px(line.get_markeredgewidth()),
        "lastOnly": line.get_markevery() == [-1],
    }


def _area(patch: Patch, height: float) -> dict[str, Any]:
    polygon = patch.get_path().transformed(patch.get_transform()).to_polygons()
    return {
        "kind": "area",
        "xy": _pixels(polygon[0] if polygon else np.empty((0, 2)), height),
        "fill": _color(patch.get_facecolor()),
        "edge": _color(patch.get_edgecolor()),
        "width": _px(patch.get_linewidth()),
    }


def _text(text: Text, height: float) -> dict[str, Any]:
    xy = text.get_transform().transform([text.get_position()])
    return {
        "kind": "text",
        "xy": _pixels(xy, height),
        "text": getattr(text, "lines", None) or text.get_text(),
        "color": _color(text.get_color()),
        "size": _px(text.get_fontsize()),
        "align": text.get_ha(),
        "baseline": {"center": "middle", "top": "top", "bottom": "bottom"}.get(text.get_va(), "alphabetic"),
    }


def _image(image: AxesImage, height: float) -> dict[str, Any]:
    pixels = np.asarray(image.get_array(), dtype=np.uint8)[::-1]  # from the top
    rows, columns, _ = pixels.shape
    return {
        "kind": "image",
        "shape": [columns, rows],
        "rgba": np.ascontiguousarray(pixels).tobytes(),
        "smooth": image.get_interpolation() != "nearest",
        "xy": b"",
    }

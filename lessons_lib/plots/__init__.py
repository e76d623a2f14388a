"""Pictures of paths: drawn once, updated many times."""

from .clusters import clusters
from .factors import factors
from .figures import atlas, basins, draw, gallery, one_step
from .letters import letters
from .palette import style_of
from .picture import Picture
from .pushes import pushes
from .relief import cut, relief

__all__ = [
    "Picture",
    "atlas",
    "basins",
    "clusters",
    "cut",
    "draw",
    "factors",
    "gallery",
    "letters",
    "one_step",
    "pushes",
    "relief",
    "style_of",
]

"""Pictures of paths: drawn once, updated many times."""

from .figures import atlas, basins, draw, gallery, one_step
from .floor import cloud
from .handfuls import budgets, numerals, pulls
from .palette import style_of
from .picture import Picture

__all__ = [
    "Picture",
    "atlas",
    "basins",
    "budgets",
    "cloud",
    "draw",
    "gallery",
    "numerals",
    "one_step",
    "pulls",
    "style_of",
]

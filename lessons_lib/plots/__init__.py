"""Pictures of paths: drawn once, updated many times."""

from .figures import atlas, basins, draw, gallery, one_step
from .palette import style_of
from .picture import Picture
from .relief import cut, relief

__all__ = ["Picture", "atlas", "basins", "cut", "draw", "gallery", "one_step", "relief", "style_of"]

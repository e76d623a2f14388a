"""Pictures of paths: drawn once, updated many times."""

from .figures import atlas, basins, draw, gallery, one_step
from .palette import style_of
from .picture import Picture
from .pushes import pushes

__all__ = ["Picture", "atlas", "basins", "draw", "gallery", "one_step", "pushes", "style_of"]

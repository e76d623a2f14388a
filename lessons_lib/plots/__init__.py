"""Pictures of paths: drawn once, updated many times."""

from .figures import atlas, basins, draw, gallery, one_step
from .palette import style_of
from .picture import Picture
from .rates import rates

__all__ = ["Picture", "atlas", "basins", "draw", "gallery", "one_step", "rates", "style_of"]

"""Pictures of paths: drawn once, updated many times."""

from .adam import drift, edge, warm_up
from .clusters import clusters
from .cutoffs import cutoffs
from .factors import factors
from .fading import fading
from .figures import atlas, basins, draw, gallery, one_step
from .floor import cloud
from .handfuls import budgets, numerals, pulls
from .letters import letters
from .palette import style_of
from .picture import Picture
from .pushes import pushes
from .ranged import ranged
from .rates import rates
from .relief import cut, relief
from .tries import budget
from .tuning import finish, tuning
from .words import words

__all__ = [
    "Picture",
    "atlas",
    "basins",
    "budget",
    "budgets",
    "cloud",
    "clusters",
    "cut",
    "cutoffs",
    "draw",
    "drift",
    "edge",
    "factors",
    "fading",
    "finish",
    "gallery",
    "letters",
    "numerals",
    "one_step",
    "pulls",
    "pushes",
    "ranged",
    "rates",
    "relief",
    "style_of",
    "tuning",
    "warm_up",
    "words",
]

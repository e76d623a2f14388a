"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .atlas import atlas
from .averages import averages
from .compare import compare
from .explore import explore
from .floor import floor
from .frameworks import frameworks
from .ledger import ledger
from .memory import memory
from .predict import predict
from .scheduled import scheduled
from .tournament import tournament
from .train import train
from .uncorrected import uncorrected

__all__ = [
    "atlas",
    "averages",
    "compare",
    "explore",
    "floor",
    "frameworks",
    "ledger",
    "memory",
    "predict",
    "scheduled",
    "tournament",
    "train",
    "uncorrected",
]

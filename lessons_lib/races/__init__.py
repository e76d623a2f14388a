"""Fair races: every rule gets the same problem, the same steps, and the same number of rates to try."""

from .holding import SIZES, Heat, Size, heats, hold, spaced
from .race import Best, Race
from .ranging import RangeTest, range_test
from .store import forget, where

__all__ = [
    "SIZES",
    "Best",
    "Heat",
    "Race",
    "RangeTest",
    "Size",
    "forget",
    "heats",
    "hold",
    "range_test",
    "spaced",
    "where",
]

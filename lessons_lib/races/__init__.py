"""Fair races: every rule gets the same problem, the same steps, and the same number of rates to try."""

from .holding import SIZES, Heat, heats, hold, spaced
from .race import Best, Race

__all__ = ["SIZES", "Best", "Heat", "Race", "heats", "hold", "spaced"]

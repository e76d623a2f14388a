"""Every test of a panel makes panels by the thousand: see `quick_panels`."""

from quick_panels import closed, undrawn

__all__ = ["closed", "undrawn"]

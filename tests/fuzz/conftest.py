"""The panels of the fuzz tests are those of the panel tests: see `quick_panels`."""

from quick_panels import undrawn

__all__ = ["undrawn"]

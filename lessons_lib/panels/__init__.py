"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .explore import explore

__all__ = ["explore"]

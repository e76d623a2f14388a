"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .atlas import atlas
from .explore import explore
from .predict import predict

__all__ = ["atlas", "explore", "predict"]

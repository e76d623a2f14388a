"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .explore import explore
from .predict import predict
from .scheduled import scheduled
from .train import train

__all__ = ["explore", "predict", "scheduled", "train"]

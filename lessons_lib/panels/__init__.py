"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .averages import averages
from .explore import explore
from .memory import memory
from .predict import predict
from .uncorrected import uncorrected

__all__ = ["averages", "explore", "memory", "predict", "uncorrected"]

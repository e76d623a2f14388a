"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .compare import compare
from .explore import explore
from .frameworks import frameworks
from .predict import predict

__all__ = ["compare", "explore", "frameworks", "predict"]

"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .atlas import atlas
from .compare import compare
from .explore import explore
from .frameworks import frameworks
from .predict import predict

__all__ = ["atlas", "compare", "explore", "frameworks", "predict"]

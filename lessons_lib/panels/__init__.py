"""Live panels: sliders made from a rule's signature around pictures of what it does."""

from .explore import explore
from .ledger import ledger
from .predict import predict

__all__ = ["explore", "ledger", "predict"]

"""Each rule as PyTorch, Keras, Optax and TensorFlow 1 really write it.

One file a framework, one plain function a variant, with the interface of :mod:`lessons_lib.rules`::

    torch.rmsprop(w, g, t, cache=0.0, *, lr=0.01, alpha=0.99, eps=1e-8, weight_decay=0.0)

Right of the star stand the framework's own names and defaults; left of it the names of the series, with
the framework's first values, so that ``cache=0.1`` starts an accumulator elsewhere. :func:`call` writes the
framework's call for some settings, :func:`side_by_side` lays two rules beside each other, and
:func:`parting` says at which step their paths part.
"""

from . import keras, optax, tf1, torch
from .calls import call, translate
from .compare import parting, side_by_side

__all__ = ["call", "keras", "optax", "parting", "side_by_side", "tf1", "torch", "translate"]

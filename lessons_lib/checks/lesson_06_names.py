"""Three walks of one call, by three frameworks without their names."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..descent import Path, run
from ..landscapes import ravine
from ..rules import rmsprop
from .matching import Matching
from .slips.rmsprop import epsilon_outside
from .verdicts import Verdict

SHARED = dict(learning_rate=0.05, decay=0.9, epsilon=0.1)
HIDDEN = {  # a test holds these to the dialects of the frameworks
    "A": (rmsprop, dict(cache=0.0)),
    "B": (rmsprop, dict(cache=1.0)),
    "C": (epsilon_outside, dict(cache=0.0)),
}
NAMES = {
    "A": ("keras", "optax"),
    "B": ("tensorflow 1", "tensorflow1", "tensorflow", "tf1", "tf"),
    "C": ("pytorch", "torch"),
}
MARKS = {
    "A": "Its first step along w0 is 1.17 rates long: more than a cache from one allows, and much less than "
    "the 3.16 of a cache from zero. Epsilon takes the rest, so it stands where 0.1 counts for much.",
    "B": "Its first step along w0 is 0.4 rates long: nearly plain descent. Which first cache does that?",
    "C": "Its first step along w0 is 1.77 rates long. That is nearer to the 3.16 of a cache from zero, so "
    "epsilon counts for less there than in the other walk from zero.",
}
HINTS = (
    "Look at the first cache first: a cache from one holds the first steps back.",
    "Then at epsilon. At a slope g, epsilon inside the root is added to the cache, and outside to its root. "
    "Here it is 0.1, so inside it cuts like 0.32 outside.",
)


WALKS = Matching(
    name="06 name them",
    thing="walk",
    answers=NAMES,
    known=tuple(name for names in NAMES.values() for name in names),
    marks=MARKS,
    ask='Give a name in quotes to each: "PyTorch", "Keras" or "TensorFlow 1".',
    stranger='give one of "PyTorch", "Keras" or "TensorFlow 1", in quotes.',
    because=(
        "B begins like plain descent: its cache starts at one. A and C start at zero, and in A epsilon "
        "stands inside the root, where 0.1 cuts small steps about as 0.32 would outside."
    ),
    hints=HINTS,
)


def three_walks() -> dict[str, Path]:
    """Run the call with the same three settings in three frameworks, under the letters A, B and C.

    Examples
    --------
    >>> list(three_walks())
    ['A', 'B', 'C']
    """
    walks = {
        letter: run(rule, ravine(), steps=40, **SHARED, **start) for letter, (rule, start) in HIDDEN.items()
    }
    return {letter: dataclasses.replace(path, rule=rmsprop, settings={}) for letter, path in walks.items()}


def name_them(*unnamed: Any, **given: Any) -> Verdict:
    """Say which framework walked A, B and C; Keras and Optax walk alike here, so either name will do.

    Examples
    --------
    >>> name_them(A="Keras", B="TensorFlow 1", C="PyTorch").status
    'correct'
    """
    return WALKS.grade(*unnamed, **given)

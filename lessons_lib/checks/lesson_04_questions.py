"""The questions of lesson 04."""

from .predictions import NumberQuestion
from .questions import Question

PREDICT_CUT = Question(
    name="04 predict the cut",
    text=(
        "The loss over one weight is w**2 / 2, and every gradient carries fresh noise of size 0.5. At "
        "rate 0.5 the loss hovers about 0.04 on average. At step 150 the rate is cut to a tenth, to 0.05, "
        "and stays there for 150 more steps. What does the loss do after the cut?"
    ),
    choices=(
        "It goes on as before: the noise in the gradient is as strong as ever.",
        "It drops to its new level within a step or two.",
        "It sinks over some tens of steps to less than a tenth of its level, and hovers there.",
        "It goes on sinking, towards zero, as long as you wait.",
    ),
    answer="It sinks over some tens of steps to less than a tenth of its level, and hovers there.",
    because=(
        "The floor is nearly in proportion to the rate: it falls from 0.042 to 0.0032. The old error is "
        "forgotten at the new, smaller rate, so it takes some tens of steps."
    ),
    wrong={
        "It goes on as before: the noise in the gradient is as strong as ever.": (
            "The noise is as strong, but each step takes only a tenth of it into the weight."
        ),
        "It drops to its new level within a step or two.": (
            "The error that is there must be walked off first, and the small rate walks slowly."
        ),
        "It goes on sinking, towards zero, as long as you wait.": (
            "To sink for ever takes a rate that goes on falling. A constant one has a floor, a small one too."
        ),
    },
    once=True,
)

PREDICT_STOP = NumberQuestion(
    name="04 predict where it stops",
    text=(
        "The loss over one weight is w**2 / 2. There is no noise, and the minimum is at w = 0. The walk "
        "begins at w = 4. Its rate at step t is 0.1 * exp(-0.1 * t): it falls for ever and is never zero. "
        "Where is w after 5,000 steps?"
    ),
    answer=1.359,
    because=(
        "All rates together, without end, sum to 1.05, and the slope is never more than 4. About "
        "exp(-1.05) = 0.35 of the error is left, and in fact a little less: 1.36 of 4, however long it walks."
    ),
    close=0.2,
    distance=True,
)

plateau = Question(
    name="04 plateau",
    text=(
        "Your gradients are exact. For fifty steps the loss has hardly fallen, and a schedule would cut the "
        "rate. What now?"
    ),
    choices=(
        "Cut it: a loss that has stopped falling means that the rate is too large.",
        "Stop: a loss that has stopped falling means that the minimum is reached.",
        "Look first: try a larger rate for a while, and see whether the loss starts to fall again.",
        "Cut it twice as hard: then the loss will start to fall sooner.",
    ),
    answer="Look first: try a larger rate for a while, and see whether the loss starts to fall again.",
    because=(
        "Without noise there is no floor to sink to. It may be a plateau, where a small slope asks for a "
        "large rate: a cut makes every step ten times shorter, and freezes the walk."
    ),
    wrong={
        "Cut it: a loss that has stopped falling means that the rate is too large.": (
            "That is one reason of several: noise, or a swing from wall to wall. On a flat stretch a cut "
            "makes it worse."
        ),
        "Stop: a loss that has stopped falling means that the minimum is reached.": (
            "Lesson 1 had three reasons for a small slope: a minimum, a saddle and a plateau."
        ),
        "Cut it twice as hard: then the loss will start to fall sooner.": (
            "A smaller rate makes a shorter step along the same slope: it can only be slower there."
        ),
    },
    hints=(
        "What does one step do where the slope is tiny, and what does it do after the cut?",
        "Look at the three walks of the plateau trap: which of them was cut, and where did it end?",
    ),
)

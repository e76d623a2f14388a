"""What lesson 06 asks: predictions, and one choice that explains a moved setting."""

from __future__ import annotations

from .predictions import NumberQuestion
from .questions import Question

PREDICT_FIRST = NumberQuestion(
    name="06 predict the first step",
    text=(
        "RMSProp with decay 0.99 begins with an empty cache, and the first slope it meets is 4. "
        "How many learning rates long is its first step?"
    ),
    answer=10.0,
    unit="rates",
    because=(
        "The cache holds a hundredth of the squared slope, so its root is a tenth of the slope. The slope "
        "divided by a tenth of itself is 10, whatever the slope."
    ),
)

PREDICT_SCALE = Question(
    name="06 predict the scale",
    text=(
        "Somebody counts a loss in cents instead of euros, so that every loss and every slope becomes 100 "
        "times larger. The learning rate stays. What does the walk of RMSProp do, with its cache from zero?"
    ),
    choices=(
        "Its steps become 100 times longer, and it explodes.",
        "Its steps become 10 times longer.",
        "It takes the same steps as before.",
        "Its steps become 100 times shorter.",
    ),
    answer="It takes the same steps as before.",
    because=(
        "The slope grows by 100, and so does the root of the cache. Their ratio stays. (Epsilon is too small "
        "to be noticed here.)"
    ),
    wrong={
        "Its steps become 100 times longer, and it explodes.": (
            "That is gradient descent, whose step is the slope times the rate."
        ),
        "Its steps become 10 times longer.": "The squares grow by 100 * 100, and the root takes that back.",
        "Its steps become 100 times shorter.": "The rate is divided by 100, but the slope is larger by 100.",
    },
    once=True,
)

PREDICT_END = Question(
    name="06 predict the end",
    text=(
        "RMSProp with decay 0.9 walks down two one-dimensional bowls at the same constant "
        "learning rate, 1. One has the curvature 1, the other is 100 times as steep. After 500 steps the "
        "walk jumps to and fro about the minimum. How far from it?"
    ),
    choices=(
        "0.5 on the first bowl, and 0.005 on the second: the steep walls hold it closer.",
        "0.5 on the first bowl, and 50 on the second: the steep walls throw it further.",
        "0.5 on both.",
        "Further and further on both, until it flies off.",
    ),
    answer="0.5 on both.",
    because=(
        "As the slopes shrink the cache forgets the large ones, so a step stays about one learning rate "
        "long, however steep the bowl. It leads from half a rate on one side to half a rate on the other."
    ),
    wrong={
        "0.5 on the first bowl, and 0.005 on the second: the steep walls hold it closer.": (
            "Steeper slopes fill the cache as much as they push."
        ),
        "0.5 on the first bowl, and 50 on the second: the steep walls throw it further.": (
            "So it would be with steps in proportion to the slope. Here the slope is divided by its own size."
        ),
        "Further and further on both, until it flies off.": (
            "Wider swings make larger slopes, and these fill the cache: the rate falls again."
        ),
    },
    once=True,
)

moved = Question(
    name="06 moved",
    text=(
        "Somebody goes on training a network whose weights are nearly good: the slopes are about 0.01. The "
        "code moves from TensorFlow 1 to Keras, and every number stays: learning_rate 0.001, decay 0.99, the "
        "same epsilon. The first steps ruin the weights. Why?"
    ),
    choices=(
        "Keras has the wrong first cache: it must be one.",
        "TensorFlow 1 had the wrong first cache: it should always have been zero.",
        "From one, the first step was about learning_rate * g; from zero it is about 10 learning rates.",
        "Keras puts epsilon elsewhere, and that makes the difference.",
    ),
    answer="From one, the first step was about learning_rate * g; from zero it is about 10 learning rates.",
    because=(
        "0.001 * 0.01 against 10 * 0.001: a thousand times as long. Neither start is wrong, but a rate that "
        "suits one need not suit the other. Warm-up (lesson 4) or a correction (lesson 7) helps."
    ),
    wrong={
        "Keras has the wrong first cache: it must be one.": (
            "Why one? It is right only if the squared slopes are about one, and here they are 0.0001."
        ),
        "TensorFlow 1 had the wrong first cache: it should always have been zero.": (
            "With zero the average begins far too small. It is a guess as well, and here it did the harm."
        ),
        "Keras puts epsilon elsewhere, and that makes the difference.": (
            "Both have epsilon inside the root, and it is the same number."
        ),
    },
    hints=(
        "How long is the first step from each cache, at a slope of 0.01? Use `theory.first_step`.",
        "From zero the cache is (1 - decay) * g**2 after one step, and from one it is about decay.",
    ),
)

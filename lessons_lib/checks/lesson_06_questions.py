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
        "RMSProp walks down a one-dimensional bowl at a constant learning rate of 0.1, with decay 0.9. "
        "Where is it after 500 steps?"
    ),
    choices=(
        "At the minimum: near it the slope vanishes, and the steps with it.",
        "It jumps to and fro between 0.05 on one side and 0.05 on the other.",
        "It jumps to and fro, ever wider, until it flies off.",
        "Short of the minimum: its rate has died, as that of AdaGrad does.",
    ),
    answer="It jumps to and fro between 0.05 on one side and 0.05 on the other.",
    because=(
        "As the slopes shrink the cache forgets the large ones, so a step stays about one learning rate "
        "long. From half a rate on one side it leads to half a rate on the other."
    ),
    wrong={
        "At the minimum: near it the slope vanishes, and the steps with it.": (
            "So it is for gradient descent at a safe rate. Here the slope is divided by its own recent size."
        ),
        "It jumps to and fro, ever wider, until it flies off.": (
            "Wider swings make larger slopes, and these fill the cache: the rate falls again."
        ),
        "Short of the minimum: its rate has died, as that of AdaGrad does.": (
            "AdaGrad's cache only grows. This one forgets, and the rate recovers."
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

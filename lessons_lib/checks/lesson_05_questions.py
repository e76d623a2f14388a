"""What lesson 05 asks before it shows, and what it asks to explain."""

from .predictions import NumberQuestion
from .questions import Question

EQUAL = "Both move equally far."
PREDICT_FIRST = Question(
    name="05 predict the first step",
    text=(
        "AdaGrad begins with a cache of 0 and adds the square of the slope before it takes its first step. "
        "The slope of w0 is 0.4, that of w1 is 4, ten times as steep. How far do they move in that step?"
    ),
    choices=(
        "w1 moves ten times as far.",
        EQUAL,
        "w0 moves ten times as far.",
        "w1 moves a hundred times as far.",
    ),
    answer=EQUAL,
    because=(
        "The cache is the square of the slope, and its root is the size of the slope. So the slope is "
        "divided by its own size: only its sign is left, and both move by the learning rate."
    ),
    wrong={
        "w1 moves ten times as far.": "That would be gradient descent.",
        "w0 moves ten times as far.": "That would be a division by the cache itself, without the root.",
        "w1 moves a hundred times as far.": "The square stands below the line, not above it.",
    },
    once=True,
)

PREDICT_RATE = NumberQuestion(
    name="05 predict the rate",
    text=(
        "On an endless even slope the gradient is 1 everywhere. AdaGrad begins with cache 0 and learning "
        "rate 1, so its first step is 1 long. How long is step 100?"
    ),
    answer=0.1,
    because="After 100 slopes of 1 the cache is 100, and 1 / sqrt(100) = 0.1.",
)

ADAGRAD_ALONE = "That of AdaGrad alone."
PREDICT_TURN = Question(
    name="05 predict the turn",
    text=(
        "In a straight valley, w0^2/20 + w1^2, AdaGrad at learning rate 2 and gradient descent at 0.95 take "
        "100 steps each. Now valley and start are turned by 45 degrees about the minimum, and both walk "
        "again. Whose loss after 100 steps is another one than before?"
    ),
    choices=("Neither of the two.", "That of gradient descent alone.", ADAGRAD_ALONE, "Both change."),
    answer=ADAGRAD_ALONE,
    because=(
        "The path of gradient descent is turned with the valley, and its losses stay the same. AdaGrad "
        "divides each coordinate by its own history, and now a coordinate is no direction of the "
        "valley any more."
    ),
    wrong={
        "Neither of the two.": "One of them treats the axes as something special.",
        "That of gradient descent alone.": "Gradient descent does not know where the axes are.",
        "Both change.": "Gradient descent walks the same path, turned.",
    },
    once=True,
)

SAME_CACHE = "Both weights feel the steep slope now, so their caches, and their rates, are nearly the same."
turned = Question(
    name="05 turned",
    text=(
        "AdaGrad at learning rate 2 takes 100 steps. In the straight valley the loss ends at 1.5e-49, in the "
        "same valley turned by 45 degrees at 0.00019, both from (-4, 2). Why?"
    ),
    choices=(
        "Turning the valley has made it steeper.",
        "The learning rate 2 is past the limit of the turned valley.",
        SAME_CACHE,
        "The cache adds up over both weights, so that each spoils the rate of the other.",
    ),
    answer=SAME_CACHE,
    because=(
        "With equal rates for both weights it walks like gradient descent with one falling rate, and has the "
        "trouble of the long valley again."
    ),
    wrong={
        "Turning the valley has made it steeper.": (
            "Its curvatures are still 0.1 and 2: turning does not stretch."
        ),
        "The learning rate 2 is past the limit of the turned valley.": (
            "Past a limit the loss grows. Here it falls, slowly, and a larger learning rate does better."
        ),
        "The cache adds up over both weights, so that each spoils the rate of the other.": (
            "Each weight keeps a cache of its own, turned or not."
        ),
    },
    hints=(
        "Record both walks and print path['rate'][100]: two rates each. What has become of them?",
        "The steep direction lies along one axis at first, and between the axes after turning. Which weights "
        "feel it?",
    ),
)

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
        "again. Whose loss after 100 steps is no longer what it was?"
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

FULL = "It is gone: both new columns feel every sentence with 'the', so both caches are full."
STAYS = "It stays with the difference, for that is where 'holmes' is told from 'the'."
mixed = Question(
    name="05 mixed",
    text=(
        "In place of the columns 'the' and 'holmes' the table has their sum and their difference, divided by "
        "the root of 2. What becomes of the large rate that AdaGrad had for the rare word 'holmes'?"
    ),
    choices=(
        "Nothing changes: the model can say what it could say before, so AdaGrad learns the same.",
        FULL,
        "It doubles: two columns now learn when Holmes appears.",
        STAYS,
    ),
    answer=FULL,
    because=(
        "A sum and a difference are the two columns turned by 45 degrees, and AdaGrad's rates belong to the "
        "columns. Gradient descent would not notice."
    ),
    wrong={
        "Nothing changes: the model can say what it could say before, so AdaGrad learns the same.": (
            "The model is the same, its columns are not, and every column has a cache of its own."
        ),
        "It doubles: two columns now learn when Holmes appears.": (
            "Both learn then, but each at a rate that has been shrinking with every 'the'."
        ),
        STAYS: "The difference feels a sentence with 'the' alone as much as the sum does.",
    },
    hints=(
        "A sentence with one 'the' and no 'holmes': what are the sum and the difference? Which caches grow?",
        "Turning by 45 degrees makes sum and difference out of two coordinates. What did it do to AdaGrad?",
    ),
)

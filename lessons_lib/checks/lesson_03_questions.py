"""What lesson 03 asks before it shows, and what it asks to explain."""

from .predictions import NumberQuestion
from .questions import Question

PREDICT_SPEED = NumberQuestion(
    name="03 predict the speed",
    text=(
        "On an endless even slope the gradient is 1 everywhere. A ball with learning rate 0.1 and beta 0.9 "
        "starts at rest, so its first step is 0.1 long. How long is a step after very many steps?"
    ),
    answer=1.0,
    because=(
        "At the final speed v, what friction takes is what the slope gives: v = 0.9 v + 0.1, so v = 1. "
        "In general it is learning_rate * g / (1 - beta)."
    ),
)

PREDICT_TEXTBOOK = Question(
    name="03 predict the textbook",
    text=(
        "A textbook runs several rules for 30 steps on w0^2/20 + w1^2 from (-7, 2): gradient descent with "
        "learning rate 0.95, momentum with learning rate 0.1 and beta 0.9, and Adam, the rule of lesson 7, "
        "with learning rate 0.3. Which of the three ends with the lowest loss?"
    ),
    choices=(
        "Gradient descent, at 0.95.",
        "Momentum, at 0.1 and 0.9.",
        "Adam, at 0.3.",
    ),
    answer="Gradient descent, at 0.95.",
    because=(
        "The losses are 0.0133, 0.0479 and 0.102. Gradient descent runs almost at its best rate, and the "
        "other two do not run at theirs."
    ),
    wrong={
        "Momentum, at 0.1 and 0.9.": "At step 30 the ball is still swinging.",
        "Adam, at 0.3.": "Adam is the last of the three here.",
    },
    once=True,
)

PREDICT_BENT = Question(
    name="03 predict the bent bowl",
    text=(
        "A bowl over one weight has the curvature 25, except between 1 and 2, where it is 1. Its only "
        "minimum is at 0. The ball gets the best pair for a quadratic with the curvatures 1 and 25: learning "
        "rate 1/9, beta 4/9. From 3.0 it converges. What does it do from 3.3?"
    ),
    choices=(
        "It converges as well, a few steps later.",
        "It goes round the same three points for ever.",
        "It swings wider and wider and flies off.",
    ),
    answer="It goes round the same three points for ever.",
    because="From 3.3 it settles into the cycle -1.802, 2.116, 0.647, and so it never arrives.",
    wrong={
        "It converges as well, a few steps later.": "On a quadratic it would converge. This bowl is not one.",
        "It swings wider and wider and flies off.": "It never flies off: it stays within the bowl.",
    },
    once=True,
)

heavy = Question(
    name="03 heavy",
    text=("On w0^2/20 + w1^2 at learning rate 0.95, why is beta 0.9 slower than beta 0?"),
    choices=(
        "The learning rate 0.95 is past the limit for beta 0.9.",
        "Momentum pays only where the gradient is noisy.",
        "It swings in both directions, and a step keeps the root of 0.9 of a swing: more than 0.905.",
        "Its velocity points uphill half of the time, so it climbs as often as it falls.",
    ),
    answer="It swings in both directions, and a step keeps the root of 0.9 of a swing: more than 0.905.",
    because=(
        "The root of 0.9 is 0.949. Without momentum a step keeps 0.905 of the error along the valley and 0.9 "
        "across. A heavy ball pays once the valley is so long that gradient descent keeps more than 0.949."
    ),
    wrong={
        "The learning rate 0.95 is past the limit for beta 0.9.": (
            "The limit is (2 + 2 * 0.9) / 2 = 1.9: with momentum it is higher, not lower."
        ),
        "Momentum pays only where the gradient is noisy.": (
            "There is no noise here, and at beta 0.5 the same ball ends far below gradient descent."
        ),
        "Its velocity points uphill half of the time, so it climbs as often as it falls.": (
            "It does climb at times, but each swing is smaller than the one before. Compare how much smaller."
        ),
    },
    hints=(
        "What does a step keep of a swing at beta 0.9? And what does gradient descent keep of the error?",
        "Compare the root of 0.9 with 1 - 0.95 * 0.1.",
    ),
)

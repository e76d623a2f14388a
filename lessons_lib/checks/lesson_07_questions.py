"""What lesson 07 asks before it shows, and what it asks to explain."""

from .predictions import NumberQuestion
from .questions import Question

PREDICT_AVERAGE = NumberQuestion(
    name="07 predict the average",
    text=(
        "A signal is 1 at every step. An average m starts at 0, and each step makes it "
        "0.9 * m + 0.1 * signal. How large is m after ten steps?"
    ),
    answer=round(1 - 0.9**10, 3),
    because="Each step keeps 0.9 of what is missing, so after ten steps 0.9^10 = 0.349 is missing.",
)

PREDICT_CORRECTION = Question(
    name="07 predict the correction",
    text=(
        "Adam divides both averages by their weight so far: m by 1 - 0.9^t, and v by 1 - 0.999^t. Both "
        "divisions make the averages larger. The step goes with m over the root of v. What does the "
        "correction do to the length of the first steps?"
    ),
    choices=(
        "It makes them longer.",
        "It leaves them as they are.",
        "It makes them shorter.",
    ),
    answer="It makes them shorter.",
    because=(
        "Both divisors are small, and that of v is smaller by far. At step 1 m is multiplied by 10 and the "
        "root of v by 31.6: the step by 0.316."
    ),
    wrong={
        "It makes them longer.": "Longer is what m alone would do, but v stands below the line.",
        "It leaves them as they are.": "They would stay if m and the root of v were enlarged alike.",
    },
    once=True,
)

PREDICT_RARE = Question(
    name="07 predict the rare slope",
    text=(
        "One weight may move between -1 and 1. Its gradient is 1010 at the first of every 101 steps, and "
        "-10 at the other hundred. On average that is 10/101, so the lowest loss is at -1. Adam has beta1 "
        "0.9, beta2 0.99 and a rate that falls like 1 over the root of the step. Near which end is it after "
        "3,000 steps?"
    ),
    choices=(
        "Near -1, where the loss is lowest.",
        "In the middle: the two kinds of slope cancel.",
        "Near +1, where the loss is highest.",
    ),
    answer="Near +1, where the loss is highest.",
    because=(
        "The large gradient is divided by a v that it has raised itself. Over the next hundred steps v "
        "forgets most of it, so the small ones are divided by less and less. A hundred of them outweigh it."
    ),
    wrong={
        "Near -1, where the loss is lowest.": (
            "Gradient descent would go to -1, for it adds the gradients as they are."
        ),
        "In the middle: the two kinds of slope cancel.": (
            "The two kinds of slope do not weigh the same once each is divided."
        ),
    },
    once=True,
)

decay = Question(
    name="07 decay",
    text=(
        "Somebody adds 0.01 * w to the gradient, to pull all weights to zero, and uses Adam. Weight A has "
        "gradients around 10, weight B around 0.1. Which weight is pulled more?"
    ),
    choices=(
        "A: its step is the larger one.",
        "B: its pull is divided by a smaller number.",
        "Both alike: the pull is a share of each weight.",
    ),
    answer="B: its pull is divided by a smaller number.",
    because=(
        "Whatever is added to the gradient is divided by the root of v, and that is about 10 for A and "
        "0.1 for B. AdamW pulls beside the step, and both weights alike."
    ),
    wrong={
        "A: its step is the larger one.": (
            "Adam's steps are about one learning rate, for both. What is the pull divided by?"
        ),
        "Both alike: the pull is a share of each weight.": (
            "That is what was wanted, and what AdamW does. Here the pull goes through the division."
        ),
    },
    hints=(
        "Follow the term 0.01 * w through the five lines of the rule. Where does it end up?",
        "It is a part of m, and m is divided by the root of v. How large is that root for each weight?",
    ),
)

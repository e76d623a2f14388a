"""What lesson 08 asks before it shows, what it asks to explain, and its sum by hand."""

from __future__ import annotations

from .matching import Matching
from .questions import Question

PREDICT_RACE = Question(
    name="08 predict the race",
    text=(
        "Momentum and Adam learn to read digits. Each tries the same eleven learning rates, with three seeds "
        "and 200 steps a walk, and keeps its best rate. Whose loss is lower in the end?"
    ),
    choices=(
        "Adam's: none of its seeds ends as high as one of momentum's.",
        "Momentum's: none of its seeds ends as high as one of Adam's.",
        "It depends on the seed: their final losses overlap.",
    ),
    answer="It depends on the seed: their final losses overlap.",
    because=(
        "At its best rate each ends near 0.02, and the seeds of one rule differ by more than the two "
        "rules do. "
        "That is no win, for either."
    ),
    wrong={
        "Adam's: none of its seeds ends as high as one of momentum's.": (
            "At a small rate, the same for both, Adam is far ahead. But here momentum may choose its own."
        ),
        "Momentum's: none of its seeds ends as high as one of Adam's.": (
            "Its best seed is a little lower than Adam's best. Look at the others."
        ),
    },
    once=True,
)

PREDICT_TRIES = Question(
    name="08 predict the tries",
    text=(
        "Now you have time for three tries only: three of the eleven rates, picked at random. With which "
        "rule "
        "is the best of three lowest, on average?"
    ),
    choices=(
        "Gradient descent: it is the simplest, so the least can go wrong.",
        "Momentum: it had the lowest loss of all.",
        "Adam: more of its rates lead somewhere.",
    ),
    answer="Adam: more of its rates lead somewhere.",
    because=(
        "With few tries you will hardly hit the best rate. What counts is how bad the others are, and with "
        "Adam small rates are still of use."
    ),
    wrong={
        "Gradient descent: it is the simplest, so the least can go wrong.": (
            "It needs a large rate here, and only one or two of the eleven are large enough without being "
            "too large."
        ),
        "Momentum: it had the lowest loss of all.": (
            "At its best rate. Three tries out of eleven miss that one more often than not."
        ),
    },
    once=True,
)

unfair = Question(
    name="08 unfair",
    text=(
        "Four rules race on one surface, from one start, for equally many steps, all at the learning rate "
        "0.3. "
        "What is unfair about it?"
    ),
    choices=(
        "The start may lie nearer to the minimum for one rule than for another.",
        "The number means something else in each rule, and it suits one of them.",
        "Adam does more arithmetic in a step, so it should get fewer steps.",
        "Nothing: everything is the same for all of them.",
    ),
    answer="The number means something else in each rule, and it suits one of them.",
    because=(
        "For gradient descent the rate multiplies a slope, for momentum ten times that in the long run, and "
        "for Adam it is the length of a step. The same number is not the same chance: give each rule its "
        "own, "
        "after equally many tries."
    ),
    wrong={
        "The start may lie nearer to the minimum for one rule than for another.": (
            "They all start at the same point, and that is equally far for all of them."
        ),
        "Adam does more arithmetic in a step, so it should get fewer steps.": (
            "That is true, but in a network the gradient costs nearly all the time, and every rule needs "
            "one a "
            "step."
        ),
        "Nothing: everything is the same for all of them.": (
            "The number is the same. Is its meaning? Think of the first step of Adam, and of gradient "
            "descent, on a slope of 4."
        ),
    },
    hints=(
        "What does a learning rate of 0.3 do in the first step of each rule, on a slope of 4?",
        "Gradient descent moves by 1.2, and Adam by 0.3. Is the same number the same chance?",
    ),
)

TROUBLES = {
    "a": "A weight that has never felt a slope would be divided by zero.",
    "b": "The slope of a single batch is noisy, and points the wrong way now and then.",
    "c": "An average that starts at zero stands above the line: the first steps would be too short.",
    "d": "One weight is steep and another flat, and one learning rate cannot suit both.",
    "e": "An average that starts at zero stands below the line: the first steps would be too long.",
}


lines = Matching(
    name="08 lines",
    thing="line",
    answers={"m": ("b",), "v": ("d",), "m_hat": ("c",), "v_hat": ("e",), "epsilon": ("a",)},
    known=tuple(TROUBLES),
    marks={
        "m": "m is an average of slopes. What cancels in an average, and what stays?",
        "v": "v holds, for each weight, how large its slopes are. What would one do with that?",
        "m_hat": (
            "m is what w is moved along, and it begins at zero. Is a step with too small an m too short?"
        ),
        "v_hat": (
            "The root of v divides the step, and it begins at zero. Dividing by too little makes it what?"
        ),
        "epsilon": "It is a tiny number added to the root. When is the root as small as that?",
    },
    ask='Give a letter in quotes to each: m="a", say.',
    stranger='give one of a to e, in quotes: "a".',
    text="\n".join(
        [
            "Each line of Adam is there against a trouble. Against which?",
            *(f"  {letter}) {trouble}" for letter, trouble in TROUBLES.items()),
        ]
    ),
    because=(
        "m against noise, v against slopes of different size, the two corrections against a start from zero, "
        "and epsilon against a division by zero. Each of them had a lesson of its own."
    ),
    hints=(
        "Ask of each line what stands above the fraction bar of the step, and what below.",
        "m_hat stands above it: too small makes a step too short. v_hat stands below: it is the other way.",
    ),
)

BY_HAND = {"one_try": (6.0, 3.0), "two_tries": (10 / 3, 7 / 3), "three_tries": (1.0, 2.0)}
BY_HAND_SLIPS = {
    "one_try": {
        (1.0, 2.0): "Those are the best losses. With one try you get any of the three, equally often.",
        (8.0, 3.0): "Those are the middle ones. What is asked is what you get on average.",
        (18.0, 9.0): "Those are the sums. Divide by three.",
        (3.0, 6.0): "The two rules are swapped: A comes first.",
    },
    "two_tries": {
        (6.0, 3.0): "That is the average of one try. Of two tries you keep the better one.",
        (4.5, 2.5): (
            "That is the mean of the two best. Write down all three pairs, and the better one of each."
        ),
        (10.0, 7.0): "Those are the sums over the three pairs. Divide by three.",
        (1.0, 2.0): "Those are the best losses. One pair of the three misses the best rate.",
        (17 / 3, 10 / 3): "You kept the larger one of each pair. A small loss is the better one.",
        (26 / 3, 11 / 3): "You kept the larger one of each pair. A small loss is the better one.",
        (7 / 3, 10 / 3): "The two rules are swapped: A comes first.",
    },
    "three_tries": {
        (6.0, 3.0): "That is the average of one try. With three tries you have tried everything.",
        (9.0, 4.0): "Those are the worst. You keep the best of three.",
        (2.0, 1.0): "The two rules are swapped: A comes first.",
    },
}
BY_HAND_HINTS = {
    "one_try": (
        "One try is one of the three losses, each equally often.",
        "Add up the three losses of a rule and divide by three.",
    ),
    "two_tries": (
        "There are three pairs: first and second, first and third, second and third.",
        "For A the better ones are 1, 1 and 8. Add them up and divide by three. Then B.",
    ),
    "three_tries": (
        "With three tries nothing is left to chance.",
        "The best of all three is the smallest loss.",
    ),
}

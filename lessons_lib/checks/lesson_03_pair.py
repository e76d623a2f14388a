"""The best pair for a ravine of condition number 100: the right numbers, and the slips."""

from ..landscapes import ravine
from ..theory import best_momentum

RIGHT = {name: float(value) for name, value in best_momentum(ravine(condition=100).eigenvalues).items()}
SLIPS = {
    "learning_rate": {
        2 / 2.02: "That is the best rate of gradient descent. With momentum it is larger.",
        4 / 2.02**2: "The roots are forgotten: take the root of each curvature before you add.",
        2 / (0.02**0.5 + 2**0.5): "The square is forgotten: square the whole fraction.",
        4 / 2.02: "The curvatures themselves are added. Take the root of each first, then add, then square.",
        (2 / 11) ** 2: "Those are the curvatures 1 and 100. Here they are 0.02 and 2.",
        2
        / (0.02**0.5 + 2**0.5) ** 2: "It is half of what it should be: the 2 above the line is squared too.",
        1.0: "That is the limit of gradient descent. With momentum a larger rate is stable, and better.",
    },
    "beta": {
        9 / 11: "The square is forgotten. 9/11 is what a step keeps, and beta is its square.",
        (99 / 101) ** 2: "The roots are forgotten: begin with the root of the condition number, 10.",
        99 / 101: "That is what gradient descent keeps of the error. Begin with the root of 100.",
        0.9: "That is the usual guess. It suits a condition number of about 1442.",
        (11 / 9) ** 2: "The fraction is upside down: beta must stay below 1.",
        2 / 11: "That is 1 - 9/11. The formula has 10 - 1 above the line.",
    },
}
HINTS = {
    "learning_rate": (
        "The formula is (2 / (root of the smallest curvature + root of the largest))^2.",
        "The roots of 0.02 and 2 are 0.1414 and 1.4142.",
    ),
    "beta": (
        "The formula is ((root of the condition number - 1) / (the same root + 1))^2.",
        "The root of 100 is 10, so the fraction is 9/11. Square it.",
    ),
}

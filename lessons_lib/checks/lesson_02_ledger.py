"""One step from two examples by hand: the right numbers, and what each wrong one gives away."""

RIGHT = {"each": (-2.0, -6.0), "g": -4.0, "w": 2.0, "full": -1.5}
SLIPS = {
    "each": {
        (2.0, 6.0): "Both signs are turned: it is the guess minus y, not y minus the guess.",
        (-2.0, -2.0): "These are guess minus y. Each has still to be multiplied by its own x.",
        (2.0, 2.0): "These are y minus the guess. It is the guess minus y, and then times x.",
        (-4.0, -12.0): "Twice too large: the half in front of the square takes the 2 away.",
        (-6.0, -2.0): "The two numbers are swapped: A comes first.",
        (-2.0, 4.0): "The second number is the slope of B. The handful holds A and C.",
    },
    "g": {
        -8.0: "That is the sum of the two slopes: take their mean.",
        -2.0: "Divide by the examples in the handful, 2, not by all 4.",
        4.0: "The sign is turned.",
        -1.5: "That is the mean over all four. This step has looked at A and C alone.",
    },
    "w": {
        0.0: "The move is added: it should be subtracted. Minus a negative number goes up.",
        5.0: "The whole gradient is subtracted: the learning rate is forgotten.",
        3.0: "That is a step with the sum of the two slopes: take their mean.",
        1.375: "That is the step of all four. This one has looked at A and C alone.",
        -1.0: "That is the move, learning_rate * g: subtract it from w = 1.",
        1.0: "That is where you stood, or the move with its sign turned: work out 1 - 0.25 * g.",
    },
    "full": {
        -6.0: "That is the sum of the four slopes: take their mean.",
        -3.0: "There are four examples now: divide by 4.",
        -4.0: "That is the mean of A and C alone. Take B and D in as well.",
        1.5: "The sign is turned.",
        -3.5: "The slope of B is 2 * (2 - 0) = 4, above zero: is its sign lost?",
    },
}
HINTS = {
    "each": (
        "The slope of one example is (w * x - y) * x.",
        "For A the guess is 1 * 1 = 1, so the slope is (1 - 3) * 1. Do the same for C.",
    ),
    "g": ("The gradient of a handful is the mean of its slopes.", "Add the two slopes, and divide by 2."),
    "w": ("The rule of lesson 1: w - learning_rate * g.", "1 - 0.25 * (-4)"),
    "full": (
        "Now the mean over all four slopes.",
        "B has the slope (2 - 0) * 2, and D has (2 - 3) * 2. Add A and C, and divide by 4.",
    ),
}

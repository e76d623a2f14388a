"""One step by hand: the right numbers, and what each wrong one gives away."""

RIGHT = {"g": (-0.4, 4.0), "move": (-0.2, 2.0), "w": (-3.8, 0.0), "loss": 0.722}
SLIPS = {
    "g": {
        (-0.2, 2.0): "The factor 2 from differentiating is missing: the square of x rises by 2x, not by x.",
        (
            -0.2,
            4.0,
        ): "The second number is right. In the first, the factor 2 from differentiating is missing.",
        (
            -0.4,
            2.0,
        ): "The first number is right. In the second, the factor 2 from differentiating is missing.",
        (-8.0, 4.0): "The second number is right. The first is the slope of x^2: divide it by 20.",
        (0.4, 4.0): "The sign of the first number is lost: at x = -4 the loss falls as x grows.",
        (0.4, -4.0): "Both signs are turned: the gradient points uphill, and the minus comes later.",
        (0.8, 4.0): "These are the two parts of the loss itself. The gradient holds their slopes.",
        (-0.8, 4.0): "The second number is right. In the first, the factor 2 is in twice.",
        (4.0, -0.4): "The two numbers are swapped: the slope along x comes first.",
    },
    "move": {
        (-0.4, 4.0): "That is the gradient: the learning rate is forgotten.",
        (0.2, -2.0): "The sign is turned: the minus belongs to the next line, not to this one.",
        (-0.8, 8.0): "The gradient is divided by the learning rate: it should be multiplied.",
        (-0.1, 1.0): "The factor is half of what it should be: is the learning rate in twice?",
        (0.1, 4.5): "The learning rate is added to the gradient: it should be multiplied.",
        (-3.8, 0.0): "These are the new weights already: the move is what is subtracted.",
    },
    "w": {
        (-4.2, 4.0): "The move is added: it should be subtracted, for the gradient points uphill.",
        (-3.6, -2.0): "The whole gradient is subtracted: the learning rate is forgotten.",
        (3.8, 0.0): "The sign of the first number is lost.",
        (-4.2, 0.0): "The second number is right. In the first, subtracting -0.2 means adding 0.2.",
        (-0.2, 2.0): "That is the move: subtract it from where you stand.",
        (0.2, -2.0): "That is the move with its sign turned: add it to where you stand.",
    },
    "loss": {
        4.8: "That is the loss at the old point: put in the new weights.",
        14.44: "That is x squared: the 20 is forgotten.",
        -0.722: "The sign: a square is never negative.",
        1.444: "It is twice too large: the loss divides by 20, the slope divides by 10.",
        -0.19: "x is not squared.",
        0.19: "x is not squared.",
        -0.38: "That is the slope along x at the new point. The loss is x^2/20 + y^2.",
        0.38: "That is the slope along x at the new point. The loss is x^2/20 + y^2.",
        16.882: "That is the loss after adding the move.",
        4.648: "That is the loss after a step without the learning rate.",
    },
}
HINTS = {
    "g": (
        "Differentiate one coordinate at a time, and hold the other still.",
        "x^2/20 has the slope 2x/20, and y^2 has the slope 2y. Put in x = -4 and y = 2.",
    ),
    "move": ("The move is learning_rate * g.", "Multiply each number of g by 0.5."),
    "w": (
        "The new weights are the old ones minus the move.",
        "Subtract number by number, from -4 and from 2.",
    ),
    "loss": ("Put the new weights into x^2/20 + y^2.", "The second part is zero there: only x^2/20 is left."),
}

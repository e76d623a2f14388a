"""Three steps of a falling rate by hand: the right numbers, and what each wrong one gives away."""

RIGHT = {"rates": (0.5, 0.25, 0.125), "w": (4.0, 3.0, 2.625), "total": 0.875, "forever": 1.0}
SLIPS = {
    "rates": {
        (0.25, 0.125, 0.0625): "These are one step ahead: steps count from 0, and 0.5**0 is 1.",
        (1.0, 0.5, 0.25): "That is 0.5**t alone: the 0.5 in front is forgotten.",
        (0.5, 0.5, 0.5): "The rate does not stay: each one is half the one before.",
        (0.5, 0.25, 0.0): "The last one is not what is left over: it is half of 0.25.",
        (0.0, 0.25, 0.25): "That is 0.5 * t * 0.5**t: take the power alone.",
        (0.5, 0.25, 0.0625): "The last one is squared once too often: 0.5 * 0.5**2 is half of 0.25.",
    },
    "w": {
        (4.0, 2.0, 1.0): (
            "Here every step takes half of what is left. Only the first rate is 0.5, and the slope is that "
            "of the point where you stand."
        ),
        (7.5, 7.25, 7.125): "Only the rates are subtracted: multiply each by the slope, which is w itself.",
        (12.0, 15.0, 16.875): "The moves are added: the slope points uphill, so subtract them.",
        (4.0, 5.0, 5.625): "The first step is right. Then the moves are added: subtract them.",
        (4.0, 1.0, 0.125): (
            "The factors are turned round: a rate of 0.25 leaves 1 - 0.25 of w, not 0.25 of it."
        ),
        (4.0, 3.0, 1.5): "The third step takes half of w: its rate is 0.125.",
        (8.0, 4.0, 3.0): "That begins with the start. Give the weight after each step: three numbers.",
        (6.0, 5.25, 4.921875): "These are the walk of rates 0.25, 0.125, 0.0625: it begins a step too late.",
    },
    "total": {
        0.125: "That is the last rate alone. Add all three.",
        0.75: "That is the sum of the first two. Add the third.",
        1.0: "That is what they add up to if it goes on for ever. Here there are three.",
        0.4375: "That is the sum of 0.25, 0.125 and 0.0625: the first rate is 0.5.",
        1.75: "That is the sum of 1, 0.5 and 0.25: the first rate is 0.5.",
        5.375: "That is how far the weight has come. Add the rates.",
    },
    "forever": {
        2.0: "That is 1 + 1/2 + 1/4 + ...: here the first rate is 1/2.",
        0.5: "That is what all rates after the first add up to. Count the first one, too.",
        0.875: "That is the sum of the first three: more follow.",
        0.0: "The rates go to zero. Their sum does not.",
        1.5: "Write it out: 1/2, 3/4, 7/8, 15/16, .... Which number do these come close to?",
    },
}
HINTS = {
    "rates": ("Put t = 0, 1 and 2 into 0.5 * 0.5**t.", "Anything to the power 0 is 1. So the first is 0.5."),
    "w": (
        "The slope of w**2 / 2 at w is w. So a step leaves (1 - rate) of w.",
        "Half of 8, then three quarters of that, then seven eighths of that.",
    ),
    "total": ("Add the three rates.", "0.5 + 0.25 is 0.75, and 0.125 more."),
    "forever": (
        "Write down the sums as they grow: 0.5, 0.75, 0.875, .... How much is missing to what?",
        "Each new rate is half of what is missing to 1.",
    ),
}

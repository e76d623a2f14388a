"""Slips in Nesterov's step, ``w + beta * velocity - learning_rate * g`` with the new velocity."""


def plain_momentum(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """What you wrote is plain momentum: the look ahead is missing, or it uses the old velocity."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def broken_order(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The order is broken: this formula for w expects the old velocity, and it is given the new one."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta**2 * velocity - (1 + beta) * learning_rate * g, velocity=velocity)


def full_look(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The look ahead takes the whole velocity: only the share beta of it will survive."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + velocity - learning_rate * g, velocity=velocity)


def without_correction(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """It looks ahead but does not correct: the step down the slope is missing from w."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta * velocity, velocity=velocity)


def corrects_uphill(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The correction is added to w, which goes uphill: the velocity is right."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta * velocity + learning_rate * g, velocity=velocity)


def uphill(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """Both pushes go uphill: the gradient should be subtracted, in the velocity and in w."""
    velocity = beta * velocity + learning_rate * g
    return dict(w=w + beta * velocity + learning_rate * g, velocity=velocity)


def turned_velocity(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The walk is right, but the velocity points the other way: here it points where the ball moves."""
    velocity = beta * velocity + learning_rate * g
    return dict(w=w - beta * velocity - learning_rate * g, velocity=velocity)


def gradient_units(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The rate is applied after the velocity, as PyTorch does: here it goes into the velocity."""
    velocity = beta * velocity + g
    return dict(w=w - learning_rate * (g + beta * velocity), velocity=velocity)


def without_friction(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The old velocity is kept whole: beta belongs into the line of the velocity, too."""
    velocity = velocity - learning_rate * g
    return dict(w=w + beta * velocity - learning_rate * g, velocity=velocity)


def averaged(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The push is multiplied by 1 - beta: a velocity adds up pushes, it does not average them."""
    velocity = beta * velocity - (1 - beta) * learning_rate * g
    return dict(w=w + beta * velocity - learning_rate * g, velocity=velocity)


def swapped(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The share of the old velocity is 1 - beta: it should be beta."""
    velocity = (1 - beta) * velocity - learning_rate * g
    return dict(w=w + beta * velocity - learning_rate * g, velocity=velocity)


def without_rate(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The whole gradient pushes: the learning rate has no say yet."""
    velocity = beta * velocity - g
    return dict(w=w + beta * velocity - g, velocity=velocity)


def rate_missing_in_correction(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The velocity is right, but the correction subtracts the whole gradient: its rate is missing."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta * velocity - g, velocity=velocity)


SLIPS = (
    plain_momentum,
    broken_order,
    full_look,
    without_correction,
    corrects_uphill,
    uphill,
    turned_velocity,
    gradient_units,
    without_friction,
    averaged,
    swapped,
    without_rate,
    rate_missing_in_correction,
)

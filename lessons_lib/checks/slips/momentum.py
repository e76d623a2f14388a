"""Slips in ``velocity = beta * velocity - learning_rate * g``, ``w + velocity``."""


def uphill(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The slope pushes the wrong way: learning_rate * g is added to the velocity."""
    velocity = beta * velocity + learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def backwards(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The velocity is subtracted from w: it already points downhill, so the walk goes backwards."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w - velocity, velocity=velocity)


def turned_velocity(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The walk is right, but the velocity points the other way: here it is the move itself, added to w."""
    velocity = beta * velocity + learning_rate * g
    return dict(w=w - velocity, velocity=velocity)


def gradient_units(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The rate is applied after the velocity, as PyTorch does: here it goes into the velocity."""
    velocity = beta * velocity + g
    return dict(w=w - learning_rate * velocity, velocity=velocity)


def averaged(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The gradient is multiplied by 1 - beta as well: a velocity adds up pushes, it does not average them."""
    velocity = beta * velocity - (1 - beta) * learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def without_friction(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The old velocity is kept whole: beta should let only a share of it survive."""
    velocity = velocity - learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def swapped(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The share that survives is 1 - beta: it should be beta."""
    velocity = (1 - beta) * velocity - learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def forgetful(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The old velocity is replaced at every step, so nothing is remembered."""
    velocity = -learning_rate * g
    return dict(w=w + velocity, velocity=velocity)


def one_late(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The old velocity moves w: the new one should, so the order of the two lines matters."""
    return dict(w=w + velocity + 0.0 * g, velocity=beta * velocity - learning_rate * g)


def without_rate(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The whole gradient pushes: the learning rate has no say yet."""
    velocity = beta * velocity - g
    return dict(w=w + velocity, velocity=velocity)


def bracketed(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """Beta multiplies the push as well: it belongs to the old velocity alone. Look at the brackets."""
    velocity = beta * (velocity - learning_rate * g)
    return dict(w=w + velocity, velocity=velocity)


def counted_twice(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """The slope counts twice: it is in the velocity already, and is subtracted from w once more."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + velocity - learning_rate * g, velocity=velocity)


def looks_ahead(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    """What you wrote is Nesterov's step: plain momentum moves by the velocity and does not look ahead."""
    velocity = beta * velocity - learning_rate * g
    return dict(w=w + beta * velocity - learning_rate * g, velocity=velocity)


SLIPS = (
    uphill,
    backwards,
    turned_velocity,
    gradient_units,
    averaged,
    without_friction,
    swapped,
    forgetful,
    one_late,
    without_rate,
    bracketed,
    counted_twice,
    looks_ahead,
)

"""Slips in Adam: its two averages, their correction, and the step."""

import numpy as np


def doubled(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The gradient is doubled in v where it should be squared: `g * 2` is not `g**2`."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * 2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def unsquared(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The gradient goes into v as it is: v averages its square."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def square_of_m(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The average m is squared for v: v averages the square of the gradient itself."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def swapped_shares(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The shares are swapped: each beta belongs to the old average, 1 - beta to what is new."""
    m, v = (1 - beta1) * m + beta1 * g, (1 - beta2) * v + beta2 * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def swapped_betas(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The two betas are swapped: beta1 belongs to m, beta2 to v."""
    m, v = beta2 * m + (1 - beta2) * g, beta1 * v + (1 - beta1) * g**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def without_shares(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """What is new comes in whole: its share is 1 - beta, so that m and v stay averages."""
    m, v = beta1 * m + g, beta2 * v + g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def uncorrected(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The bias correction is missing: m and v begin at zero, and are too small for a while."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return dict(w=w - learning_rate * m / (np.sqrt(v) + epsilon), m=m, v=v)


def corrects_m_only(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Only m is corrected for its start: v needs its own correction."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return dict(w=w - learning_rate * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m=m, v=v)


def corrects_v_only(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Only v is corrected for its start: m needs its own correction."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return dict(w=w - learning_rate * m / (np.sqrt(v / (1 - beta2**t)) + epsilon), m=m, v=v)


def one_step_late(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction uses t - 1: t is 1 at the first step already, and t - 1 would divide by zero."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / np.array(1 - beta1 ** (t - 1)), v / np.array(1 - beta2 ** (t - 1))
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def one_step_early(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction uses t + 1: t is 1 at the first step already."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def without_power(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction does not use t: 1 - beta has to become 1 - beta to the power t."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def times_t(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction multiplies beta by t: it should raise it to the power t, `beta1**t`."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def remembers_corrected(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The corrected averages are returned as memory: return m and v as they were before the correction."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m / (np.sqrt(v) + epsilon), m=m, v=v)


def remembers_corrected_v(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The corrected v is returned as memory: return v as it was before the correction."""
    m = beta1 * m + (1 - beta1) * g
    v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
    return dict(w=w - learning_rate * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m=m, v=v)


def corrects_both_by_beta1(
    w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Both averages are corrected by beta1: v is corrected by its own, beta2."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta1**t)
    return dict(w=w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def epsilon_inside(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon stands under the root: Adam adds it to the root."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / np.sqrt(v_hat + epsilon), m=m, v=v)


def epsilon_hat(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon is added before v is corrected, as Keras does: here it joins the corrected root."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return dict(w=w - rate * m / (np.sqrt(v) + epsilon), m=m, v=v)


def epsilon_hat_power(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon takes the correction of v itself: it is added to a root, so it takes the root of that."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return dict(w=w - rate * m / (np.sqrt(v) + epsilon * (1 - beta2**t)), m=m, v=v)


def epsilon_on_weights(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon is added to the weights: division comes before addition, so it needs brackets."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / np.sqrt(v_hat) + epsilon, m=m, v=v)


def rootless(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The root is missing: the step is divided by v itself."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - learning_rate * m_hat / (v_hat + epsilon), m=m, v=v)


def raw_gradient(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step uses the gradient itself: m is kept but never used."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return dict(w=w - learning_rate * g / (np.sqrt(v / (1 - beta2**t)) + epsilon), m=m, v=v)


def without_rate(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The learning rate has no say yet: every first step would have length 1."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w - m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


def uphill(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step is added, so the walk climbs: m points uphill, as the gradient does."""
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return dict(w=w + learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m=m, v=v)


SLIPS = (
    doubled,
    unsquared,
    square_of_m,
    swapped_shares,
    swapped_betas,
    without_shares,
    uncorrected,
    corrects_m_only,
    corrects_v_only,
    one_step_late,
    one_step_early,
    without_power,
    times_t,
    remembers_corrected,
    remembers_corrected_v,
    corrects_both_by_beta1,
    epsilon_inside,
    epsilon_hat,
    epsilon_hat_power,
    epsilon_on_weights,
    rootless,
    raw_gradient,
    without_rate,
    uphill,
)

"""How long an average remembers, and what correcting its start does."""

from __future__ import annotations

import numpy as np

from ..mistakes import Mistake
from .given import numbers
from .quadratics import Value


def half_life(decay: Value) -> Value:
    r"""Steps after which half is left of what shrinks by the same share at every step.

    .. math:: \ln 0.5 / \ln decay

    Parameters
    ----------
    decay : float or array in (0, 1)
        Share that is left after a step.

    Raises
    ------
    Mistake
        If it is no such share.

    References
    ----------
    The law of radioactive decay: Rutherford, E. (1900). A radio-active substance emitted from thorium
    compounds. Philosophical magazine 49.

    Examples
    --------
    >>> half_life(np.array([0.5, 0.9, 0.99])).round(2)
    array([ 1.  ,  6.58, 68.97])
    """
    (decay,) = numbers("half_life", decay=decay)
    if np.any(decay == 0):
        raise Mistake("half_life: decay is 0. Nothing is left after a step: give a share above zero.")
    return np.log(0.5) / np.log(decay)


def memory_length(decay: Value) -> Value:
    r"""Number of steps that an exponentially smoothed average remembers, roughly.

    .. math:: 1 / (1 - decay)

    Three readings of the same number: a velocity under a constant slope ends at this many single steps; what
    is older than this weighs about ``1 / e`` together; and the values in the average are on average
    ``decay / (1 - decay)``, one fewer, steps old.

    Parameters
    ----------
    decay : float or array in [0, 1)
        Share of the average that survives a step: ``beta``, ``decay``, ``beta1`` or ``beta2`` of a rule.

    Raises
    ------
    Mistake
        If it is no such share.

    References
    ----------
    Brown, R. (1959). Statistical forecasting for inventory control.

    Examples
    --------
    >>> memory_length(np.array([0.0, 0.9, 0.99])).round(6)
    array([  1.,  10., 100.])
    """
    (decay,) = numbers("memory_length", decay=decay)
    return 1 / (1 - decay)


def correction_multiplier(t: Value, beta1: Value = 0.9, beta2: Value = 0.999) -> Value:
    r"""What Adam's correction multiplies the step t by: a built-in warm-up, at the usual settings.

    .. math:: \sqrt{1 - beta2^t} / (1 - beta1^t)

    Parameters
    ----------
    t : int or array
        Number of the step, 1 at the first.
    beta1, beta2 : float or array, default 0.9 and 0.999
        Shares of Adam's averages that survive a step.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    References
    ----------
    Kingma, D., Ba, J. (2015). Adam: a method for stochastic optimization. ICLR. Section 2, last paragraph.

    Examples
    --------
    >>> correction_multiplier(np.array([1, 12, 2327])).round(3)
    array([0.316, 0.152, 0.95 ])
    """
    t, beta1, beta2 = numbers("correction_multiplier", t=t, beta1=beta1, beta2=beta2)
    return np.sqrt(1 - beta2**t) / (1 - beta1**t)

"""PyTorch's optimizers, as `torch.optim` computes them (checked against version 2.13).

Read them beside the same names in :mod:`~lessons_lib.dialects.keras`, :mod:`~lessons_lib.dialects.optax`
and :mod:`~lessons_lib.dialects.tf1`, or let :func:`~lessons_lib.dialects.side_by_side` do it. What marks
PyTorch: epsilon stands outside the root, except in AdaDelta; caches begin at 0, the velocity is in units of
the gradient, and weight decay is added to the gradient (L2) everywhere except in AdamW. PyTorch's own default
of `momentum` is 0; the 0.9 of `momentum`, `nesterov` and `rmsprop_momentum` is ours, so their calls always
name it.

Source: the documentation and source of torch.optim, read in 2026.

>>> step = rmsprop(np.array([1.0]), np.array([2.0]), 1, lr=0.5, alpha=0.75, eps=0.0)
>>> step["cache"], step["w"]  # the first cache is a share of g**2, so the first step is long
(array([1.]), array([0.]))
"""

import numpy as np

# The call each function stands for. What stands in brackets may be left out.
CALLS = {
    "sgd": "torch.optim.SGD(params, [lr], [weight_decay])",
    "momentum": "torch.optim.SGD(params, [lr], momentum, [dampening], [weight_decay])",
    "nesterov": "torch.optim.SGD(params, [lr], momentum, nesterov=True, [weight_decay])",
    "adagrad": "torch.optim.Adagrad(params, [lr], [lr_decay], [eps], [initial_accumulator_value=cache],"
    " [weight_decay])",
    "rmsprop": "torch.optim.RMSprop(params, [lr], [alpha], [eps], [weight_decay])",
    "rmsprop_momentum": "torch.optim.RMSprop(params, [lr], [alpha], [eps], momentum, [weight_decay])",
    "rmsprop_centered": "torch.optim.RMSprop(params, [lr], [alpha], [eps], centered=True, [weight_decay])",
    "adam": "torch.optim.Adam(params, [lr], [betas=(beta1, beta2)], [eps], [weight_decay])",
    "adamw": "torch.optim.AdamW(params, [lr], [betas=(beta1, beta2)], [eps], [weight_decay])",
    "amsgrad": "torch.optim.Adam(params, [lr], [betas=(beta1, beta2)], [eps], amsgrad=True, [weight_decay])",
    "nadam": "torch.optim.NAdam(params, [lr], [betas=(beta1, beta2)], [eps], [momentum_decay],"
    " [weight_decay])",
    "adadelta": "torch.optim.Adadelta(params, [lr], [rho], [eps], [weight_decay])",
}

__all__ = list(CALLS)


def sgd(w, g, t, *, lr=0.001, weight_decay=0.0):
    """Plain descent; `t` is not used."""
    g = g + weight_decay * w
    return dict(w=w - lr * g)


def momentum(w, g, t, velocity=0.0, *, lr=0.001, momentum=0.9, dampening=0.0, weight_decay=0.0):
    """The rate multiplies the velocity when it is used. Dampening leaves out the first step."""
    g = g + weight_decay * w
    velocity = momentum * velocity + (1 - dampening * (t > 1)) * g
    return dict(w=w - lr * velocity, velocity=velocity)


def nesterov(w, g, t, velocity=0.0, *, lr=0.001, momentum=0.9, weight_decay=0.0):
    """The velocity is used one step ahead."""
    g = g + weight_decay * w
    velocity = momentum * velocity + g
    return dict(w=w - lr * (g + momentum * velocity), velocity=velocity)


def adagrad(w, g, t, cache=0.0, *, lr=0.01, lr_decay=0.0, eps=1e-10, weight_decay=0.0):
    """Epsilon outside the root, cache from 0, and a rate that may fall by itself."""
    g = g + weight_decay * w
    cache = cache + g**2
    rate = lr / (1 + (t - 1) * lr_decay) / (np.sqrt(cache) + eps)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop(w, g, t, cache=0.0, *, lr=0.01, alpha=0.99, eps=1e-8, weight_decay=0.0):
    """Epsilon outside the root, cache from 0, a long memory by default."""
    g = g + weight_decay * w
    cache = alpha * cache + (1 - alpha) * g**2
    rate = lr / (np.sqrt(cache) + eps)
    return dict(w=w - rate * g, cache=cache, rate=rate)


def rmsprop_momentum(
    w, g, t, cache=0.0, velocity=0.0, *, lr=0.01, alpha=0.99, eps=1e-8, momentum=0.9, weight_decay=0.0
):
    """The velocity gathers scaled gradients; the rate multiplies it when it is used."""
    g = g + weight_decay * w
    cache = alpha * cache + (1 - alpha) * g**2
    velocity = momentum * velocity + g / (np.sqrt(cache) + eps)
    return dict(w=w - lr * velocity, cache=cache, velocity=velocity)


def rmsprop_centered(w, g, t, cache=0.0, m=0.0, *, lr=0.01, alpha=0.99, eps=1e-8, weight_decay=0.0):
    """The cache less the squared average: the variance. Epsilon outside the root."""
    g = g + weight_decay * w
    cache = alpha * cache + (1 - alpha) * g**2
    m = alpha * m + (1 - alpha) * g
    rate = lr / (np.sqrt(cache - m**2) + eps)
    return dict(w=w - rate * g, cache=cache, m=m, rate=rate)


def adam(w, g, t, m=0.0, v=0.0, *, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
    """The paper's algorithm 1: both averages are corrected, epsilon is added to the corrected root."""
    g = g + weight_decay * w
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rate = lr / (np.sqrt(v_hat) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def adamw(w, g, t, m=0.0, v=0.0, *, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Adam, with a decay that goes past the averages."""
    w = w - lr * weight_decay * w
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    rate = lr / (np.sqrt(v_hat) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, rate=rate)


def amsgrad(
    w, g, t, m=0.0, v=0.0, v_max=0.0, *, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0
):
    """The largest average first, its correction afterwards."""
    g = g + weight_decay * w
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    v_max = np.maximum(v_max, v)
    m_hat = m / (1 - beta1**t)
    v_hat = v_max / (1 - beta2**t)
    rate = lr / (np.sqrt(v_hat) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, v_max=v_max, rate=rate)


def nadam(
    w,
    g,
    t,
    m=0.0,
    v=0.0,
    product=1.0,
    *,
    lr=0.002,
    beta1=0.9,
    beta2=0.999,
    eps=1e-8,
    momentum_decay=0.004,
    weight_decay=0.0,
):
    """A beta1 that rises from half its value; `product` remembers the product of all so far."""
    g = g + weight_decay * w
    now = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
    ahead = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
    product = product * now
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
    v_hat = v / (1 - beta2**t)
    rate = lr / (np.sqrt(v_hat) + eps)
    return dict(w=w - rate * m_hat, m=m, v=v, product=product, rate=rate)


def adadelta(w, g, t, cache=0.0, moved=0.0, *, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0.0):
    """The same rule in every framework; here with the rate of the paper, 1."""
    g = g + weight_decay * w
    cache = rho * cache + (1 - rho) * g**2
    ratio = np.sqrt(moved + eps) / np.sqrt(cache + eps)
    moved = rho * moved + (1 - rho) * (ratio * g) ** 2
    rate = lr * ratio
    return dict(w=w - rate * g, cache=cache, moved=moved, rate=rate)

"""What a panel asks: the limits to mark on its sliders, and the speed to expect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called
from .first_steps import SIZES
from .given import number, own_name
from .lookahead import best_nesterov, nesterov_convergence_rate, nesterov_stability_limit
from .quadratics import best_momentum, best_rate, convergence_rate, stability_limit

KNOWN = ("gradient_descent", "momentum", "nesterov")


def limits(
    rule: str | Callable, eigenvalues: Any | None, settings: dict[str, Any] | None = None
) -> dict[str, dict[str, float]]:
    """List what theory knows of a rule's hyperparameters: name -> {word: value}.

    Parameters
    ----------
    rule : function or str
        A rule of :mod:`lessons_lib.rules`, or its name; "" is a rule of which nothing is known.
    eigenvalues : array of shape (n,), or None
        Curvatures of a quadratic; None where there is no theory.
    settings : dict, optional
        What the rule is run with. With momentum the marks on the learning rate depend on ``beta``.

    Returns
    -------
    dict
        ``limit``: from there on it diverges. ``best``: fastest, all else as it is. ``best pair``: fastest
        when both are at their mark. Empty where theory is silent.

    Raises
    ------
    Mistake
        If the rule is none of the series, or a value is no number or out of range.

    Examples
    --------
    >>> limits("gradient_descent", np.array([0.1, 2.0]))["learning_rate"]["limit"]
    1.0
    >>> limits("momentum", np.array([1.0, 9.0]), {"beta": 0.5})["learning_rate"]
    {'best': 0.3, 'limit': 0.3333333333333333}
    >>> limits("adam", np.array([0.1, 2.0]))
    {}
    """
    name, eigenvalues = _bowl("limits", rule, eigenvalues)
    (beta,) = _settings("limits", settings, "beta")
    if name not in KNOWN or eigenvalues is None:
        return {}
    if name == "gradient_descent":
        return {"learning_rate": _floats(best=best_rate(eigenvalues), limit=stability_limit(eigenvalues))}
    pair = best_momentum(eigenvalues) if name == "momentum" else best_nesterov(eigenvalues)
    marks = {"beta": _floats(**{"best pair": pair["beta"]})}
    if beta is None:
        return marks
    if name == "momentum":
        on_rate = dict(best=best_rate(eigenvalues, beta), limit=stability_limit(eigenvalues, beta))
    else:
        limit = nesterov_stability_limit(eigenvalues, beta)
        on_rate = {"best pair": pair["learning_rate"], "limit": limit}
    return {"learning_rate": _floats(**on_rate), **marks}


def predicted(rule: str | Callable, eigenvalues: Any | None, settings: dict[str, Any]) -> float | None:
    """Say what share of the error a step keeps in the long run, or None where theory is silent.

    Parameters
    ----------
    rule, eigenvalues
        As for :func:`limits`.
    settings : dict
        What the rule is run with: its ``learning_rate``, and ``beta`` where it has one.

    Raises
    ------
    Mistake
        If the rule is none of the series, or a value is no number or out of range.

    Examples
    --------
    >>> predicted("gradient_descent", np.array([0.1, 2.0]), {"learning_rate": 0.5})
    0.95
    """
    name, eigenvalues = _bowl("predicted", rule, eigenvalues)
    rate, beta = _settings("predicted", settings, "learning_rate", "beta")
    beta = 0.0 if name == "gradient_descent" else beta
    if name not in KNOWN or eigenvalues is None or rate is None or beta is None:
        return None
    speed = nesterov_convergence_rate if name == "nesterov" else convergence_rate
    return float(speed(eigenvalues, rate, beta))


def _bowl(where: str, rule: Any, eigenvalues: Any) -> tuple[str, np.ndarray | None]:
    """Return the name of a rule, and the curvatures if they are those of a bowl."""
    name = "" if isinstance(rule, str) and not rule else own_name(where, rule, "rule", SIZES)
    if eigenvalues is None:
        return name, None
    array = number(where, "curvatures", eigenvalues)
    if array.ndim != 1 or not array.size:
        raise Mistake(
            f"{where}: the eigenvalues are {called(eigenvalues)}. Give one a direction, such as [0.1, 2.0]."
        )
    return name, array if np.all(array > 0) else None


def _settings(where: str, settings: Any, *names: str) -> list[np.ndarray | None]:
    """Return settings by name, each one number; None for what is not set, or follows a schedule."""
    if settings is not None and not isinstance(settings, dict):
        raise Mistake(f"{where}: the settings are {called(settings)}. Give a dict, such as dict(beta=0.9).")
    values = [(settings or {}).get(name) for name in names]
    arrays = [
        None if value is None or callable(value) else number(where, name, value)
        for name, value in zip(names, values, strict=True)
    ]
    for name, array in zip(names, arrays, strict=True):
        if np.ndim(array):
            raise Mistake(f"{where}: {name} has shape {array.shape}. Give one number.")
    return arrays


def _floats(**values: Any) -> dict[str, float]:
    return {word: float(value) for word, value in values.items()}

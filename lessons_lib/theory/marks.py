"""What a panel asks: the limits to mark on its sliders, and the speed to expect."""

from __future__ import annotations

from typing import Any

import numpy as np

from .lookahead import best_nesterov, nesterov_convergence_rate, nesterov_stability_limit
from .quadratics import best_momentum, best_rate, convergence_rate, stability_limit


def limits(
    rule_name: str, eigenvalues: np.ndarray | None, settings: dict[str, Any] | None = None
) -> dict[str, dict[str, float]]:
    """List what theory knows of a rule's hyperparameters: name -> {word: value}.

    Parameters
    ----------
    rule_name : str
    eigenvalues : array of shape (n,), or None
        Curvatures of a quadratic; None where there is no theory.
    settings : dict, optional
        What the rule is run with. With momentum the marks on the learning rate depend on ``beta``.

    Returns
    -------
    dict
        ``limit``: from there on it diverges. ``best``: fastest, all else as it is. ``best pair``: fastest
        when both are at their mark. Empty where theory is silent.

    Examples
    --------
    >>> limits("gradient_descent", np.array([0.1, 2.0]))["learning_rate"]["limit"]
    1.0
    >>> limits("momentum", np.array([1.0, 9.0]), {"beta": 0.5})["learning_rate"]
    {'best': 0.3, 'limit': 0.3333333333333333}
    >>> limits("adam", np.array([0.1, 2.0]))
    {}
    """
    if not _known(rule_name, eigenvalues):
        return {}
    if rule_name == "gradient_descent":
        return {"learning_rate": _floats(best=best_rate(eigenvalues), limit=stability_limit(eigenvalues))}
    pair = best_momentum(eigenvalues) if rule_name == "momentum" else best_nesterov(eigenvalues)
    marks = {"beta": _floats(**{"best pair": pair["beta"]})}
    beta = (settings or {}).get("beta")
    if beta is None or callable(beta):
        return marks
    if rule_name == "momentum":
        on_rate = dict(best=best_rate(eigenvalues, beta), limit=stability_limit(eigenvalues, beta))
    else:
        limit = nesterov_stability_limit(eigenvalues, beta)
        on_rate = {"best pair": pair["learning_rate"], "limit": limit}
    return {"learning_rate": _floats(**on_rate), **marks}


def predicted(rule_name: str, eigenvalues: np.ndarray | None, settings: dict[str, Any]) -> float | None:
    """Say what share of the error a step keeps in the long run, or None where theory is silent.

    Examples
    --------
    >>> predicted("gradient_descent", np.array([0.1, 2.0]), {"learning_rate": 0.5})
    0.95
    """
    plain = rule_name == "gradient_descent"
    rate, beta = settings.get("learning_rate"), 0.0 if plain else settings.get("beta")
    if not _known(rule_name, eigenvalues) or any(value is None or callable(value) for value in (rate, beta)):
        return None
    speed = nesterov_convergence_rate if rule_name == "nesterov" else convergence_rate
    return float(speed(eigenvalues, rate, beta))


def _known(rule_name: str, eigenvalues: np.ndarray | None) -> bool:
    """Say whether theory knows this rule on this surface: a quadratic that is a bowl."""
    rules = ("gradient_descent", "momentum", "nesterov")
    return rule_name in rules and eigenvalues is not None and bool(np.all(np.asarray(eigenvalues) > 0))


def _floats(**values: Any) -> dict[str, float]:
    return {word: float(value) for word, value in values.items()}

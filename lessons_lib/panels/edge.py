"""Adam's edge: why no line on a map can show it, and where one walk stands to it."""

from __future__ import annotations

import numpy as np

from .. import theory
from ..descent import Path
from ..signatures import signature

__all__ = ["adam_edge", "preconditioned_curvature"]


def preconditioned_curvature(path: Path) -> float:
    r"""Measure the largest curvature that Adam meets at the end of a walk on a quadratic.

    .. math:: \lambda_{max}(P^{-1/2} H P^{-1/2}), \quad P = diag(\sqrt{\hat v} + epsilon)

    Parameters
    ----------
    path : Path
        Of Adam, or of a rule that takes the same steps, on a landscape that has eigenvalues.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import adam
    >>> round(preconditioned_curvature(run(adam, bowl(), steps=1)), 3)  # 1 / 2: the slopes were 4 and 2
    0.5
    """
    settings = signature(path.rule).hyperparameters | path.settings
    turn = path.problem.directions
    steepness = turn.T @ np.diag(path.problem.eigenvalues) @ turn
    v_hat = path["v"][-1] / (1 - settings["beta2"] ** path.steps)
    root = np.sqrt(np.maximum(np.sqrt(v_hat) + settings["epsilon"], 1e-300))
    return float(np.linalg.eigvalsh(steepness / np.outer(root, root))[-1])


def adam_edge(path: Path) -> str:
    """Say where a walk of Adam stands to its limit of stability, and why a map has no line for it.

    References
    ----------
    Cohen, J. and others (2022). Adaptive gradient methods at the edge of stability.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import adam
    >>> adam_edge(run(adam, bowl(), steps=1, learning_rate=0.1))[-63:]
    'At the end of this walk it is 0.5; steps grow beyond 380: below'
    """
    words = (
        "theory: Adam's limit is on curvature over (sqrt(v_hat) + epsilon). v_hat is another in every cell "
        "and at every step, so no line on this map can be the limit"
    )
    settings = signature(path.rule).hyperparameters | path.settings
    if path.problem.eigenvalues is None or not path.steps or any(map(callable, settings.values())):
        return f"{words}."
    met = preconditioned_curvature(path)
    limit = float(theory.adam_stability_limit(settings["learning_rate"], settings["beta1"]))
    side = "below" if met < limit else "beyond"
    return f"{words}. At the end of this walk it is {met:.3g}; steps grow beyond {limit:.3g}: {side}"

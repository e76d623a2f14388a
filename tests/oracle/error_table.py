"""The oracle's table of worst errors, line by line."""

import oracle_cases as cases

HEADING = "worst errors against the frameworks, in units of the farthest position so far (at most 1e-12)"
MEANING = (
    "The gap of a coordinate, divided by the farthest from 0 that the framework's own has been:",
    "at the start and at every step compared up to there.",
)
CHAOS = "Compared in part, for they are chaotic: beyond the step named, one rounding decides."


def lines(table: dict[tuple[str, str], dict[str, float]]) -> list[str]:
    """Lay out (framework, variant) -> walk -> worst error, and name the walks compared only in part."""
    walks = list(next(iter(table.values())))
    rows = [f"{'':34}" + "".join(f"{walk:>12}" for walk in walks)]
    for (framework, variant), errors in table.items():
        name = variant if framework == "rules" else f"{framework}.{variant}"
        rows.append(f"{name:34}" + "".join(f"{errors[walk]:12.0e}" for walk in walks))
    overall = max(max(errors.values()) for errors in table.values())
    partly = [part(*case, last) for case, last in cases.CHAOTIC.items() if case[:2] in table]
    return [*MEANING, *rows, f"{'worst of all':34}{overall:12.1e}", *([CHAOS] if partly else []), *partly]


def part(framework: str, variant: str, k: int, walk: str, last: int) -> str:
    """Name one walk that is compared only up to a step: framework, optimizer, setting."""
    settings = cases.SETTINGS[framework][variant][k]
    written = ", ".join(f"{name}={value:g}" for name, value in settings.items()) or "its defaults"
    steps = cases.WALKS[walk][3]
    return f"  {framework}.{variant} on {walk}, with {written}: to step {last} of {steps}"

"""Print the oracle's table of worst errors at the end of every run that made it."""

import pytest

collect_ignore_glob = ["record*.py"]  # they need the frameworks; what they recorded does not

ERRORS = pytest.StashKey[dict]()


def pytest_configure(config):
    config.stash[ERRORS] = {}


@pytest.fixture
def oracle_table(request):
    """Where a comparison with a framework notes its worst errors, walk by walk."""
    return request.config.stash.setdefault(ERRORS, {})


def pytest_terminal_summary(terminalreporter, config):
    table = config.stash.get(ERRORS, {})
    if not table:
        return
    walks = list(next(iter(table.values())))
    terminalreporter.section("worst relative errors against the frameworks (at most 1e-12)")
    terminalreporter.write_line(f"{'':34}" + "".join(f"{walk:>12}" for walk in walks))
    for (framework, variant), errors in table.items():
        name = variant if framework == "rules" else f"{framework}.{variant}"
        terminalreporter.write_line(f"{name:34}" + "".join(f"{errors[walk]:12.0e}" for walk in walks))
    overall = max(max(errors.values()) for errors in table.values())
    terminalreporter.write_line(f"{'worst of all':34}{overall:12.1e}")

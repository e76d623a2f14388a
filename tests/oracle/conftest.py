"""Print the oracle's table of worst errors at the end of every run that made it."""

import error_table
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
    terminalreporter.section(error_table.HEADING)
    for line in error_table.lines(table):
        terminalreporter.write_line(line)

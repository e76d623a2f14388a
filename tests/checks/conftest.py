"""Every test begins a session of its own: no hint has been shown yet."""

import pytest

from lessons_lib.checks.verdicts import forget_tries


@pytest.fixture(autouse=True)
def new_session():
    forget_tries()
    yield
    forget_tries()

"""What all tests share, those of the notebooks too.

Strict nbval compares the words of every output; HTML is a second form of the same words.
"""

import os

import pytest

# A learner's own progress is neither read nor changed; kernels that tests start inherit this.
os.environ["LESSONS_PROGRESS"] = os.devnull + "/none"  # no place at all, so no test begins where one ended
os.environ["LESSONS_RACES"] = "off"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave out text/html where notebooks are compared: pictures and verdicts say the same as text/plain."""
    notebook = item.parent
    if hasattr(notebook, "skip_compare") and "text/html" not in notebook.skip_compare:
        notebook.skip_compare = (*notebook.skip_compare, "text/html")

"""One server, one browser and one run of the first lesson, shared by every test that can share them."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest

HERE = pathlib.Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a test that needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A running JupyterLab that serves copies of the notebooks."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("The browser tests need the package playwright; make env-dev installs it.")
    import lab as driver

    if driver.chromium() is None:
        pytest.skip("The browser tests need Chromium, and none was found on the PATH.")
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(driver.LESSON, folder)
    with driver.running_lab(folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser(lab) -> Iterator:
    import lab as driver

    with driver.running_browser() as running:
        yield running


@pytest.fixture(scope="session")
def lesson(lab, browser) -> Iterator:
    """The page of the first lesson with all cells run."""
    import lab as driver

    page = driver.open_notebook(browser, lab, driver.LESSON.name, height=1100)
    driver.run_all(page)
    yield page
    page.close()


@pytest.fixture(autouse=True)
def no_complaints(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which its page printed an error or a warning, or raised an error."""
    yield
    for name in ("lesson", "page"):
        page = request.node.funcargs.get(name)
        if page is not None:
            said, page.complaints[:] = list(page.complaints), []
            assert not said


@pytest.fixture
def panel(lesson):
    """The explore panel of the lesson, as it began, except for a learning rate of 0.3."""
    from panel import ExplorePanel, until

    panel = ExplorePanel(lesson, "condition")
    panel.bring_into_view()
    panel.button("start over").click()
    until(lesson, lambda: panel.setting("learning_rate") == 0.05, "the beginning")
    panel.set("learning_rate", 0.3)
    panel.show_end()
    return panel


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return tmp_path_factory.mktemp("screenshots")
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    return pathlib.Path(folder)


@pytest.fixture
def shot(screenshots: pathlib.Path) -> Callable:
    """Keep a picture of a page or of a part of it."""
    return lambda part, name: part.screenshot(path=screenshots / f"{name}.png")

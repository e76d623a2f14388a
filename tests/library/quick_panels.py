"""Panels are made by the thousand in tests: no backgrounds are drawn, and none outlives its test."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import find
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances as alive  # there is no public way to name some of them

from lessons_lib.plots.picture import Picture


@pytest.fixture(autouse=True, scope="module")
def undrawn() -> Iterator[None]:
    """Put a new number where a background would be drawn; pictures as a whole are drawn as ever."""
    find(st.booleans(), bool)  # Hypothesis looks, once, for who holds NumPy's generator: a freeze hides that
    gc.collect()
    gc.freeze()  # what other tests have left is not looked through again and again
    draw, count = Picture.png, itertools.count()

    def png(picture: Picture, *, moving: bool = True, **how: Any) -> bytes:
        return draw(picture, moving=True, **how) if moving else b"\x89PNG %d" % next(count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "png", png)
        yield


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close the widgets of a test: ipywidgets holds on to each of them otherwise."""
    before = set(alive)
    yield
    for name in set(alive) - before:
        if name in alive:
            alive[name].close()

"""Whatever stands in the progress file, a lesson is not disturbed, and the next success is kept."""

from __future__ import annotations

import json
import os

import pytest
from fuzzing import fuzz, seconds_of
from hypothesis import example, given
from hypothesis import strategies as st

from lessons_lib import progress

NAMES = [f"{number} {name}" for number, lesson in progress.SERIES.items() for name in lesson.exercises]
DAYS = st.dates().map(str)
KEYS = st.sampled_from([*NAMES, "passed", "01", ""]) | st.text(max_size=10)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | DAYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
GOOD = st.dictionaries(st.sampled_from(NAMES), DAYS).map(lambda kept: json.dumps({"passed": kept}).encode())


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """Write a good file, and cut it, overwrite a part of it, or write it in another code."""
    good = draw(GOOD)
    at = draw(st.integers(0, len(good)))
    code = draw(st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-32"]))
    rest = good[at + draw(st.integers(0, 9)) :] if draw(st.booleans()) else b""
    return (good[:at] + draw(st.binary(max_size=9)) + rest).decode("latin-1").encode(code)


DEEP = st.tuples(st.sampled_from(["[", '{"passed":', '[{"passed":[']), st.integers(1, 60_000)).map(
    lambda t: (t[0] * t[1]).encode()[: 2 * progress.LARGEST]
)
FILES = st.one_of(
    st.binary(max_size=400),
    JSON.map(lambda value: json.dumps(value).encode()),
    JSON.map(lambda value: json.dumps({"passed": value}).encode()),
    GOOD,
    spoiled(),
    DEEP,
)


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory):
    """The file, in a folder of its own."""
    file = tmp_path_factory.mktemp("progress") / "progress.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LESSONS_PROGRESS", str(file))
        yield file


@fuzz(200)
@given(FILES)
@example(b'{"passed": {"01 reach": ' + b"9" * 5000 + b"}}")
@example(b'{"passed": {"01 reach": "\\ud800"}}')
@example(b"[" * 99_999)
def test_any_file_is_read_told_and_mended(place, text):
    place.write_bytes(text)

    def lived():
        before = progress.passed()
        assert set(before) <= set(NAMES) and all(isinstance(day, str) for day in before.values())
        told = progress.show()
        assert repr(told) and told._repr_mimebundle_()["text/html"]
        assert progress.record("01 reach")
        assert set(progress.passed()) == set(before) | {"01 reach"}
        assert before.items() <= progress.passed().items()
        progress.reset("01")
        assert set(progress.passed()) == {name for name in before if not name.startswith("01")}

    assert seconds_of(lived) < 1.0
    assert [made.name for made in place.parent.iterdir()] == [place.name]
    os.unlink(place)

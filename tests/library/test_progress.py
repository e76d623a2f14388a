"""What a learner has passed is kept, and nothing goes wrong where it cannot be."""

from __future__ import annotations

import concurrent.futures
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons_lib import progress
from lessons_lib.checks import verdicts
from lessons_lib.mistakes import Mistake

NAMES = [f"{number} {name}" for number, lesson in progress.SERIES.items() for name in lesson.exercises]


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """A place for the file, which is not there yet."""
    place = tmp_path / "kept" / "progress.json"
    monkeypatch.setenv("LESSONS_PROGRESS", str(place))
    return place


def test_a_beginner_has_passed_nothing_and_asking_makes_no_file(file):
    assert progress.passed() == {}
    assert str(progress.show("01")).startswith("Lesson 01, Gradient descent: 0 of ")
    assert not file.parent.exists()


def test_an_exercise_counts_when_its_verdict_is_shown_and_not_before(file):
    verdict = verdicts.correct("01 my rule", "That is it.")
    assert progress.passed() == {}
    verdict._repr_mimebundle_()
    assert list(progress.passed()) == ["01 my rule"]
    assert "1 of" in str(progress.show("01")) and "my rule" not in str(progress.show("01"))


def test_what_is_not_correct_does_not_count(file):
    verdicts.not_yet("01 my rule", "Almost.")._repr_mimebundle_()
    verdicts.not_attempted("It is your turn.")._repr_mimebundle_()
    assert not file.exists()


def test_a_check_of_ones_own_is_not_kept(file):
    assert not progress.record("my own check")
    assert not file.exists()


def test_the_day_of_the_first_time_stays(file):
    file.parent.mkdir()
    file.write_text(json.dumps({"passed": {"01 my rule": "2001-02-03"}}))
    assert progress.record("01 my rule") and progress.record("01 reach")
    assert progress.passed()["01 my rule"] == "2001-02-03"


def test_one_lesson_or_all_can_begin_anew(file):
    for name in NAMES:
        progress.record(name)
    assert all("Still open" not in line for line in str(progress.show()).splitlines())
    assert str(progress.reset("01")).startswith("Lesson 01, Gradient descent: 0 of ")
    assert not [name for name in progress.passed() if name.startswith("01")]
    progress.reset()
    assert progress.passed() == {}


def test_a_lesson_that_does_not_exist_is_named_in_a_sentence():
    for ask in (progress.show, progress.reset):
        with pytest.raises(Mistake, match="lesson is '1'. .*01"):
            ask("1")


@given(st.binary(max_size=300))
def test_a_broken_file_is_no_error_and_is_mended_by_the_next_success(tmp_path_factory, broken):
    place = tmp_path_factory.mktemp("broken") / "progress.json"
    os.environ["LESSONS_PROGRESS"] = str(place)
    place.write_bytes(broken)
    assert progress.passed() == {}
    assert progress.record("01 reach")
    assert list(progress.passed()) == ["01 reach"]


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"passed": 3}', '{"passed": ["01 reach"]}', "null", '"', "9" * 9999]
)
def test_a_file_of_another_form_holds_nothing(file, text):
    file.parent.mkdir()
    file.write_text(text)
    assert progress.passed() == {}


def test_switched_off_nothing_is_kept_and_the_report_says_so(file, monkeypatch):
    monkeypatch.setenv("LESSONS_PROGRESS", "Off")
    assert not progress.record("01 reach") and progress.where() is None
    assert repr(progress.show()) == "Progress is switched off here."
    assert progress.reset().off


def test_where_nothing_can_be_written_a_verdict_is_shown_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("LESSONS_PROGRESS", str(tmp_path / "a file" / "progress.json"))
    assert "That is it." in verdicts.correct("01 my rule", "That is it.")._repr_mimebundle_()["text/plain"]
    assert progress.passed() == {}


def test_no_half_written_file_is_ever_read_and_none_is_left_behind(file):
    def work(k):
        progress.record(NAMES[k % len(NAMES)])
        return json.loads(file.read_text())["passed"]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
    assert [made.name for made in file.parent.iterdir()] == ["progress.json"]


def test_all_that_is_kept_survives_tellings_at_the_same_time(file):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(progress.record, NAMES))
    assert sorted(progress.passed()) == sorted(NAMES)


def test_without_the_variable_the_file_is_where_the_system_keeps_such_things(monkeypatch):
    monkeypatch.delenv("LESSONS_PROGRESS")
    assert progress.where().parts[-2:] == ("lessons_lib", "progress.json")


def test_the_report_has_a_bar_and_the_same_words_for_those_who_do_not_see_it(file):
    progress.record("01 reach")
    shown = progress.show()._repr_mimebundle_()
    assert "background:#00695c" in shown["text/html"] and "aria-hidden" in shown["text/html"]
    assert "1 of 7 checks passed" in shown["text/html"] and "1 of 7 checks passed" in shown["text/plain"]


def test_a_file_that_cannot_be_read_at_the_moment_loses_nothing(file, monkeypatch):
    progress.record("01 reach")

    def in_use(path, *mode):
        raise PermissionError(13, "in use by another program")

    with monkeypatch.context() as moment:
        moment.setattr("pathlib.Path.open", in_use)
        assert progress.passed() == {}
        assert not progress.record("01 mend")
    assert list(progress.passed()) == ["01 reach"]


def test_a_disk_that_fills_up_leaves_no_half_file_behind(file, monkeypatch):
    progress.record("01 reach")

    def full(*given, **named):
        raise OSError(28, "no space left")

    with monkeypatch.context() as moment:
        moment.setattr(json, "dump", full)
        assert not progress.record("01 mend")
    assert [made.name for made in file.parent.iterdir()] == ["progress.json"]


def test_the_variable_may_begin_with_the_home_folder(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("LESSONS_PROGRESS", "~/mine.json")
    assert progress.where() == tmp_path / "mine.json"


def test_lessons_given_as_a_list_are_answered_in_a_sentence():
    with pytest.raises(Mistake, match=r"lesson is \['01'\]"):
        progress.show(["01"])


def test_beginning_anew_forgets_nothing_else_while_the_file_cannot_be_read(file, monkeypatch):
    progress.record("01 reach")

    def in_use(path, *mode):
        raise PermissionError(13, "in use by another program")

    with monkeypatch.context() as moment:
        moment.setattr("pathlib.Path.open", in_use)
        progress.reset("02")
    assert list(progress.passed()) == ["01 reach"]

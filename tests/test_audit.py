"""An audit that could not be made is never taken for one that found nothing."""

from types import SimpleNamespace

import audit
import pytest

GOOD = {"name": "numpy", "version": "2.0", "vulns": []}
BAD = {"name": "left", "version": "1.0", "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "right", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([GOOD], audit.SAFE, "1 of 1 packages were looked up; 0 flaws"),
        ([GOOD, BAD], audit.FOUND, "left 1.0: X-1, mended in 1.1"),
        ([GOOD, SKIPPED], audit.UNKNOWN, "Not audited, the list does not answer for them: right."),
        ([SKIPPED] * 9, audit.UNKNOWN, "0 of 9 packages were looked up"),
        ([BAD, SKIPPED], audit.FOUND, "Nothing is known of these"),
        ([], audit.UNKNOWN, "0 of 0"),
    ],
)
def test_only_what_was_looked_up_and_found_clean_counts_as_safe(packages, code, words):
    said, judged = audit.judged(packages)
    assert judged == code and words in said


@pytest.mark.parametrize("stdout", ["", "Traceback", "[]", "{}"])
def test_without_a_network_it_fails_and_says_so(stdout, monkeypatch, capsys):
    told = SimpleNamespace(stdout=stdout, stderr="...\nConnectionError: no route")
    monkeypatch.setattr(audit, "asked", lambda: told)
    assert audit.main() == audit.UNKNOWN
    assert (
        "Not audited: no list of vulnerabilities answered (ConnectionError: no route)"
        in capsys.readouterr().out
    )

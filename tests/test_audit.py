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


def test_an_environment_whose_first_installation_failed_is_completed(monkeypatch, tmp_path):
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    monkeypatch.setattr(audit.venv, "create", lambda place, with_pip: None)
    for name in ("bin/python", "Scripts/python.exe"):
        (tmp_path / ".venv-audit" / name).parent.mkdir(parents=True)
        (tmp_path / ".venv-audit" / name).touch()
    ran = []
    failed = SimpleNamespace(stdout="", stderr="No module named pip_audit", returncode=1)
    monkeypatch.setattr(audit.subprocess, "run", lambda line, **how: ran.append((line, how)) or failed)
    assert audit.main() == audit.UNKNOWN
    assert ["install" in line for line, _ in ran] == [True, False] and not any(how["check"] for _, how in ran)

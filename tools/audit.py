"""Look up every pinned package among the vulnerabilities that are known of it: `make audit`.

The lists are on the network; where they cannot be reached, this fails and says so, for what was not looked up
is not known to be safe. It needs an environment of its own, `.venv-audit`, and installs nothing else.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = "requirements-dev.txt"  # holds the pins of requirements.txt too
SAFE, FOUND, UNKNOWN = 0, 1, 2  # exit codes


def main():
    """Ask, and put the answer into words; return the exit code."""
    done = asked()
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"Not audited: no list of vulnerabilities answered ({last[:200]}).")
        print("Nothing is known of the pinned packages. Run this where the network reaches such a list.")
        return UNKNOWN
    words, code = judged(packages)
    print(words)
    return code


def asked():
    """Run pip-audit on the pins; it says what it found as JSON."""
    place = ROOT / ".venv-audit"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
    # Each time, for the first time may have failed; if this one does, no module answers, and that is told.
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"]
    subprocess.run(install, check=False)
    # The pins are complete, so nothing has to be resolved or installed to know what they stand for.
    how = ["--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]
    command = [python, "-m", "pip_audit", *how, "--requirement", ROOT / PINS]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def judged(packages):
    """Return a report in words and an exit code for what pip-audit says of each package."""
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    found = [
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions'])}"
        for each in packages
        for flaw in each.get("vulns", [])
    ]
    looked = f"{len(packages) - len(skipped)} of {len(packages)} packages were looked up"
    lines = [f"{looked}; {len(found)} flaws are known.", *found]
    if found:
        lines.append("Raise what is named: `make lock`, then `make test`.")
    if skipped:
        lines.append(f"Not audited, the list does not answer for them: {', '.join(skipped[:5])}")
        lines[-1] += f" and {len(skipped) - 5} more." if len(skipped) > 5 else "."
        lines.append("Nothing is known of these. Run this where the network reaches the list.")
    return "\n".join(lines), FOUND if found else UNKNOWN if skipped or not packages else SAFE


if __name__ == "__main__":
    sys.exit(main())

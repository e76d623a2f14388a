"""Which versions the oracle asked: those installed when it is recorded, those pinned when it is read."""

import json
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent


def installed(*packages: str) -> dict[str, str]:
    """Read the public versions: `2.13.0+cpu` says where 2.13.0 was built, not what it computes."""
    return {name: version(name).split("+")[0] for name in packages}


def pinned(requirements: str) -> dict[str, str]:
    """Read the pins, each of which must be exact."""
    lines = (line.partition("#")[0].strip() for line in requirements.splitlines())
    return dict(line.split("==") for line in lines if line)


def stored() -> dict[str, dict[str, str]]:
    """Read what every recording says of the versions it asked."""
    files = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in HERE.glob("*.json")}
    walks = json.loads((HERE / "recorded" / "notes.json").read_text(encoding="utf-8"))
    return {name: recording["versions"] for name, recording in (files | walks).items()}


def unpinned(versions: dict[str, str], pins: dict[str, str]) -> list[str]:
    """Say which of the versions asked are not the ones pinned."""
    return [
        f"{name} {asked} was asked, and {pins.get(name, 'no version')} is pinned"
        for name, asked in versions.items()
        if pins.get(name) != asked
    ]

"""Make the one link that a class needs: it logs in, fetches the newest lessons, and opens the first one.

For example, with the addresses of your own hub and of your own copy of this repository:

    python deploy/link.py https://hub.example.org https://git.example.org/course/lessons
"""

from __future__ import annotations

import argparse
from urllib.parse import urlencode, urlsplit

FOLDER = "lessons"  # in the student's home
FIRST = "00_start_here.ipynb"


def pull_link(hub: str, repository: str, notebook: str = FIRST, branch: str | None = None) -> str:
    """Write the address that nbgitpuller answers, for any student of the hub.

    Parameters
    ----------
    hub : str
        Where the hub answers, such as ``"https://hub.example.org"``.
    repository : str
        What ``git clone`` takes.
    notebook : str, default "00_start_here.ipynb"
        The lesson that opens.
    branch : str, optional
        The repository's own first branch if left out.

    Examples
    --------
    >>> pull_link("https://hub.example.org", "https://git.example.org/lessons").split("?")[0]
    'https://hub.example.org/hub/user-redirect/git-pull'
    """
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(pulled(repository, notebook, branch))}"


def pulled(repository: str, notebook: str = FIRST, branch: str | None = None) -> dict[str, str]:
    """Name what is fetched, where it goes, and what is opened then."""
    told = {"repo": repository, "targetpath": FOLDER, "urlpath": f"lab/tree/{FOLDER}/notebooks/{notebook}"}
    return told if branch is None else told | {"branch": branch}


def address(text: str) -> str:
    """Return an address of the web; anything else is refused in a sentence."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise argparse.ArgumentTypeError(f"{text!r} is no address. Give one such as https://hub.example.org.")
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print the link that brings a class to the lessons.")
    parser.add_argument("hub", type=address, help="where the hub answers, such as https://hub.example.org")
    parser.add_argument("repository", type=address, help="where students fetch the lessons from")
    parser.add_argument("--notebook", default=FIRST, help=f"the lesson that opens; {FIRST} if left out")
    parser.add_argument("--branch", help="the repository's own first branch if left out")
    print(pull_link(**vars(parser.parse_args())))

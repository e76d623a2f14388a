"""Open the lessons in JupyterLab: `make lab`, or `python tools/lab.py` where there is no make.

Options: `--port N` asks for another port than 8888; `--present 03` opens that lesson as slides;
`--install lab`, `--install present` and `--install dev` prepare the environment and stop there.

This file must stay readable for any Python, however old, so that an old one can say
what is wrong; the modules that it imports late need not.
"""

import sys

NEEDED = (3, 11)


def complaint(version, executable):
    """Return what is wrong with a Python of this version, or None when it will do."""
    if tuple(version[:2]) >= NEEDED:
        return None
    return (
        "The lessons need Python %d.%d or newer, but %s is Python %d.%d.\n"
        "Install a newer one, then name it: `make lab PYTHON=python3.12`,\n"
        "or without make: `python3.12 tools/lab.py`."
    ) % (NEEDED + (executable,) + tuple(version[:2]))


def main(arguments):
    """Check the Python that runs this, then do what `arguments` ask for."""
    sentence = complaint(sys.version_info, sys.executable)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 1
    import lab_server  # late: an old Python cannot even read it

    return lab_server.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

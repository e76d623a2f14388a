"""Execute the notebooks and store them normalised, so that doing it again changes no byte.

``python tools/notebooks.py`` rebuilds all of them; ``--check`` only says whether that would change
a word, or a picture visibly; names of notebooks limit it to those.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import pathlib
import sys

import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"
SQUARE = 16  # pixels: a line that is gone changes the squares on its way, and hardly the mean of the whole
VISIBLE = 16  # of 255: a line, a number or a patch changes a square's mean by more; storing does by up to 7


def execute(notebook: nbformat.NotebookNode, folder: pathlib.Path = NOTEBOOKS) -> nbformat.NotebookNode:
    """Run every cell in a fresh kernel."""
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # kernels of this machine need no encryption
    )
    return client.execute()


def joined(outputs: list) -> list:
    """Make one stream of neighbours of the same name: a busy machine sends two prints in two pieces."""
    kept = []
    for output in outputs:
        if kept and output.output_type == "stream" and output.get("name") == kept[-1].get("name"):
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Keep what a reader sees and what a test compares; drop whatever differs from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = {name: cell.metadata[name] for name in ("slideshow", "tags") if name in cell.metadata}
        cell.source = cell.source.strip("\n")
        cell.update({"outputs": joined(cell.outputs)} if cell.cell_type == "code" else {})
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "image/png" in data:
                data.pop("text/html", None)  # the live page's copy of the same picture
            if "metadata" in output:
                output.metadata = {kind: about for kind, about in output.metadata.items() if kind in data}
    nbformat.validate(notebook)
    return notebook


def lighten(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Make every picture of a notebook light enough to be stored."""
    for _, data in _outputs(notebook):
        if "image/png" in data:
            data["image/png"] = light(data["image/png"])
    return notebook


def light(png: str) -> str:
    """Store a picture, as base64, with 256 colours: a third of the bytes, and the rare colours stay."""
    out = io.BytesIO()
    few = pixels(png).quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def pixels(png: str) -> Image.Image:
    """Open a picture that is kept as base64."""
    return Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Write a notebook without its pictures."""
    bare = nbformat.from_dict(notebook)
    for _, data in _outputs(bare):
        data.pop("image/png", None)
    return nbformat.writes(bare)


def _outputs(notebook: nbformat.NotebookNode) -> list:
    return [(c.id, o["data"]) for c in notebook.cells for o in c.get("outputs", []) if "data" in o]


def differences(old: nbformat.NotebookNode, new: nbformat.NotebookNode) -> list[str]:
    """Say what a rebuild changes: words exactly, pictures as an eye sees them."""
    found = []
    for before, after in zip(old.cells, new.cells, strict=True):
        one, other = (text_of(nbformat.v4.new_notebook(cells=[cell])) for cell in (before, after))
        if one != other:
            found.append(f"cell {before.id}: its text or output has changed")
    pictures = [[(i, d["image/png"]) for i, d in _outputs(book) if "image/png" in d] for book in (old, new)]
    for (name, before), (_, after) in zip(*pictures, strict=False):
        if not look_alike(before, after):
            found.append(f"cell {name}: its picture looks different")
    return found


def look_alike(one: str, other: str) -> bool:
    """Compare two pictures, as base64, by the mean colours of small squares."""
    before, after = (np.asarray(pixels(png), float) for png in (one, other))
    return before.shape == after.shape and float(np.abs(_squares(before - after)).max()) < VISIBLE


def _squares(change: np.ndarray) -> np.ndarray:
    """Average over squares; one that the edge cuts is filled up with its last pixels."""
    beyond = [(0, -size % SQUARE) for size in change.shape[:2]]
    full = np.pad(change, [*beyond, (0, 0)], mode="edge")
    rows, columns = (size // SQUARE for size in full.shape[:2])
    return full.reshape(rows, SQUARE, columns, SQUARE, 3).mean((1, 3))


def main() -> int:
    """Rebuild, or check, the notebooks named (all if none is)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="change nothing; say what would change")
    given = parser.parse_args()
    os.environ["LESSONS_PROGRESS"] = os.devnull + "/none"  # a stored notebook is that of someone who begins
    os.environ["LESSONS_RACES"] = "off"
    stale = 0
    for path in given.notebooks or sorted(NOTEBOOKS.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        new = normalise(execute(nbformat.reads(text, as_version=4)))
        found = differences(nbformat.reads(text, as_version=4), new)
        stale += bool(found)
        print(f"{path.name}: {'; '.join(found) or 'nothing has changed'}")
        if not given.check:
            path.write_text(nbformat.writes(lighten(new)) + "\n", encoding="utf-8")
    return int(given.check and stale > 0)


if __name__ == "__main__":
    sys.exit(main())

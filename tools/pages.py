"""Turn cells into HTML that needs no network: prose, formulas as pictures with words, code, outputs."""

from __future__ import annotations

import functools
import html
import io
import re

import nbformat
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.textpath import TextPath
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

FONT = FontProperties(math_fontfamily="cm", size=10)
EM = 0.115  # of a point of that font: its letters are small beside those of a sans serif
MAP = "../README.md#the-series"  # lesson 00 has it as well
# What TeX takes without braces and matplotlib does not.
BARE = [(r"\\sqrt\s*(\\[a-zA-Z]+|[0-9a-zA-Z])", r"\\sqrt{\1}"), (r"frac\s*(\d)\s*(\d)", r"frac{\1}{\2}")]


def formula(tex: str, *, wide: bool = False) -> str:
    """Draw a formula as SVG outlines that stand on the line of the words around them.

    Parameters
    ----------
    tex : str
        What stands between the dollar signs. It is also the text alternative.
    wide : bool
        Whether it stands on a line of its own.
    """
    shapes, width, height, depth = _drawn(tex.replace(r"\frac", r"\dfrac") if wide else tex)
    name = html.escape(tex, quote=True)
    style = f"height:{EM * height:.3f}em;vertical-align:{-EM * depth:.3f}em"
    view = f'viewBox="0 {depth - height:.2f} {width:.2f} {height:.2f}"'
    svg = f'<svg role="img" aria-label="{name}" style="{style}" {view}><path d="{shapes}"/></svg>'
    return f'<span class="formula">{svg}</span>' if wide else svg


@functools.cache
def _drawn(tex: str) -> tuple[str, float, float, float]:
    """Return the outlines of a formula at ten points, its width, its height, and its depth below the line."""
    for pattern, braced in BARE:
        tex = re.sub(pattern, braced, tex)
    text = f"${' '.join(tex.split())}$"
    width, height, depth, *_ = MathTextParser("path").parse(text, dpi=72, prop=FONT)
    path, parts = TextPath((0, 0), text, prop=FONT), []
    for points, code in path.iter_segments(curves=True, simplify=False):
        letter = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}[int(code)]
        pairs = zip(points[::2], points[1::2], strict=True) if letter != "Z" else ()
        parts.append(letter + " ".join(f"{x:.2f} {-y:.2f}" for x, y in pairs))
    # A little air, since outlines reach beyond the box of their letters.
    return "".join(parts), width + 0.4, height + 0.8, depth + 0.4


class Renderer(IPythonRenderer):
    """Markdown as JupyterLab shows it, but formulas as pictures, and links from page to page."""

    def inline_math(self, body: str) -> str:
        """Draw a formula within a line."""
        return formula(body)

    def block_math(self, body: str) -> str:
        """Draw a formula on a line of its own."""
        return formula(body, wide=True)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Lead from lesson to lesson, and to the web; what is no page of the handout is left as words."""
        if url.startswith("https://"):
            return f'<a href="{html.escape(url, quote=True)}">{text}</a>'
        url = "00_start_here.ipynb" if url == MAP else url
        lesson = re.fullmatch(r"(\d\d_\w+)\.ipynb(#.*)?", url)
        return f'<a href="{lesson[1]}.html">{text}</a>' if lesson else text


def prose(markdown: str) -> str:
    """Turn Markdown into HTML."""
    renderer = Renderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(markdown)


def code(source: str) -> str:
    """Turn Python into HTML, with its words told apart by colour and weight."""
    return highlight(source, PythonLexer(), HtmlFormatter(cssclass="code"))


def code_style() -> str:
    """Return the style sheet of `code`."""
    return HtmlFormatter(style="friendly").get_style_defs(".code")


def outputs(cell: nbformat.NotebookNode) -> str:
    """Turn what a cell has shown into HTML: its picture with its words, or text."""
    shown = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/png" in data:
            alt = output.metadata.get("image/png", {}).get("alt", "")
            png = "".join(data["image/png"].split())
            shown.append(f'<img alt="{html.escape(alt, quote=True)}" src="data:image/png;base64,{png}">')
        elif "text/html" in data:
            shown.append(data["text/html"])
        else:
            text = output.get("text") or data.get("text/plain", "")
            shown.append(f"<pre>{html.escape(text.rstrip())}</pre>")
    return "\n".join(shown)


def page(title: str, body: str, style: str, script: str = "") -> str:
    """Put a whole page together, which loads nothing from anywhere."""
    out = io.StringIO()
    out.write('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    out.write(f"<title>{html.escape(title)}</title>\n")
    out.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
    out.write(f"<style>\n{style}\n</style>\n</head>\n<body>\n{body}\n")
    out.write(f"<script>\n{script}\n</script>\n" if script else "")
    out.write("</body>\n</html>\n")
    return out.getvalue()

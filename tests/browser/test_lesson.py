"""The first lesson in a real page: it runs, it can be read by everybody, in every width and theme."""

from __future__ import annotations

import json
import re

import pytest
from panel import until

from lessons_lib.landscapes import ravine
from lessons_lib.plots.picture import explore_picture
from lessons_lib.rules import gradient_descent

# Every stretch of text in an output, with the contrast to what lies behind it.
CONTRASTS = """() => {
  const parse = (text) => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const over = ([r, g, b, a], under) => [r, g, b].map((v, k) => a * v + (1 - a) * under[k]);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      layers.push(parse(getComputedStyle(e).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const found = [];
  for (const area of document.querySelectorAll('.jp-OutputArea-output')) {
    const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: e, data } = walker.currentNode;
      if (!data.trim() || !e.checkVisibility() || e.closest('style, :disabled')) continue;
      const ground = behind(e), ink = over(parse(getComputedStyle(e).color), ground);
      const [low, high] = [light(ground), light(ink)].sort((a, b) => a - b);
      found.push([data.trim().slice(0, 60), Math.round(100 * (high + 0.05) / (low + 0.05)) / 100]);
    }
  }
  return found;
}"""
# What sticks out of its panel, or of the output that holds it.
OVERFLOWS = """root => {
  const out = [];
  for (const box of [root, ...root.querySelectorAll('.ll-panel, .ll-knob, .ll-stage')]) {
    const { left, right } = box.getBoundingClientRect();
    for (const e of box.querySelectorAll('*')) {
      const inside = e.getBoundingClientRect();
      if (!inside.width || !e.checkVisibility() || e.closest('.ll-point')) continue;
      const name = `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`;
      if (inside.left < left - 1 || inside.right > right + 1) out.push(name);
      const hides = getComputedStyle(e).overflowX !== 'visible';
      if (hides && e.clientWidth && e.scrollWidth > e.clientWidth + 1) out.push(`clipped: ${name}`);
    }
  }
  return out;
}"""


def test_every_cell_runs_without_an_error(lesson):
    errors = lesson.locator('[data-mime-type="application/vnd.jupyter.error"]')
    warnings = lesson.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
    assert errors.all_inner_texts() + warnings.all_inner_texts() == []
    prompts = lesson.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
    assert [prompt for prompt in prompts if not prompt.strip("[]:").isdigit()] == []


def test_every_picture_and_every_canvas_has_words(lesson):
    pictures = lesson.locator(".jp-OutputArea-output img:not(.ll-stage img)")
    words = [picture.get_attribute("alt") for picture in pictures.all()]
    canvases = lesson.locator(".jp-OutputArea-output canvas:not([aria-hidden=true])")
    words += [canvas.get_attribute("aria-label") for canvas in canvases.all()]
    assert len(words) > 5
    assert all(text and len(text) > 20 for text in words)
    for picture in lesson.locator(".ll-stage img").all():  # what stays is told by its canvas
        assert picture.get_attribute("alt") == ""


@pytest.mark.parametrize("width", [700, 1000, 1920])
def test_nothing_sticks_out_of_the_panel_and_the_start_is_where_the_walk_begins(panel, width, shot):
    page = panel.page
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    try:
        panel.bring_into_view()
        until(page, lambda: panel.stage.bounding_box()["width"] <= width, "the new width")
        shot(panel.root, f"explore-{width}")
        shot(page, f"page-{width}")
        assert panel.root.evaluate(OVERFLOWS) == []
        axes = explore_picture(ravine(20), gradient_descent).parts[0].axes
        x, y = axes.transData.transform(panel.setting("start"))
        across, down = axes.figure.bbox.size
        panel.wait_for_start_at(*panel.place(x / across, 1 - y / down))
        stage, canvas = panel.stage.bounding_box(), panel.canvas.bounding_box()
        assert canvas == pytest.approx(stage, abs=0.5)
    finally:
        page.set_viewport_size(before)


def test_text_can_be_read_in_the_dark_theme(panel, shot):
    page = panel.page

    def theme(name, scheme):
        page.get_by_role("menuitem", name="Settings", exact=True).click()
        page.locator(".lm-Menu-item", has_text=re.compile("^Theme$")).click()
        page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        is_light = str(scheme == "light").lower()
        page.locator(f'body[data-jp-theme-light="{is_light}"]').wait_for(state="attached")

    theme("JupyterLab Dark", "dark")
    try:
        panel.bring_into_view()
        shot(page, "page-dark")
        shot(panel.root, "explore-dark")
        for k, verdict in enumerate(page.locator(".jp-RenderedHTML").all()):
            if "<img" not in verdict.inner_html():
                shot(verdict, f"dark-verdict-{k}")
        found = page.evaluate(CONTRASTS)
    finally:
        theme("JupyterLab Light", "light")
    assert len(found) > 30
    assert [line for line in found if line[1] < 4.5] == []


def test_a_notebook_that_is_not_run_shows_its_stored_pictures(lab, browser, shot):
    import lab as driver

    name = "01_gradient_descent.ipynb"
    cells = json.loads((lab.folder / name).read_text(encoding="utf-8"))["cells"]
    stored = sum("image/png" in o.get("data", {}) for cell in cells for o in cell.get("outputs", []))
    (lab.folder / "stored.ipynb").write_bytes(driver.LESSON.read_bytes())
    page = driver.open_notebook(browser, lab, "stored.ipynb", height=1100, kernel=False)
    try:
        pictures = page.locator(".jp-OutputArea-output img")
        until(page, lambda: pictures.count() == stored, f"{stored} pictures")
        until(page, lambda: pictures.evaluate_all("all => all.every((i) => i.naturalWidth > 100)"), "pixels")
        assert stored > 5
        pictures.first.scroll_into_view_if_needed()
        shot(page, "stored")
        assert page.get_by_text("Error displaying widget").count() == 0
        assert page.complaints == []
    finally:
        page.close()

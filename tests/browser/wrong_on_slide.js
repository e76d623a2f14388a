// What is wrong with the cells in sight: a list of words, empty if nothing is.
() => {
  const found = [];
  const say = (what, e) => found.push(`${what}: ${e.tagName}.${e.className} ${(e.textContent ?? "").slice(0, 50)}`);
  const cells = [...document.querySelectorAll(".jp-deck-mod-visible")];
  if (!cells.length) found.push("no cell in sight");
  const parts = "p, li, h1, h2, pre, table, mjx-container, img, canvas, button, input, select, label, output, .widget-html [role=status], .ll-status, .ll-theory";
  const holders = ".jp-RenderedMarkdown, .ll-panel, .ll-knob, .jp-OutputArea-output";
  const apart = ".ll-point, .cm-editor, mjx-assistive-mml"; // a start may be dragged to the edge of its picture
  const answered = cells.findIndex((cell) => cell.querySelector(".ll-answered"));
  for (const [k, cell] of cells.entries()) {
    const { height } = cell.getBoundingClientRect();
    const gone = k < answered && cell.matches(".jp-MarkdownCell"); // the answer takes the slide
    if (gone === height > 0) say(gone ? "in the way" : "empty", cell);
    for (const e of cell.querySelectorAll(parts)) {
      const box = e.getBoundingClientRect();
      if (!box.width || !e.checkVisibility() || e.closest(apart)) continue;
      if (box.bottom > innerHeight + 1 || box.top < -1) say("below the edge", e);
      if (box.right > innerWidth + 1 || box.left < -1) say("beside the edge", e);
      const holder = e.closest(holders)?.getBoundingClientRect();
      if (holder && box.right > holder.right + 1.5) say("sticks out", e);
    }
    for (const code of cell.querySelectorAll(".cm-scroller, .jp-OutputArea-output")) {
      if (code.checkVisibility() && code.scrollWidth > code.clientWidth + 1) say("cut at the right", code);
    }
    for (const picture of cell.querySelectorAll(".jp-OutputArea img")) {
      if (!picture.checkVisibility()) continue;
      if (!picture.naturalWidth) say("no pixels", picture);
      const scale = Math.min(picture.clientWidth / picture.naturalWidth, picture.clientHeight / picture.naturalHeight);
      if (scale * picture.naturalWidth < 0.55 * innerWidth && !picture.closest(".ll-panel")) say("small", picture);
    }
    for (const stage of cell.querySelectorAll(".ll-stage")) {
      if (!stage.checkVisibility()) continue;
      if (stage.clientWidth < 380) say("small", stage);
      if (!stage.closest(".ll-panel").dataset.painted) say("dead", stage);
    }
    if (cell.textContent.includes("Error displaying widget")) say("dead", cell);
    if (cell.querySelector('[data-mime-type="application/vnd.jupyter.error"]')) say("error", cell);
    if (cell.querySelector(".ll-tools") && !cell.querySelector(".ll-lecture")) say("not in lecture size", cell);
  }
  return found;
}

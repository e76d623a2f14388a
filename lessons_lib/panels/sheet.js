// A table with boxes to fill in. A number is sent on Enter or when its box is left; the kernel marks it.

const SIGNS = { right: "✓ right", "not yet": "→ not yet", shown: "shown" };

function render({ model, el }) {
  el.classList.add("ll-panel", "ll-ledger");
  keepKeys(el);
  const scroll = element(el, "div", { className: "ll-sheet" });
  const table = element(scroll, "table");
  const bar = element(el, "div", { className: "ll-bar" });
  const next = element(bar, "button", { type: "button", onclick: () => post(model, { do: "next" }) });
  const status = element(bar, "div", { className: "ll-status" });
  status.setAttribute("role", "status");

  let [boxes, rows, built, at] = [[], [], "", 0];
  const open = (box) => !box.readOnly;

  function build(frame) {
    table.replaceChildren();
    [boxes, rows] = [[], []];
    element(table, "caption");
    const head = element(element(table, "thead"), "tr");
    for (const text of ["line", "how", ...frame.heads, ""]) element(head, "th", { textContent: text, scope: "col" });
    const body = element(table, "tbody");
    for (const row of frame.rows) rows.push(row.given ? givenRow(body, row, frame) : blankRow(body, row, frame));
  }

  function begin(body, row) {
    const line = element(body, "tr", { className: row.given ? "ll-given" : "ll-blank" });
    element(line, "th", { scope: "row", textContent: row.name });
    element(line, "td", { className: row.code.startsWith("=") ? "ll-how" : "ll-how ll-plain", textContent: row.code });
    return line;
  }

  function givenRow(body, row, frame) {
    const line = begin(body, row);
    const cells = row.cells.map(() => element(line, "td"));
    if (cells.length < frame.heads.length) cells[0].colSpan = frame.heads.length;
    element(line, "td");
    return (now) =>
      now.cells.forEach((cell, k) => {
        cells[k].replaceChildren();
        if (cell.trail) element(cells[k], "span", { className: "ll-trail", textContent: cell.trail });
        cells[k].append(cell.text);
      });
  }

  function blankRow(body, row, frame) {
    const id = `ll-says-${Math.random()}`;
    const line = begin(body, row);
    const fields = row.cells.map((cell, k) => {
      const place = element(line, "td");
      if (row.cells.length < frame.heads.length) place.colSpan = frame.heads.length;
      const box = element(place, "input", { type: "text", maxLength: 80, autocomplete: "off", spellcheck: false });
      box.setAttribute("aria-describedby", id);
      box.inputMode = "text";
      const sign = element(place, "span", { className: "ll-mark" });
      box.onchange = () => send(row.key, k, box);
      box.onkeydown = (event) => {
        if (event.key !== "Enter") return;
        send(row.key, k, box);
        onward(box);
        event.preventDefault();
      };
      boxes.push(box);
      return [box, sign];
    });
    const last = element(line, "td");
    const show = element(last, "button", { type: "button", textContent: "Show" });
    show.setAttribute("aria-label", `Show ${row.name}`);
    show.onclick = () => {
      post(model, { do: "show", line: row.key });
      onward(fields.at(-1)[0], fields.map(([box]) => box));
    };
    const below = element(body, "tr", { className: "ll-says", hidden: true });
    element(below, "td");
    const says = element(below, "td", { id, colSpan: frame.heads.length + 2 });
    return (now) => {
      now.cells.forEach((cell, k) => {
        const [box, sign] = fields[k];
        box.setAttribute("aria-label", cell.label);
        box.setAttribute("aria-invalid", String(cell.mark === "not yet"));
        box.readOnly = cell.mark === "right" || cell.mark === "shown";
        const writing = document.activeElement === box && open(box) && box.value !== box.dataset.sent;
        if (!writing) box.value = box.dataset.sent = cell.text; // else someone is typing here
        sign.dataset.mark = cell.mark;
        sign.textContent = (SIGNS[cell.mark] ?? "") + (cell.exact ? ` (${cell.exact})` : "");
      });
      show.hidden = now.cells.every((cell) => cell.mark === "right" || cell.mark === "shown");
      below.hidden = !now.says;
      if (says.textContent !== now.says) says.textContent = now.says;
    };
  }

  function send(line, k, box) {
    if (box.readOnly || box.value === (box.dataset.sent ?? "")) return;
    box.dataset.sent = box.value;
    post(model, { do: "answer", line, k, text: box.value });
  }

  function onward(box, done = []) {
    const from = boxes.indexOf(box);
    const then = [...boxes.slice(from + 1), ...boxes.slice(0, from)].find(
      (other) => open(other) && !other.value && !done.includes(other),
    );
    (then ?? next).focus();
    then?.select();
  }

  function show() {
    const frame = model.get("frame");
    if (!frame.rows) return;
    const shape = JSON.stringify([frame.heads, frame.rows.map((row) => [row.key, row.given, row.code, row.cells.length])]);
    if (shape !== built) build(frame);
    built = shape;
    table.caption.textContent = frame.caption;
    rows.forEach((update, n) => update(frame.rows[n]));
    next.textContent = `${frame.next} ▸`;
    next.setAttribute("aria-disabled", String(!frame.done)); // disabled would lose the focus
    if (status.textContent !== frame.status) status.textContent = frame.status;
    if (at && frame.t !== at && [next, document.body].includes(document.activeElement)) boxes.find(open)?.focus();
    at = frame.t;
  }

  model.on("change:frame", show);
  show();
  return () => model.off("change:frame", show);
}

export default { render };

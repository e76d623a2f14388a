// Draws what moves (marks) over an image of what stays. The newest frame wins; trails play by themselves.

const SHAPES = {
  // marker -> corners around the origin, for a marker of size 2
  s: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  D: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  "^": [[0, -1], [1, 1], [-1, 1]],
  v: [[0, 1], [1, -1], [-1, -1]],
  "<": [[-1, 0], [1, -1], [1, 1]],
  ">": [[1, 0], [-1, -1], [-1, 1]],
  d: [[0, -1.35], [0.81, 0], [0, 1.35], [-0.81, 0]],
  P: plus(0),
  X: plus(Math.PI / 4),
  p: polygon(5),
  "*": polygon(10).map(([x, y], k) => (k % 2 ? [0.4 * x, 0.4 * y] : [x, y])),
  h: polygon(6),
  H: polygon(6, 0.5),
  8: polygon(8, 0.5),
};

function polygon(n, turn = 0) {
  return Array.from({ length: n }, (_, k) => (2 * Math.PI * (k + turn)) / n).map((a) => [Math.sin(a), -Math.cos(a)]);
}

function plus(turn) {
  const [a, b] = [1 / 3, 1];
  const corners = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}

const numbers = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function drawMarker(ctx, mark, x, y) {
  const half = mark.size / 2;
  ctx.beginPath();
  if (SHAPES[mark.marker]) for (const [dx, dy] of SHAPES[mark.marker]) ctx.lineTo(x + half * dx, y + half * dy);
  else ctx.arc(x, y, half, 0, 2 * Math.PI);
  ctx.closePath();
  ctx.fill();
  if (mark.edgeWidth) ctx.stroke();
}

function drawLine(ctx, mark, count) {
  const { xy } = mark;
  if (mark.width) {
    Object.assign(ctx, { strokeStyle: mark.color, lineWidth: mark.width, lineJoin: "round" });
    ctx.setLineDash(mark.dash);
    ctx.beginPath();
    for (let k = 0, pen = false; k < count; k++) {
      const [x, y] = [xy[2 * k], xy[2 * k + 1]];
      if (!Number.isNaN(x + y)) ctx[pen ? "lineTo" : "moveTo"](x, y);
      pen = !Number.isNaN(x + y);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (!mark.marker) return;
  Object.assign(ctx, { fillStyle: mark.fill, strokeStyle: mark.edge, lineWidth: mark.edgeWidth });
  for (let k = mark.lastOnly ? count - 1 : 0; k < count; k++) drawMarker(ctx, mark, xy[2 * k], xy[2 * k + 1]);
}

function drawArea(ctx, { xy, fill, edge, width }) {
  ctx.beginPath();
  for (let k = 0; k < xy.length; k += 2) ctx.lineTo(xy[k], xy[k + 1]);
  ctx.closePath();
  Object.assign(ctx, { fillStyle: fill, strokeStyle: edge, lineWidth: width });
  ctx.fill();
  if (width) ctx.stroke();
}

function drawText(ctx, { xy, text, color, size, align, baseline }) {
  Object.assign(ctx, { fillStyle: color, font: `${size}px "DejaVu Sans", Verdana, sans-serif`, textAlign: align, textBaseline: baseline });
  ctx.fillText(text, xy[0], xy[1]);
}

function drawImage(ctx, { picture, clip }) {
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(picture, ...clip);
}

function drawMarks(ctx, marks, at) {
  for (const mark of marks) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(...mark.clip);
    if (mark.kind !== "text") ctx.clip();
    const count = mark.xy.length / 2;
    if (mark.kind === "line") drawLine(ctx, mark, mark.trail ? Math.min(at + 1, count) : count);
    else ({ area: drawArea, text: drawText, image: drawImage })[mark.kind](ctx, mark);
    ctx.restore();
  }
}

function unpack(mark) {
  const open = { ...mark, xy: numbers(mark.xy, Float32Array) };
  if (mark.kind !== "image") return open;
  open.picture = document.createElement("canvas");
  [open.picture.width, open.picture.height] = mark.shape;
  const pixels = new ImageData(numbers(mark.rgba, Uint8ClampedArray), ...mark.shape);
  open.picture.getContext("2d").putImageData(pixels, 0, 0);
  return open;
}

function element(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

const short = (x) => {
  if (!Number.isFinite(x)) return "out of range";
  const plain = x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e6);
  return plain ? String(Number(x.toPrecision(3))) : x.toExponential(2).replace(/e([+-])(\d)$/, "e$10$2"); // as Python writes it
};

function render({ model, el }) {
  el.classList.add("ll-panel");
  el.dataset.lmSuppressShortcuts = "true"; // arrow keys move the point, not the notebook's cells
  el.onkeydown = (event) => event.stopPropagation();
  const stage = element(el, "div", { className: "ll-stage" });
  const image = element(stage, "img", { alt: "" });
  const under = element(stage, "canvas"); // the ground, painted only when it changes
  under.setAttribute("aria-hidden", "true");
  const canvas = element(stage, "canvas");
  canvas.setAttribute("role", "img");
  const handle = element(stage, "button", { className: "ll-point", title: "Starting point: drag it, or use the arrow keys" });
  handle.setAttribute("aria-label", "Starting point. Arrow keys move it.");
  const bar = element(el, "div", { className: "ll-bar" });
  const reset = element(bar, "button", { textContent: "Reset" });
  const step = element(bar, "button", { textContent: "Step" });
  const play = element(bar, "button", { className: "ll-play", textContent: "▶ Play" });
  const time = element(bar, "input", { type: "range", min: 0, step: 1, className: "ll-time" });
  time.setAttribute("aria-label", "step shown");
  const readout = element(bar, "output");
  readout.setAttribute("aria-live", "off"); // the slider beside it says the same when asked
  const words = Object.fromEntries(["status", "theory", "goals", "code"].map((name) => [name, element(el, "div", { className: `ll-${name}` })]));
  for (const name of ["status", "goals"]) words[name].setAttribute("role", "status");

  let [ground, stale] = [[], true];
  let frame = { marks: [], table: new Float64Array() };
  let [last, at, playing, waiting, began] = [0, 0, false, false, 0];
  let moves = 0;
  let spot = [0, 0]; // where the starting point is, or is about to be

  function receive() {
    const sent = model.get("frame");
    if (!sent.marks) return;
    frame = { ...sent, marks: sent.marks.map(unpack) };
    frame.table = numbers(sent.table, Float64Array);
    const atEnd = at === last;
    last = Math.max(0, ...frame.marks.filter((mark) => mark.trail).map((mark) => mark.xy.length / 2 - 1));
    at = atEnd && !playing ? last : Math.min(at, last);
    began = 0; // play goes on from here, at the pace of the new walk
    time.max = last;
    speak();
    ask();
  }

  function lie() {
    ground = (model.get("ground").marks ?? []).map(unpack);
    stale = true;
    ask();
  }

  function speak() {
    canvas.setAttribute("aria-label", frame.alt);
    const { status, theory, code, goals } = frame.lines;
    if (words.status.textContent !== (status ?? "")) words.status.textContent = status ?? "";
    words.theory.textContent = theory ?? "";
    words.code.textContent = code ?? "";
    const told = (goals ?? []).map(([text, met]) => [met, `${met ? "✓ reached" : "○ goal"}: ${text}`]);
    if (words.goals.textContent !== told.map(([, text]) => text).join("")) {
      words.goals.replaceChildren();
      for (const [met, text] of told) element(words.goals, "span", { className: met ? "ll-met" : "ll-open", textContent: text });
    }
    for (const name of Object.keys(words)) words[name].hidden = !words[name].textContent;
    bar.hidden = !last;
    handle.hidden = !frame.point; // never for a moment: what is hidden loses the focus
    if (!frame.point) return;
    const [x, y] = (spot = frame.point);
    const place = Array.from(frame.table.slice(0, frame.columns.length - 1), short).join(", ");
    handle.setAttribute("aria-label", `Starting point at ${place}. Arrow keys move it.`);
    handle.style.left = `${(100 * x) / model.get("width")}%`;
    handle.style.top = `${(100 * y) / model.get("height")}%`;
  }

  const ask = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };

  function draw(now) {
    waiting = false;
    if (playing) {
      began ||= now - (1000 * at) / pace();
      at = Math.min(last, Math.floor(((now - began) / 1000) * pace()));
      if (at === last) pause();
      else ask();
    }
    const sharp = sharpness();
    stale ||= under.width !== sharp.width || under.height !== sharp.height;
    if (stale) drawMarks(clear(under, sharp), ground, at);
    stale = false;
    drawMarks(clear(canvas, sharp), frame.marks, at);
    time.value = at;
    readout.textContent = tell();
    el.dataset.painted = Number(el.dataset.painted ?? 0) + 1;
  }

  const sharpness = () => {
    const ratio = Math.max(1, window.devicePixelRatio);
    return { ratio, width: Math.round(model.get("width") * ratio), height: Math.round(model.get("height") * ratio) };
  };

  function clear(layer, { ratio, width, height }) {
    const ctx = layer.getContext("2d");
    if (layer.width !== width || layer.height !== height) Object.assign(layer, { width, height });
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return ctx;
  }

  const pace = () => Math.max(4, last / 5); // steps a second: a walk plays for five seconds at most

  function tell() {
    const n = frame.columns?.length ?? 0;
    const row = Array.from(frame.table.slice(at * n, at * n + n), short);
    const told = row.map((value, k) => `${frame.columns[k]} ${value}`);
    time.setAttribute("aria-valuetext", [`step ${at} of ${last}`, ...told].join(", "));
    return [`step ${at} of ${last}`, ...told].join("   ");
  }

  function pause() {
    playing = false;
    began = 0;
    play.textContent = "▶ Play";
  }

  function go(to) {
    pause();
    at = Math.max(0, Math.min(last, to));
    ask();
  }

  reset.onclick = () => go(0);
  step.onclick = () => go(at + 1);
  time.oninput = () => go(Number(time.value));
  play.onclick = () => {
    if (playing) return pause();
    if (at === last) at = 0;
    playing = true;
    play.textContent = "⏸ Pause";
    ask();
  };

  function move(x, y) {
    if (!frame.area) return;
    const [left, top, width, height] = frame.area;
    const to = [Math.max(left, Math.min(left + width, x)), Math.max(top, Math.min(top + height, y))];
    spot = to;
    model.set("pointer", [...to, ++moves]); // counted: the same place twice is two moves
    model.save_changes();
  }

  function locate(event) {
    const box = stage.getBoundingClientRect();
    const scale = model.get("width") / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  stage.onpointerdown = (event) => {
    const [x, y] = locate(event);
    const [left, top, width, height] = frame.area ?? [0, 0, -1, -1];
    if (event.button || x < left || y < top || x > left + width || y > top + height) return;
    stage.setPointerCapture(event.pointerId);
    move(x, y);
    handle.focus();
    event.preventDefault();
  };
  stage.onpointermove = (event) => stage.hasPointerCapture(event.pointerId) && move(...locate(event));
  handle.onkeydown = (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    const far = event.shiftKey ? 25 : 5;
    move(spot[0] + far * by[0], spot[1] + far * by[1]);
    event.preventDefault();
  };

  function paint() {
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(new Blob([model.get("background")], { type: "image/png" }));
    stage.style.aspectRatio = `${model.get("width")} / ${model.get("height")}`;
    stage.style.maxWidth = `${model.get("width")}px`;
  }

  model.on("change:background", paint);
  model.on("change:ground", lie);
  model.on("change:frame", receive);
  paint();
  lie();
  at = last = 0;
  receive();
  return () => {
    pause();
    URL.revokeObjectURL(image.src);
    model.off("change:background", paint);
    model.off("change:ground", lie);
    model.off("change:frame", receive);
  };
}

export default { render };

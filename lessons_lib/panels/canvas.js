// What moves (marks) over an image of what stays. The newest frame wins; walks play by themselves.

const short = (x) => {
  if (Number.isNaN(x)) return "–"; // not known at this step
  if (!Number.isFinite(x)) return "out of range";
  const plain = x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e6);
  return plain ? String(Number(x.toPrecision(3))) : x.toExponential(2).replace(/e([+-])(\d)$/, "e$10$2"); // as Python writes it
};

function render({ model, el }) {
  el.classList.add("ll-panel");
  keepKeys(el);
  const stage = element(el, "div", { className: "ll-stage" });
  const image = element(stage, "img", { alt: "" });
  const under = element(stage, "canvas"); // the ground, painted only when it changes
  under.setAttribute("aria-hidden", "true");
  const canvas = element(stage, "canvas");
  canvas.setAttribute("role", "img");
  const handles = []; // the points that a reader can move, as buttons on the picture
  const bar = element(el, "div", { className: "ll-bar" });
  const reset = element(bar, "button", { textContent: "Reset" });
  const step = element(bar, "button", { textContent: "Step" });
  const play = element(bar, "button", { className: "ll-play", textContent: "▶ Play" });
  const time = element(bar, "input", { type: "range", min: 0, step: 1, className: "ll-time" });
  time.setAttribute("aria-label", "step shown");
  const readout = element(bar, "output");
  readout.setAttribute("aria-live", "off"); // the slider beside it says the same when asked
  const work = element(el, "div", { className: "ll-work" });
  const progress = element(work, "progress");
  progress.setAttribute("aria-label", "work done");
  const stop = element(work, "button", { textContent: "Stop" });
  const offer = element(work, "button"); // of more work; its words come with the frame
  const words = Object.fromEntries(["status", "theory", "goals", "code"].map((name) => [name, element(el, "div", { className: `ll-${name}` })]));
  for (const name of ["status", "goals"]) words[name].setAttribute("role", "status");

  let [ground, stale] = [[], true];
  let frame = { marks: [], table: new Float64Array() };
  let [last, at, playing, waiting, began] = [0, 0, false, false, 0];
  let moves = 0;
  let [held, pinned] = [null, false]; // the point that a pointer moves; whether one that follows it is let be

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
    busy(frame.progress, frame.offer);
    frame.points ??= [];
    while (handles.length < frame.points.length) handles.push(makeHandle(handles.length));
    handles.forEach((handle, k) => {
      const point = frame.points[k];
      handle.hidden = !point; // never for a moment: what is hidden loses the focus
      if (!point) return;
      handle.setAttribute("aria-label", `${point.words}. Arrow keys move it.`);
      handle.title = `${point.words}: drag it, or use the arrow keys`;
      handle.style.left = `${(100 * point.xy[0]) / model.get("width")}%`;
      handle.style.top = `${(100 * point.xy[1]) / model.get("height")}%`;
    });
  }

  // Work that goes on: how far it is, and a way to stop it; else, where there is more to do, a way to begin it.
  function busy(done, offered) {
    const held = [stop, offer].includes(document.activeElement);
    work.hidden = !done && !offered;
    progress.hidden = stop.hidden = !done;
    offer.hidden = Boolean(done) || !offered;
    if (offer.textContent !== offered) offer.textContent = offered ?? "";
    if (done) [progress.value, progress.max] = done;
    if (held) (done ? stop : offered ? offer : play).focus(); // what is hidden loses the focus
  }

  function makeHandle(k) {
    const handle = element(stage, "button", { className: "ll-point" });
    handle.onkeydown = (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!by) return;
      const { xy, grain } = frame.points[k];
      const far = event.shiftKey ? 5 : 1;
      move(k, xy[0] + far * by[0] * grain[0], xy[1] + far * by[1] * grain[1]);
      event.preventDefault();
    };
    return handle;
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
    const ctx = clear(canvas, sharp);
    drawMarks(ctx, frame.marks, at);
    if (at < last) drawCursor(ctx);
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

  // The walk's mark on axes that count steps: it says where each of them is.
  // Of several walks it is the longest: one that left early knows nothing of the later steps.
  const clockwork = (area) =>
    frame.marks
      .filter((mark) => mark.trail && String(mark.clip) === String(area))
      .reduce((longest, mark) => (longest?.xy.length >= mark.xy.length ? longest : mark), undefined);

  function drawCursor(ctx) {
    for (const area of frame.clocks ?? []) {
      const x = clockwork(area)?.xy[2 * at];
      if (x !== undefined) drawArea(ctx, { fill: "rgba(26,26,26,0.35)", width: 0 }, cornersOf(x, area));
    }
  }

  const cornersOf = (x, [, top, , height]) => [x - 0.75, top, x + 0.75, top, x + 0.75, top + height, x - 0.75, top + height];

  function nearestRow(x, area) {
    const { xy } = clockwork(area) ?? { xy: [] };
    let best = -1;
    for (let k = 0; k < xy.length / 2; k++) {
      if (Number.isNaN(xy[2 * k])) continue;
      if (best < 0 || Math.abs(xy[2 * k] - x) < Math.abs(xy[2 * best] - x)) best = k;
    }
    return Math.max(0, best);
  }

  const pace = () => Math.max(4, last / 5); // steps a second: a walk plays for five seconds at most

  function tell() {
    const n = frame.columns?.length ?? 0;
    const row = Array.from(frame.table.slice(at * n, at * n + n), short);
    const told = row.map((value, k) => `${frame.columns[k]} ${value}`);
    const of = frame.steps ? `${frame.steps[at]} of ${frame.steps[last]}` : `${at} of ${last}`;
    time.setAttribute("aria-valuetext", [`step ${of}`, ...told].join(", "));
    return [`step ${of}`, ...told].join("   ");
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

  stop.onclick = () => post(model, { do: "stop" });
  offer.onclick = () => post(model, { do: "more" });
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

  const within = (x, y, [left, top, width, height]) => x >= left && y >= top && x <= left + width && y <= top + height;

  function move(k, x, y, how = "led") {
    const { name, area } = frame.points[k] ?? {};
    if (!name) return;
    const [left, top, width, height] = area;
    const to = [Math.max(left, Math.min(left + width, x)), Math.max(top, Math.min(top + height, y))];
    frame.points[k].xy = to; // where it is about to be: keys come faster than answers
    model.set("pointer", [...to, ++moves, name, how]); // counted: the same place twice is two moves
    model.save_changes();
  }

  function locate(event) {
    const box = stage.getBoundingClientRect();
    const scale = model.get("width") / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  stage.onpointerdown = (event) => {
    const [x, y] = locate(event);
    if (event.button) return;
    const k = frame.points?.findIndex((point) => within(x, y, point.area)) ?? -1;
    const clock = (frame.clocks ?? []).find((area) => within(x, y, area));
    if (k < 0 && !clock) return;
    stage.setPointerCapture(event.pointerId);
    held = k < 0 ? { clock } : { k };
    if (k >= 0) pinned = frame.points[k].hover && !pinned;
    lead(x, y);
    (k < 0 ? time : handles[k]).focus();
    event.preventDefault();
  };
  stage.onpointermove = (event) => {
    const [x, y] = locate(event);
    if (stage.hasPointerCapture(event.pointerId)) return lead(x, y);
    const k = frame.points?.findIndex((point) => point.hover && within(x, y, point.area)) ?? -1;
    if (k >= 0 && !pinned && event.pointerType === "mouse") move(k, x, y, "hovered");
  };
  const lead = (x, y) => (held.clock ? go(nearestRow(x, held.clock)) : move(held.k, x, y));

  function paint() {
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(new Blob([model.get("background")], { type: "image/png" }));
    stage.style.aspectRatio = `${model.get("width")} / ${model.get("height")}`;
    stage.style.setProperty("--width", `${model.get("width")}px`);
    stage.style.setProperty("--ratio", model.get("width") / model.get("height"));
  }

  // In the lecture view the picture leaves the window room for the sliders above and the words below it.
  const leaveRoom = () => {
    const whole = el.closest(".ll-lecture");
    if (whole) stage.style.setProperty("--around", `${whole.offsetHeight - stage.offsetHeight}px`);
  };
  const resized = new ResizeObserver(() => requestAnimationFrame(leaveRoom)); // in a frame of its own: it resizes
  resized.observe(el);

  model.on("change:background", paint);
  model.on("change:ground", lie);
  model.on("change:frame", receive);
  paint();
  lie();
  at = last = 0;
  receive();
  return () => {
    pause();
    resized.disconnect();
    URL.revokeObjectURL(image.src);
    model.off("change:background", paint);
    model.off("change:ground", lie);
    model.off("change:frame", receive);
  };
}

export default { render };

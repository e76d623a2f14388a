// One hyperparameter: a slider on the scale that suits it, a number box, and theory's limits on the track.

const SCALES = {
  // position in 0..1 <-> value
  linear: { to: (p, a, b) => a + p * (b - a), from: (x, a, b) => (x - a) / (b - a) },
  log: { to: (p, a, b) => a * (b / a) ** p, from: (x, a, b) => Math.log(x / a) / Math.log(b / a) },
  log1m: { to: (p, a, b) => 1 - (1 - a) * ((1 - b) / (1 - a)) ** p, from: (x, a, b) => Math.log((1 - x) / (1 - a)) / Math.log((1 - b) / (1 - a)) },
};
SCALES.whole = SCALES.linear;

function tidy(x, scale, low, high) {
  const places = Math.min(100, Math.max(2, 2 - Math.ceil(Math.log10(high - low)))); // a hundred positions or more, however short the range
  const digits = { whole: () => Math.round(x), log1m: () => 1 - Number((1 - x).toPrecision(2)), linear: () => Number(x.toFixed(places)) };
  const rounded = (digits[scale] ?? (() => Number(x.toPrecision(3))))();
  return Math.min(high, Math.max(low, Number(rounded.toPrecision(8))));
}

function typed(text) { // with a point or a comma, as one is used to
  const spelled = text.trim().replace(",", ".").replace("\u2212", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(spelled) ? Number(spelled) : NaN;
}

function render({ model, el }) {
  const id = `ll-knob-${Math.random()}`; // every knob loads this file anew: a counter would not tell them apart
  el.classList.add("ll-knob");
  keepKeys(el);
  element(el, "label", { htmlFor: id, textContent: model.get("label") });
  const slider = element(el, "input", { type: "range", id, min: 0, max: 1, step: 0.005 });
  // Of whole numbers each has its place. A hair less than its share: a hair more, and the last one is out of reach.
  if (model.get("scale") === "whole") slider.step = (1 - 1e-12) / (model.get("high") - model.get("low"));
  // Not of type number: that drops the comma of 0,5 and makes it 5.
  const box = element(el, "input", { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
  box.setAttribute("role", "spinbutton");
  box.setAttribute("aria-label", `${model.get("label")}, number`);
  const limits = element(el, "div", { className: "ll-limits" });
  const words = element(el, "output", { id: `${id}-words` });
  box.setAttribute("aria-describedby", words.id);

  const get = () => ["scale", "low", "high"].map((name) => model.get(name));

  function show() {
    const [scale, low, high] = get();
    const value = model.get("value");
    slider.value = SCALES[scale].from(Math.min(high, Math.max(low, value)), low, high);
    slider.setAttribute("aria-valuetext", String(value));
    if (document.activeElement !== box) box.value = value;
    for (const [word, x] of Object.entries({ valuenow: value, valuemin: low, valuemax: high })) box.setAttribute(`aria-${word}`, x);
    complain("");
  }

  function mark() {
    const [scale, low, high] = get();
    limits.replaceChildren();
    limits.hidden = !model.get("limits").length;
    for (const [word, value] of model.get("limits")) {
      const place = 100 * SCALES[scale].from(value, low, high);
      if (!(place >= 0 && place <= 100)) continue;
      const before = word !== "limit";
      const tick = element(limits, "span", { className: before ? "ll-before" : "", textContent: `${word} ${Number(value.toPrecision(3))}` });
      tick.style.left = `${place}%`;
      if (before) continue;
      element(limits, "div", { className: "ll-beyond" }).style.left = `${place}%`;
    }
  }

  function complain(sentence) {
    box.setCustomValidity(sentence);
    words.textContent = sentence;
    words.hidden = !sentence;
  }

  function send(value) {
    model.set("value", value);
    model.save_changes();
  }

  slider.oninput = () => {
    const [scale, low, high] = get();
    const value = tidy(SCALES[scale].to(Number(slider.value), low, high), scale, low, high);
    box.value = value;
    slider.setAttribute("aria-valuetext", String(value));
    send(value);
  };

  box.onchange = () => {
    const [scale, low, high] = get();
    const value = typed(box.value);
    if (Number.isNaN(value) || value < low || value > high) return complain(`Give a number from ${low} to ${high}.`);
    complain("");
    box.value = scale === "whole" ? Math.round(value) : value;
    send(Number(box.value));
  };
  box.onblur = show;
  const keep = el.onkeydown;
  el.onkeydown = (event) => {
    keep(event);
    const step = { ArrowUp: "stepUp", ArrowDown: "stepDown" }[event.key];
    if (event.target !== box || !step) return;
    slider[step]();
    slider.oninput();
    event.preventDefault();
  };

  model.on("change:value", show);
  model.on("change:limits", mark);
  show();
  mark();
  return () => {
    model.off("change:value", show);
    model.off("change:limits", mark);
  };
}

export default { render };

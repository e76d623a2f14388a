// One setting that is no number: a menu, a switch or a line of text, with its name as its label.

function render({ model, el }) {
  const id = `ll-field-${Math.random()}`; // every field loads this file anew: a counter would not tell them apart
  const kind = model.get("kind");
  el.classList.add("ll-knob", "ll-field");
  keepKeys(el);
  element(el, "label", { htmlFor: id, textContent: model.get("label") });
  const input = element(el, kind === "menu" ? "select" : "input", { id });
  if (kind === "switch") input.type = "checkbox";
  el.classList.toggle("ll-text", kind === "text");
  if (kind === "text") Object.assign(input, { type: "text", spellcheck: false });
  const words = element(el, "output", { id: `${id}-words`, hidden: true });
  input.setAttribute("aria-describedby", words.id);

  function list() {
    if (kind === "menu") input.replaceChildren(...model.get("options").map((name) => new Option(name, name)));
    show();
  }

  function show() {
    if (kind === "switch") input.checked = model.get("value");
    else if (kind === "menu" || document.activeElement !== input) input.value = model.get("value");
    complain();
  }

  function complain() {
    const sentence = model.get("complaint");
    words.textContent = sentence;
    words.hidden = !sentence;
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  input.onchange = () => {
    model.set("value", kind === "switch" ? input.checked : input.value);
    model.save_changes();
  };
  if (kind === "text") input.onblur = show;

  const heard = { "change:options": list, "change:value": show, "change:complaint": complain };
  for (const [name, act] of Object.entries(heard)) model.on(name, act);
  list();
  return () => {
    for (const [name, act] of Object.entries(heard)) model.off(name, act);
  };
}

export default { render };

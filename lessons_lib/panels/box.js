// A box for one number, its unit, and the button that commits to it.

function render({ model, el }) {
  const id = `ll-box-${Math.random()}`;
  el.classList.add("ll-press", "ll-box");
  keepKeys(el);
  element(el, "label", { htmlFor: id, textContent: model.get("label") });
  const input = element(el, "input", { id, type: "text", autocomplete: "off", spellcheck: false, maxLength: 80 });
  const unit = element(el, "span", { id: `${id}-unit`, textContent: model.get("unit") });
  const commit = element(el, "button", { type: "button", textContent: "Commit" });
  const words = element(el, "output", { id: `${id}-words` });
  input.setAttribute("aria-describedby", `${unit.id} ${words.id}`);

  const send = () => model.get("done") || post(model, { do: "guess", text: input.value });
  commit.onclick = send;
  input.onkeydown = (event) => {
    if (event.key === "Enter") send(); // no value: false would take every other key from the box
  };

  function show() {
    const [done, sentence] = [model.get("done"), model.get("complaint")];
    if (done) input.value = model.get("value");
    input.readOnly = done;
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
    commit.setAttribute("aria-disabled", String(done)); // disabled would lose the focus
    words.textContent = sentence;
  }

  const reopen = () => model.get("done") || (input.value = ""); // asked again
  model.on("change:done", reopen);
  const heard = ["value", "complaint", "done"].map((name) => `change:${name}`);
  for (const name of heard) model.on(name, show);
  show();
  return () => {
    model.off("change:done", reopen);
    heard.forEach((name) => model.off(name, show));
  };
}

export default { render };
